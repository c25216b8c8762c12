public import Components
public import Machines

/// A machine that grows old in use: stretches of its running are simulated, what lies between them is leapt over.
///
/// In each stretch the duty of every wear law is counted, on the machine as worn as it is by then. The leap after it takes these rates as
/// they are, and ends where a severity has moved by `leapLimit`, or has come to its end.
public struct Ageing: Sendable {
    /// What use has done to one item of a component.
    public struct Wear: Sendable {
        public let reference: String
        /// Empty for the whole.
        public let item: String
        public let law: WearLaw
        public fileprivate(set) var severity = 0.0
        /// Where this specimen lies among its like: 0 (the first to fail) … 1.
        public let share: Double
        /// Which count of the meter it goes by.
        fileprivate let count: Int

        public var target: Machines.Fault.Target { .component(reference: reference, item: item) }

        /// Seconds of use in which its severity moves by so much, at a rate of duty a second.
        fileprivate func time(toMove step: Double, at rate: Double) -> Double {
            guard rate > 0, severity < 1 else { return .infinity }
            return law.duty(from: severity, to: min(severity + step, 1), share: share) / rate
        }

        fileprivate mutating func take(_ duty: Double) { severity = law.severity(severity, after: duty, share: share) }
    }

    /// Of everything that wears, in the order of the machine's file.
    public private(set) var wear: [Wear] = []
    /// Seconds of use since it was new.
    public private(set) var time = 0.0

    /// How far a severity may move between two stretches: the machine runs differently then.
    public static let leapLimit = 0.02

    /// The machine as it stands is new, but for the faults that were put on it.
    public init(_ machine: RunningMachine) {
        for (number, count) in DutyMeter(machine.plant.assembly).counts.enumerated() {
            for item in count.law.items.isEmpty ? [""] : count.law.items {
                var random = SeededRandom(seed: machine.seed, "\(count.reference) \(count.law.failure) \(item)")
                wear.append(Wear(reference: count.reference, item: item, law: count.law, share: random.unit(), count: number))
            }
        }
    }

    /// Uses the machine for so long, as it runs now: it is for the caller to have it in production, and warm.
    ///
    /// - Parameters:
    ///   - duration: seconds of use.
    ///   - stretch: seconds simulated before each leap: some whole cycles.
    ///   - leap: how far a severity may move between two stretches.
    ///   - observe: called after each step that is simulated.
    ///   - arrived: called at the end of each stretch, with the seconds of use until then.
    public mutating func advance(
        _ machine: RunningMachine, by duration: Double, stretch: Double, leap: Double = leapLimit,
        observe: (RunningMachine) -> Void = { _ in },
        arrived: (Double) throws -> Void = { _ in }
    ) throws {
        let end = time + duration
        while end - time > machine.plant.step / 2 {
            try stride(machine, atMost: end - time, stretch: stretch, leap: leap, observe: observe) { time in
                try arrived(time)
                return true
            }
        }
    }

    /// One stretch that is simulated, and the leap after it.
    ///
    /// - Parameters:
    ///   - duration: seconds of use, the leap included.
    ///   - goesOn: asked at the end of the stretch, with the seconds of use until then; nothing is leapt over when it says no.
    /// - Returns: seconds of use that have gone by.
    @discardableResult
    public mutating func stride(
        _ machine: RunningMachine, atMost duration: Double, stretch: Double, leap: Double = leapLimit,
        observe: (RunningMachine) -> Void = { _ in }, goesOn: (Double) throws -> Bool
    ) throws -> Double {
        let assembly = machine.plant.assembly
        let step = machine.plant.step
        var meter = DutyMeter(assembly)
        let steps = max(1, Int((min(stretch, duration) / step).rounded()))
        for _ in 0..<steps {
            try machine.advanceStep()
            meter.observe(assembly, step)
            observe(machine)
        }
        let run = Double(steps) * step
        time += run
        for index in wear.indices { wear[index].take(meter.counts[wear[index].count].duty) }
        guard try goesOn(time) else {
            put(on: machine.plant)
            return run
        }
        let rates = wear.map { meter.counts[$0.count].duty / run }
        let far = max(0, zip(wear, rates).reduce(duration - run) { min($0, $1.0.time(toMove: leap, at: $1.1)) })
        for index in wear.indices { wear[index].take(rates[index] * far) }
        time += far
        put(on: machine.plant)
        return run + far
    }

    /// A new part in place of one that has worn.
    public mutating func renew(_ reference: String, of machine: RunningMachine) {
        machine.replace(reference)
        forget(reference)
    }

    /// What use had done to a part has been mended: to all of it, or one failure of it. The machine itself has been seen to.
    public mutating func forget(_ reference: String, _ failure: String? = nil) {
        for index in wear.indices where wear[index].reference == reference {
            if failure == nil || wear[index].law.failure == failure { wear[index].severity = 0 }
        }
    }

    /// What is worn shows, on this plant or on another of the same machine and seed. A fault that is worse than its wear stays as it is.
    public func put(on plant: Plant) {
        for item in wear where item.severity > plant.severity(of: item.law.failure, on: item.target) {
            plant.setFailure(item.law.failure, on: item.target, severity: item.severity)
        }
    }
}
