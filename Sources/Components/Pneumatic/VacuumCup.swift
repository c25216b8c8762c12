import Circuits
public import Notation

/// A suction cup: with a sheet against its lip it holds what the pressure difference carries, without one it sucks the room's air.
public struct VacuumCup: Component {
    public struct Parameters: ParameterValues {
        /// m.
        var diameter = 0.05
        /// m³, of the cup and its bellows.
        var volume = 1e-5
        /// N that the sheet asks of this cup.
        var load = 10.0
        /// m³/(s·Pa).
        var screen = 1e-8
        var opening = 2e-8
        /// Through the sheet and under the lip.
        var leak = 2e-12
        public init() {}

        var area: Double { .pi / 4 * diameter * diameter }
    }

    public static let type = ComponentType<VacuumCup>(
        name: "vacuum-cup", text: Text(fr: "ventouse", en: "suction cup"), domain: .pneumatic,
        law: Text(
            fr: "F = (p_atm − p)·π·d²/4 sur la feuille ; fuite de lèvre et ouverture ISO 6358-1 ; tient si F ≥ charge",
            en: "F = (p_atm − p)·π·d²/4 on the sheet; leak of the lip and opening ISO 6358-1; holds if F ≥ load"),
        terminals: [Terminal("V", .pneumatic, Text(fr: "vide", en: "vacuum"))],
        parameters: [
            Parameter(
                "diameter", .quantity(.length, \.diameter, 2e-3...0.3), Text(fr: "diamètre utile", en: "effective diameter")),
            Parameter("volume", .quantity(.volume, \.volume, 1e-7...1e-3), Text(fr: "volume", en: "volume")),
            Parameter(
                "load", .quantity(.force, \.load, 0.01...2000),
                Text(fr: "part du poids de la feuille", en: "share of the sheet's weight")),
            Parameter(
                "screen", .quantity(.sonicConductance, \.screen, 1e-11...1e-7),
                Text(fr: "conductance sonique C de la crépine", en: "sonic conductance C of the screen")),
            Parameter(
                "leak", .quantity(.sonicConductance, \.leak, 0...1e-8),
                Text(fr: "conductance sonique C de la fuite sur la feuille", en: "sonic conductance C of the leak on the sheet"),
                source: "cardboard breathes: 1e-12 to 1e-10 m³/(s·Pa)"),
        ],
        failures: [
            Failure("torn", Text(fr: "lèvre déchirée", en: "torn lip"), remedies: [.replace]) { values, severity, _ in
                // −71 kPa become −53 under an ejector of 12 l/min.
                values.leak += 5e-10 * severity
            },
            Failure("screen-clogged", Text(fr: "crépine bouchée", en: "clogged screen"), remedies: [.clean, .replace]) {
                values, severity, _ in values.screen *= 1 - 0.995 * severity
            },
        ],
        wear: [
            Wear(
                "torn", by: .rises(of: "held"), growth: 2,
                source: "makers: 1–3 million grips of nitrile cups on cardboard"
            ) { _ in 2e6 }
        ],
        signals: [
            .input("sheet", .ratio, Text(fr: "1 si une feuille est contre la lèvre", en: "1 if a sheet is against the lip")),
            .output("force", .force, Text(fr: "force sur la feuille", en: "force on the sheet")),
            .output("held", .ratio, Text(fr: "1 si la feuille tient", en: "1 if the sheet holds")),
            .output(
                "vacuum", .pressure, Text(fr: "pression dans la ventouse", en: "pressure in the cup"), initial: Air.atmosphere),
        ])

    private let cup: Joint
    private let screen: Handle<Restriction>
    private let lip: Handle<Restriction>
    private let body: Handle<AirVolume>
    private let sheet: SignalIndex
    private let force: SignalIndex
    private let held: SignalIndex
    private let vacuum: SignalIndex
    private var parameters: Parameters
    private var hasSheet = false

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        cup = site.inner("cup", .pneumatic)
        screen = site.add(Restriction(conductance: 0), "screen", site["V"], cup)
        lip = site.add(Restriction(conductance: 0), "lip", site.atmosphere, cup)
        body = site.add(AirVolume(parameters.volume), "volume", cup)
        site.add(AirVolume(1e-6), "volume V", site["V"])
        sheet = site.signal("sheet")
        force = site.signal("force")
        held = site.signal("held")
        vacuum = site.signal("vacuum")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        body.element.volume = parameters.volume
        screen.element = Restriction(conductance: parameters.screen, ratio: 0.3)
        place()
    }

    private func place() {
        lip.element = Restriction(conductance: hasSheet ? parameters.leak : parameters.opening, ratio: 0.3)
    }

    public mutating func update(_ tick: Tick) {
        let isThere = tick[sheet] > 0.5
        if isThere != hasSheet {
            hasSheet = isThere
            place()
        }
        let pull = hasSheet ? (Air.atmosphere - tick.across(cup)) * parameters.area : 0
        tick[force] = pull
        tick[held] = hasSheet && pull >= parameters.load ? 1 : 0
        tick[vacuum] = tick.across(cup)
    }

    /// Share of the sound of a jet into the cup that comes out of it: chosen.
    private static let outside = 0.1

    public func sound(_ tick: Tick) -> Sound {
        .jet(lip.element.flow(Air.atmosphere, tick.across(cup)).value, muffled: Self.outside)
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight where parameters.leak > 1e-10: [Text(fr: "la lèvre est déchirée", en: "the lip is torn")]
        case .hearing:
            Hiss.percepts(
                lip.element.flow(Air.atmosphere, tick.across(cup)).value, fr: "sous la ventouse", en: "under the suction cup")
        default: []
        }
    }
}
