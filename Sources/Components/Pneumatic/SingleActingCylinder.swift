import Circuits
public import Notation

/// A single-acting cylinder: air pushes the rod out, a spring brings it back; the spring's side breathes through a filter.
public struct SingleActingCylinder: Component {
    public struct Parameters: ParameterValues {
        /// m.
        var bore = 0.025
        var rod = 0.01
        var stroke = 0.05
        /// m³, at each end.
        var deadVolume = 3e-6
        /// kg.
        var mass = 0.5
        /// N and N/m.
        var preload = 30.0
        var stiffness = 600.0
        /// N, N·s/m.
        var breakaway = 15.0
        var coulomb = 12.0
        var viscous = 40.0
        /// m³/(s·Pa).
        var portConductance = 2e-8
        var breather = 5e-9
        var portRatio = 0.4
        var sealLeak = 0.0
        public init() {}

        var capArea: Double { .pi / 4 * bore * bore }
        var rodArea: Double { .pi / 4 * (bore * bore - rod * rod) }
    }

    public static let type = ComponentType<SingleActingCylinder>(
        name: "single-acting-cylinder", text: Text(fr: "vérin simple effet", en: "single-acting cylinder"), domain: .pneumatic,
        law: Text(
            fr: "m·dv/dt = (p_A−p_atm)·A_A − (p_B−p_atm)·A_B − F₀ − k·x − frottement ; chambres m = p·V(x)/(R·T), isothermes",
            en: "m·dv/dt = (p_A−p_atm)·A_A − (p_B−p_atm)·A_B − F₀ − k·x − friction; chambers m = p·V(x)/(R·T), isothermal"),
        terminals: [
            Terminal("A", .pneumatic, Text(fr: "sort la tige", en: "extends the rod")),
            Terminal("rod", .translation, Text(fr: "tige", en: "rod")),
        ],
        parameters: [
            Parameter("bore", .quantity(.length, \.bore, 0.004...0.4), Text(fr: "alésage", en: "bore")),
            Parameter("rod", .quantity(.length, \.rod, 0.001...0.2), Text(fr: "diamètre de tige", en: "rod diameter")),
            Parameter("stroke", .quantity(.length, \.stroke, 0.002...0.5), Text(fr: "course", en: "stroke")),
            Parameter(
                "dead-volume", .quantity(.volume, \.deadVolume, 1e-8...1e-3),
                Text(fr: "volume mort à chaque bout", en: "dead volume at each end")),
            Parameter("mass", .quantity(.mass, \.mass, 0.01...200), Text(fr: "masse en mouvement", en: "moving mass")),
            Parameter(
                "preload", .quantity(.force, \.preload, 0...5000),
                Text(fr: "force du ressort, tige rentrée", en: "force of the spring, rod in"),
                source: "about a tenth of the thrust at 6 bar"),
            Parameter(
                "stiffness", .quantity(.stiffness, \.stiffness, 0...1e5), Text(fr: "raideur du ressort", en: "rate of the spring")
            ),
            Parameter(
                "breakaway", .quantity(.force, \.breakaway, 0...1e4), Text(fr: "force de décollement", en: "break-away force"),
                source: "0.1–0.5 bar"),
            Parameter(
                "coulomb", .quantity(.force, \.coulomb, 0...1e4), Text(fr: "frottement de Coulomb", en: "Coulomb friction")),
            Parameter(
                "viscous", .quantity(.translationalDamping, \.viscous, 0...1e4),
                Text(fr: "frottement visqueux", en: "viscous friction")),
            Parameter(
                "port-conductance", .quantity(.sonicConductance, \.portConductance, 1e-10...1e-6),
                Text(fr: "conductance sonique C de l'orifice", en: "sonic conductance C of the port")),
            Parameter(
                "breather", .quantity(.sonicConductance, \.breather, 1e-11...1e-6),
                Text(fr: "conductance sonique C de l'évent", en: "sonic conductance C of the breather")),
        ],
        failures: [
            Failure("spring-broken", Text(fr: "ressort cassé", en: "broken spring"), remedies: [.replace]) {
                values, severity, _ in
                values.preload *= 1 - severity
                values.stiffness *= 1 - severity
            },
            Failure("seal-leak", Text(fr: "joint de piston usé", en: "worn piston seal"), remedies: [.replace]) {
                values, severity, _ in values.sealLeak = 8e-9 * severity * severity
            },
            Failure("breather-clogged", Text(fr: "évent bouché", en: "clogged breather"), remedies: [.clean]) {
                values, severity, _ in values.breather *= 1 - 0.995 * severity
            },
            Failure("dry", Text(fr: "frottement : manque de graisse", en: "dry: friction"), remedies: [.grease, .replace]) {
                values, severity, _ in
                values.breakaway *= 1 + 4 * severity
                values.coulomb *= 1 + 4 * severity
            },
        ],
        wear: [
            Wear(
                "seal-leak", by: .path(of: "velocity"), growth: 1.5,
                source: "makers: 5000 km of lubricated seals"
            ) { _ in 5e6 }
        ],
        signals: [
            .output("position", .length, Text(fr: "sortie de la tige", en: "rod extension")),
            .output("velocity", .speed, Text(fr: "vitesse de la tige", en: "rod speed")),
            .output(
                "pressure", .pressure, Text(fr: "pression dans le vérin", en: "pressure in the cylinder"), initial: Air.atmosphere
            ),
        ])

