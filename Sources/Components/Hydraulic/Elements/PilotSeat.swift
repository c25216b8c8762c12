import Circuits

/// A non-return valve that a pilot piston opens: joints valve side, load side, pilot.
///
/// Its poppet sees p_A − p_B − p_crack + r·(p_X − p_A)⁺ and is fully open (cubic, without a corner) at twice the cracking pressure.
struct PilotSeat: Element {
    /// Fully open.
    var hole: Orifice
    /// Pa.
    var cracking: Double
    /// Area of the pilot piston over that of the seat; 0 when it is stuck.
    var ratio: Double

    /// Pa over which the pilot piston begins to push.
    private static let softness = 0.2e5

    func stamp(_ s: Stamp) {
        let flow = flow(s[0], s[1], s[2])
        s.flow(flow.value, flow.byValve, flow.byLoad, flow.byPilot)
    }

    func flow(
        _ valve: Double, _ load: Double, _ pilot: Double
    ) -> (value: Double, byValve: Double, byLoad: Double, byPilot: Double) {
        let push = Corner.greater(pilot - valve, 0, width: Self.softness)
        let lift = (valve - load - cracking + ratio * push.value) / cracking
        guard lift > 0 else { return (0, 0, 0, 0) }
        let full = hole.flow(valve - load)
        guard lift < 1 else { return (full.value, full.slope, -full.slope, 0) }
        let opening = lift * lift * (3 - 2 * lift)
        let byLift = 6 * lift * (1 - lift) / cracking * full.value
        let byPush = ratio * push.byFirst
        return (
            opening * full.value, opening * full.slope + byLift * (1 - byPush), -opening * full.slope - byLift,
            byLift * byPush
        )
    }
}
