import Circuits
import Notation

/// A speed controller: a needle, and a check valve that lets the other direction pass freely. Port 1 is on the valve's side,
/// port 2 on the cylinder's.
public struct OneWayFlowControl: Component {
    public struct Parameters: ParameterValues {
        /// Index in `directions`.
        var of = 0
        /// m³/(s·Pa), needle fully open.
        var conductance = 2e-8
        var ratio = 0.3
        /// Turns of the screw from closed, of `turns`.
        var opening = 2.0
        var turns = 10.0
        /// m³/(s·Pa), through the check valve.
        var freeConductance = 2e-8
        /// Pa.
        var cracking = 0.05e5
        var checkStuckOpen = 0.0
        public init() {}

        var needle: Double { max(conductance * min(opening, turns) / turns, 1e-12) }
    }

    static let directions = ["exhaust", "supply"]

    public static let type = ComponentType<OneWayFlowControl>(
        name: "one-way-flow-control", text: Text(fr: "réducteur de débit unidirectionnel", en: "one-way flow control"),
        domain: .pneumatic,
        law: Text(
            fr: "vis : C proportionnelle aux tours, ISO 6358-1 ; clapet libre dans l'autre sens",
            en: "needle: C proportional to its turns, ISO 6358-1; a check valve lets the other direction pass"),
        terminals: [
            Terminal("1", .pneumatic, Text(fr: "côté distributeur", en: "valve side")),
            Terminal("2", .pneumatic, Text(fr: "côté vérin", en: "cylinder side")),
        ],
        parameters: [
            Parameter(
                "of", .choice(\.of, directions),
                Text(fr: "ce qui est freiné : l'échappement ou l'alimentation", en: "what it restricts: exhaust or supply")),
            Parameter(
                "opening", .quantity(.ratio, \.opening, 0...20),
                Text(fr: "ouverture de la vis, en tours", en: "needle opening, turns"),
                adjustable: true),
            Parameter(
                "turns", .quantity(.ratio, \.turns, 1...20),
                Text(fr: "tours de la vis en tout", en: "turns of the needle in all"),
                source: "8–10"),
            Parameter(
                "conductance", .quantity(.sonicConductance, \.conductance, 1e-11...1e-6),
                Text(fr: "conductance sonique C, vis ouverte", en: "sonic conductance C, needle open"),
                source: "1/8: 0–3 l/(s·bar)"),
            Parameter(
                "ratio", .quantity(.ratio, \.ratio, 0...0.6), Text(fr: "rapport critique b", en: "critical ratio b")),
            Parameter(
                "free-conductance", .quantity(.sonicConductance, \.freeConductance, 1e-10...1e-6),
                Text(fr: "conductance sonique C du sens libre", en: "sonic conductance C of the free direction")),
            Parameter(
                "cracking", .quantity(.pressureDifference, \.cracking, 100...1e5),
                Text(fr: "pression d'ouverture du clapet", en: "cracking pressure of the check valve"), source: "0.05–0.2 bar"),
        ],
        failures: [
            Failure(
                "closed-by-vibration", Text(fr: "vis refermée par les vibrations", en: "needle closed by vibration"),
                remedies: [.adjust]
            ) { values, severity, _ in values.opening *= 1 - severity },
            Failure("open-too-far", Text(fr: "vis trop ouverte", en: "needle open too far"), remedies: [.adjust]) {
                values, severity, _ in values.opening += (values.turns - values.opening) * severity
            },
            Failure(
                "check-stuck-open", Text(fr: "clapet bloqué ouvert", en: "check valve stuck open"), remedies: [.replace, .clean]
            ) {
                values, severity, _ in values.checkStuckOpen = severity
            },
            Failure("clogged", Text(fr: "bouché", en: "clogged"), remedies: [.replace, .clean]) { values, severity, _ in
                values.conductance *= 1 - 0.95 * severity
                values.freeConductance *= 1 - 0.95 * severity
            },
        ],
        signals: [.output("flow", .massFlow, Text(fr: "débit de 1 vers 2", en: "flow from 1 to 2"))])

    private let ends: (Joint, Joint)
    private let needle: Handle<Restriction>
    private let check: Handle<CheckValve>
    private let flow: SignalIndex
    /// The check valve lets air pass from 2 to 1.
    private let isReversed: Bool

    public init(_ parameters: Parameters, at site: Site) throws {
        ends = (site["1"], site["2"])
        needle = site.add(Restriction(conductance: 0), "needle", ends.0, ends.1)
        let valve = CheckValve(seat: Restriction(conductance: 0), cracking: parameters.cracking)
        isReversed = parameters.of == 1
        check = isReversed ? site.add(valve, "check", ends.1, ends.0) : site.add(valve, "check", ends.0, ends.1)
        site.add(AirVolume(1e-6), "volume 1", ends.0)
        site.add(AirVolume(1e-6), "volume 2", ends.1)
        flow = site.signal("flow")
    }

    public mutating func refit(_ p: Parameters) {
        needle.element = Restriction(conductance: p.needle + p.checkStuckOpen * p.freeConductance, ratio: p.ratio)
        check.element.seat = Restriction(conductance: (1 - p.checkStuckOpen) * p.freeConductance, ratio: p.ratio)
        check.element.cracking = p.cracking
    }

    public mutating func update(_ tick: Tick) {
        let (first, second) = (tick.across(ends.0), tick.across(ends.1))
        let free = isReversed ? -check.element.flow(second, first).value : check.element.flow(first, second).value
        tick[flow] = needle.element.flow(first, second).value + free
    }
}
