import Foundation
import Grafcet
import Machines
import Modbus
import Notation
import Simulation
import Testing

/// A machine whose outputs a brain outside holds, stepped by this thread.
@Suite struct ExternalControlTests {
    private static let watchdog = 0.5

    private func machine() throws -> RunningMachine {
        try RunningMachine(Conveyor.definition(), seed: 1, brain: .external(watchdog: Self.watchdog))
    }

    /// The machine, and a server to whose clients it listens.
    private func served() throws -> (RunningMachine, Server, RawClient) {
        let machine = try machine()
        let server = try Server([RegisterMap.external(machine.definition).served()], at: Endpoint(host: "127.0.0.1", port: 0))
        machine.follow(clientsOf: server)
        try machine.advance(by: 0.02)
        return (machine, server, try RawClient(port: server.endpoint.port))
    }

    private func input(_ client: RawClient, _ address: UInt8) throws -> Bool {
        try client.read(function: 2, at: Int(address), count: 1)[0] & 1 == 1
    }

    @Test func `the map is the program's own list of inputs and outputs`() throws {
        let definition = try Conveyor.definition()
        let map = RegisterMap.external(definition)
        let program = try #require(definition.program)
        for variable in program.inputs + program.outputs {
            let address = try #require(variable.address)
            let area: Area = variable.role == .output ? .coils : address.isWord ? .inputRegisters : .discreteInputs
            let index = address.isWord ? address.number : 8 * address.number + (address.channel ?? 0)
            let entry = try #require(map.entries.first { $0.area == area && $0.address == index }, "\(variable.name)")
            #expect(entry.name == variable.name)
            #expect(entry.isWritable == (variable.role == .output))
            #expect(entry.text.fr == "\(address) \(variable.meaning?.fr ?? "")")
        }
        // A channel that the program does not use is there all the same, so that all can be read at once.
        #expect(map.entries.contains { $0.area == .discreteInputs && $0.address == 11 && $0.name == "%I1.3" })
        #expect(map.entries.filter { $0.area == .discreteInputs }.map(\.address) == Array(0...16))
        #expect(map.entries.filter { $0.area == .inputRegisters }.map(\.address) == [0, 1, 2])
    }

    @Test func `in a controller that is the server, outputs lie where they are wanted and never on inputs`() throws {
        let map = RegisterMap.external(try Conveyor.definition())
        let moved = try #require(map.inController(outputsAt: 100))
        #expect(moved.entries.first { $0.name == "KM11" }?.address == 100)
        #expect(moved.entries.first { $0.name == "B1" }?.area == .coils)
        #expect(moved.entries.first { $0.name == "courant_brut" }?.area == .holdingRegisters)
        #expect(map.inController(outputsAt: 16) == nil)
        #expect(map.inController(outputsAt: 17) != nil)
        #expect(map.inController(outputsAt: 65_530) == nil)
    }

    /// Runs a machine with its program, and beside it one that is told at each scan what the program of the first has said.
    /// - Parameters:
    ///   - starts: buttons pushed on both, and when, s.
    ///   - heard: what the program says, output by output, at each step.
    private func run(
        _ own: RunningMachine, and external: RunningMachine, for seconds: Double, starts: [(time: Double, button: String)],
        heard: (_ name: String, _ value: Double) -> Void = { _, _ in }
    ) throws {
        let outputs = try #require(own.definition.program).outputs.map(\.name)
        var last: [String: Double] = [:]
        for step in 0..<Int(seconds / own.plant.step) {
            for start in starts where step == Int(start.time / own.plant.step) {
                try own.operate(start.button, to: nil)
                try external.operate(start.button, to: nil)
            }
            try own.advanceStep()
            for name in outputs {
                let value = try #require(own.variable(name))
                if value != last[name, default: 0] { external.schedule(scan: own.scan, name: name, value: value) }
                last[name] = value
                heard(name, value)
            }
            try external.advanceStep()
        }
    }

    /// The image is the only door: whoever says the same at the same scans gets the same machine, to the last digit.
    @Test func `outputs said at the same scans make the same machine as the program that said them`() throws {
        let own = try Conveyor.machine()
        let external = try machine()
        try run(own, and: external, for: 30, starts: [(1, "S4"), (2, "S1")])
        #expect(own.mode == .f1)
        #expect(external.mode == nil)
        #expect(own.quantity("FLUX", "ejected-tall") + own.quantity("FLUX", "passed-small") >= 1)
        for (reference, quantity) in [
            ("FLUX", "fed"), ("FLUX", "ejected-tall"), ("FLUX", "passed-small"), ("TA1", "speed"), ("0P2", "pressure"),
            ("M1", "frame-temperature"),
        ] {
            #expect(own.quantity(reference, quantity) == external.quantity(reference, quantity), "\(reference).\(quantity)")
        }
    }

