import Circuits
import Notation

/// Two receivers of 4–20 mA, 250 Ω each: 0 to 27 648 counts from 4 to 20 mA.
public struct PlcAnalogInputs: Component {
    public struct Parameters: ParameterValues {
        var resistance = 250.0
        var dead = [false, false]
        public init() {}
    }

    public static let type = ComponentType<PlcAnalogInputs>(
        name: "plc-analog-inputs", text: Text(fr: "carte d'entrées analogiques", en: "analogue input card"), domain: .electrical,
        law: Text(
            fr: "I = U/250 Ω ; points = 27648·(I − 4 mA)/16 mA, bornés de −4864 à 32767",
            en: "I = U/250 Ω; counts = 27648·(I − 4 mA)/16 mA, kept in −4864…32767"),
        terminals: ["0+", "0-", "1+", "1-", "M"].map { Terminal($0, .electrical) },
        parameters: [
            Parameter(
                "resistance", .quantity(.resistance, \.resistance, 10...500),
                Text(fr: "résistance d'entrée", en: "input resistance"), source: "250 Ω")
        ],
        failures: [
            Failure("channel-dead", Text(fr: "voie morte", en: "dead channel"), remedies: [.replace, .reconnect], hasItem: true) {
                values, severity, item in
                if let index = Channel.index(item), index < 2 { values.dead[index] = severity >= 0.5 }
            }
        ],
        signals: [
            .output("a0", .current, Text(fr: "courant de la voie 0", en: "current of channel 0")),
            .output("a1", .current, Text(fr: "courant de la voie 1", en: "current of channel 1")),
            .output("raw0", .ratio, Text(fr: "points de la voie 0", en: "counts of channel 0")),
            .output("raw1", .ratio, Text(fr: "points de la voie 1", en: "counts of channel 1")),
        ],
        told: (0..<2).map {
            .input("channel-\($0)", .current, Text(fr: "courant dans la voie \($0)", en: "current into channel \($0)"))
        })

    private let shunts: [Handle<Conductance>]
    private let ends: [(Joint, Joint)]
    private let currents: [SignalIndex]
    private let counts: [SignalIndex]
    private let told: [SignalIndex?]
    private var parameters: Parameters

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        ends = [(site["0+"], site["0-"]), (site["1+"], site["1-"])]
        shunts = ends.enumerated().map { site.add(Conductance(resistance: 250), "\($0.offset)", $0.element.0, $0.element.1) }
        for (index, end) in ends.enumerated() { site.add(Conductance(1e-6), "\(index) common", end.1, site["M"]) }
        currents = [site.signal("a0"), site.signal("a1")]
        told = (0..<2).map { site.told("channel-\($0)") }
        counts = [site.signal("raw0"), site.signal("raw1")]
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        for shunt in shunts { shunt.element.value = 1 / parameters.resistance }
    }

    public mutating func update(_ tick: Tick) {
        for index in 0..<2 {
            // The card divides by the resistance it should have.
            let measured = tick[told: told[index]] ?? tick.voltage(ends[index].0, ends[index].1) / 250
            let current = parameters.dead[index] ? 0 : measured
            tick[currents[index]] = current
            tick[counts[index]] = max(-4864, min(32_767, (27_648 * (current - 0.004) / 0.016).rounded()))
        }
    }
}
