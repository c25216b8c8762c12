import Circuits
import Glibc

/// A contact or a pole between two terminals: milliohms closed, a gigaohm open.
struct Contact {
    static let open = 1e-9
    private let conductance: Handle<Conductance>
    private let first: Joint
    private let second: Joint

    init(_ site: Site, _ name: String, _ first: Joint, _ second: Joint) {
        conductance = site.add(Conductance(Self.open), name, first, second)
        self.first = first
        self.second = second
    }

    /// Between the terminals `a` and `b`.
    init(_ site: Site, _ a: String, _ b: String) { self.init(site, "\(a)-\(b)", site[a], site[b]) }

    /// - Parameter resistance: ohms when closed; infinite when it does not make.
    func set(_ isClosed: Bool, _ resistance: Double) {
        let value = isClosed && resistance < 1e9 ? 1 / resistance : Self.open
        if conductance.element.value != value { conductance.element.value = value }
    }

    /// Square of the RMS current, A².
    func squaredCurrent(_ tick: Tick) -> Double {
        let g = conductance.element.value
        return tick.squaredVoltage(first, second) * g * g
    }

    /// Watts in it.
    func power(_ tick: Tick) -> Double { tick.squaredVoltage(first, second) * conductance.element.value }

    /// Current from the first terminal to the second in one layer.
    func current(_ tick: Tick, _ layer: Int) -> Double {
        conductance.element.value * (tick.across(first, layer) - tick.across(second, layer))
    }

    /// Ohms of a film of oxide: it grows to 20 Ω at a tenth of severity, from there to 10 kΩ, where nothing passes any more.
    static func oxide(_ severity: Double) -> Double { 10 * pow(1000, severity) * min(max(severity, 0) / 0.1, 1) }

    /// Ohms of a failing insulation: 10 MΩ when it begins, 5 kΩ at 0.47, 1 Ω at full severity.
    static func leak(_ severity: Double) -> Double { pow(10, 7 - 7 * severity) }

    /// Ohms that wear adds to a pole: 0.5 Ω at half severity, an open pole at full severity.
    static func wear(_ severity: Double) -> Double { severity >= 1 ? .infinity : 0.5 * severity / (1 - severity) }
}

/// Poles named by pairs of terminals: 1-2, 3-4, 5-6, 7-8.
enum Poles {
    static let names = [("1", "2"), ("3", "4"), ("5", "6"), ("7", "8")]

    static func terminals(_ count: Int) -> [String] { names.prefix(count).flatMap { [$0.0, $0.1] } }

    /// Index of the pole that has this terminal.
    static func index(_ item: String) -> Int? { names.firstIndex { $0.0 == item || $0.1 == item } }
}
