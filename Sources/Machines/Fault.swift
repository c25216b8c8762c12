public import Components
import Glibc
public import Notation

/// A named fault of a machine: an edit of a component, a wire or a hose, never of a symptom.
public struct Fault: Sendable {
    public enum Target: Sendable, Hashable {
        /// A component, and the terminal, pole or channel concerned.
        case component(reference: String, item: String)
        /// A wire, and the other one of a fault that is between two; empty for a fault of one alone.
        case wire(number: String, with: String = "")
        /// What lies between the registers and their masters.
        case network

        public var reference: String {
            switch self {
            case .component(let reference, _): reference
            case .wire(let number, _): number
            case .network: NetworkFailure.reference
            }
        }
    }

    /// How its severity goes with time.
    public enum Profile: Sendable, Hashable {
        case constant
        /// Appears at this time, s.
        case at(Double)
        /// Grows from nothing to its severity between these times, s.
        case ramp(from: Double, to: Double)
        /// Goes to `severity` for `hold` seconds each time a shock of more than `above` (m/s at the end stop) comes from a cylinder.
        case shocks(of: String, above: Double, severity: Double, hold: Double)
        /// Comes and goes at random, with these mean durations, s.
        case intermittent(on: Double, off: Double)
        /// While a signal is above (or below) a value.
        case condition(reference: String, signal: String, above: Double?, below: Double?)
    }

    /// How it grows in the life of a machine, where it may be met before it is complete: severity·(t/time)^growth, then it stays.
    public struct Drift: Sendable, Hashable {
        /// Seconds.
        public let time: Double
        /// 1: evenly; above: slowly at first, as most wear does.
        public let growth: Double
        /// What condition monitoring follows of it.
        public let reference: String
        public let signal: String
        /// What is seen of it long before the symptom.
        public let trend: Text

        /// Share of the severity that has come after so many seconds.
        public func share(after seconds: Double) -> Double { pow(min(max(seconds / time, 0), 1), growth) }
    }

    /// The trade that mends it.
    public enum Technology: String, Sendable, CaseIterable, Codable {
        case mechanics, electricity, pneumatics, hydraulics, network
    }

    public struct Mending: Sendable, Hashable {
        public let remedy: Remedy
        /// Order reference of the part, where it takes one.
        public let part: String?
        /// Parameter to set, and its value in SI, where it takes an adjustment.
        public let parameter: String?
        public let value: Double?
        public let text: Text?
    }

    public let id: String
    public let text: Text
    public let target: Target
    public let failure: String
    /// 0…1.
    public let severity: Double
    public let profile: Profile
    public let drift: Drift?
    public let technology: Technology
    /// How often it happens, relative to the others.
    public let likelihood: Double
    public let cause: Text
    public let symptom: Text
    public let mending: Mending
    /// Of an intruder on the network.
    public let intrusion: Intrusion?
    /// Why the machine's `states.yaml` does not show it, and what does; nil for a fault that it must show.
    public let unseen: Text?
    public let origin: Origin

    /// The two that are each on the other's terminal; none for another fault.
    public var crossedWires: [String] {
        guard failure == WireFailure.swapped.rawValue, case .wire(let number, let other) = target else { return [] }
        return [number, other]
    }

    /// A write that nobody wanted, again and again.
    public struct Intrusion: Sendable, Hashable {
        /// Whose it is.
        public let address: String
        /// Of the controller's program, and what is written into it.
        public let variable: String
        public let value: Double
        /// Seconds from one write to the next.
        public let period: Double
    }
}

/// What can happen to a conductor, whatever it feeds.
public enum WireFailure: String, Sendable, CaseIterable {
    /// Cut: nothing passes.
    case open
    /// A bad crimp or a chafed strand: 0.1 Ω at no severity to 100 kΩ at full, on a logarithmic scale.
    case resistive
    /// Its insulation has gone against earth: 1 MΩ down to 0.1 Ω.
    case earth
    /// Off its terminal at one end.
    case disconnected
    /// Its insulation has gone against another wire's: 1 MΩ down to 0.1 Ω between their first ends.
    case short
    /// Its second end and another wire's are on each other's terminals.
    case swapped

    /// It is between two wires.
    public var isBetweenTwo: Bool { self == .short || self == .swapped }

    public var text: Text {
        switch self {
        case .open: Text(fr: "coupé", en: "cut")
        case .resistive: Text(fr: "résistant", en: "resistive")
        case .earth: Text(fr: "à la masse", en: "to earth")
        case .disconnected: Text(fr: "débranché", en: "disconnected")
        case .short: Text(fr: "en court-circuit", en: "shorted")
        case .swapped: Text(fr: "inversé", en: "swapped")
        }
    }
}
