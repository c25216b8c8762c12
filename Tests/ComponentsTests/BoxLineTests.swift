import Circuits
import Components
import Notation
import Testing

/// A belt, a stop or a pusher moved by the test.
struct Mover: Component {
    struct Parameters: ParameterValues {}

    static let type = ComponentType<Mover>(
        name: "mover", text: Text(fr: "mobile", en: "mover"), domain: .translation, law: Text(fr: "imposé", en: "imposed"),
        terminals: [],
        signals: [
            .input("speed", .speed, Text(fr: "vitesse", en: "speed")),
            .input("position", .length, Text(fr: "position", en: "position")),
        ])

    init(_ parameters: Parameters, at site: Site) throws {}
    mutating func refit(_ parameters: Parameters) {}
}

@Suite struct BoxLineTests {
    private struct Line {
        let bench = MechanicalBench(seed: 11)

        init(_ values: [(key: String, value: ParameterValue)] = []) throws {
            for reference in ["T1", "2A1", "1A1"] { try bench.declare(reference, AnyComponentType(Mover.self)) }
            try bench.declare(
                "FLUX", AnyComponentType(BoxLine.self),
                [("belt", .link("T1")), ("stop", .link("2A1")), ("pusher", .link("1A1"))] + values)
            try bench.assembly.build()
        }

        subscript(signal: String) -> Double { bench["FLUX", signal] }

        func set(_ reference: String, _ signal: String, _ value: Double) {
            bench.assembly.set(bench.assembly.signal(reference, signal)!, value)
        }

        /// Fed less everything that left.
        var balance: Double {
            let left = ["ejected-tall", "ejected-small", "passed-tall", "passed-small", "fallen", "removed"]
            return self["fed"] - self["on-belt"] - left.reduce(0) { $0 + self[$1] }
        }
    }

    @Test func `a box cuts each beam when it is there and for as long as it is long`() throws {
        let line = try Line([("interval", .number(600)), ("tall-share", .number(1))])
        line.set("T1", "speed", 0.3)
        var first: [String: Double] = [:]
        var last: [String: Double] = [:]
        for step in 1...3_000 {
            try line.bench.assembly.step(0.005)
            for beam in ["beam-1", "beam-2", "beam-3"] where line[beam] > 0.5 {
                if first[beam] == nil { first[beam] = Double(step) * 0.005 }
                last[beam] = Double(step) * 0.005
            }
        }
        // Its leading edge enters at 0.3 m; low and high beam at 0.9 m, exit at 2.2 m; two steps of signal delay.
        for (beam, place) in [("beam-1", 0.9), ("beam-2", 0.9), ("beam-3", 2.2)] {
            #expect(abs(first[beam]! - (place - 0.3) / 0.3) < 0.0151)
            #expect(abs(last[beam]! - first[beam]! - 0.3 / 0.3) < 0.0101)
        }
        #expect(line["passed-tall"] == 1 && line["on-belt"] == 0)
    }

    @Test func `a small box does not reach the high beam`() throws {
        let line = try Line([("interval", .number(600)), ("tall-share", .number(0))])
        line.set("T1", "speed", 0.3)
        var cuts = (low: 0, high: 0)
        for _ in 0..<1_600 {
            try line.bench.assembly.step(0.005)
            cuts.low += line["beam-1"] > 0.5 ? 1 : 0
            cuts.high += line["beam-2"] > 0.5 ? 1 : 0
        }
        #expect(cuts.low > 150 && cuts.high == 0)
    }

    @Test func `the raised stop holds the first box and those behind it close up, until it is lowered`() throws {
        let line = try Line([("interval", .number(2)), ("interval-spread", .number(0))])
        line.set("T1", "speed", 0.3)
        line.set("2A1", "position", 0.05)
        try line.bench.run(40)
        #expect(line["next-box-position"] == 1.0)
        // 1 m holds three boxes of 0.3 m: a fourth needs 0.1 m of room behind them to be fed.
        #expect(line["on-belt"] == 3 && line["fed"] == 3)
        line.set("2A1", "position", 0)
        try line.bench.run(1)
        #expect(abs(line["next-box-position"] - 1.3) < 0.01)
        line.set("2A1", "position", 0.05)
        try line.bench.run(40)
        // The box over the stop when it rises goes on; so does nothing behind it.
        #expect(line["passed-tall"] + line["passed-small"] == 1)
        #expect(line["next-box-position"] == 1.0)
    }

