import Circuits

/// A component's hold on the particles of its oil; it does nothing where no oil is followed.
///
/// Minutes pass before oil is cleaner or dirtier: what a component does to it is told as a mean over a second.
struct ParticleLink {
    private let exchange: Handle<ParticleExchange>?
    private let joint: Joint?
    private var time = 0.0
    /// m³ that went through a filter element, and kg of dust that came in, since it was last told.
    private var filtered = 0.0
    private var dust = 0.0

    /// Seconds.
    private static let telling = 1.0

    /// - Parameter reference: of the oil; empty for none.
    init(_ reference: String, at site: Site) throws {
        guard !reference.isEmpty else {
            (exchange, joint) = (nil, nil)
            return
        }
        let joint = try site.particles(of: reference)
        self.joint = joint
        exchange = site.add(ParticleExchange(), "particles", joint)
    }

    /// - Parameters:
    ///   - flow: m³/s through a filter element.
    ///   - efficiencies: shares of each size that it holds back.
    ///   - dust: kg/s that get into the oil.
    mutating func pass(_ flow: Double, _ efficiencies: ParticleCounts, dust: Double, _ dt: Double) {
        guard let exchange else { return }
        time += dt
        filtered += flow * dt
        self.dust += dust * dt
        guard time >= Self.telling - dt / 2 else { return }
        let now = ParticleExchange(
            clearance: efficiencies * (filtered / time), shed: ParticleCounts.perKilogram * (self.dust / time))
        exchange.element = now
        (time, filtered, self.dust) = (0, 0, 0)
    }

    /// Edges that throttle the oil, watts, are cut by what it carries.
    mutating func erode(_ throttled: Double, _ oil: OilProperties, _ tick: Tick) {
        pass(0, .none, dust: Abrasion.eroded(throttled, counts(tick), density: oil.density), tick.dt)
    }

    /// In the oil now, 1/m³.
    func counts(_ tick: Tick) -> ParticleCounts {
        guard let joint else { return .none }
        return ParticleCounts(tick.across(joint, 0), tick.across(joint, 1), tick.across(joint, 2))
    }

    /// kg/s that a filter holds back now.
    func captured(_ tick: Tick) -> Double {
        guard let exchange else { return 0 }
        let (counts, clearance) = (counts(tick), exchange.element.clearance)
        return ParticleCounts(
            clearance.from4 * counts.from4, clearance.from6 * counts.from6, clearance.from14 * counts.from14
        ).mass
    }
}
