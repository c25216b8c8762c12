import Circuits

/// The output stage of a regulated supply: U = U₀ − R·I from no current up to its limit, then constant current; it takes none back.
struct LimitedSource: Element {
    /// Volts without load.
    var voltage: Double
    var law: LimitedLaw
    /// Amperes out of the first terminal.
    private(set) var current = 0.0

    init(voltage: Double, resistance: Double, limit: Double) {
        self.voltage = voltage
        law = LimitedLaw(resistance: resistance, limit: limit)
    }

    static var layering: Layering { .only([Layer.dc]) }
    static var excites: [Int] { [Layer.dc] }
    static var internals: [(name: String, tolerance: Double)] { [("i", 1e-8)] }

    func stamp(_ s: Stamp) {
        let residual = law.residual(s[2], drive: s[0] - s[1] - voltage)
        s.add(0, -s[2])
        s.slope(0, 2, -1)
        s.add(1, s[2])
        s.slope(1, 2, 1)
        s.add(2, residual.value)
        s.slope(2, 2, residual.byCurrent)
        s.slope(2, 0, residual.byDrive)
        s.slope(2, 1, -residual.byDrive)
    }

    mutating func accept(_ s: Stamp) { current = s[2] }
}
