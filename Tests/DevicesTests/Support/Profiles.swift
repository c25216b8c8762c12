import Devices
import Foundation
import Notation
import Simulation

/// The profiles that come with banc, and handmade ones.
enum Profiles {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Scenarios/devices")

    /// Those of real classes of device; the free tables are a twin only.
    static let names = [
        "automate", "bloc-temperature", "capteur-vibration", "compresseur", "compteur-energie", "variateur", "vibration-vs1",
    ]

    static func named(_ name: String) throws -> Profile {
        let text = try String(contentsOf: folder.appending(path: "\(name).yaml"), encoding: .utf8)
        return try Profile(named: name, try RegisterMap.decode(try Document.parse(text, name: name)))
    }

    /// - Parameter yaml: what follows the format.
    static func made(_ yaml: String) throws -> Profile {
        try Profile(named: "made", try RegisterMap.decode(try Document.parse("format: 1\n" + yaml, name: "made.yaml")))
    }
}
