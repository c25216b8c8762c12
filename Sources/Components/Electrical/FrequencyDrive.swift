import Circuits
public import Notation

/// A frequency drive (U/f): rectifier, DC link and inverter for an induction motor, with its ramps, its limits and its protections.
///
/// The three circuits meet between the steps only, as those of `PowerSupply`: the mains give the power that charges the link, the
/// inverter takes from the link the power that it sent in the last step; a motor that brakes gives it back. The rectifier gives its
/// mean, 1.35·U_LL, behind its commutation drop; on two phases alone √2·U_LL less the mean ripple I/(4·f·C). Distortion of the mains
/// current is left out. The capacitor is charged through a resistor first, and discharges with its own time constant once the mains
/// are gone: the control then is dark (it is fed from the mains side), the link is not dead.
///
/// The output is a phasor of U = U_b + (U_n − U_b)·f/f_n, at most u_dc/1.35, behind 1 % of the rated impedance; its star is at earth
/// potential through 1 Ω (the way back of an earth current, through the rectifier and the mains). Its frequency goes by the signal
/// `output-frequency`, which the motor's `drive` links to: both apply it in the same step. Near the current limit the ramp slows,
/// above it the frequency gives way. Commands are taken on their transition: a run order that is there at power-up, or while a fault
/// is reset, does nothing until it has been taken away.
public struct FrequencyDrive: Component {
    public struct Parameters: ParameterValues {
        var voltage = 400.0
        var current = 4.1
        var capacitance = 390e-6
        var dischargeTime = 108.0
        var baseFrequency = 50.0
        var least = 0.0
        var most = 50.0
        var boost = 0.04
        var rampUp = 3.0
        var rampDown = 3.0
        var currentLimit = 1.5
        /// Amperes of the motor's plate; 0: those of the drive.
        var motorCurrent = 0.0
        /// Index in `references`.
        var reference = 0
        var preset = 25.0
        var secondPreset = 10.0
        var stopsByCoasting = false
        var hasSafeTorqueOff = false
        /// Reference of the cabinet whose air cools it; empty in the room.
        var cabinet = ""
        /// K above the air of the cabinet at the rated current.
        var rise = 35.0
        var thermalTime = 600.0
        var isDead = false
        var openOutputs = [false, false, false]
        var openLegs = [false, false, false]
        var isPrechargeStuck = false
        var isDischargeOpen = false
        var currentGain = 1.0
        var referenceGain = 1.0
        var isChopperDead = false
        var isRelayStuck = false
        public init() {}
    }

    static let references = ["analog", "preset"]
    private static let lines = ["L1", "L2", "L3"]
    private static let outputs = ["U", "V", "W"]

    public static let type = ComponentType<FrequencyDrive>(
        name: "frequency-drive", text: Text(fr: "variateur de vitesse", en: "frequency drive"), domain: .electrical,
        law: Text(
            fr:
                "bus 1,35·U_LL, C·du/dt = i_redresseur − P/u − u/R ; sortie U = U_b + (U_n − U_b)·f/f_n ; rampe freinée au courant"
                + " limite ; OC 2·I_n, OV 2·U_n, UV 1,03·U_n, OT 85 °C",
            en: "link 1.35·U_LL, C·du/dt = i_rectifier − P/u − u/R; output U = U_b + (U_n − U_b)·f/f_n; ramp held at the current"
                + " limit; OC 2·I_n, OV 2·U_n, UV 1.03·U_n, OT 85 °C"),
        terminalsFor: { values in
            power + (values.hasSafeTorqueOff ? safe : []) + control
        },
        parameters: plate + settings + heat,
        failures: failures,
        wear: [
            Wear(
                "capacitor-aged", by: .time(while: "bus-voltage", above: 300), growth: 1.5, slope: 3,
                source: "makers: link capacitors 60 000 h at a heat sink of 75 °C",
                influences: { _ in [.heat("temperature", reference: 348.15, doubling: 10)] }
            ) { _ in Wear<Parameters>.hours(60_000) },
            Wear(
                "cooling-lost", by: .time(while: "running", above: 0.5), growth: 3, slope: 3,
                source: "makers: fans 40 000 h"
            ) { _ in Wear<Parameters>.hours(40_000) },
        ],
        signalsFor: { _ in signals },
        controlsFor: { _ in
            [
                Control(
                    "reset", positions: [Text(fr: "relâché", en: "released"), Text(fr: "réarmé", en: "reset")], .momentary)
            ]
        })

