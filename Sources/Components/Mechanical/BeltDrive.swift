import Circuits
import Glibc
public import Notation

/// A belt between two pulleys: it creeps a little under load, slips beyond what its tension can hold, and slipping heats it.
///
/// Default: μ 0.5 over 171°, 400 N in each strand at rest: 508 N at most on the rim; 285 N when glazed (μ 0.25), 127 N at 100 N.
/// The creep constant puts 1 % at 62 % of the largest force, 5 % at 89 %: a load of 305 N on the rim turns with 0.9 % of creep at
/// 400 N of tension and loses 5 % at 270 N, while an empty belt shows nothing.
public struct BeltDrive: Component {
    public struct Parameters: ParameterValues {
        var drivingRadius = 0.0663
        var drivenRadius = 0.085
        var pretension = 400.0
        var friction = 0.5
        var wrap = 2.98
        var creep = 0.006
        var drivenInertia = 0.004
        var capacity = 250.0
        var toAir = 1.5
        var isBroken = false
        var glaze = 0.0
        public init() {}

        /// N that the belt can pass at most (Euler–Eytelwein).
        var largestForce: Double {
            guard !isBroken else { return 0 }
            let gain = exp(friction * wrap)
            return 2 * pretension * (gain - 1) / (gain + 1)
        }
    }

    public static let type = ComponentType<BeltDrive>(
        name: "belt-drive", text: Text(fr: "transmission par courroie", en: "belt drive"), domain: .rotation,
        law: Text(
            fr: "Euler–Eytelwein : F_max = 2·F₀·(e^μθ − 1)/(e^μθ + 1) ; glissement fonctionnel sous F_max, patinage au-delà",
            en: "Euler–Eytelwein: F_max = 2·F₀·(e^μθ − 1)/(e^μθ + 1); creep below F_max, slip beyond"),
        terminals: [
            Terminal("in", .rotation, Text(fr: "poulie menante", en: "driving pulley")),
            Terminal("out", .rotation, Text(fr: "poulie menée", en: "driven pulley")),
        ],
        parameters: [
            Parameter(
                "driving-radius", .quantity(.length, \.drivingRadius, 0.01...1),
                Text(fr: "rayon de la poulie menante", en: "driving pulley radius")),
            Parameter(
                "driven-radius", .quantity(.length, \.drivenRadius, 0.01...1),
                Text(fr: "rayon de la poulie menée", en: "driven pulley radius")),
            Parameter(
                "pretension", .quantity(.force, \.pretension, 0...5_000),
                Text(fr: "tension de pose d'un brin", en: "static tension of a strand"), adjustable: true),
            Parameter(
                "friction", .quantity(.ratio, \.friction, 0.05...2), Text(fr: "frottement μ", en: "friction μ"),
                source: "flat 0.3–0.5, V-belt μ/sin 19°"),
            Parameter(
                "wrap", .quantity(.angle, \.wrap, 0.5...6.2), Text(fr: "arc d'enroulement θ", en: "wrap angle θ")),
            Parameter(
                "creep", .quantity(.ratio, \.creep, 1e-4...0.05),
                Text(fr: "glissement fonctionnel à mi-charge", en: "creep at half the largest force"), source: "≤ 1–2 %"),
            Parameter(
                "driven-inertia", .quantity(.inertia, \.drivenInertia, 1e-6...10),
                Text(fr: "inertie de la poulie menée", en: "driven pulley inertia")),
            Parameter(
                "capacity", .quantity(.heatCapacity, \.capacity, 10...1e5),
                Text(fr: "capacité thermique de la courroie", en: "belt heat capacity")),
            Parameter(
                "to-air", .quantity(.thermalConductance, \.toAir, 0.05...100),
                Text(fr: "conductance courroie–air", en: "belt to air conductance")),
        ],
        failures: [
            Failure("slack", Text(fr: "courroie détendue", en: "slack belt"), remedies: [.tension, .adjust, .replace]) {
                values, severity, _ in
                // 400 N becomes 270 N at 0.433, 100 N at 1.
                values.pretension *= 1 - 0.75 * severity
            },
            Failure("glazed", Text(fr: "courroie glacée", en: "glazed belt"), remedies: [.replace]) { values, severity, _ in
                values.friction *= 1 - 0.5 * severity
                values.glaze = severity
            },
            Failure("broken", Text(fr: "courroie rompue", en: "broken belt"), remedies: [.replace]) { values, severity, _ in
                if severity >= 0.5 { values.isBroken = true }
            },
        ],
        wear: [
            Wear(
                "slack", by: .time(while: "force", above: 5),
                source: "makers: V-belts 25 000 h, less when they slip",
                influences: { _ in [.surcharge("slip", by: 0.01)] }
            ) { _ in Wear<Parameters>.hours(25_000) },
            Wear(
                "glazed", by: .time(while: "force", above: 5),
                source: "chosen: 500 h at 5 % of slip",
                influences: { _ in [.load("slip", rated: 0.05, exponent: 2)] }
            ) { _ in Wear<Parameters>.hours(500) },
        ],
        signals: [
            .output("slip", .ratio, Text(fr: "glissement, part de la vitesse", en: "slip, share of the speed")),
            .output("tension", .force, Text(fr: "tension d'un brin au repos", en: "tension of a strand at rest")),
            .output("force", .force, Text(fr: "effort transmis", en: "force passed on")),
            .output(
                "temperature", .temperature, Text(fr: "température de courroie", en: "belt temperature"), initial: Air.ambient),
        ])

