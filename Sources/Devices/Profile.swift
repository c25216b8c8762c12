import Modbus
public import Notation
public import Simulation

/// A device as a master sees it: its map, value by value.
public struct Profile: Sendable {
    /// More would not be read by anybody, and a table takes memory for each.
    public static let pointLimit = 2000

    public let name: String
    public let map: RegisterMap
    public let points: [Point]

    public var text: Text { map.text ?? Text(name) }
    public var unit: UInt8 { map.unit }
    public var polling: Polling { map.polling }

    /// - Throws: `ProfileError`.
    public init(named name: String, _ map: RegisterMap) throws(ProfileError) {
        self.name = name
        self.map = map
        let entries = map.entries.filter { entry in
            switch entry.source {
            case .key, .heartbeat: false
            default: true
            }
        }
        let count = entries.reduce(0) { $0 + $1.count }
        guard count <= Self.pointLimit else { throw .tooManyPoints(count) }
        let names = entries.reduce(into: [String: Int]()) { $0[$1.name, default: 0] += 1 }
        var points: [Point] = []
        for entry in entries {
            let limit = entry.area.holdsBits ? map.polling.limits.bits : map.polling.limits.registers
            guard entry.width <= limit else { throw .tooWide(entry.name, cells: entry.width, limit: limit) }
            let bits = entry.bits.map { ".\($0.lowerBound)" } ?? ""
            let name = names[entry.name] == 1 ? entry.name : "\(entry.name)@\(entry.reference)\(bits)"
            let groups = map.polling.groups.map(\.name)
            let group = entry.poll == Polling.never ? nil : entry.poll.flatMap { groups.firstIndex(of: $0) } ?? 0
            for index in 0..<entry.count {
                let first = entry.address + index * entry.width
                points.append(
                    Point(
                        name: entry.count == 1 ? name : "\(name)[\(index)]", entry: entry, addresses: first..<first + entry.width,
                        group: group))
            }
        }
        self.points = points
    }

    public func point(_ name: String) -> Int? { points.firstIndex { $0.name == name } }
}

/// A map that a master cannot poll.
public enum ProfileError: Error, Sendable, Equatable {
    case tooManyPoints(Int)
    case tooWide(String, cells: Int, limit: Int)

    public var text: Text {
        switch self {
        case .tooManyPoints(let count):
            Text(
                fr: "\(count) valeurs, \(Profile.pointLimit) au plus : réduis « count » dans une copie du profil",
                en: "\(count) values, \(Profile.pointLimit) at most: make 'count' smaller in a copy of the profile")
        case .tooWide(let name, let cells, let limit):
            Text(
                fr: "« \(name) » tient sur \(cells) registres, et limits n'en permet que \(limit)",
                en: "'\(name)' takes \(cells) registers, and limits allows \(limit) only")
        }
    }
}