    // MARK: Words

    private func press() throws -> RunningMachine {
        try RunningMachine(
            Press.definition(), seed: 1, step: RunningMachine.scanLength, brain: .external(watchdog: Self.watchdog))
    }

    @Test func `words said at the same scans make the same press, its belt and its platen, as the program that said them`() throws
    {
        let own = try Press.machine()
        let external = try press()
        #expect(Set(["consigne_U1", "consigne_3V1"]).isSubset(of: try #require(own.definition.program).outputs.map(\.name)))
        var words: [String: Set<Double>] = [:]
        try run(own, and: external, for: 45, starts: [(1, "S4"), (3, "S1")]) { name, value in
            if name.hasPrefix("consigne") { words[name, default: []].insert(value) }
        }
        #expect(own.mode == .f1)
        #expect(words["consigne_U1", default: []].isSuperset(of: [0, 27_648]))
        #expect(words["consigne_3V1", default: []].count > 1)
        #expect(own.quantity("TA1", "position") > 0.5)
        for (reference, quantity) in [
            ("FLUX", "fed"), ("TA1", "position"), ("3A1", "position"), ("AX3", "position"), ("U1", "output-frequency"),
            ("A10", "share0"), ("A10", "share1"), ("M2", "frame-temperature"),
        ] {
            // Until its first word, a loop carries 4 mA instead of the 12 of a valve in its centre.
            let (one, other) = (own.quantity(reference, quantity), external.quantity(reference, quantity))
            #expect(abs(one - other) <= 1e-9 * max(1, abs(one)), "\(reference).\(quantity): \(one) \(other)")
        }
    }

    @Test func `a master's word reaches the drive as a voltage and is the speed of the belt; silence takes it back to 0`() throws
    {
        let machine = try press()
        let server = try Server([RegisterMap.external(machine.definition).served()], at: Endpoint(host: "127.0.0.1", port: 0))
        machine.follow(clientsOf: server)
        try machine.advance(by: 0.02)
        let client = try RawClient(port: server.endpoint.port)
        try machine.operate("S4", to: nil)
        try machine.advance(by: 1)
        #expect(machine.quantity("KM20", "closed") == 1)
        // %Q0.2 and %Q0.3: the drive runs, the brake is off; %QW0 its reference, %QW1 the platen's.
        func run(_ reference: Int, _ platen: Int = 13_824, for seconds: Double = 4) throws {
            let words = [reference, platen].flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
            for _ in 0..<Int(seconds / 0.1) {
                #expect(try client.exchange(function: 15, [0, 2, 0, 2, 1, 0b11]) == [15, 0, 2, 0, 2])
                #expect(try client.exchange(function: 16, [0, 0, 0, 2, 4] + words) == [16, 0, 0, 0, 2])
                try machine.advance(by: 0.1)
            }
        }
        for (counts, volts) in [(27_648, 10.0), (13_824, 5), (20_736, 7.5)] {
            try run(counts)
            #expect(abs(machine.quantity("A10", "share0") - volts / 10) < 1e-6)
            #expect(abs(machine.quantity("U1", "output-frequency") - 5 * volts) < 0.2)
            #expect(abs(machine.beltSpeed - 0.0079 * volts) < 0.002)
            #expect(try client.registers(function: 3, at: 0, count: 2) == [UInt16(counts), 13_824])
        }
        // 12 mA in the loop of 3V1, then 16.
        #expect(abs(machine.quantity("A10", "share1") - 0.5) < 1e-6)
        try run(20_736, 20_736, for: 0.5)
        #expect(abs(machine.quantity("A10", "share1") - 0.75) < 1e-6)
        try machine.advance(by: Self.watchdog + 2)
        #expect(machine.linkState == .lost)
        #expect(try client.registers(function: 3, at: 0, count: 2) == [0, 0], "the words read back what the outputs are")
        #expect(machine.quantity("A10", "share0") == 0 && abs(machine.beltSpeed) < 1e-3)
        server.stop()
    }

    @Test func `without a write nothing moves; with one the outputs are the master's`() throws {
        let (machine, server, client) = try served()
        #expect(machine.linkState == .awaited)
        try machine.operate("S4", to: nil)
        try machine.advance(by: 1)
        #expect(try input(client, 2), "KM10 is armed by the relay, not by a program")
        #expect(try input(client, 16), "held")
        #expect(abs(machine.beltSpeed) < 1e-9)
        let speed = try run(machine, client, for: 1.5)
        #expect(speed > 0.1)
        #expect(machine.linkState == .alive)
        #expect(try !input(client, 16))
        let clock = try client.registers(function: 4, at: 2, count: 2)
        #expect(abs((Double(clock[0]) * 65536 + Double(clock[1])) / 1000 - machine.time) < 0.011)
        server.stop()
    }

