import Circuits
import Components
import Notation
import Testing

/// A cup that the test makes hold, a press that it makes push, a cylinder that it moves.
private struct Hand: Component {
    struct Parameters: ParameterValues {}

    static let type = ComponentType<Hand>(
        name: "hand", text: Text(fr: "main", en: "hand"), domain: .translation, law: Text(fr: "imposé", en: "imposed"),
        terminals: [],
        signals: [
            .input("position", .length, Text(fr: "position", en: "position")),
            .input("force", .force, Text(fr: "effort", en: "force")), .input("held", .ratio, Text(fr: "tient", en: "holds")),
            .input("sheet", .ratio, Text(fr: "feuille", en: "sheet")),
        ])

    init(_ parameters: Parameters, at site: Site) throws {}
    mutating func refit(_ parameters: Parameters) {}
}

@Suite struct BaleLineTests {
    private struct Line {
        let bench = MechanicalBench(seed: 11)

        init(_ values: [(key: String, value: ParameterValue)] = []) throws {
            try bench.declare("T1", AnyComponentType(Mover.self))
            for reference in ["AX3", "4A1", "8C1", "8C2", "CH1", "2A1", "6A1", "7A1"] {
                try bench.declare(reference, AnyComponentType(Hand.self))
            }
            let links = [
                ("belt", "T1"), ("axis", "AX3"), ("drawer", "4A1"), ("cup-1", "8C1"), ("cup-2", "8C2"), ("press", "CH1"),
                ("clamp", "2A1"), ("strapper", "6A1"), ("gate", "7A1"),
            ]
            try bench.declare(
                "FLUX", AnyComponentType(BaleLine.self), links.map { ($0.0, .link($0.1)) } + [("interval", .number(1))] + values)
            try bench.assembly.build()
            set("AX3", "position", 0.95)
        }

        subscript(signal: String) -> Double { bench["FLUX", signal] }

        func set(_ reference: String, _ signal: String, _ value: Double) {
            bench.assembly.set(bench.assembly.signal(reference, signal)!, value)
        }

        func run(_ seconds: Double) throws { try bench.run(seconds) }

        /// One pitch on, at 0.3 m/s, less or more by `error`.
        func transfer(_ error: Double = 0) throws {
            set("T1", "speed", 0.3)
            try run((1.2 + error) / 0.3)
            set("T1", "speed", 0)
            try run(1.5)
        }

        /// Drawer, cups and axis as the program would; the sheet is let go at a height.
        func lay(from height: Double = 0.61) throws {
            set("4A1", "position", 0.5)
            set("AX3", "position", 0.72)
            try run(0.1)
            hold(bench["8C1", "sheet"] == 1 && bench["8C2", "sheet"] == 1)
            try run(0.1)
            set("AX3", "position", 0.95)
            try run(0.1)
            set("4A1", "position", 0)
            set("AX3", "position", height)
            try run(0.1)
            hold(false)
            try run(0.1)
            set("AX3", "position", 0.95)
            try run(0.1)
        }

        func hold(_ isHeld: Bool) {
            for cup in ["8C1", "8C2"] { set(cup, "held", isHeld ? 1 : 0) }
        }

        func press(_ force: Double, strapping: Bool = true, clamped: Bool = true) throws {
            set("CH1", "position", 0.4)
            set("CH1", "force", force)
            if clamped { set("2A1", "position", 0.15) }
            try run(0.1)
            if strapping { set("6A1", "position", 0.3) }
            try run(0.1)
            set("6A1", "position", 0)
            set("CH1", "force", 0)
            set("CH1", "position", 0)
            set("2A1", "position", 0)
            try run(0.1)
        }

        /// Fed less everything that left; taken from the magazine less everything that became of the sheets.
        var balance: Double {
            ["on-belt", "good", "without-sheet", "unstrapped", "soft", "askew", "fallen", "removed"]
                .reduce(self["fed"]) { $0 - self[$1] }
        }
    }

    @Test func `a stack comes with each cleat, cuts the beams of its stations, and stands at both at once`() throws {
        let line = try Line()
        try line.run(2)
        #expect(line["fed"] == 1 && line["beam-1"] == 1 && line["beam-2"] == 0)
        try line.transfer()
        #expect(line["fed"] == 2 && line["beam-2"] == 1 && line["beam-3"] == 0 && line["present"] == 0)
        try line.transfer()
        #expect(line["fed"] == 3 && line["beam-2"] == 1 && line["beam-3"] == 1 && line["present"] == 1)
        #expect(abs(line["press-error"]) < 0.005 && line["bales"] == 1)
        try line.transfer()
        #expect(line["beam-4"] == 1 && line["on-belt"] == 4)
        try line.transfer()
        #expect(line["without-sheet"] == 1 && line["on-belt"] == 4 && line.balance == 0)
    }

