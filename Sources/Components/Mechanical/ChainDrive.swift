import Circuits
import Glibc
public import Notation

/// A roller chain between two sprockets: the polygon makes it run unevenly, wear lengthens it, a long chain jumps.
///
/// Pitch radius R = p/(2·sin(π/z)); the link lies at R·cos φ, φ within ±π/z since the last tooth: the chain's speed varies by
/// 1 − cos(π/z), the ratio of two such sprockets by twice that when the strand is half a pitch longer than whole ones, by nothing when it is not (after Chaudhary; DIN 8195). The strand is a spring, its sag a play at
/// reversals. It jumps a tooth above a force that falls to nothing as it lengthens by 3.5 %. The polygon is left out when more than a
/// tenth of a tooth passes in a step, where a step cannot show it.
///
/// Default: 08B (12.7 mm), 17 and 34 teeth.
public struct ChainDrive: Component {
    public struct Parameters: ParameterValues {
        var drivingTeeth = 17
        var drivenTeeth = 34
        var pitch = 0.0127
        var stiffness = 3e6
        var sag = 2e-3
        var strandRest = 0.5
        var efficiency = 0.975
        var jumpForce = 8_000.0
        var breakingForce = 18_000.0
        var drivingInertia = 5e-4
        var drivenInertia = 4e-3
        var capacity = 400.0
        var toAir = 1.0
        var elongation = 0.0
        var dryness = 0.0
        var toothWear = 0.0
        var isBroken = false
        public init() {}

        func radius(_ teeth: Int) -> Double { pitch / (2 * sin(.pi / Double(teeth))) }
        /// N above which it jumps a tooth.
        var holding: Double {
            let share = min(1, elongation / 0.035)
            return max(0.02, (1 - share * share) * (1 - 0.9 * toothWear)) * jumpForce
        }
    }