    private let chambers: (cap: Joint, spring: Joint)
    private let piston: Handle<Piston>
    private let spring: Handle<ReturnSpring>
    private let friction: Handle<BristleFriction>
    private let port: Handle<Restriction>
    private let breather: Handle<Restriction>
    private let seal: Handle<Restriction>
    private let signals: [SignalIndex]
    private var parameters: Parameters

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        chambers = (site.inner("chamber A", .pneumatic), site.inner("spring side", .pneumatic))
        let rod = site["rod"]
        piston = site.add(
            Piston(
                capArea: p.capArea, rodArea: p.rodArea, stroke: p.stroke, deadVolume: p.deadVolume, inertia: p.mass, position: 0),
            "piston", chambers.cap, chambers.spring, rod)
        spring = site.add(ReturnSpring(preload: 0, stiffness: 0, position: 0), "spring", rod)
        friction = site.add(
            BristleFriction(breakaway: p.breakaway, coulomb: p.coulomb, viscous: p.viscous, inertia: p.mass), "friction", rod,
            site.frame)
        port = site.add(Restriction(conductance: 0), "port", site["A"], chambers.cap)
        breather = site.add(Restriction(conductance: 0), "breather", chambers.spring, site.atmosphere)
        seal = site.add(Restriction(conductance: 0), "seal", chambers.cap, chambers.spring)
        site.add(AirVolume(1e-6), "volume A", site["A"])
        signals = ["position", "velocity", "pressure"].map { site.signal($0) }
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        piston.element.inertia = p.mass
        spring.element.preload = p.preload
        spring.element.stiffness = p.stiffness
        friction.element.breakaway = max(p.breakaway, p.coulomb)
        friction.element.coulomb = p.coulomb
        friction.element.viscous = p.viscous
        friction.element.inertia = p.mass
        port.element = Restriction(conductance: p.portConductance, ratio: p.portRatio)
        breather.element = Restriction(conductance: p.breather, ratio: p.portRatio)
        seal.element = Restriction(conductance: p.sealLeak, ratio: 0.45)
    }

    public mutating func update(_ tick: Tick) {
        tick[signals[0]] = piston.element.position
        tick[signals[1]] = piston.element.speed
        tick[signals[2]] = tick.across(chambers.cap)
    }

    public func sound(_ tick: Tick) -> Sound {
        .jet(breather.element.flow(tick.across(chambers.spring), Air.atmosphere).value)
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        let share = piston.element.position / parameters.stroke
        switch sense {
        case .sight where share < 0.05: return [Text(fr: "la tige est rentrée", en: "the rod is in")]
        case .sight where share > 0.95: return [Text(fr: "la tige est sortie", en: "the rod is out")]
        case .sight where abs(piston.element.speed) > 0.005: return [Text(fr: "la tige bouge", en: "the rod is moving")]
        case .sight: return [Text(fr: "la tige est arrêtée à mi-course", en: "the rod stands in mid-stroke")]
        case .hearing:
            let flow = breather.element.flow(tick.across(chambers.spring), Air.atmosphere).value
            return Hiss.percepts(flow, fr: "à l'évent du vérin", en: "at the cylinder's breather")
        case .touch where parameters.preload < 1:
            return [Text(fr: "la tige va et vient sans ressort", en: "the rod moves without a spring")]
        default: return []
        }
    }
}
