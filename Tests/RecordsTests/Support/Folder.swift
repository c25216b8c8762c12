import Devices
import Foundation
import Notation
import Simulation

/// A folder of its own for a test, gone after it; in memory where the system has such a place, for a sync of a disk takes its time.
final class Folder {
    let url: URL

    init() throws {
        let memory = URL(filePath: "/dev/shm")
        let place = access(memory.path, W_OK) == 0 ? memory : FileManager.default.temporaryDirectory
        url = place.appending(path: "banc-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted() }

    func text(_ name: String) throws -> String { try String(contentsOf: url.appending(path: name), encoding: .utf8) }

    func lines(_ name: String) throws -> [String] { try text(name).split(separator: "\n").map(String.init) }

    func write(_ text: String, to name: String) throws { try Data(text.utf8).write(to: url.appending(path: name)) }
}

func profile(_ yaml: String) throws -> Profile {
    try Profile(named: "made", try RegisterMap.decode(try Document.parse("format: 1\n" + yaml, name: "made.yaml")))
}

func sample(_ number: Int, at time: Double, _ readings: [Reading?], _ outcome: Sample.Outcome = .complete, missed: Int = 0)
    -> Sample
{
    Sample(time: time, number: number, missed: missed, readings: readings, outcome: outcome)
}
