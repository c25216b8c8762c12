import Foundation
import Testing

@testable import Modbus

/// Clients that others wrote.
@Suite struct ForeignClientTests {
    @Test(.enabled(if: isInstalled("mbpoll", "-V"), "mbpoll is not installed (Debian package mbpoll)"))
    func `mbpoll reads and writes`() throws {
        let server = try benchServer(.init(units: .own([1])))
        func mbpoll(_ arguments: String...) throws -> String {
            try run("mbpoll", ["-m", "tcp", "-p", "\(server.endpoint.port)", "-a", "1", "-0", "-1", "-q"] + arguments).output
        }
        #expect(try values(mbpoll("-t", "4", "-r", "7", "-c", "3", "127.0.0.1")) == ["0", "27", "30"])
        #expect(try values(mbpoll("-t", "3", "-r", "0", "-c", "2", "127.0.0.1")) == ["2", "5"])
        #expect(try values(mbpoll("-t", "1", "-r", "0", "-c", "4", "127.0.0.1")) == ["1", "0", "0", "1"])
        _ = try mbpoll("-t", "0", "-r", "0", "127.0.0.1", "1", "0", "1")
        #expect(try values(mbpoll("-t", "0", "-r", "0", "-c", "3", "127.0.0.1")) == ["1", "0", "1"])
        _ = try mbpoll("-t", "4", "-r", "0", "127.0.0.1", "4711")
        _ = try mbpoll("-t", "4", "-r", "1", "127.0.0.1", "8", "15")
        #expect(
            server.latch().writes.map(\.function) == [.writeMultipleCoils, .writeSingleRegister, .writeMultipleRegisters])
        #expect(try values(mbpoll("-t", "4", "-r", "0", "-c", "3", "127.0.0.1")) == ["4711", "8", "15"])
        #expect(try mbpoll("-t", "4", "-r", "16", "-c", "1", "127.0.0.1").contains("Illegal data address"))
    }

    /// The values of lines such as "[7]: 	27".
    private func values(_ output: String) -> [String] {
        output.split(separator: "\n").filter { $0.hasPrefix("[") }.map { line in
            line.split(separator: ":", maxSplits: 1)[1].trimmingCharacters(in: .whitespaces)
        }
    }

    @Test(.enabled(if: isInstalled(python, "-c", "import pymodbus"), "pymodbus cannot be imported by \(python)"))
    func `pymodbus reads and writes`() throws {
        let server = try benchServer(.init(units: .own([1])))
        let script = """
            import sys
            from pymodbus.client import ModbusTcpClient
            client = ModbusTcpClient("127.0.0.1", port=int(sys.argv[1]))
            assert client.connect()
            def same(found, expected):
                assert found == expected, f"{found} instead of {expected}"
            def done(answer):
                assert not answer.isError(), answer
                return answer
            same(done(client.read_discrete_inputs(0, count=4)).bits[:4], [True, False, False, True])
            same(done(client.read_input_registers(100, count=125)).registers, [3 * a + 2 for a in range(100, 225)])
            done(client.write_coil(0, True))
            done(client.write_coils(100, [True, False, True] * 600))
            same(done(client.read_coils(100, count=1800)).bits[:1800], [True, False, True] * 600)
            done(client.write_register(0, 0x12))
            done(client.mask_write_register(address=0, and_mask=0xF2, or_mask=0x25))
            same(done(client.read_holding_registers(0, count=1)).registers, [0x17])
            done(client.write_registers(1, [1, 2, 3]))
            answer = client.readwrite_registers(read_address=0, read_count=9, write_address=4, values=[4, 5])
            same(done(answer).registers, [0x17, 1, 2, 3, 4, 5, 0, 0, 27])
            same(client.read_holding_registers(16, count=1).exception_code, 2)
            same(client.write_register(8, 1).exception_code, 2)
            same(client.read_coils(0, count=1, device_id=9).exception_code, 11)
            done(client.diag_query_data(msg=b"\\x12\\x34"))
            from pymodbus.pdu.mei_message import ReadDeviceInformationRequest
            def described(code, start=0):
                answer = done(client.read_device_information(read_code=code, object_id=start))
                return answer.information, answer.more_follows, answer.next_object_id
            same(described(1), ({0: b"banc", 1: b"BENCH", 2: b"1.2"}, 0, 0))
            same(set(described(2)[0]), {0, 1, 2, 3, 5})
            information, more, following = described(3, 5)
            same((information, more, following), ({5: b"M", 128: b"a" * 200}, 0xFF, 130))
            same(described(3, following), ({130: b"b" * 100}, 0, 0))
            same(described(4, 1), ({1: b"BENCH"}, 0, 0))
            same(client.read_device_information(read_code=4, object_id=4).exception_code, 2)
            client.close()
            """
        let result = try run(python, ["-c", script, "\(server.endpoint.port)"])
        #expect(result.status == 0, "\(result.output)")
        #expect(
            server.latch().writes.map(\.function) == [
                .writeSingleCoil, .writeMultipleCoils, .writeSingleRegister, .maskWriteRegister, .writeMultipleRegisters,
                .readWriteMultipleRegisters,
            ])
    }
}

/// The interpreter of the environment that has pymodbus.
private let python = ProcessInfo.processInfo.environment["BANC_PYTHON"] ?? "python3"
