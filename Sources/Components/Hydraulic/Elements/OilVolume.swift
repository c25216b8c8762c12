public import Circuits

/// A fixed volume full of oil: q = (V·f(p₁) − content₀)/Δt. The content is the state, so none is made or lost.
public struct OilVolume: Element {
    /// m³.
    public var volume: Double
    public var law: OilLaw {
        get { held }
        set { held.follow(newValue) }
    }
    private var held: OilLaw
    /// Oil in it, m³ at atmospheric pressure.
    public private(set) var content: Double
    private var flow = 0.0

    /// Filled with oil at atmospheric pressure.
    public init(_ volume: Double, law: OilLaw = OilLaw()) {
        self.volume = volume
        held = law
        content = volume
    }

    public static var readings: [PartialKeyPath<Self>] { [\.flow] }
    public static var isGrounded: Bool { true }
    public static var keepsEnergy: Bool { true }
    public var energy: Double { volume * held.energy(held.pressure(content / volume)) }

    public func stamp(_ s: Stamp) {
        let now = held.content(s[0])
        s.add(0, (volume * now.share - content) / s.dt)
        s.slope(0, 0, volume * now.slope / s.dt)
    }

    public mutating func accept(_ s: Stamp) {
        let now = volume * held.content(s[0]).share
        flow = (now - content) / s.dt
        held.mix(now - content, into: now)
        content = now
    }

    public func through(_ index: Int, _ s: Stamp) -> Double { flow }
}
