import Components
import Foundation
import Machines
import Notation
import Simulation
import Testing

/// The press's chains on the bench, without its controller: isolators for the motors, a switch for each solenoid and brake, the processor's
/// analogue outputs set by hand.
@Suite struct PressPlantTests {
    private static let solenoids = ["0Y1", "2Y14", "2Y12", "4Y14", "6Y14", "8Y1", "8Y2", "YV1", "7Y14", "7Y12"]
    private static let places = ["platine", "convoyeur", "pose", "presse", "groupe", "moteur-tapis", "tete-axe"]
    private static let sensors = [
        "B1", "B2", "B3", "B4", "B31", "B32", "B33", "8S1", "7S2", "B53", "2S1", "2S2", "4S1", "4S2", "6S1", "6S2",
    ]

    /// What stands in for machine.yaml.
    private static var head: String {
        var lines = ["format: 1", "locations:"]
        lines += places.map { "  \($0): {text: {fr: lieu, en: place}}" }
        lines += ["wire-classes:", "  w: {colour: {fr: noir, en: black}, section: 2.5 mm2, rated: 10 A, length: 5 m}"]
        lines += [
            "components:", "  RESEAU: {type: three-phase-supply}", "  T1: {type: power-supply, current-limit: 20 A}",
            "  U1: {type: frequency-drive, acceleration: 0.8 s, deceleration: 0.5 s}", "  Q1: {type: isolator, closed: true}",
            "  Q2: {type: isolator}", "  Q31: {type: isolator}", "  Q32: {type: isolator}",
            "  A1: {type: plc-cpu, start-time: 0.1 s}", "  BR3: {type: brake-rectifier, power: 2 W}",
            "  A10: {type: plc-analog-outputs, cpu: A1, channel-1: 4-20mA}",
        ]
        let switched = solenoids + ["YB1", "FWD"]
        lines += (switched + ["YB3"]).map { "  S\($0): {type: selector, positions: [\"0\", \"1\"]}" }
        var wires: [(String, String)] = []
        for (pole, phase) in ["U", "V", "W"].enumerated() {
            wires += ["Q1", "Q2", "Q31", "Q32"].map { ("RESEAU:L\(pole + 1)", "\($0):\(2 * pole + 1)") }
            wires += [
                ("Q1:\(2 * pole + 2)", "U1:L\(pole + 1)"), ("U1:\(phase)", "M1:\(phase)"), ("Q2:\(2 * pole + 2)", "M2:\(phase)"),
                ("Q31:\(2 * pole + 2)", "M3:\(phase)"), ("Q32:\(2 * pole + 2)", "M3:\(["V", "U", "W"][pole])"),
            ]
        }
        wires += ["M1", "M2", "M3", "T1"].map { ("RESEAU:PE", "\($0):PE") }
        wires += [("RESEAU:L1", "T1:L"), ("RESEAU:N", "T1:N"), ("T1:-", "RESEAU:PE")]
        for name in switched {
            let load =
                name == "FWD"
                ? ("U1:FWD", "U1:COM") : name.hasPrefix("YB") ? ("\(name):A1", "\(name):A2") : ("\(name):1", "\(name):2")
            wires += [("T1:+", "S\(name):13"), ("S\(name):14", load.0), (load.1, "T1:-")]
        }
        wires += [
            ("RESEAU:L1", "SYB3:13"), ("SYB3:14", "BR3:1"), ("RESEAU:N", "BR3:2"), ("BR3:13", "YB3:A1"), ("BR3:15", "YB3:A2"),
        ]
        wires += [("A10:0+", "U1:AI"), ("A10:0-", "T1:-"), ("A10:1+", "3V1:C+"), ("A10:1-", "3V1:C-")]
        wires += ["A1:L+", "A10:L+", "3V1:24V"].map { ("T1:+", $0) } + ["A1:M", "A10:M", "3V1:0V"].map { ("T1:-", $0) }
        wires += sensors.flatMap { [("T1:+", "\($0):1"), ("T1:-", "\($0):3")] }
        wires += ["B51", "B52", "B61"].flatMap { [("T1:+", "\($0):+"), ("T1:-", "\($0):-")] }
        lines.append("wires:")
        lines += wires.enumerated().map {
            "  \"\($0.offset + 1)\": {from: \"\($0.element.0)\", to: \"\($0.element.1)\", class: w}"
        }
        return lines.joined(separator: "\n")
    }

