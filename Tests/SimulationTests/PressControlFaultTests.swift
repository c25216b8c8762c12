import Components
import Foundation
import Grafcet
import Instruments
import Machines
import Modbus
import Notation
import Simulation
import Testing

/// A fault of the press's electricity, and what its line in the dossier promises.
struct PressSymptom: Sendable, CustomTestStringConvertible {
    let fault: String
    let place: PressTrial.Place
    /// The alarm that it ends in; none: the mode stays production.
    let alarm: String?
    /// Seconds in which it comes, or after which the readings are taken.
    let within: Double
    /// What else must be so then.
    let holds: @Sendable (RunningMachine) throws -> Bool
    /// Seconds from the place at which `holds` is looked at; nil: when the alarm has come.
    let lookedAt: Double?

    init(
        _ fault: String, from place: PressTrial.Place, alarm: String?, within: Double, lookedAt: Double? = nil,
        _ holds: @escaping @Sendable (RunningMachine) throws -> Bool = { _ in true }
    ) {
        (self.fault, self.place, self.alarm, self.within) = (fault, place, alarm, within)
        (self.lookedAt, self.holds) = (lookedAt, holds)
    }

    var testDescription: String { fault }

    /// Breaks, waits for the symptom, mends by the dossier's remedy, and lets the press make a bale again.
    func play(on trial: PressTrial) throws {
        try trial.go(to: place)
        let machine = trial.machine
        let broken = try machine.fault(fault)
        machine.inject(broken)
        if let lookedAt {
            try machine.advance(by: lookedAt)
            #expect(try holds(machine), "\(fault): what is read")
        }
        if let alarm {
            #expect(try machine.advance(upTo: within) { $0.alarms.contains(alarm) }, "\(fault): \(alarm); \(machine.alarms)")
        } else if lookedAt == nil {
            try machine.advance(by: within)
            #expect(machine.alarms == [], "\(fault)")
        }
        if lookedAt == nil { #expect(try holds(machine), "\(fault): what is read") }
        // A part is not changed on a machine that runs.
        if machine.mode == .f1, broken.mending.remedy == .replace {
            try machine.operate("S0", to: "1")
            try machine.advance(by: 1)
        }
        machine.remedy(broken)
        try machine.advance(by: 0.5)
        try machine.restart()
        let made = machine.variable("balles") ?? .nan
        #expect(try machine.advance(upTo: 75) { ($0.variable("balles") ?? 0) > made }, "\(fault): \(machine.alarms)")
    }
}

extension RunningMachine {
    /// Trips and the drive's fault put back, both channels of the safety opened once, then as after any stop.
    func restart() throws {
        // A supply changed: the processor starts first.
        _ = try advance(upTo: 10) { $0.isControllerRunning }
        for reference in ["Q2", "Q3"] where quantity(reference, "closed") == 0 { try operate(reference, to: "1") }
        if quantity("U1", "fault") != 0 { try operate("U1", to: "1") }
        try advance(by: 0.5)
        if mode == .d1 {
            try operate("S0", to: "1")
            try advance(by: 0.5)
            try operate("S0", to: "0")
            try advance(by: 0.5)
        }
        try resume()
    }

