import Components
import Machines
import Notation
import Testing

/// Parts that lie beside a machine, fitted to it and taken off, on a valve that feeds two reservoirs.
@Suite struct KitTests {
    private static let machine = """
        format: 1
        components:
          RA1: {type: air-supply, pressure: 6 bar, conductance: 50 l/(s·bar)}
          0V1: {type: shut-off-valve, open: false}
          B1: {type: reservoir, volume: 1 l}
          B2: {type: reservoir, volume: 0.2 l}
        hoses:
          TU1: {from: "RA1:1", to: "0V1:1", length: 0.5 m, bore: 8 mm}
          TU2: {from: "0V1:2", to: "B1:1", length: 0.5 m, bore: 4 mm}
          TU3: {from: "0V1:2", to: "B2:1", length: 0.5 m, bore: 4 mm}
        """
    private static let kit = """
        0V3: {type: soft-start-valve, throttle: 0.05 l/(s·bar)}
        0V4: {type: one-way-flow-control}
        0P3: {type: gauge}
        K5: {type: relay}
        """
    private static let outlet = Machine.TerminalReference(reference: "0V1", terminal: "2")
    /// Pa absolute at the supply.
    private static let supply = 6e5 + Air.atmosphere

    private func plant() throws -> Plant {
        let drawn = try Machine.decode(try Document.parse(Self.machine, name: "machine.yaml"), named: "essai")
        return try Plant(try drawn.with(kit: try Document.parse(Self.kit, name: "kit")), seed: 1)
    }

    private func run(_ plant: Plant, _ seconds: Double) throws {
        for _ in 0..<Int((seconds / plant.step).rounded()) { try plant.advance() }
    }