    private final class Bench {
        let machine: RunningMachine

        init() throws {
            let parts = ["pneumatics", "hydraulics", "mechanics", "sensors"].map { "machine-\($0).yaml" }
            var files = try Press.files().filter { parts.contains($0.key) }
            #expect(files.count == 4)
            files["machine.yaml"] = ("bench", PressPlantTests.head)
            machine = try RunningMachine(MachineDefinition.decode(named: "bench", files: files), seed: 1)
            self["A1.mode"] = 1
            self["A10.raw1"] = 13_824
        }

        subscript(name: String) -> Double {
            get {
                let parts = name.split(separator: ".").map(String.init)
                return machine.quantity(parts[0], parts[1])
            }
            set {
                let parts = name.split(separator: ".").map(String.init)
                machine.plant.assembly.set(machine.plant.assembly.signal(parts[0], parts[1])!, newValue)
            }
        }

        func on(_ switches: String...) throws {
            for name in switches { try machine.operate(name, to: name.hasPrefix("Q") ? "fermé" : "1") }
        }

        func off(_ switches: String...) throws {
            for name in switches { try machine.operate(name, to: name.hasPrefix("Q") ? "ouvert" : "0") }
        }

        func fail(_ reference: String, _ failure: String, _ severity: Double) {
            machine.plant.assembly.setFailures([ActiveFailure(failure, severity: severity)], on: reference)
        }

        func run(_ seconds: Double) throws { try machine.advance(by: seconds) }

        /// Seconds until it is so.
        func time(upTo limit: Double, _ isReached: () -> Bool) throws -> Double {
            let start = machine.time
            while !isReached() {
                guard machine.time - start < limit else { return .infinity }
                try machine.advance(by: 0.02)
            }
            return machine.time - start
        }

        /// Pump on and loaded until the accumulator stands at 108 bar.
        func charge() throws {
            try on("Q2")
            try run(1)
            try on("SYV1")
            #expect(try time(upTo: 15) { self["AC1.pressure"] > 108e5 } < 15)
        }

        /// The platen's valve, from −1 (up) to 1 (down).
        func platen(_ opening: Double) { self["A10.raw1"] = 13_824 * (1 + opening) }
    }

    @Test func `the pump idles to tank, charges the accumulator in seconds, and stops at its dead-head pressure`() throws {
        let bench = try Bench()
        try bench.on("Q2")
        try bench.run(2)
        #expect(bench["VL1.flow"] < 1e-7 && bench["MAN1.pressure"] < 5e5, "unloaded")
        // 8 cm³ at the slip of a motor that idles: 11.9 l/min.
        #expect(abs(bench["P1.flow"] * 60_000 - 8e-3 * bench["M2.speed"] / (2 * .pi) * 60) < 0.2)
        let idling = bench["M2.current"]
        try bench.on("SYV1")
        // Gas of 2.5 l from 70 to 95 bar, adiabatic, by the delivery at that pressure; and the lines.
        let oil = 2.5e-3 * (1 - pow(71.0 / 96, 1 / 1.4))
        let elapsed = try bench.time(upTo: 10) { bench["AC1.pressure"] > 95e5 }
        #expect(abs(elapsed - oil / 1.86e-4) < 0.6, "\(elapsed)")
        try bench.run(6)
        // Set to 115 bar, 6 bar more at 11.4 l/min.
        #expect(abs(bench["AC1.pressure"] - 120.7e5) < 1e5, "\(bench["AC1.pressure"])")
        #expect(abs(bench["VL1.flow"] / bench["P1.flow"] - 1) < 0.01)
        #expect(bench["M2.current"] > 1.5 * idling && bench["M2.current"] < 6.7, "below its plate")
        try bench.off("SYV1")
        try bench.run(20)
        #expect(bench["AC1.pressure"] > 118e5, "kept by VC1")
    }

