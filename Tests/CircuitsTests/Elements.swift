import Circuits

#if canImport(Glibc)
    import Glibc
#endif

/// A nature with a DC value and one phasor, as electricity.
let wired = Nature(name: "electrical", layers: 3, tolerance: 1e-7, leakage: 1e-12)
/// A nature of one layer, without stray insulation.
let plain = Nature(name: "plain", tolerance: 1e-9)
/// Absolute pressure.
let air = Nature(name: "pneumatic", initial: 1e5, scale: 6e5, tolerance: 0.1)

/// A DC source behind a small resistance.
struct Battery: Element {
    static var layering: Layering { .only([0]) }
    static var excites: [Int] { [0] }
    static var isLinear: Bool { true }
    var voltage: Double
    var conductance: Double
    func stamp(_ s: Stamp) {
        s.flow(from: 0, to: 1, conductance * (s[0] - s[1] - voltage), conductance, -conductance)
    }
}

/// An ideal DC source: its current is an unknown of its own.
struct IdealSource: Element {
    static var layering: Layering { .only([0]) }
    static var excites: [Int] { [0] }
    static var internals: [(name: String, tolerance: Double)] { [("i", 1e-9)] }
    static var isLinear: Bool { true }
    static var imposesAcross: Bool { true }
    var voltage: Double
    func stamp(_ s: Stamp) {
        s.add(0, s[2])
        s.slope(0, 2, 1)
        s.add(1, -s[2])
        s.slope(1, 2, -1)
        s.add(2, s[0] - s[1] - voltage)
        s.slope(2, 0, 1)
        s.slope(2, 1, -1)
    }
}

/// An AC source behind a small resistance.
struct Mains: Element {
    static var layering: Layering { .only([1, 2]) }
    static var excites: [Int] { [1, 2] }
    static var isLinear: Bool { true }
    var real: Double
    var conductance: Double
    func stamp(_ s: Stamp) {
        s.flow(from: 0, to: 2, conductance * (s[0] - s[2] - real), conductance, -conductance)
        s.flow(from: 1, to: 3, conductance * (s[1] - s[3]), conductance, -conductance)
    }
}

/// A source of a DC current into its second terminal.
struct CurrentSource: Element {
    static var layering: Layering { .only([0]) }
    static var excites: [Int] { [0] }
    static var isLinear: Bool { true }
    var current: Double
    func stamp(_ s: Stamp) { s.flow(from: 0, to: 1, current, 0, 0) }
}

/// A DC capacitor; its charge is its state.
struct Capacitor: Element {
    static var layering: Layering { .only([0]) }
    static var stores: [Int] { [0] }
    static var isLinear: Bool { true }
    static var keptTolerance: Double { 1e-9 }
    let capacity: Double
    private(set) var charge: Double
    private(set) var current = 0.0
    init(_ capacity: Double, charge: Double = 0) {
        self.capacity = capacity
        self.charge = charge
    }
    func stamp(_ s: Stamp) {
        let g = capacity / s.dt
        s.flow(from: 0, to: 1, g * (s[0] - s[1]) - charge / s.dt, g, -g)
    }
    mutating func accept(_ s: Stamp) {
        current = (capacity * (s[0] - s[1]) - charge) / s.dt
        charge = capacity * (s[0] - s[1])
    }
    func through(_ index: Int, _ s: Stamp) -> Double { index == 0 ? current : -current }
}

/// A DC inductor; its current is its state.
struct Inductor: Element {
    static var layering: Layering { .only([0]) }
    static var stores: [Int] { [0] }
    static var isLinear: Bool { true }
    static var keptTolerance: Double { 1e-9 }
    let inductance: Double
    let resistance: Double
    var current = 0.0
    init(_ inductance: Double, resistance: Double = 0) {
        self.inductance = inductance
        self.resistance = resistance
    }
    private func next(_ s: Stamp) -> Double {
        (s[0] - s[1] + inductance / s.dt * current) / (resistance + inductance / s.dt)
    }
    func stamp(_ s: Stamp) {
        let g = 1 / (resistance + inductance / s.dt)
        s.flow(from: 0, to: 1, next(s), g, -g)
    }
    mutating func accept(_ s: Stamp) { current = next(s) }
    func through(_ index: Int, _ s: Stamp) -> Double { index == 0 ? current : -current }
}

/// What a law of one across difference gives, and its slope: for elements made of a formula.
struct Law: Element {
    var value: @Sendable (Double) -> (flow: Double, slope: Double)
    func stamp(_ s: Stamp) {
        let (flow, slope) = value(s[0] - s[1])
        s.flow(from: 0, to: 1, flow, slope, -slope)
    }
}

/// A sequence of numbers from a seed, the same everywhere (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    /// A number spread evenly over decades.
    mutating func decade(_ range: ClosedRange<Double>) -> Double {
        pow(10, Double.random(in: log10(range.lowerBound)...log10(range.upperBound), using: &self))
    }
}
