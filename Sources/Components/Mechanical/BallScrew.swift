import Circuits
public import Notation

/// A ball screw: rotation into translation with little friction; a load turns it, so it needs a brake on a vertical axis.
///
/// v = p/2π·ω; driving torque F·d/2·tan(λ + ρ), back-driving torque F·d/2·tan(λ − ρ), tan λ = p/(π·d), tan ρ = μ of rolling, besides the
/// torque of the preload. With ISO 3408-5's friction of 0.003–0.01 both efficiencies lie between 0.9 and 0.98.
///
/// Default: 25×10, light preload.
public struct BallScrew: Component {
    public struct Parameters: ParameterValues {
        var lead = 0.01
        var diameter = 0.025
        var friction = 0.008
        var preload = 0.06
        var play = 5e-6
        var stiffness = 1e8
        var inertia = 1.5e-4
        var dynamicRating = 20_000.0
        var capacity = 400.0
        var toAir = 0.8
        var wear = 0.0
        var dryness = 0.0
        var damage = 0.0
        var isOpen = false
        public init() {}

        var thread: ScrewThread { ScrewThread(lead: lead, diameter: diameter, friction: friction) }
    }

    public static let type = ComponentType<BallScrew>(
        name: "ball-screw", text: Text(fr: "vis à billes", en: "ball screw"), domain: .rotation,
        law: Text(
            fr: "v = p/2π·ω ; T = F·d/2·tan(λ + ρ), réversible : F·d/2·tan(λ − ρ) sur l'arbre ; couple de précharge",
            en: "v = p/2π·ω; T = F·d/2·tan(λ + ρ), it back-drives: F·d/2·tan(λ − ρ) on the shaft; preload torque"),
        terminals: [
            Terminal("shaft", .rotation, Text(fr: "vis", en: "screw")),
            Terminal("carriage", .translation, Text(fr: "écrou", en: "nut")),
        ],
        parameters: [
            Parameter("lead", .quantity(.length, \.lead, 0.5e-3...0.1), Text(fr: "pas", en: "lead")),
            Parameter(
                "diameter", .quantity(.length, \.diameter, 0.004...0.2),
                Text(fr: "diamètre primitif des billes", en: "ball centre diameter")),
            Parameter(
                "friction", .quantity(.ratio, \.friction, 0.001...0.1),
                Text(fr: "frottement μ de roulement", en: "rolling friction μ"),
                source: "0.003–0.01"),
            Parameter(
                "preload", .quantity(.torque, \.preload, 0...20), Text(fr: "couple de précharge", en: "preload torque")),
            Parameter("play", .quantity(.length, \.play, 0...5e-3), Text(fr: "jeu axial", en: "axial play")),
            Parameter(
                "stiffness", .quantity(.stiffness, \.stiffness, 1e5...1e9), Text(fr: "raideur axiale", en: "axial stiffness")),
            Parameter(
                "inertia", .quantity(.inertia, \.inertia, 1e-7...1), Text(fr: "inertie de la vis", en: "inertia of the screw")),
            Parameter(
                "dynamic-rating", .quantity(.force, \.dynamicRating, 10...1e7),
                Text(fr: "charge dynamique de base C", en: "basic dynamic load rating C"), source: "ISO 3408-5"),
            Parameter(
                "capacity", .quantity(.heatCapacity, \.capacity, 10...1e5),
                Text(fr: "capacité thermique de l'écrou", en: "heat capacity of the nut")),
            Parameter(
                "to-air", .quantity(.thermalConductance, \.toAir, 0.05...100),
                Text(fr: "conductance écrou–air", en: "nut to air conductance")),
        ],
        failures: [
            Failure("worn", Text(fr: "vis à billes usée", en: "worn ball screw"), remedies: [.replace]) { values, severity, _ in
                values.wear = severity
                values.play += 0.3e-3 * severity
                values.preload *= 1 - 0.9 * severity
                values.stiffness *= 1 - 0.6 * severity
            },
            Failure("dry", Text(fr: "vis à billes sèche", en: "dry ball screw"), remedies: [.grease, .replace]) {
                values, severity, _ in
                values.dryness = severity
                values.friction *= 1 + 4 * severity
                values.preload *= 1 + 4 * severity
            },
            Failure("balls-damaged", Text(fr: "billes écaillées", en: "spalled balls"), remedies: [.replace]) {
                values, severity, _ in
                values.damage = severity
                values.friction *= 1 + 2 * severity
                values.preload += 0.3 * severity
            },
            Failure("seized", Text(fr: "recirculation bloquée", en: "jammed recirculation"), remedies: [.replace]) {
                values, severity, _ in values.preload += 50 * severity
            },
            Failure("nut-open", Text(fr: "écrou échappé", en: "nut come off"), remedies: [.replace]) { values, severity, _ in
                values.isOpen = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "worn", by: .path(of: "speed"), growth: 4, slope: 1.5,
                source: "ISO 3408-5: L10 = (C/F)³·10⁶ turns",
                influences: { [.load("force", rated: $0.dynamicRating, exponent: 3)] }
            ) { 1e6 * $0.lead }
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
            p.thread, preload: p.preload, bend: p.damage, play: p.play, stiffness: p.stiffness, inertia: p.inertia,
            capacity: p.capacity, toAir: p.toAir, isWhole: !p.isOpen)
    }

    public mutating func update(_ tick: Tick) { screw.update(tick) }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        let isTurning = screw.isTurning(tick)
        switch sense {
        case .sight where parameters.isOpen:
            return [Text(fr: "la vis tourne sans l'écrou", en: "the screw turns without its nut")]
        case .hearing where isTurning && parameters.damage > 0.2:
            return [Text(fr: "les billes craquent", en: "the balls crackle")]
        case .hearing where isTurning && parameters.dryness > 0.3:
            return [Text(fr: "la vis siffle", en: "the screw whistles")]
        default: return screw.percepts(sense, tick)
        }
    }
}
