import Circuits
public import Notation

/// A pair of spur gears on their shafts: ratio, stiffness and backlash of the teeth, losses, and their heat.
///
/// F = k·(r₁·θ₁ − r₂·θ₂ ∓ j/2) beyond the backlash j; the wheel gets r₂·F less the losses 1 − η. Each shaft counts positive in its own
/// sense. The teeth mesh at z₁·f₁, with sidebands at f₁ when worn; a broken tooth strikes once a turn.
///
/// Default: 23 and 69 teeth of module 2.
public struct GearStage: Component {
    public struct Parameters: ParameterValues {
        var pinionTeeth = 23
        var wheelTeeth = 69
        var module = 2e-3
        var efficiency = 0.97
        var backlash = 0.1e-3
        var stiffness = 1e8
        var pinionInertia = 2e-4
        var wheelInertia = 5e-3
        var churning = 2e-4
        var capacity = 1_500.0
        var toAir = 1.2
        var ratedForce = 2_000.0
        var error = 0.01
        var wear = 0.0
        var oilLack = 0.0
        var breakage = 0.0
        var isSheared = false
        public init() {}

        var pinionRadius: Double { module * Double(pinionTeeth) / 2 }
        var wheelRadius: Double { module * Double(wheelTeeth) / 2 }
    }

    public static let type = ComponentType<GearStage>(
        name: "gear-stage", text: Text(fr: "engrenage", en: "gear pair"), domain: .rotation,
        law: Text(
            fr: "F = k·(r₁θ₁ − r₂θ₂ ∓ j/2) au-delà du jeu ; r = m·z/2 ; pertes 1 − η ; fréquence d'engrènement z₁·f₁",
            en: "F = k·(r₁θ₁ − r₂θ₂ ∓ j/2) beyond the backlash; r = m·z/2; losses 1 − η; mesh frequency z₁·f₁"),
        terminals: [
            Terminal("in", .rotation, Text(fr: "arbre du pignon", en: "pinion shaft")),
            Terminal("out", .rotation, Text(fr: "arbre de la roue", en: "wheel shaft")),
        ],
        parameters: teeth + running,
        failures: [
            Failure("worn", Text(fr: "dents usées", en: "worn teeth"), remedies: [.replace]) { values, severity, _ in
                values.wear = severity
                values.backlash += 0.6e-3 * severity
                values.efficiency -= 0.06 * severity
                values.error *= 1 + 8 * severity
            },
            Failure("tooth-broken", Text(fr: "dent cassée", en: "broken tooth"), remedies: [.replace]) { values, severity, _ in
                values.breakage = severity
                values.error *= 1 + 3 * severity
            },
            Failure("oil-low", Text(fr: "manque d'huile", en: "oil low"), remedies: [.grease, .replace]) { values, severity, _ in
                // Efficiency 0.95 becomes 0.80 without oil.
                values.oilLack = severity
                values.efficiency -= 0.15 * severity
                values.churning *= 1 - 0.8 * severity
            },
            Failure("key-sheared", Text(fr: "clavette cisaillée", en: "sheared key"), remedies: [.replace]) {
                values, severity, _ in values.isSheared = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "worn", by: .path(of: "speed"), growth: 2,
                source: "ISO 6336-2: pitting after 5·10⁷ meshes at the rated load, slope 6.6",
                influences: { [.load("force", rated: $0.ratedForce, exponent: 6.6)] }
            ) { _ in 5e7 * 2 * .pi }
        ],
        signals: [
            .output("speed", .angularSpeed, Text(fr: "vitesse de la roue", en: "wheel speed")),
            .output("force", .force, Text(fr: "effort sur les dents", en: "force on the teeth")),
            .output("lash", .length, Text(fr: "jeu entre dents", en: "backlash")),
            .output(
                "temperature", .temperature, Text(fr: "température du carter", en: "housing temperature"), initial: Air.ambient),
            .output("knock", .speed, Text(fr: "vitesse du dernier choc, qui s'efface", en: "speed of the last knock, fading")),
        ])

    private static let teeth: [Parameter<Parameters>] = [
        Parameter("pinion-teeth", .count(\.pinionTeeth, 6...300), Text(fr: "dents du pignon", en: "teeth of the pinion")),
        Parameter("wheel-teeth", .count(\.wheelTeeth, 6...600), Text(fr: "dents de la roue", en: "teeth of the wheel")),
        Parameter("module", .quantity(.length, \.module, 0.2e-3...0.05), Text(fr: "module", en: "module"), source: "ISO 54"),
        Parameter(
            "backlash", .quantity(.length, \.backlash, 0...5e-3),
            Text(fr: "jeu sur le primitif", en: "backlash on the pitch circle")),
        Parameter(
            "stiffness", .quantity(.stiffness, \.stiffness, 1e5...1e10), Text(fr: "raideur d'engrènement", en: "mesh stiffness")),
        Parameter(
            "error", .quantity(.ratio, \.error, 0...0.5),
            Text(fr: "part de l'effort qui vibre à l'engrènement", en: "share of the force that vibrates at the mesh frequency")),
    ]

