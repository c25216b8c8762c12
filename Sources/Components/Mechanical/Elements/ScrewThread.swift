import Glibc

/// The inclined plane of a screw: lead angle λ, friction angle ρ (Shigley, *Mechanical Engineering Design*, power screws).
///
/// Raising takes F·d/2·tan(λ + ρ) of torque, lowering gives back F·d/2·tan(λ − ρ): nothing, and it holds by itself, when ρ ≥ λ.
struct ScrewThread {
    /// m by turn.
    let lead: Double
    /// Mean diameter of the flanks or of the balls, m.
    let diameter: Double
    /// Of the flanks, their slant included; balls roll with 0.003–0.01.
    let friction: Double

    /// m/rad.
    var perRadian: Double { lead / (2 * .pi) }
    private var slope: Double { lead / (.pi * diameter) }

    /// tan(λ + ρ) and tan(λ − ρ).
    private var raising: Double { (slope + friction) / (1 - slope * friction) }
    private var lowering: Double { (slope - friction) / (1 + slope * friction) }

    /// From torque to force.
    var efficiency: Double { slope / raising }
    /// From force to torque; negative when it holds by itself.
    var backEfficiency: Double { lowering / slope }

    /// N·m of friction by newton of load while the screw drives it, and while the load drives the screw.
    var drivingDrag: Double { diameter / 2 * (raising - slope) }
    var drivenDrag: Double { diameter / 2 * (slope - lowering) }
}
