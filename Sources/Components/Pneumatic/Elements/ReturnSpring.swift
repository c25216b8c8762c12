import Circuits

/// A spring that pushes a rod back towards its position 0: F = F₀ + k·x, with x = x₀ + v₁·Δt inside the step.
struct ReturnSpring: Element {
    /// N at the position 0.
    var preload: Double
    /// N/m.
    var stiffness: Double
    /// m.
    private(set) var position: Double

    init(preload: Double, stiffness: Double, position: Double) {
        self.preload = preload
        self.stiffness = stiffness
        self.position = position
    }

    static var isLinear: Bool { true }
    static var isGrounded: Bool { true }
    static var keepsEnergy: Bool { true }
    var energy: Double { (preload + stiffness * position / 2) * position }

    func stamp(_ s: Stamp) {
        s.add(0, preload + stiffness * (position + s[0] * s.dt))
        s.slope(0, 0, stiffness * s.dt)
    }

    mutating func accept(_ s: Stamp) { position += s[0] * s.dt }

    func through(_ index: Int, _ s: Stamp) -> Double { preload + stiffness * position }
}
