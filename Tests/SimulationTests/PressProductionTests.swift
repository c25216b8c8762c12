import Components
import Grafcet
import Instruments
import Machines
import Notation
import Simulation
import Testing

/// The press under its own controller: how it starts, what it makes, how it stops.
@Suite struct PressProductionTests {
    @Test func `S4 then S1 start the press, which makes a good bale every thirty-odd seconds`() throws {
        let machine = try Press.machine()
        #expect(machine.mode == .d1)
        #expect(machine.quantity("A1", "running") == 1)
        try machine.start()
        try #require(try machine.advance(upTo: 120) { $0.quantity("FLUX", "good") >= 1 })
        let (start, good) = (machine.time, machine.quantity("FLUX", "good"))
        var alarms: [String] = []
        while machine.time < start + 160 {
            try machine.advance(by: 0.5)
            alarms += machine.alarms
        }
        #expect(alarms == [])
        #expect(machine.mode == .f1)
        let made = machine.quantity("FLUX", "good") - good
        #expect(made >= 4 && made <= 6)
        for scrap in ["without-sheet", "unstrapped", "soft", "askew", "fallen", "sheets-lost"] {
            #expect(machine.quantity("FLUX", scrap) == 0, "\(scrap)")
        }
        // The program counts a bale when its straps are on, the line when it has left the belt.
        let ahead = (machine.variable("balles") ?? .nan) - machine.quantity("FLUX", "good")
        #expect(ahead >= 0 && ahead <= 1)
        #expect((machine.variable("force_max") ?? 0) > 95)
    }

    @Test func `drive, pump and belt are on more than six tenths of the time, with one bale in each cycle of 31 s`() throws {
        let machine = try Press.machine()
        try machine.start()
        func bale() throws {
            let good = machine.quantity("FLUX", "good")
            try #require(try machine.advance(upTo: 120) { $0.quantity("FLUX", "good") > good })
        }
        // The line fills first.
        for _ in 0..<2 { try bale() }
        let (start, first, cycles) = (machine.time, machine.quantity("FLUX", "good"), 4)
        var (samples, drive, pump, belt) = (0.0, 0.0, 0.0, 0.0)
        while machine.quantity("FLUX", "good") < first + Double(cycles) {
            try machine.advance(by: 0.05)
            samples += 1
            if machine["U1.output-frequency"] > 1 && machine["M1.current"] > 0.5 { drive += 1 }
            if machine["KM2.closed"] == 1 && machine["M2.speed"] > 140 { pump += 1 }
            if machine["TA1.speed"] > 0.02 { belt += 1 }
            try #require(machine.time - start < 200)
        }
        for (name, on) in [("drive", drive), ("pump", pump), ("belt", belt)] {
            #expect(on / samples >= 0.6, "\(name): \(on / samples)")
        }
        #expect(belt / samples < 0.9, "it stands while the sheet is laid")
        #expect(abs((machine.time - start) / Double(cycles) - 31) < 1.5)
        // What moves over a pitch in a cycle: the belt's way is its speed by its time.
        #expect(abs((machine.variable("temps_cycle") ?? 0) - 31) < 1.5)
        #expect(machine.mode == .f1 && machine.alarms == [])
    }

