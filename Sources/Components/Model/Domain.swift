public import Circuits
public import Notation

/// A technology: what its joints share and what flows through them.
///
/// A through quantity is positive *into* an element. Phasors are RMS values, with L1 of the supply as the reference of angles.
public enum Domain: String, Sendable, CaseIterable, Codable {
    case electrical, pneumatic, hydraulic, translation, rotation, thermal

    public var nature: Nature {
        switch self {
        case .electrical: Self.electricalNature
        case .pneumatic: Self.pneumaticNature
        case .hydraulic: Self.hydraulicNature
        case .translation: Self.translationNature
        case .rotation: Self.rotationNature
        case .thermal: Self.thermalNature
        }
    }

    public var text: Text {
        switch self {
        case .electrical: Text(fr: "électricité", en: "electricity")
        case .pneumatic: Text(fr: "pneumatique", en: "pneumatics")
        case .hydraulic: Text(fr: "hydraulique", en: "hydraulics")
        case .translation: Text(fr: "translation", en: "translation")
        case .rotation: Text(fr: "rotation", en: "rotation")
        case .thermal: Text(fr: "thermique", en: "heat")
        }
    }

    /// Volts and amperes: a DC value and one RMS phasor. 1 TΩ of stray insulation ties every node to PE.
    private static let electricalNature = Nature(name: "electrical", layers: 3, scale: 24, tolerance: 1e-7, leakage: 1e-12)
    /// Absolute pascals and kg/s; the reference is vacuum, the atmosphere a fixed joint.
    private static let pneumaticNature = Nature(
        name: "pneumatic", initial: Air.atmosphere, scale: 6e5, tolerance: 0.1, power: .none)
    /// Gauge pascals and m³/s; the reference is the tank.
    private static let hydraulicNature = Nature(name: "hydraulic", scale: 1e7, tolerance: 1)
    /// m/s and N; the reference is the frame.
    private static let translationNature = Nature(name: "translation", scale: 0.5, tolerance: 1e-8)
    /// rad/s and N·m; the reference is the frame.
    private static let rotationNature = Nature(name: "rotation", scale: 100, tolerance: 1e-7)
    /// Kelvin and W; the reference is the ambient air.
    private static let thermalNature = Nature(name: "thermal", initial: Air.ambient, scale: 300, tolerance: 1e-6, power: .through)
}

/// Layers of an electrical joint.
public enum Layer {
    public static let dc = 0
    public static let real = 1
    public static let imaginary = 2
    public static let phasor = [real, imaginary]
}

/// Properties of air used throughout (ISO 8778 standard reference atmosphere, dry air).
public enum Air {
    /// Pa.
    public static let atmosphere = 101_325.0
    /// J/(kg·K).
    public static let gasConstant = 287.0
    /// K: 20 °C.
    public static let ambient = 293.15
    /// kg/m³ at 100 kPa and 20 °C (ANR).
    public static let referenceDensity = 1.185
}