    @Test func `the platen presses to 95 bar within its stroke, keeps it a minute behind 3V2, and comes up`() throws {
        let bench = try Bench()
        try bench.charge()
        bench["CH1.bale"] = 1
        bench.platen(0.4)
        let down = try bench.time(upTo: 15) { bench["3A1.pressure-a"] > 30e5 }
        bench.platen(1)
        let pressing = try bench.time(upTo: 15) { bench["3A1.pressure-a"] > 95e5 }
        #expect(down + pressing > 5 && down + pressing < 11, "\(down) \(pressing)")
        #expect(bench["CH1.position"] < 0.44)
        // p·A of 80 mm, less the friction.
        #expect(abs(bench["CH1.force"] - 95e5 * .pi / 4 * 0.08 * 0.08) < 2_500)
        bench.platen(0)
        try bench.off("SYV1", "Q2")
        try bench.run(60)
        #expect(bench["3A1.pressure-a"] > 95e5 && bench["CH1.force"] > 46_000)
        try bench.charge()
        bench.platen(-0.8)
        let up = try bench.time(upTo: 15) { bench["CH1.position"] < 0.015 }
        #expect(up > 2 && up < 8, "\(up)")
        bench.platen(0)
        let rest = bench["CH1.position"]
        try bench.off("SYV1", "Q2")
        try bench.run(60)
        #expect(abs(bench["CH1.position"] - rest) < 0.015, "kept by 3V3")
    }

    @Test func `at rest the weight stands on the oil below it, and 3V6 keeps the cap side from a vacuum`() throws {
        let bench = try Bench()
        try bench.run(10)
        #expect(bench["3A1.pressure-a"] > -0.06e5, "\(bench["3A1.pressure-a"])")
        // 220 kg and what the cap side adds, on the ring of 80/56, less at the most the friction that holds it.
        let ring = Double.pi / 4 * (0.08 * 0.08 - 0.056 * 0.056)
        let push = 225 * 9.81 + bench["3A1.pressure-a"] * .pi / 4 * 0.08 * 0.08
        #expect(abs(bench["3A1.pressure-b"] * ring - push) < 1_250)
        bench.fail("3V3", "leaking", 1)
        let before = bench["CH1.position"]
        try bench.run(60)
        #expect(bench["CH1.position"] - before > 5e-3 && bench["3A1.pressure-a"] > -0.1e5, "it sinks, and its cap side is fed")
    }

    @Test func `a low level does not let a platen down at rest; with the pump running it starves it`() throws {
        let bench = try Bench()
        try bench.charge()
        try bench.off("SYV1")
        try bench.run(2)
        let healthy = bench["P1.flow"]
        try bench.off("Q2")
        try bench.run(5)
        let before = bench["CH1.position"]
        bench.fail("BAC", "low-level", 1)
        try bench.run(120)
        #expect(abs(bench["CH1.position"] - before) < 1e-5 && bench["OIL.air"] == 0)
        try bench.on("Q2")
        try bench.run(10)
        // The mouth hangs in the air: the pump runs dry, and what does not circulate does not foam.
        #expect(bench["P1.flow"] < 0.5 * healthy, "\(bench["P1.flow"]) \(healthy)")
        #expect(bench["BAC.suction-pressure"] < -0.2e5 && bench["P1.filling"] < 0.7)
        #expect(abs(bench["CH1.position"] - before) < 1e-3, "what is shut in keeps its oil")
    }