    private static let power =
        (lines + outputs).map { Terminal($0, .electrical) } + [
            Terminal("DC+", .electrical, Text(fr: "bus continu +", en: "DC link +")),
            Terminal("DC-", .electrical, Text(fr: "bus continu −", en: "DC link −")),
            Terminal("PB", .electrical, Text(fr: "résistance de freinage, vers DC+", en: "braking resistor, to DC+")),
        ]
    private static let safe = [
        Terminal("STO1", .electrical, Text(fr: "absence sûre de couple, voie 1", en: "safe torque off, channel 1")),
        Terminal("STO2", .electrical, Text(fr: "absence sûre de couple, voie 2", en: "safe torque off, channel 2")),
    ]
    private static let control = [
        Terminal("FWD", .electrical, Text(fr: "marche avant", en: "run forward")),
        Terminal("REV", .electrical, Text(fr: "marche arrière", en: "run reverse")),
        Terminal("SP", .electrical, Text(fr: "seconde vitesse préréglée", en: "second preset speed")),
        Terminal("RST", .electrical, Text(fr: "réarmement", en: "reset")),
        Terminal("AI", .electrical, Text(fr: "consigne 0-10 V", en: "0–10 V reference")),
        Terminal("COM", .electrical, Text(fr: "commun", en: "common")),
        Terminal("R1A", .electrical, Text(fr: "relais de défaut, fermé si prêt", en: "fault relay, closed when ready")),
        Terminal("R1B", .electrical, Text(fr: "relais de défaut, ouvert si prêt", en: "fault relay, open when ready")),
        Terminal("R1C", .electrical, Text(fr: "relais de défaut, commun", en: "fault relay, common")),
        Terminal("R2A", .electrical, Text(fr: "relais de marche", en: "run relay")),
        Terminal("R2C", .electrical, Text(fr: "relais de marche, commun", en: "run relay, common")),
    ]

    private static let plate: [Parameter<Parameters>] = [
        Parameter(
            "voltage", .quantity(.voltage, \.voltage, 200...690), Text(fr: "tension nominale U_n", en: "rated voltage U_n")),
        Parameter(
            "current", .quantity(.current, \.current, 0.5...100), Text(fr: "courant nominal I_n", en: "rated current I_n")),
        Parameter(
            "capacitance", .quantity(.capacitance, \.capacitance, 1e-5...0.02),
            Text(fr: "capacité du bus", en: "capacitance of the link"), source: "1.5 kW, 400 V: 330–470 µF"),
        Parameter(
            "discharge-time", .quantity(.time, \.dischargeTime, 5...600),
            Text(fr: "constante de temps de décharge du bus", en: "time constant of the link's discharge"),
            source: "60–120 s; 310 V one minute after 540 V"),
        Parameter(
            "safe-torque-off", .flag(\.hasSafeTorqueOff),
            Text(fr: "entrées d'absence sûre de couple", en: "safe torque off inputs")),
    ]

