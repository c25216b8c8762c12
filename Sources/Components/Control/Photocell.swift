import Circuits
public import Notation

/// A photoelectric sensor with its reflector, PNP, three wires: 1 brown +, 3 blue −, 4 black output.
///
/// The light received is a margin times what dirt and aim leave of it, none with a target in the beam; it is seen from 1 up. The
/// supply side is a resistance of 2.4 kΩ (10 mA at 24 V); under 10 V the sensor is dark.
public struct Photocell: Component {
    public struct Parameters: ParameterValues {
        var sees = ""
        var beam = 1
        var isLightOn = false
        var margin = 4.0
        var consumption = 2400.0
        var dirt = 0.0
        var misalignment = 0.0
        var isDead = false
        var defect = SensorOutput.Defect.none
        public init() {}
    }

    public static let type = ComponentType<Photocell>(
        name: "photocell", text: Text(fr: "cellule photoélectrique", en: "photoelectric sensor"), domain: .electrical,
        law: Text(
            fr: "sortie PNP : chute 1,7 V + 2 Ω·I, 200 mA au plus, fuite 10 µA ; alimentation 2,4 kΩ, dès 10 V",
            en: "PNP output: drop 1.7 V + 2 Ω·I, 200 mA at most, 10 µA leak; supply 2.4 kΩ, from 10 V"),
        terminals: [
            Terminal("1", .electrical, Text(fr: "brun, +", en: "brown, +")),
            Terminal("2", .electrical, Text(fr: "blanc, libre", en: "white, unused")),
            Terminal("3", .electrical, Text(fr: "bleu, −", en: "blue, −")),
            Terminal("4", .electrical, Text(fr: "noir, sortie", en: "black, output")),
        ],
        parameters: [
            Parameter(
                "sees", .link(\.sees), Text(fr: "flux dont les objets coupent le faisceau", en: "flow whose objects cut the beam")
            ),
            Parameter(
                "beam", .count(\.beam, 1...9), Text(fr: "numéro du faisceau dans le flux", en: "number of the beam in the flow")),
            Parameter(
                "light-on", .flag(\.isLightOn),
                Text(fr: "sortie active quand la lumière revient", en: "output on when light comes back")),
            Parameter("margin", .quantity(.ratio, \.margin, 1...20), Text(fr: "marge de réception", en: "margin of light")),
            Parameter(
                "consumption", .quantity(.resistance, \.consumption, 500...20_000),
                Text(fr: "résistance d'alimentation", en: "resistance of the supply side"), source: "9–15 mA"),
        ],
        failures: [
            Failure("dirty", Text(fr: "lentille sale", en: "dirty lens"), remedies: [.clean]) { values, severity, _ in
                values.dirt = severity
            },
            Failure("misaligned", Text(fr: "mal orientée", en: "misaligned"), remedies: [.adjust]) { values, severity, _ in
                values.misalignment = severity
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
        wear: [
            Wear(
                "dirty", by: .always,
                source: "chosen: cleaned every six months in a packing hall"
            ) { _ in Wear<Parameters>.hours(8_760) }
        ],
        signals: [
            .input("blocked", .ratio, Text(fr: "1 si un objet est devant", en: "1 if an object is in front")),
            .output("output", .ratio, Text(fr: "1 si la sortie est commandée", en: "1 if the output is driven")),
            .output("led", .ratio, Text(fr: "LED jaune", en: "yellow LED")),
        ])

    private let output: SensorOutput
    private let supply: Handle<Conductance>
    private let blocked: SignalIndex
    private let seen: SignalIndex?
    private let outputSignal: SignalIndex
    private let led: SignalIndex
    private var parameters: Parameters
    private var isOn = false
    private var isFed = false

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        output = SensorOutput(site)
        supply = site.add(Conductance(resistance: parameters.consumption), "1-3", site["1"], site["3"])
        blocked = site.signal("blocked")
        seen =
            parameters.sees.isEmpty || site.isTold("blocked")
            ? nil : try site.signal("beam-\(parameters.beam)", of: parameters.sees)
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
        let isBlocked = tick[blocked] > 0.5 || seen.map { tick[$0] > 0.5 } ?? false
        let light = isBlocked ? 0 : p.margin * (1 - p.dirt) * (1 - p.misalignment)
        isFed = output.supplyVoltage(tick) >= SensorOutput.leastSupply && !p.isDead
        let isLit = light >= 1
        let isNowOn = isFed && isLit == p.isLightOn
        if isNowOn != isOn {
            isOn = isNowOn
            output.set(isOn, p.defect)
        }
        tick[outputSignal] = isOn ? 1 : 0
        tick[led] = isOn ? 1 : 0
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        var texts = [
            Led.text(Text(fr: "verte", en: "green"), isLit: isFed),
            Led.text(Text(fr: "jaune", en: "yellow"), isLit: isOn),
        ]
        if parameters.dirt > 0.3 { texts.append(Text(fr: "la lentille est sale", en: "the lens is dirty")) }
        if parameters.misalignment > 0.3 {
            texts.append(Text(fr: "la cellule ne vise plus son réflecteur", en: "the sensor no longer aims at its reflector"))
        }
        return texts
    }
}
