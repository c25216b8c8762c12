import Circuits
import Notation

/// A two-wire 4–20 mA pressure transmitter: it draws from its loop the current that says the pressure at its port.
public struct PressureTransmitter: Component {
    public struct Parameters: ParameterValues {
        /// Pa.
        var range = 250e5
        var compliance = 10.0
        var lag = 0.005
        /// Pa.
        var offset = 0.0
        var gain = 1.0
        var isDead = false
        var isSaturated = false
        public init() {}
    }

    public static let type = ComponentType<PressureTransmitter>(
        name: "pressure-transmitter", text: Text(fr: "transmetteur de pression 4-20 mA", en: "4–20 mA pressure transmitter"),
        domain: .electrical,
        law: Text(
            fr: "i = 4 mA + 16 mA·p/gamme si sa tension dépasse 10 V ; de 3,6 à 20,5 mA (NAMUR NE 43)",
            en: "i = 4 mA + 16 mA·p/range if its voltage exceeds 10 V; from 3.6 to 20.5 mA (NAMUR NE 43)"),
        terminals: [Terminal("P", .hydraulic), Terminal("+", .electrical), Terminal("-", .electrical)],
        parameters: [
            Parameter(
                "range", .quantity(.pressureDifference, \.range, 1e5...1000e5), Text(fr: "gamme", en: "range"),
                source: "0–250 or 0–400 bar"),
            Parameter(
                "compliance", .quantity(.voltage, \.compliance, 5...15), Text(fr: "tension minimale", en: "least voltage"),
                source: "10–12 V"),
            Parameter(
                "lag", .quantity(.time, \.lag, 1e-4...10), Text(fr: "temps de réponse", en: "response time"), source: "1–5 ms"),
        ],
        failures: [
            Failure("offset", Text(fr: "zéro décalé", en: "zero shifted"), remedies: [.adjust, .replace]) { values, severity, _ in
                // +8 bar at 0.4.
                values.offset += 0.08 * values.range * severity
            },
            Failure("gain-low", Text(fr: "gain trop faible", en: "gain too low"), remedies: [.replace]) { values, severity, _ in
                values.gain *= 1 - 0.5 * severity
            },
            Failure(
                "port-clogged", Text(fr: "orifice encrassé, réponse lente", en: "clogged port, slow response"),
                remedies: [.clean, .replace]
            ) {
                values, severity, _ in values.lag *= 1 + 2_000 * severity
            },
            Failure("dead", Text(fr: "hors service", en: "dead"), remedies: [.replace]) { values, severity, _ in
                values.isDead = severity >= 0.5
            },
            Failure("saturated", Text(fr: "bloqué au maximum", en: "stuck at its maximum"), remedies: [.replace]) {
                values, severity, _ in values.isSaturated = severity >= 0.5
            },
        ],
        signals: [
            .output("loop-current", .current, Text(fr: "courant de boucle", en: "loop current")),
            .output("pressure", .gaugePressure, Text(fr: "pression annoncée", en: "pressure told")),
        ],
        told: [.portPressure(.gaugePressure)])

    private let port: Joint
    private let loop: Handle<LimitedSink>
    private let told: SignalIndex?
    private let shown: [SignalIndex]
    private var parameters: Parameters
    /// Pa that the cell has followed.
    private var followed = 0.0

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        port = site["P"]
        site.add(OilVolume(5e-7), "volume", port)
        loop = site.add(LimitedSink(drop: 10, resistance: 10, limit: 0.004), "loop", site["+"], site["-"])
        told = site.told("port-pressure")
        shown = [site.signal("loop-current"), site.signal("pressure")]
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        loop.element.drop = p.compliance
        drive()
    }

    private func drive() {
        let p = parameters
        let asked = 0.004 + 0.016 * (p.gain * followed + p.offset) / p.range
        loop.element.law.limit = p.isDead ? 0 : p.isSaturated ? 0.022 : min(max(asked, 0.0036), 0.0205)
    }

    public mutating func update(_ tick: Tick) {
        followed += ((tick[told: told] ?? tick.across(port)) - followed) * tick.dt / (parameters.lag + tick.dt)
        drive()
        tick[shown[0]] = loop.element.current
        tick[shown[1]] = (loop.element.current - 0.004) / 0.016 * parameters.range
    }
}
