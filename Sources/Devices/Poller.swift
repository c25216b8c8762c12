import Modbus
import Simulation

/// Asks a device for its values, each group at its own interval on a fixed grid, and bears what real lines do: it asks again, leaves a
/// dead device alone for longer and longer, connects anew, and cuts requests that the device refuses whole. Every turn gives a sample.
///
/// It holds no thread: who owns it waits for `due`, then takes a turn. Its time and its link come from outside.
public final class Poller {
    public let profile: Profile
    public private(set) var plan: PollPlan
    /// Seconds of the clock: a turn before is too early.
    public private(set) var due: Double

    /// Seconds: who waits until `due` may come a rounding too early.
    private static let tolerance = 1e-6

    private let link: any DeviceLink
    private let clock: any Timekeeper
    private var counted = Counters()
    private var backoff: Backoff
    /// By group: seconds of the clock at which it is next to be asked.
    private var next: [Double]
    private var number = 0

    /// - Parameter seed: of the little more or less in the waiting for a dead device.
    public init(_ profile: Profile, over link: any DeviceLink, clock: any Timekeeper, seed: UInt64 = 1) {
        self.profile = profile
        self.link = link
        self.clock = clock
        plan = PollPlan(profile)
        backoff = Backoff(seed: seed)
        due = clock.now
        next = plan.groups.map { [now = clock.now] in $0.isEmpty ? .infinity : now }
        if !next.contains(where: { $0.isFinite }) { due = .infinity }
    }

    public var counters: Counters {
        var counters = counted
        counters.strayBytes = link.strayBytes
        return counters
    }

    /// Turns in a row in which the device said nothing.
    public var failures: Int { backoff.failures }

    /// Asks for what is due.
    public func turn() -> Sample {
        let (time, now) = (clock.date, clock.now)
        var missed = 0
        var groups: [Int] = []
        for group in next.indices where next[group] <= now + Self.tolerance {
            let interval = profile.polling.groups[group].interval
            let passed = max(0, ((now + Self.tolerance - next[group]) / interval).rounded(.down))
            missed += Int(passed)
            next[group] += (passed + 1) * interval
            groups.append(group)
        }
        var turn = Turn(count: profile.points.count)
        for group in groups where turn.goesOn {
            // A request that is cut stands in the plan as its parts, which are asked in its place.
            var waiting = Array(plan.groups[group].reversed())
            while turn.goesOn, let request = waiting.popLast() {
                waiting += ask(request, group, &turn).reversed()
            }
        }
        if let error = turn.firstError {
            for group in groups {
                for point in plan.groups[group].flatMap(\.points) where turn.readings[point] == nil {
                    turn.readings[point] = .failed(error)
                }
            }
        }
        due = next.min() ?? .infinity
        if turn.hasAnswer {
            backoff.reset()
        } else {
            due = max(due, clock.now + backoff.next())
        }
        counted.missed += missed
        number += 1
        return Sample(time: time, number: number, missed: missed, readings: turn.readings, outcome: turn.outcome)
    }

    private struct Turn {
        var readings: [Reading?]
        var hasAnswer = false
        var firstError: ClientError?
        var goesOn = true

        init(count: Int) {
            readings = [Reading?](repeating: nil, count: count)
        }

        var outcome: Sample.Outcome {
            guard let firstError else { return .complete }
            return hasAnswer ? .partial(firstError) : .silent(firstError)
        }
    }

    /// - Returns: what is to be asked instead, where the request had to be cut.
    private func ask(_ request: PollPlan.Request, _ group: Int, _ turn: inout Turn) -> [PollPlan.Request] {
        do throws(ClientError) {
            let cells = try read(request)
            turn.hasAnswer = true
            for index in request.points {
                let point = profile.points[index]
                let first = point.addresses.lowerBound - request.addresses.lowerBound
                turn.readings[index] = point.reading(Array(cells[first..<first + point.addresses.count]))
            }
            return []
        } catch {
            if error.isFromDevice { turn.hasAnswer = true }
            if error == .exception(.illegalDataAddress) || error == .exception(.illegalDataValue) {
                let parts = plan.split(request, group: group, of: profile)
                if !parts.isEmpty {
                    counted.splits += 1
                    return parts
                }
            }
            turn.firstError = turn.firstError ?? error
            for index in request.points { turn.readings[index] = .failed(error) }
            // A device that has said nothing yet would let every other request wait as long.
            if !turn.hasAnswer { turn.goesOn = false }
            return []
        }
    }

    private func read(_ request: PollPlan.Request) throws(ClientError) -> [UInt16] {
        var tries = 0
        while true {
            // That a connection cannot be made is for the next turn to try again.
            try open()
            counted.requests += 1
            do throws(ClientError) {
                let cells = try link.read(request.area, at: request.addresses.lowerBound, count: request.addresses.count)
                counted.answers += 1
                return cells
            } catch {
                counted.count(error)
                guard tries < profile.polling.retries, error.isWorthAsking else { throw error }
                tries += 1
                counted.retries += 1
                clock.sleep(max(profile.polling.pause, 0.02))
            }
        }
    }

    private func open() throws(ClientError) {
        guard !link.isOpen else { return }
        do throws(ClientError) {
            try link.open()
        } catch {
            counted.failedConnections += 1
            throw error
        }
        counted.connections += 1
        if profile.polling.settling > 0 { clock.sleep(profile.polling.settling) }
    }
}
