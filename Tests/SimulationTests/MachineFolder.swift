import Foundation
import Simulation

/// A machine of the library as its folder describes it.
enum MachineFolder {
    static func url(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Scenarios/machines/\(name)")
    }

    static func files(_ name: String) throws -> [String: (shown: String, text: String)] {
        let folder = url(name)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        var files: [String: (shown: String, text: String)] = [:]
        for file in MachineDefinition.fileNames(among: names) {
            files[file] = (file, try String(contentsOf: folder.appending(path: file), encoding: .utf8))
        }
        return files
    }

    static func definition(_ name: String) throws -> MachineDefinition {
        try MachineDefinition.decode(named: name, files: files(name))
    }
}
