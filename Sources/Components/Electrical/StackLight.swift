import Circuits
public import Notation

/// A stack of signal lights, one LED tier for each colour, common 0: terminals 1… from the bottom.
public struct StackLight: Component {
    public struct Parameters: ParameterValues {
        var colours = ["green", "orange", "red"]
        var voltage = 24.0
        var power = 1.5
        var dead = [false, false, false, false, false]
        var dirt = 0.0
        public init() {}

        var count: Int { min(5, max(1, colours.count)) }
    }

    private static let names: [String: Text] = [
        "green": Text(fr: "verte", en: "green"), "orange": Text(fr: "orange", en: "orange"), "red": Text(fr: "rouge", en: "red"),
        "blue": Text(fr: "bleue", en: "blue"), "white": Text(fr: "blanche", en: "white"),
    ]

    public static let type = ComponentType<StackLight>(
        name: "stack-light", text: Text(fr: "colonne lumineuse", en: "stack light"), domain: .electrical,
        law: Text(fr: "R = U_n²/P par étage ; éclat = (U/U_n)²", en: "R = U_n²/P for each tier; brightness = (U/U_n)²"),
        terminalsFor: { values in
            [Terminal("0", .electrical, Text(fr: "commun", en: "common"))]
                + (0..<values.count).map { Terminal("\($0 + 1)", .electrical, names[values.colours[$0]]) }
        },
        parameters: [
            Parameter("colours", .words(\.colours), Text(fr: "couleurs, de bas en haut", en: "colours, from the bottom")),
            Parameter("voltage", .quantity(.voltage, \.voltage, 12...240), Text(fr: "tension", en: "voltage")),
            Parameter("power", .quantity(.power, \.power, 0.1...20), Text(fr: "puissance d'un étage", en: "power of a tier")),
        ],
        failures: [
            Failure("tier-dead", Text(fr: "étage hors service", en: "dead tier"), remedies: [.replace], hasItem: true) {
                values, severity, item in
                if let tier = Int(item), (1...5).contains(tier) { values.dead[tier - 1] = severity >= 0.5 }
            },
            Failure("dirty", Text(fr: "verres encrassés", en: "dirty lenses"), remedies: [.clean]) { values, severity, _ in
                values.dirt = severity
            },
        ],
        signalsFor: { values in
            (1...values.count).map {
                .output("lit\($0)", .ratio, Text(fr: "éclat de l'étage \($0)", en: "brightness of tier \($0)"))
            }
        })

    private let tiers: [Handle<Conductance>]
    private let joints: [Joint]
    private let common: Joint
    private let lit: [SignalIndex]
    private var parameters: Parameters

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        let zero = site["0"]
        common = zero
        joints = (1...parameters.count).map { site["\($0)"] }
        tiers = joints.enumerated().map { site.add(Conductance(Contact.open), "\($0.offset + 1)", $0.element, zero) }
        lit = (1...parameters.count).map { site.signal("lit\($0)") }
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        for (index, tier) in tiers.enumerated() {
            tier.element.value =
                parameters.dead[index] ? Contact.open : parameters.power / (parameters.voltage * parameters.voltage)
        }
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        for index in tiers.indices {
            let share = tick.squaredVoltage(joints[index], common) / (p.voltage * p.voltage)
            // Under a tenth of its power nobody sees it.
            tick[lit[index]] = p.dead[index] || share < 0.1 ? 0 : min(1.5, share) * (1 - 0.9 * p.dirt)
        }
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        var texts: [Text] = []
        for index in lit.indices where tick[lit[index]] > 0.02 {
            let word = parameters.colours.isEmpty ? "" : parameters.colours[index]
            let name = Self.names[word] ?? Text(word)
            texts.append(
                tick[lit[index]] < 0.5
                    ? Text(fr: "la lumière \(name.fr) éclaire faiblement", en: "the \(name.en) light is faint")
                    : Text(fr: "la lumière \(name.fr) est allumée", en: "the \(name.en) light is on"))
        }
        return texts.isEmpty ? [Text(fr: "la colonne est éteinte", en: "the stack light is off")] : texts
    }
}
