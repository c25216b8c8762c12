import Circuits
import Components
import Notation
import Testing

/// Sensors and meters that are told from outside what they would sense: their failures and their outputs stay their own.
@Suite struct ToldTests {
    private func told(
        _ type: String, _ settings: Bench.Settings = [], _ inputs: (input: String, value: Double)...
    ) throws -> Bench {
        let bench = try Bench([("X1", type, settings)], told: ["X1": inputs])
        // Its ports are at rest, whatever it is told.
        for terminal in bench.assembly.terminals(of: "X1") where [.pneumatic, .hydraulic].contains(terminal.domain) {
            let rest = terminal.domain == .pneumatic ? bench.assembly.atmosphere : bench.assembly.tank
            bench.assembly.circuit.add(Conductance(1e-9), named: "rest", at: [bench.joint("X1:\(terminal.name)"), rest])
        }
        return bench
    }

    /// mA of a loop of 24 V and 250 Ω.
    private func loop(_ bench: Bench) -> () -> Double {
        bench.source("X1:+", "PE", dc: 24)
        _ = bench.resistor("X1:-", "PE", 250)
        return { bench.dc("X1:-", "PE") / 0.250 }
    }

    /// Closed when a volt drives a milliampere through 1 kΩ.
    private func isClosed(_ bench: Bench, _ a: String, _ b: String) -> Bool { bench.dc("X1:\(b)", "PE") > 0.5 }

    @Test(arguments: [
        // Of 2 A, 250 bar, 20 l/min, and 0 to 100 °C by default.
        ("ct-transmitter", "line-current", 0.5, 8.0), ("pressure-transmitter", "port-pressure", 100e5, 10.4),
        ("flow-transmitter", "line-flow", 5e-3 / 60, 8.0), ("oil-temperature", "medium-temperature", 273.15 + 60, 13.6),
        ("temperature-transmitter", "medium-temperature", 273.15 + 25, 8.0),
    ])
    func `a transmitter sends what it is told, on its own loop`(
        _ type: String, _ input: String, _ value: Double, _ milliamperes: Double
    ) throws {
        let bench = try told(type, [], (input, value))
        let current = loop(bench)
        try bench.run(120)
        #expect(abs(current() - milliamperes) < 0.02, "\(current())")
        bench.fail("X1", "dead")
        try bench.run(1)
        #expect(current() < 0.1, "a failure is the simulated side's")
    }

    @Test func `what a transmitter is told changes while it runs, and its drift is added to it`() throws {
        let bench = try told("ct-transmitter", [("range", .number(10))], ("line-current", 5))
        let current = loop(bench)
        try bench.run(2)
        #expect(abs(current() - 12) < 0.01)
        bench["X1.line-current"] = 10
        try bench.run(2)
        #expect(abs(current() - 20) < 0.01)
        bench.fail("X1", "gain-low", 1)
        try bench.run(2)
        #expect(abs(current() - 12) < 0.01)
    }

    @Test func `one that is told nothing has no such input, and senses as before`() throws {
        let bench = try told("ct-transmitter")
        #expect(bench.assembly.signal("X1", "line-current") == nil)
        let current = loop(bench)
        bench.source("X1:P1", "PE", real: 10)
        _ = bench.resistor("X1:P2", "PE", 10)
        try bench.run(2)
        #expect(abs(current() - 12) < 0.01)
    }

    @Test(arguments: ["pressure-switch", "hydraulic-pressure-switch"])
    func `a pressure switch moves by what it is told: a pressure, or a real contact`(_ type: String) throws {
        // Gauge in oil, absolute in air.
        let isOil = type.hasPrefix("hydraulic")
        let point = isOil ? 50e5 : 6e5
        let byPressure = try told(type, [("set-point", .number(point))], ("port-pressure", isOil ? 0 : 101_325))
        let byContact = try told(type, [("set-point", .number(point))], ("reached", 0))
        for (bench, input, value) in [(byPressure, "port-pressure", 1.2 * point), (byContact, "reached", 1)] {
            bench.source("X1:1", "PE", dc: 1)
            for terminal in ["2", "4"] { _ = bench.resistor("X1:\(terminal)", "PE", 1000) }
            try bench.run(0.1)
            #expect(isClosed(bench, "1", "2") && !isClosed(bench, "1", "4"), "\(input)")
            bench["X1.\(input)"] = value
            try bench.run(0.1)
            #expect(!isClosed(bench, "1", "2") && isClosed(bench, "1", "4"), "\(input)")
            bench.fail("X1", "dead")
            try bench.run(0.1)
            #expect(!isClosed(bench, "1", "4"), "\(input)")
        }
    }

    @Test(arguments: [
        ("photocell", "blocked", "output"), ("inductive-sensor", "target", "output"), ("vacuum-switch", "reached", "output"),
        ("reed-switch", "magnet", "closed"), ("level-switch", "reached", "closed"),
    ])
    func `a switch follows a real one`(_ type: String, _ input: String, _ shown: String) throws {
        let bench = try told(type, [], (input, 0))
        for (plus, minus) in [("1", "3")] where bench.assembly.joint("X1", minus) != nil {
            bench.source("X1:\(plus)", "PE", dc: 24)
            bench.wire("X1:\(minus)", "PE")
            _ = bench.resistor("X1:4", "PE", 2400)
        }
        try bench.run(0.1)
        // A reflex cell sees its light while nothing is in front.
        let atRest = bench["X1.\(shown)"]
        bench["X1.\(input)"] = 1
        try bench.run(0.1)
        #expect(bench["X1.\(shown)"] != atRest)
        bench["X1.\(input)"] = 0
        try bench.run(0.1)
        #expect(bench["X1.\(shown)"] == atRest)
    }

