import Circuits
import Components
import Grafcet
import Machines
import Simulation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// What a machine's program went through: steps of the sorting chart and modes, each with the time it lasted.
private struct Course {
    var sorting: [(step: Double, length: Double)] = []
    var modes: [Double] = []
    private var since = 0.0

    mutating func note(_ machine: RunningMachine) {
        let (step, mode) = (machine.variable("etape_tri") ?? .nan, machine.variable("mode_gemma") ?? .nan)
        if modes.last != mode { modes.append(mode) }
        guard sorting.last?.step != step else { return }
        if !sorting.isEmpty { sorting[sorting.count - 1].length = machine.time - since }
        sorting.append((step, .infinity))
        since = machine.time
    }

    /// Runs a machine met at rest into production, and on until `end`.
    static func of(
        _ machine: RunningMachine, until end: Double, alongside note: (RunningMachine) -> Void = { _ in }
    ) throws -> Course {
        var course = Course()
        func advance(to time: Double) throws {
            while machine.time < time - machine.plant.step / 2 {
                try machine.advanceStep()
                course.note(machine)
                note(machine)
            }
        }
        try advance(to: 1)
        try machine.operate("S4", to: nil)
        try advance(to: 2)
        try machine.operate("S1", to: nil)
        try advance(to: end)
        return course
    }

    /// Movements, each from its command to the switch that ends it: pusher out and in, stop down and up.
    var movements: [(step: Double, length: Double)] {
        sorting.dropLast().filter { [42, 43, 45, 47].contains($0.step) }
    }
}

/// How long a rod takes from a twentieth of its stroke to the other end's twentieth, each time it goes.
private struct Strokes {
    let reference: String
    let stroke: Double
    var lengths: [Double] = []
    private var left: Double?
    private var wasLow = true

    init(_ reference: String, stroke: Double) {
        self.reference = reference
        self.stroke = stroke
    }

    mutating func note(_ machine: RunningMachine) {
        let share = machine.quantity(reference, "position") / stroke
        let isBetween = share > 0.05 && share < 0.95
        if isBetween {
            if left == nil { left = machine.time }
        } else {
            if let left, (share <= 0.05) != wasLow { lengths.append(machine.time - left) }
            left = nil
            wasLow = share <= 0.05
        }
    }
}

@Suite struct StepTests {
    @Test func `steps of 5 ms and of half a millisecond give the same sequence and the same strokes`() throws {
        let definition = try Conveyor.definition()
        func run(_ step: Double) throws -> (course: Course, strokes: [Strokes]) {
            let machine = try RunningMachine(definition, seed: 1, step: step)
            var strokes = [Strokes("1A1", stroke: 0.2), Strokes("2A1", stroke: 0.05)]
            let course = try Course.of(machine, until: 60) { machine in
                for index in strokes.indices { strokes[index].note(machine) }
            }
            return (course, strokes)
        }
        let (coarse, fine) = try (run(0.005), run(0.0005))
        #expect(coarse.course.modes == fine.course.modes)
        let count = min(coarse.course.sorting.count, fine.course.sorting.count) - 1
        #expect(count >= 50)
        #expect(coarse.course.sorting.prefix(count).map(\.step) == fine.course.sorting.prefix(count).map(\.step))
        // A rod goes as fast: what it takes from one end to the other differs by a step at each end.
        for (a, b) in zip(coarse.strokes, fine.strokes) {
            #expect(a.lengths.count >= 8)
            for (length, exact) in zip(a.lengths, b.lengths) {
                #expect(abs(length - exact) <= max(0.01, 0.01 * exact) + 1e-9, "\(a.reference)")
            }
        }
        // From the command to the switch, six signals are handed on at the ends of steps, half a step late on average each, some a
        // whole one: the output, the coil, the spool, the rod, the switch, the input. More than 10 ms, and known.
        for (a, b) in zip(coarse.course.movements, fine.course.movements) {
            #expect(abs(a.length - b.length) <= 6 * 0.005 + 1e-9, "step \(a.step)")
        }
    }

    @Test func `rests change neither the sequence nor what can be read`() throws {
        let definition = try Conveyor.definition()
        let (steady, resting) = try (
            RunningMachine(definition, seed: 1, rests: false), RunningMachine(definition, seed: 1)
        )
        let expected = try Course.of(steady, until: 40)
        let found = try Course.of(resting, until: 40)
        #expect(expected.modes == found.modes)
        #expect(expected.sorting.map(\.step) == found.sorting.map(\.step))
        for (a, b) in zip(expected.sorting, found.sorting) where a.length.isFinite {
            #expect(abs(a.length - b.length) <= 0.01 + 1e-9, "step \(a.step)")
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
                    // A thousandth of what the best instrument of a workshop tells.
                    #expect(abs(a - b) <= 1e-5 * abs(a) + 1e-6, "\(component.reference).\(signal.name)")
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
}

@Suite struct BalanceTests {
    @Test(arguments: [true, false])
    func `over production, energy closes to half a per cent and the method takes at most two`(rests: Bool) throws {
        let machine = try RunningMachine(Conveyor.definition(), seed: 1, rests: rests)
        try machine.start()
        try machine.plant.assembly.circuit.keepBooks(true)
        try machine.advance(by: 30)
        let books = machine.plant.assembly.circuit.books
        #expect(books.count > 3)
        for book in books {
            let throughput = max(book.given + max(book.boundary, 0), 1e-3)
            #expect(abs(book.imbalance) < 0.005 * throughput, "\(book)")
            // Where pistons start and stop within some steps, the method takes 4 % of what the air gives them.
            #expect(book.numerical > -1e-6 * throughput && book.numerical < 0.05 * throughput, "\(book)")
        }
        let whole = books.reduce(EnergyBooks(), +)
        #expect(whole.numerical < 0.02 * whole.given)
        #expect(abs(whole.imbalance) < 0.005 * whole.given)
        // The motor alone takes hundreds of joules.
        #expect(books.map(\.given).max() ?? 0 > 1000)
    }
}
