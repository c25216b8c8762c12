public import Grafcet
public import Machines
public import Notation

/// Everything that a machine's folder says of how it is built, controlled, addressed and broken.
///
/// Read from texts; who has the files is none of its business.
public struct MachineDefinition: Sendable {
    public private(set) var machine: Machine
    /// Nil for a bare circuit.
    public let program: Program?
    public let map: RegisterMap?
    public let faults: [Machines.Fault]
    public let combinations: [FaultCombination]

    /// The same, with components that no longer sense of the machine what they are told from outside.
    public func telling(_ inputs: [Machine.ToldInput]) throws(Machine.UnknownInput) -> MachineDefinition {
        var definition = self
        definition.machine = try machine.telling(inputs)
        return definition
    }

    /// The same, with parts beside the machine that can be fitted.
    ///
    /// - Throws: `Mistakes`.
    public func with(kit: Node, beside keys: [String] = []) throws -> MachineDefinition {
        var definition = self
        definition.machine = try machine.with(kit: kit, beside: keys)
        return definition
    }

    /// The files of a machine's folder that this reads.
    public static let fileNames = ["machine.yaml", "program.yaml", "modbus.yaml", "faults.yaml"]

    /// Those of a folder's files that this reads. A large machine may go on in `machine-hydraulics.yaml`, its faults in
    /// `faults-hydraulics.yaml`: any word after the hyphen.
    public static func fileNames(among names: some Sequence<String>) -> [String] {
        names.filter { name in fileNames.contains(name) || base(of: name) != nil }.sorted()
    }

    /// The file that a part goes on from.
    private static func base(of part: String) -> String? {
        ["machine", "faults"].first { part.hasPrefix("\($0)-") && part.hasSuffix(".yaml") }.map { "\($0).yaml" }
    }

    /// - Parameters:
    ///   - name: the machine's name: its folder's, or the file's for a bare circuit.
    ///   - files: name (as errors should show it) and text of each file that there is, by file name (`fileNames(among:)`).
    /// - Throws: `Mistakes`.
    public static func decode(named name: String, files: [String: (shown: String, text: String)]) throws -> MachineDefinition {
        /// A file with its parts; nil if there is none.
        func document(_ name: String) throws -> Node? {
            let parts = files.keys.filter { base(of: $0) == name }.sorted()
            let texts = ([name] + parts).compactMap { files[$0] }
            guard !texts.isEmpty else { return nil }
            return try Document.joined(texts.map { try Document.parse($0.text, name: $0.shown) })
        }
        guard files["machine.yaml"] != nil, let machineFile = try document("machine.yaml") else {
            throw Mistakes([
                Mistake(
                    origin: Origin(file: name, line: 1, path: ""),
                    problem: Text(fr: "il n'y a pas de machine.yaml", en: "there is no machine.yaml"))
            ])
        }
        let machine = try Machine.decode(machineFile, named: name)
        return try Mistakes.gathered { mistakes in
            func read<Value>(_ name: String, _ decode: (Node) throws -> Value) -> Value? {
                mistakes.collect { try document(name).map(decode) } ?? nil
            }
            let program = read("program.yaml") { try Program.decode($0) }
            if let program { ControllerImage.check(program, machine, &mistakes) }
            let faults = read("faults.yaml") { try Machines.Fault.decode($0, for: machine) }
            // A program that could not be read has been told; its map would only say so again.
            let isProgramUnread = files["program.yaml"] != nil && program == nil
            let map =
                isProgramUnread ? nil : read("modbus.yaml") { try RegisterMap.decode($0, machine: machine, program: program) }
            for fault in faults ?? [] {
                guard let intrusion = fault.intrusion, let map, !map.setPoints.contains(where: { $0.name == intrusion.variable })
                else { continue }
                mistakes.add(
                    Mistake(
                        origin: fault.origin,
                        problem: Text.quoted(intrusion.variable)
                            + Text(fr: " ne s'écrit pas par Modbus", en: " is not written over Modbus"),
                        nearest: nearest(intrusion.variable, among: map.setPoints.map(\.name))))
            }
            let combinations =
                faults == nil ? nil : read("faults.yaml") { try FaultCombination.decode($0, among: faults ?? []) }
            return MachineDefinition(
                machine: machine, program: program, map: map, faults: faults ?? [], combinations: combinations ?? [])
        }
    }
}