    private static let settings: [Parameter<Parameters>] = [
        Parameter(
            "base-frequency", .quantity(.frequency, \.baseFrequency, 25...100),
            Text(fr: "fréquence de base f_n", en: "base frequency f_n"), adjustable: true),
        Parameter(
            "minimum-frequency", .quantity(.frequency, \.least, 0...50),
            Text(fr: "petite vitesse", en: "low speed"), adjustable: true),
        Parameter(
            "maximum-frequency", .quantity(.frequency, \.most, 10...100),
            Text(fr: "grande vitesse", en: "high speed"), adjustable: true),
        Parameter(
            "boost", .quantity(.ratio, \.boost, 0...0.2),
            Text(fr: "tension à l'arrêt U_b, part de U_n", en: "voltage at standstill U_b, share of U_n"), adjustable: true),
        Parameter(
            "acceleration", .quantity(.time, \.rampUp, 0.1...100),
            Text(fr: "rampe d'accélération, de 0 à f_n", en: "acceleration ramp, 0 to f_n"), adjustable: true,
            source: "0.1–10 s"),
        Parameter(
            "deceleration", .quantity(.time, \.rampDown, 0.1...100),
            Text(fr: "rampe de décélération, de f_n à 0", en: "deceleration ramp, f_n to 0"), adjustable: true,
            source: "0.1–10 s"),
        Parameter(
            "current-limit", .quantity(.ratio, \.currentLimit, 0.3...2.5),
            Text(fr: "courant limite, fois I_n", en: "current limit, times I_n"), adjustable: true, source: "1.5 I_n for 60 s"),
        Parameter(
            "motor-current", .quantity(.current, \.motorCurrent, 0...100),
            Text(fr: "courant du moteur ; 0 : I_n", en: "motor current; 0: I_n"), adjustable: true),
        Parameter(
            "reference", .choice(\.reference, references), Text(fr: "source de la consigne", en: "source of the reference")),
        Parameter(
            "preset", .quantity(.frequency, \.preset, 0...100), Text(fr: "vitesse préréglée", en: "preset speed"),
            adjustable: true),
        Parameter(
            "second-preset", .quantity(.frequency, \.secondPreset, 0...100),
            Text(fr: "seconde vitesse préréglée (SP)", en: "second preset speed (SP)"), adjustable: true),
        Parameter("coasting", .flag(\.stopsByCoasting), Text(fr: "arrêt en roue libre", en: "stops by coasting")),
    ]

    private static let heat: [Parameter<Parameters>] = [
        Parameter("cabinet", .link(\.cabinet), Text(fr: "armoire dont l'air le refroidit", en: "cabinet whose air cools it")),
        Parameter(
            "rise", .quantity(.temperatureDifference, \.rise, 10...70),
            Text(fr: "échauffement du radiateur à I_n", en: "rise of the heat sink at I_n")),
        Parameter(
            "thermal-time", .quantity(.time, \.thermalTime, 60...3600),
            Text(fr: "constante de temps thermique", en: "thermal time constant")),
    ]

    private static let failures: [Failure<Parameters>] = [
        Failure("dead", Text(fr: "carte de commande morte", en: "dead control board"), remedies: [.replace]) {
            values, severity, _ in values.isDead = severity >= 0.5
        },
        Failure(
            "output-open", Text(fr: "bras de sortie coupé", en: "output leg open"), remedies: [.replace], hasItem: true
        ) { values, severity, item in
            if let index = outputs.firstIndex(of: item) { values.openOutputs[index] = severity >= 0.5 }
        },
        Failure(
            "rectifier-open", Text(fr: "bras de redresseur coupé", en: "rectifier leg open"), remedies: [.replace], hasItem: true
        ) { values, severity, item in
            if let index = lines.firstIndex(of: item) { values.openLegs[index] = severity >= 0.5 }
        },
        Failure(
            "precharge-stuck", Text(fr: "relais de précharge qui ne colle plus", en: "precharge relay that no longer pulls"),
            remedies: [.replace]
        ) { values, severity, _ in values.isPrechargeStuck = severity >= 0.5 },
        Failure("capacitor-aged", Text(fr: "condensateurs séchés", en: "dried-out capacitors"), remedies: [.replace]) {
            values, severity, _ in
            // The resistors stay: the link empties sooner.
            values.capacitance *= 1 - 0.8 * severity
            values.dischargeTime *= 1 - 0.8 * severity
        },
        Failure(
            "discharge-open", Text(fr: "résistances de décharge coupées", en: "open discharge resistors"), remedies: [.replace]
        ) { values, severity, _ in values.isDischargeOpen = severity >= 0.5 },
        Failure(
            "cooling-lost", Text(fr: "radiateur encrassé, ventilateur calé", en: "fouled heat sink, fan stopped"),
            remedies: [.clean, .replace]
        ) { values, severity, _ in values.rise *= 1 + 2 * severity },
        Failure(
            "current-sensor-drift", Text(fr: "mesure du courant trop forte", en: "current measured too high"),
            remedies: [.replace]
        ) { values, severity, _ in values.currentGain *= 1 + severity },
        Failure(
            "reference-drift", Text(fr: "entrée analogique qui lit trop bas", en: "analogue input reading low"),
            remedies: [.replace]
        ) { values, severity, _ in values.referenceGain *= 1 - 0.5 * severity },
        Failure("chopper-dead", Text(fr: "transistor de freinage mort", en: "dead braking transistor"), remedies: [.replace]) {
            values, severity, _ in values.isChopperDead = severity >= 0.5
        },
        Failure("fault-relay-stuck", Text(fr: "relais de défaut collé", en: "fault relay stuck pulled"), remedies: [.replace]) {
            values, severity, _ in values.isRelayStuck = severity >= 0.5
        },
        Failure(
            "wrong-base-frequency", Text(fr: "fréquence de base mal réglée", en: "wrong base frequency"),
            remedies: [.adjust]
        ) { values, severity, _ in values.baseFrequency += 10 * severity },
        Failure("ramps-too-short", Text(fr: "rampes réglées trop courtes", en: "ramps set too short"), remedies: [.adjust]) {
            values, severity, _ in
            values.rampUp = max(0.05, values.rampUp * (1 - 0.9 * severity))
            values.rampDown = max(0.05, values.rampDown * (1 - 0.9 * severity))
        },
        Failure("limit-too-low", Text(fr: "courant limite réglé trop bas", en: "current limit set too low"), remedies: [.adjust])
        {
            values, severity, _ in values.currentLimit *= 1 - 0.7 * severity
        },
    ]