    func isOn(_ variable: String) -> Bool { self.variable(variable) == 1 }
}

@Suite(.serialized) struct PressSensorFaultTests {
    private static let symptoms: [PressSymptom] = [
        PressSymptom("borne-x3-31-desserree", from: .pushing, alarm: "porte", within: 18) {
            !$0.isOn("7S2") && $0.quantity("7S2", "output") == 1
        },
        PressSymptom("signaux-b31-b32-inverses", from: .pushing, alarm: "vide", within: 8) {
            $0.isOn("B32") && !$0.isOn("B31") && $0.quantity("AX3", "position") > 0.92
        },
        PressSymptom("fil-8s1-coupe-en-bas", from: .pushing, alarm: "feuille", within: 16) {
            !$0.isOn("8S1") && $0.quantity("8S1", "output") == 1 && $0.quantity("AX3", "position") < 0.69
        },
        PressSymptom("fil-2s2-au-24v", from: .pushing, alarm: "bride-incoherente", within: 1) {
            $0.quantity("2S2", "led") == 0 && $0.quantity("2A1", "position") < 0.01
        },
        PressSymptom("cellule-b2-sale", from: .transfer, alarm: "tapis", within: 15, lookedAt: 6) {
            $0.isOn("B2") && $0.quantity("FLUX", "beam-2") == 0
        },
        PressSymptom("detecteur-b53-mort", from: .holding, alarm: "plateau", within: 30) {
            !$0.isOn("B53") && $0.quantity("B53", "led") == 0 && $0.quantity("CH1", "position") < 0.016
        },
        PressSymptom("ils-6s2-deplace", from: .holding, alarm: "cerclage-sortie", within: 14) {
            !$0.isOn("6S2") && $0.quantity("6A1", "position") > 0.29
        },
        PressSymptom("ils-4s1-mort", from: .pushing, alarm: "tiroir-rentree", within: 20) {
            !$0.isOn("4S1") && $0.quantity("4A1", "position") < 0.01
        },
        PressSymptom("fusible-f3-fondu", from: .pushing, alarm: "niveau", within: 1) {
            try abs($0.volts("F3:1", "0V") - 24.1) < 0.5 && $0.volts("F3:2", "0V") < 1 && $0.quantity("B2", "led") == 0
        },
        PressSymptom("sortie-q2-3-coupee", from: .pushing, alarm: "porte", within: 8, lookedAt: 9) {
            try $0.quantity("A5", "led3") == 1 && $0.volts("K15:A1", "0V") < 1 && $0.quantity("K15", "closed") == 0
        },
        PressSymptom("km32-bobine-coupee", from: .pushing, alarm: "axe-tiroir", within: 14, lookedAt: 3) {
            try $0.isOn("KM32") && $0.volts("KM32:A1", "KM32:A2") > 22 && $0.quantity("KM32", "closed") == 0
        },
        PressSymptom("miroir-km32-oxyde", from: .pushing, alarm: "axe-haut", within: 18, lookedAt: 5) {
            try $0.isOn("KM31") && $0.volts("KM32:21", "0V") > 20 && $0.volts("KM31:A1", "0V") < 5
        },
        PressSymptom("bobine-4y14-coupee", from: .pushing, alarm: "tiroir-sortie", within: 8, lookedAt: 1) {
            try $0.volts("4Y14:1", "4Y14:2") > 22 && $0.quantity("4A1", "position") < 0.01
        },
        PressSymptom("moteur-m3-enroulement", from: .pushing, alarm: nil, within: 7, lookedAt: 7) {
            // Up is asked for, and the load takes the motor down.
            try $0.isOn("KM31") && $0.quantity("AX3", "position") < 0.69 && ($0.plant.current(inWire: "189")?.rms ?? 1) < 0.01
                && ($0.plant.current(inWire: "188")?.rms ?? .nan) > 1.5
        },
        PressSymptom("relais-k3-contact-oxyde", from: .transfer, alarm: "tapis", within: 14, lookedAt: 5.5) {
            $0.quantity("YB1", "released") == 0 && $0.quantity("U1", "output-current") > 3 && abs($0.beltSpeed) < 0.01
        },
    ]

