public import Circuits
import Glibc

/// A spring with play between two joints, each behind a lever arm: jaw coupling, teeth, chain, thread.
///
/// δ = ∫(a·x₁ − b·x₂)·dt; F = k·(δ ∓ h) beyond the half play h, nothing within; besides c·δ̇ while it touches, as of the end of the
/// last step. The first joint gives a·F, the second gets b·(F − L), L = (1 − η)·(√(F² + F₀²) − F₀)·tanh(a·x₁/v₀): losses in proportion to the
/// force, against the motion. δ₁ = δ₀ + δ̇₁·Δt inside the step, so a contact that closes is solved in the step where it closes.
public struct PlayedSpring: Element {
    /// What a unit of each joint's speed moves in the contact: radius, lead by radian, 1 for an angle.
    public var arms: (first: Double, second: Double)
    /// N/m, or N·m/rad when the arms are 1.
    public var stiffness: Double
    /// Between the two contacts, m or rad.
    public var play = 0.0
    /// N·s/m, or N·m·s/rad, while it touches.
    public var damping = 0.0
    public var efficiency = 1.0
    /// False when it is sheared, stripped or broken: the joints no longer know each other.
    public var isWhole = true {
        didSet { if !isWhole { (offset, force, lost, side) = (0, 0, 0, 0) } }
    }
    /// δ, m or rad, from the middle of the play.
    public private(set) var offset = 0.0
    /// F on the first joint, N or N·m at an arm of 1, last step.
    public private(set) var force = 0.0
    /// L, last step.
    private var lost = 0.0
    /// Watts lost to the efficiency and the damping, last step.
    public private(set) var heat = 0.0
    /// Which side touches: 1, −1, or 0 within the play.
    private var side = 0
    /// Speed at which the contact closed in the last step, m/s or rad/s; 0 when it did not.
    public private(set) var impact = 0.0

    public init(arms: (first: Double, second: Double) = (1, 1), stiffness: Double) {
        self.arms = arms
        self.stiffness = stiffness
    }

    public static var keepsEnergy: Bool { true }
    /// Of what is pressed beyond the play.
    public var energy: Double {
        let beyond = max(abs(offset) - play / 2, 0)
        return isWhole ? stiffness * beyond * beyond / 2 : 0
    }
    public func losses(_ s: Stamp) -> Double { isWhole ? heat : 0 }

    /// Force under which a loss is rounded, and contact speed under which its sign is: share of a force, m/s.
    private static let smallForce = 0.5
    private static let smallSpeed = 0.01

    /// A chain that jumps: it gives way by so much in the direction of its pull, at most until it hangs slack.
    public mutating func giveWay(_ distance: Double) {
        offset = force > 0 ? max(-play / 2, offset - distance) : min(play / 2, offset + distance)
        side = 0
    }

    private struct State {
        var rate: Double
        var offset: Double
        var force: Double
        /// By the rate.
        var slope: Double
        var lost: Double
        var lostByForce: Double
        var lostBySpeed: Double
    }

    private func state(_ s: Stamp) -> State {
        let rate = arms.first * s[0] - arms.second * s[1]
        let offset = offset + rate * s.dt
        let half = play / 2
        var force = 0.0
        var slope = 0.0
        if offset > half {
            force = stiffness * (offset - half)
            slope = stiffness * s.dt
        } else if offset < -half {
            force = stiffness * (offset + half)
            slope = stiffness * s.dt
        }
        if side != 0 {
            force += damping * rate
            slope += damping
        }
        var state = State(
            rate: rate, offset: offset, force: force, slope: slope, lost: 0, lostByForce: 0, lostBySpeed: 0)
        guard efficiency < 1 else { return state }
        let share = 1 - efficiency
        let root = (force * force + Self.smallForce * Self.smallForce).squareRoot()
        let sign = tanh(arms.first * s[0] / Self.smallSpeed)
        state.lost = share * (root - Self.smallForce) * sign
        state.lostByForce = share * force / root * sign
        state.lostBySpeed = share * (root - Self.smallForce) * (1 - sign * sign) * arms.first / Self.smallSpeed
        return state
    }

    public static var readings: [PartialKeyPath<Self>] { [\.heat, \.impact] }

    public func stamp(_ s: Stamp) {
        guard isWhole else { return }
        let now = state(s)
        let (a, b) = arms
        s.add(0, a * now.force)
        s.slope(0, 0, a * a * now.slope)
        s.slope(0, 1, -a * b * now.slope)
        s.add(1, -b * (now.force - now.lost))
        let kept = now.slope * (1 - now.lostByForce)
        s.slope(1, 0, -b * (a * kept - now.lostBySpeed))
        s.slope(1, 1, b * b * kept)
    }

    public mutating func accept(_ s: Stamp) {
        guard isWhole else { return }
        let now = state(s)
        heat = now.lost * arms.second * s[1] + (side != 0 ? damping * now.rate * now.rate : 0)
        offset = now.offset
        force = now.force
        lost = now.lost
        let touching = abs(offset) <= play / 2 ? 0 : offset > 0 ? 1 : -1
        impact = touching != 0 && touching != side ? abs(now.rate) : 0
        side = touching
    }

    public func through(_ index: Int, _ s: Stamp) -> Double {
        index == 0 ? arms.first * force : -arms.second * (force - lost)
    }
}
