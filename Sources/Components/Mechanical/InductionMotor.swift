import Circuits
import Glibc
public import Notation

/// A three-phase squirrel-cage motor in star: windings, rotor, bearings, fan, and the heat in copper and frame.
///
/// Equivalent circuit by symmetrical components (`InductionMachine`) behind the winding resistances, solved with the shaft: a lost
/// phase, an unbalance or a swapped pair need no case of their own. The star is not brought out. Direct current sees the winding
/// resistances alone; each winding has its insulation to the frame (PE).
///
/// The default is a 0.37 kW, 4-pole, 400 V motor. Its plate says 1370 rpm and 1.1 A (catalogue of small motors, PHYSICS §3); 0.70 A
/// without load and 4.4 A locked were asked as well, with 35 W of iron losses and 0.07 N·m of friction and fan. One cage cannot give
/// them all: with a plate slip of 8.7 % its locked current is 2.9 A. With R₁ = 22 Ω, X₁ = 18 Ω, X₂ = 2 Ω chosen, the four left (R₂,
/// R₃, X₃, X_m) solve the four equations: plate torque and 1.10 A at 1370 rpm, 0.70 A unloaded, 4.4 A locked. It gives cos φ 0.69,
/// efficiency 0.70, a breakaway torque of 9.3 N·m.
///
/// Behind a frequency drive the reactances and the field follow the frequency that the drive says it gives; the conductance of the
/// iron stays, so that at a constant U/f its losses go as f².
///
/// Heat: stator copper in the winding; rotor, iron and friction in the frame; the fan's share of cooling follows the speed.
public struct InductionMotor: Component {
    public struct Parameters: ParameterValues {
        var power = 370.0
        var voltage = 400.0
        var current = 1.1
        var frequency = 50.0
        var poles = 4
        /// Reference of the drive that feeds it; empty on the mains.
        var drive = ""
        var statorResistance = 22.0
        var statorReactance = 18.0
        var rotorResistance = 26.1995
        var rotorReactance = 2.0
        var hasDeepCage = true
        var deepResistance = 19.2426
        var deepReactance = 1144.21
        var magnetisingReactance = 310.8125
        var ironLoss = 35.0
        var inertia = 8e-4
        var friction = 0.03
        var windage = 2.55e-4
        var insulation = 1e8
        var windingCapacity = 450.0
        var frameCapacity = 2_600.0
        var windingToFrame = 5.0
        var frameToAir = 3.2
        var frameToStillAir = 1.2
        var openWindings = [false, false, false]
        var shortedShare = [0.0, 0.0, 0.0]
        var earthFaults = [0.0, 0.0, 0.0]
        var seizure = 0.0
        var fanShare = 1.0
        public init() {}
    }

    private static let windings = ["U", "V", "W"]

    private static func winding(_ item: String) -> Int? { windings.firstIndex { item.hasPrefix($0) } }

