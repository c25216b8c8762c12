import Circuits
import Glibc
public import Notation

/// The oil of a hydraulic circuit: what its viscosity, its stiffness and its cleanliness are now, and the bath of its heat.
///
/// One temperature for all of it: the heat of every loss goes into the bath, and a tank of this oil gives the bath its volume. Its
/// particles are well mixed too: V·dn/dt = Σ Ġ − Σ q·(1 − 1/β)·n for each size, over those who shed them and those who hold them back.
public struct Oil: Component {
    public struct Parameters: ParameterValues {
        /// Index in `grades`.
        var grade = 2
        var density = 870.0
        var modulus = 1.4e9
        /// Shares.
        var air = 0.0
        var water = 1e-4
        /// ISO 4406 codes.
        var particles4 = 18
        var particles6 = 16
        var particles14 = 13
        /// m³ outside the tank.
        var circuitVolume = 2e-3
        /// K.
        var initialTemperature = 293.15
        /// What is left of the grade's viscosity.
        var thickening = 1.0
        var oxidation = 0.0
        var extraClasses = 0.0
        public init() {}

        /// As bought, 1/m³.
        var counts: ParticleCounts {
            ParticleCounts(
                ParticleCounts.concentration(ofCode: particles4), ParticleCounts.concentration(ofCode: particles6),
                ParticleCounts.concentration(ofCode: particles14))
        }

        var law: Walther { Walther(at40: Oil.viscosities[grade].at40, at100: Oil.viscosities[grade].at100) }
    }

    static let grades = ["22", "32", "46", "68", "100"]
    /// m²/s.
    static let viscosities: [(at40: Double, at100: Double)] = [
        (22e-6, 4.3e-6), (32e-6, 5.4e-6), (46e-6, 6.8e-6), (68e-6, 8.7e-6), (100e-6, 11.2e-6),
    ]

