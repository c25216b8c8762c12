/// What components need to know of the oil that passes through them. Default: ISO VG 46 at 40 °C, without undissolved air.
public struct OilProperties: Sendable, Hashable {
    /// Pa·s.
    public var viscosity = 46e-6 * 870
    /// kg/m³.
    public var density = 870.0
    /// Pa, of the oil itself.
    public var modulus = 1.4e9
    /// Share of the volume that is undissolved air, at atmospheric pressure, in the oil that circulates.
    public var air = 0.0
    /// What of it the suction has drawn in.
    public var drawnAir = 0.0

    public init() {}

    /// m²/s.
    public var kinematicViscosity: Double { viscosity / density }

    /// Pa·s, at which leakages and drags are given.
    public static let referenceViscosity = 46e-6 * 870

    /// By how much more than at reference viscosity a laminar leak lets through.
    var fluidity: Double { Self.referenceViscosity / viscosity }
    /// How thick it is, relative to reference viscosity.
    var thickness: Double { viscosity / Self.referenceViscosity }

    /// J/(kg·K) of mineral oil.
    static let specificHeat = 1_900.0
}