    private static let running: [Parameter<Parameters>] = [
        Parameter(
            "rated-force", .quantity(.force, \.ratedForce, 1...1e7),
            Text(fr: "effort tangentiel admissible", en: "tangential force that the teeth bear for good"),
            source: "ISO 6336-2"),
        Parameter(
            "efficiency", .quantity(.ratio, \.efficiency, 0.5...1), Text(fr: "rendement", en: "efficiency"),
            source: "spur stage 0.95–0.98"),
        Parameter(
            "churning", .quantity(.rotationalDamping, \.churning, 0...0.1),
            Text(fr: "couple de barbotage par vitesse", en: "churning torque per speed")),
        Parameter(
            "pinion-inertia", .quantity(.inertia, \.pinionInertia, 1e-7...10),
            Text(fr: "inertie du pignon", en: "inertia of the pinion")),
        Parameter(
            "wheel-inertia", .quantity(.inertia, \.wheelInertia, 1e-7...100),
            Text(fr: "inertie de la roue", en: "inertia of the wheel")),
        Parameter(
            "capacity", .quantity(.heatCapacity, \.capacity, 10...1e6),
            Text(fr: "capacité thermique du carter", en: "housing heat capacity")),
        Parameter(
            "to-air", .quantity(.thermalConductance, \.toAir, 0.05...100),
            Text(fr: "conductance carter–air", en: "housing to air conductance")),
    ]

    private let input: Joint
    private let output: Joint
    private let mesh: Handle<PlayedSpring>
    private let oil: Handle<Conductance>
    private let pinion: Handle<Inertia>
    private let wheel: Handle<Inertia>
    private let housing: Handle<ThermalBody>
    private let toAir: Handle<HeatPath>
    private let speedSignal: SignalIndex
    private let forceSignal: SignalIndex
    private let lash: SignalIndex
    private let temperature: SignalIndex
    private let knockSignal: SignalIndex
    private var parameters: Parameters
    private var knock = 0.0

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        input = site["in"]
        output = site["out"]
        mesh = site.add(PlayedSpring(stiffness: 1), "mesh", input, output)
        oil = site.add(Conductance(0), "oil", input, site.bed)
        pinion = site.add(Inertia(1), "pinion", input)
        wheel = site.add(Inertia(1), "wheel", output)
        let body = site.inner("housing", .thermal)
        housing = site.add(ThermalBody(capacity: 1), "housing", body)
        toAir = site.add(HeatPath(conductance: 1), "housing to air", body, site.ambient)
        speedSignal = site.signal("speed")
        forceSignal = site.signal("force")
        lash = site.signal("lash")
        temperature = site.signal("temperature")
        knockSignal = site.signal("knock")
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        mesh.element.arms = (p.pinionRadius, p.wheelRadius)
        mesh.element.stiffness = p.stiffness
        mesh.element.play = p.backlash
        mesh.element.efficiency = p.efficiency
        mesh.element.isWhole = !p.isSheared
        oil.element.value = p.churning
        pinion.element.value = p.pinionInertia
        wheel.element.value = p.wheelInertia
        housing.element.capacity = p.capacity
        toAir.element.conductance = p.toAir
    }

    public mutating func update(_ tick: Tick) {
        let fast = tick.across(input)
        let now = mesh.element
        housing.element.heat = max(0, now.heat) + parameters.churning * fast * fast
        knock = max(now.impact, knock * 0.05 / (0.05 + tick.dt))
        tick[speedSignal] = tick.across(output)
        tick[forceSignal] = now.force
        tick[lash] = now.play
        tick[temperature] = housing.element.temperature
        tick[knockSignal] = knock
    }

    public func excitations(_ tick: Tick) -> [Excitation] {
        let p = parameters
        let speed = abs(tick.across(input))
        guard speed > 0.5, !p.isSheared else { return [] }
        let turns = speed / (2 * .pi)
        let meshing = Double(p.pinionTeeth) * turns
        // Even without load the teeth roll on each other with a few newtons.
        let force = p.error * (abs(mesh.element.force) + 20)
        var all: [Excitation] = [
            .sine(meshing, radial: force, axial: 0.2 * force), .sine(2 * meshing, radial: 0.4 * force, axial: 0.1 * force),
            .noise(500...5_000, radial: 0.5 * force * (1 + 3 * p.oilLack)),
        ]
        let side = force * max(0.6 * p.wear, p.breakage)
        if side > 0 {
            for order in 1...3 {
                let share = 0.5 * side / Double(order)
                all.append(.sine(meshing - Double(order) * turns, radial: share, axial: 0.2 * share))
                all.append(.sine(meshing + Double(order) * turns, radial: share, axial: 0.2 * share))
            }
        }
        if p.breakage > 0 {
            // The next tooth takes its load late, with the speed that it has gained: a blow once a turn.
            all.append(.impacts(turns, radial: 1e-4 * p.breakage * (abs(mesh.element.force) + 20), jitter: 0.002))
        }
        return all
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        let isTurning = abs(tick.across(input)) > 1
        switch sense {
        case .hearing where isTurning && parameters.breakage > 0.2:
            return [Text(fr: "l'engrenage cogne à chaque tour", en: "the gears knock once a turn")]
        case .hearing where isTurning && parameters.oilLack > 0.2: return [Text(fr: "l'engrenage siffle", en: "the gears whine")]
        case .hearing where isTurning && parameters.wear > 0.3: return [Text(fr: "l'engrenage ronfle", en: "the gears hum")]
        case .hearing where tick[knockSignal] > 0.02: return [Text(fr: "les dents claquent", en: "the teeth clack")]
        case .sight where parameters.oilLack > 0.2:
            return [Text(fr: "l'huile est sous le repère du voyant", en: "the oil is below the mark of the sight glass")]
        case .sight where isTurning && abs(tick.across(output)) < 0.02:
            return [Text(fr: "la roue ne tourne pas", en: "the wheel does not turn")]
        case .touch: return warmth(housing.element.temperature)
        default: return []
        }
    }
}
