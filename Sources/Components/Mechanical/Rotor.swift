import Circuits
public import Notation

/// A rotor on a shaft (fan, pulley, roller, flywheel): inertia, and the force of its unbalance F = m·e·ω².
///
/// Loose on its shaft it strikes at each turn and at the multiples; rubbing it drags. ISO 21940-11 grades the balance: e·ω ≤ 6.3 mm/s in G6.3.
public struct Rotor: Component {
    public struct Parameters: ParameterValues {
        var inertia = 5e-3
        var mass = 4.0
        var unbalance = 5e-5
        var looseness = 0.0
        var rubbing = 0.0
        public init() {}
    }

    public static let type = ComponentType<Rotor>(
        name: "rotor", text: Text(fr: "rotor", en: "rotor"), domain: .rotation,
        law: Text(
            fr: "J·dω/dt = ΣT ; balourd F = m·e·ω² à 1×f ; ISO 21940-11 : G6,3 si e·ω ≤ 6,3 mm/s",
            en: "J·dω/dt = ΣT; unbalance F = m·e·ω² at 1×f; ISO 21940-11: G6.3 if e·ω ≤ 6.3 mm/s"),
        terminals: [Terminal("shaft", .rotation, Text(fr: "arbre", en: "shaft"))],
        parameters: [
            Parameter("inertia", .quantity(.inertia, \.inertia, 1e-6...1e3), Text(fr: "inertie", en: "inertia")),
            Parameter("mass", .quantity(.mass, \.mass, 0.01...1e4), Text(fr: "masse", en: "mass")),
            Parameter(
                "unbalance", .quantity(.unbalance, \.unbalance, 0...1),
                Text(fr: "balourd m·e", en: "unbalance m·e"), source: "ISO 21940-11: 160 g·mm for 4 kg at 1500 rpm in G6.3"),
        ],
        failures: [
            Failure("unbalanced", Text(fr: "balourd", en: "unbalance"), remedies: [.adjust, .clean, .replace]) {
                values, severity, _ in values.unbalance += 4.5e-4 / 4 * values.mass * severity
            },
            Failure(
                "loose", Text(fr: "rotor desserré sur l'arbre", en: "rotor loose on its shaft"), remedies: [.tighten, .replace]
            ) {
                values, severity, _ in values.looseness = severity
            },
            Failure("rubbing", Text(fr: "rotor qui frotte", en: "rubbing rotor"), remedies: [.adjust, .free]) {
                values, severity, _ in values.rubbing = severity
            },
        ],
        wear: [
            Wear(
                "unbalanced", by: .time(while: "speed", above: 1),
                source: "chosen: deposits of a year of two shifts"
            ) { _ in Wear<Parameters>.hours(8_000) }
        ],
        signals: [
            .output("speed", .angularSpeed, Text(fr: "vitesse de l'arbre", en: "shaft speed")),
            .output("unbalance-force", .force, Text(fr: "force du balourd", en: "force of the unbalance")),
        ])

    private let shaft: Joint
    private let rotor: Handle<Inertia>
    private let rub: Handle<BristleFriction>
    private let speedSignal: SignalIndex
    private let forceSignal: SignalIndex
    private var parameters: Parameters

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        shaft = site["shaft"]
        rotor = site.add(Inertia(1), "rotor", shaft)
        rub = site.add(BristleFriction(breakaway: 0, coulomb: 0, viscous: 0), "rub", shaft, site.bed)
        speedSignal = site.signal("speed")
        forceSignal = site.signal("unbalance-force")
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        rotor.element.value = p.inertia
        // Up to a tenth of the weight on a radius of gyration: √(J/m).
        rub.element.hold(0.1 * p.rubbing * p.mass * 9.81 * (p.inertia / p.mass).squareRoot(), give: 0.025, speed: 150)
    }

    public mutating func update(_ tick: Tick) {
        let speed = tick.across(shaft)
        tick[speedSignal] = speed
        tick[forceSignal] = parameters.unbalance * speed * speed
    }

    public func excitations(_ tick: Tick) -> [Excitation] {
        let speed = abs(tick.across(shaft))
        guard speed > 0.5 else { return [] }
        let turns = speed / (2 * .pi)
        let force = parameters.unbalance * speed * speed
        var all = [Excitation.sine(turns, radial: force, isTurning: true)]
        if parameters.looseness > 0 {
            // What strikes in the play: its weight, at every half turn and its multiples up to ten turns.
            let blow = 0.1 * parameters.looseness * parameters.mass * 9.81
            all.append(.sine(turns / 2, radial: 0.5 * blow))
            for order in 1...10 { all.append(.sine(Double(order) * turns, radial: blow / Double(order))) }
        }
        if parameters.rubbing > 0 { all.append(.noise(200...4_000, radial: 0.2 * parameters.rubbing * parameters.mass * 9.81)) }
        return all
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        let isTurning = abs(tick.across(shaft)) > 1
        switch sense {
        case .hearing where isTurning && parameters.rubbing > 0.2:
            return [Text(fr: "ça frotte à chaque tour", en: "it rubs at each turn")]
        case .hearing where isTurning && parameters.looseness > 0.3: return [Text(fr: "ça ballotte", en: "it rattles")]
        case .touch where tick[forceSignal] > 2 * 0.63 * parameters.mass:
            return [Text(fr: "le palier vibre sous la main", en: "the bearing shakes under the hand")]
        case .touch where !isTurning && parameters.looseness > 0.3:
            return [Text(fr: "le rotor a du jeu", en: "the rotor has play")]
        default: return []
        }
    }
}
