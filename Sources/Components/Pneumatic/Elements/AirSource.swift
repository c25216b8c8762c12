public import Circuits

/// A compressed-air network seen from one of its outlets: a pressure behind a restriction.
public struct AirSource: Element {
    /// Pa absolute.
    public var pressure: Double
    public var outlet: Restriction

    public init(pressure: Double, outlet: Restriction) {
        self.pressure = pressure
        self.outlet = outlet
    }

    public static var isGrounded: Bool { true }

    public func stamp(_ s: Stamp) {
        let flow = outlet.flow(pressure, s[0])
        s.add(0, -flow.value)
        s.slope(0, 0, -flow.bySecond)
    }
}
