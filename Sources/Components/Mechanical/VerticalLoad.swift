import Circuits
public import Notation

/// A mass on a vertical axis: it weighs, it can fall, and a pin can lock it where the holes meet.
///
/// m·dv/dt = F − m·g·(1 − balance) − guides − stops, positive upwards. Whatever drives it (screw, chain, drum, cylinder) joins at `carriage`.
/// The pin goes in only when the carriage stands within its clearance of `pin-at`, then keeps it there; it comes out only when what
/// presses on it leaves a hand able to pull it.
public struct VerticalLoad: Component {
    public struct Parameters: ParameterValues {
        var mass = 120.0
        var balance = 0.0
        var bottom = 0.0
        var top = 1.0
        var initialPosition = 1.0
        var friction = 40.0
        var stopStiffness = 5e6
        var pinAt = 1.0
        var pinClearance = 2e-3
        var pinFriction = 0.2
        var handForce = 150.0
        var safeSpeed = 0.25
        var isPinSheared = false
        var isPinStuck = false
        var pinWear = 0.0
        var excess = 0.0
        var bufferLoss = 0.0
        public init() {}
    }

    public static let type = ComponentType<VerticalLoad>(
        name: "vertical-load", text: Text(fr: "charge verticale", en: "vertical load"), domain: .translation,
        law: Text(
            fr: "m·dv/dt = F − m·g·(1 − équilibrage) − frottement − butées ; broche : retenue à ± jeu/2",
            en: "m·dv/dt = F − m·g·(1 − balance) − friction − stops; pin: kept within ± clearance/2"),
        terminalsFor: { _ in [Terminal("carriage", .translation, Text(fr: "chariot", en: "carriage"))] },
        parameters: axis + pin,
        failures: [
            Failure("pin-sheared", Text(fr: "broche cisaillée", en: "sheared pin"), remedies: [.replace]) { values, severity, _ in
                values.isPinSheared = severity >= 0.5
            },
            Failure("pin-stuck", Text(fr: "broche coincée", en: "stuck pin"), remedies: [.free, .grease, .replace]) {
                values, severity, _ in values.isPinStuck = severity >= 0.5
            },
            Failure("pin-worn", Text(fr: "broche et trous usés", en: "worn pin and holes"), remedies: [.replace]) {
                values, severity, _ in
                values.pinWear = severity
                values.pinClearance += 0.015 * severity
            },
            Failure("overloaded", Text(fr: "surcharge", en: "overload"), remedies: [.adjust]) { values, severity, _ in
                values.excess = severity
                values.mass *= 1 + 0.6 * severity
            },
            Failure("guides-tight", Text(fr: "guidage serré", en: "tight guides"), remedies: [.adjust, .grease, .clean]) {
                values, severity, _ in values.friction += values.mass * 9.81 * severity
            },
            Failure("buffer-lost", Text(fr: "tampon de butée perdu", en: "stop buffer lost"), remedies: [.replace]) {
                values, severity, _ in
                values.bufferLoss = severity
                values.bottom -= 0.02 * severity
            },
        ],
        wear: [
            Wear(
                "pin-worn", by: .rises(of: "pinned"),
                source: "chosen: 50 000 insertions"
            ) { _ in 5e4 }
        ],
        signalsFor: { values in
            [
                .output("position", .length, Text(fr: "hauteur", en: "height"), initial: values.initialPosition),
                .output("speed", .speed, Text(fr: "vitesse, positive vers le haut", en: "speed, positive upwards")),
                .output("pinned", .ratio, Text(fr: "1 si la broche est dans le trou", en: "1 if the pin is in its hole")),
                .output("pin-force", .force, Text(fr: "effort sur la broche", en: "force on the pin")),
                .output(
                    "falling", .ratio,
                    Text(
                        fr: "1 si elle descend plus vite que la vitesse réduite",
                        en: "1 if it descends faster than the reduced speed")),
                .output(
                    "impact", .speed, Text(fr: "vitesse du dernier choc, qui s'efface", en: "speed of the last impact, fading")),
                .output(
                    "impact-energy", .energy,
                    Text(fr: "énergie du plus fort choc en bas", en: "energy of the hardest impact below")),
                .input("pin", .ratio, Text(fr: "broche : 0 retirée, 1 présentée", en: "pin: 0 drawn, 1 put in")),
            ]
        },
        controlsFor: { _ in
            [
                Control(
                    "pin", positions: [Text(fr: "retirée", en: "drawn"), Text(fr: "mise", en: "inserted")], .maintained,
                    lockable: 1)
            ]
        })

    private static let axis: [Parameter<Parameters>] = [
        Parameter("mass", .quantity(.mass, \.mass, 0.1...20_000), Text(fr: "masse suspendue", en: "suspended mass")),
        Parameter(
            "balance", .quantity(.ratio, \.balance, 0...1),
            Text(fr: "part du poids équilibrée", en: "share of the weight balanced")),
        Parameter("bottom", .quantity(.length, \.bottom, -10...10), Text(fr: "butée basse", en: "lower stop")),
        Parameter("top", .quantity(.length, \.top, -10...10), Text(fr: "butée haute", en: "upper stop")),
        Parameter(
            "initial-position", .quantity(.length, \.initialPosition, -10...10),
            Text(fr: "hauteur au départ", en: "height at the start")),
        Parameter(
            "friction", .quantity(.force, \.friction, 0...1e5), Text(fr: "frottement du guidage", en: "friction of the guides")),
        Parameter(
            "stop-stiffness", .quantity(.stiffness, \.stopStiffness, 1e4...1e9),
            Text(fr: "raideur des butées", en: "stiffness of the stops")),
        Parameter(
            "safe-speed", .quantity(.speed, \.safeSpeed, 0.01...2), Text(fr: "vitesse réduite", en: "reduced speed"),
            source: "EN ISO 10218-1: 250 mm/s"),
    ]