    @Test func `sensors, coils and contacts: the documented symptom, the remedy, and a bale again`() throws {
        let trial = try PressTrial()
        for symptom in Self.symptoms {
            do { try symptom.play(on: trial) } catch { Issue.record("\(symptom.fault): \(error)") }
        }
    }
}

@Suite(.serialized) struct PressPowerFaultTests {
    private static let symptoms: [PressSymptom] = [
        PressSymptom("fusible-f5-fondu", from: .pushing, alarm: "air", within: 3) {
            try $0.volts("24V-sur", "0V") < 1 && $0.quantity("KM20", "closed") == 1
        },
        PressSymptom("alimentation-t1-basse", from: .pushing, alarm: nil, within: 1, lookedAt: 1) {
            try $0.volts("24V", "0V") < 22 && $0.mode == .f1
        },
        PressSymptom("voie2-b11-aux-chocs", from: .holding, alarm: "securite", within: 10) {
            $0.quantity("KS1", "fault") == 1 && $0.quantity("BL1", "clear") == 1 && $0.quantity("KS2", "on") == 1
        },
        PressSymptom("barriere-sale", from: .pushing, alarm: "securite", within: 1, lookedAt: 1) {
            $0.quantity("KS2", "on") == 0 && $0.quantity("H3", "lit") > 0.5 && $0.quantity("BL1", "intrusion") == 0
        },
        PressSymptom("km2-pole-ouvert", from: .pushing, alarm: "pompe-alerte", within: 30) {
            try ($0.plant.current(inWire: "179")?.rms ?? .nan) < 0.05 && ($0.plant.current(inWire: "178")?.rms ?? .nan) > 7.5
        },
        PressSymptom("borne-x1-17-chaude", from: .pushing, alarm: nil, within: 4, lookedAt: 4) {
            try $0.volts("X1:17a", "X1:17b", .voltageAC) > 0.4 && $0.volts("X1:16a", "X1:16b", .voltageAC) < 0.05
                && $0.quantity("X1", "hottest-contact") == 17 && $0.alarms == []
        },
        PressSymptom("filtre-armoire-colmate", from: .pushing, alarm: nil, within: 2, lookedAt: 2) {
            $0.quantity("AR1", "fan") == 1 && $0.quantity("AR1", "airflow") < 0.2 * 60 / 3_600 && $0.alarms == []
        },
        PressSymptom("redresseur-br3-mort", from: .pushing, alarm: nil, within: 3, lookedAt: 2.5) {
            try $0.quantity("KM33", "closed") == 1 && $0.volts("YB3:A1", "YB3:A2") < 2 && $0.quantity("M3", "current") > 1.15
                && abs($0.quantity("YB3", "torque")) > 1
        },
        PressSymptom("u1-phase-de-sortie", from: .transfer, alarm: "variateur", within: 8) {
            $0.quantity("U1", "fault") == 5 && $0.quantity("U1", "ready") == 0
        },
        PressSymptom("u1-consigne-coupee", from: .transfer, alarm: "tapis", within: 12, lookedAt: 5.5) {
            try $0.volts("U1:FWD", "0V") > 20 && $0.volts("U1:AI", "U1:COM") < 0.1 && $0.quantity("U1", "output-frequency") < 1
        },
        PressSymptom("u1-entree-analogique-basse", from: .transfer, alarm: nil, within: 3, lookedAt: 4.3) {
            try $0.volts("U1:AI", "U1:COM") > 9.9 && abs($0.quantity("U1", "output-frequency") - 25) < 1 && $0.alarms == []
        },
        PressSymptom("boucle-3v1-coupee", from: .pushing, alarm: "presse", within: 30, lookedAt: 12) {
            $0.quantity("A10", "led") == 1 && abs($0.quantity("3V1", "spool")) < 0.05 && $0.step("presse") == 203
        },
        PressSymptom("transmetteur-b52-gain", from: .pushing, alarm: "presse", within: 45) {
            ($0.plant.gaugePressure(at: "HP3:1") ?? 0) / 1e5 > 1.1 * ($0.variable("p_balle") ?? .nan)
        },
        PressSymptom("transmetteur-b51-decale", from: .pushing, alarm: "presse", within: 45) {
            ($0.variable("p_systeme") ?? 0) > 3 + ($0.plant.gaugePressure(at: "AC1:1") ?? .nan) / 1e5
        },
        PressSymptom("sonde-b61-ouverte", from: .pushing, alarm: "boucle-B61", within: 1, lookedAt: 8) {
            $0.mode == .d3 && $0.isOn("KM5") && $0.quantity("OIL", "temperature") < 313
        },
        PressSymptom("compteur-wm1-tc-inverse", from: .pushing, alarm: nil, within: 3, lookedAt: 3) { machine in
            // One of three phases is counted backwards: a third is left.
            let amperes = ["i1", "i2", "i3"].map { machine.quantity("WM1", $0) }.reduce(0, +)
            return machine.quantity("WM1", "power") < 0.36 * 230 * amperes
        },
    ]

    @Test func `supply, power and loops: the documented symptom, the remedy, and a bale again`() throws {
        let trial = try PressTrial()
        for symptom in Self.symptoms {
            do { try symptom.play(on: trial) } catch { Issue.record("\(symptom.fault): \(error)") }
        }
    }
}

/// Faults that production does not tell.
@Suite struct PressHiddenFaultTests {
    private func stopped(with id: String) throws -> RunningMachine {
        let machine = try Press.machine()
        try machine.start()
        machine.inject(try machine.fault(id))
        try machine.advance(by: 3)
        #expect(machine.mode == .f1 && machine.alarms == [])
        try machine.operate("S0", to: "1")
        try machine.advance(by: 1)
        try machine.operate("S0", to: "0")
        try machine.advance(by: 1)
        return machine
    }

    private func goesOn(_ machine: RunningMachine, after id: String) throws {
        machine.remedy(try machine.fault(id))
        try machine.advance(by: 0.5)
        try machine.restart()
        #expect(try machine.advance(upTo: 150) { ($0.variable("balles") ?? 0) >= 1 })
    }

