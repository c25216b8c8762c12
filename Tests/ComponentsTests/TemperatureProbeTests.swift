import Circuits
import Components
import Notation
import Testing

@Suite struct TemperatureProbeTests {
    // IEC 60751, table of resistances: two decimals.
    @Test(arguments: [
        (-200.0, 18.52), (-100, 60.26), (-50, 80.31), (0, 100), (20, 107.79), (50, 119.40), (100, 138.51), (200, 175.86),
        (400, 247.09), (600, 313.71), (850, 390.48),
    ])
    func `a Pt100 has the resistance of its table`(celsius: Double, ohms: Double) throws {
        let bench = try Bench([("B1", "resistance-thermometer", [])])
        bench.wire("B1:2", "PE")
        let meter = bench.assembly.circuit.add(Ohmmeter(), named: "meter", at: [bench.joint("B1:1"), bench.joint("B1:2")])
        bench["B1.process"] = 273.15 + celsius
        try bench.run(200, 0.5)
        // Two leads of 0.1 Ω; half of the last digit.
        #expect(abs(meter.element.resistance - 0.2 - ohms) < 0.006)
    }

    // IEC 60584-1, type K against 0 °C, millivolts: three decimals.
    @Test(arguments: [
        (-200.0, -5.891), (-100, -3.554), (-50, -1.889), (0, 0), (20, 0.798), (100, 4.096), (200, 8.138), (400, 16.397),
        (600, 24.905), (800, 33.275), (1000, 41.276), (1200, 48.838),
    ])
    func `a type K thermocouple gives the voltage of its table less that of the room`(celsius: Double, millivolts: Double) throws
    {
        let bench = try Bench([("B1", "thermocouple", [])])
        bench.wire("B1:-", "PE")
        bench["B1.process"] = 273.15 + celsius
        try bench.run(100, 0.5)
        // The cold ends are at 20 °C: 0.798 mV. Half a digit of each.
        #expect(abs(1000 * bench.dc("B1:+", "B1:-") - (millivolts - 0.798)) < 1.1e-3)
    }

    private struct Loop {
        let bench: Bench

        init(probe: String, sensor: Int, high: Double = 373.15, lead: Double = 0.1, leads: [(String, String)]) throws {
            let settings: Bench.Settings = probe == "thermocouple" ? [] : [("lead", .number(lead))]
            bench = try Bench([
                ("B1", probe, settings),
                ("T1", "temperature-transmitter", [("sensor", .count(sensor)), ("high", .number(high))]),
                ("A1", "plc-analog-inputs", []),
            ])
            for (a, b) in leads { bench.wire("B1:\(a)", "T1:\(b)") }
            bench.source("T1:+", "PE", dc: 24)
            for (a, b) in [("T1:-", "A1:0+"), ("A1:0-", "PE"), ("A1:M", "PE")] { bench.wire(a, b) }
        }

        /// °C that the loop's current says, and milliamperes.
        func read(_ celsius: Double, high: Double = 100) throws -> (celsius: Double, milliamperes: Double) {
            bench["B1.process"] = 273.15 + celsius
            try bench.run(100, 0.1)
            let milliamperes = 1000 * bench["A1.a0"]
            return ((milliamperes - 4) / 16 * high, milliamperes)
        }
    }

    private static let three = [("1", "1"), ("2", "2"), ("3", "3")]

    @Test func `three wires take the leads away, two wires read them`() throws {
        let good = try Loop(probe: "resistance-thermometer", sensor: 0, lead: 2, leads: Self.three)
        for celsius in [0.0, 25, 60, 95] { #expect(abs(try good.read(celsius).celsius - celsius) < 0.05) }
        let two = try Loop(probe: "resistance-thermometer", sensor: 1, lead: 1, leads: Self.three)
        // PHYSICS E33: 2 Ω in all over-read by 5.2 K at 60 °C.
        #expect(abs(try two.read(60).celsius - 65.2) < 0.1)
    }

    @Test func `an open element drives it up, a short down; moisture under-reads, a contact over-reads`() throws {
        let loop = try Loop(probe: "resistance-thermometer", sensor: 0, leads: Self.three)
        #expect(abs(try loop.read(60).celsius - 60) < 0.05)
        // PHYSICS E34: 10 kΩ across it: 56.1 °C.
        loop.bench.fail("B1", "wet")
        #expect(abs(try loop.read(60).celsius - 56.1) < 0.1)
        loop.bench.fail("B1", "contact")
        #expect(abs(try loop.read(60).celsius - 65.2) < 0.1)
        loop.bench.fail("B1", "open")
        #expect(abs(try loop.read(60).milliamperes - 21.5) < 0.01)
        loop.bench.fail("B1", "shorted")
        #expect(abs(try loop.read(60).milliamperes - 3.5) < 0.01)
    }

    @Test func `a probe follows with its time constant, five times as slow out of its pocket`() throws {
        for (severity, constant) in [(0.0, 8.0), (1, 40)] {
            let bench = try Bench([("B1", "resistance-thermometer", [])])
            bench.fail("B1", "air-gap", severity)
            bench["B1.process"] = 273.15 + 120
            try bench.run(constant, 0.05)
            // 63.2 % of the step of 100 K from 20 °C.
            #expect(abs(bench["B1.temperature"] - 273.15 - 20 - 63.2) < 0.3)
        }
    }

    @Test func `a thermocouple is read with its cold ends made up for, wrongly when reversed or open`() throws {
        let loop = try Loop(probe: "thermocouple", sensor: 2, high: 1073.15, leads: [("+", "1"), ("-", "2")])
        for celsius in [20.0, 200, 400, 790] { #expect(abs(try loop.read(celsius, high: 800).celsius - celsius) < 0.5) }
        loop.bench.fail("B1", "reversed")
        #expect(abs(try loop.read(400, high: 800).milliamperes - 3.8) < 0.01)
        loop.bench.fail("B1", "shorted")
        #expect(abs(try loop.read(400, high: 800).celsius - 20) < 1)
        loop.bench.fail("B1", "open")
        #expect(abs(try loop.read(400, high: 800).milliamperes - 21.5) < 0.01)
    }

    @Test func `a probe on a motor follows its frame`() throws {
        let bench = try Bench([("M1", "induction-motor", []), ("B1", "resistance-thermometer", [("on", .link("M1"))])])
        bench.phases(["M1:U", "M1:V", "M1:W"], 231)
        bench.wire("M1:PE", "PE")
        try bench.run(3)
        try bench.run(1800, 0.5)
        #expect(bench["M1.temperature"] > Air.ambient + 10)
        #expect(abs(bench["B1.temperature"] - bench["M1.temperature"]) < 0.3)
    }
}
