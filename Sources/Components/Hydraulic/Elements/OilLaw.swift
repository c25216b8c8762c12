import Glibc

/// How much oil a rigid volume holds at a pressure: content per volume, counted at atmospheric pressure.
///
/// f(p) = 1 / ((1 − α)/(1 + p/β) + α·p₀/(p₀ + p)): the oil gives by β, its bubbles follow Boyle (isothermal, for they are small). Its
/// slope is the usual 1/β_eff = (1 − α)/β + α·p₀/p². Below −0.9 bar the oil boils: within a tenth of a bar the content falls to
/// nothing, so that no pressure goes below vacuum.
///
/// Air that a suction has drawn in travels with the oil: a volume has of it what has flowed in, mixed with what was there.
public struct OilLaw: Sendable, Hashable {
    /// Pa, of oil and walls without air.
    public var modulus: Double
    /// Share of undissolved air at atmospheric pressure, in all of the circuit's oil.
    public var everywhere: Double
    /// Share of drawn air in the oil that flows in.
    public var arriving: Double
    /// Share of drawn air that is in the volume.
    public private(set) var carried = 0.0

    public init(modulus: Double = 1.4e9, air: Double = 0, arriving: Double = 0) {
        self.modulus = modulus
        everywhere = air
        self.arriving = arriving
    }

    init(_ oil: OilProperties) { self.init(modulus: oil.modulus, oil) }

    init(modulus: Double, _ oil: OilProperties) {
        self.init(modulus: modulus, air: oil.air - oil.drawnAir, arriving: oil.drawnAir)
    }

    /// Share of undissolved air at atmospheric pressure that is in the volume.
    var air: Double { min(Self.mostAir, everywhere + carried) }

    /// The circuit's oil has become another; what was in the volume is still there.
    mutating func follow(_ oil: OilLaw) {
        let kept = carried
        self = oil
        carried = kept
    }

    /// - Parameters:
    ///   - inflow: m³ at atmospheric pressure; what flows out takes with it as much air as is left.
    ///   - content: of the volume with it.
    mutating func mix(_ inflow: Double, into content: Double) {
        guard inflow > 0 && carried != arriving else { return }
        carried += (arriving - carried) * min(1, inflow / content)
        if carried < Self.leastAir { carried = 0 }
    }

    private static let mostAir = 0.9
    private static let leastAir = 1e-6

    private static let atmosphere = Air.atmosphere
    /// Gauge Pa.
    private static let vapour = -0.9e5
    /// Pa from the first bubble of vapour to a volume that holds vapour alone, and over which the bend is rounded.
    private static let boiling = 1e4
    private static let bend = 2e3
    /// Absolute Pa below which the air gives no more.
    private static let thinnest = 1e4

    /// The gauge pressure at which a volume holds a content.
    ///
    /// For those who keep books: the step has the pressure.
    func pressure(_ share: Double) -> Double {
        // Newton's method from the oil without bubbles, kept between vacuum and what no circuit bears.
        var (low, high) = (2 * Self.vapour, modulus)
        var pressure = min(max(modulus * (share - 1), low), high)
        for _ in 0..<60 {
            let now = content(pressure)
            if now.share > share { high = pressure } else { low = pressure }
            let next = pressure - (now.share - share) / now.slope
            let kept = next > low && next < high ? next : (low + high) / 2
            if abs(kept - pressure) <= 1e-9 * (Self.atmosphere + abs(pressure)) { return kept }
            pressure = kept
        }
        return pressure
    }

    /// J/m³ that a volume keeps at a gauge pressure: ∫p·df, from atmospheric pressure on.
    func energy(_ pressure: Double) -> Double {
        // p·f − ∫f·dp, where f = (1 + p/β)·(1 + p/p₀)/(1 + c·p), c = (1 − α)/p₀ + α/β.
        let p = max(pressure, Self.thinnest - Self.atmosphere)
        var energy = p * p / (2 * modulus)
        if air > 0 {
            let c = (1 - air) / Self.atmosphere + air / modulus
            let a = 1 / (modulus * Self.atmosphere * c)
            let b = (1 / modulus + 1 / Self.atmosphere - a) / c
            let share = (1 + p / modulus) * (1 + p / Self.atmosphere) / (1 + c * p)
            energy = p * share - (a * p * p / 2 + b * p + (1 - b) * log1p(c * p) / c)
        }
        let below = Self.vapour - pressure
        guard below > 0 else { return energy }
        let bent = min(below, Self.bend)
        energy -= (Self.vapour * bent * bent / 2 - bent * bent * bent / 3) / (Self.bend * Self.boiling)
        if below > Self.bend {
            energy -= (Self.vapour * (below - Self.bend) - (below * below - Self.bend * Self.bend) / 2) / Self.boiling
        }
        return energy
    }

    /// Content per volume at a gauge pressure, and its slope, 1/Pa.
    func content(_ pressure: Double) -> (share: Double, slope: Double) {
        let squeeze = 1 + pressure / modulus
        var share = squeeze
        var slope = 1 / modulus
        if air > 0 {
            let absolute = max(pressure + Self.atmosphere, Self.thinnest)
            let bubbles = air * Self.atmosphere / absolute
            let room = (1 - air) / squeeze + bubbles
            let bySqueeze = -(1 - air) / (modulus * squeeze * squeeze)
            let byBubbles = pressure + Self.atmosphere > Self.thinnest ? -bubbles / absolute : 0
            share = 1 / room
            slope = -(bySqueeze + byBubbles) / (room * room)
        }
        let below = Self.vapour - pressure
        guard below > 0 else { return (share, slope) }
        if below < Self.bend {
            share -= below * below / (2 * Self.bend * Self.boiling)
            slope += below / (Self.bend * Self.boiling)
        } else {
            share -= (below - Self.bend / 2) / Self.boiling
            slope += 1 / Self.boiling
        }
        return (share, slope)
    }
}
