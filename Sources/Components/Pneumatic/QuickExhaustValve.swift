import Circuits
public import Notation

/// A quick-exhaust valve: it feeds from 1 to 2, and lets the air of 2 out at once through 3 when 1 is vented.
public struct QuickExhaustValve: Component {
    public struct Parameters: ParameterValues {
        /// m³/(s·Pa).
        var conductance = 2e-8
        var exhaustConductance = 5e-8
        var ratio = 0.3
        /// Pa.
        var cracking = 0.1e5
        var leak = 0.0
        var isStuck = false
        public init() {}
    }

    public static let type = ComponentType<QuickExhaustValve>(
        name: "quick-exhaust-valve", text: Text(fr: "purge rapide", en: "quick-exhaust valve"), domain: .pneumatic,
        law: Text(
            fr: "1→2 par un clapet, 2→3 ouvert dès que p₂ − p₁ dépasse 0,1 à 0,2 bar ; chaque voie ISO 6358-1",
            en: "1→2 through a check valve, 2→3 open once p₂ − p₁ exceeds 0.1 to 0.2 bar; each way ISO 6358-1"),
        terminals: [
            Terminal("1", .pneumatic, Text(fr: "côté distributeur", en: "valve side")),
            Terminal("2", .pneumatic, Text(fr: "côté vérin", en: "cylinder side")),
            Terminal("3", .pneumatic, Text(fr: "échappement", en: "exhaust")),
        ],
        parameters: [
            Parameter(
                "conductance", .quantity(.sonicConductance, \.conductance, 1e-10...1e-6),
                Text(fr: "conductance sonique C, 1→2", en: "sonic conductance C, 1→2")),
            Parameter(
                "exhaust-conductance", .quantity(.sonicConductance, \.exhaustConductance, 1e-10...1e-6),
                Text(fr: "conductance sonique C, 2→3", en: "sonic conductance C, 2→3")),
            Parameter("ratio", .quantity(.ratio, \.ratio, 0...0.6), Text(fr: "rapport critique b", en: "critical ratio b")),
            Parameter(
                "cracking", .quantity(.pressureDifference, \.cracking, 1e3...1e5),
                Text(fr: "différence qui déplace la membrane", en: "difference that moves the diaphragm")),
        ],
        failures: [
            Failure(
                "stuck", Text(fr: "membrane collée sur l'échappement", en: "diaphragm stuck on the exhaust"),
                remedies: [.clean, .replace]
            ) { values, severity, _ in values.isStuck = severity >= 0.5 },
            Failure("leaking", Text(fr: "fuite à l'échappement", en: "leak at the exhaust"), remedies: [.replace]) {
                values, severity, _ in values.leak = 2e-9 * severity
            },
            Failure("clogged", Text(fr: "échappement bouché", en: "clogged exhaust"), remedies: [.clean, .replace]) {
                values, severity, _ in values.exhaustConductance *= 1 - 0.95 * severity
            },
        ],
        wear: [
            Wear(
                "leaking", by: .path(of: "exhaust"), growth: 2,
                source: "ISO 13849-1 table C.1: 1e7 strokes, of half a gram here"
            ) { _ in 5e3 }
        ],
        signals: [.output("exhaust", .massFlow, Text(fr: "débit par 3", en: "flow through 3"))])

    private let joints: (Joint, Joint, Joint)
    private let feed: Handle<CheckValve>
    private let exhaust: Handle<QuickExhaustSeat>
    private let leak: Handle<Restriction>
    /// With the diaphragm stuck the air goes back through the feed.
    private let back: Handle<Restriction>
    private let flow: SignalIndex

    public init(_ parameters: Parameters, at site: Site) throws {
        joints = (site["1"], site["2"], site["3"])
        feed = site.add(CheckValve(seat: Restriction(conductance: 0), cracking: 1e4), "feed", joints.0, joints.1)
        exhaust = site.add(
            QuickExhaustSeat(seat: Restriction(conductance: 0), cracking: 1e4), "exhaust", joints.0, joints.1, joints.2)
        leak = site.add(Restriction(conductance: 0), "leak", joints.1, joints.2)
        back = site.add(Restriction(conductance: 0), "back", joints.0, joints.1)
        for port in ["1", "2", "3"] { site.add(AirVolume(2e-6), "volume \(port)", site[port]) }
        flow = site.signal("exhaust")
    }

    public mutating func refit(_ p: Parameters) {
        // The lip of the diaphragm lifts under a fifth of what throws it over.
        feed.element.cracking = 0.2 * p.cracking
        feed.element.seat = Restriction(conductance: p.isStuck ? 0 : p.conductance, ratio: p.ratio)
        back.element = Restriction(conductance: p.isStuck ? p.conductance : 0, ratio: p.ratio)
        exhaust.element.cracking = p.cracking
        exhaust.element.seat = Restriction(conductance: p.isStuck ? 0 : p.exhaustConductance, ratio: p.ratio)
        leak.element = Restriction(conductance: p.leak, ratio: p.ratio)
    }

    private func escaping(_ tick: Tick) -> Double {
        let (first, second, third) = (tick.across(joints.0), tick.across(joints.1), tick.across(joints.2))
        return exhaust.element.flow(first, second, third).value + leak.element.flow(second, third).value
    }

    public mutating func update(_ tick: Tick) { tick[flow] = escaping(tick) }

    public func sound(_ tick: Tick) -> Sound { .jet(escaping(tick)) }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .hearing else { return [] }
        return Hiss.percepts(escaping(tick), fr: "à la purge rapide", en: "at the quick-exhaust valve")
    }
}
