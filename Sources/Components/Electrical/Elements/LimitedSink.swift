import Circuits

/// What lets a current pass one way above a voltage drop, up to a limit: a transistor output, a two-wire transmitter, a reed contact
/// with its diode.
struct LimitedSink: Element {
    /// Volts below which nothing passes.
    var drop: Double
    var law: LimitedLaw
    /// Amperes into the first terminal.
    private(set) var current = 0.0

    init(drop: Double, resistance: Double, limit: Double) {
        self.drop = drop
        law = LimitedLaw(resistance: resistance, limit: limit)
    }

    static var layering: Layering { .only([Layer.dc]) }
    static var internals: [(name: String, tolerance: Double)] { [("i", 1e-10)] }

    func stamp(_ s: Stamp) {
        let residual = law.residual(s[2], drive: drop - (s[0] - s[1]))
        s.add(0, s[2])
        s.slope(0, 2, 1)
        s.add(1, -s[2])
        s.slope(1, 2, -1)
        s.add(2, residual.value)
        s.slope(2, 2, residual.byCurrent)
        s.slope(2, 0, -residual.byDrive)
        s.slope(2, 1, residual.byDrive)
    }

    mutating func accept(_ s: Stamp) { current = s[2] }
}
