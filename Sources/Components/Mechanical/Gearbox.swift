import Circuits
import Glibc
public import Notation

/// A reduction gearbox: a rigid ratio, losses in its teeth and its oil, and their heat in the housing.
public struct Gearbox: Component {
    public struct Parameters: ParameterValues {
        var ratio = 20.0
        var efficiency = 0.9
        var churning = 1e-4
        var inertia = 5e-5
        var capacity = 2_000.0
        var toAir = 1.1
        var wear = 0.0
        var oilLack = 0.0
        var isSheared = false
        public init() {}
    }

    public static let type = ComponentType<Gearbox>(
        name: "gearbox", text: Text(fr: "réducteur", en: "gearbox"), domain: .rotation,
        law: Text(
            fr: "ω₁ = i·ω₂ ; T₂ = i·η·T₁ dans le sens moteur ; pertes en chaleur dans le carter",
            en: "ω₁ = i·ω₂; T₂ = i·η·T₁ when driving; losses heat the housing"),
        terminals: [
            Terminal("in", .rotation, Text(fr: "arbre rapide", en: "input shaft")),
            Terminal("out", .rotation, Text(fr: "arbre lent", en: "output shaft")),
        ],
        parameters: [
            Parameter("ratio", .quantity(.ratio, \.ratio, 1...200), Text(fr: "rapport de réduction", en: "reduction ratio")),
            Parameter(
                "efficiency", .quantity(.ratio, \.efficiency, 0.5...1),
                Text(fr: "rendement des engrènements", en: "mesh efficiency"),
                source: "helical stage 0.95–0.98"),
            Parameter(
                "churning", .quantity(.rotationalDamping, \.churning, 0...0.1),
                Text(fr: "couple de barbotage par vitesse", en: "churning torque per speed")),
            Parameter(
                "inertia", .quantity(.inertia, \.inertia, 1e-6...1),
                Text(fr: "inertie ramenée à l'arbre rapide", en: "inertia at the input shaft")),
            Parameter(
                "capacity", .quantity(.heatCapacity, \.capacity, 10...1e6),
                Text(fr: "capacité thermique du carter", en: "housing heat capacity")),
            Parameter(
                "to-air", .quantity(.thermalConductance, \.toAir, 0.05...100),
                Text(fr: "conductance carter–air", en: "housing to air conductance")),
        ],
        failures: [
            Failure("worn", Text(fr: "dents usées", en: "worn teeth"), remedies: [.replace]) { values, severity, _ in
                values.wear = severity
                values.efficiency -= 0.08 * severity
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
                "worn", by: .path(of: "speed"),
                source: "makers: 20 000 h at 1400 rpm of the fast shaft"
            ) { Wear<Parameters>.hours(20_000) * 147 / $0.ratio }
        ],
        signals: [
            .output("speed", .angularSpeed, Text(fr: "vitesse de l'arbre lent", en: "output shaft speed")),
            .output(
                "temperature", .temperature, Text(fr: "température du carter", en: "housing temperature"), initial: Air.ambient),
        ])

    private let input: Joint
    private let output: Joint
    private let mesh: Handle<GearMesh>
    private let oil: Handle<Conductance>
    private let wheels: Handle<Inertia>
    private let housing: Handle<ThermalBody>
    private let toAir: Handle<HeatPath>
    private let speedSignal: SignalIndex
    private let temperatureSignal: SignalIndex
    private var parameters: Parameters

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        input = site["in"]
        output = site["out"]
        mesh = site.add(GearMesh(ratio: parameters.ratio, efficiency: parameters.efficiency), "mesh", input, output)
        oil = site.add(Conductance(0), "oil", input, site.bed)
        wheels = site.add(Inertia(parameters.inertia), "wheels", input)
        // The slow wheel alone: a trace, so that the shaft has an equation when its key is sheared.
        site.add(Inertia(1e-3), "slow wheel", output)
        let body = site.inner("housing", .thermal)
        housing = site.add(ThermalBody(capacity: 1), "housing", body)
        toAir = site.add(HeatPath(conductance: 1), "housing to air", body, site.ambient)
        speedSignal = site.signal("speed")
        temperatureSignal = site.signal("temperature")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        mesh.element.ratio = parameters.ratio
        mesh.element.efficiency = parameters.efficiency
        mesh.element.isCoupled = !parameters.isSheared
        oil.element.value = parameters.churning
        wheels.element.value = parameters.inertia
        housing.element.capacity = parameters.capacity
        toAir.element.conductance = parameters.toAir
    }

    public mutating func update(_ tick: Tick) {
        let fast = tick.across(input)
        housing.element.heat = mesh.element.losses + parameters.churning * fast * fast
        tick[speedSignal] = tick.across(output)
        tick[temperatureSignal] = housing.element.temperature
    }

    /// dB of a gear unit that passes a kilowatt, and for ten times that (VDI 2159, industrial gear units).
    private static let soundLevel = (one: 77.1, tenfold: 12.3)

    public func sound(_ tick: Tick) -> Sound {
        let power = abs(mesh.element.torque * tick.across(input))
        guard power > 1 else { return .silent }
        return .level(Self.soundLevel.one + Self.soundLevel.tenfold * log10(power / 1_000))
    }

    /// Teeth of the fast pinion: what a box of this kind has.
    private static let pinionTeeth = 17.0

    public func excitations(_ tick: Tick) -> [Excitation] {
        let speed = abs(tick.across(input))
        guard speed > 0.5, !parameters.isSheared else { return [] }
        let turns = speed / (2 * .pi)
        let force = (abs(mesh.element.torque) + 0.1) * (0.5 + 4 * parameters.wear)
        return [
            .sine(Self.pinionTeeth * turns, radial: force, axial: 0.4 * force),
            .sine((Self.pinionTeeth - 1) * turns, radial: 0.5 * force * parameters.wear),
            .sine((Self.pinionTeeth + 1) * turns, radial: 0.5 * force * parameters.wear),
            .noise(500...5_000, radial: 0.5 * force * (1 + 4 * parameters.oilLack)),
        ]
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        let isTurning = abs(tick.across(input)) > 1
        switch sense {
        case .hearing where isTurning && parameters.wear > 0.2:
            return [Text(fr: "le réducteur cogne à chaque tour", en: "the gearbox knocks once a turn")]
        case .hearing where isTurning && parameters.oilLack > 0.2:
            return [Text(fr: "le réducteur siffle", en: "the gearbox whines")]
        case .sight where isTurning && abs(tick.across(output)) < 0.02:
            return [Text(fr: "l'arbre lent ne tourne pas", en: "the output shaft does not turn")]
        case .sight where parameters.oilLack > 0.2:
            return [Text(fr: "l'huile est sous le repère du voyant", en: "the oil is below the mark of the sight glass")]
        case .touch: return warmth(housing.element.temperature)
        default: return []
        }
    }
}
