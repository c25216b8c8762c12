import Foundation
import Simulation

@testable import Dossiers

/// The sorting conveyor as the repository has it.
enum Conveyor {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Scenarios/machines/convoyeur-tri")

    static func definition() throws -> MachineDefinition {
        var files: [String: (shown: String, text: String)] = [:]
        for name in MachineDefinition.fileNames {
            files[name] = (name, try String(contentsOf: folder.appending(path: name), encoding: .utf8))
        }
        return try MachineDefinition.decode(named: "convoyeur-tri", files: files)
    }

    static func dossier() throws -> Dossier { Dossier(try definition()) }
}
