import Circuits
import Components
import Foundation
import Notation
import Testing

@Suite struct SingleActingTests {
    private typealias Part = PneumaticBench.Part
    private static let atmosphere = 101_325.0
    private static let area = Double.pi / 4 * 0.025 * 0.025

    private func bench(_ bars: Double) throws -> PneumaticBench {
        try PneumaticBench(
            [
                Part("G", "air-supply", [("pressure", .number(bars * 1e5 + Self.atmosphere))]),
                Part("A", "single-acting-cylinder"),
            ], pipes: [("G:1", "A:A")])
    }

    // F₀ + k·x = p·A, give or take the 12 N of friction, from under.
    @Test(arguments: [1.1, 1.2, 1.3])
    func `stands where the spring balances the pressure`(bars: Double) throws {
        let bench = try bench(bars)
        try bench.run(3)
        let x = bench.value("A", "position")
        let balance = bars * 1e5 * Self.area - 30 - 600 * x
        #expect(x > 0.001 && x < 0.049)
        #expect(balance > -1 && balance < 12.5, "\(balance) N left for friction")
    }

    @Test func `its stroke takes the time of an independent integration, and the spring brings it back`() throws {
        let bench = try bench(6)
        let elapsed = try #require(try bench.run(2, dt: 0.001) { bench.value("A", "position") >= 0.05 })
        let expected = reference()
        // 2 ms of steps and of the friction's break-away; 3 % of implicit Euler.
        #expect(abs(elapsed - expected) < 0.002 + 0.03 * expected, "\(elapsed) for \(expected)")
        bench.fail("G", "low-pressure", 1)
        #expect(try bench.run(3) { bench.value("A", "position") < 0.0005 } != nil)
        let broken = try self.bench(6)
        broken.fail("A", "spring-broken", 1)
        try broken.run(1)
        broken.fail("G", "low-pressure", 1)
        #expect(try broken.run(3) { broken.value("A", "position") < 0.04 } == nil)
    }

    /// Explicit Runge–Kutta of order 4 at 0.02 ms: masses of the two chambers, position and speed.
    private func reference() -> Double {
        let gas = 287 * 293.15
        let ring = Self.area - Double.pi / 4 * 0.01 * 0.01
        func flow(_ p1: Double, _ p2: Double, _ c: Double) -> Double {
            guard p1 >= p2 else { return -flow(p2, p1, c) }
            let t = max(0, (p2 / p1 - 0.4) / 0.6)
            return c * 1.185 * p1 * max(0, 1 - t * t).squareRoot()
        }
        func derivative(_ s: [Double]) -> [Double] {
            let x = max(s[2], 0)
            let pa = s[0] * gas / (3e-6 + Self.area * x)
            let pb = s[1] * gas / (3e-6 + ring * (0.05 - x))
            let drive = (pa - Self.atmosphere) * Self.area - (pb - Self.atmosphere) * ring - 30 - 600 * x
            let isHeld = s[3] <= 0 && x <= 0 && drive < 15
            let acceleration = isHeld ? 0 : (drive - 12 * tanh(s[3] / 0.002) - 40 * s[3]) / 0.5
            // The network's outlet of 10 l/(s·bar) and the port of 2 in series: nearly the port alone.
            return [flow(6e5 + Self.atmosphere, pa, 2e-8), -flow(pb, Self.atmosphere, 5e-9), isHeld ? 0 : s[3], acceleration]
        }
        var state = [Self.atmosphere * 3e-6 / gas, Self.atmosphere * (3e-6 + ring * 0.05) / gas, 0, 0]
        let h = 2e-5
        for step in 1...50_000 {
            let k1 = derivative(state)
            let k2 = derivative(zip(state, k1).map { $0 + h / 2 * $1 })
            let k3 = derivative(zip(state, k2).map { $0 + h / 2 * $1 })
            let k4 = derivative(zip(state, k3).map { $0 + h * $1 })
            for i in 0..<4 { state[i] += h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]) }
            if state[2] >= 0.05 { return Double(step) * h }
        }
        return .infinity
    }
}
