import Circuits

/// The particles of a circuit's oil, well mixed: V·dn/dt = what comes through its joint, for each size.
struct ParticleStore: Element {
    /// m³ of oil.
    var volume: Double
    /// 1/m³.
    private(set) var counts: ParticleCounts
    private var flows = ParticleCounts.none

    init(volume: Double, _ counts: ParticleCounts) {
        self.volume = volume
        self.counts = counts
    }

    /// Other oil, or dirt all at once.
    mutating func fill(_ counts: ParticleCounts) { self.counts = counts }

    static var layering: Layering { .only([0, 1, 2]) }
    static var excites: [Int] { [1, 2] }
    static var isLinear: Bool { true }
    static var isGrounded: Bool { true }
    static var readings: [PartialKeyPath<Self>] { [\.flows] }
    /// A particle in ten litres.
    static var keptTolerance: Double { 1e2 }

    func stamp(_ s: Stamp) {
        let share = volume / s.dt
        s.add(0, share * (s[0] - counts.from4))
        s.add(1, share * (s[1] - counts.from6))
        s.add(2, share * (s[2] - counts.from14))
        for layer in 0..<3 { s.slope(layer, layer, share) }
    }

    mutating func accept(_ s: Stamp) {
        let now = ParticleCounts(s[0], s[1], s[2])
        flows = ParticleCounts(
            volume / s.dt * (now.from4 - counts.from4), volume / s.dt * (now.from6 - counts.from6),
            volume / s.dt * (now.from14 - counts.from14))
        counts = now
    }

    func through(_ index: Int, _ s: Stamp) -> Double { index == 0 ? flows.from4 : index == 1 ? flows.from6 : flows.from14 }
}
