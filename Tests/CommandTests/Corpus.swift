import Foundation
import Grafcet
import Machines
import Notation
import Simulation
import Testing

/// Broken data files, a folder a kind, each beside the messages that it must get: `name.yaml` and `name.expected`.
///
/// To add a kind, add a folder and a line to `kinds`; to add a case, add its two files.
enum Corpus {
    /// How files of a kind are read.
    struct Kind: Sendable {
        let folder: String
        let read: @Sendable (_ text: String, _ name: String) throws -> Void
    }

    static let kinds: [Kind] = [
        Kind(folder: "machine") { text, name in
            let machine = try MachineDefinition.decode(named: "essai", files: ["machine.yaml": (name, text)]).machine
            _ = try Plant(machine, seed: 1)
        },
        Kind(folder: "program") { try decode($0, $1, as: "program.yaml", beside: ["machine.yaml"]) },
        Kind(folder: "faults") { try decode($0, $1, as: "faults.yaml", beside: ["machine.yaml"]) },
        Kind(folder: "modbus") { try decode($0, $1, as: "modbus.yaml", beside: ["machine.yaml", "program.yaml"]) },
        Kind(folder: "device") { _ = try RegisterMap.decode(try Document.parse($0, name: $1)) },
    ]

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Refused")
    /// The good files that the broken ones speak of.
    static let base = "base"

    private static func decode(_ text: String, _ name: String, as file: String, beside others: [String]) throws {
        var files = [file: (shown: name, text: text)]
        for other in others {
            let url = root.appending(path: base).appending(path: other)
            files[other] = (other, try String(contentsOf: url, encoding: .utf8))
        }
        _ = try MachineDefinition.decode(named: "essai", files: files)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let folder: String
        let name: String

        var testDescription: String { "\(folder)/\(name)" }
        var file: URL { root.appending(path: folder).appending(path: "\(name).yaml") }
        var expectation: URL { root.appending(path: folder).appending(path: "\(name).expected") }

        /// Messages in both languages, as the expectation writes them: `fr: …`, then `en: …`.
        func messages() throws -> (lines: [String], mistakes: [Mistake]) {
            guard let kind = kinds.first(where: { $0.folder == folder }) else { throw UnknownKind(folder: folder) }
            let mistakes: [Mistake]
            do {
                let text = try Document.text(of: try Data(contentsOf: file), name: "\(name).yaml")
                try kind.read(text, "\(name).yaml")
                mistakes = []
            } catch let error as Mistakes {
                mistakes = error.all
            } catch let error as Mistake {
                mistakes = [error]
            }
            let lines = Language.allCases.flatMap { language in
                mistakes.map { "\(language.rawValue): \($0.rendered(language))" }
            }
            return (lines, mistakes)
        }
    }

    struct UnknownKind: Error {
        let folder: String
    }

    static func contents(_ folder: String = "") -> [String] {
        let found = try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path(percentEncoded: false))
        return (found ?? []).sorted()
    }

    static let cases: [Case] = contents().filter { $0 != base }.flatMap { folder in
        contents(folder).filter { $0.hasSuffix(".yaml") }.map { Case(folder: folder, name: String($0.dropLast(5))) }
    }
}
