import Components
import Foundation
import Grafcet
import Instruments
import Machines
import Notation
import Simulation
import Testing
import Vibration

/// A fault of the press that grows for hundreds of hours: what somebody who follows it reads on its way.
struct PressDrift: Sendable {
    let fault: String
    let place: PressTrial.Place
    /// From one reading to another it differs by less while nothing grows: instrument and cycle.
    let uncertainty: Double
    /// Share of its time at which whoever follows it knows, and the press still produces.
    let plainAt: Double
    /// The reading rises with the fault; false: it falls.
    let isRising: Bool
    let read: @Sendable (RunningMachine) throws -> Double

    init(
        _ fault: String, at place: PressTrial.Place = .pushing, within uncertainty: Double, plainAt: Double = 0.7,
        rising: Bool = true,
        _ read: @escaping @Sendable (RunningMachine) throws -> Double
    ) {
        self.fault = fault
        self.place = place
        self.uncertainty = uncertainty
        self.plainAt = plainAt
        isRising = rising
        self.read = read
    }

    /// The largest that a quantity is in so many seconds, looked at twenty times a second.
    private static func largest(_ seconds: Double, _ m: RunningMachine, _ value: (RunningMachine) -> Double) throws -> Double {
        var most = -Double.infinity
        for _ in 0..<Int(seconds * 20) {
            try m.advance(by: 0.05)
            most = max(most, value(m))
        }
        return most
    }

    private static func seconds(_ m: RunningMachine, _ limit: Double, while isSo: (RunningMachine) -> Bool) throws -> Double {
        var count = 0
        for _ in 0..<Int(limit * 50) {
            try m.advance(by: 0.02)
            if isSo(m) { count += 1 }
        }
        return Double(count) * 0.02
    }

    private static func look(_ m: RunningMachine, _ name: String) throws -> Double {
        try m.advance(by: 1)
        return m[name]
    }

    static let all: [Self] = [
        // l/min under load at 80 bar and more.
        Self("pompe-usee", within: 0.1, rising: false) { m in
            try m.advance(by: 1)
            guard try m.advance(upTo: 40, until: { $0["VD1.spool"] > 0.95 && $0["AC1.pressure"] > 80e5 }) else { return .nan }
            return m["P1.flow"] * 60_000
        },
        // Bar that the recharging reaches.
        Self("limiteur-derive", within: 1, plainAt: 0.25, rising: false) { m in try largest(45, m) { $0["HP1.pressure"] / 1e5 } },
        Self("accumulateur-degonfle", at: .transfer, within: 3, rising: false) { m in
            // Bar of pre-charge at the slow bleed, pump stopped.
            try m.operate("S0", to: "enfoncé")
            try m.advance(by: 1)
            return try m.preChargeBySlowBleed()
        },
        Self("filtre-retour-colmate", at: .holding, within: 0.05) { m in
            try largest(20, m) { $0["0H1.difference"] / 1e5 }
        },
        Self("echangeur-encrasse", at: .transfer, within: 0.01, rising: false) { m in
            guard try m.advance(upTo: 30, until: { $0["VD1.spool"] < 0.05 && $0["0H1.flow"] > 1e-4 }) else { return .nan }
            try m.advance(by: 2)
            return m["EC1.efficiency"]
        },
        Self("chaine-allongee", within: 5e-5) { m in try look(m, "CT1.gauge") },
        Self("roulement-m2-ecaille", within: 0.2) { m in
            try VibrationMeter().readRinging("VP1", .vertical, on: m).value ?? .nan
        },
        Self("frein-axe-use", within: 2.5e-5) { m in try look(m, "YB3.gap") },
        Self("vis-axe-usee", within: 1e-5) { m in try look(m, "VB3.lash") },
        // Seconds at the drawer with the cups on the sheet.
        Self("ejecteur-encrasse", within: 0.05) { m in try seconds(m, 12) { $0.step("pose") == 103 } },
        // Bar by which B52 lags behind the test gauge.
        Self("transmetteur-b52-gain", at: .holding, within: 1, plainAt: 0.25) { m in
            try m.advance(by: 1)
            return (m["3A1.pressure-a"] - m["B52.pressure"]) / 1e5
        },
    ]
}