    private func open(_ plant: Plant) throws {
        plant.assembly.set(try #require(plant.assembly.signal("0V1", "position")), 1)
    }

    private func pressure(_ plant: Plant, _ reference: String) throws -> Double {
        try #require(plant.value(reference, "pressure"))
    }

    /// Pa/s of a volume filled through a choked restriction at constant temperature: C·p₀·p₁/V, ISO 6358-1 with p₀ = 1 bar.
    private func rise(into volume: Double) -> Double { 5e-10 * 1e5 * Self.supply / volume }

    /// m³ of a hose of 4 mm, 0.5 m.
    private static let hose = Double.pi / 4 * 0.004 * 0.004 * 0.5

    @Test func `what lies on the bench changes nothing`() throws {
        let bare = try Plant(
            try Machine.decode(try Document.parse(Self.machine, name: "machine.yaml"), named: "essai"), seed: 1)
        let equipped = try plant()
        for plant in [bare, equipped] {
            try run(plant, 0.5)
            try open(plant)
            try run(plant, 2)
        }
        #expect(try abs(pressure(bare, "B1") - pressure(equipped, "B1")) < 1)
        #expect(abs(try pressure(bare, "B1") - Self.supply) < 0.05e5)
        #expect(equipped.fittings.isEmpty)
    }

    @Test func `before everything on a port it fills all that is behind it through its throttle`() throws {
        let plant = try plant()
        try run(plant, 0.5)
        try plant.fit("0V3", at: .port(Self.outlet))
        #expect(plant.fittings.map(\.hoses) == [["TU2", "TU3"]])
        try run(plant, 0.5)
        try open(plant)
        try run(plant, 0.5)
        let before = try pressure(plant, "B1")
        try run(plant, 3)
        // Choked until 0.35 of the supply.
        let slope = (try pressure(plant, "B1") - before) / 3
        #expect(abs(slope / rise(into: 1.2e-3 + 2 * Self.hose) - 1) < 0.02)
        #expect(abs(try pressure(plant, "B1") - pressure(plant, "B2")) < 2e3)
        // The main seat has opened at half the supply.
        try run(plant, 8)
        #expect(plant.value("0V3", "open") == 1)
        #expect(abs(try pressure(plant, "B1") - Self.supply) < 0.05e5)
    }

    @Test func `on one branch the other escapes it`() throws {
        let plant = try plant()
        try plant.fit("0V3", at: .hose("TU3", end: 0))
        try run(plant, 0.5)
        try open(plant)
        try run(plant, 0.6)
        let before = try pressure(plant, "B2")
        try run(plant, 0.2)
        #expect(try pressure(plant, "B1") > 4e5)
        #expect(abs((try pressure(plant, "B2") - before) / 0.2 / rise(into: 0.2e-3 + Self.hose) - 1) < 0.03)
    }

    @Test func `at the second end of a hose it looks the same way`() throws {
        let plant = try plant()
        try plant.fit("0V3", at: .hose("TU3", end: 1))
        try run(plant, 0.5)
        try open(plant)
        try run(plant, 0.5)
        // A free return would have filled it by now.
        #expect(try pressure(plant, "B2") < 3e5)
    }

    @Test func `a part with one port is a branch`() throws {
        let plant = try plant()
        try open(plant)
        try run(plant, 2)
        try plant.fit("0P3", at: .port(Machine.TerminalReference(reference: "B2", terminal: "1")))
        try run(plant, 2)
        #expect(abs(try #require(plant.value("0P3", "pressure")) - pressure(plant, "B2")) < 0.1e5)
        #expect(plant.fittings.first?.hoses == [])
    }

    @Test func `two parts at one place come one behind the other, and go in any order`() throws {
        let plant = try plant()
        try plant.fit("0V3", at: .hose("TU3", end: 0))
        try plant.fit("0V4", at: .port(Self.outlet))
        // 0V4 lies between the port and all that goes to it, 0V3 with its hose among them.
        #expect(plant.fittings.last?.hoses == ["TU2", "0V3"])
        plant.removeFitting("0V4")
        #expect(plant.fittings.map(\.part) == ["0V3"])
        try open(plant)
        try run(plant, 0.5)
        #expect(try pressure(plant, "B1") > 4e5 && pressure(plant, "B2") < 3e5)
    }

    @Test func `what was on a part that is taken off is where that part was`() throws {
        let plant = try plant()
        try plant.fit("0V4", at: .port(Self.outlet))
        try plant.fit("0V3", at: .port(Machine.TerminalReference(reference: "0V4", terminal: "2")))
        #expect(plant.fittings.last?.hoses == ["TU2", "TU3"])
        plant.removeFitting("0V4")
        #expect(plant.fittings.map(\.at) == ["0V1:2"] && plant.fittings.map(\.neighbour) == ["0V1"])
        try open(plant)
        try run(plant, 0.5)
        #expect(try pressure(plant, "B1") < 3e5)
    }

    @Test func `taken off it leaves the machine as it was, to the last bit`() throws {
        let (never, once) = (try plant(), try plant())
        try once.fit("0V3", at: .port(Self.outlet))
        try once.fit("0V4", at: .hose("TU2", end: 1))
        once.removeFitting("0V3")
        once.removeFitting("0V4")
        for plant in [never, once] {
            try open(plant)
            try run(plant, 1)
        }
        #expect(try pressure(never, "B1") == pressure(once, "B1"))
        #expect(try pressure(never, "B2") == pressure(once, "B2"))
    }

    @Test func `a snapshot knows what is fitted, for itself and for another plant`() throws {
        let (plant, other) = (try plant(), try plant())
        try plant.fit("0V3", at: .port(Self.outlet))
        try open(plant)
        try run(plant, 1)
        let middle = try plant.snapshot()
        try run(plant, 1)
        let end = try pressure(plant, "B1")
        plant.removeFitting("0V3")
        try run(plant, 1)
        #expect(try pressure(plant, "B1") > 2 * end)
        for one in [plant, other] {
            try one.restore(middle)
            #expect(one.fittings.map(\.part) == ["0V3"])
            try run(one, 1)
            #expect(try pressure(one, "B1") == end)
        }
    }

    @Test func `what cannot be fitted is refused and nothing moves`() throws {
        let plant = try plant()
        #expect(throws: FittingError.noKitPart("B1")) { try plant.fit("B1", at: .hose("TU2", end: 0)) }
        // A relay has no port, a valve no place of its own.
        #expect(throws: FittingError.noPort("TU2")) { try plant.fit("K5", at: .hose("TU2", end: 0)) }
        #expect(throws: FittingError.noPort("armoire")) { try plant.fit("0V3", at: .location("armoire")) }
        #expect(throws: FittingError.noPort("TU9")) { try plant.fit("0V3", at: .hose("TU9", end: 0)) }
        let wrong = Machine.TerminalReference(reference: "K5", terminal: "A1")
        #expect(throws: FittingError.noPort("K5:A1")) { try plant.fit("0V3", at: .port(wrong)) }
        // What lies on the bench holds nothing, itself least of all.
        for other in ["0V3", "0V4"] {
            let loose = Machine.TerminalReference(reference: other, terminal: "2")
            #expect(throws: FittingError.noPort("\(other):2")) { try plant.fit("0V3", at: .port(loose)) }
        }
        try plant.fit("0V3", at: .hose("TU2", end: 0))
        #expect(throws: FittingError.alreadyFitted("0V3")) { try plant.fit("0V3", at: .hose("TU3", end: 0)) }
        #expect(plant.fittings.count == 1)
    }

    @Test(arguments: [
        ("B1: {type: gauge}", "déjà pris sur la machine"), ("W1: {from: \"0V3:A1\", to: \"PE\"}", "0V3"),
        ("0V3: {type: soft-start-valv, throttle: 1}", "soft-start-valve"),
        ("0V3: {type: soft-start-valve, location: platine}", "location"),
    ])
    func `a kit's mistakes are told with their line`(kit: String, words: String) throws {
        let drawn = try Machine.decode(try Document.parse(Self.machine, name: "machine.yaml"), named: "essai")
        do {
            _ = try drawn.with(kit: try Document.parse(kit, name: "kit.yaml"))
            Issue.record("read all the same")
        } catch let mistakes as Mistakes {
            let told = mistakes.all.map { $0.rendered(.fr) }.joined(separator: "\n")
            #expect(told.contains(words), "\(told)")
            #expect(told.contains("kit.yaml:1"), "\(told)")
        }
    }

    /// Types with an air or oil port that need nothing said of them. A network of compressed air lies on no bench.
    private static let fluid = Catalog.all.filter { type in
        type.name != "air-supply" && type.parameters.allSatisfy { !$0.isRequired }
            && type.terminals(type.parameters()).contains { [.pneumatic, .hydraulic].contains($0.domain) }
    }

    @Test(arguments: fluid.map(\.name))
    func `a part of any type lies on the bench with its ports shut`(type: String) throws {
        let drawn = try Machine.decode(try Document.parse(Self.machine, name: "machine.yaml"), named: "essai")
        let kit = "9K1: {type: \(type)}"
        let plant = try Plant(try drawn.with(kit: try Document.parse(kit, name: "kit")), seed: 1)
        try run(plant, 0.5)
        try open(plant)
        try run(plant, 2)
        #expect(abs(try pressure(plant, "B1") - Self.supply) < 0.05e5)
    }
}
