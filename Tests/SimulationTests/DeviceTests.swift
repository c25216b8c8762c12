import Foundation
import Modbus
import Notation
import Simulation
import Testing

/// The devices that come with banc.
@Suite struct DeviceTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Scenarios/devices")
    static let names = [
        "automate.yaml", "bloc-temperature.yaml", "capteur-vibration.yaml", "compresseur.yaml", "compteur-energie.yaml",
        "table-libre.yaml", "variateur.yaml", "vibration-vs1.yaml",
    ]

    @Test func `each is read by these tests`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
        #expect(files == Self.names)
    }

    @Test(arguments: names) func `each is served, and shows every value that its map gives it`(name: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
        let map = try RegisterMap.decode(try Document.parse(text, name: name))
        let server = try Server([map.served()], at: Endpoint(host: "127.0.0.1", port: 0))
        let twin = RegisterTwin(map, on: server)
        let client = try RawClient(port: server.endpoint.port)
        for entry in map.entries where !entry.area.holdsBits {
            let data = [UInt8(entry.address >> 8), UInt8(entry.address & 255), 0, UInt8(entry.width)]
            let answer = try client.exchange(function: entry.area == .inputRegisters ? 4 : 3, data, unit: map.unit)
            let bytes = answer.dropFirst(2)
            let words = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map {
                UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
            }
            switch entry.source {
            case .constant(let value):
                #expect(
                    abs(entry.value(words) - value) <= (entry.format.isFloating ? 1e-5 * abs(value) : abs(entry.scale) / 2),
                    "\(entry.name)")
            case .text(let text): #expect(words == entry.registers(text), "\(entry.name)")
            default: #expect((entry.source == .key || entry.source == .heartbeat) && words == [0])
            }
        }
        withExtendedLifetime(twin) { server.stop() }
    }
}
