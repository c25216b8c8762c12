import Circuits
import Notation

/// The outlet of the workshop's compressed-air network.
public struct AirSupply: Component {
    public struct Parameters: ParameterValues {
        /// Pa absolute.
        var pressure = 7e5 + Air.atmosphere
        /// m³/(s·Pa).
        var conductance = 1e-7
        var ratio = 0.4
        public init() {}
    }

    public static let type = ComponentType<AirSupply>(
        name: "air-supply", text: Text(fr: "arrivée d'air comprimé", en: "compressed-air supply"), domain: .pneumatic,
        law: Text(
            fr: "réseau à pression constante derrière une restriction ISO 6358-1",
            en: "a network at constant pressure behind an ISO 6358-1 restriction"),
        terminals: [Terminal("1", .pneumatic)],
        parameters: [
            Parameter(
                "pressure", .quantity(.pressure, \.pressure, 0.9e5...1.7e6),
                Text(fr: "pression du réseau", en: "network pressure"), source: "6–8 bar"),
            Parameter(
                "conductance", .quantity(.sonicConductance, \.conductance, 1e-10...1e-5),
                Text(fr: "conductance sonique C de la prise", en: "sonic conductance C of the outlet")),
            Parameter(
                "ratio", .quantity(.ratio, \.ratio, 0...0.6),
                Text(fr: "rapport de pression critique b", en: "critical pressure ratio b")),
        ],
        failures: [
            Failure(
                "low-pressure", Text(fr: "pression du réseau trop basse", en: "network pressure too low"),
                remedies: [.adjust, .reset]
            ) { values, severity, _ in
                values.pressure = Air.atmosphere + (values.pressure - Air.atmosphere) * (1 - severity)
            }
        ],
        signals: [.output("flow", .massFlow, Text(fr: "débit fourni", en: "flow delivered"))])

    private let port: Joint
    private let source: Handle<AirSource>
    private let flow: SignalIndex

    public init(_ parameters: Parameters, at site: Site) throws {
        port = site["1"]
        source = site.add(AirSource(pressure: parameters.pressure, outlet: Restriction(conductance: 0)), "", port)
        flow = site.signal("flow")
    }

    public mutating func refit(_ parameters: Parameters) {
        source.element.pressure = parameters.pressure
        source.element.outlet = Restriction(conductance: parameters.conductance, ratio: parameters.ratio)
    }

    public mutating func update(_ tick: Tick) {
        tick[flow] = source.element.outlet.flow(source.element.pressure, tick.across(port)).value
    }
}
