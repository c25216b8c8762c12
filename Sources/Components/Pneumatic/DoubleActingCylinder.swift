import Circuits
import Glibc
public import Notation

/// A double-acting pneumatic cylinder with adjustable cushions.
public struct DoubleActingCylinder: Component {
    public struct Parameters: ParameterValues {
        /// m.
        var bore = 0.032
        var rod = 0.012
        var stroke = 0.2
        /// m³, at each end.
        var deadVolume = 5e-6
        /// kg: piston, rod and what is fixed to it.
        var mass = 2.0
        /// N, N·s/m.
        var breakaway = 40.0
        var coulomb = 30.0
        var viscous = 60.0
        /// m³/(s·Pa).
        var portConductance = 4e-8
        var portRatio = 0.4
        /// m.
        var cushionLength = 0.0
        /// m³/(s·Pa).
        var cushionConductance = 5e-10
        /// m.
        var initialPosition = 0.0
        /// rad above the horizontal, rod outwards.
        var incline = 0.0
        /// N with which a hand pushes or pulls.
        var handForce = 150.0
        /// Of the change of state of the air.
        var exponent = 1.0
        var sealLeak = 0.0
        var bend = 0.0
        var cushionLost = 0.0
        public init() {}

        var capArea: Double { .pi / 4 * bore * bore }
        var rodArea: Double { .pi / 4 * (bore * bore - rod * rod) }
    }

    public static let type = ComponentType<DoubleActingCylinder>(
        name: "double-acting-cylinder", text: Text(fr: "vérin double effet", en: "double-acting cylinder"), domain: .pneumatic,
        law: Text(
            fr: """
                m·dv/dt = (p_A−p_atm)·A_A − (p_B−p_atm)·A_B − F ; chambres m = p·V(x)/(R·T), isothermes ; frottement à brins \
                élasto-plastique, décollement → Coulomb (Stribeck) + visqueux ; amortisseurs : étranglement selon la position
                """,
            en: """
                m·dv/dt = (p_A−p_atm)·A_A − (p_B−p_atm)·A_B − F; chambers m = p·V(x)/(R·T), isothermal; elasto-plastic bristle \
                friction, break-away → Coulomb (Stribeck) + viscous; cushions: a restriction by position
                """),
        terminalsFor: { _ in
            [
                Terminal("A", .pneumatic, Text(fr: "côté fond : sort la tige", en: "cap side: extends")),
                Terminal("B", .pneumatic, Text(fr: "côté tige : rentre la tige", en: "rod side: retracts")),
                Terminal("rod", .translation, Text(fr: "tige", en: "rod")),
            ]
        },
        parameters: sizes + settings,
        failures: [
            Failure("seal-leak", Text(fr: "joint de piston usé", en: "worn piston seal"), remedies: [.replace]) {
                values, severity, _ in
                // Worn (1e-9) at 0.35, severe (3e-9) at 0.61, destroyed (8e-9) at 1.
                values.sealLeak = 8e-9 * severity * severity
            },
            Failure("dry", Text(fr: "frottement : manque de graisse", en: "dry: friction"), remedies: [.grease, .replace]) {
                values, severity, _ in
                values.breakaway *= 1 + 4 * severity
                values.coulomb *= 1 + 4 * severity
            },
            Failure("rod-bent", Text(fr: "tige faussée", en: "bent rod"), remedies: [.replace]) { values, severity, _ in
                values.bend = 300 * severity
            },
            Failure("cushion-lost", Text(fr: "amortisseur perdu", en: "cushion lost"), remedies: [.replace, .adjust]) {
                values, severity, _ in values.cushionLost = severity
            },
        ],
        wear: [
            Wear(
                "seal-leak", by: .path(of: "velocity"), growth: 1.5,
                source: "makers: 5000 km of lubricated seals"
            ) { _ in 5e6 }
        ],
        signalsFor: { values in
            [
                .output("position", .length, Text(fr: "sortie de la tige", en: "rod extension"), initial: values.initialPosition),
                .output("velocity", .speed, Text(fr: "vitesse de la tige", en: "rod speed")),
                .output(
                    "pressure-a", .pressure, Text(fr: "pression côté fond", en: "cap-side pressure"), initial: Air.atmosphere),
                .output(
                    "pressure-b", .pressure, Text(fr: "pression côté tige", en: "rod-side pressure"), initial: Air.atmosphere),
                .output(
                    "impact", .speed, Text(fr: "vitesse du dernier choc, qui s'efface", en: "speed of the last impact, fading")),
                .input("push", .ratio, Text(fr: "main : 0 rien, 1 tire, 2 pousse", en: "hand: 0 none, 1 pulls out, 2 pushes in")),
            ]
        },
        controlsFor: { _ in
            [
                Control(
                    "push",
                    positions: [
                        Text(fr: "lâché", en: "released"), Text(fr: "tiré", en: "pulled"), Text(fr: "poussé", en: "pushed"),
                    ], .momentary)
            ]
        })