    public static let type = ComponentType<ChainDrive>(
        name: "chain-drive", text: Text(fr: "transmission par chaîne", en: "chain drive"), domain: .rotation,
        law: Text(
            fr:
                "R = p/(2·sin(π/z)), brin à R·cos φ : effet de corde 1 − cos(π/z) ; saute au-delà d'un effort qui baisse avec l'allongement",
            en:
                "R = p/(2·sin(π/z)), strand at R·cos φ: polygon effect 1 − cos(π/z); jumps above a force that falls as it lengthens"
        ),
        terminals: [
            Terminal("in", .rotation, Text(fr: "pignon menant", en: "driving sprocket")),
            Terminal("out", .rotation, Text(fr: "pignon mené", en: "driven sprocket")),
        ],
        parameters: [
            Parameter(
                "driving-teeth", .count(\.drivingTeeth, 6...120),
                Text(fr: "dents du pignon menant", en: "teeth of the driving sprocket")),
            Parameter(
                "driven-teeth", .count(\.drivenTeeth, 6...200),
                Text(fr: "dents du pignon mené", en: "teeth of the driven sprocket")),
            Parameter(
                "pitch", .quantity(.length, \.pitch, 4e-3...0.2), Text(fr: "pas", en: "pitch"), source: "ISO 606: 08B 12.7 mm"),
            Parameter(
                "stiffness", .quantity(.stiffness, \.stiffness, 1e4...1e9),
                Text(fr: "raideur du brin", en: "stiffness of the strand")),
            Parameter(
                "sag", .quantity(.length, \.sag, 0...0.1),
                Text(fr: "mou repris à l'inversion", en: "slack taken up at a reversal"),
                adjustable: true),
            Parameter(
                "strand-rest", .quantity(.ratio, \.strandRest, 0...1),
                Text(fr: "reste du brin au-delà d'un nombre entier de pas", en: "rest of the strand beyond whole pitches")),
            Parameter(
                "efficiency", .quantity(.ratio, \.efficiency, 0.5...1), Text(fr: "rendement", en: "efficiency"),
                source: "0.97–0.98"),
            Parameter(
                "jump-force", .quantity(.force, \.jumpForce, 10...1e6),
                Text(fr: "effort de saut d'une chaîne neuve", en: "force at which a new chain jumps")),
            Parameter(
                "breaking-force", .quantity(.force, \.breakingForce, 100...1e7),
                Text(fr: "charge de rupture", en: "breaking load"), source: "ISO 606: 08B 18 kN"),
            Parameter(
                "driving-inertia", .quantity(.inertia, \.drivingInertia, 1e-7...10),
                Text(fr: "inertie du pignon menant", en: "inertia of the driving sprocket")),
            Parameter(
                "driven-inertia", .quantity(.inertia, \.drivenInertia, 1e-7...100),
                Text(fr: "inertie du pignon mené", en: "inertia of the driven sprocket")),
            Parameter(
                "capacity", .quantity(.heatCapacity, \.capacity, 10...1e5),
                Text(fr: "capacité thermique de la chaîne", en: "heat capacity of the chain")),
            Parameter(
                "to-air", .quantity(.thermalConductance, \.toAir, 0.05...100),
                Text(fr: "conductance vers l'air", en: "conductance to air")),
        ],
        failures: [
            Failure("elongated", Text(fr: "chaîne allongée", en: "elongated chain"), remedies: [.replace, .tension]) {
                values, severity, _ in
                // 3 % at full severity; the slack is that of some forty links on one strand.
                values.elongation = 0.03 * severity
                values.sag += 0.03 * severity * 20 * values.pitch
            },
            Failure("dry", Text(fr: "chaîne sèche", en: "dry chain"), remedies: [.grease, .replace]) { values, severity, _ in
                values.dryness = severity
                values.efficiency -= 0.12 * severity
            },
            Failure("slack", Text(fr: "chaîne détendue", en: "slack chain"), remedies: [.tension, .adjust]) {
                values, severity, _ in values.sag += 0.02 * severity
            },
            Failure("teeth-worn", Text(fr: "dents en crochet", en: "hooked teeth"), remedies: [.replace]) { values, severity, _ in
                values.toothWear = severity
                values.efficiency -= 0.04 * severity
            },
            Failure("broken", Text(fr: "chaîne cassée", en: "broken chain"), remedies: [.replace]) { values, severity, _ in
                values.isBroken = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "elongated", by: .time(while: "force", above: 5), slope: 3,
                source: "ISO 10823: 15 000 h to 3 % at an eighth of the breaking load",
                influences: { [.load("force", rated: $0.breakingForce / 8, exponent: 1)] }
            ) { _ in Wear<Parameters>.hours(15_000) }
        ],
        signals: [
            .output("speed", .angularSpeed, Text(fr: "vitesse du pignon mené", en: "driven sprocket speed")),
            .output("force", .force, Text(fr: "effort dans le brin", en: "force in the strand")),
            .output(
                "gauge", .length, Text(fr: "longueur de 100 mm de chaîne neuve", en: "length of 100 mm of new chain"),
                initial: 0.1),
            .output("jumps", .ratio, Text(fr: "dents sautées", en: "teeth jumped")),
            .output("sag", .length, Text(fr: "mou", en: "slack")),
            .output(
                "temperature", .temperature, Text(fr: "température de chaîne", en: "chain temperature"), initial: Air.ambient),
            .output("knock", .speed, Text(fr: "vitesse du dernier choc, qui s'efface", en: "speed of the last knock, fading")),
        ])

