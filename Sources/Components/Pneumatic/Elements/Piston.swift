public import Circuits
import Glibc

/// A piston with its rod between two chambers of air: joints cap-side chamber, rod-side chamber, rod.
///
/// m·dv/dt = (p_A − p_atm)·A_A − (p_B − p_atm)·A_B + F + end stops; each chamber keeps its mass m = p·V(x)/(R·T), with
/// x₁ = x₀ + v₁·Δt inside the step (isothermal). With an exponent n of change of state it keeps p^(1/n)·V instead, and
/// V·dp/dt + n·p·dV/dt = n·R·T·ṁ: p·Vⁿ when closed, air entering at ambient temperature. Exact for n = 1; a convention above.
/// The stops are stiff springs; the step's own damping takes the shock.
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
    /// 1 (isothermal) … 1.4 (adiabatic).
    public let exponent: Double
    /// W that a stop turned into noise and heat in the last step: what the step's damping took of its spring.
    private var shock = 0.0
    /// What the two chambers keep: p^(1/n)·V.
    private var capStore: Double
    private var rodStore: Double
    /// Stores and speed before the last step.
    private var last: (cap: Double, rod: Double, speed: Double)

    public init(
        capArea: Double, rodArea: Double, stroke: Double, deadVolume: Double, inertia: Double, position: Double,
        exponent: Double = 1
    ) {
        self.capArea = capArea
        self.rodArea = rodArea
        self.stroke = stroke
        self.deadVolume = deadVolume
        self.inertia = inertia
        self.position = position
        travel = 0...stroke
        self.exponent = exponent
        capStore = Self.rooted(Air.atmosphere, exponent) * (deadVolume + capArea * position)
        rodStore = Self.rooted(Air.atmosphere, exponent) * (deadVolume + rodArea * (stroke - position))
        last = (capStore, rodStore, 0)
    }

    public static var readings: [PartialKeyPath<Self>] { [\.shock] }
    public static var isGrounded: Bool { true }
    public static var keepsEnergy: Bool { true }
    /// Of what moves and of the springs of the stops.
    public var energy: Double { inertia * speed * speed / 2 + stopStiffness * beyond(position) * beyond(position) / 2 }
    /// The air works on it, and what else pushes; the stops take the shock.
    public func losses(_ s: Stamp) -> Double {
        shock - ((s[0] - Air.atmosphere) * capArea - (s[1] - Air.atmosphere) * rodArea + force) * speed
    }
    public static var keptTolerance: Double { 1e-8 }

    /// Air in both chambers, kg; in the convention of the exponent, when it is not 1.
    public var mass: Double { (capStore + rodStore) * Air.densityPerPressure }

    public var isAgainstStop: Bool { position >= travel.upperBound || position <= travel.lowerBound }

    /// How far a position is behind a stop, m; negative behind the lower one.
    private func beyond(_ x: Double) -> Double { x > travel.upperBound ? x - travel.upperBound : min(x - travel.lowerBound, 0) }

    private func volumes(_ x: Double) -> (cap: Double, rod: Double) {
        (deadVolume + capArea * x, deadVolume + rodArea * (stroke - x))
    }

    private static func rooted(_ pressure: Double, _ exponent: Double) -> Double {
        exponent == 1 ? pressure : pow(max(pressure, 1), 1 / exponent)
    }

    /// p·V less what was kept, in terms of p·V, and its slope by the pressure.
    private func excess(_ pressure: Double, _ volume: Double, _ store: Double) -> (value: Double, slope: Double) {
        guard exponent != 1 else { return (pressure * volume - store, volume) }
        // Newton may try a pressure below vacuum: there the line goes on.
        guard pressure > 1 else { return (pressure * volume - store, volume) }
        let kept = store * pow(pressure, 1 - 1 / exponent)
        return (pressure * volume - kept, volume - (1 - 1 / exponent) * kept / pressure)
    }

    public func stamp(_ s: Stamp) {
        let (capPressure, rodPressure, v) = (s[0], s[1], s[2])
        let x = position + v * s.dt
        let volume = volumes(x)
        let density = Air.densityPerPressure
        let cap = excess(capPressure, volume.cap, capStore)
        let rod = excess(rodPressure, volume.rod, rodStore)
        s.add(0, cap.value * density / s.dt)
        s.slope(0, 0, cap.slope * density / s.dt)
        s.slope(0, 2, capPressure * capArea * density)
        s.add(1, rod.value * density / s.dt)
        s.slope(1, 1, rod.slope * density / s.dt)
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
        last = (capStore, rodStore, speed)
        speed = s[2]
        let before = beyond(position)
        position += speed * s.dt
        let after = beyond(position)
        shock = stopStiffness * after * (after - before) / s.dt - stopStiffness * (after * after - before * before) / (2 * s.dt)
        let volume = volumes(position)
        capStore = Self.rooted(s[0], exponent) * volume.cap
        rodStore = Self.rooted(s[1], exponent) * volume.rod
    }

    public func through(_ index: Int, _ s: Stamp) -> Double {
        let volume = volumes(position)
        switch index {
        case 0: return excess(s[0], volume.cap, last.cap).value * Air.densityPerPressure / s.dt
        case 1: return excess(s[1], volume.rod, last.rod).value * Air.densityPerPressure / s.dt
        default:
            let pressures = (s[0] - Air.atmosphere) * capArea - (s[1] - Air.atmosphere) * rodArea
            return inertia * (speed - last.speed) / s.dt - pressures - force + stopStiffness * beyond(position)
        }
    }
}
