public import Circuits

/// A piston with its rod between two chambers of air: joints cap-side chamber, rod-side chamber, rod.
///
/// m·dv/dt = (p_A − p_atm)·A_A − (p_B − p_atm)·A_B + F + end stops; each chamber keeps its mass m = p·V(x)/(R·T), with
/// x₁ = x₀ + v₁·Δt inside the step (isothermal). The stops are stiff springs; the step's own damping takes the shock.
public struct Piston: Element {
    /// m², of the piston on the cap side and of the ring on the rod side.
    public let capArea: Double
    public let rodArea: Double
    /// m.
    public let stroke: Double
    /// m³ left in each chamber at its end of the stroke.
    public let deadVolume: Double
    /// What moves, kg.
    public var inertia: Double
    /// Other force along the rod, positive outwards (weight, a hand), N.
    public var force = 0.0
    /// Where the rod goes no further, m.
    public var travel: ClosedRange<Double>
    /// N/m.
    public var stopStiffness = 1e7
    /// Of the rod, from the retracted end, m; outwards, m/s.
    public private(set) var position: Double
    public private(set) var speed = 0.0
    /// kg in the two chambers.
    public private(set) var capMass: Double
    public private(set) var rodMass: Double

    public init(capArea: Double, rodArea: Double, stroke: Double, deadVolume: Double, inertia: Double, position: Double) {
        self.capArea = capArea
        self.rodArea = rodArea
        self.stroke = stroke
        self.deadVolume = deadVolume
        self.inertia = inertia
        self.position = position
        travel = 0...stroke
        capMass = Air.atmosphere * (deadVolume + capArea * position) * Air.densityPerPressure
        rodMass = Air.atmosphere * (deadVolume + rodArea * (stroke - position)) * Air.densityPerPressure
    }

    public static var isGrounded: Bool { true }

    public var isAgainstStop: Bool { position >= travel.upperBound || position <= travel.lowerBound }

    private func volumes(_ x: Double) -> (cap: Double, rod: Double) {
        (deadVolume + capArea * x, deadVolume + rodArea * (stroke - x))
    }

    public func stamp(_ s: Stamp) {
        let (capPressure, rodPressure, v) = (s[0], s[1], s[2])
        let x = position + v * s.dt
        let volume = volumes(x)
        let density = Air.densityPerPressure
        s.add(0, (capPressure * volume.cap * density - capMass) / s.dt)
        s.slope(0, 0, volume.cap * density / s.dt)
        s.slope(0, 2, capPressure * capArea * density)
        s.add(1, (rodPressure * volume.rod * density - rodMass) / s.dt)
        s.slope(1, 1, volume.rod * density / s.dt)
        s.slope(1, 2, -rodPressure * rodArea * density)

        var stop = 0.0
        var stopSlope = 0.0
        if x > travel.upperBound {
            stop = stopStiffness * (x - travel.upperBound)
            stopSlope = stopStiffness * s.dt
        } else if x < travel.lowerBound {
            stop = stopStiffness * (x - travel.lowerBound)
            stopSlope = stopStiffness * s.dt
        }
        let pressures = (capPressure - Air.atmosphere) * capArea - (rodPressure - Air.atmosphere) * rodArea
        s.add(2, inertia * (v - speed) / s.dt - pressures - force + stop)
        s.slope(2, 0, -capArea)
        s.slope(2, 1, rodArea)
        s.slope(2, 2, inertia / s.dt + stopSlope)
    }

    public mutating func accept(_ s: Stamp) {
        speed = s[2]
        position += speed * s.dt
        let volume = volumes(position)
        capMass = s[0] * volume.cap * Air.densityPerPressure
        rodMass = s[1] * volume.rod * Air.densityPerPressure
    }
}