    /// Writes KM11 in each scan.
    private func run(_ machine: RunningMachine, _ client: RawClient, for seconds: Double) throws -> Double {
        for _ in 0..<Int(seconds / 0.1) {
            #expect(try client.exchange(function: 5, [0, 0, 0xFF, 0]) == [5, 0, 0, 0xFF, 0])
            try machine.advance(by: 0.1)
        }
        return machine.beltSpeed
    }

    @Test func `a master that falls silent, even one that still reads, loses its outputs until it writes again`() throws {
        let (machine, server, client) = try served()
        try machine.operate("S4", to: nil)
        try machine.advance(by: 1)
        _ = try run(machine, client, for: 1.5)
        try machine.advance(by: Self.watchdog - 0.1)
        #expect(machine.beltSpeed > 0.1)
        for _ in 0..<4 {
            try machine.advance(by: 0.1)
            _ = try input(client, 5)
        }
        #expect(machine.linkState == .lost)
        #expect(machine.linkFigures?.losses == 1)
        #expect(try input(client, 16))
        #expect(try client.read(function: 1, at: 0, count: 1) == [0], "the coil reads back what the output is")
        try machine.advance(by: 2)
        #expect(abs(machine.beltSpeed) < 1e-3)
        #expect(try run(machine, client, for: 1.5) > 0.1)
        #expect(machine.linkState == .alive)
        server.stop()
    }

    @Test func `what was decided before a loss is not taken after it, even by who has read half of the news`() throws {
        let (machine, server, client) = try served()
        func write(_ value: UInt8) throws {
            #expect(try client.exchange(function: 5, [0, 0, value, 0]) == [5, 0, 0, value, 0])
            try machine.advance(by: 0.02)
        }
        func isHeld() throws -> Bool { try input(client, 16) }
        try write(0xFF)
        #expect(machine.linkState == .alive)
        #expect(try !isHeld())
        try machine.advance(by: Self.watchdog + 0.1)
        #expect(machine.linkState == .lost)
        // It goes on where it was: the bits are from before, the words are new.
        _ = try client.registers(function: 4, at: 0, count: 4)
        try write(0xFF)
        #expect(machine.linkState == .lost)
        #expect(try client.read(function: 1, at: 0, count: 1) == [0])
        #expect(try isHeld())
        try write(0xFF)
        #expect(machine.linkState == .alive)
        // Who has never read anything says something new whenever it speaks.
        try machine.advance(by: Self.watchdog + 0.1)
        #expect(machine.linkState == .lost)
        let blind = try RawClient(port: server.endpoint.port)
        #expect(try blind.exchange(function: 5, [0, 0, 0xFF, 0]) == [5, 0, 0, 0xFF, 0])
        try machine.advance(by: 0.02)
        #expect(machine.linkState == .alive)
        server.stop()
    }

    @Test func `what the outside wrote, played again at its scans, is the same run`() throws {
        let (machine, server, client) = try served()
        try machine.operate("S4", to: nil)
        try machine.advance(by: 1)
        _ = try run(machine, client, for: 1.5)
        try machine.advance(by: 2)
        let writes = machine.takeClientWrites()
        #expect(writes.map(\.name) == ["KM11", "KM11"] && writes.map(\.value) == [1, 0])
        server.stop()
        let again = try self.machine()
        for write in writes { again.schedule(scan: write.scan, name: write.name, value: write.value) }
        try again.advance(by: 0.02)
        try again.operate("S4", to: nil)
        try again.advance(by: machine.time - again.time)
        #expect(again.scan == machine.scan)
        for (reference, quantity) in [("TA1", "speed"), ("M1", "frame-temperature"), ("FLUX", "on-belt")] {
            #expect(again.quantity(reference, quantity) == machine.quantity(reference, quantity), "\(reference).\(quantity)")
        }
    }

