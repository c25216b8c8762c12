public import Circuits
import Glibc

/// A pneumatic restriction: valve path, fitting, silencer, needle, leak (ISO 6358-1).
///
/// ṁ = C·ρ₀·p₁·√(T₀/T₁)·ψ(p₂/p₁); ψ(r) = 1 for r ≤ b, else √(1 − ((r − b)/(1 − b))²), with T₁ = T₀.
/// Linear for r > 0.999, where the root has no slope. Valid for 0 ≤ b ≤ 0.6, positive absolute pressures.
public struct Restriction: Element {
    /// Sonic conductance, m³/(s·Pa).
    public var conductance: Double
    /// Critical pressure ratio.
    public var ratio: Double

    @inlinable
    public init(conductance: Double, ratio: Double = 0.3) {
        self.conductance = conductance
        self.ratio = ratio
    }

    @usableFromInline static var linearFrom: Double { 0.999 }

    @inlinable
    public func stamp(_ s: Stamp) {
        // A leak that is none, as most are.
        guard conductance != 0 else { return }
        let flow = flow(s[0], s[1])
        s.flow(from: 0, to: 1, flow.value, flow.byFirst, flow.bySecond)
    }

    /// Mass flow from the first pressure to the second, whichever is higher.
    @inlinable @inline(__always)
    func flow(_ first: Double, _ second: Double) -> AirFlow {
        guard conductance != 0 else { return AirFlow(value: 0, byFirst: 0, bySecond: 0) }
        if first >= second {
            let flow = massFlow(first, second)
            return AirFlow(value: flow.value, byFirst: flow.byUpstream, bySecond: flow.byDownstream)
        }
        let flow = massFlow(second, first)
        return AirFlow(value: -flow.value, byFirst: -flow.byDownstream, bySecond: -flow.byUpstream)
    }

    /// Mass flow from the higher to the lower pressure and its slopes, kg/s and kg/(s·Pa).
    @inlinable @inline(__always)
    func massFlow(_ upstream: Double, _ downstream: Double) -> (value: Double, byUpstream: Double, byDownstream: Double) {
        let gain = conductance * Air.referenceDensity
        // Newton may try a pressure below vacuum: there nothing flows more.
        guard upstream > 1 else { return (0, gain * 1e-3, -gain * 1e-3) }
        let r = downstream / upstream
        if r <= ratio { return (gain * upstream, gain, 0) }
        if r > Self.linearFrom {
            let edge = (Self.linearFrom - ratio) / (1 - ratio)
            let slope = gain * (1 - edge * edge).squareRoot() / (1 - Self.linearFrom)
            return (slope * (upstream - downstream), slope, -slope)
        }
        let t = (r - ratio) / (1 - ratio)
        let root = (1 - t * t).squareRoot()
        let byRatio = -t / (root * (1 - ratio))
        return (gain * upstream * root, gain * (root - byRatio * r), gain * byRatio)
    }
}

/// A mass flow, kg/s, and its slopes by the two pressures, kg/(s·Pa).
@usableFromInline
struct AirFlow {
    @usableFromInline var value: Double
    @usableFromInline var byFirst: Double
    @usableFromInline var bySecond: Double

    @inlinable
    init(value: Double, byFirst: Double, bySecond: Double) {
        self.value = value
        self.byFirst = byFirst
        self.bySecond = bySecond
    }
}
