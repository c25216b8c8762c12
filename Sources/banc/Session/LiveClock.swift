import Foundation
import Simulation
import Synchronization

/// Keeps a session's machine to the wall's clock: its acts last as long as they say, and it lives while somebody thinks.
final class LiveClock {
    private let speed: Double
    private let bench: BoundBench?
    private var pace: Pace
    /// Of the machine when the pace was set, seconds.
    private var origin = 0.0
    private var report: LinkReport?
    /// Held by who reads or changes the session: completions are asked for on the thread that reads the lines.
    let lock = NSLock()

    /// - Parameters:
    ///   - speed: seconds of the machine in a second.
    ///   - tells: whether what becomes of the link to a brain outside is said.
    init(speed: Double, bench: BoundBench?, tells: Bool) {
        self.speed = speed
        self.bench = bench
        pace = Pace(speed: speed, catchesUp: false)
        report = tells ? LinkReport(every: nil) : nil
    }

    /// Takes the machine to the wall's clock from now on.
    func hold(_ machine: RunningMachine) {
        pace = Pace(speed: speed, catchesUp: false)
        origin = machine.time
        machine.beforeScan = { [self] machine in
            pace.wait(for: machine.time - origin)
            bench?.feed(machine)
            report?.look(at: machine)
        }
    }

    /// The link's figures.
    func end(_ machine: RunningMachine) {
        machine.beforeScan = nil
        report?.figures(of: machine)
    }
}

/// Lines read on a thread of their own, one at a time, so that the machine lives meanwhile.
final class LineThread: Sendable {
    private enum State {
        case idle
        case asked(prompt: String)
        case answered(String?)
    }

    private let state = Mutex(State.idle)
    private let asked = DispatchSemaphore(value: 0)

    init(_ reader: LineReader) {
        // Nobody else reads from it.
        nonisolated(unsafe) let reader = reader
        Thread.detachNewThread { [self] in
            while true {
                asked.wait()
                guard case .asked(let prompt) = state.withLock({ $0 }) else { continue }
                let line = reader.next(prompt: prompt)
                state.withLock { $0 = .answered(line) }
            }
        }
    }

    /// Asks for the next line.
    func ask(prompt: String) {
        state.withLock { $0 = .asked(prompt: prompt) }
        asked.signal()
    }

    /// What was typed; nil inside when there is nothing more, nil outside while it is awaited.
    func take() -> String?? {
        state.withLock { state in
            guard case .answered(let line) = state else { return nil }
            state = .idle
            return .some(line)
        }
    }
}
