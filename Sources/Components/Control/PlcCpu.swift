import Circuits
public import Notation

/// The processor of a controller on its 24 V: it runs from 20.4 V, stops below 18.5 V, and takes 3 s to start.
public struct PlcCpu: Component {
    public struct Parameters: ParameterValues {
        var power = 6.0
        var startTime = 3.0
        var isDead = false
        public init() {}
    }

    public static let type = ComponentType<PlcCpu>(
        name: "plc-cpu", text: Text(fr: "unité centrale d'automate", en: "PLC processor"), domain: .electrical,
        law: Text(
            fr: "R = 24²/P ; marche dès 20,4 V, arrêt sous 18,5 V (24 V −15 %/+20 %), redémarrage en 3 s",
            en: "R = 24²/P; runs from 20.4 V, stops below 18.5 V (24 V −15 %/+20 %), restarts in 3 s"),
        terminals: [Terminal("L+", .electrical), Terminal("M", .electrical)],
        parameters: [
            Parameter("power", .quantity(.power, \.power, 0.5...60), Text(fr: "puissance", en: "power")),
            Parameter("start-time", .quantity(.time, \.startTime, 0...60), Text(fr: "temps de démarrage", en: "start time")),
        ],
        failures: [
            Failure("dead", Text(fr: "hors service", en: "dead"), remedies: [.replace]) { values, severity, _ in
                values.isDead = severity >= 0.5
            }
        ],
        signals: [
            .input("mode", .ratio, Text(fr: "commutateur de marche", en: "run switch"), initial: 1),
            .output("running", .ratio, Text(fr: "1 si le programme tourne", en: "1 if the program runs")),
            .output("led", .ratio, Text(fr: "LED RUN", en: "RUN LED")),
        ],
        controls: [Control("mode", positions: [Text("stop"), Text("run")], .maintained)])

    private static let starts = 20.4
    private static let stops = 18.5
    private let ends: (Joint, Joint)
    private let load: Handle<Conductance>
    private let mode: SignalIndex
    private let running: SignalIndex
    private let led: SignalIndex
    private var parameters: Parameters
    private var isFed = false
    /// Seconds since the supply came back.
    private var uptime = 0.0

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        ends = (site["L+"], site["M"])
        load = site.add(Conductance(1e-3), "", ends.0, ends.1)
        mode = site.signal("mode")
        running = site.signal("running")
        led = site.signal("led")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        load.element.value = parameters.isDead ? 1e-6 : parameters.power / (24 * 24)
    }

    public mutating func update(_ tick: Tick) {
        let voltage = tick.voltage(ends.0, ends.1)
        if voltage > Self.starts && !parameters.isDead { isFed = true }
        if voltage < Self.stops || parameters.isDead { isFed = false }
        uptime = isFed ? uptime + tick.dt : 0
        let isRunning = isFed && uptime > parameters.startTime - 1e-9 && tick[mode] > 0.5
        tick[running] = isRunning ? 1 : 0
        tick[led] = isRunning ? 1 : 0
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        if tick[led] > 0.5 { return [Led.text(Text("RUN"), isLit: true)] }
        return isFed
            ? [Text(fr: "LED STOP allumée", en: "STOP LED on")]
            : [Text(fr: "aucune LED allumée", en: "no LED on")]
    }
}