    @Test func `foam from a level too low makes the platen slow, and the oil on the bale soft`() throws {
        /// Seconds from the command to 30 bar and from there to 95.
        func press(_ low: Double) throws -> (down: Double, pressing: Double) {
            let bench = try Bench()
            try bench.charge()
            if low > 0 { bench.fail("BAC", "low-level", low) }
            // As many minutes unloaded as the tank needs to be turned over some times.
            try bench.off("SYV1")
            try bench.run(120)
            try bench.charge()
            bench["CH1.bale"] = 1
            bench.platen(0.4)
            let down = try bench.time(upTo: 30) { bench["3A1.pressure-a"] > 30e5 }
            bench.platen(1)
            return (down, try bench.time(upTo: 40) { bench["3A1.pressure-a"] > 95e5 })
        }
        let (healthy, foamy) = (try press(0), try press(0.83))
        #expect(foamy.down + foamy.pressing > 1.15 * (healthy.down + healthy.pressing), "\(healthy) \(foamy)")
        #expect(foamy.pressing > 1.15 * healthy.pressing, "\(healthy) \(foamy)")
    }

    @Test func `the gate shuts and opens in a few seconds at reduced pressure`() throws {
        let bench = try Bench()
        try bench.charge()
        try bench.on("S7Y14")
        let shut = try bench.time(upTo: 6) { bench["7S2.output"] == 1 }
        #expect(shut > 1 && shut < 3, "\(shut)")
        try bench.run(1)
        #expect(abs(bench["7A1.pressure-a"] - 40e5) < 2e5)
        try bench.off("S7Y14")
        try bench.on("S7Y12")
        #expect(try bench.time(upTo: 6) { bench["7A1.position"] < 0.002 } < 3)
    }

    @Test func `the axis goes 83 mm in a second both ways, stops in some millimetres, is held by its brake and falls without it`()
        throws
    {
        let bench = try Bench()
        try bench.run(5)
        #expect(abs(bench["AX3.position"] - 0.95) < 1e-4)
        try bench.on("Q32", "SYB3")
        _ = try bench.time(upTo: 9) { bench["B32.output"] == 1 }
        // Lead of 10 mm, 69 to 23, a little beyond the synchronous speed.
        #expect(abs(bench["AX3.speed"] + 0.010 * 25 / 3) < 0.001, "\(bench["AX3.speed"])")
        let seen = bench["AX3.position"]
        try bench.off("Q32", "SYB3")
        try bench.run(1)
        #expect(seen - bench["AX3.position"] > 1e-3 && seen - bench["AX3.position"] < 0.025)
        let held = bench["AX3.position"]
        try bench.run(20)
        #expect(abs(bench["AX3.position"] - held) < 1e-4)
        try bench.on("SYB3")
        try bench.run(0.5)
        #expect(bench["AX3.speed"] < -0.02, "it falls")
        try bench.off("SYB3")
        try bench.run(0.5)
        try bench.on("Q31", "SYB3")
        _ = try bench.time(upTo: 9) { bench["B31.output"] == 1 }
        #expect(abs(bench["AX3.speed"] - 0.010 * 25 / 3) < 0.001)
    }

    @Test func `the belt reaches its speed, and stops from the slow one within a few millimetres`() throws {
        let bench = try Bench()
        bench["A10.raw0"] = 27_648
        try bench.run(1)
        try bench.on("SYB1", "SFWD")
        try bench.run(3)
        // 17 to 21 teeth, 1:80, drum of 50 mm.
        #expect(abs(bench["TA1.speed"] - bench["M1.speed"] / 80 * 17 / 21 * 0.05) < 0.0005)
        #expect(abs(bench["TA1.speed"] - 0.078) < 0.002 && bench["M1.current"] < 1.6)
        bench["A10.raw0"] = 5_530
        try bench.run(2)
        let slow = bench["TA1.speed"]
        #expect(slow > 0.0125 && slow < 0.0175)
        let from = bench["TA1.position"]
        try bench.off("SFWD", "SYB1")
        try bench.run(1)
        #expect(bench["TA1.speed"] < 1e-6 && bench["TA1.position"] - from < 0.003)
    }

