import Circuits
import Glibc
public import Notation

/// A trapezoidal screw and its bronze nut: rotation into translation with much friction; it holds its load when ρ ≥ λ.
///
/// v = p/2π·ω; raising torque F·d₂/2·tan(λ + ρ), lowering F·d₂/2·tan(λ − ρ), tan λ = p/(π·d₂), tan ρ = μ/cos 15°. The break-away is a
/// fifth above, so that a screw at the limit holds at rest and runs down once it is shaken loose. The thread has play and stiffness.
///
/// Default: Tr 24×5, bronze on greased steel.
public struct LeadScrew: Component {
    public struct Parameters: ParameterValues {
        var lead = 0.005
        var diameter = 0.0215
        var friction = 0.12
        var preload = 0.05
        var play = 0.1e-3
        var stiffness = 2e7
        var inertia = 1e-4
        var capacity = 500.0
        var toAir = 0.8
        var wear = 0.0
        var dryness = 0.0
        var bend = 0.0
        var isStripped = false
        public init() {}

        /// Of the flanks' slant, ISO 2901: 30° between them.
        var thread: ScrewThread { ScrewThread(lead: lead, diameter: diameter, friction: friction / cos(.pi / 12)) }
    }

    public static let type = ComponentType<LeadScrew>(
        name: "lead-screw", text: Text(fr: "vis trapézoïdale", en: "lead screw"), domain: .rotation,
        law: Text(
            fr: "v = p/2π·ω ; T = F·d₂/2·tan(λ + ρ) en montée, F·d₂/2·tan(λ − ρ) en descente ; irréversible si ρ ≥ λ",
            en: "v = p/2π·ω; T = F·d₂/2·tan(λ + ρ) raising, F·d₂/2·tan(λ − ρ) lowering; self-locking if ρ ≥ λ"),
        terminals: [
            Terminal("shaft", .rotation, Text(fr: "vis", en: "screw")),
            Terminal("carriage", .translation, Text(fr: "écrou", en: "nut")),
        ],
        parameters: [
            Parameter("lead", .quantity(.length, \.lead, 0.5e-3...0.1), Text(fr: "pas", en: "lead"), source: "ISO 2904: Tr 24×5"),
            Parameter(
                "diameter", .quantity(.length, \.diameter, 0.004...0.2),
                Text(fr: "diamètre sur flancs d₂", en: "pitch diameter d₂")),
            Parameter(
                "friction", .quantity(.ratio, \.friction, 0.02...0.5),
                Text(fr: "frottement μ des filets", en: "thread friction μ"),
                source: "bronze on steel, greased 0.10–0.15"),
            Parameter(
                "preload", .quantity(.torque, \.preload, 0...20), Text(fr: "couple à vide", en: "torque without load")),
            Parameter("play", .quantity(.length, \.play, 0...5e-3), Text(fr: "jeu axial", en: "axial play")),
            Parameter(
                "stiffness", .quantity(.stiffness, \.stiffness, 1e5...1e9), Text(fr: "raideur axiale", en: "axial stiffness")),
            Parameter(
                "inertia", .quantity(.inertia, \.inertia, 1e-7...1), Text(fr: "inertie de la vis", en: "inertia of the screw")),
            Parameter(
                "capacity", .quantity(.heatCapacity, \.capacity, 10...1e5),
                Text(fr: "capacité thermique de l'écrou", en: "heat capacity of the nut")),
            Parameter(
                "to-air", .quantity(.thermalConductance, \.toAir, 0.05...100),
                Text(fr: "conductance écrou–air", en: "nut to air conductance")),
        ],
        failures: [
            Failure("nut-worn", Text(fr: "écrou usé", en: "worn nut"), remedies: [.replace]) { values, severity, _ in
                values.wear = severity
                // A quarter of the pitch: the limit at which such nuts are discarded.
                values.play += 0.25 * values.lead * severity
            },
            Failure("dry", Text(fr: "vis sèche", en: "dry screw"), remedies: [.grease, .replace]) { values, severity, _ in
                values.dryness = severity
                values.friction += 0.18 * severity
                values.preload *= 1 + 3 * severity
            },
            Failure("bent", Text(fr: "vis faussée", en: "bent screw"), remedies: [.replace]) { values, severity, _ in
                values.bend = severity
                values.preload += 0.5 * severity
            },
            Failure("nut-stripped", Text(fr: "écrou arraché", en: "stripped nut"), remedies: [.replace]) { values, severity, _ in
                values.isStripped = severity >= 0.5
            },
            Failure("seized", Text(fr: "vis grippée", en: "seized screw"), remedies: [.replace]) { values, severity, _ in
                values.preload += 50 * severity
            },
        ],
        wear: [
            Wear(
                "nut-worn", by: .work(of: "force", with: "speed"), slope: 3,
                source: "Archard: bronze on greased steel 1e-14 m²/N on six turns of flank, a quarter of the lead"
            ) { 0.25 * $0.lead * (.pi * $0.diameter * $0.lead / 2 * 6) / 1e-14 }
        ],
        signals: Screw.signals)

    private var screw: Screw
    private var parameters: Parameters

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        screw = Screw(site)
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        screw.parts.refit(
            p.thread, preload: p.preload, bend: p.bend, play: p.play, stiffness: p.stiffness, inertia: p.inertia,
            capacity: p.capacity, toAir: p.toAir, isWhole: !p.isStripped)
    }

    public mutating func update(_ tick: Tick) { screw.update(tick) }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight:
            var seen: [Text] = []
            if parameters.isStripped { seen.append(Text(fr: "la vis tourne dans l'écrou", en: "the screw turns in its nut")) }
            if parameters.wear > 0.3 { seen.append(Text(fr: "de la poudre de bronze", en: "bronze dust")) }
            if parameters.bend > 0.2 && screw.isTurning(tick) { seen.append(Text(fr: "la vis fouette", en: "the screw whips")) }
            return seen
        case .hearing where screw.isTurning(tick) && parameters.dryness > 0.3:
            return [Text(fr: "la vis crie", en: "the screw squeals")]
        default: return screw.percepts(sense, tick)
        }
    }
}
