import Circuits
import Components
import Foundation
import Notation
import Testing

/// SplitMix64: the same points on every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// What every component type must satisfy, by walking the catalogue: a new type is covered without being named here.
@Suite struct CatalogTests {
    /// One component of a type alone, with every link answered by a component of each type that could be meant.
    static func alone(_ type: AnyComponentType) throws -> Assembly {
        let assembly = Assembly(seed: 7)
        var values: [(key: String, value: ParameterValue)] = []
        for parameter in type.parameters where parameter.isRequired {
            switch parameter.form {
            case .quantity(_, let range):
                values.append((parameter.key, .number((range.lowerBound * range.upperBound).squareRoot())))
            case .count(let range): values.append((parameter.key, .count((range.lowerBound + range.upperBound) / 2)))
            default: break
            }
        }
        try assembly.declare("X1", type, type.parameters(values))
        try assembly.build()
        return assembly
    }

    @Test(arguments: Catalog.all.map(\.name))
    func `stamps the slopes of its own values`(name: String) throws {
        let assembly = try Self.alone(Catalog.type(named: name)!)
        // A source in every layer, so that every layer is built and tried.
        for terminal in assembly.terminals(of: "X1") where terminal.domain == .electrical {
            assembly.circuit.add(Tickle(), named: "tickle", at: [assembly.joint("X1", terminal.name)!, assembly.earth])
        }
        for terminal in assembly.terminals(of: "X1") where terminal.domain != .electrical {
            let ground: Joint =
                switch terminal.domain {
                case .pneumatic: assembly.atmosphere
                case .hydraulic: assembly.tank
                case .translation: assembly.frame
                case .rotation: assembly.bed
                case .thermal, .electrical: assembly.ambient
                }
            assembly.circuit.add(Conductance(1e-9), named: "tickle", at: [assembly.joint("X1", terminal.name)!, ground])
        }
        var generator = SeededGenerator(state: 42)
        let mismatches = try assembly.circuit.slopeMismatches(tries: 40, using: &generator)
        #expect(mismatches.isEmpty, "\(mismatches.first.map { "\($0)" } ?? "")")
    }

    @Test func `holds a line for each file of a component, and a file for each line`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        var files: [String] = []
        for domain in ["Electrical", "Control", "Pneumatic", "Hydraulic", "Mechanical", "Process"] {
            let folder = root.appending(path: "Sources/Components/\(domain)")
            guard FileManager.default.fileExists(atPath: folder.path) else { continue }
            for url in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            where url.pathExtension == "swift" {
                files.append(url.deletingPathExtension().lastPathComponent)
            }
        }
        let kebab = files.map { file in
            var result = ""
            for (index, character) in file.enumerated() {
                if (character.isUppercase || character.isNumber) && index > 0 { result.append("-") }
                result += character.lowercased()
            }
            return result
        }
        #expect(Set(kebab) == Set(Catalog.all.map(\.name)))
        #expect(Set(Catalog.all.map(\.name)).count == Catalog.all.count)
    }

    @Test(arguments: Catalog.all.map(\.name))
    func `has parameters whose defaults lie within their bounds, and texts in both languages`(name: String) throws {
        let type = Catalog.type(named: name)!
        for parameter in type.parameters where !parameter.isRequired {
            switch (parameter.form, parameter.defaultValue) {
            case (.quantity(_, let range), .number(let value)): #expect(range.contains(value), "\(parameter.key)")
            case (.count(let range), .count(let value)): #expect(range.contains(value), "\(parameter.key)")
            default: break
            }
        }
        #expect(!type.text.fr.isEmpty && !type.text.en.isEmpty && !type.law.fr.isEmpty && !type.law.en.isEmpty)
        #expect(!type.failures.isEmpty, "every type fails in some way")
    }
}

/// Excites every electrical layer, weakly.
private struct Tickle: Element {
    static var layering: Layering { .only([0, 1, 2]) }
    static var excites: [Int] { [0, 1, 2] }
    func stamp(_ s: Stamp) {
        for layer in 0..<3 { s.conductance(layer, 3 + layer, 1e-6) }
    }
}
