public import Circuits

/// A tensioned belt between two pulleys that creeps under load and slips beyond what friction can hold.
///
/// F = F_max·u/(1 + |u|), F_max = 2·F₀·(e^μθ − 1)/(e^μθ + 1) (Euler–Eytelwein at constant sum of the strand tensions), where
/// u is the sliding speed over `creep` times the belt's speed: the traction curve of a belt, creep in proportion at small load.
/// The belt's speed is √((v₁² + v₂²)/2 + v₀²), v₀ = 2 mm/s, so that slopes exist at rest.
public struct BeltTraction: Element {
    /// m.
    public var radii: (driving: Double, driven: Double)
    /// N.
    public var largestForce: Double
    /// Creep at half the largest force, as a share of the belt's speed.
    public var creep: Double
    /// N on the driving pulley's rim, last step.
    public private(set) var force = 0.0
    /// m/s of sliding between the pulleys' rims, last step.
    public private(set) var sliding = 0.0

    public init(radii: (driving: Double, driven: Double), largestForce: Double, creep: Double) {
        self.radii = radii
        self.largestForce = largestForce
        self.creep = creep
    }

    public static var keptTolerance: Double { 1e-6 }

    private static let smallSpeed = 2e-3

    private func traction(_ s: Stamp) -> (force: Double, sliding: Double, byDriving: Double, byDriven: Double) {
        let (v1, v2) = (s[0] * radii.driving, s[1] * radii.driven)
        let reference = ((v1 * v1 + v2 * v2) / 2 + Self.smallSpeed * Self.smallSpeed).squareRoot()
        let u = (v1 - v2) / (creep * reference)
        let room = 1 + abs(u)
        let slope = largestForce / (room * room)
        let byV1 = slope * (1 / (creep * reference) - u * v1 / (2 * reference * reference))
        let byV2 = slope * (-1 / (creep * reference) - u * v2 / (2 * reference * reference))
        return (largestForce * u / room, v1 - v2, byV1 * radii.driving, byV2 * radii.driven)
    }

    public func stamp(_ s: Stamp) {
        let now = traction(s)
        s.add(0, now.force * radii.driving)
        s.slope(0, 0, now.byDriving * radii.driving)
        s.slope(0, 1, now.byDriven * radii.driving)
        s.add(1, -now.force * radii.driven)
        s.slope(1, 0, -now.byDriving * radii.driven)
        s.slope(1, 1, -now.byDriven * radii.driven)
    }

    public mutating func accept(_ s: Stamp) {
        let now = traction(s)
        force = now.force
        sliding = now.sliding
    }
}
