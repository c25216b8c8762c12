import Foundation
import Synchronization

/// A slave at the end of a serial pair that answers as a test tells it to; every register holds its own address.
final class ScriptedSlave: Sendable {
    enum Act: Sendable {
        case send([UInt8])
        case wait(Double)
    }

    typealias Answer = @Sendable (_ request: [UInt8]) -> [Act]

    private struct State {
        var script: [Answer]
        var requests: [[UInt8]] = []
        var isStopped = false
        var isDone = false
    }

    private let state: Mutex<State>

    struct NoTerminal: Error {}

    /// - Parameters:
    ///   - unit: its number; nil for a line on which every number answers.
    ///   - script: for the first requests, one after another; then it is honest.
    init(_ path: String, unit: UInt8? = 1, script: [Answer] = []) throws {
        state = Mutex(State(script: script))
        let terminal = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { throw NoTerminal() }
        Thread.detachNewThread { [self] in
            serve(terminal, unit)
            close(terminal)
            state.withLock { $0.isDone = true }
        }
    }

    var requests: [[UInt8]] { state.withLock { $0.requests } }

    func stop() {
        state.withLock { $0.isStopped = true }
        _ = waits { state.withLock { $0.isDone } }
    }

    private func serve(_ terminal: Int32, _ unit: UInt8?) {
        var pending: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 256)
        while !state.withLock({ $0.isStopped }) {
            var waiting = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 20) > 0 else { continue }
            let count = read(terminal, &bytes, bytes.count)
            // The cable is gone.
            guard count > 0 else { return }
            pending += bytes[..<count]
            // Requests that read are eight bytes long.
            while pending.count >= 8 {
                let request = Array(pending[..<8])
                pending.removeFirst(8)
                guard Self.checked(Array(request[..<6])) == request, unit == nil || request[0] == unit else { continue }
                let answer = state.withLock { state -> Answer? in
                    state.requests.append(request)
                    return state.script.isEmpty ? nil : state.script.removeFirst()
                }
                for act in answer?(request) ?? [.send(Self.honest(request))] {
                    switch act {
                    case .send(let bytes): _ = bytes.withUnsafeBytes { write(terminal, $0.baseAddress, $0.count) }
                    case .wait(let seconds): Thread.sleep(forTimeInterval: seconds)
                    }
                }
            }
        }
    }

    /// To functions 3 and 4.
    static func honest(_ request: [UInt8]) -> [UInt8] {
        let (first, count) = (Int(request[2]) << 8 | Int(request[3]), Int(request[5]))
        let registers = (first..<first + count).flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        return checked([request[0], request[1], UInt8(2 * count)] + registers)
    }

    /// The frame with its checksum: CRC-16, polynomial A001 hex reflected, from FFFF hex, the low byte first.
    static func checked(_ frame: [UInt8]) -> [UInt8] {
        var crc: UInt16 = 0xFFFF
        for byte in frame {
            crc ^= UInt16(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xA001 : crc >> 1 }
        }
        return frame + [UInt8(crc & 255), UInt8(crc >> 8)]
    }
}
