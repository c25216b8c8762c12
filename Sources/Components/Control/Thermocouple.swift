import Circuits
import Notation

/// A type K thermocouple whose cold ends are at the temperature of the room.
public struct Thermocouple: Component {
    public struct Parameters: ParameterValues {
        var on = ""
        var response = 3.0
        var resistance = 10.0
        var gain = 1.0
        var isReversed = false
        var isOpen = false
        var isShorted = false
        public init() {}
    }

    public static let type = ComponentType<Thermocouple>(
        name: "thermocouple", text: Text(fr: "thermocouple K", en: "type K thermocouple"), domain: .electrical,
        law: Text(
            fr: "U = E(T) − E(T_ambiante), polynômes de la CEI 60584-1, derrière 10 Ω",
            en: "U = E(T) − E(T_ambient), polynomials of IEC 60584-1, behind 10 Ω"),
        terminals: [
            Terminal("+", .electrical, Text(fr: "vert", en: "green")), Terminal("-", .electrical, Text(fr: "blanc", en: "white")),
        ],
        parameters: [
            Parameter("on", .link(\.on), Text(fr: "ce dont il mesure la température", en: "what it measures the temperature of")),
            Parameter(
                "response", .quantity(.time, \.response, 0.05...600), Text(fr: "constante de temps", en: "time constant")),
            Parameter(
                "resistance", .quantity(.resistance, \.resistance, 0.1...500),
                Text(fr: "résistance des fils", en: "resistance of the wires")),
        ],
        failures: [
            Failure("open", Text(fr: "soudure rompue", en: "open junction"), remedies: [.replace]) { values, severity, _ in
                values.isOpen = severity >= 0.5
            },
            Failure("reversed", Text(fr: "polarité inversée", en: "reversed polarity"), remedies: [.reconnect]) {
                values, severity, _ in if severity >= 0.5 { values.isReversed.toggle() }
            },
            Failure("shorted", Text(fr: "court-circuit à la tête", en: "short in the head"), remedies: [.replace]) {
                values, severity, _ in values.isShorted = severity >= 0.5
            },
            Failure("aged", Text(fr: "alliage vieilli", en: "aged alloy"), remedies: [.replace]) { values, severity, _ in
                values.gain *= 1 - 0.1 * severity
            },
        ],
        signals: ProbeHead.signals)

    private let junction: Handle<DirectSource>
    private let short: Handle<Conductance>
    private let room: Joint
    private var head: ProbeHead
    private var parameters: Parameters
    /// K.
    private var cold = Air.ambient

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        junction = site.add(DirectSource(resistance: 10), "junction", site["+"], site["-"])
        short = site.add(Conductance(Contact.open), "head", site["+"], site["-"])
        room = site.ambient
        head = try ProbeHead(site, on: parameters.on)
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        junction.element.conductance = parameters.isOpen ? Contact.open : 1 / parameters.resistance
        short.element.value = parameters.isShorted ? 100 : Contact.open
        drive()
    }

    private func drive() {
        let volts = Thermometry.chromelAlumel(head.celsius) - Thermometry.chromelAlumel(cold - 273.15)
        junction.element.voltage = (parameters.isReversed ? -1 : 1) * parameters.gain * volts
    }

    public mutating func update(_ tick: Tick) {
        head.follow(tick, time: parameters.response)
        cold = tick.across(room)
        drive()
    }
}
