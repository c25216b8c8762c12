import Circuits
public import Notation

/// A safety light curtain, emitter and receiver together, type 4 (IEC 61496): two monitored PNP outputs, on while the field is free.
///
/// The light received is a margin times what dirt and aim leave of it; it is seen from 1 up. It watches its outputs: voltage on one
/// that it has switched off, or none on one that is on, locks both off until its supply has been away. Restart is the affair of the
/// safety relay behind it.
public struct LightCurtain: Component {
    public struct Parameters: ParameterValues {
        var margin = 3.0
        var response = 0.015
        var power = 4.0
        var dirt = 0.0
        var misalignment = 0.0
        var isDead = false
        var open = [false, false]
        var shorted = [false, false]
        public init() {}
    }

    private static let outputs = ["OSSD1", "OSSD2"]

    public static let type = ComponentType<LightCurtain>(
        name: "light-curtain", text: Text(fr: "barrière immatérielle", en: "light curtain"), domain: .electrical,
        law: Text(
            fr:
                "sorties PNP OSSD : chute 1 V + 1 Ω·I, 500 mA ; coupées en 15 ms ; verrouillée si une sortie ne suit pas (CEI 61496)",
            en: "PNP OSSD outputs: drop 1 V + 1 Ω·I, 500 mA; off within 15 ms; locked if an output does not follow (IEC 61496)"),
        terminals: [
            Terminal("+", .electrical, Text(fr: "brun, +", en: "brown, +")),
            Terminal("-", .electrical, Text(fr: "bleu, −", en: "blue, −")),
            Terminal("OSSD1", .electrical, Text(fr: "blanc, sortie 1", en: "white, output 1")),
            Terminal("OSSD2", .electrical, Text(fr: "noir, sortie 2", en: "black, output 2")),
        ],
        parameters: [
            Parameter("margin", .quantity(.ratio, \.margin, 1...20), Text(fr: "marge de réception", en: "margin of light")),
            Parameter(
                "response", .quantity(.time, \.response, 0.005...0.1), Text(fr: "temps de réponse", en: "response time"),
                source: "10–30 ms"),
            Parameter("power", .quantity(.power, \.power, 0.5...20), Text(fr: "puissance", en: "power")),
        ],
        failures: [
            Failure("dirty", Text(fr: "vitre sale", en: "dirty window"), remedies: [.clean]) { values, severity, _ in
                values.dirt = severity
            },
            Failure("misaligned", Text(fr: "mal alignée", en: "misaligned"), remedies: [.adjust]) { values, severity, _ in
                values.misalignment = severity
            },
            Failure("dead", Text(fr: "hors service", en: "dead"), remedies: [.replace]) { values, severity, _ in
                values.isDead = severity >= 0.5
            },
            Failure("ossd-open", Text(fr: "sortie OSSD coupée", en: "open OSSD output"), remedies: [.replace], hasItem: true) {
                values, severity, item in
                if let index = outputs.firstIndex(of: item) { values.open[index] = severity >= 0.5 }
            },
            Failure(
                "ossd-stuck", Text(fr: "sortie OSSD bloquée à 1", en: "OSSD output stuck on"), remedies: [.replace], hasItem: true
            ) {
                values, severity, item in
                if let index = outputs.firstIndex(of: item) { values.shorted[index] = severity >= 0.5 }
            },
        ],
        wear: [
            Wear(
                "dirty", by: .always,
                source: "chosen: cleaned every six months in a packing hall"
            ) { _ in Wear<Parameters>.hours(4_380) }
        ],
        signals: [
            .input("intrusion", .ratio, Text(fr: "1 si quelque chose coupe le champ", en: "1 if something is in the field")),
            .output("light", .ratio, Text(fr: "lumière reçue, vue dès 1", en: "light received, seen from 1")),
            .output("clear", .ratio, Text(fr: "1 si les sorties sont commandées", en: "1 if the outputs are driven")),
            .output("fault", .ratio, Text(fr: "1 si verrouillée sur défaut", en: "1 if locked by a fault")),
        ],
        controls: [
            Control("intrusion", positions: [Text(fr: "libre", en: "free"), Text(fr: "coupée", en: "broken")], .maintained)
        ])