    public static let type = ComponentType<InductionMotor>(
        name: "induction-motor", text: Text(fr: "moteur asynchrone", en: "induction motor"), domain: .electrical,
        law: Text(
            fr: "schéma équivalent par composantes symétriques : T = 3/Ω·(|V₁|²·Re Y(s) − |V₂|²·Re Y(2 − s)), quasi statique ;"
                + " échauffement à deux corps, bobinage et carcasse",
            en: "equivalent circuit by symmetrical components: T = 3/Ω·(|V₁|²·Re Y(s) − |V₂|²·Re Y(2 − s)), quasi-steady;"
                + " two-body heating, winding and frame"),
        terminals: [
            Terminal("U", .electrical), Terminal("V", .electrical), Terminal("W", .electrical), Terminal("PE", .electrical),
            Terminal("shaft", .rotation, Text(fr: "arbre", en: "shaft")),
        ],
        parameters: plate + circuit + mechanics + heat,
        failures: [
            Failure(
                "winding-open", Text(fr: "enroulement coupé", en: "winding open"), remedies: [.replace], hasItem: true
            ) { values, severity, item in
                if let index = winding(item) { values.openWindings[index] = severity >= 0.5 }
            },
            Failure(
                "inter-turn", Text(fr: "spires en court-circuit", en: "inter-turn short circuit"), remedies: [.replace],
                hasItem: true
            ) { values, severity, item in
                // Up to 15 % of the turns of the winding: 1.405 Ω becomes 1.20 Ω.
                if let index = winding(item) { values.shortedShare[index] = 0.15 * severity }
            },
            Failure(
                "earth-fault", Text(fr: "défaut d'isolement à la masse", en: "insulation fault to frame"),
                remedies: [.replace], hasItem: true
            ) { values, severity, item in
                if let index = winding(item) { values.earthFaults[index] = severity }
            },
            Failure("bearing-seized", Text(fr: "roulement grippé", en: "seized bearing"), remedies: [.replace]) {
                values, severity, _ in values.seizure = severity
            },
            Failure("fan-lost", Text(fr: "ventilateur perdu", en: "fan lost"), remedies: [.replace, .clean]) {
                values, severity, _ in values.fanShare = 1 - severity
            },
        ],
        wear: [
            Wear(
                "inter-turn", items: ["U", "V", "W"], by: .always, growth: 4,
                source: "IEC 60085: class F 20 000 h at 155 °C; halved by 10 K (Montsinger)",
                influences: { _ in [.heat("winding-temperature", reference: 428.15, doubling: 10)] }
            ) { _ in Wear<Parameters>.hours(20_000) },
            Wear(
                "bearing-seized", by: .path(of: "speed"), growth: 4, slope: 1.5,
                source: "makers: bearings of small motors 20 000 h at their speed"
            ) { Wear<Parameters>.hours(20_000) * 4 * .pi * $0.frequency / Double($0.poles) },
        ],
        signals: [
            .output("speed", .angularSpeed, Text(fr: "vitesse de l'arbre", en: "shaft speed")),
            .output("current", .current, Text(fr: "courant de la phase la plus chargée", en: "current of the most loaded phase")),
            .output("torque", .torque, Text(fr: "couple électromagnétique", en: "electromagnetic torque")),
            .output(
                "temperature", .temperature, Text(fr: "température de carcasse", en: "frame temperature"), initial: Air.ambient),
            .output(
                "winding-temperature", .temperature, Text(fr: "température de bobinage", en: "winding temperature"),
                initial: Air.ambient),
            .output(
                "frame-temperature", .temperature, Text(fr: "température de carcasse", en: "frame temperature"),
                initial: Air.ambient),
        ])

    private static let plate: [Parameter<Parameters>] = [
        Parameter("power", .quantity(.power, \.power, 50...20_000), Text(fr: "puissance plaquée", en: "rated power")),
        Parameter("voltage", .quantity(.voltage, \.voltage, 100...700), Text(fr: "tension plaquée", en: "rated voltage")),
        Parameter("current", .quantity(.current, \.current, 0.1...50), Text(fr: "courant plaqué", en: "rated current")),
        Parameter("frequency", .quantity(.frequency, \.frequency, 10...100), Text(fr: "fréquence", en: "frequency")),
        Parameter("poles", .count(\.poles, 2...12), Text(fr: "nombre de pôles", en: "number of poles")),
        Parameter("drive", .link(\.drive), Text(fr: "variateur qui l'alimente", en: "drive that feeds it")),
    ]

    private static let circuit: [Parameter<Parameters>] = [
        Parameter(
            "stator-resistance", .quantity(.resistance, \.statorResistance, 0.05...200),
            Text(fr: "résistance d'un enroulement R₁", en: "winding resistance R₁")),
        Parameter(
            "stator-reactance", .quantity(.resistance, \.statorReactance, 0.01...200),
            Text(fr: "réactance de fuite X₁", en: "leakage reactance X₁")),
        Parameter(
            "rotor-resistance", .quantity(.resistance, \.rotorResistance, 0.05...200),
            Text(fr: "résistance de cage ramenée R₂", en: "referred cage resistance R₂")),
        Parameter(
            "rotor-reactance", .quantity(.resistance, \.rotorReactance, 0...200),
            Text(fr: "réactance de cage ramenée X₂", en: "referred cage reactance X₂")),
        Parameter("deep-cage", .flag(\.hasDeepCage), Text(fr: "seconde cage", en: "second cage")),
        Parameter(
            "deep-resistance", .quantity(.resistance, \.deepResistance, 0.05...1_000),
            Text(fr: "résistance de la seconde cage R₃", en: "second cage's resistance R₃")),
        Parameter(
            "deep-reactance", .quantity(.resistance, \.deepReactance, 0...5_000),
            Text(fr: "réactance de la seconde cage X₃", en: "second cage's reactance X₃")),
        Parameter(
            "magnetising-reactance", .quantity(.resistance, \.magnetisingReactance, 1...3_000),
            Text(fr: "réactance magnétisante X_m", en: "magnetising reactance X_m")),
        Parameter(
            "iron-loss", .quantity(.power, \.ironLoss, 0...2_000),
            Text(fr: "pertes fer à la tension plaquée", en: "iron losses at rated voltage")),
        Parameter(
            "insulation", .quantity(.resistance, \.insulation, 1e3...1e12),
            Text(fr: "isolement à la masse", en: "insulation to frame"), source: "IEC 60204-1 18.3: ≥ 1 MΩ; healthy > 100 MΩ"),
    ]

