import Circuits
public import Notation

/// A jaw coupling with an elastomer insert between two shaft ends.
///
/// T = k·(Δφ ∓ j/2) beyond the lash j of the insert, with its damping. Shafts that are not in line press the insert once a turn:
/// radial force k_r·e, axial k_r·α·d/2; of the energy ½·k_r·e² flexed a turn the share ψ becomes heat, and a drag ψ·k_r·e²/4π.
///
/// Default: size of 10 N·m, insert of 92 Shore A, relative damping ψ = 0.8.
public struct Coupling: Component {
    public struct Parameters: ParameterValues {
        var stiffness = 1_500.0
        var damping = 0.3
        var lash = 0.0
        var inertia = 4e-5
        var radialStiffness = 1e6
        var diameter = 0.04
        var offset = 0.02e-3
        var angle = 0.0
        var relativeDamping = 0.8
        var capacity = 150.0
        var toAir = 0.12
        var wear = 0.0
        var isSheared = false
        public init() {}

        /// N, on the supports of both shafts.
        var radialForce: Double { radialStiffness * offset }
        /// N, along the shafts.
        var axialForce: Double { radialStiffness * angle * diameter / 2 }
        /// m: what the insert is flexed by, offset and angle together.
        var flexing: Double { (offset * offset + angle * angle * diameter * diameter / 4).squareRoot() }
        /// N·m.
        var drag: Double { relativeDamping * radialStiffness * flexing * flexing / (4 * .pi) }
    }

    public static let type = ComponentType<Coupling>(
        name: "coupling", text: Text(fr: "accouplement élastique", en: "jaw coupling"), domain: .rotation,
        law: Text(
            fr: "T = k·(Δφ ∓ j/2) au-delà du jeu ; désalignement : F = k_r·e par tour, échauffement ψ·½·k_r·e² par tour",
            en: "T = k·(Δφ ∓ j/2) beyond the lash; misalignment: F = k_r·e each turn, heat ψ·½·k_r·e² a turn"),
        terminals: [
            Terminal("in", .rotation, Text(fr: "moyeu menant", en: "driving hub")),
            Terminal("out", .rotation, Text(fr: "moyeu mené", en: "driven hub")),
        ],
        parameters: torsion + alignment,
        failures: [
            Failure("insert-worn", Text(fr: "flector usé", en: "worn insert"), remedies: [.replace]) { values, severity, _ in
                values.wear = severity
                // 0.5° when it begins to show, 3° when the jaws touch.
                values.lash += (0.5 + 2.5 * severity) * .pi / 180
                values.stiffness *= 1 + severity
                values.damping *= 1 - 0.7 * severity
            },
            Failure("sheared", Text(fr: "accouplement cisaillé", en: "sheared coupling"), remedies: [.replace]) {
                values, severity, _ in values.isSheared = severity >= 0.5
            },
            Failure(
                "misaligned", Text(fr: "désalignement parallèle", en: "parallel misalignment"), remedies: [.adjust]
            ) { values, severity, _ in values.offset += 0.5e-3 * severity },
            Failure(
                "angular-misalignment", Text(fr: "désalignement angulaire", en: "angular misalignment"), remedies: [.adjust]
            ) { values, severity, _ in values.angle += 0.02 * severity },
        ],
        wear: [
            Wear(
                "insert-worn", by: .time(while: "torque", above: 0.1),
                source: "chosen: polyurethane 20 000 h at 60 °C, halved by 10 K",
                influences: { _ in [.heat("temperature", reference: 333.15, doubling: 10)] }
            ) { _ in Wear<Parameters>.hours(20_000) }
        ],
        signals: [
            .output("torque", .torque, Text(fr: "couple transmis", en: "torque passed on")),
            .output("twist", .angle, Text(fr: "angle de torsion", en: "angle of twist")),
            .output("lash", .angle, Text(fr: "jeu angulaire", en: "angular play")),
            .output("offset", .length, Text(fr: "désalignement parallèle", en: "parallel misalignment")),
            .output("angle", .angle, Text(fr: "désalignement angulaire", en: "angular misalignment")),
            .output(
                "temperature", .temperature, Text(fr: "température du flector", en: "insert temperature"), initial: Air.ambient),
            .output(
                "knock", .angularSpeed, Text(fr: "vitesse du dernier choc, qui s'efface", en: "speed of the last knock, fading")),
        ])

    private static let torsion: [Parameter<Parameters>] = [
        Parameter(
            "stiffness", .quantity(.rotationalStiffness, \.stiffness, 1...1e7),
            Text(fr: "raideur de torsion", en: "torsional stiffness")),
        Parameter(
            "damping", .quantity(.rotationalDamping, \.damping, 0...1_000),
            Text(fr: "amortissement du flector", en: "damping of the insert")),
        Parameter("lash", .quantity(.angle, \.lash, 0...0.2), Text(fr: "jeu angulaire", en: "angular play")),
        Parameter("inertia", .quantity(.inertia, \.inertia, 1e-7...10), Text(fr: "inertie d'un moyeu", en: "inertia of a hub")),
    ]

