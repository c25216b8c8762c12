import Circuits
import Components
import Foundation
import Notation
import Testing

@Suite struct WearTests {
    private func law(_ type: String, _ failure: String, _ values: [(key: String, value: ParameterValue)] = []) -> WearLaw {
        let type = Catalog.type(named: type)!
        return type.wear(type.parameters(values)).first { $0.failure == failure }!
    }

    static let laws: [String] = Catalog.all.flatMap { type in type.wear(type.parameters()).map { "\(type.name) \($0.failure)" } }

    @Test(arguments: laws)
    func `a law names a failure and signals of its type, and wears from nothing to the end in its life`(name: String) throws {
        let parts = name.split(separator: " ").map(String.init)
        let type = Catalog.type(named: parts[0])!
        let law = law(parts[0], parts[1])
        let failure = try #require(type.failure(law.failure))
        #expect(failure.hasItem == !law.items.isEmpty)
        for item in law.items { #expect(type.isFailing(type.parameters(), by: law.failure, at: item), "\(item)") }
        let signals = type.signals(type.parameters()).map(\.name)
        for source in law.sources where source.owner.isEmpty { #expect(signals.contains(source.signal), "\(source)") }
        #expect(law.life > 0 && law.life.isFinite && !law.source.isEmpty)
        #expect(abs(law.severity(0, after: law.life) - 1) < 1e-9)
        // In steps as at once.
        var severity = 0.0
        for _ in 0..<50 { severity = law.severity(severity, after: law.life / 100) }
        #expect(abs(severity - pow(0.5, law.growth)) < 1e-9)
        #expect(abs(law.duty(from: 0, to: severity) - 0.5 * law.life) < 1e-6 * law.life)
    }

    @Test func `every mechanical type whose parts rub or roll has a law`() {
        let without = Set(Catalog.all.filter { $0.domain == .rotation && $0.wear($0.parameters()).isEmpty }.map(\.name))
        #expect(without.isEmpty)
    }

    @Test(arguments: [(500.0, 14_000.0, 1_500.0), (2_000, 14_000, 1_500), (1_000, 7_000, 300)])
    func `a bearing lives (C/P)³ million turns`(load: Double, rating: Double, rpm: Double) {
        let law = law("rolling-bearing", "outer-race", [("load", .number(load)), ("dynamic-rating", .number(rating))])
        // Hours after ISO 281: 10⁶/(60·n)·(C/P)³.
        let hours = 1e6 / (60 * rpm) * pow(rating / load, 3)
        let duty = law.increment([rpm * .pi / 30], last: [rpm * .pi / 30], dt: hours * 3_600)
        #expect(abs(law.severity(0, after: duty) - 1) < 1e-9)
        // A spall shows late: at half of the life a sixteenth of it.
        #expect(abs(law.severity(0, after: duty / 2) - 1 / 16.0) < 1e-9)
    }

    @Test(arguments: [(0.05, 0.62), (0.04, 0.53), (0.03, 0.44), (0.02, 0.33), (0.01, 0.21), (0.1, 1)])
    func `the lives that 95 to 99 % of bearings reach are those of ISO 281's factor a₁`(share: Double, factor: Double) {
        let law = law("rolling-bearing", "outer-race")
        // The table has two digits.
        #expect(abs(law.life(of: share) / law.life - factor) < 0.0051)
    }

    @Test func `insulation of class F lives 20 000 h at 155 °C, half of it 10 K above, twice 10 K below`() {
        let law = law("induction-motor", "inter-turn")
        let hours = { (celsius: Double) in
            20_000 * 3_600 / law.increment([celsius + 273.15], last: [0], dt: 1) / 3_600
        }
        #expect(abs(hours(155) - 20_000) < 1e-6)
        #expect(abs(hours(165) - 10_000) < 1e-6)
        #expect(abs(hours(145) - 40_000) < 1e-6)
        // Arrhenius: the activation energy that halves a life from 155 to 165 °C makes it 0.52 from 165 to 175 °C; the rule says 0.5.
        let energy = log(2) / (1 / 428.15 - 1 / 438.15)
        #expect(abs(hours(175) / hours(165) / exp(energy * (1 / 448.15 - 1 / 438.15)) - 1) < 0.05)
    }

    @Test func `a ball screw counts its load by the cube, a tooth by 6.6, and unlike loads add up after Miner`() {
        let screw = law("ball-screw", "worn", [("dynamic-rating", .number(20_000)), ("lead", .number(0.01))])
        // 10⁶ turns of 10 mm at the rating; 64 times as far at a quarter of it.
        #expect(abs(screw.severity(0, after: screw.increment([0.1, 20_000], last: [0, 0], dt: 1e5)) - 1) < 1e-9)
        #expect(abs(screw.severity(0, after: screw.increment([0.1, 5_000], last: [0, 0], dt: 64e5)) - 1) < 1e-9)
        let half =
            screw.increment([0.1, 20_000], last: [0, 0], dt: 0.5e5) + screw.increment([0.1, 5_000], last: [0, 0], dt: 32e5)
        #expect(abs(screw.severity(0, after: half) - 1) < 1e-9)
        let tooth = law("gear-stage", "worn")
        let ratio = tooth.increment([10, 4_000], last: [0, 0], dt: 1) / tooth.increment([10, 2_000], last: [0, 0], dt: 1)
        #expect(abs(ratio - pow(2, 6.6)) < 1e-9)
    }

    @Test func `a contact counts its closings, a silencer clogs to the third power`() {
        let contact = law("contactor", "pole-worn")
        var duty = 0.0
        var last = 0.0
        for value in [0.0, 1, 1, 1, 0, 0, 1, 0, 1] {
            duty += contact.increment([value], last: [last], dt: 0.005)
            last = value
        }
        #expect(duty == 3)
        // Half of the pressure drop at 80 % of the life.
        let silencer = law("silencer", "clogged")
        #expect(abs(silencer.severity(0, after: 0.8 * silencer.life) - 0.5) < 0.01)
    }

    @Test func `a lining wears by the work of its slips`() throws {
        let bench = MechanicalBench()
        try bench.declare("Q1", AnyComponentType(MotorBrake.self))
        try bench.assembly.build()
        _ = bench.drive("Q1", "shaft", Brake(speed: 100))
        try bench.run(0.1)
        var meter = DutyMeter(bench.assembly)
        for _ in 0..<200 {
            try bench.assembly.step(0.005)
            meter.observe(bench.assembly, 0.005)
        }
        let count = meter.counts[0]
        #expect(count.reference == "Q1" && count.law.failure == "lining-worn")
        // 4 N·m · 100 rad/s for a second, at 20 °C: 2^(−60/60) of what it wears at 80 °C; the disc warms by 0.6 K.
        #expect(abs(count.duty / (400 * 0.5) - 1) < 0.02)
    }

    @Test func `a meter counts turns and grease hours of a running bearing from its own signals`() throws {
        let bench = MechanicalBench()
        try bench.declare("P1", AnyComponentType(RollingBearing.self))
        try bench.assembly.build()
        let drive = bench.drive("P1", "shaft", Brake(speed: 50 * .pi))
        try bench.run(1)
        var meter = DutyMeter(bench.assembly)
        for step in 0..<4_000 {
            if step == 2_000 { drive.element.speed = 0 }
            try bench.assembly.step(0.005)
            meter.observe(bench.assembly, 0.005)
        }
        let turns = meter.counts.first { $0.law.failure == "outer-race" }!
        #expect(abs(turns.duty / (2 * .pi) - 250) < 0.1)
        let hours = meter.counts.first { $0.law.failure == "dry" }!
        // Ten seconds of running, near room temperature: 2^(−50/15) and a little more.
        #expect(hours.duty > 10 * exp2(-50 / 15.0) && hours.duty < 10 * exp2(-46 / 15.0))
    }
}
