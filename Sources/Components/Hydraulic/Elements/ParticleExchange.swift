import Circuits

/// What a component takes out of the oil's particles and puts into them: Φ = q·(1 − 1/β)·n − Ġ, for each size.
struct ParticleExchange: Element {
    /// m³/s of oil that is wholly cleaned of each size.
    var clearance = ParticleCounts.none
    /// 1/s.
    var shed = ParticleCounts.none

    static var layering: Layering { .only([0, 1, 2]) }
    static var excites: [Int] { [1, 2] }
    static var isLinear: Bool { true }
    static var isGrounded: Bool { true }

    func stamp(_ s: Stamp) {
        s.add(0, clearance.from4 * s[0] - shed.from4)
        s.add(1, clearance.from6 * s[1] - shed.from6)
        s.add(2, clearance.from14 * s[2] - shed.from14)
        s.slope(0, 0, clearance.from4)
        s.slope(1, 1, clearance.from6)
        s.slope(2, 2, clearance.from14)
    }
}