    @Test
    func `the supervisor empties the line: the last stack is pressed, nothing more comes, the press stands in its initial state`()
        throws
    {
        let machine = try Press.machine()
        try machine.start()
        try #require(try machine.advance(upTo: 120) { $0.quantity("FLUX", "good") >= 1 })
        try machine.operate("FLUX", to: "arrêt")
        let fed = machine.quantity("FLUX", "fed")
        machine.schedule(scan: machine.scan + 2, name: "cmd_vider", value: 1)
        try #require(try machine.advance(upTo: 5) { $0.mode == .f3 })
        #expect(try machine.advance(upTo: 240) { $0.mode != .f3 })
        #expect(machine.mode == .a1 && machine.alarms == [])
        #expect(machine.variable("balles") == fed, "all that was fed is strapped")
        #expect(
            machine.quantity("FLUX", "on-belt") == 1 && machine.quantity("FLUX", "present") == 1, "the last one stays on the sole"
        )
        // Production goes on: the next stack pushes it out.
        try machine.operate("FLUX", to: "marche")
        try machine.resume()
        #expect(try machine.advance(upTo: 150) { $0.quantity("FLUX", "good") == fed })
        #expect(machine.mode == .f1 && machine.alarms == [])
    }

    @Test func `the dossier's size is that of the flagship`() throws {
        let definition = try Press.definition()
        let plan = definition.machine
        #expect(plan.components.filter { !$0.isHose }.count >= 150)
        #expect(plan.wires.filter { $0.number.first?.isNumber == true }.count >= 250)
        #expect(plan.hoses.count >= 40)
        for technology in [Machines.Fault.Technology.mechanics, .electricity, .pneumatics, .hydraulics] {
            #expect(definition.faults.filter { $0.technology == technology }.count >= 15, "\(technology)")
        }
        #expect(definition.faults.count >= 60)
        #expect(definition.faults.filter { $0.technology == .network }.count >= 5)
        #expect(definition.combinations.count >= 3)
        #expect(definition.program?.warnings.isEmpty == true)
    }

    @Test func `the reset moves nothing, the start is wanted`() throws {
        let machine = try Press.machine()
        try machine.operate("S1", to: nil)
        try machine.advance(by: 2)
        #expect(machine.mode == .d1)
        try machine.operate("S4", to: nil)
        try machine.advance(by: 4)
        #expect(machine.mode == .a5)
        #expect(machine.quantity("KM20", "closed") == 1 && machine.quantity("KM21", "closed") == 1)
        for (reference, signal) in [("M1", "speed"), ("M2", "speed"), ("M3", "speed"), ("AX3", "speed"), ("CH1", "speed")] {
            #expect(abs(machine.quantity(reference, signal)) < 1e-3, "\(reference)")
        }
        #expect(machine.air < 0.05)
        #expect(machine.quantity("YB1", "released") == 0 && machine.quantity("YB3", "released") == 0)
    }

    enum Interruption: CaseIterable {
        case emergencyStop, secondStop, guardOpened, curtainBroken

        var reference: String {
            switch self {
            case .emergencyStop: "S0"
            case .secondStop: "S5"
            case .guardOpened: "B11"
            case .curtainBroken: "BL1"
            }
        }
    }

    @Test(arguments: Interruption.allCases)
    func `what interrupts the safety takes every torque and the air, holds the axis and the bale, and wants S4 then S1`(
        interruption: Interruption
    ) throws {
        let machine = try Press.machine()
        try machine.start()
        // A sheet under the cups on its way, the platen coming down.
        try #require(try machine.advance(upTo: 120) { $0.step("presse") == 203 && $0.step("pose") == 106 })
        let height = machine.quantity("AX3", "position")
        try machine.operate(interruption.reference, to: "1")
        try machine.advance(by: 1)
        #expect(machine.mode == .d1)
        let (platen, axis) = (machine.quantity("3A1", "position"), machine.quantity("AX3", "position"))
        try machine.advance(by: 3)
        #expect(machine.alarms.contains("securite"))
        #expect(abs(machine.quantity("AX3", "position") - axis) < 1e-3 && height - axis < 0.02)
        #expect(abs(machine.quantity("3A1", "position") - platen) < 2e-3)
        #expect(machine.quantity("M2", "current") < 0.1 && machine.quantity("M3", "current") < 0.1)
        #expect(try machine.volts("24V-sur", "0V") < 1)
        #expect(machine.air < 0.5)
        try machine.operate("S4", to: nil)
        try machine.advance(by: 1)
        #expect(machine.mode == .d1)
        try machine.operate(interruption.reference, to: "0")
        try machine.advance(by: 1.5)
        #expect(machine.mode == .d1)
        try machine.operate("S4", to: nil)
        try machine.advance(by: 2)
        #expect(machine.mode == .a5)
        #expect(abs(machine.quantity("AX3", "position") - axis) < 2e-3)
        let made = machine.variable("balles") ?? .nan
        try machine.operate("S1", to: nil)
        #expect(try machine.advance(upTo: 100) { ($0.variable("balles") ?? 0) > made })
        #expect(machine.mode == .f1)
    }

    enum Stop: CaseIterable {
        case endOfCycle, emergency, mains
    }

    /// Step of the belt's chart at which the stop comes: pushing, stations at work, coming near.
    @Test(arguments: Stop.allCases, ["41", "44", "45"])
    func `wherever the belt is when it is stopped, each stack has its sheet, its press and its straps once after the restart`(
        stop: Stop, place: String
    ) throws {
        let machine = try Press.machine()
        try machine.start()
        try #require(try machine.advance(upTo: 120) { $0.quantity("FLUX", "good") >= 1 })
        let step = try #require(machine.definition.program?.step(place))
        try #require(try machine.advance(upTo: 60) { $0.controller?.isActive(step) != true })
        try #require(try machine.advance(upTo: 60) { $0.controller?.isActive(step) == true })
        try machine.advance(by: 2)
        switch stop {
        case .endOfCycle:
            try machine.operate("S2", to: nil)
            try #require(try machine.advance(upTo: 60) { $0.mode == .a1 })
        case .emergency:
            try machine.operate("S0", to: "1")
            try machine.advance(by: 3)
            try machine.operate("S0", to: "0")
            try machine.advance(by: 1)
        case .mains:
            try machine.operate("Q0", to: "0")
            try machine.advance(by: 5)
            try machine.operate("Q0", to: "1")
            try machine.advance(by: 10)
        }
        try machine.resume()
        let good = machine.quantity("FLUX", "good")
        #expect(try machine.advance(upTo: 200) { $0.quantity("FLUX", "good") >= good + 3 }, "\(machine.alarms)")
        for scrap in ["without-sheet", "unstrapped", "soft", "askew", "fallen"] {
            #expect(machine.quantity("FLUX", scrap) == 0, "\(scrap)")
        }
        // The reel counts: one for each bale, the one in the chamber, and at most one more for what was under way at the stop.
        let strapped = 400 - machine.quantity("FLUX", "straps")
        #expect(strapped <= machine.quantity("FLUX", "good") + 2)
        #expect(machine.mode == .f1 && machine.alarms == [])
    }

    @Test func `air lost stops the press in fault, and it produces again once the air is back`() throws {
        let machine = try Press.machine()
        try machine.start()
        try #require(try machine.advance(upTo: 120) { $0.step("presse") == 203 })
        try machine.operate("0V1", to: "0")
        try #require(try machine.advance(upTo: 10) { $0.mode == .d2 })
        #expect(machine.alarms == ["air"])
        try machine.operate("0V1", to: "1")
        try machine.advance(by: 3)
        try machine.resume()
        let made = machine.variable("balles") ?? .nan
        #expect(try machine.advance(upTo: 60) { ($0.variable("balles") ?? 0) > made })
    }

    @Test func `the guard of station 1 stays locked in production and opens where S2 is held`() throws {
        let machine = try Press.machine()
        try machine.start()
        try machine.operate("B10", to: "1")
        try machine.advance(by: 1)
        #expect(machine.quantity("B10", "closed") == 1)
        #expect(machine.mode == .f1)
        try machine.operate("B10", to: "0")
        try machine.operate("S2", to: nil)
        try #require(try machine.advance(upTo: 60) { $0.mode == .a1 })
        try machine.operate("S2", to: nil, duration: 4)
        try machine.advance(by: 2)
        #expect(machine.quantity("B10", "locked") == 0)
        try machine.operate("B10", to: "1")
        try machine.advance(by: 0.5)
        #expect(machine.quantity("B10", "closed") == 0)
        #expect(machine.mode == .d1)
    }

    @Test func `the DC link of the drive outlives its display and falls below 60 V after five minutes`() throws {
        let machine = try Press.machine()
        let charged = try machine.volts("BUS+", "BUS-")
        #expect(abs(charged - 540) < 10)
        try machine.operate("Q0", to: "0")
        try machine.advance(by: 2)
        #expect(machine.quantity("U1", "ready") == 0)
        try machine.advance(by: 58)
        // τ = 108 s: 310 V after a minute.
        #expect(abs(try machine.volts("BUS+", "BUS-") - charged * 0.574) < 12)
        try machine.advance(by: 240)
        #expect(try machine.volts("BUS+", "BUS-") < 60)
    }

    @Test func `the accumulator is bled down by its own bleed and the gauge tells its pre-charge`() throws {
        let machine = try Press.machine()
        try machine.start()
        try machine.operate("S0", to: "1")
        try machine.advance(by: 1)
        let charged = machine.plant.gaugePressure(at: "AC1:1") ?? 0
        #expect(charged > 80e5)
        try machine.operate("AC1", to: "1")
        #expect(try machine.advance(upTo: 180) { ($0.plant.gaugePressure(at: "AC1:1") ?? 1e9) < 1e5 })
    }

    @Test func `selector turned in production: the movement ends, the cycle stops and goes on where it was`() throws {
        let machine = try Press.machine()
        try machine.start()
        try #require(try machine.advance(upTo: 120) { $0.step("pose") == 106 })
        try machine.operate("S7", to: "manuel")
        try #require(try machine.advance(upTo: 5) { $0.mode == .a4 })
        try machine.advance(by: 10)
        #expect(machine.mode == .a4 && machine.alarms == [])
        #expect(machine.step("pose") == 106)
        #expect(abs(machine.quantity("AX3", "speed")) < 1e-3)
        try machine.operate("S7", to: "auto")
        try machine.advance(by: 0.5)
        try machine.operate("S1", to: nil)
        try machine.advance(by: 0.5)
        #expect(machine.mode == .f1)
        #expect(try machine.advance(upTo: 20) { $0.step("pose") == 108 })
    }

    @Test func `the leak test lets the accumulator stand for a minute and tells its fall`() throws {
        let machine = try Press.machine()
        try machine.start()
        try machine.operate("S2", to: nil)
        try #require(try machine.advance(upTo: 60) { $0.mode == .a1 })
        machine.schedule(scan: machine.scan + 2, name: "cmd_essai", value: 1)
        try #require(try machine.advance(upTo: 40) { $0.mode == .f6 })
        try #require(try machine.advance(upTo: 100) { $0.mode == .a1 })
        let fall = machine.variable("chute_essai") ?? .nan
        #expect(fall > 0.2 && fall < 15)
        #expect((machine.variable("pression_essai") ?? 0) > 100)
    }
}
