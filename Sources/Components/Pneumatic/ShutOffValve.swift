import Circuits
public import Notation

/// A manual 3/2 shut-off valve of an air supply: closed, it exhausts what is downstream through its own silencer.
public struct ShutOffValve: Component {
    public struct Parameters: ParameterValues {
        /// m³/(s·Pa).
        var conductance = 6e-8
        var ratio = 0.4
        var exhaustConductance = 2e-8
        var isOpen = false
        var leak = 0.0
        var isStuck = false
        public init() {}
    }

    public static let type = ComponentType<ShutOffValve>(
        name: "shut-off-valve", text: Text(fr: "vanne de sectionnement", en: "shut-off valve"), domain: .pneumatic,
        law: Text(
            fr: "3/2 manuelle : ouverte 1→2, fermée 2→3 à l'air libre par un silencieux ; ISO 6358-1",
            en: "manual 3/2: open 1→2, closed 2→3 to the atmosphere through a silencer; ISO 6358-1"),
        terminalsFor: { _ in
            [
                Terminal("1", .pneumatic, Text(fr: "alimentation", en: "supply")),
                Terminal("2", .pneumatic, Text(fr: "utilisation", en: "outlet")),
                Terminal("3", .pneumatic, Text(fr: "échappement", en: "exhaust")),
            ]
        },
        parameters: [
            Parameter(
                "conductance", .quantity(.sonicConductance, \.conductance, 1e-10...1e-6),
                Text(fr: "conductance sonique C, 1→2", en: "sonic conductance C, 1→2")),
            Parameter(
                "ratio", .quantity(.ratio, \.ratio, 0...0.6),
                Text(fr: "rapport de pression critique b", en: "critical pressure ratio b")),
            Parameter(
                "exhaust-conductance", .quantity(.sonicConductance, \.exhaustConductance, 1e-10...1e-6),
                Text(fr: "conductance sonique C, 2→3, silencieux compris", en: "sonic conductance C, 2→3, silencer included")),
            Parameter("open", .flag(\.isOpen), Text(fr: "ouverte au départ", en: "open at the start")),
        ],
        failures: [
            Failure("leaking", Text(fr: "siège qui fuit", en: "leaking seat"), remedies: [.replace]) { values, severity, _ in
                // At most a fifth of the section: the gauge downstream does not come to zero.
                values.leak = 0.2 * values.conductance * severity
            },
            Failure("stuck", Text(fr: "boisseau grippé", en: "seized plug"), remedies: [.replace, .free]) { values, severity, _ in
                values.isStuck = severity >= 0.5
            },
        ],
        signalsFor: { values in
            [
                .input(
                    "position", .ratio, Text(fr: "poignée : 0 fermée, 1 ouverte", en: "handle: 0 closed, 1 open"),
                    initial: values.isOpen ? 1 : 0),
                .output("open", .ratio, Text(fr: "1 si ouverte", en: "1 if open"), initial: values.isOpen ? 1 : 0),
            ]
        },
        controlsFor: { _ in
            [
                Control(
                    "position", positions: [Text(fr: "fermé", en: "closed"), Text(fr: "ouvert", en: "open")], .maintained,
                    lockable: 0)
            ]
        })

    private let outlet: Joint
    private let exhaust: Joint
    private let through: Handle<Restriction>
    private let out: Handle<Restriction>
    private let silencer: Handle<Restriction>
    private let position: SignalIndex
    private let open: SignalIndex
    private var parameters: Parameters
    private var isOpen: Bool

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        isOpen = parameters.isOpen
        outlet = site["2"]
        exhaust = site["3"]
        through = site.add(Restriction(conductance: 0), "1-2", site["1"], outlet)
        out = site.add(Restriction(conductance: 0), "2-3", outlet, exhaust)
        silencer = site.add(Restriction(conductance: 0), "3", exhaust, site.atmosphere)
        for port in ["1", "2", "3"] { site.add(AirVolume(2e-6), "volume \(port)", site[port]) }
        position = site.signal("position")
        open = site.signal("open")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        place()
    }

    public mutating func update(_ tick: Tick) {
        let wanted = tick[position] >= 0.5
        if wanted != isOpen && !parameters.isStuck {
            isOpen = wanted
            place()
        }
        tick[open] = isOpen ? 1 : 0
    }

    private func place() {
        let p = parameters
        through.element = Restriction(conductance: isOpen ? p.conductance : p.leak, ratio: p.ratio)
        // The port and its silencer in series: each takes its share so that both together have the conductance given.
        out.element = Restriction(conductance: isOpen ? 0 : p.exhaustConductance * 2, ratio: p.ratio)
        silencer.element = Restriction(conductance: p.exhaustConductance * 1.2, ratio: p.ratio)
    }

    public func sound(_ tick: Tick) -> Sound {
        .jet(silencer.element.flow(tick.across(exhaust), Air.atmosphere).value, muffled: Silencer.insertion)
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight:
            [
                isOpen
                    ? Text(fr: "la poignée est dans l'axe : ouverte", en: "the handle is in line: open")
                    : Text(fr: "la poignée est en travers : fermée", en: "the handle is across: closed")
            ]
        case .hearing:
            Hiss.percepts(
                silencer.element.flow(tick.across(exhaust), Air.atmosphere).value, fr: "à l'échappement", en: "at the exhaust")
        case .touch where parameters.isStuck:
            [Text(fr: "la poignée ne tourne pas", en: "the handle does not turn")]
        default: []
        }
    }
}
