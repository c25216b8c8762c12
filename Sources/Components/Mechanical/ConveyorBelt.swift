import Circuits
public import Notation

/// A conveyor: a belt around a driving drum and a tail drum, its carrying strand sliding on a bed.
///
/// v = R·ω on both drums; the bed brakes with μ·m·g of the strand, and holds it at rest. What lies on the belt joins at `load`.
public struct ConveyorBelt: Component {
    public struct Parameters: ParameterValues {
        var drumRadius = 0.05
        var tailRadius = 0.05
        var drumInertia = 0.01
        var mass = 8.0
        var friction = 0.35
        var edgeForce = 0.0
        var isTorn = false
        var drift = 0.0
        public init() {}
    }

    public static let type = ComponentType<ConveyorBelt>(
        name: "conveyor-belt", text: Text(fr: "tapis de convoyeur", en: "conveyor belt"), domain: .translation,
        law: Text(
            fr: "v = R·ω sur les deux tambours ; frottement de la sole μ·m·g/2, qui tient à l'arrêt",
            en: "v = R·ω on both drums; slider bed friction μ·m·g/2, which holds at rest"),
        terminals: [
            Terminal("drum", .rotation, Text(fr: "tambour de tête", en: "head drum")),
            Terminal("tail", .rotation, Text(fr: "tambour de queue", en: "tail drum")),
            Terminal("load", .translation, Text(fr: "brin porteur", en: "carrying strand")),
        ],
        parameters: [
            Parameter(
                "drum-radius", .quantity(.length, \.drumRadius, 0.01...1),
                Text(fr: "rayon du tambour de tête", en: "head drum radius")),
            Parameter(
                "tail-radius", .quantity(.length, \.tailRadius, 0.01...1),
                Text(fr: "rayon du tambour de queue", en: "tail drum radius")),
            Parameter(
                "drum-inertia", .quantity(.inertia, \.drumInertia, 1e-6...100),
                Text(fr: "inertie d'un tambour", en: "inertia of a drum")),
            Parameter("mass", .quantity(.mass, \.mass, 0.1...1_000), Text(fr: "masse de la bande", en: "belt mass")),
            Parameter(
                "friction", .quantity(.ratio, \.friction, 0.01...1),
                Text(fr: "frottement bande–sole", en: "belt on bed friction"), source: "fabric on steel 0.25–0.4"),
        ],
        failures: [
            Failure("mistracking", Text(fr: "bande déportée", en: "belt mistracking"), remedies: [.adjust]) {
                values, severity, _ in
                values.edgeForce = 120 * severity
                values.drift = severity
            },
            Failure("bed-dirty", Text(fr: "sole encrassée", en: "dirty bed"), remedies: [.clean]) { values, severity, _ in
                values.friction *= 1 + 2 * severity
            },
            Failure("torn", Text(fr: "bande déchirée", en: "torn belt"), remedies: [.replace]) { values, severity, _ in
                values.isTorn = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "bed-dirty", by: .path(of: "speed"),
                source: "chosen: dust of 2000 km of cartons"
            ) { _ in 2e6 }
        ],
        signals: [
            .output("speed", .speed, Text(fr: "vitesse de la bande", en: "belt speed")),
            .output("position", .length, Text(fr: "longueur défilée", en: "length run")),
            .output("force", .force, Text(fr: "effort du tambour de tête", en: "head drum force")),
        ])

    private static let gravity = 9.81
    private let load: Joint
    private let belt: Handle<DrumBelt>
    private let drums: [Handle<Inertia>]
    private let mass: Handle<Inertia>
    private let bed: Handle<BristleFriction>
    private let speedSignal: SignalIndex
    private let positionSignal: SignalIndex
    private let forceSignal: SignalIndex
    private var parameters: Parameters
    private var position = 0.0

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        load = site["load"]
        belt = site.add(DrumBelt(radii: (1, 1)), "belt", site["drum"], site["tail"], load)
        drums = [site.add(Inertia(1), "head drum", site["drum"]), site.add(Inertia(1), "tail drum", site["tail"])]
        mass = site.add(Inertia(parameters.mass), "mass", load)
        bed = site.add(BristleFriction(breakaway: 0, coulomb: 0, viscous: 0), "bed", load, site.frame)
        speedSignal = site.signal("speed")
        positionSignal = site.signal("position")
        forceSignal = site.signal("force")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        belt.element.radii = (parameters.drumRadius, parameters.tailRadius)
        belt.element.isWhole = !parameters.isTorn
        for drum in drums { drum.element.value = parameters.drumInertia }
        mass.element.value = parameters.mass
        // Half of the belt lies on the bed; the other half hangs or runs on rollers.
        let drag = parameters.friction * parameters.mass / 2 * Self.gravity + parameters.edgeForce
        bed.element.hold(drag, give: 5e-5, speed: 0.3)
    }

    public mutating func update(_ tick: Tick) {
        let speed = tick.across(load)
        position += speed * tick.dt
        tick[speedSignal] = speed
        tick[positionSignal] = position
        tick[forceSignal] = belt.element.pull
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        let isRunning = abs(tick.across(load)) > 0.01
        switch sense {
        case .sight:
            if parameters.isTorn { return [Text(fr: "la bande est déchirée", en: "the belt is torn")] }
            var seen = [
                isRunning
                    ? Text(fr: "le tapis avance", en: "the belt runs")
                    : Text(fr: "le tapis est arrêté", en: "the belt is stopped")
            ]
            if parameters.drift > 0.2 {
                seen.append(Text(fr: "la bande frotte sur un bord", en: "the belt rubs on one edge"))
            }
            return seen
        case .hearing where isRunning && parameters.drift > 0.2:
            return [Text(fr: "un frottement continu au bord du tapis", en: "a steady rubbing at the edge of the belt")]
        default: return []
        }
    }
}
