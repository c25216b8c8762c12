import Foundation
public import Modbus
import Simulation
import Synchronization

/// A device polled on a thread of its own, its last values there for who runs a machine: neither waits for the other.
public final class Feed: Sendable {
    private struct State {
        /// By point of the profile: the last numbers.
        var numbers: [Double?]
        var failure: ClientError?
        var turns = 0
        var isStopped = false
        var isDone = false
    }

    public let profile: Profile
    public let place: DevicePlace
    public let unit: UInt8
    public let timeout: Duration
    private let state: Mutex<State>

    public init(_ profile: Profile, at place: DevicePlace, unit: UInt8, timeout: Duration) {
        self.profile = profile
        self.place = place
        self.unit = unit
        self.timeout = timeout
        state = Mutex(State(numbers: [Double?](repeating: nil, count: profile.points.count)))
    }

    /// - Parameter shared: the line that it is on, where others are on it too.
    public func start(over shared: SharedLine? = nil) {
        Thread.detachNewThread { [self] in
            let clock = SystemClock()
            let link = ClientLink(place, unit: unit, timeout: timeout, pause: .seconds(profile.polling.pause), over: shared)
            let poller = Poller(profile, over: link, clock: clock)
            while !state.withLock({ $0.isStopped }) {
                guard poller.due <= clock.now else {
                    clock.sleep(min(poller.due - clock.now, 0.05))
                    continue
                }
                take(poller.turn())
            }
            state.withLock { $0.isDone = true }
        }
    }

    /// Ends the polling; a request on its way has its time-out to come back.
    public func stop() {
        state.withLock { $0.isStopped = true }
        while !state.withLock({ $0.isDone }) { Thread.sleep(forTimeInterval: 0.005) }
    }

    private func take(_ sample: Sample) {
        state.withLock { state in
            for (index, reading) in sample.readings.enumerated() {
                if let number = reading?.number { state.numbers[index] = number }
            }
            state.failure = if case .silent(let error) = sample.outcome { error } else { nil }
            state.turns += 1
        }
    }

    /// The last number of a point, kept while the device is silent; nil before the first.
    public func value(of point: Int) -> Double? { state.withLock { $0.numbers[point] } }

    /// Why the last turn had no answer; nil when it had.
    public var failure: ClientError? { state.withLock { $0.failure } }

    /// Turns since the start.
    public var turns: Int { state.withLock { $0.turns } }
}