    private static let sizes: [Parameter<Parameters>] = [
        Parameter(
            "bore", .quantity(.length, \.bore, 0.004...0.4), Text(fr: "alésage", en: "bore"), source: "ISO 15552: 32 mm"),
        Parameter("rod", .quantity(.length, \.rod, 0.001...0.2), Text(fr: "diamètre de tige", en: "rod diameter")),
        Parameter("stroke", .quantity(.length, \.stroke, 0.005...2), Text(fr: "course", en: "stroke")),
        Parameter(
            "dead-volume", .quantity(.volume, \.deadVolume, 1e-8...1e-3),
            Text(fr: "volume mort à chaque bout", en: "dead volume at each end")),
        Parameter("mass", .quantity(.mass, \.mass, 0.01...1000), Text(fr: "masse en mouvement", en: "moving mass")),
        Parameter(
            "port-conductance", .quantity(.sonicConductance, \.portConductance, 1e-9...1e-6),
            Text(fr: "conductance sonique C d'un orifice", en: "sonic conductance C of a port")),
        Parameter(
            "port-ratio", .quantity(.ratio, \.portRatio, 0...0.6),
            Text(fr: "rapport critique b d'un orifice", en: "critical ratio b of a port")),
    ]

    private static let settings: [Parameter<Parameters>] = [
        Parameter(
            "breakaway", .quantity(.force, \.breakaway, 0...1e4), Text(fr: "force de décollement", en: "break-away force"),
            source: "0.1–0.5 bar"),
        Parameter(
            "coulomb", .quantity(.force, \.coulomb, 0...1e4), Text(fr: "frottement de Coulomb", en: "Coulomb friction"),
            source: "32 mm: 20–40 N"),
        Parameter(
            "viscous", .quantity(.translationalDamping, \.viscous, 0...1e4),
            Text(fr: "frottement visqueux", en: "viscous friction"),
            source: "50–200 N·s/m"),
        Parameter(
            "cushion-length", .quantity(.length, \.cushionLength, 0...0.05),
            Text(fr: "longueur d'amortissement (0 : aucun)", en: "cushion length (0: none)"), source: "10–25 mm"),
        Parameter(
            "cushion-conductance", .quantity(.sonicConductance, \.cushionConductance, 1e-12...1e-8),
            Text(fr: "conductance sonique C de la vis d'amortissement", en: "sonic conductance C of the cushion needle"),
            adjustable: true, source: "0.05–0.3 l/(s·bar)"),
        Parameter(
            "initial-position", .quantity(.length, \.initialPosition, 0...2),
            Text(fr: "sortie de la tige au départ", en: "rod extension at the start")),
        Parameter(
            "incline", .quantity(.angle, \.incline, -1.5708...1.5708),
            Text(fr: "pente de la tige vers le haut", en: "upward slope of the rod")),
        Parameter(
            "hand-force", .quantity(.force, \.handForce, 0...500), Text(fr: "force d'une main", en: "force of a hand")),
        Parameter(
            "exponent", .quantity(.ratio, \.exponent, 1...1.4),
            Text(
                fr: "exposant polytropique de l'air : 1 isotherme, 1,4 adiabatique",
                en: "polytropic exponent of the air: 1 isothermal, 1.4 adiabatic")),
    ]

    /// Of the middle of a bent rod's tight spot along the stroke, and its half width, m.
    private static let bendShare = 0.6
    private static let bendWidth = 0.015
    private static let gravity = 9.81