    @Test func `the latency is that of who has seen the change, the cycle that of one output`() throws {
        let (machine, server, client) = try served()
        func write() throws {
            #expect(try client.exchange(function: 15, [0, 0, 0, 8, 1, 0]) == [15, 0, 0, 0, 8])
            try machine.advance(by: 0.02)
        }
        // The clock of the machine is no input, and at rest no input changes.
        for _ in 0..<3 { try write() }
        #expect(machine.linkFigures?.cycles.count == 2)
        let before = try #require(machine.linkFigures?.latencies.count)
        try machine.operate("S1", to: nil, duration: 60)
        try machine.advance(by: 0.2)
        try write()
        #expect(machine.linkFigures?.latencies.count == before, "it wrote without having looked")
        #expect(try input(client, 1))
        try write()
        #expect(machine.linkFigures?.latencies.count == before + 1)
        try write()
        #expect(machine.linkFigures?.latencies.count == before + 1, "one change, one answer")
        server.stop()
    }

    @Test func `a link that is wrong is wrong for the brain outside too`() throws {
        let (machine, server, client) = try served()
        machine.inject(NetworkFailure.busy.fault, severity: 1)
        try machine.advance(by: 0.02)
        #expect(try client.exchange(function: 5, [0, 0, 0xFF, 0]) == [0x85, 6])
        machine.withdraw(NetworkFailure.busy.rawValue)
        machine.inject(NetworkFailure.frozen.fault)
        try machine.advance(by: 0.02)
        try machine.operate("S1", to: nil, duration: 60)
        try machine.advance(by: 0.5)
        #expect(try !input(client, 1))
        machine.withdraw(NetworkFailure.frozen.rawValue)
        try machine.advance(by: 0.02)
        #expect(try input(client, 1))
        server.stop()
    }

    // MARK: The controller is the server

    /// A controller's memory: what banc writes is its clients', its outputs are its own.
    private func controller(port: UInt16 = 0, outputs: [UInt16]) throws -> Server {
        let layout = try Layout([
            .init(.coils, 0..<17, .client), .init(.holdingRegisters, 0..<4, .client), .init(.coils, 100..<112, .plant),
        ])
        let server = try Server(
            [Device(number: 7, layout: layout)], at: Endpoint(host: "127.0.0.1", port: port), options: .init(units: .own([7])))
        show(outputs, on: server)
        return server
    }

    private func show(_ outputs: [UInt16], on server: Server) {
        var snapshot = Snapshot(server.layout)
        for (index, output) in outputs.enumerated() { snapshot[Cell(.coils, 100 + index)] = output }
        server.publish(snapshot)
    }

    /// Steps the machine beside the wall's clock until something holds; half a minute at most.
    private func waits(_ machine: RunningMachine, until isSo: () -> Bool) throws -> Bool {
        for _ in 0..<3000 {
            if isSo() { return true }
            try machine.advance(by: 0.01)
            Thread.sleep(forTimeInterval: 0.01)
        }
        return isSo()
    }

    @Test func `a controller that is polled gets the inputs, gives the outputs, and must show rest after a loss`() throws {
        let plc = try controller(outputs: [1])
        let port = plc.endpoint.port
        let machine = try machine()
        let map = try #require(RegisterMap.external(machine.definition).inController(outputsAt: 100))
        try machine.follow(controllerAt: Endpoint(host: "127.0.0.1", port: port), unit: 7, map, timeout: .milliseconds(200))
        try machine.operate("S4", to: nil)
        #expect(try waits(machine) { machine.beltSpeed > 0.1 })
        #expect(machine.linkState == .alive)
        var cells = plc.latch().cells
        #expect(cells[Cell(.coils, 2)] == 1 && cells[Cell(.coils, 3)] == 0, "KM10 and S7")
        #expect(
            try waits(machine) {
                cells = plc.latch().cells
                return cells[Cell(.coils, 16)] == 0
            })
        #expect(cells[Cell(.holdingRegisters, 3)] != 0, "the clock goes")

        plc.stop()
        #expect(try waits(machine) { machine.linkState == .lost })
        #expect(machine.linkFailure != nil)
        #expect(try waits(machine) { abs(machine.beltSpeed) < 1e-3 })

