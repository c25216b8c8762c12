import Foundation

/// A hydraulic cylinder between two orifices, integrated with Runge–Kutta of order 4: the same physics in other words (Coulomb
/// friction as a tanh of 1 mm/s, square-root orifices straight below 0.1 bar, dp/dt = β/V·(Σq − A·v)).
struct HydraulicStroke {
    var supply = 100e5
    /// m³/s at 1 bar, of the way in and of the way out.
    var inlet = 2.2e-5
    var outlet = 2.2e-5
    var load = 8_000.0
    var mass = 200.0
    var coulomb = 400.0
    var viscous = 500.0
    var internalLeak = 0.0
    var isExtending = true

    let bore = 0.05
    let rod = 0.028
    let stroke = 0.4
    let deadVolume = 3e-5
    /// m³ beside the chambers: ports and valves.
    let lines = 2e-6 + 2e-6
    let modulus = 1.4e9

    struct Result {
        var time: Double?
        var middleSpeed = 0.0
        var middlePressures = (0.0, 0.0)
    }

    private func flow(_ difference: Double, _ gain: Double) -> Double {
        let straight = 0.1e5
        guard abs(difference) > straight else { return gain * difference / 1e5 * (1e5 / straight).squareRoot() }
        return (difference > 0 ? 1 : -1) * gain * (abs(difference) / 1e5).squareRoot()
    }

    func run(limit: Double = 20) -> Result {
        let cap = Double.pi / 4 * bore * bore
        let ring = cap - Double.pi / 4 * rod * rod
        func derivative(_ s: SIMD4<Double>) -> SIMD4<Double> {
            let (a, b, x, v) = (s[0], s[1], min(max(s[2], 0), stroke), s[3])
            let leak = internalLeak * (a - b)
            let into = isExtending ? flow(supply - a, inlet) : flow(-a, outlet)
            let intoB = isExtending ? flow(-b, outlet) : flow(supply - b, inlet)
            let force = a * cap - b * ring - load - coulomb * tanh(v / 1e-3) - viscous * v
            let isHeld = (s[2] <= 0 && force < 0) || (s[2] >= stroke && force > 0)
            return SIMD4(
                modulus / (deadVolume + lines + cap * x) * (into - leak - cap * v),
                modulus / (deadVolume + lines + ring * (stroke - x)) * (intoB + leak + ring * v), isHeld ? 0 : v,
                isHeld ? 0 : force / mass)
        }
        var state = SIMD4(0, 0, isExtending ? 0 : stroke, 0)
        var result = Result()
        let h = 2e-5
        for step in 1...Int(limit / h) {
            let k1 = derivative(state)
            let k2 = derivative(state + h / 2 * k1)
            let k3 = derivative(state + h / 2 * k2)
            let k4 = derivative(state + h * k3)
            state += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
            if state[2] <= 0 { (state[2], state[3]) = (0, max(0, state[3])) }
            if state[2] >= stroke, !isExtending { (state[2], state[3]) = (stroke, min(0, state[3])) }
            let isPastMiddle = isExtending ? state[2] >= stroke / 2 : state[2] <= stroke / 2
            if result.middleSpeed == 0, isPastMiddle {
                result.middleSpeed = state[3]
                result.middlePressures = (state[0], state[1])
            }
            if isExtending ? state[2] >= stroke : state[2] <= 0 && step > 100 {
                result.time = Double(step) * h
                return result
            }
        }
        return result
    }
}
