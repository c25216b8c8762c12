import Components
import Diagnosis
import Foundation
import Machines
import Notation
import Simulation
import Synchronization
import Testing
import Training

@Suite struct FaultMatrixTests {
    private static let machine = "convoyeur-tri"

    /// The conveyor, as if only these could befall it.
    private static func definition(_ faults: [String]) throws -> MachineDefinition {
        var files: [String: (shown: String, text: String)] = [:]
        for file in MachineDefinition.fileNames {
            files[file] = (file, try Folder.file("machines/\(machine)/\(file)").text)
        }
        let entries = try #require(files["faults.yaml"]).text.components(separatedBy: "\n  - id: ")
        let kept = entries.dropFirst().filter { entry in faults.contains(String(entry.prefix { $0 != "\n" })) }
        #expect(kept.count == faults.count)
        files["faults.yaml"] = (
            "faults.yaml", (["format: 1\nfaults:"] + kept).joined(separator: "\n  - id: ")
        )
        return try MachineDefinition.decode(named: machine, files: files)
    }

    private static func reading(_ state: String, _ point: String, _ value: Double, error: Double = 0.1) -> Finding {
        Finding(
            state: state, test: .voltage(from: point, to: "PE", isAlternating: false), healthy: .number(0),
            faulty: .number(value), margin: abs(value) / error)
    }

    private static let states = ["arret", "marche"].map {
        MachineState(name: $0, text: Text($0), after: nil, steps: [.wait($0 == "marche" ? 100 : 1)])
    }

    /// Faults of a machine of no interest, each with the findings given.
    private static func matrix(_ findings: [[Finding]], visited: [Set<String>]? = nil) throws -> FaultMatrix {
        let definition = try Folder.definition(machine)
        let rows = findings.enumerated().map { index, findings in
            FaultMatrix.Row(
                definition.faults[index], Signature(findings, states: visited?[index] ?? Set(states.map(\.name))))
        }
        return FaultMatrix(rows, states: states, of: definition.machine)
    }

    @Test func `two readings are told apart when they differ by more than both instruments can err`() throws {
        let matrix = try Self.matrix([
            [Self.reading("arret", "B1:4", 5)], [Self.reading("arret", "B1:4", 5.15)], [Self.reading("arret", "B1:4", 5.3)],
            [Self.reading("arret", "B1:4", 0.15)], [], [Self.reading("arret", "B2:4", 5)],
        ])
        #expect(matrix.rivals(of: 0) == [1])
        #expect(matrix.rivals(of: 1) == [0, 2])
        #expect(matrix.groups.contains([0, 1, 2]), "a chain of neighbours is one group")
        // 0.15 V is seen, but a sound machine read by a meter as far off the other way would show as much.
        #expect(matrix.distinctions(3, 4).isEmpty)
        #expect(matrix.unseen.count == 1)
        let apart = try #require(matrix.distinctions(0, 5).first { $0.look.test.reference == "B2" })
        #expect(apart.one == nil && apart.other == .number(5) && apart.healthy == .number(0))
    }

    @Test func `what was not looked for in a state tells nothing there`() throws {
        let findings = [[Self.reading("marche", "B1:4", 5)], [Self.reading("arret", "B1:4", 5)]]
        #expect(try Self.matrix(findings).rivals(of: 0).isEmpty)
        let once = try Self.matrix(findings, visited: [["marche"], ["arret"]])
        #expect(once.rivals(of: 0) == [1])
    }

    @Test func `a search halves its suspects, prefers what is near and quick, and ends where nothing more is told`() throws {
        let halves = Self.reading("arret", "B1:4", 5), dear = Self.reading("marche", "B2:4", 5)
        // 0 and 1 read alike everywhere; the dear test would tell 2 from 3 as well as the cheap one does.
        let cheap = Self.reading("arret", "B3:4", 5)
        let matrix = try Self.matrix([[halves], [halves], [cheap, dear], [Self.reading("arret", "B3:4", 9)]])
        let plan = SearchPlan(matrix)
        #expect(plan.suspects == [0, 1, 2, 3])
        for suspect in plan.suspects {
            let path = plan.path(to: suspect)
            #expect(path.allSatisfy { $0.choice.state == "arret" })
            let left = try #require(path.last).branch.suspects
            #expect(left == (suspect < 2 ? [0, 1] : [suspect]))
            for (step, next) in zip(path, path.dropFirst()) { #expect(next.suspectsBefore == step.branch.suspects.count) }
        }
        // The mean is that of the ways, each as likely as its fault.
        let weights = matrix.rows.map(\.fault.likelihood)
        let mean = zip(weights, plan.suspects).reduce(0) { $0 + $1.0 * Double(plan.path(to: $1.1).count) } / weights.reduce(0, +)
        #expect(abs(plan.mean.acts - mean) < 1e-12)
        let shares = weights.map { $0 / weights.reduce(0, +) }
        #expect(abs(plan.bits + shares.reduce(0) { $0 + $1 * log2($1) }) < 1e-12)
    }

    @Test func `the conveyor's faults of one cell are told apart by a voltmeter, not by the eyes alone`() throws {
        let faults = ["borne-x2-12-desserree", "fil-signal-b2-coupe", "cellule-b2-morte", "entree-i0-6-morte"]
        let definition = try Self.definition(faults)
        let states = try Folder.states(Self.machine, of: definition.machine)
        let matrix = try FaultMatrix(of: definition, states: states, workers: 2)
        #expect(matrix.rows.map(\.fault.id) == faults && matrix.unseen.isEmpty)
        #expect(matrix.groups.isEmpty, "\(matrix.groups)")
        // A cut signal and a dead input look the same; the voltage at the input does not.
        let (wire, input) = (try #require(matrix.index(of: faults[1])), try #require(matrix.index(of: faults[3])))
        let blind = matrix.with(tools: [])
        #expect(blind.rivals(of: wire) == [input], "\(blind.distinctions(wire, input).map(\.look))")
        #expect(
            matrix.distinctions(wire, input).contains {
                if case .voltage(let point, _, _) = $0.look.test { point.hasPrefix("X3") || point.hasPrefix("A2") } else { false }
            })
        // Who fills it, and in which order, makes no difference.
        let alone = try FaultMatrix(of: definition, states: states)
        for (one, two) in zip(matrix.rows, alone.rows) { #expect(one.signature.findings == two.signature.findings) }
        // What was examined for another severity of one fault is not examined again for the others.
        let severities = [faults[0]: 0.2]
        let asked = Mutex<[Int]>([])
        let again = try FaultMatrix(of: definition, states: states, severities: severities, known: matrix) { done in
            asked.withLock { $0.append(done) }
        }
        #expect(asked.withLock { $0 } == [faults.count])
        let fresh = try FaultMatrix(of: definition, states: states, severities: severities, workers: 2)
        for (one, two) in zip(again.rows, fresh.rows) { #expect(one.signature.findings == two.signature.findings) }
        #expect(again.rows[0].signature.findings != matrix.rows[0].signature.findings)
        // Nobody is told to touch what is live.
        let dead = Set(states.filter(\.isDead).map(\.name))
        for finding in matrix.rows.flatMap(\.signature.findings) {
            if case .percept(_, .touch, _) = finding.test { #expect(dead.contains(finding.state)) }
        }
    }
}
