import Components
import Foundation
import Grafcet
import Machines
import Notation
import Simulation
import Testing

/// Use wears a machine, and what is worn shows.
@Suite struct AgeingTests {
    /// A motor that turns a bearing of few million turns, a brake that holds nothing.
    private func motor(load: String = "2 kN", rating: String = "3 kN") throws -> RunningMachine {
        let text = """
            format: 1
            components:
              NET: {type: three-phase-supply}
              M1: {type: induction-motor}
              R1: {type: rolling-bearing, load: \(load), dynamic-rating: \(rating)}
            wires:
              "1": {from: "NET:L1", to: "M1:U"}
              "2": {from: "NET:L2", to: "M1:V"}
              "3": {from: "NET:L3", to: "M1:W"}
              "4": {from: "M1:PE", to: PE}
            shafts:
              A1: {from: "M1:shaft", to: "R1:shaft"}
            """
        let machine = try RunningMachine(
            MachineDefinition.decode(named: "moteur", files: ["machine.yaml": ("moteur.yaml", text)]), seed: 4)
        try machine.advance(by: 5)
        return machine
    }

    private func wear(_ ageing: Ageing, _ failure: String) throws -> Ageing.Wear {
        try #require(ageing.wear.first { $0.reference == "R1" && $0.law.failure == failure })
    }

    @Test func `a bearing that turns for half of its own life has the severity of its law, and it shows`() throws {
        let machine = try motor()
        var ageing = Ageing(machine)
        let law = try wear(ageing, "outer-race")
        // ISO 281: (C/P)³ million turns for nine of ten; this one by its place in Weibull's law.
        let turns = 3.375e6 * pow(log(1 - law.share) / log(0.9), 1 / law.law.slope)
        let seconds = turns * 2 * .pi / machine.quantity("M1", "speed")
        try ageing.advance(machine, by: 0.5 * seconds, stretch: 2)
        let severity = try wear(ageing, "outer-race").severity
        // The speed is that of the motor, whose windings warm.
        #expect(abs(severity / pow(0.5, law.law.growth) - 1) < 0.03, "\(severity)")
        #expect(abs(ageing.time / (0.5 * seconds) - 1) < 1e-6)
        let target = Machines.Fault.Target.component(reference: "R1", item: "")
        #expect(machine.plant.severity(of: "outer-race", on: target) == severity)
        // A new one is new.
        machine.replace("R1")
        #expect(machine.plant.severity(of: "outer-race", on: target) == 0)
    }

    @Test func `use that is leapt over is the use that is run, within a twentieth`() throws {
        // An hour and a half of life.
        let (load, rating, seconds) = ("4 kN", "2 kN", 1_200.0)
        let whole = try motor(load: load, rating: rating)
        var slow = Ageing(whole)
        // Never a leap: all of it is simulated.
        try slow.advance(whole, by: seconds, stretch: seconds)
        let leapt = try motor(load: load, rating: rating)
        var fast = Ageing(leapt)
        try fast.advance(leapt, by: seconds, stretch: 10)
        for (one, other) in zip(slow.wear, fast.wear) where one.severity > 1e-6 {
            #expect(abs(other.severity / one.severity - 1) < 0.05, "\(one.reference) \(one.law.failure)")
        }
        #expect(slow.wear.contains { $0.severity > 1e-3 })
    }

    @Test func `two specimens of a machine do not wear alike, one wears alike twice`() throws {
        func severities(_ seed: UInt64) throws -> [Double] {
            let machine = try RunningMachine(MachineFolder.definition("convoyeur-tri"), seed: seed)
            try machine.start()
            var ageing = Ageing(machine)
            try ageing.advance(machine, by: 30 * 86_400, stretch: 20)
            return ageing.wear.map(\.severity)
        }
        let first = try severities(1)
        #expect(first == (try severities(1)))
        #expect(first != (try severities(2)))
        #expect(first.contains { $0 > 0.1 } && first.allSatisfy { (0...1).contains($0) })
    }

    @Test func `dirt in the oil clogs its filter in days, and is seen on the indicator`() throws {
        func clogging(_ fault: String?) throws -> (severity: Double, code: Double) {
            let machine = try HydraulicUnit.warm()
            if let fault { machine.plant.setFailure(fault, on: .component(reference: "OIL", item: ""), severity: 0.7) }
            var ageing = Ageing(machine)
            try ageing.advance(machine, by: 6 * 86_400, stretch: 60)
            // What a week wears stops no machine.
            if fault == nil { #expect(machine.mode == .f1) }
            let filters = ageing.wear.filter { ["0Z2", "0Z3"].contains($0.reference) && $0.law.failure == "clogged" }
            return (try #require(filters.map(\.severity).max()), machine.quantity("OIL", "iso-6"))
        }
        let (clean, dirty) = (try clogging(nil), try clogging("contaminated"))
        #expect(clean.severity < 0.1 && dirty.severity > 3 * clean.severity, "\(clean) \(dirty)")
        #expect(dirty.code > clean.code + 2, "\(clean) \(dirty)")
    }
}