    private static let leak = 10e-6 / 24
    private static let startTime = 1.0
    /// Seconds during which an output may disagree with its order.
    private static let patience = 0.1

    private let ends: (Joint, Joint)
    private let supply: Handle<Conductance>
    private let transistors: [Handle<LimitedSink>]
    private let leaks: [Handle<Conductance>]
    private let joints: [Joint]
    private let intrusion: SignalIndex
    private let signals: [SignalIndex]
    private var parameters: Parameters
    /// Seconds of supply, of a field otherwise than the outputs, of an output that does not follow.
    private var (uptime, change, disagreement) = (0.0, 0.0, 0.0)
    private var isOn = false
    private var isLocked = false

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        let plus = site["+"]
        ends = (plus, site["-"])
        supply = site.add(Conductance(1e-3), "supply", plus, ends.1)
        joints = Self.outputs.map { site[$0] }
        transistors = Self.outputs.map { site.add(LimitedSink(drop: 1, resistance: 1, limit: 0), $0, plus, site[$0]) }
        leaks = Self.outputs.map { site.add(Conductance(Self.leak), "\($0) leak", plus, site[$0]) }
        // What its test of the outputs pulls down: 10 kΩ each.
        for name in Self.outputs { site.add(Conductance(resistance: 10_000), "\(name) test", site[name], site["-"]) }
        intrusion = site.signal("intrusion")
        signals = ["light", "clear", "fault"].map { site.signal($0) }
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        supply.element.value = parameters.isDead ? Contact.open : parameters.power / (24 * 24)
        connect()
    }

    private func connect() {
        for index in transistors.indices {
            transistors[index].element.law.limit = isOn && !parameters.open[index] ? 0.5 : 0
            leaks[index].element.value = parameters.shorted[index] ? 1 : Self.leak
        }
    }

    private func light(_ tick: Tick) -> Double {
        let p = parameters
        return tick[intrusion] > 0.5 ? 0 : p.margin * (1 - p.dirt) * (1 - p.misalignment)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        let voltage = tick.voltage(ends.0, ends.1)
        // 24 V −20 %.
        uptime = voltage > 19.2 && !p.isDead ? uptime + tick.dt : 0
        let isReady = uptime > Self.startTime - 1e-9
        if !isReady { isLocked = false }
        let received = light(tick)
        watch(tick, voltage)
        let wanted = isReady && !isLocked && received >= 1
        change = wanted == isOn ? 0 : change + tick.dt
        let wasOn = isOn
        if change > (wanted ? 0.1 : p.response) - 1e-9 || !isReady || isLocked { isOn = wanted }
        if isOn != wasOn {
            disagreement = 0
            connect()
        }
        tick[signals[0]] = isReady ? received : 0
        tick[signals[1]] = isOn ? 1 : 0
        tick[signals[2]] = isLocked ? 1 : 0
    }

    /// Its outputs against their order.
    private mutating func watch(_ tick: Tick, _ supply: Double) {
        var isWrong = false
        for joint in joints {
            let output = tick.voltage(joint, ends.1)
            isWrong = isWrong || (isOn ? output < 0.6 * supply : output > 0.25 * supply)
        }
        disagreement = isWrong && uptime > Self.startTime ? disagreement + tick.dt : 0
        if disagreement > Self.patience { isLocked = true }
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        guard uptime > 0 else { return [Text(fr: "aucune LED allumée", en: "no LED on")] }
        var texts = [
            isLocked
                ? Text(fr: "LED rouge clignotante : défaut", en: "red LED blinking: fault")
                : isOn
                    ? Led.text(Text(fr: "verte", en: "green"), isLit: true) : Led.text(Text(fr: "rouge", en: "red"), isLit: true)
        ]
        let received = light(tick)
        if received > 0 && received < 1.5 {
            texts.append(Text(fr: "LED orange allumée : réception faible", en: "orange LED on: weak light"))
        }
        if parameters.dirt > 0.3 { texts.append(Text(fr: "la vitre est sale", en: "the window is dirty")) }
        if parameters.misalignment > 0.3 {
            texts.append(Text(fr: "les deux colonnes ne sont pas d'aplomb", en: "the two columns are out of line"))
        }
        return texts
    }
}
