import Circuits

/// The coil and the armature of a friction brake or clutch, between A1 and A2.
///
/// U = R·i + L·di/dt. The pull goes as (i/gap)², so the current that attracts it rises with the air gap; attracted, it stays down to the
/// drop-out.
struct Armature {
    /// V, W, s at rated voltage; shares of the rated current, the pull-in at the rated gap; ohms between coil and earth; m.
    struct Ratings {
        var voltage: Double, power: Double, timeConstant: Double
        var pullIn: Double, dropOut: Double
        var insulation: Double
        var gap: Double
        var isCoilOpen: Bool
    }

    /// m: the gap at which the pull-in is told.
    private static let ratedGap = 0.2e-3
    private let winding: Handle<Coil>
    private let leak: Handle<Conductance>
    private(set) var isAttracted = false

    init(_ site: Site) {
        winding = site.add(Coil(resistance: 1, inductance: 1), "A1-A2", site["A1"], site["A2"])
        leak = site.add(Conductance(1e-9), "insulation", site["A2"], site.earth)
    }

    /// A.
    var current: Double { winding.element.current }
    /// W.
    var heat: Double { current * current * winding.element.resistance }

    func refit(_ ratings: Ratings) {
        let resistance = ratings.voltage * ratings.voltage / ratings.power
        winding.element.resistance = ratings.isCoilOpen ? 1e9 : resistance
        winding.element.inductance = resistance * ratings.timeConstant
        leak.element.value = 1 / ratings.insulation
    }

    mutating func follow(_ ratings: Ratings, _ dt: Double) {
        let rated = ratings.power / ratings.voltage
        let pull = abs(winding.element.current(in: dt / 2))
        if pull > ratings.pullIn * rated * ratings.gap / Self.ratedGap { isAttracted = true }
        if pull < ratings.dropOut * rated { isAttracted = false }
    }
}
