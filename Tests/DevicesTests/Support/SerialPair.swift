import Foundation

/// Two terminals joined by socat, as a cable joins two serial ports: no rate, no parity and no gaps, but all the rest of a line.
final class SerialPair {
    let master: String
    let slave: String
    private let folder: URL
    private var process: Process?

    struct NoCable: Error {}

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "banc-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        master = folder.appending(path: "master").path
        slave = folder.appending(path: "slave").path
        try plug()
    }

    func plug() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["socat", "pty,raw,echo=0,link=\(master)", "pty,raw,echo=0,link=\(slave)"]
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
        guard waits(for: { [master, slave].allSatisfy { (path: String) in access(path, R_OK | W_OK) == 0 } }) else {
            throw NoCable()
        }
    }

    /// Both terminals go, as a USB adapter does.
    func unplug() {
        process?.end()
        process = nil
        for path in [master, slave] { unlink(path) }
    }

    deinit {
        unplug()
        try? FileManager.default.removeItem(at: folder)
    }
}
