import Diagnosis
import Foundation
import Machines
import Notation
import Simulation
import Training

/// The project's own data files.
enum Folder {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let scenarios = root.appending(path: "Scenarios")

    static var machines: [String] {
        let folder = scenarios.appending(path: "machines")
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
        return found.filter { name in
            FileManager.default.fileExists(atPath: folder.appending(path: "\(name)/machine.yaml").path(percentEncoded: false))
        }.sorted()
    }

    private static func content(of machine: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: scenarios.appending(path: "machines/\(machine)").path)
    }

    static func definition(_ name: String) throws -> MachineDefinition {
        var files: [String: (shown: String, text: String)] = [:]
        for file in MachineDefinition.fileNames(among: try content(of: name)) {
            files[file] = (file, try String(contentsOf: scenarios.appending(path: "machines/\(name)/\(file)"), encoding: .utf8))
        }
        return try MachineDefinition.decode(named: name, files: files)
    }

    static func states(_ name: String, of machine: Machine) throws -> [MachineState] {
        let file = scenarios.appending(path: "machines/\(name)/\(MachineState.fileName)")
        return try MachineState.decode(
            try Document.parse(try String(contentsOf: file, encoding: .utf8), name: MachineState.fileName), for: machine)
    }
}

extension Folder {
    static func file(_ path: String) throws -> Exercise.File {
        Exercise.File(
            path: path, shown: path, text: try String(contentsOf: scenarios.appending(path: path), encoding: .utf8))
    }

    static func exercise(_ name: String, scenario: String) throws -> Exercise {
        let machine = String(name.prefix { $0 != "/" })
        return try Exercise.decode(
            named: name, scenario: Exercise.File(path: "exercises/\(name)/scenario.yaml", shown: "scenario.yaml", text: scenario),
            machine: try Exercise.machineFileNames(among: content(of: machine)).map { try file("machines/\(machine)/\($0)") })
    }

    static func maintenance(_ name: String, of machine: Machine) throws -> Maintenance {
        let file = try file("machines/\(name)/maintenance.yaml")
        return try Maintenance.decode(try Document.parse(file.text, name: file.shown), for: machine)
    }
}
