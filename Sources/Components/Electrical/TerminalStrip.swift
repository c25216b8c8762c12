import Circuits
import Glibc
public import Notation

/// A strip of n feed-through terminals: a screw on each side, `1a` to `1b`.
public struct TerminalStrip: Component {
    public struct Parameters: ParameterValues {
        var count = 20
        /// Ohms added to a terminal by its index; none while healthy.
        var added: [Int: Double] = [:]
        var burnt: Set<Int> = []
        var loose: Set<Int> = []
        public init() {}

        /// Index of the terminal named `12`, `12a` or `12b`.
        func index(_ item: String) -> Int? {
            guard let number = Int(item.prefix { $0.isNumber }), (1...count).contains(number) else { return nil }
            return number - 1
        }
    }

    public static let type = ComponentType<TerminalStrip>(
        name: "terminal-strip", text: Text(fr: "bornier", en: "terminal strip"), domain: .electrical,
        law: Text(
            fr: "0,3 mΩ par borne serrée ; desserrée : R = 10^(−1 + 10·gravité) Ω ; échauffement de R·I² par 1,7 K/W en 90 s",
            en: "0.3 mΩ for a tight terminal; loose: R = 10^(−1 + 10·severity) Ω; warmed by R·I², 1.7 K/W in 90 s"),
        terminalsFor: { values in
            (1...values.count).flatMap { [Terminal("\($0)a", .electrical), Terminal("\($0)b", .electrical)] }
        },
        parameters: [
            Parameter("count", .count(\.count, 1...60), Text(fr: "nombre de bornes", en: "number of terminals"))
        ],
        failures: [
            Failure("loose", Text(fr: "vis desserrée", en: "loose screw"), remedies: [.tighten, .replace], hasItem: true) {
                values, severity, item in
                guard let index = values.index(item) else { return }
                // 0.1 Ω when it begins, 20 kΩ at 0.53, nothing passes at 1.
                values.added[index, default: 0] += severity >= 1 ? .infinity : pow(10, -1 + 10 * severity)
                values.loose.insert(index)
            },
            Failure(
                "resistive", Text(fr: "contact oxydé", en: "oxidised contact"), remedies: [.clean, .replace], hasItem: true
            ) { values, severity, item in
                guard let index = values.index(item) else { return }
                // 0.1 Ω when it begins, 1 kΩ at 2/3, 20 kΩ at 0.8835, 100 kΩ at 1.
                values.added[index, default: 0] += pow(10, -1 + 6 * severity)
            },
            Failure("burnt", Text(fr: "borne brûlée", en: "burnt terminal"), remedies: [.replace], hasItem: true) {
                values, severity, item in
                guard let index = values.index(item) else { return }
                values.added[index, default: 0] += severity >= 0.9 ? .infinity : pow(10, 5 * severity)
                values.burnt.insert(index)
            },
        ],
        signalsFor: { _ in ContactHeat.signals })

    private static let tight = 3e-4
    private let bars: [InnerWire]
    private let ends: [(Joint, Joint)]
    private var heat: ContactHeat
    /// Terminals that are not as tight as new, or still warm.
    private var watched: [Int] = []
    private var parameters: Parameters

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        bars = (1...parameters.count).map {
            site.wire("\($0)", site["\($0)a"], site["\($0)b"], resistance: Self.tight)
        }
        ends = (1...parameters.count).map { (site["\($0)a"], site["\($0)b"]) }
        heat = ContactHeat(site, count: parameters.count)
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        for (index, bar) in bars.enumerated() { bar.setResistance(Self.tight + (parameters.added[index] ?? 0)) }
        watched = bars.indices.filter { parameters.added[$0] != nil || heat.rises[$0] > 0 }
    }

    public mutating func update(_ tick: Tick) {
        guard !watched.isEmpty, let dt = heat.due(tick.dt) else { return }
        for index in watched {
            let resistance = Self.tight + (parameters.added[index] ?? 0)
            heat.warm(index, tick.squaredVoltage(ends[index].0, ends[index].1) / resistance, dt)
        }
        heat.show(tick)
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight:
            parameters.burnt.sorted().map { Text(fr: "la borne \($0 + 1) est noircie", en: "terminal \($0 + 1) is blackened") }
        case .smell where !parameters.burnt.isEmpty: [Text(fr: "une odeur de plastique brûlé", en: "a smell of burnt plastic")]
        case .touch where !parameters.loose.isEmpty: [Text(fr: "un fil bouge dans sa borne", en: "a wire moves in its terminal")]
        default: []
        }
    }
}
