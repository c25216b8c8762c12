import Foundation
import Grafcet
import Machines
import Modbus
import Notation
import Simulation
import Testing

/// A machine stepped by this thread, its registers served to real sockets by the server's own.
@Suite struct RunningModbusTests {
    private let machine: RunningMachine
    private let server: Server
    private let map: RegisterMap

    init() throws {
        machine = try Conveyor.inProduction()
        map = try #require(machine.definition.map)
        server = try Server(map.layout, at: Endpoint(host: "127.0.0.1", port: 0), options: .init(units: .own([map.unit])))
        machine.serve(on: server)
        try machine.advance(by: 0.02)
    }

    private func client() throws -> RawClient { try RawClient(port: server.endpoint.port) }

    private func entry(_ area: Area, _ name: String) throws -> RegisterMap.Entry {
        try #require(map.entries.first { $0.area == area && $0.name == name })
    }

    @Test func `inputs and registers are those of the machine at its last scan`() throws {
        let client = try client()
        let bits = try client.read(function: 2, at: 0, count: 16)
        for index in 0..<16 {
            #expect((bits[index / 8] >> (index % 8) & 1 == 1) == (machine.quantity("A2", "i\(index)") != 0), "%I\(index)")
        }
        #expect(try client.registers(function: 4, at: 0, count: 1) == [21])
        let speed = try entry(.inputRegisters, "TA1.speed")
        let raw = try client.registers(function: 4, at: speed.address, count: 1)
        // A register is worth 1 mm/s.
        #expect(abs(speed.value(raw) - machine.beltSpeed) <= 0.0005 + 1e-9)
        let current = try entry(.inputRegisters, "intensite")
        #expect(
            abs(
                current.value(try client.registers(function: 4, at: current.address, count: current.format.width))
                    - (machine.variable("intensite") ?? .nan)) <= 0.0005 + 1e-9)
        server.stop()
    }

    @Test func `a coil written by a master stops the production at the end of its cycle and is put back by the program`() throws {
        let client = try client()
        #expect(try client.exchange(function: 5, [0, 0, 0xFF, 0]) == [5, 0, 0, 0xFF, 0])
        // Read back at once, before any scan.
        #expect(try client.read(function: 1, at: 0, count: 1) == [1])
        #expect(try machine.advance(upTo: 30) { $0.mode == .a2 || $0.mode == .a1 })
        #expect(try machine.advance(upTo: 30) { $0.mode == .a1 })
        try machine.advance(by: 0.05)
        #expect(try client.read(function: 1, at: 0, count: 1) == [0])
        #expect(machine.takeClientWrites().map(\.name) == ["cmd_fin_cycle"])
        #expect(try client.registers(function: 4, at: 0, count: 1) == [11])
        server.stop()
    }

    @Test func `a threshold written by a master raises the program's alarm, another takes it off`() throws {
        let client = try client()
        #expect(!machine.alarms.contains("courant-alerte"))
        #expect(try client.exchange(function: 6, [0, 0, 0x01, 0x2C]) == [6, 0, 0, 0x01, 0x2C])
        try machine.advance(by: 0.1)
        #expect(machine.variable("seuil_courant") == 300)
        let write = try #require(machine.receivedWrites.last)
        #expect(write.address == "127.0.0.1" && write.name == "seuil_courant" && write.isTaken)
        #expect(write.before == 950 && write.value == 300)
        // A start is not an alarm: it comes after two seconds above the threshold.
        try machine.advance(by: 2.5)
        #expect(machine.alarms.contains("courant-alerte"))
        #expect(try client.exchange(function: 16, [0, 0, 0, 1, 2, 0x05, 0xDC]) == [16, 0, 0, 0, 1])
        try machine.advance(by: 0.1)
        #expect(!machine.alarms.contains("courant-alerte"))
        server.stop()
    }

    @Test func `what belongs to the machine, and what does not exist, is refused with its exception`() throws {
        let client = try client()
        // KM11 is the program's; there is no coil 3; no holding register 9; function 7 is not served.
        #expect(try client.exchange(function: 5, [0, 16, 0xFF, 0]) == [0x85, 2])
        #expect(try client.exchange(function: 1, [0, 3, 0, 1]) == [0x81, 2])
        #expect(try client.exchange(function: 3, [0, 9, 0, 1]) == [0x83, 2])
        #expect(try client.exchange(function: 3, [0, 0, 0, 126]) == [0x83, 3])
        #expect(try client.exchange(function: 7, []) == [0x87, 1])
        #expect(try client.exchange(function: 3, [0, 0, 0, 1], unit: 9) == [0x83, 0x0B])
        try machine.advance(by: 0.1)
        #expect(machine.takeClientWrites().isEmpty)
        server.stop()
    }

    @Test func `several clients read one snapshot while one of them is silent`() throws {
        let silent = try client()
        try silent.send([0, 1, 0, 0, 0, 6, 1])
        let clients = try (0..<8).map { _ in try client() }
        for round in 0..<20 {
            try machine.advance(by: 0.01)
            let seen = try clients.map { try $0.registers(function: 4, at: 8, count: 4) }
            #expect(seen.allSatisfy { $0 == seen[0] }, "round \(round)")
        }
        server.stop()
    }
}

/// A Modbus client that knows nothing of banc: bytes on a socket.
final class RawClient {
    private let descriptor: Int32
    private var transaction: UInt16 = 0

    struct Failure: Error {
        let call: String
        let number: Int32
    }

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Failure(call: "connect", number: errno) }
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) throws {
        guard Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Failure(call: "send", number: errno)
        }
    }

    private func receive(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress! + filled, count - filled, 0) }
            guard got > 0 else { throw Failure(call: "recv", number: errno) }
            filled += got
        }
        return bytes
    }

    /// The answer's function and data.
    func exchange(function: UInt8, _ data: [UInt8], unit: UInt8 = 1) throws -> [UInt8] {
        transaction += 1
        let high = UInt8(transaction >> 8)
        let low = UInt8(truncatingIfNeeded: transaction)
        try send([high, low, 0, 0, 0, UInt8(data.count + 2), unit, function] + data)
        let head = try receive(7)
        guard head[0] == high, head[1] == low, head[6] == unit else { throw Failure(call: "transaction", number: 0) }
        return try receive(Int(head[4]) << 8 + Int(head[5]) - 1)
    }

    func read(function: UInt8, at address: Int, count: Int) throws -> [UInt8] {
        let answer = try exchange(
            function: function, [UInt8(address >> 8), UInt8(address & 0xFF), UInt8(count >> 8), UInt8(count & 0xFF)])
        guard answer.first == function else { throw Failure(call: "exception", number: Int32(answer.last ?? 0)) }
        return Array(answer.dropFirst(2))
    }

    func registers(function: UInt8, at address: Int, count: Int) throws -> [UInt16] {
        let bytes = try read(function: function, at: address, count: count)
        return stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
    }
}
