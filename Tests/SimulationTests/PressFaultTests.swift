import Components
import Grafcet
import Instruments
import Machines
import Notation
import Simulation
import Testing
import Vibration

/// What shows that a fault is there, as its `symptom` says, and what the machine makes again once it is mended.
struct PlantSymptom: Sendable {
    enum Sign: Sendable {
        /// It comes within a time and lasts, seconds.
        case shows(within: Double, lasting: Double, @Sendable (RunningMachine) -> Bool)
        /// A technician goes and looks.
        case found(@Sendable (RunningMachine) throws -> Bool)
    }
    enum Product: String {
        case sheet = "feuilles"
        case bale = "balles"
    }

    let fault: String
    let place: PressTrial.Place
    let again: Product
    let sign: Sign

    static func shows(
        _ fault: String, from place: PressTrial.Place = .pushing, within: Double = 20, lasting: Double = 0,
        again: Product = .bale, _ isSo: @escaping @Sendable (RunningMachine) -> Bool
    ) -> Self {
        Self(fault: fault, place: place, again: again, sign: .shows(within: within, lasting: lasting, isSo))
    }

    static func found(
        _ fault: String, at place: PressTrial.Place = .pushing, again: Product = .bale,
        _ isSo: @escaping @Sendable (RunningMachine) throws -> Bool
    ) -> Self {
        Self(fault: fault, place: place, again: again, sign: .found(isSo))
    }

    // MARK: - Mechanics

    /// The drive turns, the belt does not follow.
    private static func isLost(_ m: RunningMachine) -> Bool { m["M1.speed"] > 100 && abs(m["TA1.speed"]) < 0.001 }

    /// A dial gauge, feelers, a rule: what a quantity is a moment later.
    private static func look(_ m: RunningMachine, _ name: String) throws -> Double {
        try m.advance(by: 0.5)
        return m[name]
    }

    /// The vibration meter on a point: mm/s.
    private static func vibration(_ m: RunningMachine, _ point: String, _ direction: Direction) throws -> Double {
        try (VibrationMeter().read(point, direction, on: m).value ?? .nan) * 1000
    }

    /// The highest of four readings: a load that comes and goes sways the speed, and the level with it.
    private static func highestVibration(_ m: RunningMachine, _ point: String, _ direction: Direction) throws -> Double {
        var highest = 0.0
        for _ in 0..<4 {
            highest = max(highest, try vibration(m, point, direction))
            try m.advance(by: 1.3)
        }
        return highest
    }