    private let input: Joint
    private let output: Joint
    private let strand: Handle<PlayedSpring>
    private let sprockets: (driving: Handle<Inertia>, driven: Handle<Inertia>)
    private let body: Handle<ThermalBody>
    private let toAir: Handle<HeatPath>
    private let shown: [SignalIndex]
    private var parameters: Parameters
    /// rad of each sprocket since the start.
    private var angles = (driving: 0.0, driven: 0.0)
    private var jumps = 0
    private var knock = 0.0

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        input = site["in"]
        output = site["out"]
        strand = site.add(PlayedSpring(stiffness: 1), "strand", input, output)
        sprockets = (site.add(Inertia(1), "driving sprocket", input), site.add(Inertia(1), "driven sprocket", output))
        let heat = site.inner("chain", .thermal)
        body = site.add(ThermalBody(capacity: 1), "chain heat", heat)
        toAir = site.add(HeatPath(conductance: 1), "chain to air", heat, site.ambient)
        shown = ["speed", "force", "gauge", "jumps", "sag", "temperature", "knock"].map { site.signal($0) }
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        strand.element.stiffness = p.stiffness
        strand.element.play = p.sag
        strand.element.efficiency = p.efficiency
        strand.element.isWhole = !p.isBroken
        sprockets.driving.element.value = p.drivingInertia
        sprockets.driven.element.value = p.drivenInertia
        body.element.capacity = p.capacity
        toAir.element.conductance = p.toAir
        strand.element.arms = (p.radius(p.drivingTeeth), p.radius(p.drivenTeeth))
    }

    /// Where the strand lies on a sprocket half a step further: R·cos φ.
    private func arm(_ teeth: Int, _ angle: Double, _ speed: Double, _ dt: Double) -> Double {
        let radius = parameters.radius(teeth)
        let tooth = 2 * .pi / Double(teeth)
        guard abs(speed) * dt < 0.1 * tooth else { return radius * (2 + cos(tooth / 2)) / 3 }
        let phase = (angle + speed * dt / 2).truncatingRemainder(dividingBy: tooth)
        return radius * cos((phase < 0 ? phase + tooth : phase) - tooth / 2)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        let (fast, slow) = (tick.across(input), tick.across(output))
        angles.driving += fast * tick.dt
        angles.driven += slow * tick.dt
        strand.element.arms = (
            arm(p.drivingTeeth, angles.driving, fast, tick.dt),
            arm(p.drivenTeeth, angles.driven + p.strandRest * 2 * .pi / Double(p.drivenTeeth), slow, tick.dt)
        )
        let force = strand.element.force
        if abs(force) > p.holding {
            strand.element.giveWay(p.pitch)
            jumps += 1
        }
        let now = strand.element
        knock = max(now.impact, knock * 0.05 / (0.05 + tick.dt))
        body.element.heat = max(0, now.heat)
        tick[shown[0]] = slow
        tick[shown[1]] = force
        tick[shown[2]] = 0.1 * (1 + p.elongation)
        tick[shown[3]] = Double(jumps)
        tick[shown[4]] = p.sag
        tick[shown[5]] = body.element.temperature
        tick[shown[6]] = knock
    }

    public func excitations(_ tick: Tick) -> [Excitation] {
        let speed = abs(tick.across(input))
        guard speed > 0.2, !parameters.isBroken else { return [] }
        let teeth = Double(parameters.drivingTeeth)
        let meshing = teeth * speed / (2 * .pi)
        // The polygon lifts and drops the strand's pull; a worn or dry chain strikes harder when it seats.
        let seating = (1 - cos(.pi / teeth)) * (abs(strand.element.force) + 10)
        let harshness = 1 + 2 * parameters.dryness + 60 * parameters.elongation + 2 * parameters.toothWear
        return [
            .sine(meshing, radial: seating * harshness), .sine(2 * meshing, radial: 0.5 * seating * harshness),
            .noise(300...3_000, radial: 0.2 * seating * harshness),
        ]
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        let isTurning = abs(tick.across(input)) > 0.5
        switch sense {
        case .sight:
            if parameters.isBroken { return [Text(fr: "la chaîne est cassée", en: "the chain is broken")] }
            var seen: [Text] = []
            if parameters.sag > 8e-3 { seen.append(Text(fr: "la chaîne pend", en: "the chain sags")) }
            if parameters.dryness > 0.3 {
                seen.append(Text(fr: "la chaîne est sèche et rousse", en: "the chain is dry and rusty"))
            }
            if parameters.toothWear > 0.3 { seen.append(Text(fr: "les dents sont en crochet", en: "the teeth are hooked")) }
            return seen
        case .hearing where tick[shown[6]] > 0.05: return [Text(fr: "la chaîne claque", en: "the chain cracks")]
        case .hearing where isTurning && parameters.dryness > 0.3: return [Text(fr: "la chaîne grince", en: "the chain squeaks")]
        case .touch: return warmth(body.element.temperature)
        default: return []
        }
    }
}
