import Circuits
import Components
import Foundation
import Notation
import Testing

/// Motor, gearbox, belt drive, conveyor and its four bearings, as on a sorting conveyor.
struct Train {
    let bench: MechanicalBench
    let supply: [Handle<VoltageSource>]
    /// What lies on the belt, N.
    let load: Handle<Brake>
    let assembly: Assembly

    init(_ drive: [(key: String, value: ParameterValue)] = [], boxes: [(key: String, value: ParameterValue)]? = nil) throws {
        var bench = MechanicalBench()
        try bench.declare("M1", AnyComponentType(InductionMotor.self))
        try bench.declare("G1", AnyComponentType(Gearbox.self))
        try bench.declare("C1", AnyComponentType(BeltDrive.self), drive)
        try bench.declare("T1", AnyComponentType(ConveyorBelt.self))
        for bearing in ["P1", "P2", "P3", "P4"] { try bench.declare(bearing, AnyComponentType(Bearing.self)) }
        if let boxes {
            try bench.declare("FLUX", AnyComponentType(BoxLine.self), [("belt", .link("T1"))] + boxes)
        }
        try bench.assembly.build()
        bench.join(("M1", "shaft"), ("G1", "in"))
        bench.join(("G1", "out"), ("C1", "in"))
        bench.join(("C1", "out"), ("T1", "drum"))
        bench.join(("P1", "shaft"), ("T1", "tail"))
        bench.join(("P2", "shaft"), ("T1", "tail"))
        bench.join(("P3", "shaft"), ("T1", "drum"))
        bench.join(("P4", "shaft"), ("T1", "drum"))
        if boxes != nil { bench.join(("FLUX", "load"), ("T1", "load")) }
        supply = bench.feed("M1", 400)
        load = bench.assembly.circuit.add(Brake(), named: "load", at: [bench.assembly.joint("T1", "load")!])
        self.bench = bench
        assembly = bench.assembly
    }

    subscript(reference: String, signal: String) -> Double { bench[reference, signal] }

    func fail(_ reference: String, _ name: String, _ severity: Double, _ item: String = "") {
        assembly.setFailures([ActiveFailure(name, severity: severity, item: item)], on: reference)
    }

    /// Warms up: the motion is steady, only the heat goes on.
    func settle() throws {
        try bench.run(2)
        for _ in 0..<3_000 { try assembly.step(2) }
    }
}

@Suite struct DriveTests {
    // What the round reads with two digits: half a unit of the last one.
    @Test func `a slack belt costs 0.02 m/s under load and nothing empty`() throws {
        let train = try Train()
        try train.bench.run(2)
        #expect(abs(train["T1", "speed"] - 0.30) < 0.005)
        train.load.element.torque = 380
        try train.bench.run(2)
        #expect(abs(train["T1", "speed"] - 0.30) < 0.005)
        // 400 N · (1 − 0.75 · 0.4333) = 270 N.
        train.fail("C1", "slack", 0.4333)
        try train.bench.run(2)
        #expect(abs(train["C1", "tension"] - 270) < 0.5)
        #expect(abs(train["T1", "speed"] - 0.28) < 0.005)
        train.load.element.torque = 0
        try train.bench.run(2)
        #expect(abs(train["T1", "speed"] - 0.30) < 0.005)
        #expect(train["C1", "slip"] < 0.005)
    }

