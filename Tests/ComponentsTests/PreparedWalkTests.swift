import Circuits
import Components
import Notation
import Testing

/// Every failure mode of the types that a random bench cannot bring to life: each on a bench of its own, through a life that uses
/// it.
@Suite struct PreparedWalkTests {
    /// A bench with the component `X1`, and what is seen of it as its life goes on.
    final class Life {
        let bench: Bench
        private let failure: ActiveFailure?
        private(set) var seen: [String] = []
        private var watched: [String] = []

        init(_ failure: ActiveFailure?, _ components: [(reference: String, type: String, settings: Bench.Settings)]) throws {
            bench = try Bench(components)
            self.failure = failure
            if let failure { bench.assembly.setFailures([failure], on: "X1") }
        }

        /// Signals of other components that show what this one does to them.
        func watch(_ signals: String...) { watched += signals }

        /// Goes on for some seconds, then looks.
        func go(_ seconds: Double, _ dt: Double = 0.005) throws {
            try bench.run(seconds, dt)
            let assembly = bench.assembly
            for terminal in assembly.terminals(of: "X1") {
                let joint = assembly.joint("X1", terminal.name)!
                for layer in 0..<terminal.domain.nature.layers {
                    seen.append("\(terminal.name) \((assembly.circuit.across(joint, layer: layer) * 1000).rounded())")
                }
            }
            for signal in assembly.signals(of: "X1") where !signal.isInput {
                seen.append("\(signal.name) \((bench["X1.\(signal.name)"] * 1e4).rounded())")
            }
            for signal in watched { seen.append("\(signal) \((bench[signal] * 1e4).rounded())") }
            for sense in Sense.allCases { seen.append(assembly.percepts("X1", sense).map(\.en).joined(separator: ";")) }
        }
    }

    typealias Story = @Sendable (ActiveFailure?) throws -> Life

    /// By type.
    static let stories: [(type: String, story: Story)] = [
        ("frequency-drive", frequencyDrive), ("plc-analog-outputs", analogOutputs), ("light-curtain", lightCurtain),
        ("vacuum-ejector", vacuumEjector), ("vacuum-cup", vacuumCup), ("vacuum-switch", vacuumSwitch),
        ("quick-exhaust-valve", quickExhaust), ("soft-start-valve", softStart),
        ("single-acting-cylinder", singleActing),
        ("resistance-thermometer", resistanceThermometer), ("thermocouple", thermocouple),
        ("temperature-transmitter", temperatureTransmitter), ("digital-sensor", digitalSensor),
        ("brake-rectifier", brakeRectifier),
    ]

    static let modes: [String] = stories.flatMap { entry in
        Catalog.type(named: entry.type)!.failures.map { "\(entry.type) \($0.name)" }
    }

    @Test(arguments: modes)
    func `a failure shows in a reading, a signal or a percept`(mode: String) throws {
        let parts = mode.split(separator: " ").map(String.init)
        let type = Catalog.type(named: parts[0])!
        let story = try #require(Self.stories.first { $0.type == parts[0] }).story
        let healthy = try story(nil).seen
        let items = type.failure(parts[1])!.hasItem ? type.terminals(type.parameters()).map(\.name) : [""]
        let shows = try items.contains { item in
            try story(ActiveFailure(parts[1], severity: 1, item: item)).seen != healthy
        }
        #expect(shows, "nothing shows \(mode)")
    }

    @Test(arguments: modes, [0.3, 0.7])
    func `a failure half grown is solved without an unsolved step`(mode: String, severity: Double) throws {
        let parts = mode.split(separator: " ").map(String.init)
        let type = Catalog.type(named: parts[0])!
        let story = try #require(Self.stories.first { $0.type == parts[0] }).story
        let item = type.failure(parts[1])!.hasItem ? type.terminals(type.parameters()).first!.name : ""
        _ = try story(ActiveFailure(parts[1], severity: severity, item: item))
    }

    // MARK: - Lives

