import Machines
import Modbus
import Notation
import Simulation
import Testing

/// A machine whose map has a heartbeat and alarms, and whose link is broken.
@Suite struct LinkTests {
    private let machine: RunningMachine
    private let server: Server
    private let client: RawClient

    init() throws {
        var files = try Conveyor.files()
        files["modbus.yaml"]!.text += """

            heartbeat: {at: 50, within: 1 s, lost: 60, then: {seuil_courant: 777}}
            alarms: {at: 100, slots: 3, list: {7: {variable: defaut, text: {fr: d, en: d}}, 9: {alarm: courant-alerte}}}
            """
        machine = try RunningMachine(
            try MachineDefinition.decode(named: "convoyeur-tri", files: files), seed: 1)
        try machine.start()
        let map = try #require(machine.definition.map)
        server = try Server([map.served()], at: Endpoint(host: "127.0.0.1", port: 0))
        machine.serve(on: server)
        try machine.advance(by: 0.02)
        client = try RawClient(port: server.endpoint.port)
    }

    @Test func `a master that stops beating is lost after the time of the map, by the machine's clock`() throws {
        func isLost() throws -> Bool { try client.read(function: 2, at: 60, count: 1) == [1] }
        try machine.advance(by: 3)
        #expect(try !isLost())
        _ = try client.exchange(function: 6, [0, 50, 0, 1])
        try machine.advance(by: 0.9)
        #expect(try !isLost())
        #expect(try client.registers(function: 3, at: 0, count: 1) == [950])
        try machine.advance(by: 0.2)
        #expect(try isLost())
        #expect(try client.registers(function: 3, at: 0, count: 1) == [777])
        #expect(machine.variable("seuil_courant") == 777)
        // As a master's write: a replay of the journal does the same.
        #expect(machine.takeClientWrites().map(\.name) == ["seuil_courant"])
        _ = try client.exchange(function: 6, [0, 50, 0, 1])
        try machine.advance(by: 0.1)
        #expect(try !isLost())
        server.stop()
    }

    @Test func `active alarms are counted and told by their codes`() throws {
        #expect(try client.registers(function: 4, at: 100, count: 4) == [0, 0, 0, 0])
        _ = try client.exchange(function: 6, [0, 0, 0, 1])
        try machine.advance(by: 2.5)
        #expect(machine.alarms.contains("courant-alerte"))
        #expect(try client.registers(function: 4, at: 100, count: 4) == [1, 9, 0, 0])
        server.stop()
    }

    @Test func `faults of the link come and go as any other, and the machine does not feel them`() throws {
        let speed = try #require(machine.definition.map?.entries.first { $0.name == "TA1.speed" })
        func shown() throws -> Double { speed.value(try client.registers(function: 4, at: speed.address, count: 1)) }
        let healthy = try shown()
        #expect(abs(healthy - machine.beltSpeed) < 0.001)
        machine.inject(NetworkFailure.scaled.fault)
        try machine.advance(by: 0.02)
        #expect(abs(try shown() - 10 * machine.beltSpeed) < 0.001)
        machine.withdraw("scaled")
        machine.inject(NetworkFailure.frozen.fault)
        try machine.advance(by: 0.02)
        let frozen = try client.registers(function: 4, at: 0, count: 6)
        try machine.advance(by: 5)
        #expect(try client.registers(function: 4, at: 0, count: 6) == frozen)
        machine.withdraw("frozen")
        machine.inject(NetworkFailure.exception.fault, severity: 1)
        try machine.advance(by: 0.02)
        #expect(try client.exchange(function: 4, [0, 0, 0, 1]) == [0x84, 4])
        machine.withdraw("exception")
        try machine.advance(by: 0.02)
        #expect(abs(try shown() - machine.beltSpeed) < 0.001)
        server.stop()
    }
}
