import Circuits

/// A digital input of a controller: a resistance up to a knee, then a current that hardly grows (IEC 61131-2 type 3: 2 mA from 5 V,
/// 2.7 mA at 24 V).
struct InputSink: Element {
    /// Ohms below the knee.
    var resistance: Double
    /// Volts.
    var knee: Double

    /// Ohms of its slope above the knee.
    static let slope = 27_000.0
    /// Amperes on either side of the corner over which it is rounded.
    private static let softness = 4e-5

    static var layering: Layering { .only([Layer.dc]) }

    func stamp(_ s: Stamp) {
        let voltage = s[0] - s[1]
        let below = voltage / resistance
        let above = knee / resistance + (voltage - knee) / Self.slope
        let lesser = Corner.lesser(below, above, width: Self.softness)
        let byVoltage = lesser.byFirst / resistance + lesser.bySecond / Self.slope
        s.flow(from: 0, to: 1, lesser.value, byVoltage, -byVoltage)
    }
}