    private static func frequencyDrive(_ failure: ActiveFailure?) throws -> Life {
        let life = try Life(
            failure,
            [
                ("G1", "three-phase-supply", []), ("X1", "frequency-drive", [("deceleration", .number(0.5))]),
                ("M1", "induction-motor", [("drive", .link("X1"))]), ("R1", "resistive-load", [("resistance", .number(150))]),
            ])
        let bench = life.bench
        for (line, output) in [("L1", "U"), ("L2", "V"), ("L3", "W")] {
            bench.wire("G1:\(line)", "X1:\(line)")
            bench.wire("X1:\(output)", "M1:\(output)")
        }
        for (a, b) in [("M1:PE", "PE"), ("X1:COM", "PE"), ("X1:DC+", "R1:1"), ("R1:2", "X1:PB")] { bench.wire(a, b) }
        bench.assembly.circuit.add(Inertia(0.02), named: "wheel", at: [bench.joint("M1:shaft")])
        bench.source("X1:R1C", "PE", dc: 24)
        _ = bench.resistor("X1:R1A", "PE", 1_000)
        let (reference, forward) = (bench.source("X1:AI", "PE", dc: 8), bench.source("X1:FWD", "PE"))
        life.watch("M1.speed", "M1.current")
        try life.go(1)
        forward.element.dc = 24
        try life.go(2)
        try life.go(4)
        reference.element.dc = 10
        try life.go(2)
        forward.element.dc = 0
        for _ in 0..<10 { try life.go(0.1) }
        // A fault for the relay: the mains sag under way.
        forward.element.dc = 24
        try life.go(3)
        bench.fail("G1", "phase-lost", item: "L2")
        try life.go(3)
        bench.assembly.setFailures(
            ["L1", "L2", "L3"].map { ActiveFailure("phase-lost", severity: 1, item: $0) }, on: "G1")
        try life.go(60, 0.05)
        return life
    }

    private static func analogOutputs(_ failure: ActiveFailure?) throws -> Life {
        let life = try Life(failure, [("X1", "plc-analog-outputs", [("channel-1", .count(1))])])
        life.bench.source("X1:L+", "PE", dc: 24)
        life.bench.wire("X1:M", "PE")
        _ = life.bench.resistor("X1:0+", "X1:0-", 10_000)
        _ = life.bench.resistor("X1:1+", "X1:1-", 250)
        for channel in 0..<2 { life.bench["X1.raw\(channel)"] = 10_000 }
        try life.go(0.1)
        return life
    }

    private static func lightCurtain(_ failure: ActiveFailure?) throws -> Life {
        let life = try Life(failure, [("X1", "light-curtain", [])])
        life.bench.source("X1:+", "PE", dc: 24)
        life.bench.wire("X1:-", "PE")
        for output in ["OSSD1", "OSSD2"] { _ = life.bench.resistor("X1:\(output)", "PE", 1_000) }
        try life.go(2)
        life.bench["X1.intrusion"] = 1
        try life.go(0.5)
        return life
    }

    private static func vacuumEjector(_ failure: ActiveFailure?) throws -> Life {
        let life = try Life(
            failure,
            [("G1", "air-supply", []), ("X1", "vacuum-ejector", [("check-valve", .flag(true))]), ("B1", "reservoir", [])])
        life.bench.wire("G1:1", "X1:1")
        life.bench.wire("X1:V", "B1:1")
        try life.go(2)
        life.bench.fail("G1", "low-pressure")
        try life.go(5)
        return life
    }

    private static func vacuumCup(_ failure: ActiveFailure?) throws -> Life {
        let life = try Life(failure, [("G1", "air-supply", []), ("V1", "vacuum-ejector", []), ("X1", "vacuum-cup", [])])
        life.bench.wire("G1:1", "V1:1")
        life.bench.wire("V1:V", "X1:V")
        life.bench["X1.sheet"] = 1
        for _ in 0..<10 { try life.go(0.05) }
        return life
    }

    private static func vacuumSwitch(_ failure: ActiveFailure?) throws -> Life {
        let life = try Life(failure, [("G1", "air-supply", []), ("V1", "vacuum-ejector", []), ("X1", "vacuum-switch", [])])
        life.bench.wire("G1:1", "V1:1")
        life.bench.wire("V1:V", "X1:V")
        life.bench.source("X1:1", "PE", dc: 24)
        life.bench.wire("X1:3", "PE")
        _ = life.bench.resistor("X1:4", "PE", 2_400)
        try life.go(1)
        // −63 kPa: within what a shifted set point asks in vain.
        life.bench.fail("V1", "silencer-clogged", 0.1)
        try life.go(1)
        life.bench.fail("G1", "low-pressure")
        try life.go(1)
        return life
    }