    private static let signals: [Signal] = [
        .input("reset", .ratio, Text(fr: "touche de réarmement", en: "reset key")),
        .output("output-frequency", .frequency, Text(fr: "fréquence de sortie", en: "output frequency")),
        .output("direction", .ratio, Text(fr: "sens : −1, 0, 1", en: "direction: −1, 0, 1")),
        .output("reference", .frequency, Text(fr: "consigne de fréquence", en: "frequency reference")),
        .output("output-voltage", .voltage, Text(fr: "tension de sortie", en: "output voltage")),
        .output("output-current", .current, Text(fr: "courant de sortie affiché", en: "output current shown")),
        .output("output-power", .power, Text(fr: "puissance de sortie", en: "output power")),
        .output("bus-voltage", .voltage, Text(fr: "tension du bus continu", en: "DC link voltage")),
        .output(
            "temperature", .temperature, Text(fr: "température du radiateur", en: "heat sink temperature"), initial: Air.ambient),
        .output("losses", .power, Text(fr: "chaleur dégagée", en: "heat given off")),
        .output("ready", .ratio, Text(fr: "1 si prêt", en: "1 if ready")),
        .output("running", .ratio, Text(fr: "1 si le moteur est alimenté", en: "1 if the motor is fed")),
        .output("limiting", .ratio, Text(fr: "1 si le courant est limité", en: "1 if the current is being limited")),
        .output(
            "fault", .ratio,
            Text(
                fr: "défaut : 0 aucun, 1 OC, 2 OV, 3 UV, 4 PHI, 5 PHO, 6 EF, 7 OT, 8 OL",
                en: "fault: 0 none, 1 OC, 2 OV, 3 UV, 4 PHI, 5 PHO, 6 EF, 7 OT, 8 OL")),
    ]

    /// Hz under which the inverter gives nothing.
    private static let leastFrequency = 0.5
    /// Hz of the mains, for the ripple on two phases.
    private static let mainsFrequency = 50.0
    /// Siemens from each pole of the link to earth: the symmetry of the measuring circuit.
    private static let symmetry = 1e-6
    /// Watts that the control and the fan take.
    private static let idle = 15.0
    /// Losses of the power stage besides its 1 % of drop, share of the apparent power at the rated voltage.
    private static let losses = 0.02
    /// Seconds from the mains to a control that answers, and the dip that it survives.
    private static let (startDelay, holdUp) = (0.5, 0.1)
    /// Of the motor's thermal image: seconds and trip, as a motor breaker of class 10.
    private static let (motorTime, motorTrip) = (283.0, 1.125 * 1.125)

