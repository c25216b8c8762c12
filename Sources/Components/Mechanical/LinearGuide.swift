import Circuits
import Glibc
public import Notation

/// A linear guide: rail and carriage on balls, its friction holds at rest and is felt where the rail is damaged.
///
/// F = F_c + d·v, F_c of preload, seals and lubricant; a dent of the rail adds a hard spot of ±15 mm around `dent-at`. Play is not felt
/// along the travel: it shows on a dial gauge and to the hand.
public struct LinearGuide: Component {
    public struct Parameters: ParameterValues {
        var friction = 30.0
        var viscous = 40.0
        var mass = 2.0
        var play = 0.01e-3
        var load = 500.0
        var dynamicRating = 10_000.0
        var dentAt = 0.5
        var initialPosition = 0.0
        var dryness = 0.0
        var dirt = 0.0
        var tightness = 0.0
        var dent = 0.0
        var looseness = 0.0
        public init() {}

        var drag: Double { friction * (1 + 2 * dryness + 1.5 * dirt + 4 * tightness) }
    }

    public static let type = ComponentType<LinearGuide>(
        name: "linear-guide", text: Text(fr: "guidage linéaire", en: "linear guide"), domain: .translation,
        law: Text(
            fr: "F = F_c + d·v, tenu à l'arrêt ; point dur de ± 15 mm là où le rail est marqué",
            en: "F = F_c + d·v, held at rest; a hard spot of ±15 mm where the rail is dented"),
        terminalsFor: { _ in [Terminal("carriage", .translation, Text(fr: "chariot", en: "carriage"))] },
        parameters: [
            Parameter(
                "friction", .quantity(.force, \.friction, 0...1e5), Text(fr: "frottement", en: "friction"),
                source: "30 N, 150 N when tight"),
            Parameter(
                "viscous", .quantity(.translationalDamping, \.viscous, 0...1e5),
                Text(fr: "frottement visqueux", en: "viscous friction")),
            Parameter("mass", .quantity(.mass, \.mass, 0.01...1_000), Text(fr: "masse du chariot", en: "mass of the carriage")),
            Parameter("play", .quantity(.length, \.play, 0...5e-3), Text(fr: "jeu", en: "play"), adjustable: true),
            Parameter("load", .quantity(.force, \.load, 0...1e6), Text(fr: "charge portée", en: "load carried")),
            Parameter(
                "dynamic-rating", .quantity(.force, \.dynamicRating, 10...1e7),
                Text(fr: "charge dynamique de base C", en: "basic dynamic load rating C"), source: "ISO 14728-1"),
            Parameter(
                "dent-at", .quantity(.length, \.dentAt, -10...10),
                Text(fr: "où un rail se marque", en: "where a rail gets dented")),
            Parameter(
                "initial-position", .quantity(.length, \.initialPosition, -10...10),
                Text(fr: "position au départ", en: "position at the start")),
        ],
        failures: [
            Failure("tight", Text(fr: "guidage serré", en: "tight guide"), remedies: [.adjust]) { values, severity, _ in
                values.tightness = severity
            },
            Failure("dry", Text(fr: "guidage sec", en: "dry guide"), remedies: [.grease]) { values, severity, _ in
                values.dryness = severity
                values.viscous *= 1 - 0.7 * severity
            },
            Failure("dirty", Text(fr: "guidage encrassé", en: "dirty guide"), remedies: [.clean]) { values, severity, _ in
                values.dirt = severity
            },
            Failure("rail-dented", Text(fr: "rail marqué", en: "dented rail"), remedies: [.replace]) { values, severity, _ in
                values.dent = severity
            },
            Failure("play", Text(fr: "guidage à jeu", en: "guide with play"), remedies: [.adjust, .replace]) {
                values, severity, _ in
                values.looseness = severity
                values.play += 0.5e-3 * severity
                values.friction *= 1 - 0.5 * severity
            },
        ],
        wear: [
            Wear(
                "play", by: .path(of: "speed"), growth: 4, slope: 1.5,
                source: "ISO 14728-1: L10 = 50 km·(C/P)³"
            ) { 50e3 * pow($0.dynamicRating / max($0.load, 1), 3) },
            Wear(
                "dry", by: .path(of: "speed"), growth: 2,
                source: "makers: greased anew every 100 km"
            ) { _ in 1e5 },
        ],
        signalsFor: { values in
            [
                .output(
                    "position", .length, Text(fr: "position du chariot", en: "carriage position"), initial: values.initialPosition
                ),
                .output("speed", .speed, Text(fr: "vitesse du chariot", en: "carriage speed")),
                .output("force", .force, Text(fr: "effort de frottement", en: "friction force")),
                .output("play", .length, Text(fr: "jeu", en: "play"), initial: values.play),
            ]
        })

    /// Half width of a hard spot, m.
    private static let dentWidth = 0.015
    private let carriage: Joint
    private let friction: Handle<BristleFriction>
    private let mass: Handle<Inertia>
    private let positionSignal: SignalIndex
    private let speedSignal: SignalIndex
    private let forceSignal: SignalIndex
    private let playSignal: SignalIndex
    private var parameters: Parameters
    private var position: Double

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        position = parameters.initialPosition
        carriage = site["carriage"]
        friction = site.add(BristleFriction(breakaway: 0, coulomb: 0, viscous: 0), "friction", carriage, site.frame)
        mass = site.add(Inertia(1), "carriage", carriage)
        positionSignal = site.signal("position")
        speedSignal = site.signal("speed")
        forceSignal = site.signal("force")
        playSignal = site.signal("play")
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        mass.element.value = p.mass
        friction.element.viscous = p.viscous
        resist()
    }

    private func resist() {
        let offset = (position - parameters.dentAt) / Self.dentWidth
        let spot = parameters.dent > 0 ? 10 * parameters.friction * parameters.dent * exp(-offset * offset) : 0
        friction.element.hold(parameters.drag + spot, give: 5e-5, speed: 0.3)
    }

    public mutating func update(_ tick: Tick) {
        let speed = tick.across(carriage)
        position += speed * tick.dt
        if parameters.dent > 0 { resist() }
        tick[positionSignal] = position
        tick[speedSignal] = speed
        tick[forceSignal] = friction.element.force + parameters.viscous * speed
        tick[playSignal] = parameters.play
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        let isMoving = abs(tick.across(carriage)) > 5e-3
        switch sense {
        case .sight where parameters.dent > 0.3: return [Text(fr: "le rail porte une marque", en: "the rail is marked")]
        case .sight where parameters.dirt > 0.3: return [Text(fr: "le rail est encrassé", en: "the rail is dirty")]
        case .sight where parameters.dryness > 0.3: return [Text(fr: "le rail est sec", en: "the rail is dry")]
        case .hearing where isMoving && parameters.dryness > 0.3: return [Text(fr: "le guidage grince", en: "the guide squeaks")]
        case .touch where parameters.looseness > 0.2: return [Text(fr: "le chariot a du jeu", en: "the carriage has play")]
        case .touch where parameters.drag > 80:
            return [Text(fr: "le chariot est dur à pousser", en: "the carriage is hard to push")]
        default: return []
        }
    }
}
