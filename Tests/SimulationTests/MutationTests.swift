import Circuits
import Components
import Foundation
import Grafcet
import Machines
import Notation
import Simulation
import Testing

/// Good files with a line or a value changed: whatever an author does, the reader either takes the file or says where it is wrong.
@Suite struct MutationTests {
    /// The good files of the corpus, small; those of the conveyor, large.
    enum Source: String, CaseIterable {
        case corpus, conveyor

        func files() throws -> [String: (shown: String, text: String)] {
            guard self == .corpus else { return try Conveyor.files() }
            let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            var files: [String: (shown: String, text: String)] = [:]
            for name in MachineDefinition.fileNames {
                let url = folder.appending(path: "Refused/base").appending(path: name)
                files[name] = (name, try String(contentsOf: url, encoding: .utf8))
            }
            return files
        }

        /// Mutants of each of its files: two thousand in all.
        var count: Int { self == .corpus ? 450 : 50 }
    }

    @Test(arguments: Source.allCases, MachineDefinition.fileNames)
    func `a mutant is taken or refused at a line of its own`(_ source: Source, _ name: String) throws {
        let good = try source.files()
        let text = try #require(good[name]).text
        let definition = try MachineDefinition.decode(named: "mutant", files: good)
        var random = SeededRandom(seed: 2026, "\(source.rawValue)/\(name)")
        var (taken, refused) = (0, 0)
        for _ in 0..<source.count {
            let mutant = Mutation.mutant(of: text, &random)
            do {
                try read(mutant, name, beside: definition)
                taken += 1
            } catch {
                refused += 1
                let mistakes = (error as? Mistakes)?.all ?? (error as? Mistake).map { [$0] } ?? []
                #expect(!mistakes.isEmpty, "\(error)")
                let lines = mutant.split(separator: "\n", omittingEmptySubsequences: false).count
                for mistake in mistakes {
                    #expect(mistake.origin.file == name && (1...lines).contains(mistake.origin.line), "\(mistake)")
                }
            }
        }
        // A mutation that never hurts, or always, would test nothing.
        #expect(taken > 0 && refused > 0)
    }

    /// Reads a file beside the good others, and puts what it says to use.
    private func read(_ text: String, _ name: String, beside good: MachineDefinition) throws {
        let node = try Document.parse(text, name: name)
        switch name {
        case "machine.yaml":
            let plant = try Plant(try Machine.decode(node, named: "mutant"), seed: 1)
            // A circuit that cannot be solved is no mistake of writing: the step says so, with a name.
            for _ in 0..<3 { try? plant.advance() }
        case "program.yaml":
            var controller = Controller(try Program.decode(node))
            controller.powerUp()
            for _ in 0..<10 { controller.scan(dt: 0.01) }
        case "faults.yaml":
            let faults = try Machines.Fault.decode(node, for: good.machine)
            guard let fault = faults.last else { return }
            let plant = try Plant(good.machine, seed: 1)
            plant.setFailure(fault.failure, on: fault.target, severity: fault.severity)
            try? plant.advance()
        default:
            let map = try RegisterMap.decode(node, machine: good.machine, program: good.program)
            for entry in map.entries {
                for value in [0, -1, 1e300, -1e300, .infinity, .nan] {
                    #expect(entry.registers(value).count == entry.addresses.count)
                    _ = entry.value(entry.registers(value))
                }
            }
        }
    }
}

/// One change to a text, as a hand or an editor makes it.
enum Mutation {
    private static let values = [
        "", "0", "-1", "1e308", "nan", "2,5", "24 V", "24", "[]", "{}", "\"\"", "oui", "true", "*a", "&a", "!!int 3", "~",
        "{fr: x}",
        "99999999999999999999", "PE", "X1:1", "KM1:A1", "\u{0}", "\t", "é", "↑", "((((((((((", "- -", "F/GS:{INIT}", "%I0.0",
        "1e-308 s",
    ]

    private static let signs = Array("{}[]:,-\"'#&*!|>%@ a1Ωµ")

    static func mutant(of text: String, _ random: inout SeededRandom) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        func pick(_ count: Int) -> Int { Int(random.next() % UInt64(max(count, 1))) }
        let line = pick(lines.count)
        switch pick(9) {
        case 0: lines.remove(at: line)
        case 1: lines.insert(lines[line], at: line)
        case 2: lines.swapAt(line, pick(lines.count))
        case 3: lines[line] = String(repeating: " ", count: pick(5)) + lines[line]
        case 4: lines[line] = String(lines[line].drop { $0 == " " })
        case 5: lines[line] = lines[line].replacing(value(of: lines[line], &random), with: values[pick(values.count)])
        case 6:
            // A value of another place.
            let other = value(of: lines[pick(lines.count)], &random)
            lines[line] = lines[line].replacing(value(of: lines[line], &random), with: other)
        case 7:
            var characters = Array(lines[line])
            if !characters.isEmpty { characters.remove(at: pick(characters.count)) }
            lines[line] = String(characters)
        default:
            var characters = Array(lines[line])
            if !characters.isEmpty {
                let place = pick(characters.count)
                characters[place] = signs[pick(signs.count)]
            }
            lines[line] = String(characters)
        }
        return lines.joined(separator: "\n")
    }

    /// A word of a line: between colons, commas, brackets and spaces.
    private static func value(of line: String, _ random: inout SeededRandom) -> String {
        let words = line.split { " {}[]:,\"".contains($0) }
        return words.isEmpty ? line : String(words[Int(random.next() % UInt64(words.count))])
    }
}