    private let lineJoints: [Joint]
    private let outputJoints: [Joint]
    private let star: Joint
    private let inputs: [Handle<AlternatingLoad>]
    private let link: Handle<DcLink>
    private let chopper: Contact
    private let phases: [Handle<PhaseSource>]
    private let analog: (Joint, Joint)
    private let ready: (closed: Contact, open: Contact)
    private let run: Contact
    private let resetKey: SignalIndex
    private let room: Joint
    private let cabinet: (temperature: SignalIndex, heat: Handle<HeatRelease>)?
    private let frequencySignal: SignalIndex
    private let signals: [SignalIndex]
    private var orders: [LogicInput]
    private var parameters: Parameters
    private var isPowered = false
    private var isCharged = false
    private var isBraking = false
    private var isOnTwoPhases = false
    /// Seconds of mains, without mains, of a missing input and of a missing output phase.
    private var (presence, absence, lostInput, lostOutput) = (0.0, 0.0, 0.0, 0.0)
    private var fault = DriveFault.none
    /// The run orders have been seen off since the last obstacle.
    private var isArmed = false
    private var wasReset = false
    private var isLimiting = false
    /// Hz, negative backwards; 0 when the inverter gives nothing.
    private var frequency = 0.0
    /// K above the air around it.
    private var rise = 0.0
    /// K, of that air.
    private var air = Air.ambient
    private var motorImage = Bimetal(timeConstant: Self.motorTime)

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        let (lineJoints, outputJoints) = (Self.lines.map { site[$0] }, Self.outputs.map { site[$0] })
        (self.lineJoints, self.outputJoints) = (lineJoints, outputJoints)
        let star = site.inner("star", .electrical)
        self.star = star
        inputs = (0..<3).map { site.add(AlternatingLoad(0), "rectifier \($0 + 1)", lineJoints[$0], lineJoints[($0 + 1) % 3]) }
        // What discharges the capacitors of the filter.
        for index in 0..<3 { site.add(Conductance(1e-6), "filter \(index + 1)", lineJoints[index], lineJoints[(index + 1) % 3]) }
        let (plus, minus) = (site["DC+"], site["DC-"])
        link = site.add(DcLink(capacitance: 1e-3, discharge: 0), "link", plus, minus)
        site.add(DirectConductance(Self.symmetry), "DC+ earth", plus, site.earth)
        site.add(DirectConductance(Self.symmetry), "DC- earth", minus, site.earth)
        chopper = Contact(site, "chopper", site["PB"], minus)
        phases = (0..<3).map { site.add(PhaseSource(resistance: 1, reactance: 0), Self.outputs[$0], outputJoints[$0], star) }
        // The diodes of a blocked inverter.
        for index in 0..<3 { site.add(Conductance(1e-6), "blocked \(Self.outputs[index])", outputJoints[index], star) }
        site.add(Conductance(1), "earth", star, site.earth)
        let common = site["COM"]
        analog = (site["AI"], common)
        site.add(Conductance(resistance: 30_000), "AI", analog.0, common)
        ready = (Contact(site, "R1A", "R1C"), Contact(site, "R1B", "R1C"))
        run = Contact(site, "R2A", "R2C")
        orders = (["FWD", "REV", "SP", "RST"] + (parameters.hasSafeTorqueOff ? ["STO1", "STO2"] : [])).map {
            LogicInput(site, $0, common: common)
        }
        resetKey = site.signal("reset")
        room = site.ambient
        if parameters.cabinet.isEmpty {
            cabinet = nil
        } else {
            cabinet = (
                try site.signal("temperature", of: parameters.cabinet),
                site.add(HeatRelease(), "losses", try site.joint("air", of: parameters.cabinet))
            )
        }
        frequencySignal = site.signal("output-frequency")
        signals = [
            "direction", "reference", "output-voltage", "output-current", "output-power", "bus-voltage", "temperature", "losses",
            "ready",
            "running", "limiting", "fault",
        ].map { site.signal($0) }
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        link.element.capacitance = parameters.capacitance
        let whole = parameters.isDischargeOpen ? 0 : parameters.capacitance / parameters.dischargeTime
        link.element.discharge = max(0, whole - Self.symmetry / 2)
        connect()
    }

    private var ratedImpedance: Double { parameters.voltage / (3.0.squareRoot() * parameters.current) }

    private func connect() {
        let isReady = (isPowered && fault == .none) || parameters.isRelayStuck
        ready.closed.set(isReady, 0.05)
        ready.open.set(!isReady, 0.05)
        run.set(isPowered && frequency != 0, 0.05)
        chopper.set(isBraking && !parameters.isChopperDead, 0.1)
    }

    // MARK: - Between the steps

    public mutating func update(_ tick: Tick) {
        let sent = frequency
        let wasReady = isPowered && fault == .none
        air = cabinet.map { tick[$0.temperature] } ?? tick.across(room)
        rectify(tick)
        let output = measure(tick)
        watch(output, tick)
        order(tick, output)
        if wasReady != (isPowered && fault == .none) || (sent == 0) != (frequency == 0) { connect() }
        drive(applying: fault == .none && frequency != 0 ? sent : 0)
        warm(output, tick)
        tell(output, tick)
    }

    /// The mains side: what the rectifier gives, what it takes, whether the control lives.
    private mutating func rectify(_ tick: Tick) {
        let p = parameters
        var (largest, least, sum, squares) = (0.0, Double.infinity, 0.0, 0.0)
        for index in 0..<3 {
            let isCut = p.openLegs[index] || p.openLegs[(index + 1) % 3]
            let square = isCut ? 0 : tick.squaredVoltage(lineJoints[index], lineJoints[(index + 1) % 3])
            let voltage = square.squareRoot()
            largest = max(largest, voltage)
            least = min(least, voltage)
            sum += voltage
            squares += square
        }
        isOnTwoPhases = least < 0.7 * largest
        // Mean of six pulses; on two phases the capacitor keeps the peak, less half of what it loses between two of them.
        link.element.supply = isOnTwoPhases ? 2.0.squareRoot() * largest : 1.35 * sum / 3
        let ripple = isOnTwoPhases ? 1 / (4 * Self.mainsFrequency * p.capacitance) : 0
        if link.element.voltage > 0.85 * link.element.supply && largest > 0.5 * p.voltage { isCharged = !p.isPrechargeStuck }
        if largest < 0.4 * p.voltage || p.isPrechargeStuck { isCharged = false }
        link.element.resistance = (isCharged ? 0.02 : 2) * ratedImpedance + ripple

        let isFed = largest > 0.6 * p.voltage && !p.isDead
        presence = isFed ? presence + tick.dt : 0
        absence = isFed ? 0 : absence + tick.dt
        if presence > Self.startDelay - 1e-9 { isPowered = true }
        if absence > Self.holdUp + 1e-9 || p.isDead {
            isPowered = false
            fault = .none
            isArmed = false
        }
        let taken = largest > 1 ? link.element.supply * link.element.charging + (isFed ? Self.idle : 0) : 0
        for index in 0..<3 {
            let isCut = p.openLegs[index] || p.openLegs[(index + 1) % 3]
            inputs[index].element.value = isCut || squares < 1 ? 0 : taken / squares
        }
    }

    private struct Output {
        /// Amperes RMS of the most and of the least loaded phase, and of the sum of the three.
        var (largest, least, earth) = (0.0, 0.0, 0.0)
        /// Watts out of the inverter, its own drop included.
        var power = 0.0
    }

    /// What the inverter has sent in the step that is done.
    private func measure(_ tick: Tick) -> Output {
        var output = Output()
        var (sumReal, sumImaginary) = (0.0, 0.0)
        output.least = .infinity
        let (starReal, starImaginary) = (tick.across(star, Layer.real), tick.across(star, Layer.imaginary))
        for index in 0..<3 {
            let source = phases[index].element
            let u = source.real - tick.across(outputJoints[index], Layer.real) + starReal
            let w = source.imaginary - tick.across(outputJoints[index], Layer.imaginary) + starImaginary
            let real = source.conductance * u - source.susceptance * w
            let imaginary = source.susceptance * u + source.conductance * w
            let current = (real * real + imaginary * imaginary).squareRoot()
            output.largest = max(output.largest, current)
            output.least = min(output.least, current)
            output.power += source.real * real + source.imaginary * imaginary
            sumReal += real
            sumImaginary += imaginary
        }
        output.earth = (sumReal * sumReal + sumImaginary * sumImaginary).squareRoot()
        output.largest *= parameters.currentGain
        output.least *= parameters.currentGain
        return output
    }

    /// The protections.
    private mutating func watch(_ output: Output, _ tick: Tick) {
        let p = parameters
        let bus = link.element.voltage
        let isFeeding = frequency != 0
        let isLoaded = output.largest > 0.15 * p.current
        lostInput = isFeeding && isOnTwoPhases && isLoaded ? lostInput + tick.dt : 0
        lostOutput = isFeeding && output.least < 0.05 * p.current ? lostOutput + tick.dt : 0
        motorImage.warm(squared(output.largest / (p.motorCurrent > 0 ? p.motorCurrent : p.current)), tick.dt)
        if isPowered && fault == .none {
            if isFeeding && output.earth > 0.3 * p.current {
                fault = .earth
            } else if isFeeding && output.largest > 2 * p.current {
                fault = .overcurrent
            } else if bus > 2 * p.voltage {
                fault = .overvoltage
            } else if isFeeding && bus < 1.03 * p.voltage {
                fault = .undervoltage
            } else if lostInput > 1 {
                fault = .inputPhase
            } else if lostOutput > 0.5 {
                fault = .outputPhase
            } else if air + rise > 273.15 + 85 {
                fault = .overheated
            } else if motorImage.heat > Self.motorTrip {
                fault = .motorOverload
            }
        }
        for index in orders.indices { orders[index].read(tick) }
        let isReset = orders[3].isOn || tick[resetKey] > 0.5
        if isReset && !wasReset && isCauseGone(bus) { fault = .none }
        wasReset = isReset
    }

    private func squared(_ x: Double) -> Double { x * x }

    private func isCauseGone(_ bus: Double) -> Bool {
        switch fault {
        case .overvoltage: bus < 1.9 * parameters.voltage
        case .undervoltage: bus > 1.1 * parameters.voltage
        case .overheated: air + rise < 273.15 + 75
        case .motorOverload: motorImage.heat < 1
        default: true
        }
    }

    /// The run orders, the reference, the ramp and the current limit.
    private mutating func order(_ tick: Tick, _ output: Output) {
        let p = parameters
        let sense = (orders[0].isOn ? 1.0 : 0) - (orders[1].isOn ? 1 : 0)
        let isAsked = orders[0].isOn || orders[1].isOn
        guard isPowered, fault == .none, !isSafelyOff else {
            if isAsked { isArmed = false }
            frequency = 0
            isLimiting = false
            return
        }
        if !isAsked { isArmed = true }
        let target = isArmed ? sense * reference(tick) : 0
        if target == 0 && p.stopsByCoasting { frequency = 0 }
        guard frequency != 0 || abs(target) >= Self.leastFrequency else { return }
        guard link.element.voltage > 1.03 * p.voltage else {
            fault = .undervoltage
            frequency = 0
            return
        }
        if frequency == 0 { frequency = target > 0 ? Self.leastFrequency : -Self.leastFrequency }

        let limit = p.currentLimit * p.current
        // 1 up to 80 % of the limit, 0 at it, −1 at 120 %.
        let room = min(max((limit - output.largest) / (0.2 * limit), -1), 1)
        isLimiting = room <= 0.05
        let (up, down) = (p.baseFrequency / p.rampUp * tick.dt, p.baseFrequency / p.rampDown * tick.dt)
        let way = frequency > 0 ? 1.0 : -1
        let isSpeedingUp = target * way > frequency * way
        if isSpeedingUp && room > 0 {
            frequency = way * min(frequency * way + room * up, target * way)
        } else if room < 0 && output.power >= 0 {
            frequency = way * max(frequency * way + room * down, Self.leastFrequency)
        } else if !isSpeedingUp {
            let next = max(frequency * way - max(room, 0) * down, max(target * way, 0))
            frequency = next < Self.leastFrequency ? 0 : way * next
        }
    }

    private var isSafelyOff: Bool { orders.count > 4 && !(orders[4].isOn && orders[5].isOn) }

    private func reference(_ tick: Tick) -> Double {
        let p = parameters
        let asked: Double
        if orders[2].isOn {
            asked = p.secondPreset
        } else if p.reference == 1 {
            asked = p.preset
        } else {
            let share = min(max(tick.voltage(analog.0, analog.1) * p.referenceGain / 10, 0), 1)
            asked = p.least + (p.most - p.least) * share
        }
        return min(max(asked, p.least), p.most)
    }

    /// Puts the phasors of a frequency on the output, none at 0.
    private func drive(applying frequency: Double) {
        let voltage = lineVoltage(abs(frequency)) / 3.0.squareRoot()
        let resistance = 0.01 * ratedImpedance
        let sine = 0.75.squareRoot() * (frequency < 0 ? -1 : 1)
        for index in 0..<3 {
            let isOpen = frequency == 0 || parameters.openOutputs[index]
            phases[index].element.real = voltage * (index == 0 ? 1 : -0.5)
            phases[index].element.imaginary = voltage * (index == 0 ? 0 : index == 1 ? -sine : sine)
            phases[index].element.conductance = isOpen ? 0 : 1 / resistance
            phases[index].element.susceptance = 0
        }
    }

    private func lineVoltage(_ frequency: Double) -> Double {
        guard frequency > 0 else { return 0 }
        let p = parameters
        let asked = p.voltage * (p.boost + (1 - p.boost) * min(1, frequency / p.baseFrequency))
        return min(asked, link.element.voltage / 1.35)
    }

    /// What the inverter takes from the link for the next step, and what heats the sink.
    private mutating func warm(_ output: Output, _ tick: Tick) {
        let p = parameters
        let bus = link.element.voltage
        // Transistors that trip block within microseconds: the current of that step was never sent.
        link.element.load = fault == .none && frequency != 0 ? (output.power + losses(output)) / max(bus, 50) : 0
        let brakes = bus > (isBraking ? 1.85 : 1.9) * p.voltage
        if brakes != isBraking {
            isBraking = brakes
            connect()
        }
        let steady = p.rise * output.largest / p.currentGain / p.current
        rise += (steady - rise) * min(1, tick.dt / p.thermalTime)
    }

    /// Watts of the power stage.
    private func losses(_ output: Output) -> Double {
        Self.losses * 3.0.squareRoot() * parameters.voltage * output.largest / parameters.currentGain
    }

    private func tell(_ output: Output, _ tick: Tick) {
        let way: Double = frequency > 0 ? 1 : frequency < 0 ? -1 : 0
        tick[frequencySignal] = abs(frequency)
        tick[signals[0]] = way
        tick[signals[1]] = isPowered ? reference(tick) : 0
        tick[signals[2]] = frequency == 0 ? 0 : lineVoltage(abs(frequency))
        tick[signals[3]] = isPowered ? output.largest : 0
        tick[signals[4]] = output.power
        tick[signals[5]] = link.element.voltage
        tick[signals[6]] = air + rise
        let heat = (isPowered ? Self.idle : 0) + losses(output)
        cabinet?.heat.element.heat = heat
        tick[signals[7]] = heat
        tick[signals[8]] = isPowered && fault == .none ? 1 : 0
        tick[signals[9]] = frequency == 0 ? 0 : 1
        tick[signals[10]] = isLimiting && frequency != 0 ? 1 : 0
        tick[signals[11]] = Double(fault.rawValue)
    }

    // MARK: - Perceived

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight:
            let isGlowing = link.element.voltage > 50
            return [display(tick), Led.text(Text(fr: "rouge CHARGE du bus", en: "red link CHARGE"), isLit: isGlowing)]
        case .hearing where frequency != 0:
            return [Text(fr: "le sifflement du découpage", en: "the whine of the switching")]
        case .touch:
            return warmth(air + rise)
        default: return []
        }
    }

    private func display(_ tick: Tick) -> Text {
        guard isPowered else { return Text(fr: "l'afficheur est éteint", en: "the display is dark") }
        if fault != .none {
            return Text(
                fr: "l'afficheur clignote : \(fault.code), \(fault.text.fr)",
                en: "the display blinks: \(fault.code), \(fault.text.en)"
            )
        }
        if isSafelyOff { return Text(fr: "l'afficheur indique STO", en: "the display shows STO") }
        if isLimiting && frequency != 0 {
            return Text(fr: "l'afficheur indique CLI, limitation de courant", en: "the display shows CLI, current limit")
        }
        guard frequency != 0 else {
            return Text(fr: "l'afficheur indique \(fault.code)", en: "the display shows \(fault.code)")
        }
        let shown = Quantity((abs(frequency) * 10).rounded() / 10, .frequency)
        return Text(
            fr: "l'afficheur indique \(shown.formatted(.fr, unit: "Hz", decimals: 1))",
            en: "the display shows \(shown.formatted(.en, unit: "Hz", decimals: 1))")
    }
}