    @Test(arguments: [
        ("good", 0.61, 48_000.0, true, true, 0.0), ("without-sheet", 0.75, 48_000, true, true, 0),
        ("unstrapped", 0.61, 48_000, false, true, 0), ("unstrapped", 0.61, 48_000, true, false, 0),
        ("unstrapped", 0.61, 5_000, true, true, 0), ("soft", 0.61, 20_000, true, true, 0),
        ("askew", 0.61, 48_000, true, true, 0.1),
    ])
    func `a bale is judged by what was done to it`(
        outcome: String, height: Double, force: Double, strapping: Bool, clamped: Bool, error: Double
    ) throws {
        let line = try Line()
        try line.run(2)
        try line.transfer()
        try line.lay(from: height)
        #expect(line["sheets-lost"] == (height > 0.7 ? 1 : 0))
        try line.transfer(error)
        try line.press(force, strapping: strapping, clamped: clamped)
        try line.transfer(-error)
        try line.transfer()
        #expect(line[outcome] == 1, "\(outcome)")
        let outcomes = ["good", "without-sheet", "unstrapped", "soft", "askew"]
        #expect(outcomes.reduce(0) { $0 + line[$1] } == 1)
        #expect(line.balance == 0)
    }

    @Test func `sheets are conserved: from the magazine by drawer and cups to a stack, or lost; an empty magazine gives none`()
        throws
    {
        let line = try Line([("sheets", .count(3))])
        try line.run(2)
        try line.transfer()
        #expect(line["sheets"] == 2, "the drawer has one")
        // Away from the drawer the cups touch nothing, and a drawer that is in offers nothing.
        line.set("AX3", "position", 0.72)
        try line.run(0.1)
        #expect(line.bench["8C1", "sheet"] == 0)
        line.set("AX3", "position", 0.95)
        line.set("4A1", "position", 0.5)
        try line.run(0.1)
        #expect(line.bench["8C1", "sheet"] == 0)
        line.set("4A1", "position", 0)
        try line.lay()
        #expect(line["sheets"] == 1 && line["carried"] == 0 && line["sheets-lost"] == 0)
        // One cup lets go on the way: the sheet falls.
        line.set("4A1", "position", 0.5)
        line.set("AX3", "position", 0.72)
        try line.run(0.1)
        line.hold(true)
        try line.run(0.1)
        line.set("AX3", "position", 0.9)
        try line.run(0.1)
        #expect(line["carried"] == 1)
        line.set("8C2", "held", 0)
        try line.run(0.1)
        #expect(line["carried"] == 0 && line["sheets-lost"] == 1)
        line.hold(false)
        line.set("4A1", "position", 0)
        try line.run(0.1)
        #expect(line["sheets"] == 0)
        try line.lay()
        line.set("4A1", "position", 0.5)
        line.set("AX3", "position", 0.72)
        try line.run(0.1)
        #expect(line.bench["8C1", "sheet"] == 0, "nothing is left to take")
        #expect(line.bench.assembly.percepts("FLUX", .sight).contains { $0.en == "the sheet magazine is empty" })
        line.set("FLUX", "magazine", 1)
        try line.run(0.1)
        line.set("FLUX", "magazine", 0)
        #expect(line["sheets"] == 3)
    }

    @Test func `the shut gate and a lowered platen bar the way; a pressed stack stays, and loads the belt`() throws {
        let line = try Line()
        let load = line.bench.assembly.circuit.add(Ram(), named: "belt", at: [line.bench.assembly.joint("FLUX", "load")!])
        load.element.speed = 0.3
        func pull() throws -> Double { abs(try line.bench.assembly.circuit.through(load, 0)) }
        try line.run(2)
        let empty = try pull()
        // μ·m·g of the one stack, 22 kg ± 10 %.
        #expect(abs(empty / (0.35 * 22 * 9.81) - 1) < 0.11)
        line.set("7A1", "position", 0.3)
        line.set("CH1", "position", 0.4)
        line.set("T1", "speed", 0.3)
        try line.run(12)
        #expect(line["present"] == 0 && line["bales"] == 0)
        line.set("CH1", "position", 0)
        try line.run(4)
        #expect(line["present"] == 1 && abs(line["press-error"] - 0.06) < 1e-6, "held by the gate")
        line.set("CH1", "force", 50_000)
        line.set("7A1", "position", 0)
        try line.run(1)
        #expect(abs(line["press-error"] - 0.06) < 1e-6)
        #expect(try pull() > 0.35 * 50_000)
        line.set("CH1", "force", 0)
        try line.run(4)
        #expect(line["beam-4"] == 1)
    }

    private static let sole: [(key: String, value: ParameterValue)] = [("sole-from", .number(2.4)), ("sole-to", .number(3))]