    private static let pin: [Parameter<Parameters>] = [
        Parameter("pin-at", .quantity(.length, \.pinAt, -10...10), Text(fr: "hauteur de la broche", en: "height of the pin")),
        Parameter(
            "pin-clearance", .quantity(.length, \.pinClearance, 1e-5...0.05),
            Text(fr: "jeu de la broche dans son trou", en: "clearance of the pin in its hole")),
        Parameter(
            "pin-friction", .quantity(.ratio, \.pinFriction, 0.05...1),
            Text(fr: "frottement de la broche", en: "friction of the pin")),
        Parameter(
            "hand-force", .quantity(.force, \.handForce, 0...500), Text(fr: "force d'une main", en: "force of a hand")),
    ]

    private static let gravity = 9.81
    private let load: Handle<LiftedMass>
    private let guides: Handle<BristleFriction>
    private let position: SignalIndex
    private let speed: SignalIndex
    private let pinned: SignalIndex
    private let pinForce: SignalIndex
    private let falling: SignalIndex
    private let impact: SignalIndex
    private let impactEnergy: SignalIndex
    private let pinInput: SignalIndex
    private var parameters: Parameters
    private var isPinned = false
    /// The pin is pushed against a hole that is not there.
    private var isPinRefused = false
    private var wasStopped = false
    private var lastSpeed = 0.0
    private var lastImpact = 0.0
    private var hardest = 0.0

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        load = site.add(
            LiftedMass(mass: p.mass, weight: 0, travel: -10...10, position: p.initialPosition), "load", site["carriage"])
        guides = site.add(BristleFriction(breakaway: 0, coulomb: 0, viscous: 0), "guides", site["carriage"], site.frame)
        position = site.signal("position")
        speed = site.signal("speed")
        pinned = site.signal("pinned")
        pinForce = site.signal("pin-force")
        falling = site.signal("falling")
        impact = site.signal("impact")
        impactEnergy = site.signal("impact-energy")
        pinInput = site.signal("pin")
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        load.element.mass = p.mass
        load.element.weight = p.mass * Self.gravity * (1 - p.balance)
        load.element.stopStiffness = p.stopStiffness
        guides.element.hold(p.friction, give: 5e-5, speed: 0.2)
        if p.isPinSheared { isPinned = false }
        bound()
    }

    private func bound() {
        let p = parameters
        if isPinned {
            load.element.travel = (p.pinAt - p.pinClearance / 2)...(p.pinAt + p.pinClearance / 2)
        } else {
            load.element.travel = min(p.bottom, p.top)...max(p.bottom, p.top)
        }
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        let now = load.element
        movePin(tick[pinInput] > 0.5)
        let isStopped = now.stop != 0
        if isStopped && !wasStopped {
            lastImpact = max(lastImpact, abs(lastSpeed))
            if now.stop > 0 && !isPinned { hardest = max(hardest, 0.5 * p.mass * lastSpeed * lastSpeed) }
        } else {
            // A shock shakes the frame for some hundredths of a second.
            lastImpact *= 0.05 / (0.05 + tick.dt)
        }
        wasStopped = isStopped
        lastSpeed = now.speed
        tick[position] = now.position
        tick[speed] = now.speed
        tick[pinned] = isPinned ? 1 : 0
        tick[pinForce] = isPinned ? now.stop : 0
        tick[falling] = now.speed < -p.safeSpeed ? 1 : 0
        tick[impact] = lastImpact
        tick[impactEnergy] = hardest
    }

    private mutating func movePin(_ isWanted: Bool) {
        let p = parameters
        let was = isPinned
        isPinRefused = false
        if isWanted && !isPinned {
            let isInLine = abs(load.element.position - p.pinAt) <= p.pinClearance / 2
            isPinned = isInLine && !p.isPinStuck && !p.isPinSheared
            isPinRefused = !isPinned
        } else if !isWanted && isPinned && !p.isPinStuck {
            isPinned = p.pinFriction * abs(load.element.stop) > p.handForce
        }
        if isPinned != was { bound() }
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight:
            var seen: [Text] = []
            if tick[falling] > 0.5 {
                seen.append(Text(fr: "la charge tombe", en: "the load falls"))
            } else if abs(load.element.speed) > 1e-3 {
                seen.append(
                    load.element.speed > 0
                        ? Text(fr: "la charge monte", en: "the load rises")
                        : Text(fr: "la charge descend", en: "the load descends"))
            }
            if isPinned { seen.append(Text(fr: "la broche est dans son trou", en: "the pin is in its hole")) }
            if isPinRefused { seen.append(Text(fr: "la broche ne rentre pas", en: "the pin does not go in")) }
            if parameters.isPinSheared { seen.append(Text(fr: "la broche est cassée", en: "the pin is broken")) }
            if parameters.pinWear > 0.3 { seen.append(Text(fr: "le trou de broche est ovalisé", en: "the pin hole is oval")) }
            if parameters.excess > 0.2 { seen.append(Text(fr: "la charge déborde", en: "the load overflows")) }
            if parameters.bufferLoss > 0.5 { seen.append(Text(fr: "un tampon manque", en: "a buffer is missing")) }
            return seen
        case .hearing where tick[impact] > 0.1:
            return [Text(fr: "un choc sourd", en: "a dull blow")]
        case .touch where isPinned && abs(load.element.stop) * parameters.pinFriction > parameters.handForce:
            return [Text(fr: "la broche est serrée par la charge", en: "the load clamps the pin")]
        default: return []
        }
    }
}
