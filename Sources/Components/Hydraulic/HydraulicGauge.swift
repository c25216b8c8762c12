import Circuits
public import Notation

/// A Bourdon-tube gauge filled with glycerine.
public struct HydraulicGauge: Component {
    public struct Parameters: ParameterValues {
        /// Pa.
        var range = 250e5
        /// m³.
        var volume = 1e-6
        /// Seconds.
        var lag = 0.1
        var offset = 0.0
        var isStuck = false
        public init() {}
    }

    public static let type = ComponentType<HydraulicGauge>(
        name: "hydraulic-gauge", text: Text(fr: "manomètre à glycérine", en: "glycerine pressure gauge"), domain: .hydraulic,
        law: Text(
            fr: "l'aiguille suit la pression relative, amortie ; lecture au centième de l'étendue",
            en: "the needle follows the gauge pressure, damped; read to a hundredth of the range"),
        terminals: [Terminal("1", .hydraulic)],
        parameters: [
            Parameter(
                "range", .quantity(.pressureDifference, \.range, 1e5...1000e5), Text(fr: "étendue de mesure", en: "range"),
                source: "0–250 bar: the working pressure in the middle third"),
            Parameter(
                "volume", .quantity(.volume, \.volume, 1e-8...1e-4), Text(fr: "volume mort", en: "dead volume"),
                source: "Bourdon tube of a 63 mm gauge: about 1 cm³"),
            Parameter(
                "lag", .quantity(.time, \.lag, 1e-3...10), Text(fr: "amortissement", en: "damping"),
                source: "snubber and glycerine: about 0.1 s"),
        ],
        failures: [
            Failure("stuck", Text(fr: "aiguille bloquée", en: "needle stuck"), remedies: [.replace]) { values, severity, _ in
                values.isStuck = severity >= 0.5
            },
            Failure("offset", Text(fr: "zéro décalé", en: "zero shifted"), remedies: [.replace, .adjust]) { values, severity, _ in
                values.offset = 0.1 * values.range * severity
            },
            Failure("snubber-clogged", Text(fr: "amortisseur bouché", en: "clogged snubber"), remedies: [.clean, .replace]) {
                values, severity, _ in values.lag *= 1 + 300 * severity
            },
        ],
        signals: [.output("pressure", .gaugePressure, Text(fr: "pression lue", en: "pressure read"))],
        told: [.portPressure(.gaugePressure)])

    private let port: Joint
    private let volume: Handle<OilVolume>
    private let told: SignalIndex?
    private let pressure: SignalIndex
    private var parameters: Parameters
    private var needle = 0.0
    private var shown = 0.0

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        port = site["1"]
        volume = site.add(OilVolume(p.volume), "", port)
        told = site.told("port-pressure")
        pressure = site.signal("pressure")
    }

    public mutating func refit(_ p: Parameters) { parameters = p }

    public mutating func update(_ tick: Tick) {
        needle += ((tick[told: told] ?? tick.across(port)) - needle) * tick.dt / (parameters.lag + tick.dt)
        if !parameters.isStuck {
            // A pin stops the needle just below zero; above, it goes a little beyond the scale.
            shown = min(max(needle + parameters.offset, -0.02 * parameters.range), 1.05 * parameters.range)
        }
        tick[pressure] = shown
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        let mark = parameters.range / 100
        let read = Quantity((shown / mark).rounded() * mark, .pressureDifference)
        return [
            Text(
                fr: "l'aiguille indique \(read.formatted(.fr, unit: "bar", decimals: 1))",
                en: "the needle reads \(read.formatted(.en, unit: "bar", decimals: 1))")
        ]
    }
}