    private static func quickExhaust(_ failure: ActiveFailure?) throws -> Life {
        let life = try Life(failure, [("G1", "air-supply", []), ("X1", "quick-exhaust-valve", []), ("B1", "reservoir", [])])
        for (a, b) in [("G1:1", "X1:1"), ("X1:2", "B1:1"), ("X1:3", "~")] { life.bench.wire(a, b) }
        try life.go(2)
        life.bench.fail("G1", "low-pressure")
        for _ in 0..<4 { try life.go(0.05) }
        return life
    }

    private static func softStart(_ failure: ActiveFailure?) throws -> Life {
        let life = try Life(failure, [("G1", "air-supply", []), ("X1", "soft-start-valve", []), ("B1", "reservoir", [])])
        life.bench.wire("G1:1", "X1:1")
        life.bench.wire("X1:2", "B1:1")
        for _ in 0..<5 { try life.go(4) }
        return life
    }

    /// A probe and a transmitter on 24 V through the 250 Ω of a card.
    private static func probe(
        _ failure: ActiveFailure?, _ components: [(reference: String, type: String, settings: Bench.Settings)], _ probe: String,
        _ transmitter: String, _ leads: [(String, String)]
    ) throws -> Life {
        let life = try Life(failure, components)
        for (a, b) in leads { life.bench.wire("\(probe):\(a)", "\(transmitter):\(b)") }
        life.bench.source("\(transmitter):+", "PE", dc: 24)
        _ = life.bench.resistor("\(transmitter):-", "PE", 250)
        life.watch("\(transmitter).loop-current")
        life.bench["\(probe).process"] = 273.15 + 60
        for _ in 0..<3 { try life.go(10, 0.05) }
        return life
    }

    private static func resistanceThermometer(_ failure: ActiveFailure?) throws -> Life {
        try probe(
            failure, [("X1", "resistance-thermometer", []), ("T1", "temperature-transmitter", [])], "X1", "T1",
            [("1", "1"), ("2", "2"), ("3", "3")])
    }

    private static func thermocouple(_ failure: ActiveFailure?) throws -> Life {
        try probe(
            failure, [("X1", "thermocouple", []), ("T1", "temperature-transmitter", [("sensor", .count(2))])], "X1", "T1",
            [("+", "1"), ("-", "2")])
    }

    private static func temperatureTransmitter(_ failure: ActiveFailure?) throws -> Life {
        try probe(
            failure, [("B1", "resistance-thermometer", []), ("X1", "temperature-transmitter", [])], "B1", "X1",
            [("1", "1"), ("2", "2"), ("3", "3")])
    }

    private static func digitalSensor(_ failure: ActiveFailure?) throws -> Life {
        let life = try Life(
            failure,
            [
                ("X1", "digital-sensor", [("neighbour", .link("X2"))]),
                ("X2", "digital-sensor", [("address", .count(2)), ("zero", .number(0))]),
            ])
        for sensor in ["X1", "X2"] {
            life.bench.source("\(sensor):1", "PE", dc: 24)
            life.bench.wire("\(sensor):3", "PE")
            _ = life.bench.resistor("\(sensor):4", "PE", 2_400)
        }
        for pressure in [0.3e5, 1e5] {
            life.bench["X1.process"] = pressure
            for _ in 0..<4 { try life.go(0.3) }
        }
        return life
    }

    private static func brakeRectifier(_ failure: ActiveFailure?) throws -> Life {
        let life = try Life(failure, [("X1", "brake-rectifier", [])])
        life.bench.source("X1:1", "PE", real: 230)
        life.bench.wire("X1:2", "PE")
        // What ties the coil's other end to earth when an insulation fault closes the loop.
        _ = life.bench.resistor("X1:13", "PE", 1e5)
        try life.go(1)
        return life
    }

    private static func singleActing(_ failure: ActiveFailure?) throws -> Life {
        let life = try Life(failure, [("G1", "air-supply", []), ("X1", "single-acting-cylinder", [])])
        life.bench.wire("G1:1", "X1:A")
        for _ in 0..<10 { try life.go(0.02) }
        life.bench.fail("G1", "low-pressure")
        for _ in 0..<20 { try life.go(0.02) }
        return life
    }
}
