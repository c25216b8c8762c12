import Circuits
public import Notation

/// A selector switch: contact n (`n3-n4`) is closed in the positions that its word names, else in position n counted from 0.
public struct Selector: Component {
    public struct Parameters: ParameterValues {
        var positions = ["0", "1"]
        /// For each contact, the names of the positions in which it is closed, joined by `+`; empty: contact n closes in position n.
        var contacts: [String] = []
        var initial = 0
        var oxide = [Double](repeating: 0, count: 9)
        public init() {}

        var contactCount: Int { min(9, contacts.isEmpty ? max(1, positions.count - 1) : contacts.count) }

        func isClosed(_ contact: Int, at position: Int) -> Bool {
            guard !contacts.isEmpty else { return position == contact + 1 }
            guard positions.indices.contains(position) else { return false }
            return contacts[contact].split(separator: "+").contains { $0 == positions[position] }
        }
    }

    public static let type = ComponentType<Selector>(
        name: "selector", text: Text(fr: "commutateur à positions", en: "selector switch"), domain: .electrical,
        law: Text(fr: "contact fermé 20 mΩ, ouvert 1 GΩ", en: "closed contact 20 mΩ, open 1 GΩ"),
        terminalsFor: { values in
            (1...values.contactCount).flatMap { [Terminal("\($0)3", .electrical), Terminal("\($0)4", .electrical)] }
        },
        parameters: [
            Parameter("positions", .words(\.positions), Text(fr: "noms des positions", en: "names of the positions")),
            Parameter(
                "contacts", .words(\.contacts),
                Text(fr: "positions qui ferment chaque contact", en: "positions that close each contact")),
            Parameter(
                "initial", .count(\.initial, 0...8), Text(fr: "position au départ, depuis 0", en: "first position, from 0")),
        ],
        failures: [
            Failure(
                "contact-oxidised", Text(fr: "contact oxydé", en: "oxidised contact"), remedies: [.clean, .replace], hasItem: true
            ) {
                values, severity, item in
                if let number = Int(item.prefix(1)), (1...9).contains(number) {
                    values.oxide[number - 1] = Contact.oxide(severity)
                }
            }
        ],
        signalsFor: { values in
            [.input("position", .ratio, Text(fr: "position, depuis 0", en: "position, from 0"), initial: Double(values.initial))]
        },
        controlsFor: { values in
            [Control("position", positions: values.positions.map { Text($0) }, .maintained, namedBy: "positions")]
        })

    private let contacts: [Contact]
    private let position: SignalIndex
    private var parameters: Parameters
    private var index: Int

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        index = parameters.initial
        contacts = (1...parameters.contactCount).map { Contact(site, "\($0)3", "\($0)4") }
        position = site.signal("position")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        connect()
    }

    private func connect() {
        for (number, contact) in contacts.enumerated() {
            contact.set(parameters.isClosed(number, at: index), 0.02 + parameters.oxide[number])
        }
    }

    public mutating func update(_ tick: Tick) {
        let now = Int(tick[position].rounded())
        if now != index {
            index = now
            connect()
        }
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight, parameters.positions.indices.contains(index) else { return [] }
        let name = parameters.positions[index]
        return [Text(fr: "le commutateur est sur « \(name) »", en: "the selector is on '\(name)'")]
    }
}
