import CModbus
import Devices
import Foundation
import Modbus
import Notation
import Simulation
import Synchronization
import Testing

/// Modbus RTU over pairs of terminals, with slaves that others wrote and with slaves that misbehave.
@Suite(.serialized, .enabled(if: isInstalled("socat", "-V"), "socat is not installed (Debian package socat)"))
struct SerialTests {
    /// A terminal has no parity: asked for it twice, it refuses.
    private static func line(_ pair: SerialPair) -> SerialLine { SerialLine(path: pair.master, parity: .none) }

    private static func profile(_ link: String = "", _ registers: String) throws -> Profile {
        try Profiles.made("link: {pause: 5 ms\(link)}\npolls: {all: 50 ms}\nholding-registers: {\(registers)}")
    }

    private func link(_ pair: SerialPair, unit: UInt8 = 1, timeout: Duration = .seconds(20)) -> ClientLink {
        ClientLink(.line(Self.line(pair)), unit: unit, timeout: timeout, pause: .milliseconds(5))
    }

    private func turn(_ poller: Poller, _ clock: SystemClock) -> Sample {
        clock.sleep(poller.due - clock.now)
        return poller.turn()
    }

    /// Polls register 7 until the script is used up and three turns have gone well; every value that is told must be right.
    private func poll(_ script: [ScriptedSlave.Answer], timeout: Duration = .seconds(20), retries: Int = 1) throws -> Counters {
        let pair = try SerialPair()
        let slave = try ScriptedSlave(pair.slave, script: script)
        defer { slave.stop() }
        let clock = SystemClock()
        let profile = try Self.profile(", retries: \(retries)", "7: {name: a}, 300: {name: b}, 302: {name: c}")
        let poller = Poller(profile, over: link(pair, timeout: timeout), clock: clock)
        var good = 0
        for _ in 0..<100 where good < 3 {
            let sample = turn(poller, clock)
            for (reading, expected) in zip(sample.readings, [7, 300, 302.0]) {
                if let number = reading?.number { #expect(number == expected) }
            }
            good = sample.outcome == .complete ? good + 1 : 0
        }
        #expect(good == 3)
        return poller.counters
    }

    @Test func `an honest slave is read without a byte too many`() throws {
        let counters = try poll([])
        #expect(counters.requests == 9 && counters.answers == 9 && counters.retries == 0 && counters.strayBytes == 0)
    }

    @Test func `a wrong checksum is noticed, counted and asked again`() throws {
        let counters = try poll([
            { request in
                var answer = ScriptedSlave.honest(request)
                answer[3] ^= 0x10
                return [.send(answer)]
            }
        ])
        #expect(counters.badChecksums == 1 && counters.retries == 1 && counters.timeouts == 0)
    }

    @Test func `an answer of another unit is noticed, counted and asked again`() throws {
        let counters = try poll([
            { request in [.send(ScriptedSlave.checked([9] + ScriptedSlave.honest(request).dropFirst().dropLast(2)))] }
        ])
        #expect(counters.wrongUnits == 1 && counters.retries == 1)
    }

    @Test func `an answer that comes too late is not taken for the next one's`() throws {
        // The second and third requests have answers of one length: a late one would fit.
        let counters = try poll(
            [
                { request in [.send(ScriptedSlave.honest(request))] },
                { request in [.wait(2.5), .send(ScriptedSlave.honest(request))] },
            ], timeout: .seconds(2), retries: 0)
        #expect(counters.timeouts >= 1)
        #expect(counters.strayBytes >= 7, "the late answer is taken off the line")
    }

    @Test func `noise in front of an answer is got over`() throws {
        let counters = try poll([
            { request in [.send([0x00, 0xFF, 0x55] + ScriptedSlave.honest(request))] },
            { request in [.send([0x01]), .send(ScriptedSlave.honest(request))] },
        ])
        #expect(counters.retries >= 1 && counters.badChecksums + counters.wrongUnits + counters.badAnswers >= 1)
    }

    @Test func `half an answer ends with the time-out, and the rest of it is not the next one's`() throws {
        let counters = try poll(
            [{ request in [.send(Array(ScriptedSlave.honest(request).prefix(4)))] }], timeout: .seconds(1))
        #expect(counters.timeouts >= 1)
    }

    @Test func `the frames of a second master on the line are passed over`() throws {
        // What another master asks and is answered stands on the line between our own frames.
        let foreign = ScriptedSlave.checked([5, 3, 0, 7, 0, 1]) + ScriptedSlave.checked([5, 3, 2, 0xAA, 0xAA])
        let counters = try poll([
            { request in [.send(ScriptedSlave.honest(request)), .send(foreign)] },
            { request in [.send(foreign), .send(ScriptedSlave.honest(request))] },
        ])
        #expect(counters.strayBytes > 0)
        #expect(counters.wrongUnits + counters.badChecksums + counters.badAnswers >= 1)
    }

    @Test func `an adapter that is pulled out and put back is polled again`() throws {
        let pair = try SerialPair()
        var slave = try ScriptedSlave(pair.slave)
        let clock = SystemClock()
        let profile = try Self.profile("", "7: {name: a}")
        let poller = Poller(profile, over: link(pair), clock: clock)
        #expect(turn(poller, clock).readings == [.number(7)])
        slave.stop()
        pair.unplug()
        var sample = turn(poller, clock)
        for _ in 0..<4 { sample = turn(poller, clock) }
        #expect(sample.outcome == .silent(.link(.noDevice(pair.master))))
        try pair.plug()
        slave = try ScriptedSlave(pair.slave)
        defer { slave.stop() }
        var turns = 0
        repeat {
            sample = turn(poller, clock)
            turns += 1
        } while sample.outcome != .complete && turns < 50
        #expect(sample.readings == [.number(7)])
        #expect(poller.counters.connections == 2 && poller.counters.failedConnections >= 3)
    }

    @Test func `a line has one master at a time, and nothing but a line is opened`() throws {
        let pair = try SerialPair()
        let first = try Client(Self.line(pair), unit: 1)
        #expect(throws: ClientError.link(.lineInUse(pair.master))) { try Client(Self.line(pair), unit: 1) }
        withExtendedLifetime(first) {}
        #expect(throws: ClientError.link(.notSerial("/dev/null"))) { try Client(SerialLine(path: "/dev/null"), unit: 1) }
        #expect(throws: ClientError.link(.notSerial(#filePath))) { try Client(SerialLine(path: #filePath), unit: 1) }
        #expect(throws: ClientError.link(.noDevice("/dev/no-such"))) { try Client(SerialLine(path: "/dev/no-such"), unit: 1) }
        #expect(throws: ClientError.link(.badRequest)) { try Client(SerialLine(path: pair.slave, rate: 12345), unit: 1) }
        #expect(throws: ClientError.link(.badRequest)) { try Client(SerialLine(path: pair.slave), unit: 248) }
    }

    @Test func `two devices on one line are polled side by side, one request at a time`() throws {
        let pair = try SerialPair()
        let slave = try ScriptedSlave(pair.slave, unit: nil)
        defer { slave.stop() }
        let line = Self.line(pair)
        let shared = SharedLine(line, timeout: .seconds(20), pause: .milliseconds(5))
        let feeds = try [UInt8(1), 2].map { unit in
            let profile = try Profiles.made(
                "unit: \(unit)\npolls: {all: 20 ms}\nholding-registers: {\(100 * Int(unit)): {name: a}}")
            return Feed(profile, at: .line(line), unit: unit, timeout: .seconds(20))
        }
        for feed in feeds { feed.start(over: shared) }
        defer { for feed in feeds { feed.stop() } }
        #expect(waits { feeds.allSatisfy { $0.turns > 20 } })
        #expect(feeds.map { $0.value(of: 0) } == [100, 200])
        #expect(feeds.allSatisfy { $0.failure == nil })
        for unit in [UInt8(1), 2] { #expect(slave.requests.filter { $0[0] == unit }.count > 20) }
        #expect(throws: ClientError.link(.lineInUse(pair.master))) { try Client(line, unit: 1) }
    }

    @Test func `the silence between frames is that of the guide`() {
        #expect(SerialLine(path: "", rate: 9600).frameGap == .microseconds(4011))
        #expect(SerialLine(path: "", rate: 19200).frameGap == .microseconds(2006))
        #expect(SerialLine(path: "", rate: 115_200).frameGap == .microseconds(1750))
        #expect(SerialLine(path: "/dev/ttyS0", parity: .none).summary == "/dev/ttyS0, 19200 8N2")
    }

    @Test func `libmodbus as a slave is read and written`() throws {
        let pair = try SerialPair()
        let slave = try LibmodbusSlave(pair.slave, unit: 7)
        defer { slave.stop() }
        let profile = try Profiles.named("compresseur")
        let link = link(pair, unit: 7)
        // The slave's cells are set through the line, by the entries' own registers.
        try link.open()
        for entry in profile.map.entries where entry.bits == nil && entry.area == .holdingRegisters {
            guard case .constant(let value) = entry.source else { continue }
            try link.write(.holdingRegisters, at: entry.address, entry.registers(value), isSingle: false)
        }
        let sample = Poller(profile, over: link, clock: SystemClock()).turn()
        #expect(sample.outcome == .complete)
        for (point, reading) in zip(profile.points, sample.readings)
        where point.entry.bits == nil && point.area == .holdingRegisters {
            guard case .constant(let value) = point.entry.source else { continue }
            #expect(reading == .number(value), "\(point.name)")
        }
        let writing = try Writing("6.3", into: "load-at", of: profile)
        try writing.carryOut(over: link)
        #expect(try writing.reading(over: link) == .number(6.3))
        #expect(link.strayBytes == 0)
    }

    @Test(
        .enabled(
            if: isInstalled(python, "-c", "import pymodbus, serial"), "pymodbus and pyserial cannot be imported by \(python)"))
    func `pymodbus as a slave is read, and found by a scan`() throws {
        let pair = try SerialPair()
        let script = """
            import sys
            from pymodbus import FramerType
            from pymodbus.datastore import ModbusDeviceContext, ModbusSequentialDataBlock, ModbusServerContext
            from pymodbus.server import StartSerialServer
            # The context adds one to every address.
            holding = ModbusSequentialDataBlock(1, list(range(1000, 1400)))
            inputs = ModbusSequentialDataBlock(1, [0x405A, 0xE148, 65411, 0x7FFF])
            device = ModbusDeviceContext(hr=holding, ir=inputs)
            StartSerialServer(ModbusServerContext(devices={3: device}, single=False), framer=FramerType.RTU,
                port=sys.argv[1], baudrate=19200, parity="N", timeout=1)
            """
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [python, "-c", script, pair.slave]
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer { process.end() }
        let profile = try Profiles.made(
            """
            unit: 3
            link: {pause: 5 ms}
            input-registers: {0: {name: i, format: f32}, 2: {name: t, format: i16, scale: 0.1}, 3: {name: none, format: i16, absent: 32767}}
            holding-registers: {0: {name: a, count: 100}, 100: {name: b, format: u32}}
            """)
        let link = link(pair, unit: 3, timeout: .seconds(1))
        // It takes its time to come up.
        let isUp = waits {
            if !link.isOpen { try? link.open() }
            return (try? link.read(.holdingRegisters, at: 0, count: 1)) == [1000]
        }
        try #require(isUp)
        let sample = Poller(profile, over: link, clock: SystemClock()).turn()
        let numbers = (0..<100).map { Reading.number(Double(1000 + $0)) }
        #expect(sample.readings == [.number(3.42), .number(-12.5), .absent] + numbers + [.number(1100 * 65536 + 1101)])
        var scan = Scan(link, clock: SystemClock(), pause: 0)
        #expect(try scan.cells(of: .inputRegisters, in: 0..<64).map(\.addresses) == [0..<4])
    }
}

/// libmodbus' own slave on a thread of its own: 400 cells of each kind.
private final class LibmodbusSlave: Sendable {
    private let stopped = Mutex(false)
    private let done = Mutex(false)

    struct NoSlave: Error {}

    init(_ path: String, unit: Int32) throws {
        // The context belongs to the thread from its beginning.
        Thread.detachNewThread { [self] in
            defer { done.withLock { $0 = true } }
            guard let context = modbus_new_rtu(path, 19200, CChar(UInt8(ascii: "N")), 8, 1),
                let mapping = modbus_mapping_new(400, 400, 400, 400)
            else { return }
            defer {
                modbus_mapping_free(mapping)
                modbus_close(context)
                modbus_free(context)
            }
            guard modbus_set_slave(context, unit) == 0, modbus_connect(context) == 0 else { return }
            modbus_set_indication_timeout(context, 0, 100_000)
            var request = [UInt8](repeating: 0, count: 260)
            while !stopped.withLock({ $0 }) {
                let length = modbus_receive(context, &request)
                if length > 0 { modbus_reply(context, request, length, mapping) }
            }
        }
    }

    func stop() {
        stopped.withLock { $0 = true }
        _ = waits { done.withLock { $0 } }
    }
}
