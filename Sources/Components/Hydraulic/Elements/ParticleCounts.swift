import Circuits

/// Solid particles by the three sizes of ISO 4406, each class holding the larger ones too: ≥ 4, ≥ 6 and ≥ 14 µm(c).
///
/// As numbers per cubic metre of oil (a concentration) or per second (a flow).
public struct ParticleCounts: Sendable, Hashable {
    public var from4: Double
    public var from6: Double
    public var from14: Double

    public init(_ from4: Double, _ from6: Double, _ from14: Double) {
        self.from4 = from4
        self.from6 = from6
        self.from14 = from14
    }

    public static let none = ParticleCounts(0, 0, 0)

    static func * (counts: ParticleCounts, factor: Double) -> ParticleCounts {
        ParticleCounts(counts.from4 * factor, counts.from6 * factor, counts.from14 * factor)
    }

    static func + (one: ParticleCounts, other: ParticleCounts) -> ParticleCounts {
        ParticleCounts(one.from4 + other.from4, one.from6 + other.from6, one.from14 + other.from14)
    }

    /// In a kilogram of dust that comes in or is worn off, taken as ISO medium test dust (ISO 12103-A3): a milligram per litre is some
    /// 2500, 800 and 60 particles per millilitre.
    static let perKilogram = ParticleCounts(2.5e12, 8e11, 6e10)

    /// Kilograms, by a mean mass of the particles between two sizes that gives the test dust its weight.
    var mass: Double { 1e-13 * (from4 - from6) + 6e-13 * (from6 - from14) + 6.5e-12 * from14 }

    // MARK: - ISO 4406

    /// Particles per millilitre up to which each scale number goes, from 0 (ISO 4406, table 1).
    private static let limits: [Double] = [
        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.3, 2.5, 5, 10, 20, 40, 80, 160, 320, 640, 1_300, 2_500, 5_000, 10_000, 20_000,
        40_000, 80_000, 160_000, 320_000, 640_000, 1_300_000, 2_500_000,
    ]
    private static let perMillilitre = 1e6

    /// The scale number of a concentration, per cubic metre.
    public static func code(_ concentration: Double) -> Int {
        limits.firstIndex { concentration <= $0 * perMillilitre } ?? limits.count
    }

    /// Whether a concentration has this scale number: without a search, for each step.
    static func has(_ concentration: Double, code: Int) -> Bool {
        (code == 0 || concentration > limits[code - 1] * perMillilitre)
            && (code >= limits.count || concentration <= limits[code] * perMillilitre)
    }

    /// In the middle of a scale number, per cubic metre.
    static func concentration(ofCode code: Int) -> Double {
        limits[min(max(code, 0), limits.count - 1)] / 2.0.squareRoot() * perMillilitre
    }
}

extension Domain {
    /// Of the particles in a circuit's oil: concentrations by size (1/m³) and their flows (1/s), in three layers. No power.
    static let particles = Nature(name: "particles", layers: 3, scale: 1e9, tolerance: 1e5, power: .none)
}