    static let mechanics: [Self] = [
        shows("frein-tapis-colle", from: .transfer, within: 14, lasting: 1) {
            $0["U1.limiting"] == 1 && $0["YB1.released"] == 0 && abs($0["TA1.speed"]) < 0.01
        },
        shows("frein-tapis-leche", from: .transfer, within: 60, lasting: 1) {
            $0["YB1.released"] == 1 && $0["M1.current"] > 2 && abs($0["TA1.speed"]) < 0.05
        },
        shows("chaine-cassee", from: .transfer, within: 14, lasting: 1) { isLost($0) && $0["R1.speed"] > 1 },
        found("chaine-allongee", at: .transfer) { try look($0, "CT1.gauge") > 0.102 },
        shows("clavette-reducteur", from: .transfer, within: 14, lasting: 1) { isLost($0) && abs($0["R1.speed"]) < 0.1 },
        found("roulement-m2-ecaille") { m in
            try (VibrationMeter().readRinging("VP1", .vertical, on: m).value ?? 0) > 3
        },
        shows("roulement-queue-grippe", from: .transfer, within: 14, lasting: 1) {
            $0["YB1.released"] == 1 && $0["M1.current"] > 1.4 && $0["U1.output-power"] > 500 && $0["TA1.speed"] < 0.075
        },
        shows("tapis-deporte", from: .transfer, within: 16, lasting: 0.3) {
            abs($0["M1.speed"] - 156.6) < 0.6 && $0["U1.output-power"] > 160
        },
        shows("pile-coincee", from: .transfer, within: 38) {
            $0["FLUX.jammed"] == 1 && $0["B3.output"] == 1
                && $0.perceived("FLUX", .sight) == ["a stack is jammed before the press"]
        },
        shows("guide-entree-deplace", from: .transfer, within: 68) {
            $0.perceived("FLUX", .sight).contains("the stacks lie askew on the belt")
        },
        shows("magasin-coince", from: .transfer, within: 68, again: .sheet) {
            $0.alarms == ["vide"] && $0["4A1.position"] < 0.6 && $0["FLUX.carried"] == 0
        },
        shows("feuilles-collees", from: .transfer, within: 68, again: .sheet) {
            $0.perceived("FLUX", .sight).contains("two sheets come together")
        },
        shows("feuillard-rompu", from: .holding, within: 80) { $0["FLUX.unstrapped"] > 0 },
        shows("frein-axe-gras", within: 20, lasting: 0.2, again: .sheet) {
            // Neither contactor, no release, and yet it goes down.
            $0["KM31.closed"] == 0 && $0["KM32.closed"] == 0 && $0["YB3.released"] == 0 && $0["AX3.speed"] < -0.01
        },
        shows("frein-axe-use", within: 8, lasting: 1, again: .sheet) {
            $0["KM33.closed"] == 1 && $0["YB3.current"] > 0.1 && $0["YB3.released"] == 0 && $0["M3.current"] > 1.3
        },
        shows("accouplement-axe-cisaille", within: 8, again: .sheet) {
            $0["AX3.falling"] == 1 || ($0["AX3.position"] < 0.55 && $0["M3.speed"] < -100)
        },
        shows("vis-axe-seche", within: 8, lasting: 0.5, again: .sheet) { abs($0["VB3.torque"]) > 0.7 },
        found("vis-axe-usee", again: .sheet) { try look($0, "VB3.lash") > 2e-4 },
        shows("rail-axe-point-dur", within: 8, again: .sheet) {
            abs($0["GL3.force"]) > 100 && abs($0["AX3.position"] - 0.8) < 0.045
        },
        found("pompe-desalignee") { m in
            try vibration(m, "VP1", .axial) > 1 || m["CA2.offset"] > 3e-4
        },
        found("balourd-ventilateur") { m in try highestVibration(m, "VP1", .horizontal) > 1.2 },
        found("pied-moteur-desserre") { try look($0, "VP1.foot-play") > 1e-4 },
    ]

    // MARK: - Air

