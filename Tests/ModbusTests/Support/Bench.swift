@testable import Modbus

let tester = Peer(number: 1, address: "127.0.0.1:50000")

/// Gaps, neighbours with two owners, areas longer than one request, and the last address of all.
func benchLayout() throws -> Layout {
    try Layout([
        .init(.coils, 0..<16, .client),
        .init(.coils, 16..<24, .plant),
        .init(.coils, 100..<2200, .client),
        .init(.discreteInputs, 0..<20, .plant),
        .init(.discreteInputs, 100..<2200, .plant),
        .init(.inputRegisters, 0..<10, .plant),
        .init(.inputRegisters, 20..<30, .plant),
        .init(.inputRegisters, 100..<300, .plant),
        .init(.holdingRegisters, 0..<8, .client),
        .init(.holdingRegisters, 8..<16, .plant),
        .init(.holdingRegisters, 100..<400, .client),
        .init(.holdingRegisters, 65535..<65536, .client),
    ])
}

/// Every cell of the plant's with a value that its address gives: bits on at every third address, registers 3 × address + area.
func benchSnapshot() throws -> Snapshot {
    var snapshot = Snapshot(try benchLayout())
    for span in try benchLayout().spans where span.owner == .plant {
        for address in span.addresses {
            snapshot[Cell(span.area, address)] =
                span.area.holdsBits ? (address % 3 == 0 ? 1 : 0) : UInt16(3 * address + span.area.rawValue)
        }
    }
    return snapshot
}

/// What the bench says of itself: three basic objects, two regular ones, and two extended ones that fill more than one answer.
func benchIdentification() throws -> Identification {
    try Identification(
        vendorName: "banc", productCode: "BENCH", revision: "1.2", vendorURL: "http://example.invalid", modelName: "M",
        extended: [128: String(repeating: "a", count: 200), 130: String(repeating: "b", count: 100)])
}

func benchUnit(_ number: UInt8 = 255) throws -> Device {
    Device(number: number, layout: try benchLayout(), identification: try benchIdentification())
}

/// A service on the bench's layout and snapshot.
func benchService(_ units: Units = .own([]), writeLimit: Int = Mailbox.writeLimit) throws -> Service {
    let unit = try benchUnit()
    let station = Station(unit, Mailbox(unit.layout, writeLimit: writeLimit))
    station.tables.adopt(try benchSnapshot())
    return Service([station], units)
}

extension Service {
    var tables: Tables { stations[0].tables }
    /// What the last stream has changed.
    var writes: [Write] { stations[0].writes }

    /// The answering bytes to a stream.
    mutating func answers(to stream: [UInt8], now: UInt64 = 0) -> [UInt8] {
        _ = stream.withUnsafeBytes { serve($0, of: tester, now: now) }
        return [UInt8](answers)
    }

    /// The answering PDU to a PDU, its header checked off.
    mutating func answer(_ pdu: String) -> String {
        let answer = answers(to: frame(pdu))
        guard answer.count > 7 else { return "no answer" }
        let header = frame([UInt8](answer[7...]))[..<7]
        guard answer[..<7] == header else { return "header \(hex(answer[..<7]))" }
        return hex(answer[7...])
    }
}
