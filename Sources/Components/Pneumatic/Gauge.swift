import Circuits
public import Notation

/// A Bourdon-tube pressure gauge.
public struct Gauge: Component {
    public struct Parameters: ParameterValues {
        /// Pa.
        var range = 1e6
        /// m³.
        var volume = 1e-6
        var offset = 0.0
        var isStuck = false
        public init() {}
    }

    public static let type = ComponentType<Gauge>(
        name: "gauge", text: Text(fr: "manomètre", en: "pressure gauge"), domain: .pneumatic,
        law: Text(
            fr: "l'aiguille suit la pression relative en 0,1 s ; un petit volume mort",
            en: "the needle follows the gauge pressure in 0.1 s; a small dead volume"),
        terminals: [Terminal("1", .pneumatic)],
        parameters: [
            Parameter(
                "range", .quantity(.pressureDifference, \.range, 1e4...1e8), Text(fr: "étendue de mesure", en: "range"),
                source: "0–10 bar"),
            Parameter("volume", .quantity(.volume, \.volume, 1e-8...1e-4), Text(fr: "volume mort", en: "dead volume")),
        ],
        failures: [
            Failure("stuck", Text(fr: "aiguille bloquée", en: "needle stuck"), remedies: [.replace]) { values, severity, _ in
                values.isStuck = severity >= 0.5
            },
            Failure("offset", Text(fr: "zéro décalé", en: "zero shifted"), remedies: [.replace, .adjust]) { values, severity, _ in
                values.offset = 2e5 * severity
            },
        ],
        signals: [
            .output("pressure", .pressure, Text(fr: "pression lue", en: "pressure read"), initial: Air.atmosphere)
        ],
        told: [.portPressure(.pressure)])

    /// Seconds.
    private static let lag = 0.1

    private let port: Joint
    private let volume: Handle<AirVolume>
    private let told: SignalIndex?
    private let pressure: SignalIndex
    private var parameters: Parameters
    /// Gauge pressure in the tube as the needle follows it, Pa.
    private var needle = 0.0
    private var shown = 0.0

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        port = site["1"]
        volume = site.add(AirVolume(parameters.volume), "", port)
        told = site.told("port-pressure")
        pressure = site.signal("pressure")
    }

    public mutating func refit(_ parameters: Parameters) { self.parameters = parameters }

    public mutating func update(_ tick: Tick) {
        needle += ((tick[told: told] ?? tick.across(port)) - Air.atmosphere - needle) * tick.dt / (Self.lag + tick.dt)
        if !parameters.isStuck {
            // A pin stops the needle just below zero; above, it goes a little beyond the scale.
            shown = min(max(needle + parameters.offset, -0.02 * parameters.range), 1.05 * parameters.range)
        }
        tick[pressure] = Air.atmosphere + shown
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        // A hundredth of the range is what an eye reads between two marks.
        let mark = parameters.range / 100
        let read = Quantity((shown / mark).rounded() * mark, .pressureDifference)
        return [
            Text(
                fr: "l'aiguille indique \(read.formatted(.fr, unit: "bar", decimals: 1))",
                en: "the needle reads \(read.formatted(.en, unit: "bar", decimals: 1))")
        ]
    }
}
