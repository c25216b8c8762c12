import Glibc

/// What dirt in the oil does to parts that slide in it: they wear twice as fast for each two codes more.
enum Abrasion {
    /// ISO 4406, ≥ 6 µm: that of 18/16/13, which proportional valves ask for; lives are told for it.
    static let referenceCode = 16.0
    /// From 18/16/13 to 14/12/10 makers tell of lives three to five times as long.
    static let doublingCodes = 2.0

    /// By how much more than in reference oil parts rub off: the root of the count, as a code is a doubling of it.
    static func factor(_ counts: ParticleCounts) -> Double {
        (counts.from6 / ParticleCounts.concentration(ofCode: Int(referenceCode))).squareRoot()
    }
}

extension Influence {
    /// What slides in this oil wears as its dirt has it.
    static func abrasion(in oil: String) -> Influence {
        .dirt(in: oil, reference: Abrasion.referenceCode, doubling: Abrasion.doublingCodes)
    }
}
