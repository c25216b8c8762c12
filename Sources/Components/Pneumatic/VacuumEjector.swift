import Circuits
public import Notation

/// A vacuum generator fed with compressed air, its silencer to the atmosphere.
public struct VacuumEjector: Component {
    public struct Parameters: ParameterValues {
        /// m³/s ANR.
        var suction = 2e-4
        /// Pa absolute.
        var ultimate = 0.3e5
        /// Pa gauge.
        var nominal = 4.5e5
        /// m³/(s·Pa), of the nozzle.
        var conductance = 1.2e-9
        var hasCheckValve = false
        var checkLeak = 0.0
        public init() {}
    }

    /// Of the nominal motive pressure, what gives no suction yet.
    private static let leastShare = 0.2

    public static let type = ComponentType<VacuumEjector>(
        name: "vacuum-ejector", text: Text(fr: "éjecteur de vide", en: "vacuum ejector"), domain: .pneumatic,
        law: Text(
            fr:
                "ṁ = ρ₀·S₀·((p − p_u)/(p_atm − p_u) − (1 − g)), g de 0 à 1 entre 0,2 et 1 fois la pression nominale ; buse ISO 6358-1",
            en:
                "ṁ = ρ₀·S₀·((p − p_u)/(p_atm − p_u) − (1 − g)), g from 0 to 1 between 0.2 and 1 nominal pressure; ISO 6358-1 nozzle"
        ),
        terminals: [
            Terminal("1", .pneumatic, Text(fr: "alimentation", en: "supply")),
            Terminal("V", .pneumatic, Text(fr: "vide", en: "vacuum")),
        ],
        parameters: [
            Parameter(
                "suction", .quantity(.volumeFlow, \.suction, 1e-5...5e-3),
                Text(fr: "débit aspiré S₀ à la pression atmosphérique", en: "suction flow S₀ at atmospheric pressure"),
                source: "8–60 l/min"),
            Parameter(
                "ultimate-pressure", .quantity(.pressure, \.ultimate, 5e3...0.8e5),
                Text(fr: "pression limite p_u", en: "ultimate pressure p_u"), source: "8–30 kPa abs"),
            Parameter(
                "nominal-pressure", .quantity(.pressureDifference, \.nominal, 2e5...7e5),
                Text(fr: "pression d'alimentation nominale", en: "nominal supply pressure"), source: "4.5 bar"),
            Parameter(
                "conductance", .quantity(.sonicConductance, \.conductance, 1e-10...1e-7),
                Text(fr: "conductance sonique C de la buse", en: "sonic conductance C of the nozzle"),
                source: "20–60 l/min at 4.5 bar"),
            Parameter(
                "check-valve", .flag(\.hasCheckValve),
                Text(fr: "clapet qui garde le vide", en: "check valve that holds the vacuum")),
        ],
        failures: [
            Failure("nozzle-dirty", Text(fr: "buse encrassée", en: "dirty nozzle"), remedies: [.clean, .replace]) {
                values, severity, _ in
                // 12 l/min become 4.
                values.suction *= 1 - severity * 2 / 3
                values.conductance *= 1 - 0.3 * severity
            },
            Failure("silencer-clogged", Text(fr: "silencieux colmaté", en: "clogged silencer"), remedies: [.clean, .replace]) {
                values, severity, _ in
                values.suction *= 1 - 0.6 * severity
                values.ultimate += (0.8e5 - values.ultimate) * severity
            },
            Failure("check-leaking", Text(fr: "clapet qui fuit", en: "leaking check valve"), remedies: [.clean, .replace]) {
                values, severity, _ in values.checkLeak = 0.3 * severity
            },
        ],
        wear: [
            Wear(
                "nozzle-dirty", by: .path(of: "consumption"), growth: 1.5,
                source: "chosen: half a year of cycles in a hall with lint"
            ) { _ in 2e3 },
            Wear(
                "silencer-clogged", by: .path(of: "consumption"), growth: 3,
                source: "chosen: changed each year"
            ) { _ in 3e3 },
        ],
        signals: [
            .output(
                "vacuum", .pressure, Text(fr: "pression côté vide", en: "pressure on the vacuum side"), initial: Air.atmosphere),
            .output("consumption", .massFlow, Text(fr: "air consommé", en: "air consumed")),
        ])

    private let supply: Joint
    private let vacuum: Joint
    private let suction: Handle<EjectorSuction>
    private let nozzle: Handle<Restriction>
    private let vacuumSignal: SignalIndex
    private let consumption: SignalIndex

    public init(_ parameters: Parameters, at site: Site) throws {
        supply = site["1"]
        vacuum = site["V"]
        suction = site.add(
            EjectorSuction(suction: 1e-4, ultimate: 0.3e5, motive: (0.9e5, 4.5e5)), "suction", supply, vacuum, site.atmosphere)
        nozzle = site.add(Restriction(conductance: 0), "nozzle", supply, site.atmosphere)
        site.add(AirVolume(2e-6), "volume 1", supply)
        site.add(AirVolume(2e-6), "volume V", vacuum)
        vacuumSignal = site.signal("vacuum")
        consumption = site.signal("consumption")
    }

    public mutating func refit(_ p: Parameters) {
        suction.element.suction = p.suction
        suction.element.ultimate = p.ultimate
        suction.element.motive = (Self.leastShare * p.nominal, p.nominal)
        suction.element.back = p.hasCheckValve ? p.checkLeak : 1
        nozzle.element = Restriction(conductance: p.conductance, ratio: 0.5)
    }

    public mutating func update(_ tick: Tick) {
        tick[vacuumSignal] = tick.across(vacuum)
        tick[consumption] = nozzle.element.flow(tick.across(supply), Air.atmosphere).value
    }

    public func sound(_ tick: Tick) -> Sound { .jet(tick[consumption], muffled: Silencer.insertion) }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .hearing else { return [] }
        let flow = nozzle.element.flow(tick.across(supply), Air.atmosphere).value
        return Hiss.percepts(flow, fr: "au silencieux de l'éjecteur", en: "at the ejector's silencer")
    }
}
