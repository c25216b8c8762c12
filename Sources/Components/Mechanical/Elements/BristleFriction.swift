public import Circuits
import Glibc

/// Dry friction that holds, with a viscous part, between two joints in translation or rotation.
///
/// Elasto-plastic bristle: F = σ·z while |F| < F_y (it holds, without creep), F = ±F_y once it slides; then F + d·v.
/// F_y falls from break-away to Coulomb with the sliding speed of the last step (Stribeck), so that within a step the force never
/// falls when the speed rises: the step has one solution. The force is an unknown of its own, and its equation is a projection
/// scaled by the inertia that it brakes: Newton finds the holding or the sliding side in two or three iterates.
public struct BristleFriction: Element {
    /// Force (torque) that must be exceeded for sliding to begin, N or N·m.
    public var breakaway: Double
    /// Force (torque) while it slides, N or N·m.
    public var coulomb: Double
    /// Per speed: N·s/m or N·m·s/rad.
    public var viscous: Double
    /// Sliding speed at which most of the excess of break-away has gone, m/s or rad/s.
    public var stribeckSpeed: Double
    /// Stiffness while it holds, N/m or N·m/rad.
    public var stiffness: Double
    /// About the inertia that it brakes, kg or kg·m². It changes no result, only how fast a step is solved.
    public var inertia: Double
    /// Friction without its viscous part, as of the last step, against the speed of the first joint.
    public private(set) var force = 0.0
    /// Share of the excess of break-away that is there: 1 at rest.
    private var adhesion = 1.0
    /// Speed of the sliding itself, without the bristles' give.
    public private(set) var slip = 0.0

    public init(
        breakaway: Double, coulomb: Double, viscous: Double, stribeckSpeed: Double = 0.01, stiffness: Double = 1e6,
        inertia: Double = 1
    ) {
        self.breakaway = breakaway
        self.coulomb = coulomb
        self.viscous = viscous
        self.stribeckSpeed = stribeckSpeed
        self.stiffness = stiffness
        self.inertia = inertia
    }

    public static var internals: [(name: String, tolerance: Double)] { [("friction", 1e-6)] }
    public static var readings: [PartialKeyPath<Self>] { [\.slip] }
    /// N or N·m: while it holds, a pascal on the piston that it holds is a thousandth of a newton.
    public static var keptTolerance: Double { 1e-5 }
    public static var keepsEnergy: Bool { true }
    /// Of the bent bristles.
    public var energy: Double { force * force / (2 * stiffness) }
    public func losses(_ s: Stamp) -> Double {
        let speed = s[0] - s[1]
        return force * slip + viscous * speed * speed
    }

    /// What the bristles bear before they slide, in this step.
    public var yield: Double { max(0, coulomb + (breakaway - coulomb) * adhesion) }

    /// Its limits have been changed: bristles bent further than they bear now let go, without sliding for it.
    mutating func slacken() { force = min(max(force, -yield), yield) }

    public func stamp(_ s: Stamp) {
        let speed = s[0] - s[1]
        let friction = s[2]
        s.flow(from: 0, to: 1, friction + viscous * speed, viscous, -viscous)
        s.slope(0, 2, 1)
        s.slope(1, 2, -1)

        let give = stiffness * s.dt
        // The force that holding would take, if the inertia were all that moves: then the iterate does not matter to the choice.
        let gain = give * inertia / (inertia + give * s.dt)
        let predicted = friction + gain * (speed - (friction - force) / give)
        let limit = yield
        if predicted > limit {
            s.add(2, friction - limit)
            s.slope(2, 2, 1)
        } else if predicted < -limit {
            s.add(2, friction + limit)
            s.slope(2, 2, 1)
        } else {
            s.add(2, friction - predicted)
            s.slope(2, 0, -gain)
            s.slope(2, 1, gain)
            s.slope(2, 2, gain / give)
        }
    }

    public mutating func accept(_ s: Stamp) {
        let limit = yield
        let taken = min(max(s[2], -limit), limit)
        slip = s[0] - s[1] - (taken - force) / (stiffness * s.dt)
        force = taken
        let ratio = slip / stribeckSpeed
        adhesion = exp(-ratio * ratio)
    }

    public func through(_ index: Int, _ s: Stamp) -> Double {
        let total = force + viscous * (s[0] - s[1])
        return index == 0 ? total : -total
    }
}
