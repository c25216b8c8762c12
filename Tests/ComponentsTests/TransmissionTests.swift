import Circuits
import Components
import Foundation
import Notation
import Testing

@Suite struct GearStageTests {
    private func bench(_ values: [(key: String, value: ParameterValue)] = []) throws -> MechanicalBench {
        let bench = MechanicalBench()
        try bench.declare("R1", AnyComponentType(GearStage.self), values)
        try bench.assembly.build()
        return bench
    }

    @Test(arguments: [1.0, 0.97, 0.8])
    func `passes torque by its teeth and its efficiency, and turns the rest into heat`(efficiency: Double) throws {
        let bench = try bench([("efficiency", .number(efficiency))])
        let drive = bench.drive("R1", "in", Brake(speed: 150))
        _ = bench.drive("R1", "out", Brake(torque: 30))
        try bench.run(20_000, 5)
        #expect(abs(bench["R1", "speed"] - 50) < 1e-4)
        let input = -(try bench.assembly.circuit.through(drive, 0)) * 150
        let oil = 2e-4 * 150 * 150
        // Half a newton of rounding on 0.069 m.
        #expect(abs((input - oil) * efficiency - 30 * 50) < 2)
        #expect(abs((bench["R1", "temperature"] - 293.15) * 1.2 - (input - 1_500)) < 0.05)
    }

    @Test func `the wheel stands while the pinion turns through the backlash`() throws {
        let bench = try bench([("backlash", .number(1e-3)), ("churning", .number(0))])
        let drive = bench.drive("R1", "in", Brake(speed: 1))
        _ = bench.assembly.circuit.add(
            BristleFriction(breakaway: 1, coulomb: 1, viscous: 0, stiffness: 1e5), named: "load",
            at: [bench.assembly.joint("R1", "out")!, bench.assembly.bed])
        try bench.run(1)
        #expect(abs(bench["R1", "speed"] - 23.0 / 69) < 1e-6)
        drive.element.speed = -1
        // 1 mm at 23 mm/s: 43.5 ms.
        try bench.run(0.035)
        #expect(abs(bench["R1", "speed"]) < 1e-3)
        try bench.run(0.5)
        #expect(abs(bench["R1", "speed"] + 23.0 / 69) < 1e-6)
    }

    @Test func `meshes at the teeth of the pinion by its turns, with sidebands of one turn when a tooth is broken`() throws {
        let bench = try bench()
        _ = bench.drive("R1", "in", Brake(speed: 50 * .pi))
        _ = bench.drive("R1", "out", Brake(torque: 30))
        try bench.run(0.5)
        func frequencies() -> [Double] {
            bench.assembly.excitations(of: "R1").compactMap { if case .sine(let frequency) = $0.form { frequency } else { nil } }
        }
        // 23 teeth at 25 Hz.
        #expect(frequencies().map { ($0 * 100).rounded() / 100 } == [575, 1150])
        bench.fail("R1", "tooth-broken", 0.5)
        #expect(Set(frequencies().map { ($0 * 100).rounded() / 100 }).isSuperset(of: [550, 600, 525, 625]))
    }
}

@Suite struct ChainDriveTests {
    private func bench(_ values: [(key: String, value: ParameterValue)] = []) throws -> MechanicalBench {
        let bench = MechanicalBench()
        try bench.declare("C1", AnyComponentType(ChainDrive.self), values)
        try bench.assembly.build()
        return bench
    }

    /// Lowest and highest speed of the driven sprocket over a turn, when the driving one turns steadily, over the mean.
    private func ripple(_ teeth: Int, _ driven: Int, rest: Double = 0.5) throws -> Double {
        let bench = try bench([
            ("driving-teeth", .count(teeth)), ("driven-teeth", .count(driven)), ("sag", .number(0)), ("efficiency", .number(1)),
            ("strand-rest", .number(rest)),
            ("driven-inertia", .number(1e-6)), ("stiffness", .number(1e7)),
        ])
        _ = bench.drive("C1", "in", Brake(speed: 1))
        _ = bench.drive("C1", "out", Brake(torque: 5))
        try bench.run(2, 1e-3)
        var (low, high, sum, count) = (Double.infinity, 0.0, 0.0, 0.0)
        for _ in 0..<8_000 {
            try bench.assembly.step(1e-3)
            let speed = bench["C1", "speed"]
            (low, high, sum, count) = (min(low, speed), max(high, speed), sum + speed, count + 1)
        }
        #expect(abs(sum / count / (Double(teeth) / Double(driven)) - 1) < 0.01)
        return (high - low) / (sum / count)
    }

    @Test(arguments: [9, 13, 17])
    func `the polygon makes the strand uneven by 1 − cos(π/z)`(teeth: Int) throws {
        // The driven sprocket so large that its own polygon does not show: (π/200)²/2 = 1.2e-4.
        let expected = 1 - cos(.pi / Double(teeth))
        #expect(abs(try ripple(teeth, 200) / expected - 1) < 0.05)
    }

    @Test(arguments: [11, 19])
    func `two equal sprockets add up to 2·(1 − cos(π/z)) out of step, and to nothing in step`(teeth: Int) throws {
        let expected = 2 * (1 - cos(.pi / Double(teeth)))
        #expect(abs(try ripple(teeth, teeth, rest: 0.5) / expected - 1) < 0.06)
        #expect(try ripple(teeth, teeth, rest: 0) < 0.1 * expected)
    }

