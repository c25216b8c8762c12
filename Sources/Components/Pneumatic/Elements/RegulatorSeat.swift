public import Circuits

/// A pressure regulator between its inlet, its outlet and the atmosphere: a seat that the outlet pressure closes.
///
/// The seat's conductance falls linearly from full, one `droop` below the set pressure, to nothing at the set pressure. Above it
/// by `reliefMargin` the diaphragm's vent begins to open to the atmosphere, over the same span.
public struct RegulatorSeat: Element {
    /// Pa absolute: outlet pressure without flow.
    public var setPressure: Double
    /// Pa: fall of the outlet pressure that opens the seat fully.
    public var droop: Double
    /// Fully open.
    public var seat: Restriction
    /// Fully open; conductance 0 where the regulator does not relieve.
    public var vent: Restriction
    /// Pa above the set pressure.
    public var reliefMargin = 0.3e5

    public init(setPressure: Double, droop: Double, seat: Restriction, vent: Restriction) {
        self.setPressure = setPressure
        self.droop = droop
        self.seat = seat
        self.vent = vent
    }

    public func stamp(_ s: Stamp) {
        let main = Self.throttled(seat, s[0], s[1], opening: (setPressure - s[1]) / droop, byOutlet: -1 / droop)
        s.flow(from: 0, to: 1, main.value, main.byFirst, main.bySecond)
        let relief = relief(s[1], s[2])
        s.flow(from: 1, to: 2, relief.value, relief.byFirst, relief.bySecond)
    }

    /// Air that the diaphragm lets out.
    func relief(_ outlet: Double, _ atmosphere: Double) -> AirFlow {
        let lift = (outlet - setPressure - reliefMargin) / reliefMargin
        var flow = vent.flow(outlet, atmosphere)
        guard lift > 0 else { return AirFlow(value: 0, byFirst: 0, bySecond: 0) }
        guard lift < 1 else { return flow }
        flow.byFirst = lift * flow.byFirst + flow.value / reliefMargin
        flow.bySecond *= lift
        flow.value *= lift
        return flow
    }

    /// Flow through a restriction opened from 0 to 1 by the pressure of its second side.
    private static func throttled(
        _ restriction: Restriction, _ inlet: Double, _ outlet: Double, opening: Double, byOutlet: Double
    ) -> AirFlow {
        guard opening > 0 else { return AirFlow(value: 0, byFirst: 0, bySecond: 0) }
        let full = restriction.flow(inlet, outlet)
        guard opening < 1 else { return full }
        return AirFlow(
            value: opening * full.value, byFirst: opening * full.byFirst,
            bySecond: opening * full.bySecond + byOutlet * full.value)
    }
}
