public import Circuits
import Glibc

/// Oil in a round tube: Δp = λ·L/d·ρ·u²/2 + ζ·ρ·u²/2, λ = 64/Re up to Re 2000 (Hagen–Poiseuille), 0.3164/Re^¼ from 4000 (Blasius),
/// and a smooth passage between.
///
/// The flow is an unknown of its own.
public struct PipeFlow: Element {
    /// Of a laminar flow, m³/(s·Pa).
    private var conductance = 1.0
    /// Reynolds number of a flow of 1 m³/s, and what the fittings take of its square beside a laminar flow.
    private var reynolds = 0.0
    private var local = 0.0
    public var isPlugged = false
    /// m³/s from the first joint to the second.
    public private(set) var flow = 0.0

    /// - Parameters:
    ///   - bore: m.
    ///   - fittings: of both together, on the bore's dynamic pressure.
    public init(length: Double, bore: Double, fittings: Double, oil: OilProperties = OilProperties()) {
        lay(length: length, bore: bore, fittings: fittings, oil)
    }

    /// Another tube in its place, or other oil.
    mutating func lay(length: Double, bore: Double, fittings: Double, _ oil: OilProperties) {
        let area = .pi / 4 * bore * bore
        let resistance = 128 * oil.viscosity * length / (.pi * bore * bore * bore * bore)
        conductance = 1 / resistance
        reynolds = bore / (area * oil.kinematicViscosity)
        local = fittings * oil.density / (2 * area * area) / resistance
    }

    public static var internals: [(name: String, tolerance: Double)] { [("flow", 1e-10)] }

    private static let laminarTo = 2_000.0
    private static let turbulentFrom = 4_000.0

    /// λ·Re/64 and its slope by the Reynolds number: 1 while laminar.
    private static func roughness(_ reynolds: Double) -> (value: Double, slope: Double) {
        guard reynolds > laminarTo else { return (1, 0) }
        let blasius = 0.3164 / 64 * pow(reynolds, 0.75)
        let byReynolds = 0.75 * blasius / reynolds
        guard reynolds < turbulentFrom else { return (blasius, byReynolds) }
        let x = (reynolds - laminarTo) / (turbulentFrom - laminarTo)
        let share = x * x * (3 - 2 * x)
        let byX = 6 * x * (1 - x) / (turbulentFrom - laminarTo)
        return (1 + share * (blasius - 1), share * byReynolds + byX * (blasius - 1))
    }

    /// Pressure difference over what a laminar flow of 1 m³/s would take, and its slope by the flow.
    private func loss(_ flow: Double) -> (value: Double, slope: Double) {
        let friction = Self.roughness(abs(flow) * reynolds)
        return (
            friction.value * flow + local * flow * abs(flow),
            friction.value + friction.slope * reynolds * abs(flow) + 2 * local * abs(flow)
        )
    }

    public func stamp(_ s: Stamp) {
        let flow = s[2]
        s.add(0, flow)
        s.slope(0, 2, 1)
        s.add(1, -flow)
        s.slope(1, 2, -1)
        guard !isPlugged else {
            s.add(2, flow)
            s.slope(2, 2, 1)
            return
        }
        let loss = loss(flow)
        s.add(2, loss.value - conductance * (s[0] - s[1]))
        s.slope(2, 2, loss.slope)
        s.slope(2, 0, -conductance)
        s.slope(2, 1, conductance)
    }

    public mutating func accept(_ s: Stamp) { flow = s[2] }
    public func through(_ index: Int, _ s: Stamp) -> Double { index == 0 ? flow : -flow }
}
