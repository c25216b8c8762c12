import Glibc

/// What dirt in the oil does to parts that slide in it: they wear twice as fast for each two codes more; and what comes off them.
enum Abrasion {
    /// ISO 4406, ≥ 6 µm: that of 18/16/13, which proportional valves ask for; lives are told for it.
    static let referenceCode = 16.0
    /// From 18/16/13 to 14/12/10 makers tell of lives three to five times as long.
    static let doublingCodes = 2.0

    /// By how much more than in reference oil parts rub off: the root of the count, as a code is a doubling of it.
    static func factor(_ counts: ParticleCounts) -> Double {
        (counts.from6 / ParticleCounts.concentration(ofCode: Int(referenceCode))).squareRoot()
    }

    // MARK: - What comes off

    /// kg rubbed off for each joule of friction in reference oil: ρ·k/(μ·H) (Archard) of lubricated steel, k = 2e-7, μ = 0.1, H = 2 GPa.
    private static let debris = 8e-12
    /// How much more when it is worn out: chosen.
    private static let wornDebris = 30.0
    /// kg cut off for each joule that particles bring against an edge: a tenth of it cuts steel that flows at 2 GPa (after Finnie).
    private static let erosion = 4e-7

    /// kg/s from what slides, by the power of its friction, watts.
    static func rubbed(_ friction: Double, wear: Double, _ counts: ParticleCounts) -> Double {
        debris * (1 + wornDebris * wear) * max(friction, 0) * factor(counts)
    }

    /// kg/s from edges at which oil is throttled, by the power, watts: its particles have their share of it, c/ρ.
    static func eroded(_ throttled: Double, _ counts: ParticleCounts, density: Double) -> Double {
        erosion * counts.mass / density * max(throttled, 0)
    }
}

extension Influence {
    /// What slides in this oil wears as its dirt has it.
    static func abrasion(in oil: String) -> Influence {
        .dirt(in: oil, reference: Abrasion.referenceCode, doubling: Abrasion.doublingCodes)
    }
}
