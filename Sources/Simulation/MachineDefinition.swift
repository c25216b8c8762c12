public import Grafcet
public import Machines
import Notation

/// Everything that a machine's folder says of how it is built, controlled, addressed and broken.
///
/// Read from texts; who has the files is none of its business.
public struct MachineDefinition: Sendable {
    public private(set) var machine: Machine
    /// Nil for a bare circuit.
    public let program: Program?
    public let map: RegisterMap?
    public let faults: [Machines.Fault]

    /// The same, with components that follow nothing of the machine any more, but what they are told from outside.
    public func unlinked(_ references: [String]) -> MachineDefinition {
        var definition = self
        definition.machine = references.reduce(machine) { $0.unlinked($1) }
        return definition
    }

    /// The files of a machine's folder that this reads.
    public static let fileNames = ["machine.yaml", "program.yaml", "modbus.yaml", "faults.yaml"]

    /// - Parameters:
    ///   - name: the machine's name: its folder's, or the file's for a bare circuit.
    ///   - files: name (as errors should show it) and text of each of `fileNames` that exists, by file name.
    /// - Throws: `Mistakes`.
    public static func decode(named name: String, files: [String: (shown: String, text: String)]) throws -> MachineDefinition {
        guard let machineFile = files["machine.yaml"] else {
            throw Mistakes([
                Mistake(
                    origin: Origin(file: name, line: 1, path: ""),
                    problem: Text(fr: "il n'y a pas de machine.yaml", en: "there is no machine.yaml"))
            ])
        }
        let machine = try Machine.decode(try Document.parse(machineFile.text, name: machineFile.shown), named: name)
        return try Mistakes.gathered { mistakes in
            func read<Value>(_ name: String, _ decode: (Node) throws -> Value) -> Value? {
                guard let file = files[name] else { return nil }
                return mistakes.collect { try decode(try Document.parse(file.text, name: file.shown)) }
            }
            let program = read("program.yaml") { try Program.decode($0) }
            if let program { ControllerImage.check(program, machine, &mistakes) }
            let faults = read("faults.yaml") { try Machines.Fault.decode($0, for: machine) }
            // A program that could not be read has been told; its map would only say so again.
            let isProgramUnread = files["program.yaml"] != nil && program == nil
            let map =
                isProgramUnread ? nil : read("modbus.yaml") { try RegisterMap.decode($0, machine: machine, program: program) }
            return MachineDefinition(machine: machine, program: program, map: map, faults: faults ?? [])
        }
    }
}
