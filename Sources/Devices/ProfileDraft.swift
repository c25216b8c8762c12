import Foundation
import Modbus
public import Notation
import Simulation

/// A profile to go on from: what a scan has found, each cell a value without a meaning yet.
public struct ProfileDraft {
    /// Cells beyond which the rest of a stretch is one entry with a count.
    static let entryLimit = 500

    private let place: DevicePlace
    private let unit: UInt8
    private let found: [Scan.Found]

    public init(_ found: [Scan.Found], at place: DevicePlace, unit: UInt8) {
        self.found = found
        self.place = place
        self.unit = unit
    }

    /// As a file of Scenarios/devices: read back by `RegisterMap.decode`.
    public func yaml(_ language: Language) -> String {
        var lines = [
            "# "
                + Text(
                    fr:
                        "Ce qui a répondu à un balayage. Donne à chaque valeur son nom, son format, son échelle et son unité ; ôte le reste.",
                    en: "What answered a scan. Give each value its name, format, scale and unit; take out the rest."
                )[language],
            "format: 1",
            "text: " + Self.quoted(Text(fr: "à nommer", en: "to be named")[language]),
            // A device on TCP may answer by 0 or 255, which are no numbers of its own.
            "unit: \(1...247 ~= unit ? unit : 1)",
        ]
        switch place {
        case .network(let endpoint): lines.append("link: {at: \(Self.quoted("\(endpoint)"))}")
        case .line(let line):
            let direction = line.direction == .adapter ? "" : ", direction: \(line.direction.rawValue)"
            lines.append(
                "link: {at: \(Self.quoted(line.path)), baud: \(line.rate), parity: \(line.parity.rawValue), "
                    + "stop-bits: \(line.stopBits)\(direction)}")
        }
        var left = Self.entryLimit
        for area in Area.allCases {
            let stretches = found.filter { $0.area == area }
            guard !stretches.isEmpty else { continue }
            lines += ["", "\(area.key):"]
            for stretch in stretches {
                for (address, cell) in zip(stretch.addresses, stretch.cells).prefix(left) {
                    lines.append("  \(address): {name: \(area.letter)\(address), value: \(cell)}")
                }
                let rest = stretch.addresses.dropFirst(left)
                if let first = rest.first {
                    lines.append("  \(first): {name: \(area.letter)\(first), value: 0, count: \(rest.count), poll: never}")
                }
                left = max(0, left - stretch.addresses.count)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}

extension Area {
    fileprivate var letter: String {
        switch self {
        case .coils: "c"
        case .discreteInputs: "d"
        case .inputRegisters: "i"
        case .holdingRegisters: "h"
        }
    }
}
