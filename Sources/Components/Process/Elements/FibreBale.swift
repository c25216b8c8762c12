public import Circuits
import Glibc

/// A bale of fibres under a platen against the frame: van Wyk's cube law when it is pressed for the first time, a steeper way back.
///
/// F = K·((h₀/h)³ − 1), h = h₀ − x (van Wyk 1946: p ∝ 1/V³ − 1/V₀³). Let go from the deepest x_m it follows F(x_m)·((x − x_s)/(x_m − x_s))³ to
/// the set x_s = s·x_m that it keeps, and the same way when pressed again, up to x_m. Positive speeds press. x₁ = x₀ + v₁·Δt in the step.
/// Valid down to a fifth of the height at s = 0.6 (two fifths at 0): below, the way back would give more than the first way took.
public struct FibreBale: Element {
    /// Height that is free of force, m.
    public var height: Double
    /// N: at h = h₀/2 the force is 7·K.
    public var hardness: Double
    /// Share of the deepest compression that it keeps.
    public var set: Double
    /// Under the platen when it stands at 0, m.
    public var clearance: Double
    /// N/m below what is left at the very last: the plate beneath, or something hard at this height from the floor.
    public var floor = (height: 0.0, stiffness: 1e8)
    public var isThere = true
    /// Of the platen, m.
    public private(set) var position = 0.0
    /// Deepest compression that this bale has seen, m.
    public private(set) var deepest = 0.0
    /// N against the platen, last step.
    public private(set) var force = 0.0
    /// W that went into the set in the last step.
    private var lost = 0.0

    public init(height: Double, hardness: Double, set: Double, clearance: Double) {
        self.height = height
        self.hardness = hardness
        self.set = set
        self.clearance = clearance
    }

    public static var readings: [PartialKeyPath<Self>] { [\.force, \.lost] }
    public static var isGrounded: Bool { true }
    public static var keepsEnergy: Bool { true }
    /// What it gives back on its way to the set, and the spring of the floor.
    public var energy: Double {
        let x = position - clearance
        guard isThere, x > 0 else { return 0 }
        let depth = max(floor.height - (height - x), 0)
        return recoil(x, from: max(deepest, x)) + floor.stiffness * depth * depth / 2
    }
    public func losses(_ s: Stamp) -> Double { lost }

    /// Another bale, not pressed yet.
    public mutating func renew() { deepest = 0 }

    /// Of the height that is left at the very last: below, the line goes on straight.
    private static let least = 0.08

    private func virgin(_ x: Double) -> (force: Double, slope: Double) {
        let least = Self.least * height
        let h = max(height - x, least)
        let ratio = height / h
        let cube = ratio * ratio * ratio
        let slope = 3 * hardness * cube / h
        return (hardness * (cube - 1) + slope * max(0, least - (height - x)), slope)
    }

    /// ∫F·dx of the first compression, J.
    private func work(_ x: Double) -> Double {
        let most = (1 - Self.least) * height
        let within = min(x, most)
        let ratio = height / (height - within)
        let last = virgin(most)
        let beyond = x - within
        return hardness * (height / 2 * (ratio * ratio - 1) - within) + beyond * (last.force + last.slope * beyond / 2)
    }

    /// ∫F·dx of the way back from a deepest compression, from the set to x, J.
    private func recoil(_ x: Double, from deepest: Double) -> Double {
        let kept = set * deepest
        guard x > kept else { return 0 }
        let share = (x - kept) / (deepest - kept)
        return virgin(deepest).force * (deepest - kept) / 4 * share * share * share * share
    }

    private func law(_ position: Double) -> (force: Double, slope: Double) {
        let x = position - clearance
        guard isThere, x > 0 else { return (0, 0) }
        var result: (force: Double, slope: Double)
        if x >= deepest {
            result = virgin(x)
        } else {
            let kept = set * deepest
            guard x > kept else { return (0, 0) }
            let top = virgin(deepest).force
            let share = (x - kept) / (deepest - kept)
            result = (top * share * share * share, 3 * top * share * share / (deepest - kept))
        }
        let depth = floor.height - (height - x)
        if depth > 0 {
            result.force += floor.stiffness * depth
            result.slope += floor.stiffness
        }
        return result
    }

    public func stamp(_ s: Stamp) {
        let now = law(position + s[0] * s.dt)
        s.add(0, now.force)
        s.slope(0, 0, now.slope * s.dt)
    }

    public mutating func accept(_ s: Stamp) {
        position += s[0] * s.dt
        force = law(position).force
        let x = position - clearance
        lost = 0
        guard isThere, x > deepest else { return }
        lost = (work(x) - work(deepest) - recoil(x, from: x) + recoil(deepest, from: deepest)) / s.dt
        deepest = x
    }

    public func through(_ index: Int, _ s: Stamp) -> Double { force }
}
