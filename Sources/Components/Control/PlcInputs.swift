import Circuits
public import Notation

/// A card of digital inputs, IEC 61131-2 type 3: each channel reads 1 from a threshold of its own, between 6 and 10 V.
public struct PlcInputs: Component {
    public struct Parameters: ParameterValues {
        var channels = 16
        var resistance = 2500.0
        var knee = 5.0
        var hysteresis = 1.0
        var filter = 0.003
        var dead = [Bool](repeating: false, count: 32)
        public init() {}
    }

    public static let type = ComponentType<PlcInputs>(
        name: "plc-inputs", text: Text(fr: "carte d'entrées tout ou rien", en: "digital input card"), domain: .electrical,
        law: Text(
            fr: "CEI 61131-2 type 3 : 2,5 kΩ jusqu'à 5 V, puis 2 à 2,7 mA ; 1 dès un seuil de 6 à 10 V propre à la voie",
            en: "IEC 61131-2 type 3: 2.5 kΩ up to 5 V, then 2 to 2.7 mA; 1 from a threshold of 6 to 10 V of each channel"),
        terminalsFor: { values in
            (0..<values.channels).map { Terminal("I\($0)", .electrical) } + [Terminal("M", .electrical)]
        },
        parameters: [
            Parameter("channels", .count(\.channels, 1...32), Text(fr: "nombre de voies", en: "number of channels")),
            Parameter(
                "resistance", .quantity(.resistance, \.resistance, 1000...10_000),
                Text(fr: "résistance sous le coude", en: "resistance below the knee"), source: "2.5–10 kΩ"),
            Parameter(
                "knee", .quantity(.voltage, \.knee, 3...40), Text(fr: "coude de courant", en: "knee of the current"),
                source: "type 3: 2 mA from 5 V"),
            Parameter("hysteresis", .quantity(.voltage, \.hysteresis, 0...3), Text(fr: "hystérésis", en: "hysteresis")),
            Parameter("filter", .quantity(.time, \.filter, 0...0.1), Text(fr: "filtre", en: "filter"), source: "0.1–10 ms"),
        ],
        failures: [
            Failure("channel-dead", Text(fr: "voie morte", en: "dead channel"), remedies: [.replace, .reconnect], hasItem: true) {
                values, severity, item in
                if let index = Channel.index(item), index < 32 { values.dead[index] = severity >= 0.5 }
            }
        ],
        signalsFor: { values in
            (0..<values.channels).map { .output("i\($0)", .ratio, Text(fr: "entrée \($0)", en: "input \($0)")) }
        },
        toldFor: { values in
            (0..<values.channels).map {
                .input("channel-\($0)", .ratio, Text(fr: "1 si la voie \($0) a du courant", en: "1 if channel \($0) has current"))
            }
        })

    private struct Input {
        let sink: Handle<InputSink>
        let terminal: Joint
        let output: SignalIndex
        let told: SignalIndex?
        /// Volts from which it reads 1.
        let threshold: Double
        var isOn = false
        /// Seconds during which its voltage has asked for the other state.
        var wait = 0.0

        /// - Parameter zero: volts of the common.
        mutating func follow(_ tick: Tick, _ zero: Double, _ hysteresis: Double, _ filter: Double) -> Bool {
            let voltage = tick.across(terminal) - zero
            let asked = tick[told: told].map { $0 > 0.5 } ?? (voltage > threshold - (isOn ? hysteresis : 0))
            wait = asked == isOn ? 0 : wait + tick.dt
            if asked != isOn && wait > filter {
                isOn = asked
                wait = 0
            }
            return isOn
        }
    }

    private let common: Joint
    private var inputs: [Input]
    private var parameters: Parameters

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        let zero = site["M"]
        common = zero
        inputs = (0..<parameters.channels).map { index in
            let terminal = site["I\(index)"]
            return Input(
                sink: site.add(InputSink(resistance: 2500, knee: 5), "I\(index)", terminal, zero), terminal: terminal,
                output: site.signal("i\(index)"), told: site.told("channel-\(index)"), threshold: 6 + 4 * site.share(index))
        }
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        for input in inputs {
            input.sink.element.resistance = parameters.resistance
            input.sink.element.knee = parameters.knee
        }
    }

    public mutating func update(_ tick: Tick) {
        let zero = tick.across(common)
        let (hysteresis, filter) = (parameters.hysteresis, parameters.filter)
        for index in inputs.indices {
            let isOn = inputs[index].follow(tick, zero, hysteresis, filter)
            tick[inputs[index].output] = isOn && !parameters.dead[index] ? 1 : 0
        }
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        return [Led.lit(inputs.indices.filter { tick[inputs[$0].output] > 0.5 }.map { "I\($0)" })]
    }
}
