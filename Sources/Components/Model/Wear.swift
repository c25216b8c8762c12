import Glibc

/// What counts as use: how much duty passes in a step, from signals that a component shows anyway.
public enum Duty: Sendable, Hashable {
    /// Seconds, whatever it does.
    case always
    /// Seconds while the magnitude of a signal is above a threshold.
    case time(while: String, above: Double)
    /// How often a signal rises above 0.5: operations, starts, strokes.
    case rises(of: String)
    /// ∫|x|·dt: metres of a speed, radians of a rotation, kilograms of a flow.
    case path(of: String)
    /// ∫|x·y|·dt: joules of a torque and a slip, newton-metres of a force and a speed.
    case work(of: String, with: String)

    public var signals: [String] {
        switch self {
        case .always: []
        case .time(let signal, _), .rises(let signal), .path(let signal): [signal]
        case .work(let first, let second): [first, second]
        }
    }
}

/// What makes the same duty wear faster or slower: a factor at each moment, 1 under the conditions in which the life is told.
public enum Influence: Sendable, Hashable {
    /// (|x|/rated)^exponent: bearings 3, teeth 6.6.
    case load(String, rated: Double, exponent: Double)
    /// Twice as fast for so many kelvins above the reference, half as fast below: 10 K for insulation (Montsinger, after Arrhenius).
    case heat(String, reference: Double, doubling: Double)
    /// 1 + |x|/unit: slip of a belt, dirt.
    case surcharge(String, by: Double)
    /// Twice as fast for so many ISO 4406 codes (≥ 6 µm) above the reference in the oil of this reference.
    case dirt(in: String, reference: Double, doubling: Double)

    public var source: WearLaw.Source {
        switch self {
        case .load(let signal, _, _), .heat(let signal, _, _), .surcharge(let signal, _):
            WearLaw.Source(owner: "", signal: signal)
        case .dirt(let oil, _, _): WearLaw.Source(owner: oil, signal: "iso-6")
        }
    }

    /// Nothing to follow: no oil is told.
    fileprivate var isIdle: Bool {
        if case .dirt("", _, _) = self { true } else { false }
    }

    func factor(_ value: Double) -> Double {
        switch self {
        case .load(_, let rated, let exponent): pow(abs(value) / rated, exponent)
        case .heat(_, let reference, let doubling), .dirt(_, let reference, let doubling): exp2((value - reference) / doubling)
        case .surcharge(_, let unit): 1 + abs(value) / unit
        }
    }
}

/// How duty becomes the severity of a failure, for the parameters of one component.
///
/// Damage adds up linearly (Miner): D = Σ factor·Δduty/life; severity = D^growth, 1 at the end of the life. `life` is that which nine of
/// ten reach (L10, B10); how specimens scatter about it is a Weibull law of slope `slope`.
public struct WearLaw: Sendable, Hashable {
    /// What it follows: a signal of the component itself, whose owner is empty, or of another.
    public struct Source: Sendable, Hashable {
        public let owner: String
        public let signal: String
    }
    public let failure: String
    /// Items of the failure that wear by themselves; empty when it concerns the whole.
    public let items: [String]
    public let duty: Duty
    public let influences: [Influence]
    /// In the unit of the duty: s, operations, m, rad, kg, J.
    public let life: Double
    /// 1 for what wears evenly; more for what shows late: a spall, a filter that clogs.
    public let growth: Double
    public let slope: Double
    public let source: String

    /// Signals that it follows, those of the duty first.
    public var sources: [Source] { duty.signals.map { Source(owner: "", signal: $0) } + influences.map(\.source) }

