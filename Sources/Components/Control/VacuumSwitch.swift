import Circuits
public import Notation

/// An electronic vacuum switch with display, PNP, three wires: on under its set point, off again above it by the hysteresis.
public struct VacuumSwitch: Component {
    public struct Parameters: ParameterValues {
        /// Pa absolute.
        var setPoint = Air.atmosphere - 0.6e5
        var hysteresis = 0.05e5
        var consumption = 2400.0
        /// Pa added to what it measures.
        var drift = 0.0
        var isPlugged = false
        var isDead = false
        var defect = SensorOutput.Defect.none
        public init() {}
    }

    public static let type = ComponentType<VacuumSwitch>(
        name: "vacuum-switch", text: Text(fr: "vacuostat", en: "vacuum switch"), domain: .electrical,
        law: Text(
            fr: "sortie à 1 au-dessous du seuil, à 0 au-dessus du seuil plus l'hystérésis ; sortie PNP : chute 1,7 V + 2 Ω·I",
            en: "output on below the set point, off above it plus the hysteresis; PNP output: drop 1.7 V + 2 Ω·I"),
        terminals: [
            Terminal("V", .pneumatic, Text(fr: "vide", en: "vacuum")),
            Terminal("1", .electrical, Text(fr: "brun, +", en: "brown, +")),
            Terminal("3", .electrical, Text(fr: "bleu, −", en: "blue, −")),
            Terminal("4", .electrical, Text(fr: "noir, sortie", en: "black, output")),
        ],
        parameters: [
            Parameter(
                "set-point", .quantity(.pressure, \.setPoint, 1e3...1e5), Text(fr: "seuil", en: "set point"), adjustable: true,
                source: "−0.6 bar"),
            Parameter(
                "hysteresis", .quantity(.pressureDifference, \.hysteresis, 100...3e4), Text(fr: "hystérésis", en: "hysteresis"),
                adjustable: true),
            Parameter(
                "consumption", .quantity(.resistance, \.consumption, 500...20_000),
                Text(fr: "résistance d'alimentation", en: "resistance of the supply side")),
        ],
        failures: [
            Failure("shifted", Text(fr: "seuil déréglé", en: "set point drifted"), remedies: [.adjust]) { values, severity, _ in
                values.setPoint -= 0.25e5 * severity
            },
            Failure("drift", Text(fr: "mesure décalée", en: "measurement drifted"), remedies: [.replace]) { values, severity, _ in
                values.drift += 0.2e5 * severity
            },
            Failure("plugged", Text(fr: "prise de vide bouchée", en: "plugged port"), remedies: [.clean]) { values, severity, _ in
                values.isPlugged = severity >= 0.5
            },
            Failure("dead", Text(fr: "hors service", en: "dead"), remedies: [.replace]) { values, severity, _ in
                values.isDead = severity >= 0.5
            },
            Failure("output-open", Text(fr: "sortie coupée", en: "output open"), remedies: [.replace]) { values, severity, _ in
                if severity >= 0.5 { values.defect = .open }
            },
        ],
        wear: [
            Wear(
                "plugged", by: .always, growth: 2,
                source: "chosen: its filter changed each year"
            ) { _ in Wear<Parameters>.hours(8_000) }
        ],
        signals: [
            .output("output", .ratio, Text(fr: "1 si la sortie est commandée", en: "1 if the output is driven")),
            .output("measured", .pressure, Text(fr: "pression affichée", en: "pressure shown"), initial: Air.atmosphere),
        ],
        told: [.portPressure(.pressure), .reached])

    private let port: Joint
    private let output: SensorOutput
    private let supply: Handle<Conductance>
    private let told: ToldSwitch
    private let outputSignal: SignalIndex
    private let measuredSignal: SignalIndex
    private var parameters: Parameters
    private var isOn = false
    private var isFed = false
    /// Pa absolute, as measured.
    private var measured = Air.atmosphere

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        port = site["V"]
        site.add(AirVolume(2e-7), "cell", port)
        output = SensorOutput(site)
        supply = site.add(Conductance(resistance: parameters.consumption), "1-3", site["1"], site["3"])
        told = ToldSwitch(site, "port-pressure")
        outputSignal = site.signal("output")
        measuredSignal = site.signal("measured")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        supply.element.value = parameters.isDead ? Contact.open : 1 / parameters.consumption
        output.set(isOn, parameters.defect)
    }

    /// Pa absolute. A real switch says no more than on which side of the set point it is: then as far beyond as it takes to be sure.
    private func felt(_ tick: Tick) -> Double {
        guard let isReached = told.isReached(tick) else { return tick[told: told.quantity] ?? tick.across(port) }
        return isReached ? parameters.setPoint - parameters.hysteresis : Air.atmosphere
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        // What a plugged port keeps is the last that got through.
        if !p.isPlugged { measured = felt(tick) + p.drift }
        isFed = output.supplyVoltage(tick) >= SensorOutput.leastSupply && !p.isDead
        let wasOn = isOn
        if measured < p.setPoint { isOn = true }
        if measured > p.setPoint + p.hysteresis || !isFed { isOn = false }
        if isOn != wasOn { output.set(isOn, p.defect) }
        tick[outputSignal] = isOn ? 1 : 0
        tick[measuredSignal] = isFed ? measured : Air.atmosphere
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        guard isFed else { return [Text(fr: "l'afficheur est éteint", en: "the display is dark")] }
        let shown = Quantity(measured, .pressure)
        return [
            Text(
                fr: "l'afficheur indique \(shown.formatted(.fr, unit: "kPa", decimals: 0))",
                en: "the display shows \(shown.formatted(.en, unit: "kPa", decimals: 0))"),
            Led.text(Text(fr: "de sortie", en: "output"), isLit: isOn),
        ]
    }
}