    static let pneumatics: [Self] = [
        shows("reseau-air-faible", within: 30) { $0.alarms.contains("air") && $0["0P1.pressure"] < 5e5 },
        shows("filtre-air-colmate", within: 15, lasting: 1) { $0["0P1.pressure"] < 6.45e5 && $0["RA1.flow"] > 0 },
        shows("detendeur-deregle", within: 30) { $0.alarms.contains("air") && $0["0P1.pressure"] < 5.6e5 },
        shows("tiroir-bloque", within: 10, again: .sheet) {
            $0.alarms == ["tiroir-sortie"] && $0["4A1.position"] < 0.01
        },
        shows("regleur-tiroir-ferme", from: .transfer, within: 68, again: .sheet) {
            $0.alarms == ["tiroir-sortie"] && $0["4A1.position"] > 0.005 && $0["4A1.position"] < 0.48
        },
        shows("verin-tiroir-sec", within: 5, lasting: 0.2, again: .sheet) {
            $0["4Y14.energised"] == 1 && $0["4A1.position"] < 0.02
        },
        shows("bride-joint-use", from: .holding, within: 30) {
            $0.alarms == ["bride-ouverture"] && $0["2A1.pressure-a"] > 1.3e5 && $0["2A1.pressure-b"] > 1.3e5
        },
        shows("bride-distributeur-lent", from: .holding, within: 8, lasting: 0.1) {
            $0["2Y14.energised"] == 1 && $0["2V1.spool"] < 0.9
        },
        shows("bride-regleur-bouche", from: .holding, within: 12) {
            $0.alarms == ["bride-serrage"] && $0["2S2.closed"] == 0
        },
        shows("cerclage-purge-collee", from: .holding, within: 12) {
            $0.alarms == ["cerclage-sortie"] && $0["6V3.exhaust"] < 1e-5 && $0["6A1.position"] < 0.1
        },
        shows("cerclage-silencieux-colmate", from: .holding, within: 8, lasting: 1.9) {
            $0["6Y14.energised"] == 1
        },
        shows("cerclage-tuyau-debranche", from: .holding, within: 12) {
            $0.alarms == ["cerclage-sortie"] && $0["6A1.position"] < 0.01 && $0["TU29.leak"] > 1e-3
        },
        shows("ventouse-dechiree", within: 12, again: .sheet) {
            $0.alarms == ["vide"] && $0["8S1.measured"] > 101_325 - 60_000 && $0["8S1.measured"] < 101_325 - 30_000
        },
        shows("raccord-vide-desserre", within: 20, again: .sheet) {
            // Once the drawer is in, never on the way up.
            $0["FLUX.sheets-lost"] == 1 && $0["4A1.position"] < 0.06 && $0["AX3.position"] > 0.8
        },
        shows("ejecteur-encrasse", within: 12, lasting: 0.9, again: .sheet) {
            $0.step("pose") == 103 && $0["8S1.output"] == 0
        },
        shows("tuyau-vide-fendu", within: 20, again: .sheet) {
            $0.alarms == ["feuille"] && $0["FLUX.sheets-lost"] == 1 && $0["AX3.position"] < 0.72
        },
        shows("soufflage-fuit", within: 12, again: .sheet) { $0.alarms == ["vide"] && $0["8S1.measured"] > 103_000 },
        shows("soufflage-bloque", within: 30, again: .sheet) { $0.alarms == ["souffle"] && $0["FLUX.carried"] == 1 },
        shows("reservoir-fuit", from: .transfer, within: 12, lasting: 2) {
            $0["RA1.flow"] > 2e-3 && !$0.perceived("0C1", .hearing).isEmpty
        },
        found("manometre-0p2-bloque") { m in
            try m.operate("S0", to: "enfoncé")
            try m.advance(by: 4)
            let isSeen = m["0S1.closed"] == 0 && m["0P2.pressure"] > 6e5
            try m.operate("S0", to: "déverrouillé")
            return isSeen
        },
    ]

    // MARK: - Oil

    private static func isLoaded(_ m: RunningMachine, above pressure: Double) -> Bool {
        m["VD1.spool"] > 0.95 && m["P1.flow"] > 0 && m["AC1.pressure"] > pressure
    }

