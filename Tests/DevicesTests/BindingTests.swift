import Components
import Devices
import Foundation
import Grafcet
import Machines
import Modbus
import Notation
import Simulation
import Testing

/// A real device in the place of what a component of the sorting conveyor senses.
@Suite struct BindingTests {
    private static func conveyor() throws -> MachineDefinition { try machine("convoyeur-tri") }

    private static func machine(_ name: String) throws -> MachineDefinition {
        let folder = Profiles.folder.deletingLastPathComponent().appending(path: "machines/\(name)")
        var files: [String: (shown: String, text: String)] = [:]
        for file in MachineDefinition.fileNames(among: try FileManager.default.contentsOfDirectory(atPath: folder.path)) {
            files[file] = (file, try String(contentsOf: folder.appending(path: file), encoding: .utf8))
        }
        return try MachineDefinition.decode(named: name, files: files)
    }

    private static let device = """
        polls: {all: 20 ms}
        coils: {0: {name: guard, writable: true}}
        holding-registers: {0: {name: t, value: 20, unit: °C}, 1: {name: plain}, 2: {name: tag, value: "", format: string, length: 2}}
        """

    /// In production, with the guard's switch fed from outside.
    private static func running(_ definition: MachineDefinition) throws -> RunningMachine {
        let machine = try RunningMachine(definition, seed: 1)
        try machine.operate("S4", to: nil)
        try machine.advance(by: 1)
        try machine.operate("S1", to: nil)
        _ = try machine.advance(upTo: 20) { $0.mode?.rawValue == "F1" }
        return machine
    }

    @Test func `a real guard that opens stops the simulated machine, through its own wires`() throws {
        let profile = try Profiles.made(Self.device)
        let server = try Server([profile.map.served()], at: Endpoint(host: "127.0.0.1", port: 0))
        defer { server.stop() }
        let definition = try Self.conveyor()
        let binding = try Binding("B10", to: "guard", of: profile, in: definition)
        #expect(binding.input == "guard")
        let feed = Feed(profile, at: .network(server.endpoint), unit: 1, timeout: .seconds(20))
        feed.start()
        defer { feed.stop() }
        let machine = try Self.running(definition)
        #expect(machine.mode?.rawValue == "F1")
        func follow(_ expected: Double) throws {
            #expect(waits { binding.value(feed) == expected })
            machine.feed(binding.reference, binding.input, try #require(binding.value(feed)))
            try machine.advance(by: 1)
        }
        try follow(0)
        #expect(machine.mode?.rawValue == "F1")
        let client = try Client(server.endpoint, unit: 1, timeout: .seconds(20))
        try client.writeCoil(at: 0, true)
        try follow(1)
        #expect(machine.mode?.rawValue == "D1")
        #expect(machine.takeClientWrites().map(\.name) == ["B10.guard"])
    }

    @Test func `faults are the simulated side's: a wire of the switch that is cut is an open guard, whatever the real one says`()
        throws
    {
        let machine = try Self.running(try Self.conveyor())
        machine.feed("B10", "guard", 0)
        machine.plant.disconnect(wire: "260", end: 0)
        try machine.advance(by: 1)
        #expect(machine.mode?.rawValue == "D1")
        #expect(machine.takeClientWrites().isEmpty, "the real guard has told nothing new")
    }

    @Test func `what was fed is latched again at the same scan, and the machine does the same`() throws {
        let definition = try Self.conveyor()
        let machine = try Self.running(definition)
        _ = machine.takeClientWrites()
        var modes: [String] = []
        func run(_ machine: RunningMachine, _ each: (Int) -> Void) throws {
            for step in 0..<600 {
                each(step)
                try machine.advanceStep()
                modes.append("\(machine.scan) \(machine.mode?.rawValue ?? "0")")
            }
        }
        try run(machine) { step in
            if step == 101 { machine.feed("B10", "guard", 1) }
            if step == 333 { machine.feed("B10", "guard", 0) }
        }
        let (first, writes) = (modes, machine.takeClientWrites())
        #expect(writes.map(\.value) == [1, 0])
        let again = try Self.running(definition)
        modes = []
        for write in writes { again.schedule(scan: write.scan, name: write.name, value: write.value) }
        try run(again) { _ in }
        #expect(modes == first && Set(first.map { $0.split(separator: " ")[1] }).count > 1)
    }

    @Test func `a bound sensor senses nothing of the machine any more, and is drawn as before`() throws {
        let definition = try Self.conveyor()
        let bound = try definition.telling([.init(reference: "B1", input: "blocked", value: 0)])
        #expect(
            bound.machine.component("B1")?.links.map(\.reference) == definition.machine.component("B1")?.links.map(\.reference))
        let machine = try Self.running(bound)
        machine.feed("B1", "blocked", 0)
        var values: Set<Double> = []
        for _ in 0..<2000 {
            try machine.advanceStep()
            values.insert(machine.plant.value("B1", "output") ?? -1)
        }
        #expect(values.count == 1, "boxes pass, and the bound cell does not see them")
        machine.feed("B1", "blocked", 1)
        try machine.advance(by: 0.1)
        #expect(machine.plant.value("B1", "output").map { !values.contains($0) } == true)
    }

