import Circuits
public import Notation

/// An air reservoir with a bleed screw.
public struct Reservoir: Component {
    public struct Parameters: ParameterValues {
        /// m³.
        var volume = 2e-3
        /// m³/(s·Pa), bleed screw open.
        var bleedConductance = 2e-9
        var leak = 0.0
        public init() {}
    }

    public static let type = ComponentType<Reservoir>(
        name: "reservoir", text: Text(fr: "réservoir d'air", en: "air reservoir"), domain: .pneumatic,
        law: Text(
            fr: "m = p·V/(R·T) ; vis de purge à l'air libre, ISO 6358-1",
            en: "m = p·V/(R·T); bleed screw to the atmosphere, ISO 6358-1"),
        terminalsFor: { _ in [Terminal("1", .pneumatic)] },
        parameters: [
            Parameter("volume", .quantity(.volume, \.volume, 1e-5...1), Text(fr: "volume", en: "volume")),
            Parameter(
                "bleed-conductance", .quantity(.sonicConductance, \.bleedConductance, 1e-11...1e-7),
                Text(fr: "conductance sonique C de la purge ouverte", en: "sonic conductance C of the open bleed screw")),
        ],
        failures: [
            Failure("leaking", Text(fr: "fuite", en: "leak"), remedies: [.replace, .tighten]) { values, severity, _ in
                values.leak = 4e-9 * severity
            }
        ],
        signalsFor: { _ in
            [
                .input("bleed", .ratio, Text(fr: "vis de purge : 0 fermée, 1 ouverte", en: "bleed screw: 0 closed, 1 open")),
                .output("pressure", .pressure, Text(fr: "pression", en: "pressure"), initial: Air.atmosphere),
            ]
        },
        controlsFor: { _ in
            [Control("bleed", positions: [Text(fr: "fermé", en: "closed"), Text(fr: "ouvert", en: "open")], .maintained)]
        })

    private let port: Joint
    private let tank: Handle<AirVolume>
    private let opening: Handle<Restriction>
    private let bleed: SignalIndex
    private let pressure: SignalIndex
    private var parameters: Parameters
    private var isBleeding = false

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        port = site["1"]
        tank = site.add(AirVolume(parameters.volume), "", port)
        opening = site.add(Restriction(conductance: 0), "bleed", port, site.atmosphere)
        bleed = site.signal("bleed")
        pressure = site.signal("pressure")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        tank.element.volume = parameters.volume
        place()
    }

    private func place() {
        opening.element.conductance = parameters.leak + (isBleeding ? parameters.bleedConductance : 0)
    }

    public mutating func update(_ tick: Tick) {
        isBleeding = tick[bleed] >= 0.5
        place()
        tick[pressure] = tick.across(port)
    }

    public func sound(_ tick: Tick) -> Sound { .jet(opening.element.flow(tick.across(port), Air.atmosphere).value) }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .hearing else { return [] }
        return Hiss.percepts(
            opening.element.flow(tick.across(port), Air.atmosphere).value, fr: "au réservoir", en: "at the reservoir")
    }
}