    @Test func `air comes up softly; clamp, drawer and strapping head take their second or so`() throws {
        let bench = try Bench()
        try bench.on("S0Y1")
        let soft = try bench.time(upTo: 8) { bench["0S1.closed"] == 1 }
        #expect(soft > 1.5 && soft < 5, "\(soft)")
        try bench.run(2)
        for (coil, cylinder, end, times) in [
            ("2Y14", "2A1", 0.149, 0.4...1.5), ("4Y14", "4A1", 0.499, 0.5...1.5), ("6Y14", "6A1", 0.299, 0.5...2.5),
        ] {
            try bench.on("S\(coil)")
            let out = try bench.time(upTo: 5) { bench["\(cylinder).position"] > end }
            #expect(times.contains(out), "\(cylinder) out in \(out)")
            try bench.off("S\(coil)")
            if coil == "2Y14" { try bench.on("S2Y12") }
            let back = try bench.time(upTo: 5) { bench["\(cylinder).position"] < 0.001 }
            #expect(back > 0.4 && back < 2.5, "\(cylinder) back in \(back)")
        }
    }

    @Test func `the cups take a sheet from the drawer in a second, keep it without air, and let it go when blown off`() throws {
        let bench = try Bench()
        try bench.on("S0Y1")
        try bench.run(4)
        try bench.on("S4Y14", "Q32", "SYB3")
        _ = try bench.time(upTo: 9) { bench["B32.output"] == 1 }
        try bench.off("Q32", "SYB3")
        try bench.on("S8Y1")
        let made = try bench.time(upTo: 4) { bench["8S1.output"] == 1 }
        #expect(made < 1, "\(made)")
        try bench.run(0.5)
        #expect(bench["8S1.measured"] < 101_325 - 55_000 && bench["8C1.held"] == 1 && bench["8C2.held"] == 1)
        try bench.on("Q31", "SYB3")
        _ = try bench.time(upTo: 9) { bench["B31.output"] == 1 }
        try bench.off("Q31", "SYB3")
        #expect(bench["FLUX.carried"] == 1)
        try bench.off("S8Y1", "S0Y1")
        try bench.run(5)
        #expect(bench["FLUX.carried"] == 1, "the ejector's check valve")
        try bench.on("S0Y1")
        try bench.run(4)
        try bench.on("S8Y2")
        let gone = try bench.time(upTo: 2) { bench["FLUX.carried"] == 0 }
        #expect(gone < 0.5 && bench["FLUX.sheets-lost"] == 1, "\(gone)")
    }

    @Test(arguments: [(0.0, 70.0), (0.3, 49), (0.7, 21)])
    func `bled slowly, the accumulator's needle falls gently down to the pre-charge, then drops`(loss: Double, left: Double)
        throws
    {
        let bench = try Bench()
        if loss > 0 { bench.fail("AC1", "lost-pre-charge", loss) }
        try bench.charge()
        try bench.off("SYV1", "Q2")
        try bench.run(1)
        let read = try bench.machine.preChargeBySlowBleed()
        #expect(abs(read - left) < 6, "\(read) bar")
    }

    @Test func `delivery at pressure: charging between two marks takes the gas law's oil over the pump's flow; worn, longer`()
        throws
    {
        func seconds(_ wear: Double) throws -> Double {
            let bench = try Bench()
            if wear > 0 { bench.fail("P1", "worn", wear) }
            try bench.on("Q2")
            try bench.run(1)
            try bench.on("SYV1")
            _ = try bench.time(upTo: 20) { bench["MAN1.pressure"] > 80e5 }
            return try bench.time(upTo: 20) { bench["MAN1.pressure"] > 105e5 }
        }
        // 2.5 l of gas filled to 71 bar absolute.
        func gas(_ bar: Double) -> Double { 2.5 * pow(71 / (bar + 1), 1 / 1.4) }
        let litres = gas(80) - gas(105)
        let healthy = try seconds(0)
        // 8 cm³ at 1455 rpm less the leakage at 92 bar: 11 l/min.
        #expect(abs(litres / healthy * 60 - 11) < 0.5, "\(litres / healthy * 60) l/min")
        #expect(try seconds(0.6) > 1.3 * healthy)
    }
}
