import Circuits

/// A pressure-compensated orifice: its flow is that of the orifice up to the set flow, and hardly more beyond.
struct CompensatedOrifice: Element {
    var hole: Orifice
    /// m³/s; infinite when the compensator is stuck open.
    var setFlow: Double
    /// Growth of the set flow with the pressure difference, 1/Pa.
    var slope: Double

    /// Share of the set flow over which the bend is rounded.
    private static let softness = 0.02

    func stamp(_ s: Stamp) {
        let flow = flow(s[0] - s[1])
        s.flow(from: 0, to: 1, flow.value, flow.slope, -flow.slope)
    }

    func flow(_ difference: Double) -> OilFlow {
        let free = hole.flow(difference)
        guard difference > 0, setFlow < .infinity else { return free }
        let held = setFlow * (1 + slope * difference)
        let lesser = Corner.lesser(free.value, held, width: Self.softness * setFlow)
        return OilFlow(value: lesser.value, slope: lesser.byFirst * free.slope + lesser.bySecond * setFlow * slope)
    }
}
