import Devices
import Foundation
import Machines
import Notation
import Simulation
import Training

/// The folder of machines, exercises and competencies: the one place where data files are found and read.
struct Library {
    let root: URL

    /// Found by `--scenarios`, `BANC_SCENARIOS`, beside the executable, then in the working directory.
    init(option: String?) throws {
        guard let found = try Self(ifThere: option) else {
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "dossier Scenarios introuvable : donne-le par --scenarios DOSSIER ou BANC_SCENARIOS",
                    en: "no Scenarios folder found: give it with --scenarios FOLDER or BANC_SCENARIOS"))
        }
        self = found
    }

    /// Nil where none was named and none is found: for what can do without.
    init?(ifThere option: String?) throws {
        let environment = ProcessInfo.processInfo.environment["BANC_SCENARIOS"]
        if let named = option ?? environment {
            let url = URL(filePath: named, directoryHint: .isDirectory)
            guard Self.isFolder(url) else {
                throw Failure(Exit.misuse, Text(fr: "dossier « \(named) » introuvable", en: "folder '\(named)' not found"))
            }
            root = url
            return
        }
        for base in Self.places {
            let url = base.appending(path: "Scenarios", directoryHint: .isDirectory)
            if Self.isFolder(url.appending(path: "machines")) {
                root = url
                return
            }
        }
        return nil
    }

    /// Beside the executable, above it as in a build, then the working directory.
    private static var places: [URL] {
        var places: [URL] = []
        if let executable = Bundle.main.executableURL?.resolvingSymlinksInPath() {
            var folder = executable.deletingLastPathComponent()
            for _ in 0..<5 {
                places.append(folder)
                folder = folder.deletingLastPathComponent()
            }
        }
        return places + [URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)]
    }

    private static func isFolder(_ url: URL) -> Bool {
        (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
    }

    // MARK: - Machines

    var machines: [String] {
        Self.names(in: root.appending(path: "machines")) { Self.isFile($0.appending(path: "machine.yaml")) }
    }

    /// Names of what a folder holds, in order.
    private static func names(in folder: URL, where isKept: (URL) -> Bool) -> [String] {
        let content = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return content.filter(isKept).map(\.lastPathComponent).sorted()
    }

    private static func isFile(_ url: URL) -> Bool {
        (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true
    }

    static func files(in folder: URL) -> [String] { names(in: folder, where: isFile) }

    /// Exercises as `machine/exercise`.
    var exercises: [String] {
        let root = root.appending(path: "exercises")
        return Self.names(in: root) { Self.isFolder($0) }.flatMap { machine in
            Self.names(in: root.appending(path: machine)) { Self.isFile($0.appending(path: "scenario.yaml")) }.map {
                "\(machine)/\($0)"
            }
        }
    }

    /// The folder of a machine's name, or of a path to a machine's folder.
    func machineFolder(_ name: String) throws -> URL {
        let inLibrary = root.appending(path: "machines").appending(path: name)
        if !name.contains("/"), Self.isFolder(inLibrary) { return inLibrary }
        let url = URL(filePath: name)
        if Self.isFolder(url), Self.isFile(url.appending(path: "machine.yaml")) { return url }
        let near = nearest(name, among: machines)
        throw Failure(
            Exit.misuse,
            Text(fr: "machine « \(name) » introuvable", en: "machine '\(name)' not found")
                + (near.map { Text(fr: " ; la plus proche : \($0)", en: "; nearest: \($0)") } ?? Text("")))
    }

    /// A bare circuit by its file; nil for what is no such file.
    static func circuit(_ name: String) throws -> MachineDefinition? {
        guard name.hasSuffix(".yaml"), isFile(URL(filePath: name)) else { return nil }
        let text = try read(URL(filePath: name), shown: name)
        let circuit = URL(filePath: name).deletingPathExtension().lastPathComponent
        return try MachineDefinition.decode(named: circuit, files: ["machine.yaml": (name, text)])
    }

    /// A machine by name, a machine's folder, or a bare circuit's file.
    func definition(_ name: String) throws -> MachineDefinition {
        if let circuit = try Self.circuit(name) { return circuit }
        let folder = try machineFolder(name)
        var files: [String: (shown: String, text: String)] = [:]
        for file in MachineDefinition.fileNames(among: Self.files(in: folder)) {
            let url = folder.appending(path: file)
            files[file] = (Self.shown(url), try Self.read(url, shown: Self.shown(url)))
        }
        return try MachineDefinition.decode(named: folder.lastPathComponent, files: files)
    }

    /// A machine with what its folder says of its maintenance.
    func caredFor(_ name: String) throws -> (definition: MachineDefinition, maintenance: Maintenance) {
        let definition = try definition(name)
        let file = try machineFolder(name).appending(path: "maintenance.yaml")
        guard Self.isFile(file) else { return (definition, Maintenance()) }
        let shown = Self.shown(file)
        let node = try Document.parse(try Self.read(file, shown: shown), name: shown)
        return (definition, try Maintenance.decode(node, for: definition.machine))
    }

    /// A device's map: a file, or a name of the folder of devices.
    func device(_ name: String) throws -> RegisterMap {
        let folder = root.appending(path: "devices")
        let inLibrary = folder.appending(path: "\(name).yaml")
        let url = Self.isFile(URL(filePath: name)) ? URL(filePath: name) : inLibrary
        guard Self.isFile(url) else {
            let known = Self.files(in: folder).map { URL(filePath: $0).deletingPathExtension().lastPathComponent }
            let near = nearest(name, among: known)
            throw Failure(
                Exit.misuse,
                Text(fr: "table « \(name) » introuvable", en: "map '\(name)' not found")
                    + (near.map { Text(fr: " ; la plus proche : \($0)", en: "; nearest: \($0)") } ?? Text("")))
        }
        let shown = url == inLibrary ? Self.shown(url) : name
        return try RegisterMap.decode(try Document.parse(try Self.read(url, shown: shown), name: shown))
    }

    /// A device as a master sees it: by its map, or by that of a machine.
    func profile(_ name: String) throws -> Profile {
        let map: RegisterMap
        if machines.contains(name) {
            map = try ModbusLink.map(of: try definition(name))
        } else {
            map = try device(name)
        }
        do {
            return try Profile(named: URL(filePath: name).deletingPathExtension().lastPathComponent, map)
        } catch {
            throw Failure(Exit.misuse, Text("\(name): ") + error.text)
        }
    }

    // MARK: - Exercises

    /// The folder of `machine/exercise`, or of a path to an exercise's folder.
    func exerciseFolder(_ name: String) throws -> (name: String, folder: URL) {
        let inLibrary = root.appending(path: "exercises").appending(path: name)
        if Self.isFile(inLibrary.appending(path: "scenario.yaml")) { return (name, inLibrary) }
        let url = URL(filePath: name)
        if Self.isFile(url.appending(path: "scenario.yaml")) {
            return (url.pathComponents.suffix(2).joined(separator: "/"), url)
        }
        let near = nearest(name, among: exercises)
        throw Failure(
            Exit.misuse,
            Text(fr: "scénario « \(name) » introuvable", en: "scenario '\(name)' not found")
                + (near.map { Text(fr: " ; le plus proche : \($0)", en: "; nearest: \($0)") } ?? Text("")))
    }

    func exercise(_ name: String) throws -> Exercise {
        let (name, folder) = try exerciseFolder(name)
        let files = try exerciseFiles(name, folder)
        return try Exercise.decode(named: name, scenario: files.scenario, machine: files.machine, records: files.records)
    }

    private func exerciseFiles(_ name: String, _ folder: URL) throws -> (
        scenario: Exercise.File, machine: [Exercise.File], records: [Exercise.File]
    ) {
        let machine = name.split(separator: "/").first.map(String.init) ?? name
        return (
            try file(folder.appending(path: "scenario.yaml"), as: "exercises/\(name)/scenario.yaml"), try machineFiles(machine),
            try Exercise.recordNames(among: Self.files(in: folder)).map {
                try file(folder.appending(path: $0), as: "exercises/\(name)/\($0)")
            }
        )
    }

    /// Of every file that says what a session on an exercise is worth.
    func digests(judging name: String) throws -> [String] {
        let (name, folder) = try exerciseFolder(name)
        let files = try exerciseFiles(name, folder)
        let framework = try file(root.appending(path: "competencies/mspc.yaml"), as: "competencies/mspc.yaml")
        return ([framework, files.scenario] + files.machine + files.records).map { "\($0.path) \(Digest(of: $0.text))" }
    }

    /// The files of a machine's folder that an exercise reads, its documents included.
    private func machineFiles(_ machine: String) throws -> [Exercise.File] {
        let folder = try machineFolder(machine)
        let documents = folder.appending(path: "documents")
        let names =
            Exercise.machineFileNames(among: Self.files(in: folder))
            + Self.files(in: documents).map { "documents/\($0)" }
        return try names.map { try file(folder.appending(path: $0), as: "machines/\(machine)/\($0)") }
    }

    func file(_ url: URL, as path: String) throws -> Exercise.File {
        Exercise.File(path: path, shown: Self.shown(url), text: try Self.read(url, shown: Self.shown(url)))
    }

    /// Revision of the competency framework, as a journal's header has it.
    var frameworkRevision: String {
        get throws {
            let url = root.appending(path: "competencies/mspc.yaml")
            guard Self.isFile(url) else { return "" }
            let node = try Document.parse(try Self.read(url, shown: Self.shown(url)), name: Self.shown(url))
            return try node.mapping()["revision"]?.string ?? ""
        }
    }

    // MARK: - Files

    /// The path as a user would type it from where they are.
    static func shown(_ url: URL) -> String {
        let here = FileManager.default.currentDirectoryPath + "/"
        let path = url.path(percentEncoded: false)
        return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
    }

    static func read(_ url: URL, shown: String) throws -> String {
        // One byte more than is taken is enough to tell that a file is too long.
        guard let handle = try? FileHandle(forReadingFrom: url),
            let data = try? handle.read(upToCount: Document.longestText + 1) ?? Data()
        else {
            throw Failure(Exit.misuse, Text(fr: "\(shown) : illisible", en: "\(shown): cannot be read"))
        }
        return try Document.text(of: data, name: shown)
    }
}
