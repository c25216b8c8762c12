public import Machines
import Notation
public import Simulation

/// A scenario with the machine that it is about: all that a session is made from, and the digests of the files that said so.
public struct Exercise: Sendable {
    /// A file as it was read: who has the files is none of this target's business.
    public struct File: Sendable, Hashable {
        /// Under the scenarios' folder: `machines/convoyeur-tri/machine.yaml`.
        public var path: String
        /// As errors should show it.
        public var shown: String
        public var text: String

        public init(path: String, shown: String, text: String) {
            self.path = path
            self.shown = shown
            self.text = text
        }

        var name: String { path.split(separator: "/").last.map(String.init) ?? path }
    }

    public let scenario: Scenario
    public let definition: MachineDefinition
    public let maintenance: Maintenance
    /// The machine's own papers, in the order of their names.
    public let papers: [Paper]
    /// Of every file that was read, for a journal's header.
    public let files: [Header.File]

    /// Those of a machine's folder, besides its `documents/`, that `decode` wants.
    public static func machineFileNames(among names: some Sequence<String>) -> [String] {
        let names = Array(names)
        return MachineDefinition.fileNames(among: names) + names.filter { $0 == "maintenance.yaml" }
    }

    /// Those of an exercise's own folder that `decode` wants too: recorded from a device, and the history of this specimen.
    public static func recordNames(among names: some Sequence<String>) -> [String] {
        names.filter { $0.hasSuffix(".csv") || $0 == MachineHistory.fileName }.sorted()
    }

    /// - Parameters:
    ///   - name: `convoyeur-tri/corrective`.
    ///   - scenario: its `scenario.yaml`.
    ///   - machine: those that `machineFileNames(among:)` names, and the texts of `documents/`.
    ///   - records: those that `recordNames(among:)` names.
    /// - Throws: `Mistakes`.
    public static func decode(named name: String, scenario: File, machine: [File], records: [File] = []) throws -> Exercise {
        let machineName = name.split(separator: "/").first.map(String.init) ?? name
        var parts: [String: (shown: String, text: String)] = [:]
        let names = Set(MachineDefinition.fileNames(among: machine.map(\.name)))
        for file in machine where names.contains(file.name) { parts[file.name] = (file.shown, file.text) }
        let file = try Document.parse(scenario.text, name: scenario.shown)
        var definition = try MachineDefinition.decode(named: machineName, files: parts)
        // The scenario speaks of them as of the machine's own.
        if let kit = try file.mapping()["kit"] { definition = try definition.with(kit: kit, beside: Scenario.KitPart.keys) }
        var maintenance =
            try machine.first { $0.name == "maintenance.yaml" }.map {
                try Maintenance.decode(try Document.parse($0.text, name: $0.shown), for: definition.machine)
            } ?? Maintenance()
        if let history = records.first(where: { $0.name == MachineHistory.fileName }) {
            maintenance.history = try MachineHistory.decode(
                try Document.parse(history.text, name: history.shown), for: definition.machine, maintenance
            ).entries
        }
        let read = try Scenario.decode(
            file, named: name, definition: definition,
            maintenance: maintenance, records: records)
        return Exercise(
            scenario: read, definition: definition, maintenance: maintenance,
            papers: Paper.all(in: machine.filter { $0.path.contains("/documents/") }),
            files: ([scenario] + records + machine).map { Header.File(path: $0.path, sha256: Digest(of: $0.text)) }.sorted {
                $0.path < $1.path
            })
    }

    /// What is hidden in it, with the machine's own word on each.
    public var hiddenFaults: [(hidden: Scenario.HiddenFault, fault: Fault)] { definition.words(on: scenario.faults) }

    /// How severe each hidden fault is when it begins, by its identifier.
    public var severities: [String: Double] {
        Dictionary(
            hiddenFaults.map { ($0.fault.id, $0.hidden.severity(of: $0.fault)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The same exercise, with another fault of the machine hidden in the place of its own, at their moment; none for nil.
    public func hiding(_ fault: String?) -> Exercise {
        var scenario = scenario
        let at = scenario.faults.map(\.at).min() ?? 0
        scenario.faults = fault.map { [Scenario.HiddenFault(id: $0, severity: nil, at: at, grown: nil)] } ?? []
        return Exercise(scenario: scenario, definition: definition, maintenance: maintenance, papers: papers, files: files)
    }
}

extension MachineDefinition {
    /// What the machine's files say of hidden faults, in their order.
    func words(on hidden: [Scenario.HiddenFault]) -> [(hidden: Scenario.HiddenFault, fault: Fault)] {
        hidden.compactMap { hidden in faults.first { $0.id == hidden.id }.map { (hidden, $0) } }
    }
}