@Suite(.serialized) struct PressDriftTests {
    private final class Bench: @unchecked Sendable {
        let trial: Result<PressTrial, any Error>
        init() { trial = Result { try PressTrial() } }
    }
    private static let bench = Bench()

    @Test func `the faults that grow are those whose trend is read here`() throws {
        let growing = try Press.definition().faults.filter { $0.drift != nil }
        #expect(Set(growing.map(\.id)) == Set(PressDrift.all.map(\.fault)) && growing.count >= 6)
        #expect(Set(growing.map(\.technology)).count == 4, "every trade has one")
        for fault in growing { #expect(fault.drift?.trend.fr != fault.symptom.fr, "\(fault.id)") }
    }

    @Test(arguments: PressDrift.all.map(\.fault))
    func `what is followed goes one way as the fault grows, is plain before the machine stops, and is as before once mended`(
        id: String
    ) throws {
        let drift = try #require(PressDrift.all.first { $0.fault == id })
        let trial = try Self.bench.trial.get()
        let machine = trial.machine
        let fault = try machine.fault(id)
        let life = try #require(fault.drift)
        try trial.go(to: drift.place)
        let healthy = try drift.read(machine)
        var readings: [Double] = []
        func grow(to share: Double) throws {
            try trial.go(to: drift.place)
            machine.inject(fault, age: share * life.time, isGrowing: true)
        }
        let shares = [0.25, 0.5, 0.7, 0.85, 1]
        for share in shares {
            try grow(to: share)
            readings.append(try drift.read(machine))
        }
        let sign = drift.isRising ? 1.0 : -1
        let moved = readings.map { sign * ($0 - healthy) }
        #expect(moved.allSatisfy { $0.isFinite }, "\(healthy) \(readings)")
        for (before, after) in zip([0] + moved, moved) {
            #expect(after > before - drift.uncertainty, "\(healthy) \(readings)")
        }
        let known = try #require(shares.firstIndex(of: drift.plainAt))
        #expect(moved[known] > 2 * drift.uncertainty, "\(healthy) \(readings)")
        // At its end it is as it is when it is put in whole.
        try trial.go(to: drift.place)
        machine.inject(fault)
        let whole = try sign * (drift.read(machine) - healthy)
        #expect(abs(whole - moved[4]) <= drift.uncertainty + 0.02 * abs(whole), "\(whole) \(moved[4])")
        try grow(to: drift.plainAt)
        let made = machine.quantity("FLUX", "good")
        #expect(try machine.advance(upTo: 110) { $0.quantity("FLUX", "good") > made + 1 }, "it still makes bales")
        #expect(machine.mode == .f1 && machine.alarms.isEmpty)
        machine.remedy(fault)
        #expect(machine.faults.isEmpty)
        try grow(to: drift.plainAt)
        try machine.advance(by: machine.plant.step)
        machine.mend(fault)
        let again = try drift.read(machine)
        #expect(abs(again - healthy) <= drift.uncertainty, "\(healthy) \(again)")
    }

    @Test func `a fault that grows goes on growing in the hours of an exercise, and one that is whole does not`() throws {
        let machine = try Press.machine()
        let fault = try machine.fault("filtre-retour-colmate")
        let life = try #require(fault.drift)
        machine.inject(fault, age: 0.5 * life.time, isGrowing: true)
        try machine.advance(by: 0.1)
        let target = Machines.Fault.Target.component(reference: "0H1", item: "")
        // 0.5², in steps of a thousandth.
        #expect(abs(machine.plant.severity(of: "clogged", on: target) - 0.25) <= 1.01e-3)
        machine.withdraw(fault.id)
        machine.inject(fault, age: 0.5 * life.time - 3_600, isGrowing: true)
        try machine.advance(by: 0.1)
        let before = machine.plant.severity(of: "clogged", on: target)
        #expect(abs(before - pow(0.5 - 3_600 / life.time, 2)) <= 1.01e-3 && before < 0.25)
        machine.withdraw(fault.id)
        machine.inject(fault)
        try machine.advance(by: 0.1)
        #expect(machine.plant.severity(of: "clogged", on: target) == 1)
    }
}