    /// What a belt that stands has left of a speed may be of either sign.
    @Test(arguments: [0, -1e-17, -1e-4])
    func `on a sole a stack stays under the platen while the belt goes on, until the next one pushes it out to the rollers`(
        creep: Double
    ) throws {
        let line = try Line(Self.sole)
        let load = line.bench.assembly.circuit.add(Ram(), named: "belt", at: [line.bench.assembly.joint("FLUX", "load")!])
        load.element.speed = 0.1
        func pull() throws -> Double { abs(try line.bench.assembly.circuit.through(load, 0)) }
        func belt(_ way: Double) throws {
            line.set("T1", "speed", 0.1)
            try line.run(way / 0.1)
            line.set("T1", "speed", 0)
            try line.run(1.5)
        }
        try line.run(2)
        try belt(1.2)
        // A little more than the pitch: the cleat has left its stack at the end of the belt.
        try belt(1.22)
        #expect(line["present"] == 1 && abs(line["press-error"]) < 1e-6)
        let still = try pull()
        line.set("CH1", "force", 50_000)
        try line.run(1)
        #expect(try abs(pull() - still) < 1, "the press is borne by the sole")
        line.set("7A1", "position", 0.3)
        try belt(0.6)
        #expect(line["present"] == 1 && abs(line["press-error"]) < 1e-6 && line["beam-2"] == 0 && line["beam-3"] == 1)
        // Further than its way to the bale: it comes to stand behind it, and the belt slides under it.
        try belt(0.3)
        #expect(line["present"] == 1 && abs(line["press-error"]) < 1e-6)
        line.set("CH1", "force", 0)
        line.set("7A1", "position", 0)
        try line.run(2)
        #expect(line["present"] == 1, "nothing pushes yet")
        line.set("FLUX", "feed", 0)
        try belt(0.6)
        #expect(line["bales"] == 2 && line["present"] == 1 && abs(line["press-error"]) < 1e-6)
        line.set("T1", "speed", creep)
        try line.run(4)
        #expect(line["without-sheet"] == 1 && line.balance == 0, "the first bale has rolled off by itself")
    }

    @Test func `what is pushed over the sole pulls on the belt by its friction on the sole`() throws {
        let line = try Line(Self.sole + [("mass-spread", .number(0)), ("interval", .number(10))])
        let load = line.bench.assembly.circuit.add(Ram(), named: "belt", at: [line.bench.assembly.joint("FLUX", "load")!])
        load.element.speed = 0.1
        func pull() throws -> Double { abs(try line.bench.assembly.circuit.through(load, 0)) }
        line.set("T1", "speed", 0.1)
        let weight = 22 * 9.81
        var seen: Set<Int> = []
        for _ in 0..<600 {
            try line.run(0.1)
            // Stacks on the belt by μ = 0.35 on its bed, the one pushed by 0.4 on the sole.
            for (count, pushed) in [(1, 0), (2, 0), (3, 0), (1, 1), (2, 1), (3, 1)]
            where try abs(pull() - weight * (0.35 * Double(count) + 0.4 * Double(pushed))) < 0.5 {
                seen.insert(10 * count + pushed)
            }
        }
        #expect(seen.contains(20) && (seen.contains(21) || seen.contains(31)), "\(seen.sorted())")
    }

    @Test(arguments: ["stack-askew", "cleat-worn", "jam", "guide-tight", "magazine-stuck", "sheets-doubled", "strap-out"])
    func `each failure shows in what is made or in what the belt must pull, and goes with it`(failure: String) throws {
        func outcome(_ isFailing: Bool) throws -> [Double] {
            let line = try Line()
            let load = line.bench.assembly.circuit.add(Ram(), named: "belt", at: [line.bench.assembly.joint("FLUX", "load")!])
            load.element.speed = 0.3
            if isFailing { line.bench.fail("FLUX", failure) }
            try line.run(2)
            try line.transfer()
            for _ in 0..<4 {
                try line.lay()
                try line.transfer()
                try line.press(48_000)
            }
            let pull = try abs(line.bench.assembly.circuit.through(load, 0)).rounded()
            return ["good", "without-sheet", "unstrapped", "askew", "jammed", "straps", "sheets", "press-error"].map { line[$0] }
                + [pull]
        }
        #expect(try outcome(false) == outcome(false))
        #expect(try outcome(true) != outcome(false))
    }

    @Test func `a hand takes the jammed stack off, or the one at station 2; turned back the belt drops stacks at its entry`()
        throws
    {
        let line = try Line()
        line.bench.fail("FLUX", "jam")
        try line.run(2)
        for _ in 0..<3 { try line.transfer() }
        #expect(line["jammed"] == 1 && line["present"] == 0)
        line.set("FLUX", "clear", 1)
        try line.run(0.1)
        line.set("FLUX", "clear", 0)
        #expect(line["jammed"] == 0 && line["removed"] == 1)
        line.set("FLUX", "feed", 0)
        line.set("T1", "speed", -0.3)
        try line.run(12)
        #expect(line["fallen"] == 3 && line["on-belt"] == 0 && line.balance == 0)
    }
}
