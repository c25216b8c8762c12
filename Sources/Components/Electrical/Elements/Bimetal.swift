import Glibc

/// A body warmed by the square of a current: τ·dθ/dt = (I/I_r)² − θ, from 0 cold; exact over a step of constant current.
struct Bimetal: Sendable, Hashable {
    /// Seconds.
    var timeConstant: Double
    /// Square of the steady current, relative to the rating, that would give this heat.
    private(set) var heat = 0.0
    /// Part of the way to the steady heat in a step of this length.
    private var share = 0.0
    private var shareLength = 0.0
    private var shareConstant = 0.0

    init(timeConstant: Double) { self.timeConstant = timeConstant }

    mutating func warm(_ squaredRatio: Double, _ dt: Double) {
        if dt != shareLength || timeConstant != shareConstant {
            (share, shareLength, shareConstant) = (-expm1(-dt / timeConstant), dt, timeConstant)
        }
        heat += (squaredRatio - heat) * share
    }
}
