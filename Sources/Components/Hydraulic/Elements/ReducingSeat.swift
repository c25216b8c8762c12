import Circuits

/// A three-way pressure-reducing valve: joints supply, reduced side, drain.
///
/// The way in closes linearly over `droop` below the set pressure of the reduced side (counted from the drain), and a way to the
/// drain opens above it by `margin`. Back to the supply a built-in check valve leaves the whole way free.
struct ReducingSeat: Element {
    /// Fully open.
    var hole: Orifice
    /// Pa.
    var setPressure: Double
    var droop: Double
    var margin: Double
    /// m³/(s·Pa) of the way to the drain.
    var reliefGain: Double

    func stamp(_ s: Stamp) {
        let main = supply(s[0], s[1], s[2])
        s.flow(main.value, main.bySupply, main.byReduced, main.byDrain)
        let relief = relief(s[1] - s[2])
        s.flow(from: 1, to: 2, relief.value, relief.slope, -relief.slope)
    }

    func supply(
        _ supply: Double, _ reduced: Double, _ drain: Double
    ) -> (value: Double, bySupply: Double, byReduced: Double, byDrain: Double) {
        let full = hole.flow(supply - reduced)
        let opening = full.value < 0 ? 1 : (setPressure - (reduced - drain)) / droop
        guard opening > 0 else { return (0, 0, 0, 0) }
        guard opening < 1 else { return (full.value, full.slope, -full.slope, 0) }
        return (
            opening * full.value, opening * full.slope, -opening * full.slope - full.value / droop, full.value / droop
        )
    }

    func relief(_ difference: Double) -> OilFlow {
        let excess = difference - setPressure - margin
        return excess > 0 ? OilFlow(value: reliefGain * excess, slope: reliefGain) : .none
    }
}