    @Test func `a dry tail bearing takes the empty motor from 0.72 to 0.86 A and itself from 38 to 61 °C, not its neighbour`()
        throws
    {
        let train = try Train()
        try train.settle()
        #expect(abs(train["M1", "current"] - 0.72) < 0.005)
        for bearing in ["P1", "P2"] { #expect(abs(train[bearing, "temperature"] - 273.15 - 38) < 0.5) }
        train.fail("P1", "dry", 0.54)
        try train.settle()
        #expect(abs(train["M1", "current"] - 0.86) < 0.005)
        #expect(abs(train["P1", "temperature"] - 273.15 - 61) < 1)
        #expect(abs(train["P2", "temperature"] - 273.15 - 37.5) < 1)
        #expect(train.assembly.percepts("P1", .hearing).count == 1 && train.assembly.percepts("P2", .hearing).isEmpty)
    }

    @Test(arguments: [(400.0, 0.5), (270, 0.5), (100, 0.5), (400, 0.25)])
    func `a belt passes the force of Euler and Eytelwein and no more`(tension: Double, friction: Double) throws {
        let bench = MechanicalBench()
        try bench.declare(
            "C1", AnyComponentType(BeltDrive.self), [("pretension", .number(tension)), ("friction", .number(friction))])
        try bench.assembly.build()
        let circuit = bench.assembly.circuit
        _ = circuit.add(Brake(speed: 7.7), named: "drive", at: [bench.assembly.joint("C1", "in")!])
        let driven = circuit.add(Brake(speed: 0), named: "driven", at: [bench.assembly.joint("C1", "out")!])
        try bench.run(0.1)
        let gain = exp(friction * 2.98)
        let largest = 2 * tension * (gain - 1) / (gain + 1)
        // Sliding fully, the traction curve stands 0.4 % below its limit.
        #expect(abs(bench["C1", "force"] / largest - 0.996) < 0.001)
        #expect(abs(try circuit.through(driven, 0) - bench["C1", "force"] * 0.085) < 1e-6 * largest)
        // Half of it passes with the creep of the parameter.
        driven.element = Brake(torque: 0.5 * largest * 0.085)
        try bench.run(5)
        #expect(abs(bench["C1", "slip"] - 0.006) < 2e-4)
        // Five per cent too much: the driven pulley is dragged back.
        driven.element = Brake(torque: 1.05 * largest * 0.085)
        try bench.run(5)
        #expect(bench["C1", "slip"] > 1)
    }

    @Test func `a slipping belt turns its power into heat, squeals and smells`() throws {
        let bench = MechanicalBench()
        try bench.declare("C1", AnyComponentType(BeltDrive.self))
        try bench.assembly.build()
        _ = bench.assembly.circuit.add(Brake(speed: 7.7), named: "drive", at: [bench.assembly.joint("C1", "in")!])
        _ = bench.assembly.circuit.add(Brake(speed: 0), named: "driven", at: [bench.assembly.joint("C1", "out")!])
        try bench.run(5_000, 1)
        let power = bench["C1", "force"] * 7.7 * 0.0663
        #expect(abs(bench["C1", "temperature"] - 293.15 - power / 1.5) < 0.01)
        #expect(bench.assembly.percepts("C1", .hearing).count == 1)
        #expect(bench.assembly.percepts("C1", .smell).count == 1)
    }

    @Test(arguments: [1.0, 0.95, 0.8])
    func `a gearbox gives back what it takes times its efficiency, less its oil; the rest warms the housing`(
        efficiency: Double
    ) throws {
        let bench = MechanicalBench()
        try bench.declare("G1", AnyComponentType(Gearbox.self), [("efficiency", .number(efficiency))])
        try bench.assembly.build()
        let circuit = bench.assembly.circuit
        let drive = circuit.add(Brake(speed: 150), named: "drive", at: [bench.assembly.joint("G1", "in")!])
        _ = circuit.add(Brake(torque: 30), named: "load", at: [bench.assembly.joint("G1", "out")!])
        try bench.run(20_000, 5)
        let input = -(try circuit.through(drive, 0)) * 150
        let output = 30.0 * bench["G1", "speed"]
        #expect(abs(bench["G1", "speed"] - 7.5) < 1e-4)
        // 0.05 N·m is where |T| is rounded: up to (1 − η)·0.05·150 W.
        #expect(abs(output - efficiency * (input - 1e-4 * 150 * 150)) < (1 - efficiency) * 0.05 * 150 + 0.01)
        #expect(abs((bench["G1", "temperature"] - 293.15) * 1.1 - (input - output)) < 0.01)
    }

    @Test func `a load that drives the gearbox is braked by its losses`() throws {
        let bench = MechanicalBench()
        try bench.declare("G1", AnyComponentType(Gearbox.self), [("churning", .number(0))])
        try bench.assembly.build()
        let drive = bench.assembly.circuit.add(Brake(speed: 150), named: "drive", at: [bench.assembly.joint("G1", "in")!])
        _ = bench.assembly.circuit.add(Brake(torque: -30), named: "load", at: [bench.assembly.joint("G1", "out")!])
        try bench.run(1)
        // T₂ = i·(T₁ − (1 − η)·|T₁|): 30 N·m behind i = 20 and 2 − η = 1.1 give 1.364 N·m to the brake.
        #expect(abs(try bench.assembly.circuit.through(drive, 0) - 30 / 20 / 1.1) < 0.01)
    }

    @Test func `a belt at rest holds under 80 % of its break-away for ten minutes, and slides above`() throws {
        let bench = MechanicalBench()
        try bench.declare("T1", AnyComponentType(ConveyorBelt.self))
        try bench.assembly.build()
        let load = bench.assembly.circuit.add(Brake(), named: "load", at: [bench.assembly.joint("T1", "load")!])
        let breakaway = 1.2 * 0.35 * 4 * 9.81
        load.element.torque = -0.8 * breakaway
        try bench.run(600, 0.05)
        #expect(abs(bench["T1", "position"]) < 1e-4)
        load.element.torque = -1.1 * breakaway
        try bench.run(2)
        #expect(bench["T1", "position"] > 0.1)
    }

    @Test func `nothing turns beyond a broken belt, a sheared key or a torn conveyor, and the motor runs light`() throws {
        let loaded = try Train()
        try loaded.bench.run(2)
        for (reference, failure) in [("C1", "broken"), ("G1", "key-sheared"), ("T1", "torn")] {
            let train = try Train()
            try train.bench.run(1)
            train.fail(reference, failure, 1)
            try train.bench.run(3)
            #expect(abs(train["T1", "speed"]) < 1e-3)
            #expect(train["M1", "current"] < loaded["M1", "current"])
            #expect(train["M1", "speed"] > loaded["M1", "speed"])
        }
    }

    @Test func `it starts in under half a second and stops in place when the motor is cut`() throws {
        let train = try Train()
        try train.bench.run(0.5)
        #expect(train["T1", "speed"] > 0.29)
        for source in train.supply { source.element = VoltageSource() }
        try train.bench.run(2)
        #expect(abs(train["T1", "speed"]) < 1e-6)
        #expect(train.assembly.circuit.halvingCount < 20)
    }
}

/// Each failure of a mechanical or process type shows somewhere when the line runs loaded.
@Suite struct MechanicalFailureTests {
    static let cases: [(reference: String, type: String, failure: String)] = {
        let references = [
            ("M1", "induction-motor"), ("G1", "gearbox"), ("C1", "belt-drive"), ("T1", "conveyor-belt"), ("P1", "bearing"),
            ("FLUX", "box-line"),
        ]
        return references.flatMap { reference, type in
            (Catalog.type(named: type)?.failures ?? []).map { (reference, type, $0.name) }
        }
    }()