    @Test func `a chain lengthened by 3 % reads 103 mm on the gauge and jumps under a load that a new one bears`() throws {
        for severity in [0.0, 1] {
            let bench = try bench()
            if severity > 0 { bench.fail("C1", "elongated", severity) }
            _ = bench.drive("C1", "in", Brake(speed: 5))
            _ = bench.drive("C1", "out", Brake(torque: 180))
            // The slack of the start is taken up.
            try bench.run(1)
            var isHeard = false
            for _ in 0..<1_000 {
                try bench.assembly.step(0.005)
                isHeard = isHeard || !bench.assembly.percepts("C1", .hearing).isEmpty
            }
            #expect(abs(bench["C1", "gauge"] - 0.1 - 0.003 * severity) < 1e-9)
            #expect((bench["C1", "jumps"] > 0) == (severity > 0))
            #expect(isHeard == (severity > 0))
        }
    }
}

@Suite struct RollingPartTests {
    @Test func `the tones of a 6205 at 1500 rpm are those of the tables`() {
        let bearing = BearingGeometry(balls: 9, ballDiameter: 7.94e-3, pitchDiameter: 38.5e-3, contactAngle: 0)
        #expect(abs(25 * bearing.cage - 9.92) < 0.005)
        #expect(abs(25 * bearing.outer - 89.3) < 0.05)
        #expect(abs(25 * bearing.inner - 135.7) < 0.05)
        #expect(abs(25 * bearing.ball - 58.0) < 0.05)
        // Whatever the geometry: n rolling parts pass both races n times a turn between them, the cage n times less often.
        let slanted = BearingGeometry(balls: 14, ballDiameter: 9e-3, pitchDiameter: 46e-3, contactAngle: 0.7)
        #expect(abs(slanted.outer + slanted.inner - 14) < 1e-12)
        #expect(abs(slanted.outer - 14 * slanted.cage) < 1e-12)
    }

    @Test func `a dry bearing goes from 45 to about 75 °C at 1500 rpm, and a greased one keeps its friction law`() throws {
        let bench = MechanicalBench()
        try bench.declare("P1", AnyComponentType(RollingBearing.self))
        try bench.assembly.build()
        _ = bench.drive("P1", "shaft", Brake(speed: 50 * .pi))
        try bench.run(6_000, 1)
        // T₀ + μ·F·d/2 + b·ω.
        let expected = 0.03 + 0.0015 * 500 * 0.0125 + 2e-5 * 50 * .pi
        #expect(abs(bench["P1", "torque"] - expected) < 1e-6)
        #expect(abs(bench["P1", "temperature"] - 293.15 - 12 - expected * 50 * .pi / 0.5) < 0.01)
        #expect(abs(bench["P1", "temperature"] - 273.15 - 45) < 2)
        bench.fail("P1", "dry")
        try bench.run(6_000, 1)
        #expect(abs(bench["P1", "temperature"] - 273.15 - 75) < 6)
    }

    @Test func `a rotor presses on its bearings with m·e·ω²`() throws {
        let bench = MechanicalBench()
        try bench.declare("V1", AnyComponentType(Rotor.self))
        try bench.assembly.build()
        let drive = bench.drive("V1", "shaft", Brake(speed: 50 * .pi))
        try bench.run(0.1)
        #expect(abs(bench["V1", "unbalance-force"] - 5e-5 * 50 * .pi * 50 * .pi) < 1e-6)
        bench.fail("V1", "unbalanced")
        try bench.run(0.1)
        #expect(abs(bench["V1", "unbalance-force"] - 12.34) < 0.01)
        drive.element.speed = 25 * .pi
        try bench.run(0.1)
        #expect(abs(bench["V1", "unbalance-force"] - 12.34 / 4) < 0.01)
    }
}

@Suite struct LinearGuideTests {
    @Test func `holds a push under its break-away, slides above, and is stiff where the rail is dented`() throws {
        let bench = MechanicalBench()
        try bench.declare("G1", AnyComponentType(LinearGuide.self))
        try bench.assembly.build()
        let push = bench.drive("G1", "carriage", Brake(torque: -0.8 * 36))
        try bench.run(600, 0.05)
        #expect(abs(bench["G1", "position"]) < 1e-4)
        push.element.torque = -40
        try bench.run(0.5)
        // Steady: F = F_c + d·v.
        #expect(abs(bench["G1", "speed"] - 10 / 40.0) < 0.01)
        bench.fail("G1", "rail-dented", 0.6)
        try bench.run(5)
        // 0.5 m, less the flank of the spot that already holds 40 N.
        #expect(abs(bench["G1", "speed"]) < 1e-6)
        #expect(bench["G1", "position"] > 0.45 && bench["G1", "position"] < 0.5)
    }

    @Test func `a tight guide takes 150 N where a good one takes 30`() throws {
        for (failure, force) in [("", 30.0), ("tight", 150)] {
            let bench = MechanicalBench()
            try bench.declare("G1", AnyComponentType(LinearGuide.self))
            try bench.assembly.build()
            if !failure.isEmpty { bench.fail("G1", failure) }
            let drive = bench.drive("G1", "carriage", Brake(speed: 0.1))
            try bench.run(1)
            #expect(abs(-(try bench.assembly.circuit.through(drive, 0)) - force - 4) < 0.1)
        }
    }
}