    private static let mechanics: [Parameter<Parameters>] = [
        Parameter("inertia", .quantity(.inertia, \.inertia, 1e-5...1), Text(fr: "inertie du rotor", en: "rotor inertia")),
        Parameter(
            "friction", .quantity(.torque, \.friction, 0...10), Text(fr: "frottement des roulements", en: "bearing friction")),
        Parameter(
            "windage", .quantity(.rotationalDamping, \.windage, 0...0.1),
            Text(fr: "couple du ventilateur par vitesse", en: "fan torque per speed")),
    ]

    private static let heat: [Parameter<Parameters>] = [
        Parameter(
            "winding-capacity", .quantity(.heatCapacity, \.windingCapacity, 10...1e5),
            Text(fr: "capacité thermique du bobinage", en: "winding heat capacity")),
        Parameter(
            "frame-capacity", .quantity(.heatCapacity, \.frameCapacity, 10...1e6),
            Text(fr: "capacité thermique de la carcasse", en: "frame heat capacity")),
        Parameter(
            "winding-to-frame", .quantity(.thermalConductance, \.windingToFrame, 0.1...500),
            Text(fr: "conductance bobinage–carcasse", en: "winding to frame conductance")),
        Parameter(
            "frame-to-air", .quantity(.thermalConductance, \.frameToAir, 0.1...500),
            Text(fr: "conductance carcasse–air, ventilée", en: "frame to air conductance, fan turning")),
        Parameter(
            "frame-to-still-air", .quantity(.thermalConductance, \.frameToStillAir, 0.05...500),
            Text(fr: "conductance carcasse–air, sans ventilateur", en: "frame to air conductance, without fan")),
    ]