    /// Duty of a step, weighted by the influences.
    ///
    /// - Parameters:
    ///   - values: of `sources`, in their order, at the end of the step.
    ///   - last: the same at the end of the step before.
    public func increment(_ values: [Double], last: [Double], dt: Double) -> Double {
        let raw: Double =
            switch duty {
            case .always: dt
            case .time(_, let threshold): abs(values[0]) > threshold ? dt : 0
            case .rises: values[0] > 0.5 && last[0] <= 0.5 ? 1 : 0
            case .path: abs(values[0]) * dt
            case .work: abs(values[0] * values[1]) * dt
            }
        guard raw > 0 else { return 0 }
        var factor = 1.0
        for (offset, influence) in influences.enumerated() { factor *= influence.factor(values[duty.signals.count + offset]) }
        return raw * factor
    }

    /// Severity after so much more weighted duty.
    ///
    /// - Parameter share: where this specimen lies among its like, 0 (the first to fail) … 1; 0.1 is the life as told.
    public func severity(_ severity: Double, after duty: Double, share: Double = 0.1) -> Double {
        let damage = pow(max(severity, 0), 1 / growth) + duty / life(of: share)
        return min(1, pow(damage, growth))
    }

    /// Weighted duty from one severity to another: how far a calendar may leap.
    public func duty(from severity: Double, to next: Double, share: Double = 0.1) -> Double {
        (pow(next, 1 / growth) - pow(severity, 1 / growth)) * life(of: share)
    }

    /// Life that this share of all specimens does not reach (Weibull): L(q) = L10·(ln(1 − q)/ln 0.9)^(1/β).
    public func life(of share: Double) -> Double {
        let held = min(max(share, 1e-4), 0.9999)
        return life * pow(log(1 - held) / log(0.9), 1 / slope)
    }
}

/// A law as a component type declares it: its life may depend on parameters.
public struct Wear<Values: Sendable>: Sendable {
    public let failure: String
    public let duty: Duty
    public let growth: Double
    public let slope: Double
    public let source: String
    private let items: [String]
    private let life: @Sendable (Values) -> Double
    private let influences: @Sendable (Values) -> [Influence]

    public init(
        _ failure: String, items: [String] = [], by duty: Duty, growth: Double = 1, slope: Double = 2, source: String,
        influences: @escaping @Sendable (Values) -> [Influence] = { _ in [] }, life: @escaping @Sendable (Values) -> Double
    ) {
        self.failure = failure
        self.items = items
        self.duty = duty
        self.growth = growth
        self.slope = slope
        self.source = source
        self.life = life
        self.influences = influences
    }

    func law(_ values: Values) -> WearLaw {
        WearLaw(
            failure: failure, items: items, duty: duty, influences: influences(values).filter { !$0.isIdle }, life: life(values),
            growth: growth, slope: slope, source: source)
    }

    /// Seconds of so many hours.
    static func hours(_ count: Double) -> Double { count * 3_600 }
}

/// The weighted duty of every wear law of an assembly, counted while somebody watches: a step knows nothing of it.
public struct DutyMeter: Sendable {
    public struct Count: Sendable {
        public let reference: String
        public let law: WearLaw
        /// In the unit of the law's life.
        public fileprivate(set) var duty = 0.0
        fileprivate let signals: [SignalIndex]
        fileprivate var last: [Double]
    }
    public private(set) var counts: [Count]

    public init(_ assembly: Assembly) {
        counts = assembly.references.flatMap { reference in
            assembly.wearLaws(of: reference).map { law in
                let signals = law.sources.compactMap { assembly.signal($0.owner.isEmpty ? reference : $0.owner, $0.signal) }
                precondition(signals.count == law.sources.count, "\(reference) lacks a signal of its law for \(law.failure)")
                return Count(reference: reference, law: law, signals: signals, last: signals.map { assembly.value($0) })
            }
        }
    }

    /// Counts a step of `dt` seconds that has just been done.
    public mutating func observe(_ assembly: Assembly, _ dt: Double) {
        for index in counts.indices {
            let values = counts[index].signals.map { assembly.value($0) }
            counts[index].duty += counts[index].law.increment(values, last: counts[index].last, dt: dt)
            counts[index].last = values
        }
    }
}