        let back = try controller(port: port, outputs: [1])
        #expect(try waits(machine) { machine.linkFailure == nil })
        try machine.advance(by: 1)
        #expect(machine.linkState == .lost && machine.beltSpeed < 1e-3, "it still wants the belt, unasked")
        #expect(try waits(machine) { back.latch().cells[Cell(.coils, 16)] == 1 }, "it can know")
        show([0], on: back)
        #expect(try waits(machine) { machine.linkState == .alive })
        show([1], on: back)
        #expect(try waits(machine) { machine.beltSpeed > 0.1 })
        #expect((machine.linkFigures?.cycles.count ?? 0) > 5)
        back.stop()
    }

    private static let timeout = Duration.milliseconds(100)

    /// A polled machine whose belt runs, and the controller.
    private func polled() throws -> (RunningMachine, Server) {
        let plc = try controller(outputs: [1])
        let machine = try machine()
        let map = try #require(RegisterMap.external(machine.definition).inController(outputsAt: 100))
        try machine.follow(controllerAt: plc.endpoint, unit: 7, map, timeout: Self.timeout)
        try machine.operate("S4", to: nil)
        #expect(try waits(machine) { machine.beltSpeed > 0.1 })
        return (machine, plc)
    }

    @Test(arguments: [
        (NetworkFailure.late, ClientError.link(.timedOut)), (.silent, .link(.timedOut)), (.busy, .exception(.serverDeviceBusy)),
        (.exception, .exception(.serverDeviceFailure)), (.dropped, .link(.closed)), (.limited, .exception(.illegalDataValue)),
        (.duplicate, .exception(.gatewayTargetFailedToRespond)),
    ])
    func `a fault of the way to a controller that is polled loses it, and it comes back when it is mended`(
        _ failure: NetworkFailure, _ reason: ClientError
    ) throws {
        let (machine, plc) = try polled()
        defer { plc.stop() }
        machine.inject(failure.fault, severity: 1)
        #expect(
            try waits(machine) { machine.linkState == .lost && machine.linkFailure == reason }, "\(machine.linkFailure as Any)")
        #expect(try waits(machine) { machine.beltSpeed < 1e-3 })
        machine.withdraw(failure.rawValue)
        show([0], on: plc)
        #expect(try waits(machine) { machine.linkState == .alive })
        show([1], on: plc)
        #expect(try waits(machine) { machine.beltSpeed > 0.1 })
    }

    @Test func `a share of faults costs a polled controller rounds, and no more`() throws {
        let (machine, plc) = try polled()
        defer { plc.stop() }
        machine.inject(NetworkFailure.busy.fault, severity: 0.25)
        var failures = 0
        for _ in 0..<100 {
            try machine.advance(by: 0.01)
            Thread.sleep(forTimeInterval: 0.01)
            if machine.linkFailure != nil { failures += 1 }
        }
        #expect(failures > 5)
        #expect(machine.linkState == .alive && machine.beltSpeed > 0.1)
        machine.withdraw(NetworkFailure.busy.rawValue)
    }

    @Test func `what a polled controller is told can be frozen, out of scale and swapped`() throws {
        let (machine, plc) = try polled()
        defer { plc.stop() }
        func cell(_ area: Area, _ address: Int) -> Int { Int(plc.latch().cells[Cell(area, address)]) }
        var honest = 0
        #expect(
            try waits(machine) {
                honest = cell(.holdingRegisters, 0)
                return honest > 1000
            })
        machine.inject(NetworkFailure.scaled.fault)
        #expect(try waits(machine) { cell(.holdingRegisters, 0) > 5 * honest || cell(.holdingRegisters, 0) == 32_767 })
        machine.withdraw(NetworkFailure.scaled.rawValue)
        machine.inject(NetworkFailure.swapped.fault)
        #expect(try waits(machine) { cell(.holdingRegisters, 2) > 1000 && cell(.holdingRegisters, 3) == 0 }, "the clock")
        machine.withdraw(NetworkFailure.swapped.rawValue)
        #expect(try waits(machine) { cell(.holdingRegisters, 3) > 1000 })
        machine.inject(NetworkFailure.frozen.fault)
        try machine.advance(by: 0.02)
        Thread.sleep(forTimeInterval: 0.5)
        let clock = cell(.holdingRegisters, 3)
        try machine.operate("S1", to: nil, duration: 60)
        for _ in 0..<50 {
            try machine.advance(by: 0.01)
            Thread.sleep(forTimeInterval: 0.01)
        }
        #expect(cell(.holdingRegisters, 3) == clock && cell(.coils, 1) == 0)
        #expect(machine.linkState == .alive, "it answers all the same")
        machine.withdraw(NetworkFailure.frozen.rawValue)
        #expect(try waits(machine) { cell(.coils, 1) == 1 })
    }

    @Test func `a brain outside may say its mode, and nothing moves for it`() throws {
        let (machine, server, client) = try served()
        #expect(machine.mode == nil)
        for (code, mode) in [(11, Grafcet.Mode.a1), (21, .f1), (31, .d1), (25, .f5), (9, nil), (44, nil), (0, nil)]
            as [(UInt8, Grafcet.Mode?)]
        {
            #expect(try client.exchange(function: 6, [0, 0, 0, code]) == [6, 0, 0, 0, code])
            try machine.advance(by: 0.02)
            #expect(machine.mode == mode)
        }
        #expect(machine.variable("KM11") == 0 && machine.variable("S2") != nil && machine.variable("grands") == nil)
        server.stop()
    }
}
