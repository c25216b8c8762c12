import Notation
public import Simulation
public import Training

/// All that the author of a machine wrote, as it was read.
public struct MachineFolder: Sendable {
    public let definition: MachineDefinition
    public let maintenance: Maintenance
    public let states: [MachineState]
    /// Every data file as it stands, with its lines.
    let files: [Node]
    /// Names of the files under `documents/`.
    let documents: [String]

    /// Those of a folder's files that this reads.
    public static func fileNames(among names: some Sequence<String>) -> [String] {
        let names = Array(names)
        return MachineDefinition.fileNames(among: names) + names.filter { $0 == maintenanceName || $0 == MachineState.fileName }
    }

    private static let maintenanceName = "maintenance.yaml"

    /// - Parameters:
    ///   - files: name (as errors should show it) and text of each file that there is, by file name (`fileNames(among:)`).
    ///   - documents: names of the files under `documents/`.
    /// - Throws: `Mistakes`: all there are, in all files that can be read without those that cannot.
    public static func decode(
        named name: String, files: [String: (shown: String, text: String)], documents: [String] = []
    ) throws -> MachineFolder {
        try Mistakes.gathered { mistakes in
            let parts = Set(MachineDefinition.fileNames(among: files.keys))
            let definition = mistakes.collect {
                try MachineDefinition.decode(named: name, files: files.filter { parts.contains($0.key) })
            }
            // The other files speak of the machine alone; what is wrong in it has been told.
            let machine =
                definition
                ?? (try? MachineDefinition.decode(
                    named: name, files: files.filter { parts.contains($0.key) && $0.key.hasPrefix("machine") }))
            guard let plan = machine?.machine else { throw mistakes }
            func read<Value>(_ name: String, _ decode: (Node) throws -> Value) -> Value? {
                files[name].flatMap { file in
                    mistakes.collect { try decode(try Document.parse(file.text, name: file.shown)) }
                }
            }
            let maintenance = read(maintenanceName) { try Maintenance.decode($0, for: plan) }
            let states = read(MachineState.fileName) { try MachineState.decode($0, for: plan) }
            guard let definition else { throw mistakes }
            return MachineFolder(
                definition: definition, maintenance: maintenance ?? Maintenance(), states: states ?? [],
                files: try files.sorted { $0.key < $1.key }.map { try Document.parse($0.value.text, name: $0.value.shown) },
                documents: documents)
        }
    }

    /// Where a value stands in the files, by its keys from the top.
    func origin(of path: [String]) -> Origin? {
        for file in files {
            var node: Node? = file
            var origin: Origin?
            for key in path {
                guard let inside = node else { break }
                switch inside.content {
                case .mapping(let entries):
                    let entry = entries.first { $0.key == key }
                    (node, origin) = (entry?.value, entry?.keyOrigin)
                case .sequence(let items):
                    node = Int(key).flatMap { items.indices.contains($0) ? items[$0] : nil }
                    origin = node?.origin
                default: node = nil
                }
            }
            if node != nil, let origin { return origin }
        }
        return nil
    }
}