    static let hydraulics: [Self] = [
        shows("pompe-usee", within: 20) { isLoaded($0, above: 80e5) && $0["P1.flow"] * 60_000 < 9.5 },
        shows("pompe-prend-air", within: 10) {
            $0["VD1.spool"] < 0.05 && $0["P1.flow"] * 60_000 < 9 && !$0.perceived("P1", .hearing).isEmpty
        },
        shows("limiteur-derive", within: 40, lasting: 15) {
            $0.step("presse") == 202 && $0["AC1.pressure"] < 90e5 && $0["VL1.flow"] > 1.5e-4
        },
        shows("limiteur-bloque-ouvert", within: 20, lasting: 2) {
            $0["VD1.spool"] == 1 && $0["HP1.pressure"] < 30e5 && $0["VL1.flow"] > 1.5e-4
        },
        shows("mise-a-vide-bloquee", from: .holding, within: 20, lasting: 2) {
            $0["K14.closed"] == 0 && $0["VD1.spool"] == 1 && $0["VL1.flow"] > 1e-4
        },
        found("accumulateur-degonfle", at: .transfer) { m in
            try m.operate("S0", to: "enfoncé")
            try m.advance(by: 1)
            let isSeen = (10...45).contains(try m.preChargeBySlowBleed())
            try m.operate("S0", to: "déverrouillé")
            return isSeen
        },
        found("clapet-accu-fuit", at: .transfer) { m in
            // Just charged.
            guard try m.advance(upTo: 30, until: { $0["VD1.spool"] > 0.9 }) else { return false }
            guard try m.advance(upTo: 30, until: { $0["VD1.spool"] < 0.01 }) else { return false }
            // The needle has come to rest.
            try m.advance(by: 0.5)
            let before = m["MAN1.pressure"]
            try m.advance(by: 1)
            return m["VD1.spool"] < 0.01 && before - m["MAN1.pressure"] > 1.5e5
        },
        shows("clapet-pilote-fuit", from: .holding, within: 8) {
            (206...208).contains($0.step("presse")) && abs($0["3V1.spool"]) < 0.01 && $0["3A1.pressure-a"] < 86e5
        },
        shows("clapet-pilote-bloque", from: .holding, within: 30) {
            $0.alarms == ["plateau"] && $0["CH1.position"] > 0.2
        },
        found("equilibrage-fuit", at: .transfer) { m in
            try m.operate("S0", to: "enfoncé")
            try m.advance(by: 10)
            let before = m["CH1.position"]
            try m.advance(by: 30)
            let isSeen = m["CH1.position"] - before > 3e-3
            try m.operate("S0", to: "déverrouillé")
            return isSeen
        },
        shows("verin-presse-fuite-interne", within: 40) {
            $0.alarms == ["presse"] && $0["3A1.internal-leak"] > 1e-5
        },
        shows("proportionnel-zero-decale", from: .transfer, within: 16, lasting: 0.5) {
            abs($0["3V1.command"]) < 0.01 && abs($0["3V1.spool"]) > 0.2 && $0["CH1.position"] > 0.02
        },
        shows("proportionnel-faible", within: 18, lasting: 1) {
            $0["3V1.command"] > 0.85 && $0["3V1.spool"] < 0.6 && $0["CH1.speed"] < 0.08
        },
        shows("proportionnel-colle", within: 12, lasting: 1) {
            abs($0["3V1.command"]) > 0.2 && abs($0["3V1.command"] - $0["3V1.spool"]) > 0.1
        },
        shows("porte-distributeur-bloque", within: 18) { $0.alarms == ["porte"] && $0["7A1.position"] < 0.01 },
        shows("porte-regulateur-encrasse", within: 18, lasting: 4) {
            $0.step("presse") == 201 && $0["7A1.velocity"] > 1e-3
        },
        shows("reducteur-pression-derive", within: 8) { $0["7Y14.energised"] == 1 && $0["HP5.pressure"] < 25e5 },
        shows("filtre-retour-colmate", from: .holding, within: 20, lasting: 1) {
            $0["0H1.indicator"] == 1 && $0["CH1.speed"] < -0.02
        },
        shows("echangeur-encrasse", within: 10, lasting: 3) { $0["EC1.cooling-power"] < 15 && $0["0H1.flow"] > 1e-4 },
        shows("niveau-bas", within: 5) { $0.alarms.contains("niveau") && $0["BAC.level"] < 0.19 },
        shows("crepine-colmatee", within: 5) {
            $0["BAC.suction-pressure"] < -0.3e5 && !$0.perceived("P1", .hearing).isEmpty
        },
        shows("flexible-balle-fuit", within: 20) { $0["HF15.leak"] > 1e-6 && $0["3A1.pressure-a"] > 40e5 },
        found("huile-chaude-fluide") { m in
            try m.advance(by: 1)
            return m["OIL.kinematic-viscosity"] < 25e-6 && abs(m["OIL.temperature"] - 310) < 5
        },
    ]
}