    public static let type = ComponentType<Oil>(
        name: "oil", text: Text(fr: "huile hydraulique", en: "hydraulic oil"), domain: .hydraulic,
        law: Text(
            fr:
                "lg lg(ν + 0,7) = A − B·lg T (ASTM D341) ; 1/β = (1 − α)/β_h + α·p₀/p² ; C = ρ·c·V, une seule température ; V·dn/dt = Σ Ġ − Σ q·(1 − 1/β)·n par taille de particule (ISO 4406)",
            en:
                "lg lg(ν + 0.7) = A − B·lg T (ASTM D341); 1/β = (1 − α)/β_oil + α·p₀/p²; C = ρ·c·V, one temperature; V·dn/dt = Σ Ġ − Σ q·(1 − 1/β)·n for each size of particles (ISO 4406)"
        ),
        terminalsFor: { _ in [Terminal("bath", .thermal, Text(fr: "chaleur de l'huile", en: "heat of the oil"))] },
        parameters: [
            Parameter(
                "grade", .choice(\.grade, grades), Text(fr: "classe ISO VG", en: "ISO VG grade"),
                source: "ISO 3448: VG = mm²/s at 40 °C, ±10 %; mm²/s at 100 °C of oils of viscosity index 95–105"),
            Parameter(
                "density", .quantity(.density, \.density, 750...1_000), Text(fr: "masse volumique", en: "density"),
                source: "mineral oil: 0.87 kg/l; its change with temperature is left out (0.07 %/K)"),
            Parameter(
                "bulk-modulus", .quantity(.bulkModulus, \.modulus, 5e8...2.5e9),
                Text(fr: "module de compressibilité sans air", en: "bulk modulus without air"), source: "1.4–1.8 GPa"),
            Parameter(
                "air", .quantity(.ratio, \.air, 0...0.1),
                Text(fr: "air non dissous, à la pression atmosphérique", en: "undissolved air, at atmospheric pressure"),
                source: "0.5 % halves the stiffness up to 50 bar"),
            Parameter(
                "water", .quantity(.ratio, \.water, 0...0.05), Text(fr: "teneur en eau", en: "water content"),
                source: "alarm from 500 ppm, cloudy above"),
            Parameter(
                "particles-4", .count(\.particles4, 1...28),
                Text(fr: "code ISO 4406 au départ, ≥ 4 µm", en: "ISO 4406 code at the start, ≥ 4 µm"),
                source: "proportional valves: 18/16/13"),
            Parameter(
                "particles-6", .count(\.particles6, 1...28),
                Text(fr: "code ISO 4406 au départ, ≥ 6 µm", en: "ISO 4406 code at the start, ≥ 6 µm"),
                source: "proportional valves: 18/16/13"),
            Parameter(
                "particles-14", .count(\.particles14, 1...28),
                Text(fr: "code ISO 4406 au départ, ≥ 14 µm", en: "ISO 4406 code at the start, ≥ 14 µm"),
                source: "proportional valves: 18/16/13"),
            Parameter(
                "circuit-volume", .quantity(.volume, \.circuitVolume, 1e-5...1),
                Text(fr: "huile hors du réservoir", en: "oil outside the tank"), source: "hoses and actuators of a small machine"),
            Parameter(
                "initial-temperature", .quantity(.temperature, \.initialTemperature, 253.15...363.15),
                Text(fr: "température au départ", en: "temperature at the start"), source: "the room: 20 °C"),
        ],
        failures: [
            Failure("aerated", Text(fr: "huile émulsionnée d'air", en: "aerated oil"), remedies: [.free, .replace]) {
                // 0.5 %, which halves the stiffness at 50 bar, at a tenth.
                values, severity, _ in values.air += 0.05 * severity
            },
            Failure("thin", Text(fr: "huile de mauvais grade, trop fluide", en: "wrong grade, too thin"), remedies: [.replace]) {
                // Down to VG 22 instead of VG 46 at 0.8.
                values, severity, _ in values.thickening *= 1 - 0.65 * severity
            },
            Failure("oxidised", Text(fr: "huile oxydée", en: "oxidised oil"), remedies: [.replace]) { values, severity, _ in
                values.thickening *= 1 + 0.5 * severity
                values.oxidation = severity
            },
            Failure("contaminated", Text(fr: "huile polluée", en: "contaminated oil"), remedies: [.clean, .replace]) {
                // Each code more is twice as many particles: those that are in it at once, and those that go on coming.
                values, severity, _ in values.extraClasses = 6 * severity
            },
            Failure("water", Text(fr: "eau dans l'huile", en: "water in the oil"), remedies: [.clean, .replace]) {
                values, severity, _ in values.water += 0.003 * severity
            },
        ],
        wear: [
            Wear(
                "oxidised", by: .always, growth: 2, slope: 3,
                source: "mineral oil: 5000 h at 60 °C, half for each 10 K above (Arrhenius)",
                influences: { _ in [.heat("temperature", reference: 333.15, doubling: 10)] }
            ) { _ in Wear<Parameters>.hours(5_000) }
        ],
        signalsFor: { values in
            let start = values.law.viscosity(values.initialTemperature)
            return [
                .output(
                    "temperature", .temperature, Text(fr: "température", en: "temperature"), initial: values.initialTemperature),
                .output(
                    "viscosity", .viscosity, Text(fr: "viscosité dynamique", en: "dynamic viscosity"),
                    initial: start * values.density),
                .output(
                    "kinematic-viscosity", .kinematicViscosity, Text(fr: "viscosité cinématique", en: "kinematic viscosity"),
                    initial: start),
                .output("density", .density, Text(fr: "masse volumique", en: "density"), initial: values.density),
                .output(
                    "bulk-modulus", .bulkModulus, Text(fr: "module de compressibilité sans air", en: "bulk modulus without air"),
                    initial: values.modulus),
                .output("air", .ratio, Text(fr: "air non dissous", en: "undissolved air"), initial: values.air),
                .output(
                    "drawn-air", .ratio,
                    Text(fr: "part de l'air aspirée au réservoir", en: "what of the air was drawn in at the tank")),
                .output("water", .ratio, Text(fr: "teneur en eau", en: "water content"), initial: values.water),
                .output(
                    "iso-4", .ratio, Text(fr: "code ISO 4406, ≥ 4 µm", en: "ISO 4406 code, ≥ 4 µm"),
                    initial: Double(values.particles4)),
                .output(
                    "iso-6", .ratio, Text(fr: "code ISO 4406, ≥ 6 µm", en: "ISO 4406 code, ≥ 6 µm"),
                    initial: Double(values.particles6)),
                .output(
                    "iso-14", .ratio, Text(fr: "code ISO 4406, ≥ 14 µm", en: "ISO 4406 code, ≥ 14 µm"),
                    initial: Double(values.particles14)),
                .output(
                    "count-4", .ratio, Text(fr: "particules ≥ 4 µm par millilitre", en: "particles ≥ 4 µm per millilitre")),
                .output(
                    "count-6", .ratio, Text(fr: "particules ≥ 6 µm par millilitre", en: "particles ≥ 6 µm per millilitre")),
                .output(
                    "count-14", .ratio, Text(fr: "particules ≥ 14 µm par millilitre", en: "particles ≥ 14 µm per millilitre")),
                .output(
                    "soiling", .ratio,
                    Text(fr: "poussière qui entre, en proportion de l'ordinaire", en: "dust that gets in, relative to ordinary"),
                    initial: 1),
                .input(
                    "tank-volume", .volume,
                    Text(fr: "volume du réservoir, qui l'écrit", en: "volume of the tank, which writes it")),
                .input(
                    "topped-up", .volume,
                    Text(fr: "huile neuve versée au réservoir, qui l'écrit", en: "new oil poured into the tank, which writes it")),
                .input(
                    "entrained-air", .ratio,
                    Text(fr: "air aspiré au réservoir, qui l'écrit", en: "air drawn at the tank, which writes it")),
            ]
        })

