import Foundation
import Synchronization

/// The built command, run as its user runs it.
enum Command {
    struct Result {
        let status: Int32
        let output: String
        let errors: String

        var lines: [String] { output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
    }

    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Beside the test bundle, where the build puts both.
    static let executable: URL = {
        let tests = Bundle.allBundles.map(\.bundleURL) + [URL(filePath: CommandLine.arguments[0])]
        let folders = tests.flatMap { [$0, $0.deletingLastPathComponent()] }
        return folders.map { $0.appending(path: "banc") }.first {
            FileManager.default.isExecutableFile(atPath: $0.path(percentEncoded: false))
        } ?? repository.appending(path: ".build/debug/banc")
    }()

    static func process(_ arguments: [String], environment: [String: String] = [:]) -> Process {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = repository
        var all = ProcessInfo.processInfo.environment
        for name in ["LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "BANC_SCENARIOS"] { all[name] = nil }
        process.environment = all.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// Runs to the end; a minute at most.
    static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Result {
        let process = process(arguments, environment: environment)
        let (output, errors) = (Collected(), Collected())
        process.standardOutput = output.pipe
        process.standardError = errors.pipe
        try process.run()
        let patience = DispatchWorkItem { process.terminate() }
        DispatchQueue.global().asyncAfter(deadline: .now() + 60, execute: patience)
        let (said, complained) = (output.text(), errors.text())
        process.waitUntilExit()
        patience.cancel()
        return Result(status: process.terminationStatus, output: said, errors: complained)
    }

    /// What a process writes, read while it runs so that no pipe fills.
    final class Collected: Sendable {
        let pipe = Pipe()
        private let data = Mutex(Data())
        private let done = DispatchSemaphore(value: 0)

        init() {
            Thread.detachNewThread { [self] in
                let all = pipe.fileHandleForReading.readDataToEndOfFile()
                data.withLock { $0 = all }
                done.signal()
            }
        }

        func text() -> String {
            done.wait()
            return data.withLock { String(decoding: $0, as: UTF8.self) }
        }
    }
}

/// A folder of its own for a test, gone after it.
final class Folder {
    let url = FileManager.default.temporaryDirectory.appending(path: "banc-\(UUID().uuidString)")

    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }
}
