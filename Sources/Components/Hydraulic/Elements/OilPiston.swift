public import Circuits

/// A piston with its rod between two chambers of oil: joints cap-side chamber, rod-side chamber, rod.
///
/// m·dv/dt = p_A·A_A − p_B·A_B + F + end stops; each chamber keeps its content V(x)·f(p), with x₁ = x₀ + v₁·Δt inside the step.
/// The stops are stiff springs; the step's own damping takes the shock.
public struct OilPiston: Element {
    /// m², of the piston on the cap side and of the ring on the rod side.
    public let capArea: Double
    public let rodArea: Double
    /// m.
    public let stroke: Double
    /// m³ left in each chamber at its end of the stroke.
    public let deadVolume: Double
    /// kg.
    public var inertia: Double
    /// Other force along the rod, positive outwards (weight), N.
    public var force = 0.0
    /// Of the oil that flows in; each chamber has the air that came with it.
    public var law: OilLaw {
        get { laws.cap }
        set {
            laws.cap.follow(newValue)
            laws.rod.follow(newValue)
        }
    }
    private var laws = (cap: OilLaw(), rod: OilLaw())
    /// Of the rod, from the retracted end, m; outwards, m/s.
    public private(set) var position: Double
    public private(set) var speed = 0.0
    private var capContent: Double
    private var rodContent: Double
    private var flows = (0.0, 0.0)
    private var thrust = 0.0
    /// W that a stop turned into noise and heat in the last step.
    private var shock = 0.0

    /// N/m.
    private static let stopStiffness = 1e8

    public init(capArea: Double, rodArea: Double, stroke: Double, deadVolume: Double, inertia: Double, position: Double) {
        self.capArea = capArea
        self.rodArea = rodArea
        self.stroke = stroke
        self.deadVolume = deadVolume
        self.inertia = inertia
        self.position = position
        capContent = deadVolume + capArea * position
        rodContent = deadVolume + rodArea * (stroke - position)
    }

    public static var readings: [PartialKeyPath<Self>] { [\.flows, \.thrust] }
    /// Nanometres and cubic millimetres.
    public static var keptTolerance: Double { 1e-9 }
    public static var isGrounded: Bool { true }
    public static var keepsEnergy: Bool { true }
    /// Of what moves, of the springs of the stops and of the oil pressed in the chambers.
    public var energy: Double {
        let volume = volumes(position)
        let pressed =
            volume.cap * laws.cap.energy(laws.cap.pressure(capContent / volume.cap))
            + volume.rod * laws.rod.energy(laws.rod.pressure(rodContent / volume.rod))
        return inertia * speed * speed / 2 + stop(position).force * stop(position).force / (2 * Self.stopStiffness) + pressed
    }
    /// Its weight works; the stops take the shock. Oil is counted by its content at atmospheric pressure: what it takes to move by a
    /// volume of pressed oil instead, half of p/β of the work, is told here.
    public func losses(_ s: Stamp) -> Double {
        func excess(_ law: OilLaw, _ pressure: Double) -> Double {
            pressure * (law.content(pressure).share - 1) - law.energy(pressure)
        }
        return shock - force * speed + (capArea * excess(laws.cap, s[0]) - rodArea * excess(laws.rod, s[1])) * speed
    }

    public var isAgainstStop: Bool { position >= stroke || position <= 0 }

    /// Oil in both chambers, m³ at atmospheric pressure.
    public var content: Double { capContent + rodContent }

    private func volumes(_ x: Double) -> (cap: Double, rod: Double) {
        (deadVolume + capArea * x, deadVolume + rodArea * (stroke - x))
    }

    private func stop(_ x: Double) -> (force: Double, slope: Double) {
        let beyond = x > stroke ? x - stroke : x < 0 ? x : 0
        return (Self.stopStiffness * beyond, beyond == 0 ? 0 : Self.stopStiffness)
    }

    public func stamp(_ s: Stamp) {
        let v = s[2]
        let x = position + v * s.dt
        let volume = volumes(x)
        let (cap, rod) = (laws.cap.content(s[0]), laws.rod.content(s[1]))
        s.add(0, (volume.cap * cap.share - capContent) / s.dt)
        s.slope(0, 0, volume.cap * cap.slope / s.dt)
        s.slope(0, 2, capArea * cap.share)
        s.add(1, (volume.rod * rod.share - rodContent) / s.dt)
        s.slope(1, 1, volume.rod * rod.slope / s.dt)
        s.slope(1, 2, -rodArea * rod.share)

        let stop = stop(x)
        s.add(2, inertia * (v - speed) / s.dt - s[0] * capArea + s[1] * rodArea - force + stop.force)
        s.slope(2, 0, -capArea)
        s.slope(2, 1, rodArea)
        s.slope(2, 2, inertia / s.dt + stop.slope * s.dt)
    }

    public mutating func accept(_ s: Stamp) {
        let v = s[2]
        let pushed = stop(position).force
        position += v * s.dt
        let volume = volumes(position)
        let content = (volume.cap * laws.cap.content(s[0]).share, volume.rod * laws.rod.content(s[1]).share)
        flows = ((content.0 - capContent) / s.dt, (content.1 - rodContent) / s.dt)
        laws.cap.mix(content.0 - capContent, into: content.0)
        laws.rod.mix(content.1 - rodContent, into: content.1)
        thrust = inertia * (v - speed) / s.dt - s[0] * capArea + s[1] * rodArea - force + stop(position).force
        (capContent, rodContent) = content
        let change = stop(position).force - pushed
        shock = change * change / (2 * Self.stopStiffness * s.dt)
        speed = v
    }

    public func through(_ index: Int, _ s: Stamp) -> Double { index == 0 ? flows.0 : index == 1 ? flows.1 : thrust }
}