    private static let alignment: [Parameter<Parameters>] = [
        Parameter(
            "radial-stiffness", .quantity(.stiffness, \.radialStiffness, 1e3...1e9),
            Text(fr: "raideur radiale", en: "radial stiffness")),
        Parameter("diameter", .quantity(.length, \.diameter, 0.005...1), Text(fr: "diamètre", en: "diameter")),
        Parameter(
            "offset", .quantity(.length, \.offset, 0...5e-3), Text(fr: "désalignement parallèle", en: "parallel misalignment"),
            adjustable: true, source: "0.05–0.1 mm allowed at 1500 rpm"),
        Parameter(
            "angle", .quantity(.angle, \.angle, 0...0.1), Text(fr: "désalignement angulaire", en: "angular misalignment"),
            adjustable: true),
        Parameter(
            "relative-damping", .quantity(.ratio, \.relativeDamping, 0.05...2),
            Text(fr: "amortissement relatif ψ", en: "relative damping ψ"), source: "polyurethane 92 Shore A 0.8"),
        Parameter(
            "capacity", .quantity(.heatCapacity, \.capacity, 1...1e5),
            Text(fr: "capacité thermique du flector", en: "heat capacity of the insert")),
        Parameter(
            "to-air", .quantity(.thermalConductance, \.toAir, 0.01...100),
            Text(fr: "conductance vers l'air", en: "conductance to air")),
    ]

    private let input: Joint
    private let output: Joint
    private let insert: Handle<PlayedSpring>
    private let hubs: [Handle<Inertia>]
    private let drag: Handle<BristleFriction>
    private let body: Handle<ThermalBody>
    private let toAir: Handle<HeatPath>
    private let torque: SignalIndex
    private let twist: SignalIndex
    private let lash: SignalIndex
    private let offset: SignalIndex
    private let angle: SignalIndex
    private let temperature: SignalIndex
    private let knockSignal: SignalIndex
    private var parameters: Parameters
    private var knock = 0.0

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        input = site["in"]
        output = site["out"]
        insert = site.add(PlayedSpring(stiffness: 1), "insert", input, output)
        hubs = [site.add(Inertia(1), "driving hub", input), site.add(Inertia(1), "driven hub", output)]
        drag = site.add(BristleFriction(breakaway: 0, coulomb: 0, viscous: 0), "flexing", input, site.bed)
        let heat = site.inner("insert", .thermal)
        body = site.add(ThermalBody(capacity: 1), "insert heat", heat)
        toAir = site.add(HeatPath(conductance: 1), "insert to air", heat, site.ambient)
        torque = site.signal("torque")
        twist = site.signal("twist")
        lash = site.signal("lash")
        offset = site.signal("offset")
        angle = site.signal("angle")
        temperature = site.signal("temperature")
        knockSignal = site.signal("knock")
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        insert.element.stiffness = p.stiffness
        insert.element.damping = p.damping
        insert.element.play = p.lash
        insert.element.isWhole = !p.isSheared
        for hub in hubs { hub.element.value = p.inertia }
        drag.element.hold(p.isSheared ? 0 : p.drag, give: 0.025, speed: 150)
        body.element.capacity = p.capacity
        toAir.element.conductance = p.toAir
    }

    public mutating func update(_ tick: Tick) {
        let now = insert.element
        let flexing = drag.element
        knock = max(now.impact, knock * 0.05 / (0.05 + tick.dt))
        body.element.heat = now.heat + abs(flexing.force * flexing.slip)
        tick[torque] = now.force
        tick[twist] = now.offset
        tick[lash] = now.play
        tick[offset] = parameters.offset
        tick[angle] = parameters.angle
        tick[temperature] = body.element.temperature
        tick[knockSignal] = knock
    }

    /// Shares of the misalignment's force that go round: what the jaws do not even out, chosen so that 0.5 mm gives a clear 2×.
    private static let shares = (once: 0.006, twice: 0.01, axial: 0.01)

    public func excitations(_ tick: Tick) -> [Excitation] {
        let speed = abs(tick.across(input))
        guard speed > 0.5, !parameters.isSheared else { return [] }
        let turns = speed / (2 * .pi)
        let (radial, axial) = (parameters.radialForce, parameters.axialForce)
        return [
            .sine(turns, radial: Self.shares.once * radial, axial: Self.shares.axial * axial),
            .sine(2 * turns, radial: Self.shares.twice * radial, axial: 0.3 * Self.shares.axial * axial),
            .sine(3 * turns, radial: 0.2 * Self.shares.twice * radial),
        ]
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        let isTurning = abs(tick.across(input)) > 1
        switch sense {
        case .sight:
            var seen: [Text] = []
            if parameters.isSheared && isTurning && abs(tick.across(output)) < 1 {
                seen.append(Text(fr: "un moyeu tourne, l'autre non", en: "one hub turns, the other does not"))
            }
            if parameters.isSheared || parameters.wear > 0.3 || parameters.flexing > 0.15e-3 {
                seen.append(Text(fr: "de la poussière de flector", en: "elastomer dust"))
            }
            return seen
        case .hearing where tick[knockSignal] > 0.5:
            return [Text(fr: "l'accouplement claque", en: "the coupling knocks")]
        case .touch where parameters.lash > 0.015:
            return [Text(fr: "les moyeux ont du jeu", en: "the hubs have play")] + warmth(body.element.temperature)
        case .touch: return warmth(body.element.temperature)
        default: return []
        }
    }
}
