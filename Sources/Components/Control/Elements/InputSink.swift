import Circuits
import Glibc

/// A digital input of a controller: a resistance up to a knee, then a current that hardly grows (IEC 61131-2 type 3: 2 mA from 5 V,
/// 2.7 mA at 24 V).
struct InputSink: Element {
    /// Ohms below the knee.
    var resistance: Double
    /// Volts.
    var knee: Double

    /// Ohms of its slope above the knee.
    static let slope = 27_000.0
    /// Amperes over which the corner is rounded.
    private static let softness = 2e-5

    static var layering: Layering { .only([Layer.dc]) }

    func stamp(_ s: Stamp) {
        let voltage = s[0] - s[1]
        let below = voltage / resistance
        let above = knee / resistance + (voltage - knee) / Self.slope
        let root = sqrt((below - above) * (below - above) + Self.softness * Self.softness)
        let tilt = (below - above) / root
        // The lesser of the two, less what the corner takes at 0 V so that no voltage gives no current.
        let none = knee / resistance - knee / Self.slope
        let offset = (none - sqrt(none * none + Self.softness * Self.softness)) / 2
        let current = (below + above - root) / 2 - offset
        let byVoltage = (1 - tilt) / 2 / resistance + (1 + tilt) / 2 / Self.slope
        s.flow(from: 0, to: 1, current, byVoltage, -byVoltage)
    }
}