    @Test func `an oil level and the pressure at a gauge are told`() throws {
        let level = try told("level-switch", [("height", .number(0.15))], ("oil-level", 0.3))
        try level.run(0.1)
        #expect(level["X1.closed"] == 1)
        level["X1.oil-level"] = 0.1
        try level.run(0.1)
        #expect(level["X1.closed"] == 0)
        let gauge = try told("gauge", [], ("port-pressure", 101_325 + 4e5))
        try gauge.run(2)
        #expect(abs(gauge["X1.pressure"] - 101_325 - 4e5) < 1e3)
        gauge.fail("X1", "offset", 0.5)
        try gauge.run(2)
        #expect(abs(gauge["X1.pressure"] - 101_325 - 5e5) < 1e3)
        let oil = try told("hydraulic-gauge", [("range", .number(250e5))], ("port-pressure", 90e5))
        try oil.run(2)
        #expect(abs(oil["X1.pressure"] - 90e5) < 1e4)
    }

    @Test func `an energy meter reckons with the voltages, currents and power factor that it is told`() throws {
        let bench = try told(
            "energy-meter", [("primary", .number(50))], ("line-voltage-1", 230), ("line-voltage-2", 231), ("line-voltage-3", 229),
            ("line-current-1", 10), ("line-current-2", 12), ("line-current-3", 8), ("line-power-factor", 0.8))
        // It lives on the machine's own phase, which is low.
        bench.source("X1:1", "PE", real: 100)
        bench.wire("X1:N", "PE")
        func apparent(_ signs: [Double]) -> Double {
            zip(zip([230.0, 231, 229], [10.0, 12, 8]), signs).map { $0.0 * $0.1 * $1 }.reduce(0, +)
        }
        try bench.run(1)
        #expect(abs(bench["X1.u2"] - 231) < 1e-9 && abs(bench["X1.i3"] - 8) < 1e-9)
        // √(230² + 231² + 230·231).
        #expect(abs(bench["X1.u12"] - 399.2380) < 1e-3)
        #expect(abs(bench["X1.power"] - 0.8 * apparent([1, 1, 1])) < 1e-6)
        #expect(abs(bench["X1.reactive"] - 0.6 * apparent([1, 1, 1])) < 1e-6)
        #expect(abs(bench["X1.power-factor"] - 0.8) < 1e-9)
        #expect(abs(bench["X1.energy"] - 0.8 * apparent([1, 1, 1])) < 0.02 * apparent([1, 1, 1]), "a second of it")
        bench.fail("X1", "ct-reversed", 1, item: "1")
        try bench.run(0.1)
        #expect(abs(bench["X1.power"] - 0.8 * apparent([-1, 1, 1])) < 1e-6)
        bench.fail("X1", "voltage-lost", 1, item: "3")
        try bench.run(0.1)
        #expect(abs(bench["X1.power"] - 0.8 * apparent([1, 0, 1])) < 1e-6)
        bench.fail("X1", "wrong-ratio", 1)
        try bench.run(0.1)
        #expect(abs(bench["X1.power"] - 1.6 * apparent([1, 1, 1])) < 1e-6)
        bench["X1.line-power-factor"] = -0.5
        bench.fail("X1", "wrong-ratio", 0)
        try bench.run(0.1)
        #expect(abs(bench["X1.power"] + 0.5 * apparent([1, 1, 1])) < 1e-6, "given back")
        bench.fail("X1", "dead")
        try bench.run(0.1)
        #expect(bench["X1.power"] == 0)
    }

    @Test func `channels of a module are told, filtered and dead as its own`() throws {
        let bench = try told("plc-inputs", [], ("channel-3", 0))
        #expect(bench["X1.i3"] == 0)
        bench["X1.channel-3"] = 1
        try bench.run(0.1)
        #expect(bench["X1.i3"] == 1 && bench["X1.i2"] == 0)
        bench.fail("X1", "channel-dead", 1, item: "I3")
        try bench.run(0.1)
        #expect(bench["X1.i3"] == 0)
        let words = try told("plc-analog-inputs", [], ("channel-1", 0.012))
        try words.run(0.1)
        #expect(words["X1.raw1"] == 13_824)
        #expect(words["X1.raw0"] == -4864)
    }

    /// So that a type whose `told` names another's input, or none that it reads, is found.
    @Test(arguments: Catalog.all.map(\.name)) func `what can be told is declared once, and not under the name of what is shown`(
        _ name: String
    ) {
        let type = Catalog.type(named: name)!
        let values = type.parameters()
        let names = (type.told(values) + type.signals(values)).map(\.name)
        #expect(Set(names).count == names.count)
        for signal in type.told(values) { #expect(signal.isInput) }
    }
}
