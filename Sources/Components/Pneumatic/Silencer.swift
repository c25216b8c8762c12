import Circuits
public import Notation

/// A silencer screwed on an exhaust port: a restriction to the atmosphere.
public struct Silencer: Component {
    public struct Parameters: ParameterValues {
        /// m³/(s·Pa).
        var conductance = 2e-8
        var ratio = 0.4
        public init() {}
    }

    public static let type = ComponentType<Silencer>(
        name: "silencer", text: Text(fr: "silencieux", en: "silencer"), domain: .pneumatic,
        law: Text(
            fr: "ISO 6358-1 : ṁ = C·ρ₀·p₁·ψ(p₂/p₁) vers l'atmosphère",
            en: "ISO 6358-1: ṁ = C·ρ₀·p₁·ψ(p₂/p₁) to the atmosphere"),
        terminals: [Terminal("1", .pneumatic)],
        parameters: [
            Parameter(
                "conductance", .quantity(.sonicConductance, \.conductance, 1e-10...1e-6),
                Text(fr: "conductance sonique C", en: "sonic conductance C"), source: "G1/8: 1.5–2.5 l/(s·bar)"),
            Parameter(
                "ratio", .quantity(.ratio, \.ratio, 0...0.6),
                Text(fr: "rapport de pression critique b", en: "critical pressure ratio b")),
        ],
        failures: [
            Failure("clogged", Text(fr: "colmaté", en: "clogged"), remedies: [.clean, .replace]) { values, severity, _ in
                values.conductance *= 1 - 0.95 * severity
            }
        ],
        wear: [
            Wear(
                "clogged", by: .path(of: "flow"), growth: 3.1,
                source: "chosen: 50 000 m³ ANR of air with oil mist; clogs to the third power as a filter"
            ) { _ in 5.9e4 }
        ],
        signals: [
            .output("flow", .massFlow, Text(fr: "débit d'air rejeté", en: "air flow to the atmosphere"))
        ])

    /// Share of a jet's sound that a silencer lets out: 20 dB less.
    static let insertion = 0.01

    private let port: Joint
    private let restriction: Handle<Restriction>
    private let flow: SignalIndex

    public init(_ parameters: Parameters, at site: Site) throws {
        port = site["1"]
        restriction = site.add(Restriction(conductance: parameters.conductance), "", site["1"], site.atmosphere)
        flow = site.signal("flow")
    }

    public mutating func refit(_ parameters: Parameters) {
        restriction.element = Restriction(conductance: parameters.conductance, ratio: parameters.ratio)
    }

    public mutating func update(_ tick: Tick) {
        tick[flow] = restriction.element.massFlow(tick.across(port), Air.atmosphere).value
    }

    public func sound(_ tick: Tick) -> Sound { .jet(tick[flow], muffled: Self.insertion) }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        // A hiss is plain from about 10 l/min ANR.
        guard sense == .hearing, tick[flow] > 2e-4 else { return [] }
        return [Text(fr: "l'air s'échappe en soufflant", en: "air blows out")]
    }
}
