public import Circuits

/// A sharp orifice: q = C_d·A·√(2·Δp/ρ), turning laminar where the Reynolds number falls below 150.
///
/// One smooth law for both: q = C_d·A·√(2/ρ)·Δp/(Δp² + Δp_t²)^¼, with Δp_t = ρ/2·(Re_t·ν/(C_d·d))² (Borutzky, Barnard and Thoma,
/// Simulation Modelling Practice and Theory 10, 2002).
public struct Orifice: Element {
    /// C_d·A·√(2/ρ), m³/(s·√Pa).
    private var gain = 0.0
    /// Pa.
    private var transition = 1.0

    public static let dischargeCoefficient = 0.62
    private static let transitionReynolds = 150.0
    /// Pa: a transition narrower than this would have no slope for a computer.
    private static let leastTransition = 500.0

    /// - Parameter area: of the hole, m².
    public init(area: Double, oil: OilProperties = OilProperties()) {
        guard area > 1e-14 else { return }
        gain = Self.dischargeCoefficient * area * (2 / oil.density).squareRoot()
        let diameter = (4 * area / .pi).squareRoot()
        let speed = Self.transitionReynolds * oil.kinematicViscosity / (Self.dischargeCoefficient * diameter)
        transition = max(oil.density / 2 * speed * speed, Self.leastTransition)
    }

    /// Area of the hole that passes a flow at a pressure difference, turbulent, in reference oil.
    public static func area(passing flow: Double, at difference: Double) -> Double {
        flow / (dischargeCoefficient * (2 * difference / OilProperties().density).squareRoot())
    }

    /// Whether it lets anything through.
    var isOpen: Bool { gain != 0 }

    public func stamp(_ s: Stamp) {
        guard isOpen else { return }
        let flow = flow(s[0] - s[1])
        s.flow(from: 0, to: 1, flow.value, flow.slope, -flow.slope)
    }

    func flow(_ difference: Double) -> OilFlow {
        guard isOpen else { return OilFlow(value: gain * difference, slope: 0) }
        let square = difference * difference
        let sum = square + transition * transition
        let root = gain / sum.squareRoot().squareRoot()
        return OilFlow(value: root * difference, slope: root * (square / 2 + transition * transition) / sum)
    }
}