    /// K by which the temperature must move before the viscosity is told anew: 0.1 % of it, and circuits at rest keep their numbers.
    private static let tellingStep = 0.02
    /// Particles ≥ 14 µm in a cubic metre that an eye sees in the light: ISO code 18, 2500 in a millilitre.
    private static let glittering = 2.5e9

    private let joint: Joint
    private let bath: Handle<OilBath>
    private let temperature: SignalIndex
    private let viscosity: SignalIndex
    private let kinematic: SignalIndex
    private let density: SignalIndex
    private let modulus: SignalIndex
    private let air: SignalIndex
    private let drawnAir: SignalIndex
    private let water: SignalIndex
    private let particles: Joint
    private let store: Handle<ParticleStore>
    private let classes: [SignalIndex]
    private let counts: [SignalIndex]
    private let soiling: SignalIndex
    private let tankVolume: SignalIndex
    private let toppedUp: SignalIndex
    private let entrained: SignalIndex
    private var parameters: Parameters
    private var toldTemperature: Double
    private var told: Double
    /// Volume of the tank that the bath counts, m³.
    private var contained = 0.0
    /// New oil that has been poured into the tank so far, m³.
    private var added = 0.0
    /// Just poured in: as clean as it was bought.
    private var isFresh = true
    /// Codes by which it has been soiled at once.
    private var soiledBy = 0.0
    private var codes: (Int, Int, Int)

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        joint = site["bath"]
        bath = site.add(
            OilBath(
                capacity: parameters.density * OilProperties.specificHeat * parameters.circuitVolume,
                temperature: parameters.initialTemperature), "bath", joint)
        temperature = site.signal("temperature")
        viscosity = site.signal("viscosity")
        kinematic = site.signal("kinematic-viscosity")
        density = site.signal("density")
        modulus = site.signal("bulk-modulus")
        air = site.signal("air")
        drawnAir = site.signal("drawn-air")
        water = site.signal("water")
        particles = try site.particles(of: site.reference)
        store = site.add(ParticleStore(volume: parameters.circuitVolume, parameters.counts), "store", particles)
        codes = (parameters.particles4, parameters.particles6, parameters.particles14)
        classes = ["iso-4", "iso-6", "iso-14"].map { site.signal($0) }
        counts = ["count-4", "count-6", "count-14"].map { site.signal($0) }
        soiling = site.signal("soiling")
        tankVolume = site.signal("tank-volume")
        toppedUp = site.signal("topped-up")
        entrained = site.signal("entrained-air")
        toldTemperature = parameters.initialTemperature
        told = parameters.law.viscosity(parameters.initialTemperature)
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        tell(at: toldTemperature)
        guard parameters.extraClasses != soiledBy && !isFresh else { return }
        store.element.fill(store.element.counts * exp2(parameters.extraClasses - soiledBy))
        soiledBy = parameters.extraClasses
    }

    private mutating func tell(at temperature: Double) {
        toldTemperature = temperature
        told = parameters.thickening * parameters.law.viscosity(temperature)
    }

    /// Heat capacity of the oil in the circuit and in the tank, J/K.
    private func capacity(_ tank: Double) -> Double {
        parameters.density * OilProperties.specificHeat * (parameters.circuitVolume + tank)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        let now = bath.element.temperature
        if abs(now - toldTemperature) > Self.tellingStep { tell(at: now) }
        // A tank tells its volume from its first step on.
        let tank = max(0, tick[tankVolume])
        if tank != contained {
            if contained == 0 {
                bath.element = OilBath(capacity: capacity(tank), temperature: now)
            } else {
                bath.element.resize(capacity(tank))
            }
            contained = tank
            store.element.volume = p.circuitVolume + tank
        }
        // What is poured in is as clean as it was bought: V·n + ΔV·n₀ = (V + ΔV)·n'.
        let more = tick[toppedUp] - added
        if more > 0 && !isFresh {
            let share = more / max(store.element.volume, more)
            store.element.fill(store.element.counts * (1 - share) + p.counts * share)
        }
        added = tick[toppedUp]
        if isFresh {
            store.element.fill(p.counts * exp2(p.extraClasses))
            soiledBy = p.extraClasses
            isFresh = false
        }
        tick[temperature] = now
        tick[kinematic] = told
        tick[viscosity] = told * p.density
        tick[density] = p.density
        tick[modulus] = p.modulus
        tick[air] = p.air + tick[entrained]
        tick[drawnAir] = tick[entrained]
        tick[water] = p.water
        tick[soiling] = exp2(p.extraClasses)
        count(tick)
    }

    private mutating func count(_ tick: Tick) {
        // What was filled in is in the store before the next step is solved.
        let now = store.element.counts
        if !ParticleCounts.has(now.from4, code: codes.0) { codes.0 = ParticleCounts.code(now.from4) }
        if !ParticleCounts.has(now.from6, code: codes.1) { codes.1 = ParticleCounts.code(now.from6) }
        if !ParticleCounts.has(now.from14, code: codes.2) { codes.2 = ParticleCounts.code(now.from14) }
        tick[classes[0]] = Double(codes.0)
        tick[classes[1]] = Double(codes.1)
        tick[classes[2]] = Double(codes.2)
        tick[counts[0]] = now.from4 * 1e-6
        tick[counts[1]] = now.from6 * 1e-6
        tick[counts[2]] = now.from14 * 1e-6
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight:
            var seen: [Text] = []
            if parameters.water > 5e-4 { seen.append(Text(fr: "l'huile est laiteuse", en: "the oil is milky")) }
            if tick[air] > 0.004 { seen.append(Text(fr: "l'huile mousse", en: "the oil foams")) }
            if parameters.oxidation > 0.3 { seen.append(Text(fr: "l'huile est brune", en: "the oil is brown")) }
            if store.element.counts.from14 > Self.glittering {
                seen.append(Text(fr: "des paillettes brillent dans l'huile", en: "flakes glitter in the oil"))
            }
            return seen
        case .smell where parameters.oxidation > 0.3 || bath.element.temperature > 273.15 + 80:
            return [Text(fr: "l'huile sent le brûlé", en: "the oil smells burnt")]
        default: return []
        }
    }
}