    private let input: Joint
    private let traction: Handle<BeltTraction>
    private let drivenPulley: Handle<Inertia>
    private let belt: Handle<ThermalBody>
    private let toAir: Handle<HeatPath>
    private let slipSignal: SignalIndex
    private let tensionSignal: SignalIndex
    private let forceSignal: SignalIndex
    private let temperatureSignal: SignalIndex
    private var parameters: Parameters

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        input = site["in"]
        traction = site.add(BeltTraction(radii: (1, 1), largestForce: 0, creep: 0.01), "belt", input, site["out"])
        site.add(Inertia(5e-4), "driving pulley", input)
        drivenPulley = site.add(Inertia(parameters.drivenInertia), "driven pulley", site["out"])
        let body = site.inner("belt", .thermal)
        belt = site.add(ThermalBody(capacity: 1), "belt heat", body)
        toAir = site.add(HeatPath(conductance: 1), "belt to air", body, site.ambient)
        slipSignal = site.signal("slip")
        tensionSignal = site.signal("tension")
        forceSignal = site.signal("force")
        temperatureSignal = site.signal("temperature")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        traction.element.radii = (parameters.drivingRadius, parameters.drivenRadius)
        traction.element.largestForce = parameters.largestForce
        traction.element.creep = parameters.creep
        drivenPulley.element.value = parameters.drivenInertia
        belt.element.capacity = parameters.capacity
        toAir.element.conductance = parameters.toAir
    }

    public mutating func update(_ tick: Tick) {
        let driving = abs(tick.across(input)) * parameters.drivingRadius
        belt.element.heat = traction.element.force * traction.element.sliding
        tick[slipSignal] = driving > 0.01 ? traction.element.sliding / tick.across(input) / parameters.drivingRadius : 0
        tick[tensionSignal] = parameters.isBroken ? 0 : parameters.pretension
        tick[forceSignal] = traction.element.force
        tick[temperatureSignal] = belt.element.temperature
    }

    public func excitations(_ tick: Tick) -> [Excitation] {
        let speed = abs(tick.across(input))
        guard speed > 0.5, !parameters.isBroken else { return [] }
        let turns = speed / (2 * .pi)
        // Pulleys about three of their mean radii apart.
        let length = 2 * .pi * (parameters.drivingRadius + parameters.drivenRadius)
        let passes = speed * parameters.drivingRadius / length
        // A joint or a hard place of the belt passes each pulley; a slack one flaps.
        let pull = 0.004 * parameters.pretension * (1 + 4 * parameters.glaze)
        let flap = parameters.pretension < 250 ? 4.0 : 0
        return [
            .sine(passes, radial: 0.5 * pull + flap), .sine(2 * passes, radial: pull + flap),
            .sine(turns, radial: 0.5 * pull, isTurning: true),
        ]
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        let slip = abs(tick[slipSignal])
        switch sense {
        case .sight:
            if parameters.isBroken { return [Text(fr: "la courroie est rompue", en: "the belt is broken")] }
            var seen: [Text] = []
            if parameters.pretension < 200 { seen.append(Text(fr: "la courroie pend", en: "the belt sags")) }
            if parameters.glaze > 0.4 {
                seen.append(Text(fr: "la courroie est lisse et brillante", en: "the belt is smooth and shiny"))
            }
            return seen
        case .hearing where slip > 0.05 && !parameters.isBroken:
            return [Text(fr: "la courroie couine", en: "the belt squeals")]
        case .smell where belt.element.temperature > 273.15 + 80:
            return [Text(fr: "une odeur de caoutchouc brûlé", en: "a smell of burnt rubber")]
        case .touch: return warmth(belt.element.temperature)
        default: return []
        }
    }
}