    private let terminals: [Joint]
    private let ends: [Joint]
    private let star: Joint
    private let shaft: Joint
    private let copper: [Handle<Conductance>]
    private let shorts: [Handle<ShortedTurns>]
    private let leaks: [Handle<Conductance>]
    private let machine: Handle<InductionMachine>
    private let rotor: Handle<Inertia>
    private let bearings: Handle<BristleFriction>
    private let winding: Handle<ThermalBody>
    private let frame: Handle<ThermalBody>
    private let windingToFrame: Handle<Conductance>
    private let frameToAir: Handle<HeatPath>
    private let speedSignal: SignalIndex
    private let currentSignal: SignalIndex
    private let torqueSignal: SignalIndex
    private let temperatureSignals: [SignalIndex]
    private let drive: SignalIndex?
    private var parameters: Parameters
    /// Frequency of what feeds it over that of its plate.
    private var pace = 1.0

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        terminals = Self.windings.map { site[$0] }
        ends = Self.windings.map { site.inner("winding \($0)", .electrical) }
        star = site.inner("star", .electrical)
        shaft = site["shaft"]
        let (terminals, ends, star) = (terminals, ends, star)
        copper = Self.windings.indices.map { site.add(Conductance(1), Self.windings[$0], terminals[$0], ends[$0]) }
        shorts = Self.windings.indices.map { site.add(ShortedTurns(), "turns \(Self.windings[$0])", ends[$0], star) }
        leaks = Self.windings.indices.map {
            site.add(Conductance(0), "insulation \(Self.windings[$0])", terminals[$0], site["PE"])
        }
        machine = site.add(InductionMachine(), "machine", ends[0], ends[1], ends[2], star, shaft)
        site.add(WindingStar(), "star", ends[0], ends[1], ends[2], star)
        rotor = site.add(Inertia(parameters.inertia), "rotor", shaft)
        bearings = site.add(BristleFriction(breakaway: 0, coulomb: 0, viscous: 0), "bearings", shaft, site.bed)
        let (copperBody, frameBody) = (site.inner("winding", .thermal), site.inner("frame", .thermal))
        winding = site.add(ThermalBody(capacity: 1), "winding", copperBody)
        frame = site.add(ThermalBody(capacity: 1), "frame", frameBody)
        windingToFrame = site.add(Conductance(1), "winding to frame", copperBody, frameBody)
        frameToAir = site.add(HeatPath(conductance: 1), "frame to air", frameBody, site.ambient)
        speedSignal = site.signal("speed")
        currentSignal = site.signal("current")
        torqueSignal = site.signal("torque")
        temperatureSignals = ["temperature", "frame-temperature", "winding-temperature"].map { site.signal($0) }
        drive = parameters.drive.isEmpty ? nil : try site.signal("output-frequency", of: parameters.drive)
    }

    private var synchronousSpeed: Double { 4 * .pi * parameters.frequency / Double(parameters.poles) }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        let p = parameters
        for index in Self.windings.indices {
            // Shorted turns no longer count in the winding; their own loop loads it as a short-circuited secondary.
            let resistance = p.statorResistance * (1 - p.shortedShare[index])
            copper[index].element.value = p.openWindings[index] ? 1e-12 : 1 / resistance
            shorts[index].element.conductance = p.shortedShare[index] / p.statorResistance
            // 1e8 Ω when it begins, through 5 kΩ at 0.56, to a dead earth.
            let healthy = 3 * p.insulation
            leaks[index].element.value = pow(healthy, p.earthFaults[index] - 1)
        }
        machine.element.ironConductance = p.ironLoss / (p.voltage * p.voltage)
        tune()
        rotor.element.value = p.inertia
        // A seized bearing holds five times the plate torque; a dragging one in proportion.
        let drag = p.friction + 5 * p.seizure * p.power / synchronousSpeed
        bearings.element.hold(drag, give: 0.025, speed: synchronousSpeed)
        bearings.element.viscous = p.windage
        winding.element.capacity = p.windingCapacity
        frame.element.capacity = p.frameCapacity
        windingToFrame.element.value = p.windingToFrame
    }

    /// Puts the reactances and the speed of the field at the frequency of what feeds it.
    private func tune() {
        let p = parameters
        machine.element.statorReactance = pace * p.statorReactance
        machine.element.magnetisingReactance = pace * p.magnetisingReactance
        machine.element.cage = (p.rotorResistance, pace * p.rotorReactance)
        machine.element.deepCage = (p.hasDeepCage ? p.deepResistance : .infinity, pace * p.deepReactance)
        machine.element.synchronousSpeed = pace * synchronousSpeed
    }

    /// A drive that gives nothing says 0: what is left is the circuit of the plate.
    private mutating func follow(_ frequency: Double) {
        let now = frequency > 0 ? frequency / parameters.frequency : 1
        guard now != pace else { return }
        pace = now
        tune()
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        if let drive { follow(tick[drive]) }
        let speed = tick.across(shaft)
        var largest = 0.0
        var copperLoss = 0.0
        for index in Self.windings.indices {
            let drop = tick.squaredVoltage(terminals[index], ends[index])
            let conductance = copper[index].element.value
            copperLoss += drop * conductance
            largest = max(largest, drop * conductance * conductance)
            if shorts[index].element.conductance > 0 {
                copperLoss += tick.squaredVoltage(ends[index], star) * shorts[index].element.conductance
            }
        }
        winding.element.heat = copperLoss
        let friction = bearings.element
        frame.element.heat = max(0, machine.element.losses) + abs(friction.force * friction.slip) + p.windage * speed * speed
        let wind = min(1, abs(speed) / synchronousSpeed) * p.fanShare
        frameToAir.element.conductance = p.frameToStillAir + (p.frameToAir - p.frameToStillAir) * wind
        tick[speedSignal] = speed
        tick[currentSignal] = largest.squareRoot()
        tick[torqueSignal] = machine.element.torque
        tick[temperatureSignals[0]] = frame.element.temperature
        tick[temperatureSignals[1]] = frame.element.temperature
        tick[temperatureSignals[2]] = winding.element.temperature
    }

    /// dB of the fan and of the core of a motor of 1 kW at four poles: typical of IE2 motors, well under the limits of IEC 60034-9; dB
    /// for ten times the speed of the fan.
    private static let soundLevel = (fan: 61.0, core: 48.0, tenfold: 50.0)

    public func sound(_ tick: Tick) -> Sound {
        let size = 10 * log10(parameters.power / 1_000)
        let speed = abs(tick.across(shaft)) / synchronousSpeed
        let fan =
            speed > 0.05 && parameters.fanShare > 0.01
            ? Sound.level(Self.soundLevel.fan + size + 10 * log10(parameters.fanShare) + Self.soundLevel.tenfold * log10(speed))
            : .silent
        return fan + (tick[currentSignal] > 0.05 * parameters.current ? .level(Self.soundLevel.core + size) : .silent)
    }

    /// N at the rated voltage: what the air gap pulls at twice the line frequency, more when the phases are unlike.
    private static let magneticPull = 1.5
    /// kg·m of a rotor balanced to G2.5 by kg·m² of its inertia: 2.5 mm/s at 150 rad/s on some 20 mm.
    private static let unbalanceByInertia = 0.02

    public func excitations(_ tick: Tick) -> [Excitation] {
        let speed = abs(tick.across(shaft))
        let share = machine.element.positiveCurrent / parameters.current
        let uneven = machine.element.negativeCurrent / parameters.current
        let lineFrequency = machine.element.synchronousSpeed * Double(parameters.poles) / (4 * .pi)
        let hum = Self.magneticPull * (min(share, 1) + 10 * min(uneven, 3))
        var all: [Excitation] = []
        if hum > 0.01 { all.append(.sine(2 * lineFrequency, radial: hum)) }
        guard speed > 0.5 else { return all }
        let turns = speed / (2 * .pi)
        all.append(.sine(turns, radial: Self.unbalanceByInertia * parameters.inertia * speed * speed, isTurning: true))
        all.append(.noise(10...1_000, radial: 0.3 * speed / synchronousSpeed))
        all.append(.noise(1_000...8_000, radial: (1 + 15 * parameters.seizure) * speed / synchronousSpeed))
        return all
    }

    /// Behind a drive the note follows its frequency: an ear tells five hertz.
    private func hum(_ tick: Tick) -> Text? {
        guard let drive, tick[drive] != 0 else { return nil }
        let heard = Int((abs(tick[drive]) / 5).rounded()) * 5
        let rated = Int(parameters.frequency.rounded())
        if heard < rated - 2 { return Text(fr: "un ronflement grave, vers \(heard) Hz", en: "a low hum, about \(heard) Hz") }
        if heard > rated + 2 { return Text(fr: "un ronflement aigu, vers \(heard) Hz", en: "a high hum, about \(heard) Hz") }
        return nil
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        let speed = abs(tick.across(shaft))
        let current = tick[currentSignal]
        switch sense {
        case .sight:
            let turning =
                speed > 0.02 * synchronousSpeed
                ? Text(fr: "l'arbre tourne", en: "the shaft turns") : Text(fr: "l'arbre est arrêté", en: "the shaft stands still")
            let hasFan = parameters.fanShare > 0.5
            return hasFan ? [turning] : [turning, Text(fr: "le ventilateur ne tourne pas", en: "the fan does not turn")]
        case .hearing:
            if current > 0.3 * parameters.current && speed < 0.05 * synchronousSpeed {
                return [Text(fr: "il grogne sans démarrer", en: "it growls without starting")]
            }
            guard speed > 0.05 * synchronousSpeed else { return [] }
            let isUneven = machine.element.negativeCurrent > 0.1 * machine.element.positiveCurrent
            var heard = [
                isUneven && current > 0.05 * parameters.current
                    ? Text(fr: "un ronflement grave, à 100 Hz", en: "a deep hum, at 100 Hz")
                    : Text(fr: "il tourne rond", en: "it runs smoothly")
            ]
            if let hum = hum(tick) { heard.append(hum) }
            if parameters.seizure > 0.02 { heard.append(Text(fr: "un roulement crisse", en: "a bearing screeches")) }
            return heard
        case .touch:
            return warmth(frame.element.temperature)
        case .smell:
            // Class F ends at 155 °C.
            guard winding.element.temperature > 273.15 + 155 else { return [] }
            return [Text(fr: "une odeur de vernis brûlé", en: "a smell of burnt varnish")]
        }
    }
}

/// What a hand feels on a casing at this temperature, K; nothing to say when it is cool.
func warmth(_ temperature: Double) -> [Text] {
    switch temperature - 273.15 {
    case ..<32: []
    case ..<42: [Text(fr: "tiède", en: "lukewarm")]
    case ..<55: [Text(fr: "chaud", en: "warm")]
    default: [Text(fr: "brûlant : la main n'y tient pas", en: "too hot to keep a hand on")]
    }
}
