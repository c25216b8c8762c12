public import Circuits

/// A path whose pressure loss is partly laminar, partly turbulent: Δp = a·q + b·q·|q| (filter element, strainer, cooler).
public struct ViscousPath: Element {
    /// Pa·s/m³, at the viscosity of now.
    public var laminar: Double
    /// Pa·s²/m⁶.
    public var turbulent: Double

    public init(laminar: Double, turbulent: Double) {
        self.laminar = laminar
        self.turbulent = turbulent
    }

    public func stamp(_ s: Stamp) {
        let flow = flow(s[0] - s[1])
        s.flow(from: 0, to: 1, flow.value, flow.slope, -flow.slope)
    }

    func flow(_ difference: Double) -> OilFlow {
        let root = (laminar * laminar + 4 * turbulent * abs(difference)).squareRoot()
        return OilFlow(value: 2 * difference / (laminar + root), slope: 1 / root)
    }
}

extension ViscousPath {
    /// From a loss at a flow in reference oil, `share` of it laminar.
    ///
    /// - Parameter thickness: of the oil, relative to reference viscosity.
    init(flow: Double, loss: Double, laminarShare share: Double, thickness: Double) {
        self.init(laminar: share * loss / flow * thickness, turbulent: (1 - share) * loss / (flow * flow))
    }
}