    private let chambers: (cap: Joint, rod: Joint)
    private let piston: Handle<Piston>
    private let friction: Handle<BristleFriction>
    private let ports: [Handle<CushionedPort>]
    private let seal: Handle<Restriction>
    private let position: SignalIndex
    private let velocity: SignalIndex
    private let pressures: [SignalIndex]
    private let impact: SignalIndex
    private let push: SignalIndex
    private var parameters: Parameters
    private var wasAgainstStop = true
    private var lastSpeed = 0.0
    private var lastImpact = 0.0

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        let start = min(p.initialPosition, p.stroke)
        chambers = (site.inner("chamber A", .pneumatic), site.inner("chamber B", .pneumatic))
        let rod = site["rod"]
        piston = site.add(
            Piston(
                capArea: p.capArea, rodArea: p.rodArea, stroke: p.stroke, deadVolume: p.deadVolume, inertia: p.mass,
                position: start, exponent: p.exponent), "piston", chambers.cap, chambers.rod, rod)
        friction = site.add(
            BristleFriction(breakaway: p.breakaway, coulomb: p.coulomb, viscous: p.viscous, inertia: p.mass), "friction", rod,
            site.frame)
        let port = Restriction(conductance: p.portConductance, ratio: p.portRatio)
        ports = [
            site.add(
                CushionedPort(port: port, needle: 0, length: 0, start: 0, direction: 1, position: start), "port A", site["A"],
                chambers.cap, rod),
            site.add(
                CushionedPort(port: port, needle: 0, length: 0, start: p.stroke, direction: -1, position: start), "port B",
                site["B"], chambers.rod, rod),
        ]
        seal = site.add(Restriction(conductance: 0), "seal", chambers.cap, chambers.rod)
        site.add(AirVolume(1e-6), "volume A", site["A"])
        site.add(AirVolume(1e-6), "volume B", site["B"])
        position = site.signal("position")
        velocity = site.signal("velocity")
        pressures = [site.signal("pressure-a"), site.signal("pressure-b")]
        impact = site.signal("impact")
        push = site.signal("push")
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        piston.element.inertia = p.mass
        friction.element.viscous = p.viscous
        friction.element.inertia = p.mass
        resist()
        let needle = min(p.cushionConductance, p.portConductance)
        for port in ports {
            port.element.port = Restriction(conductance: p.portConductance, ratio: p.portRatio)
            port.element.length = p.cushionLength
            port.element.needle = needle + (p.portConductance - needle) * p.cushionLost
        }
        seal.element = Restriction(conductance: p.sealLeak, ratio: 0.45)
        load(hand: 0)
    }

    /// Friction where the rod is: a bent rod binds around one place.
    private func resist() {
        let p = parameters
        let offset = (piston.element.position - Self.bendShare * p.stroke) / Self.bendWidth
        let binding = p.bend * exp(-offset * offset)
        friction.element.breakaway = max(p.breakaway, p.coulomb) + binding
        friction.element.coulomb = p.coulomb + binding
    }

    private func load(hand: Double) {
        piston.element.force = hand - parameters.mass * Self.gravity * sin(parameters.incline)
    }

    public mutating func update(_ tick: Tick) {
        let element = piston.element
        if parameters.bend > 0 { resist() }
        let hand = tick[push]
        load(hand: hand > 1.5 ? -parameters.handForce : hand > 0.5 ? parameters.handForce : 0)
        if element.isAgainstStop && !wasAgainstStop {
            lastImpact = max(lastImpact, abs(lastSpeed))
        }
        // A shock shakes the frame for some hundredths of a second.
        else {
            lastImpact *= 0.05 / (0.05 + tick.dt)
        }
        wasAgainstStop = element.isAgainstStop
        lastSpeed = element.speed
        tick[position] = element.position
        tick[velocity] = element.speed
        tick[pressures[0]] = tick.across(chambers.cap)
        tick[pressures[1]] = tick.across(chambers.rod)
        tick[impact] = lastImpact
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        let share = piston.element.position / parameters.stroke
        switch sense {
        case .sight where share < 0.02: return [Text(fr: "la tige est rentrée", en: "the rod is in")]
        case .sight where share > 0.98: return [Text(fr: "la tige est sortie", en: "the rod is out")]
        case .sight where abs(tick[velocity]) > 0.005:
            return [Text(fr: "la tige bouge", en: "the rod is moving")]
        case .sight: return [Text(fr: "la tige est arrêtée à mi-course", en: "the rod stands in mid-stroke")]
        case .hearing where tick[impact] > 0.25:
            return [Text(fr: "un choc sec en fin de course", en: "a sharp knock at the end of the stroke")]
        case .touch where parameters.bend > 0 || parameters.coulomb > 100:
            return [Text(fr: "la tige est dure à bouger", en: "the rod is hard to move")]
        default: return []
        }
    }
}