    @Test func `a real ammeter drives the simulated transmitter, whose failures come on top`() throws {
        let profile = try Profiles.made("holding-registers: {0: {name: i, value: 1.2, scale: 0.01, unit: A}}")
        let definition = try Self.conveyor()
        let binding = try Binding("B20", to: "i", of: profile, in: definition)
        #expect(binding.target == "B20.line-current")
        let told = Machine.ToldInput(reference: "B20", input: "line-current", value: 1.2)
        let machine = try RunningMachine(definition.telling([told]), seed: 1)
        func intensity() throws -> Double { try #require(machine.variable("intensite")) }
        #expect(abs(try intensity() - 1.2) < 0.005, "the motor stands still, and the first scan has it")
        machine.feed("B20", "line-current", 0.6)
        try machine.advance(by: 2)
        #expect(abs(try intensity() - 0.6) < 0.005)
        machine.plant.setFailure("gain-low", on: .component(reference: "B20", item: ""), severity: 1)
        try machine.advance(by: 2)
        #expect(abs(try intensity() - 0.3) < 0.005)
    }

    @Test func `without an input's name, that which takes the value's unit is meant`() throws {
        let profile = try Profiles.made(
            "discrete-inputs: {0: {name: contact}}\nholding-registers: {0: {name: p, scale: 0.1, unit: bar}, 1: {name: t, unit: °C}}"
        )
        let definition = try Self.conveyor()
        let switches = definition.machine.components.filter { $0.type.name == "pressure-switch" }.map(\.reference)
        let reference = try #require(switches.first)
        #expect(try Binding(reference, to: "p", of: profile, in: definition).input == "port-pressure")
        #expect(try Binding(reference, to: "contact", of: profile, in: definition).input == "reached")
        #expect(throws: BindingError.self) { try Binding(reference, to: "t", of: profile, in: definition) }
        #expect(try Binding("A2.channel-3", to: "contact", of: profile, in: definition).target == "A2.channel-3")
        #expect(throws: Machine.UnknownInput.self) {
            try definition.telling([.init(reference: "B1", input: "line-current", value: 0)])
        }
    }

    @Test func `a meter's values go each to the next input of its unit, and its powers are reckoned from them`() throws {
        let (profile, definition) = (try Profiles.named("compteur-energie"), try Self.machine("groupe-hydraulique"))
        var bindings: [Binding] = []
        for name in ["u1", "u2", "u3", "i1", "i2", "i3", "cos-phi"] {
            bindings.append(try Binding("CM1", to: name, of: profile, in: definition, besides: bindings.map(\.input)))
        }
        #expect(
            bindings.map(\.input) == [
                "line-voltage-1", "line-voltage-2", "line-voltage-3", "line-current-1", "line-current-2", "line-current-3",
                "line-power-factor",
            ])
        #expect(throws: BindingError.nothingLeft("u1", "V", "CM1")) {
            try Binding("CM1.line-voltage-1", to: "u1", of: profile, in: definition, besides: bindings.map(\.input))
        }
        let values: [Double] = [230, 230, 230, 2, 2, 2, 0.5]
        let machine = try RunningMachine(
            definition.telling(
                zip(bindings, values).map { Machine.ToldInput(reference: $0.reference, input: $0.input, value: $1) }), seed: 1)
        #expect(machine.plant.value("CM1", "led") == 0, "it lives on the machine's own supply, behind KM10")
        try machine.operate("S4", to: nil)
        try machine.advance(by: 2)
        #expect(machine.plant.value("CM1", "led") == 1)
        #expect(abs((machine.plant.value("CM1", "power") ?? 0) - 690) < 1e-6)
    }

    @Test func `what cannot be bound is told`() throws {
        let (profile, definition) = (try Profiles.made(Self.device), try Self.conveyor())
        func bind(_ target: String, _ name: String) throws { _ = try Binding(target, to: name, of: profile, in: definition) }
        #expect(throws: BindingError.unknownComponent("B100", nearest: "B10")) { try bind("B100", "guard") }
        #expect(throws: BindingError.noInput("M1")) { try bind("M1", "guard") }
        #expect(throws: BindingError.unknownInput("B10.door", inputs: ["guard"])) { try bind("B10.door", "guard") }
        #expect(throws: BindingError.unknownPoint("gard", nearest: "guard")) { try bind("B10", "gard") }
        #expect(throws: BindingError.notAMeasure("tag")) { try bind("B10", "tag") }
    }
}