/// One press for the faults of one trade, brought back to where it was for each.
private final class Bench: @unchecked Sendable {
    private let trial: Result<PressTrial, any Error>

    init() { trial = Result { try PressTrial() } }

    private func samples(_ seconds: Double, _ machine: RunningMachine, _ look: (RunningMachine) -> Bool) throws -> Bool {
        let end = machine.time + seconds
        while machine.time < end - 1e-6 {
            try machine.advance(by: 0.05)
            if look(machine) { return true }
        }
        return false
    }

    private func isThere(_ sign: PlantSymptom.Sign, _ machine: RunningMachine) throws -> Bool {
        switch sign {
        case .found(let isSo): return try isSo(machine)
        case .shows(let within, let lasting, let isSo):
            var since: Double?
            return try samples(within, machine) { machine in
                since = isSo(machine) ? since ?? machine.time : nil
                return since.map { machine.time - $0 >= lasting - 1e-6 } ?? false
            }
        }
    }

    func check(_ symptom: PlantSymptom) throws {
        let trial = try self.trial.get()
        let machine = trial.machine
        let fault = try machine.fault(symptom.fault)
        try trial.go(to: symptom.place)
        #expect(try !isThere(symptom.sign, machine), "\(fault.id): a healthy machine shows it")
        try trial.go(to: symptom.place)
        machine.inject(fault)
        #expect(try isThere(symptom.sign, machine), "\(fault.id): \(fault.symptom.en)")
        machine.remedy(fault)
        #expect(machine.faults.isEmpty, "\(fault.id): still there after \(fault.mending.remedy)")
        if machine["FLUX.jammed"] == 1 {
            try machine.operate("FLUX", to: "dégager")
            try machine.advance(by: 1)
        }
        try machine.resume()
        let before = machine.variable(symptom.again.rawValue) ?? 0
        let isMade = try machine.advance(upTo: 90) { ($0.variable(symptom.again.rawValue) ?? 0) > before }
        #expect(isMade && machine.mode == .f1, "\(fault.id): \(symptom.again) not made again, \(machine.alarms)")
    }
}

@Suite struct PressFaultTests {
    @Test func `every fault of these trades has its symptom, and no symptom is without its fault`() throws {
        let faults = try Press.definition().faults
        for (technology, symptoms) in [
            (Machines.Fault.Technology.mechanics, PlantSymptom.mechanics), (.pneumatics, PlantSymptom.pneumatics),
            (.hydraulics, PlantSymptom.hydraulics),
        ] {
            let named = faults.filter { $0.technology == technology }.map(\.id)
            #expect(Set(symptoms.map(\.fault)).isSuperset(of: named))
            #expect(Set(symptoms.map(\.fault)).count == symptoms.count && symptoms.count >= 15)
        }
    }

    @Suite(.serialized) struct Mechanics {
        private static let bench = Bench()

        @Test(arguments: PlantSymptom.mechanics.map(\.fault))
        func `a fault of mechanics shows as written, is mended by its remedy, and the press makes bales again`(fault: String)
            throws
        {
            try Self.bench.check(#require(PlantSymptom.mechanics.first { $0.fault == fault }))
        }
    }

    @Suite(.serialized) struct Pneumatics {
        private static let bench = Bench()

        @Test(arguments: PlantSymptom.pneumatics.map(\.fault))
        func `a fault of the air shows as written, is mended by its remedy, and the press makes bales again`(fault: String) throws
        {
            try Self.bench.check(#require(PlantSymptom.pneumatics.first { $0.fault == fault }))
        }
    }

    @Suite(.serialized) struct Hydraulics {
        private static let bench = Bench()

        @Test(arguments: PlantSymptom.hydraulics.map(\.fault))
        func `a fault of the oil shows as written, is mended by its remedy, and the press makes bales again`(fault: String) throws
        {
            try Self.bench.check(#require(PlantSymptom.hydraulics.first { $0.fault == fault }))
        }
    }
}