    @Test(arguments: ["miroir-km21-oxyde", "km20-pole-soude"])
    func `a mirror contact that does not close refuses the reset`(id: String) throws {
        let machine = try stopped(with: id)
        try machine.operate("S4", to: nil, duration: 6)
        try machine.advance(by: 1)
        #expect(try machine.volts("KS1:Y2", "0V") < 5)
        #expect(try machine.volts("S4:14", "0V") > 20)
        let (from, to) = id.hasPrefix("km20") ? ("KM20:21", "KM20:22") : ("KM21:21", "KM21:22")
        #expect(try machine.volts(from, to) > 15)
        try machine.advance(by: 6)
        #expect(machine.mode == .d1)
        try goesOn(machine, after: id)
    }

    @Test func `the link of a drive without discharge resistors stays charged`() throws {
        let machine = try Press.machine()
        machine.inject(try machine.fault("u1-decharge-coupee"))
        try machine.advance(by: 1)
        try machine.operate("Q0", to: "0")
        // Two minutes: 180 V are left where it discharges.
        try machine.advance(by: 120)
        #expect(try machine.volts("BUS+", "BUS-") > 360)
        machine.remedy(try machine.fault("u1-decharge-coupee"))
        try machine.operate("Q0", to: "1")
        try machine.advance(by: 5)
        try machine.restart()
        #expect(try machine.advance(upTo: 150) { ($0.variable("balles") ?? 0) >= 1 })
    }

    @Test func `a loop that opens with the oil's heat is right in the morning and lost in the afternoon`() throws {
        func machine(oil: String) throws -> RunningMachine {
            var files = try Press.files()
            let text = try #require(files["machine-hydraulics.yaml"]?.text)
            #expect(text.contains("initial-temperature: 35 °C"))
            files["machine-hydraulics.yaml"]?.text = text.replacingOccurrences(
                of: "initial-temperature: 35 °C", with: "initial-temperature: \(oil)")
            let definition = try MachineDefinition.decode(named: "presse-emballage", files: files)
            let machine = try RunningMachine(definition, seed: 1, step: RunningMachine.scanLength)
            machine.inject(try machine.fault("boucle-b52-coupee-a-chaud"))
            try machine.start()
            return machine
        }
        let cold = try machine(oil: "35 °C")
        #expect(try cold.advance(upTo: 150) { ($0.variable("balles") ?? 0) >= 1 })
        #expect(cold.alarms == [])
        let hot = try machine(oil: "52 °C")
        #expect(hot.alarms.contains("boucle-B52"))
        #expect(try hot.advance(upTo: 120) { $0.alarms.contains("presse") })
        #expect(hot.mode == .d2)
        try goesOn(hot, after: "boucle-b52-coupee-a-chaud")
    }

    @Test func `two causes: each remedy takes its own symptom away and leaves the other`() throws {
        let trial = try PressTrial()
        let machine = trial.machine
        let combination = try #require(machine.definition.combinations.first { $0.id == "porte-deux-causes" })
        try trial.go(to: .pushing)
        for id in combination.faults { machine.inject(try machine.fault(id)) }
        #expect(try machine.advance(upTo: 18) { $0.alarms.contains("porte") })
        #expect(machine.quantity("7A1", "position") < 0.05)
        machine.remedy(try machine.fault("sortie-q2-3-coupee"))
        try machine.advance(by: 0.5)
        try machine.restart()
        #expect(try machine.advance(upTo: 60) { $0.alarms.contains("porte") })
        #expect(machine.quantity("7A1", "position") > 0.28 && !machine.isOn("7S2"))
        machine.remedy(try machine.fault("borne-x3-31-desserree"))
        try machine.restart()
        let made = machine.variable("balles") ?? .nan
        #expect(try machine.advance(upTo: 75) { ($0.variable("balles") ?? 0) > made })
    }

    @Test(
        arguments: [
            ("faults: [sortie-q2-3-coupee]", "a combination is made of different faults"),
            ("faults: [sortie-q2-3-coupee, sortie-q2-3-coupee]", "a combination is made of different faults"),
            ("faults: [sortie-q2-3-coupee, borne-x3-31-desseree]", "borne-x3-31-desserree"),
        ])
    func `a combination of one fault alone, or of one that there is not, is refused`(faults: String, told: String) throws {
        var files = try Press.files()
        files["faults.yaml"]?.text += """
              - id: essai
                text: {fr: essai, en: trial}
                \(faults)
                cause: {fr: essai, en: trial}
                symptom: {fr: essai, en: trial}

            """
        let mistakes = #expect(throws: Mistakes.self) { try MachineDefinition.decode(named: "presse-emballage", files: files) }
        #expect(mistakes.map { "\($0)" }?.contains(told) == true)
    }
}

/// What is between the press and its supervisor.
@Suite struct PressLinkFaultTests {
    private let machine: RunningMachine
    private let server: Server
    private let client: RawClient
    private let pressure: RegisterMap.Entry
    private let power: RegisterMap.Entry