    @Test func `the pusher takes off the box before it, blocks the way while it is out, and jams between two boxes`() throws {
        let line = try Line([("interval", .number(4)), ("interval-spread", .number(0)), ("tall-share", .number(1))])
        line.set("T1", "speed", 0.3)
        // Leading edge 1.7 m: the box covers the plate from 1.5 to 1.7 m.
        try line.bench.run((1.7 - 0.3) / 0.3)
        for stroke in stride(from: 0.0, through: 0.2, by: 0.005) {
            line.set("1A1", "position", stroke)
            try line.bench.assembly.step(0.005)
        }
        #expect(line["ejected-tall"] == 1 && line["jammed"] == 0)
        try line.bench.run(8)
        #expect(abs(line["next-box-position"] - 1.5) < 1e-9, "held at the edge of the plate")
        line.set("1A1", "position", 0)
        // 0.02 m under the plate: it catches a corner.
        try line.bench.run(0.02 / 0.3)
        for stroke in stride(from: 0.0, through: 0.2, by: 0.005) {
            line.set("1A1", "position", stroke)
            try line.bench.assembly.step(0.005)
        }
        #expect(line["jammed"] == 1)
        line.set("1A1", "position", 0)
        let place = line["next-box-position"]
        try line.bench.run(2)
        #expect(line["next-box-position"] == place && line["jammed"] == 1, "it stays until a hand takes it off")
        line.set("FLUX", "clear", 1)
        try line.bench.run(0.02)
        #expect(line["jammed"] == 0 && line["removed"] == 1)
        #expect(line.balance == 0)
    }

    @Test func `boxes are conserved through half an hour of rough handling, and the same seed gives the same boxes`() throws {
        func play() throws -> [Double] {
            let line = try Line([("interval", .number(2)), ("capacity", .count(6))])
            var generator = SeededGenerator(state: 5)
            line.set("T1", "speed", 0.3)
            var history: [Double] = []
            for second in 0..<1_800 {
                if Double.random(in: 0..<1, using: &generator) < 0.3 {
                    line.set("2A1", "position", Bool.random(using: &generator) ? 0.05 : 0)
                }
                if Double.random(in: 0..<1, using: &generator) < 0.2 {
                    line.set("T1", "speed", [0.3, 0.3, 0.3, 0, -0.3][Int.random(in: 0..<5, using: &generator)])
                }
                line.set("FLUX", "clear", second % 20 == 0 ? 1 : 0)
                for tick in 0..<20 {
                    let stroke = second % 3 == 0 ? 0.2 * Double(tick % 10) / 9 : 0
                    line.set("1A1", "position", stroke)
                    try line.bench.assembly.step(0.05)
                    #expect(line.balance == 0)
                }
                history += [line["fed"], line["next-box-position"], line["mass"]]
            }
            for way in ["ejected-tall", "ejected-small", "passed-tall", "passed-small", "fallen", "removed"] {
                #expect(line[way] > 0, "\(way) happens")
            }
            return history
        }
        #expect(try play() == play())
    }

    @Test func `boxes load the belt by their weight on the bed, and more where they are held`() throws {
        let train = try Train(boxes: [("interval", .number(1.5)), ("jam-force", .number(0))])
        let feed = train.assembly.signal("FLUX", "feed")!
        train.assembly.set(feed, 0)
        try train.bench.run(1)
        let empty = train["T1", "force"]
        train.assembly.set(feed, 1)
        try train.bench.run(4)
        train.assembly.set(feed, 0)
        try train.bench.run(0.5)
        let mass = train["FLUX", "mass"]
        #expect(train["FLUX", "on-belt"] >= 3)
        // 0.5 N: the bearings' viscous part follows the speed, which falls by 1 %.
        #expect(abs(train["T1", "force"] - empty - 0.35 * 9.81 * mass) < 0.5)
        train.assembly.set(feed, 1)
        train.fail("FLUX", "jam", 1)
        try train.bench.run(20)
        let held = train["FLUX", "mass"]
        #expect(train["FLUX", "jammed"] == 1 && held > 30)
        #expect(train["T1", "force"] > empty + 0.35 * 9.81 * held + 0.3 * 9.81 * held)
        #expect(train["M1", "current"] > 0.8)
    }

    @Test func `a hard jam stalls the belt drive or the motor`() throws {
        let train = try Train(boxes: [("interval", .number(2))])
        train.fail("FLUX", "jam", 1)
        try train.bench.run(15)
        #expect(abs(train["T1", "speed"]) < 0.02)
        #expect(train["C1", "slip"] > 0.9 || train["M1", "current"] > 3)
        #expect(train.assembly.percepts("FLUX", .sight).contains { $0.en.contains("jammed") })
        #expect(train.assembly.circuit.halvingCount == 0)
        // The guide is set right and the box pulled free: the line runs again.
        train.assembly.setFailures([], on: "FLUX")
        try train.bench.run(2)
        #expect(train["T1", "speed"] > 0.28 && train["FLUX", "jammed"] == 0)
    }
}