    /// Signals, line currents and percepts of the line after ten seconds.
    private func state(_ failure: (String, ActiveFailure)?) throws -> (numbers: [Double], percepts: [String]) {
        let train = try Train(boxes: [("interval", .number(2))])
        try train.bench.run(1)
        if let (reference, failure) = failure { train.assembly.setFailures([failure], on: reference) }
        try train.bench.run(9)
        var numbers: [Double] = []
        var percepts: [String] = []
        for reference in train.assembly.references {
            for signal in train.assembly.signals(of: reference) { numbers.append(train[reference, signal.name]) }
            for sense in Sense.allCases { percepts += train.assembly.percepts(reference, sense).map(\.en) }
        }
        for source in train.supply {
            for layer in Layer.phasor { numbers.append(try train.assembly.circuit.through(source, 0, layer: layer)) }
        }
        return (numbers, percepts)
    }

    @Test(arguments: cases.map { "\($0.reference) \($0.failure)" })
    func `is seen somewhere`(name: String) throws {
        let parts = name.split(separator: " ").map(String.init)
        let healthy = try state(nil)
        let faulty = try state((parts[0], ActiveFailure(parts[1], severity: 1, item: "U")))
        // 1 %: what an ordinary instrument tells apart.
        let isMeasured = zip(healthy.numbers, faulty.numbers).contains { abs($0 - $1) > 0.01 * max(abs($0), abs($1), 1e-3) }
        #expect(isMeasured || healthy.percepts != faulty.percepts)
    }

    @Test func `every mechanical and process type has its failures in this list or walks by itself`() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/Components")
        var files = 0
        for folder in ["Mechanical", "Process"] {
            files += try FileManager.default.contentsOfDirectory(atPath: sources.appending(path: folder).path())
                .filter { $0.hasSuffix(".swift") }.count
        }
        #expect(Set(Self.cases.map(\.type)).count + MechanicalWalkTests.types.count == files)
    }
}
