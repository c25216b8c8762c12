import Circuits
public import Notation

/// A bearing block: T = λ·T₀ + b·ω, held at rest, and its temperature.
///
/// λ is 1 when it is greased. Grease that is gone takes the friction coefficient from 0.0015 to 0.01 (λ = 6.7) and on, with metal
/// on metal, to `dry-factor`. T₀ counts rollers, rubbing seals and preload. The heat goes to the housing, and through the shaft to
/// the drum that its belt keeps cool. The air of a casing may be warmer than the room: `local-rise`.
///
/// Default: one of the four drum bearings of the sorting conveyor, 50 mm drums at 0.3 m/s. T₀, G and the rise are set so that 38 °C
/// and 0.72 A of its motor become 61 °C and 0.86 A at λ ≈ 12 (severity 0.54): such a rise of the current takes 110 W, more than dry
/// rolling alone (λ = 6.7), hence metal on metal.
public struct Bearing: Component {
    public struct Parameters: ParameterValues {
        var friction = 1.5
        var viscous = 0.01
        var capacity = 1_500.0
        var toAir = 4.5
        var localRise = 15.9
        var dryFactor = 22.0
        var lubrication = 1.0
        var dryness = 0.0
        var wear = 0.0
        var seizure = 0.0
        public init() {}
    }

    public static let type = ComponentType<Bearing>(
        name: "bearing", text: Text(fr: "palier", en: "bearing"), domain: .rotation,
        law: Text(
            fr: "T = λ·T₀ + b·ω ; λ = 1 graissé, 6,7 sans graisse (μ 0,0015 → 0,01) ; C·dθ/dt = T·ω − G·(θ − θ_air)",
            en: "T = λ·T₀ + b·ω; λ = 1 greased, 6.7 without grease (μ 0.0015 → 0.01); C·dθ/dt = T·ω − G·(θ − θ_air)"),
        terminals: [Terminal("shaft", .rotation, Text(fr: "arbre", en: "shaft"))],
        parameters: [
            Parameter(
                "friction", .quantity(.torque, \.friction, 0...100),
                Text(fr: "couple de frottement graissé T₀", en: "greased friction torque T₀")),
            Parameter(
                "viscous", .quantity(.rotationalDamping, \.viscous, 0...10),
                Text(fr: "frottement visqueux de la graisse", en: "viscous friction of the grease")),
            Parameter(
                "dry-factor", .quantity(.ratio, \.dryFactor, 1...50),
                Text(fr: "frottement à sec, en multiple de T₀", en: "dry friction, as a multiple of T₀"),
                source: "grease lost μ 0.0015 → 0.01"),
            Parameter(
                "capacity", .quantity(.heatCapacity, \.capacity, 10...1e5), Text(fr: "capacité thermique", en: "heat capacity")),
            Parameter(
                "to-air", .quantity(.thermalConductance, \.toAir, 0.05...100),
                Text(fr: "conductance vers l'air et l'arbre", en: "conductance to air and shaft")),
            Parameter(
                "local-rise", .quantity(.temperatureDifference, \.localRise, 0...60),
                Text(fr: "échauffement de l'air du carter", en: "how much warmer the casing's air is than the room")),
        ],
        failures: [
            Failure("dry", Text(fr: "palier sec", en: "dry bearing"), remedies: [.grease, .replace]) { values, severity, _ in
                values.dryness = severity
                values.lubrication *= 1 + (values.dryFactor - 1) * severity
                values.viscous *= 1 - severity
            },
            Failure("worn", Text(fr: "palier usé", en: "worn bearing"), remedies: [.replace]) { values, severity, _ in
                values.wear = severity
                values.lubrication *= 1 + severity
            },
            Failure("seized", Text(fr: "palier grippé", en: "seized bearing"), remedies: [.replace]) { values, severity, _ in
                values.seizure = severity
                // 200 N·m: more than a conveyor's drive can turn.
                values.friction += 200 * severity
            },
        ],
        wear: [
            Wear(
                "dry", by: .always, growth: 2,
                source: "makers: grease 20 000 h at 70 °C, halved by 15 K",
                influences: { _ in [.heat("temperature", reference: 343.15, doubling: 15)] }
            ) { _ in Wear<Parameters>.hours(20_000) }
        ],
        signals: [
            .output(
                "temperature", .temperature, Text(fr: "température du palier", en: "bearing temperature"), initial: Air.ambient),
            .output("torque", .torque, Text(fr: "couple de frottement", en: "friction torque")),
        ])

    private let shaft: Joint
    private let friction: Handle<BristleFriction>
    private let body: Handle<ThermalBody>
    private let toAir: Handle<HeatPath>
    private let temperatureSignal: SignalIndex
    private let torqueSignal: SignalIndex
    private var parameters: Parameters

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        shaft = site["shaft"]
        friction = site.add(BristleFriction(breakaway: 0, coulomb: 0, viscous: 0), "friction", shaft, site.bed)
        // The inner ring and its piece of shaft: so that a bearing on the shelf has an equation too.
        site.add(Inertia(1e-4), "ring", shaft)
        let housing = site.inner("housing", .thermal)
        body = site.add(ThermalBody(capacity: 1), "housing", housing)
        toAir = site.add(HeatPath(conductance: 1), "to air", housing, site.ambient)
        temperatureSignal = site.signal("temperature")
        torqueSignal = site.signal("torque")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        let torque = parameters.friction * parameters.lubrication
        friction.element.hold(torque, give: 1e-3, speed: 6)
        friction.element.viscous = parameters.viscous
        body.element.capacity = parameters.capacity
        toAir.element.conductance = parameters.toAir
        toAir.element.rise = parameters.localRise
    }

    public mutating func update(_ tick: Tick) {
        let speed = tick.across(shaft)
        let now = friction.element
        body.element.heat = abs(now.force * now.slip) + parameters.viscous * speed * speed
        tick[temperatureSignal] = body.element.temperature
        tick[torqueSignal] = now.force + parameters.viscous * speed
    }

    public func excitations(_ tick: Tick) -> [Excitation] {
        let speed = abs(tick.across(shaft))
        guard speed > 0.2 else { return [] }
        let share = speed / 150
        // Five times the hiss when dry; worn races rumble below.
        return [
            .noise(1_000...8_000, radial: 4 * share * (1 + 4 * parameters.dryness)),
            .noise(20...500, radial: 10 * share * (0.1 + parameters.wear)),
        ]
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        let isTurning = abs(tick.across(shaft)) > 0.1
        switch sense {
        case .touch: return warmth(body.element.temperature)
        case .hearing where isTurning && parameters.dryness > 0.3:
            return [Text(fr: "le palier crisse", en: "the bearing squeaks")]
        case .hearing where isTurning && parameters.wear > 0.2:
            return [Text(fr: "le palier gronde", en: "the bearing rumbles")]
        case .sight where parameters.seizure >= 0.5:
            return [Text(fr: "le palier est bleui, l'arbre est pris", en: "the bearing is blued, the shaft is caught")]
        default: return []
        }
    }
}
