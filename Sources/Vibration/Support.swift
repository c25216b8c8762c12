/// How a place yields to a force: modes side by side, mobility v/F = Σ jω/(m·(ω₀² − ω² + 2jζω₀ω)).
public struct Support: Sendable, Hashable {
    public struct Mode: Sendable, Hashable {
        /// kg.
        public let mass: Double
        /// rad/s.
        public let pulsation: Double
        public let damping: Double

        public init(mass: Double, pulsation: Double, damping: Double) {
            self.mass = mass
            self.pulsation = pulsation
            self.damping = damping
        }
    }
    public let modes: [Mode]

    public init(_ modes: [Mode]) { self.modes = modes }

    /// m/s by newton, complex, at a pulsation in rad/s.
    func mobility(_ pulsation: Double) -> Complex {
        var sum = Complex(re: 0, im: 0)
        for mode in modes {
            let room = Complex(
                re: mode.mass * (mode.pulsation * mode.pulsation - pulsation * pulsation),
                im: 2 * mode.mass * mode.damping * mode.pulsation * pulsation)
            sum = sum + Complex(re: 0, im: pulsation) * room.inverse
        }
        return sum
    }

    /// m/s of peak by newton of peak, at a frequency in Hz.
    public func mobility(at frequency: Double) -> Double { mobility(2 * .pi * frequency).modulus }
}
