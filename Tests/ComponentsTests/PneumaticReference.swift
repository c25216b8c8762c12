import Foundation

/// The stroke of a cylinder, integrated apart from the engine: explicit Runge–Kutta of order 4 at 0.1 ms, the same physics in
/// other words (Coulomb friction as a tanh of 2 mm/s).
struct StrokeReference {
    var supply = 7e5
    var supplyConductance = 2e-8
    var exhaustConductance = 0.4e-8
    var sealLeak = 0.0
    var coulomb = 30.0
    var viscous = 80.0
    var load = 100.0
    var mass = 5.0
    var deadVolume = 5e-6
    let stroke = 0.2
    let atmosphere = 101_325.0

    struct Result {
        var stroke: Double?
        /// Time of the first tenth of a millimetre.
        var start: Double?
        var middleSpeed = 0.0
    }

    private func flow(_ p1: Double, _ p2: Double, _ c: Double, _ b: Double) -> Double {
        guard p1 >= p2 else { return -flow(p2, p1, c, b) }
        let r = p2 / p1
        let t = max(0, (r - b) / (1 - b))
        return c * 1.185 * p1 * max(0, 1 - t * t).squareRoot()
    }

    func run() -> Result {
        let gas = 287 * 293.15
        let cap = Double.pi / 4 * 0.032 * 0.032
        let ring = cap - Double.pi / 4 * 0.012 * 0.012
        func derivative(_ s: [Double]) -> [Double] {
            let x = min(max(s[2], 0), stroke)
            let pa = s[0] * gas / (deadVolume + cap * x)
            let pb = s[1] * gas / (deadVolume + ring * (stroke - x))
            let leak = flow(pa, pb, sealLeak, 0.45)
            let force = (pa - atmosphere) * cap - (pb - atmosphere) * ring - load
            let acceleration = (force - coulomb * tanh(s[3] / 0.002) - viscous * s[3]) / mass
            let isHeld = s[2] <= 0 && acceleration < 0
            return [
                flow(supply, pa, supplyConductance, 0.3) - leak, leak - flow(pb, atmosphere, exhaustConductance, 0.3),
                isHeld ? 0 : s[3], isHeld ? 0 : acceleration,
            ]
        }
        var state = [atmosphere * deadVolume / gas, supply * (deadVolume + ring * stroke) / gas, 0, 0]
        var result = Result()
        let h = 1e-4
        for step in 1...40_000 {
            let k1 = derivative(state)
            let k2 = derivative(zip(state, k1).map { $0 + h / 2 * $1 })
            let k3 = derivative(zip(state, k2).map { $0 + h / 2 * $1 })
            let k4 = derivative(zip(state, k3).map { $0 + h * $1 })
            for i in 0..<4 { state[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]) }
            if state[2] < 0 { (state[2], state[3]) = (0, max(0, state[3])) }
            let time = Double(step) * h
            if result.start == nil, state[2] > 1e-4 { result.start = time }
            if result.middleSpeed == 0, state[2] >= stroke / 2 { result.middleSpeed = state[3] }
            if state[2] >= stroke {
                result.stroke = time
                return result
            }
        }
        return result
    }
}
