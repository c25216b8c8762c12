import Foundation

func isInstalled(_ command: String, _ arguments: String...) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [command] + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
}

extension Process {
    /// For good: a process that is started on a thread with its signals blocked has them blocked too, and does not hear a polite one.
    func end() {
        guard isRunning else { return }
        kill(processIdentifier, SIGKILL)
        waitUntilExit()
    }
}

/// The interpreter of the environment that has pymodbus.
let python = ProcessInfo.processInfo.environment["BANC_PYTHON"] ?? "python3"

/// Waits until something holds; a machine that is busy may take its time.
func waits(seconds: Double = 60, for condition: () throws -> Bool) rethrows -> Bool {
    let end = Date.now.addingTimeInterval(seconds)
    while Date.now < end {
        if try condition() { return true }
        Thread.sleep(forTimeInterval: 0.01)
    }
    return false
}
