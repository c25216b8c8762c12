import Circuits
import Components
import Grafcet
import Machines
import Simulation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct StepTests {
    @Test(arguments: Production.all)
    func `steps of 5 ms and of half a millisecond give the same sequence, movements, cycles and values`(
        production: Production
    ) throws {
        let coarse = try Course.of(production, production.running())
        let fine = try Course.of(production, production.running(step: 0.0005))
        // The last stage is still under way.
        let count = min(coarse.stages.count, fine.stages.count) - 1
        #expect(count >= production.fewest && abs(coarse.stages.count - fine.stages.count) <= 1)
        #expect(coarse.stages.prefix(count).map(\.values) == fine.stages.prefix(count).map(\.values))
        for ((a, b), movement) in zip(zip(coarse.movements, fine.movements), production.movements) {
            #expect(min(a.count, b.count) >= 1 && abs(a.count - b.count) <= 1, "\(movement)")
            for (length, exact) in zip(a, b) {
                #expect(abs(length - exact) <= max(0.01, 0.01 * exact) + 1e-9, "\(movement): \(length) s, \(exact) s")
            }
        }
        let cycles = (zip(coarse.cycles.dropFirst(), coarse.cycles), zip(fine.cycles.dropFirst(), fine.cycles))
        for (a, b) in zip(cycles.0, cycles.1) {
            #expect(abs((a.0 - a.1) - (b.0 - b.1)) <= 0.01 * (b.0 - b.1), "\(a) s, \(b) s")
        }
        for (a, b) in zip(coarse.stages.prefix(count), fine.stages.prefix(count)) {
            for (index, analogue) in production.analogues.enumerated() {
                // A stage ends by a switch, a movement by 10 ms sooner or later: what falls just then is compared within a scan.
                let last = (a.last[index], b.last[index])
                #expect(last.0.gap(to: last.1) <= 0.01, "\(analogue) at the end of \(a.values): \(last)")
                guard !analogue.isShort else { continue }
                let (shown, exact) = (a.analogues[index], b.analogues[index])
                let worst = max(abs(shown.lowerBound - exact.lowerBound), abs(shown.upperBound - exact.upperBound))
                #expect(worst <= 0.01, "\(analogue) in \(a.values): \(shown), \(exact)")
            }
        }
    }

    @Test func `rests change neither the sequence nor what can be read`() throws {
        let definition = try Conveyor.definition()
        let (steady, resting) = try (
            RunningMachine(definition, seed: 1, rests: false), RunningMachine(definition, seed: 1)
        )
        let expected = try Course.of(Production.all[0], steady)
        let found = try Course.of(Production.all[0], resting)
        #expect(expected.stages.map(\.values) == found.stages.map(\.values))
        for (a, b) in zip(expected.stages, found.stages) {
            #expect(abs(a.since - b.since) <= 0.01 + 1e-9, "\(a.values)")
        }
        let work = (steady.plant.assembly.circuit.iterationCount, resting.plant.assembly.circuit.iterationCount)
        #expect(work.1 * 5 < work.0 * 4)
    }

    @Test func `a machine met at rest reads the same with rests and without`() throws {
        let definition = try Conveyor.definition()
        let (steady, resting) = try (
            RunningMachine(definition, seed: 1, rests: false), RunningMachine(definition, seed: 1)
        )
        for _ in 0..<40 {
            try steady.advance(by: 0.5)
            try resting.advance(by: 0.5)
            for component in definition.machine.components {
                for signal in component.type.signals(component.parameters) {
                    let a = steady.quantity(component.reference, signal.name)
                    let b = resting.quantity(component.reference, signal.name)
                    // A tenth of what the best instrument of a workshop tells.
                    #expect(abs(a - b) <= 5e-5 * abs(a) + 5e-6, "\(component.reference).\(signal.name)")
                }
            }
        }
    }

    @Test func `a machine saved in production and restored goes on with the same digits`() throws {
        let machine = try Conveyor.inProduction(seed: 3)
        try machine.inject(named: "borne-x2-12-desserree")
        try machine.advance(by: 3.335)
        try machine.operate("S2", to: nil, duration: 0.4)
        func trace() throws -> [UInt64] {
            var trace: [UInt64] = []
            for _ in 0..<80 {
                try machine.advance(by: 0.085)
                for component in machine.definition.machine.components {
                    for signal in component.type.signals(component.parameters) {
                        trace.append(machine.quantity(component.reference, signal.name).bitPattern)
                    }
                }
                trace += machine.definition.program!.variables.map { machine.variable($0.name)!.bitPattern }
                trace += try ["38", "212", "101"].map { try machine.plant.current(inWire: $0)?.rms.bitPattern ?? 0 }
            }
            return trace
        }
        let saved = try machine.snapshot()
        let straight = try trace()
        try machine.restore(saved)
        #expect(try trace() == straight)
        // Once more, after a wire came off and another fault came.
        machine.plant.disconnect(wire: "106", end: 1)
        try machine.inject(named: "phase-l2-perdue")
        try machine.advance(by: 2)
        try machine.restore(saved)
        #expect(try trace() == straight)
    }

    @Test func `two runs, and one saved half-way and restored into a machine just built, give the same digits`() throws {
        func built() throws -> RunningMachine { try RunningMachine(Conveyor.definition(), seed: 3) }
        func firstHalf(_ machine: RunningMachine) throws {
            try machine.start()
            try machine.inject(named: "borne-x2-12-desserree")
            try machine.advance(by: 4.325)
            // What comes to the circuit after it was built: a meter, a loose end, a leak to earth.
            _ = try machine.volts("X2:12a", "X2:12b")
            machine.plant.setFailure("earth", on: .wire(number: "101"), severity: 0.2)
            machine.plant.disconnect(wire: "106", end: 1)
            try machine.advance(by: 1)
            machine.plant.reconnect(wire: "106", end: 1)
            try machine.operate("S2", to: nil, duration: 0.4)
        }
        func secondHalf(_ machine: RunningMachine) throws -> [UInt64] {
            var trace: [UInt64] = []
            for step in 0..<1_200 {
                try machine.advanceStep()
                if step == 600 { machine.plant.setFailure("earth", on: .wire(number: "101"), severity: 0) }
                for component in machine.definition.machine.components {
                    for signal in component.type.signals(component.parameters) {
                        trace.append(machine.quantity(component.reference, signal.name).bitPattern)
                    }
                }
            }
            return trace + machine.definition.program!.variables.map { machine.variable($0.name)!.bitPattern }
        }
        let (one, other) = try (built(), built())
        try firstHalf(one)
        try firstHalf(other)
        let saved = try one.snapshot()
        let straight = try secondHalf(one)
        #expect(try secondHalf(other) == straight)
        let fresh = try built()
        try fresh.restore(saved)
        #expect(try secondHalf(fresh) == straight)
        // And again into the first, from the same snapshot.
        try one.restore(saved)
        #expect(try secondHalf(one) == straight)
    }

    @Test(arguments: Production.all)
    func `two runs of a machine in production, and one saved in the middle and restored into another, give the same digits`(
        production: Production
    ) throws {
        let half = production.length / 2
        func firstHalf() throws -> RunningMachine {
            let machine = try production.running()
            let loose = try #require(machine.definition.faults.first { $0.id.hasSuffix("desserree") })
            machine.inject(loose)
            try production.run(machine, to: half)
            return machine
        }
        func secondHalf(_ machine: RunningMachine) throws -> [UInt64] {
            var trace: [UInt64] = []
            var steps = 0
            try production.run(machine, to: half + 20) { machine in
                steps += 1
                guard steps % 20 == 0 else { return }
                for component in machine.definition.machine.components {
                    for signal in component.type.signals(component.parameters) {
                        trace.append(machine.quantity(component.reference, signal.name).bitPattern)
                    }
                }
                trace += machine.definition.program!.variables.map { machine.variable($0.name)!.bitPattern }
            }
            return trace
        }
        let (one, other) = try (firstHalf(), firstHalf())
        let saved = try one.snapshot()
        let straight = try secondHalf(one)
        #expect(straight.count > 50_000)
        #expect(try secondHalf(other) == straight)
        let fresh = try production.running()
        try fresh.restore(saved)
        #expect(try secondHalf(fresh) == straight)
    }
}
