import Circuits
public import Notation

/// An inductive proximity sensor, PNP, three wires: on under its sensing distance, off 5 % above.
///
/// On a moving part (`on`) it stands beside its way: the target, as long as `target-length`, is in front of it while the part stands
/// within half of that of `at`.
public struct InductiveSensor: Component {
    public struct Parameters: ParameterValues {
        var on = ""
        var at = 0.0
        var targetLength = 0.03
        var distance = 0.004
        var mounting = 0.002
        var material = 1.0
        var consumption = 2400.0
        var isDead = false
        var defect = SensorOutput.Defect.none
        public init() {}
    }

    public static let type = ComponentType<InductiveSensor>(
        name: "inductive-sensor", text: Text(fr: "détecteur inductif", en: "inductive sensor"), domain: .electrical,
        law: Text(
            fr: "détecte si l'entrefer < portée × facteur du métal ; hystérésis 5 % ; sortie PNP : chute 1,7 V + 2 Ω·I",
            en: "detects if the gap < sensing distance × factor of the metal; 5 % hysteresis; PNP output: drop 1.7 V + 2 Ω·I"),
        terminals: [
            Terminal("1", .electrical, Text(fr: "brun, +", en: "brown, +")),
            Terminal("3", .electrical, Text(fr: "bleu, −", en: "blue, −")),
            Terminal("4", .electrical, Text(fr: "noir, sortie", en: "black, output")),
        ],
        parameters: [
            Parameter("on", .link(\.on), Text(fr: "mobile dont la cible passe devant", en: "moving part whose target passes")),
            Parameter(
                "at", .quantity(.length, \.at, -10...20),
                Text(fr: "position du mobile, cible en face", en: "position of the part, target in front"),
                adjustable: true),
            Parameter(
                "target-length", .quantity(.length, \.targetLength, 1e-3...2),
                Text(fr: "longueur de la cible", en: "length of the target")),
            Parameter(
                "sensing-distance", .quantity(.length, \.distance, 0.5e-3...0.05), Text(fr: "portée", en: "sensing distance"),
                source: "0.81 S_n assured"),
            Parameter(
                "mounting-gap", .quantity(.length, \.mounting, 0...0.05),
                Text(fr: "entrefer au passage de la cible", en: "gap when the target passes"), adjustable: true),
            Parameter(
                "material", .quantity(.ratio, \.material, 0.15...1), Text(fr: "facteur du métal", en: "factor of the metal"),
                source: "aluminium 0.2–0.4, stainless 0.62–0.7"),
            Parameter(
                "consumption", .quantity(.resistance, \.consumption, 500...20_000),
                Text(fr: "résistance d'alimentation", en: "resistance of the supply side")),
        ],
        failures: [
            Failure("gap-drifted", Text(fr: "entrefer déréglé", en: "gap drifted"), remedies: [.adjust]) {
                values, severity, _ in values.mounting += 0.01 * severity
            },
            Failure("dead", Text(fr: "hors service", en: "dead"), remedies: [.replace]) { values, severity, _ in
                values.isDead = severity >= 0.5
            },
            Failure("output-open", Text(fr: "sortie coupée", en: "output open"), remedies: [.replace]) { values, severity, _ in
                if severity >= 0.5 { values.defect = .open }
            },
            Failure("output-shorted", Text(fr: "sortie en court-circuit", en: "output shorted"), remedies: [.replace]) {
                values, severity, _ in if severity >= 0.5 { values.defect = .shorted }
            },
        ],
        signals: [
            .input("target", .ratio, Text(fr: "1 si la cible est devant", en: "1 if the target is in front")),
            .input("gap", .length, Text(fr: "entrefer d'une pièce présentée", en: "gap of a piece held in front"), initial: 0.1),
            .output("output", .ratio, Text(fr: "1 si la sortie est commandée", en: "1 if the output is driven")),
            .output("led", .ratio, Text(fr: "LED jaune", en: "yellow LED")),
        ])

    private let output: SensorOutput
    private let supply: Handle<Conductance>
    private let target: SignalIndex
    private let position: SignalIndex?
    private let gap: SignalIndex
    private let outputSignal: SignalIndex
    private let led: SignalIndex
    private var parameters: Parameters
    private var isNear = false
    private var isOn = false

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        output = SensorOutput(site)
        supply = site.add(Conductance(resistance: parameters.consumption), "1-3", site["1"], site["3"])
        target = site.signal("target")
        let isTold = site.isTold("target") || site.isTold("gap")
        position = parameters.on.isEmpty || isTold ? nil : try site.signal("position", of: parameters.on)
        gap = site.signal("gap")
        outputSignal = site.signal("output")
        led = site.signal("led")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        supply.element.value = parameters.isDead ? Contact.open : 1 / parameters.consumption
        output.set(isOn, parameters.defect)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        let reach = p.distance * p.material
        let isPassing = position.map { abs(tick[$0] - p.at) <= p.targetLength / 2 } ?? false
        let distance = min(tick[gap], tick[target] > 0.5 || isPassing ? p.mounting : .infinity)
        if distance <= reach { isNear = true }
        if distance > 1.05 * reach { isNear = false }
        let isFed = output.supplyVoltage(tick) >= SensorOutput.leastSupply && !p.isDead
        if (isFed && isNear) != isOn {
            isOn.toggle()
            output.set(isOn, p.defect)
        }
        tick[outputSignal] = isOn ? 1 : 0
        tick[led] = isOn ? 1 : 0
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        sense == .sight ? [Led.text(Text(fr: "jaune", en: "yellow"), isLit: isOn)] : []
    }
}