    init() throws {
        machine = try Press.machine()
        try machine.start()
        let map = try #require(machine.definition.map)
        server = try Server([map.served()], at: Endpoint(host: "127.0.0.1", port: 0))
        machine.serve(on: server)
        try machine.advance(by: 0.02)
        client = try RawClient(port: server.endpoint.port)
        pressure = try #require(map.entries.first { $0.area == .inputRegisters && $0.name == "p_systeme" })
        power = try #require(map.entries.first { $0.area == .inputRegisters && $0.name == "WM1.power" })
    }

    private func shown(_ entry: RegisterMap.Entry) throws -> Double {
        entry.value(try client.registers(function: 4, at: entry.address, count: entry.width))
    }

    private func inject(_ id: String) throws {
        machine.inject(try machine.fault(id))
        try machine.advance(by: 0.02)
    }

    private func mend(_ id: String) throws {
        machine.mend(try machine.fault(id))
        try machine.advance(by: 0.02)
        #expect(abs(try shown(pressure) - (machine.variable("p_systeme") ?? .nan)) < 0.06)
        #expect(machine.mode == .f1)
    }

    @Test func `scaled: ten times what the gauge says, while the raw counts are right`() throws {
        try inject("supervision-echelle")
        let real = try #require(machine.variable("p_systeme"))
        #expect(abs(try shown(pressure) - 10 * real) < 1)
        let counts = Double(Int16(bitPattern: try client.registers(function: 4, at: 10, count: 1)[0]))
        #expect(abs(counts * 250 / 27_648 - real) < 0.1)
        try mend("supervision-echelle")
        server.stop()
    }

    @Test func `frozen: the values stand still while the machine produces`() throws {
        try inject("supervision-figee")
        let before = try client.registers(function: 4, at: 0, count: 10)
        let pressed = machine.variable("p_systeme")
        #expect(try machine.advance(upTo: 60) { abs(($0.variable("p_systeme") ?? 0) - (pressed ?? 0)) > 8 })
        #expect(try client.registers(function: 4, at: 0, count: 10) == before)
        try mend("supervision-figee")
        server.stop()
    }

    @Test func `swapped: the meter's power makes no sense, single registers are right`() throws {
        let real = machine.quantity("WM1", "power")
        #expect(abs(try shown(power) - real) < 0.01 * real)
        try inject("supervision-mots-inverses")
        let swapped = try shown(power)
        #expect(!(abs(swapped - real) < 0.5 * real))
        #expect(abs(try shown(pressure) - (machine.variable("p_systeme") ?? .nan)) < 0.06)
        try mend("supervision-mots-inverses")
        server.stop()
    }

    @Test func `late: an answer takes a second`() throws {
        try inject("supervision-en-retard")
        let clock = ContinuousClock()
        let taken = try clock.measure { _ = try client.registers(function: 4, at: 0, count: 1) }
        #expect(taken > .milliseconds(700))
        try mend("supervision-en-retard")
        server.stop()
    }

    @Test func `a second device of the number: some answers are right, some collide, some are another's`() throws {
        try inject("supervision-adresse-double")
        let counts = (0..<12).map { _ in try? client.exchange(function: 4, [0, 10, 0, 1]) }
        let right = counts.filter { $0?.first == 4 && $0 != [4, 2, 0, 0] }.count
        #expect(right >= 4)
        #expect(counts.contains { $0 == [0x84, 0x0B] })
        #expect(counts.contains { $0 == [4, 2, 0, 0] })
        try mend("supervision-adresse-double")
        server.stop()
    }

    @Test func `dropped: the supervisor has to connect again and again`() throws {
        try inject("supervision-connexions")
        let answered = try (0..<12).map { _ in
            let other = try RawClient(port: server.endpoint.port)
            return (try? other.exchange(function: 4, [0, 0, 0, 1])) != nil
        }
        #expect(answered.contains(true) && answered.contains(false))
        try mend("supervision-connexions")
        server.stop()
    }
}
