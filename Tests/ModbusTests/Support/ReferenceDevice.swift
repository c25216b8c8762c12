@testable import Modbus

/// A device written a second time, plainly and from the specification, to be asked what the server must answer and hold.
struct ReferenceDevice {
    /// By area and address: nil where there is no cell.
    private(set) var cells: [[UInt16?]]
    private let layout: Layout
    private let identification: [(number: UInt8, value: [UInt8])]
    private let own: Set<UInt8>
    private var messages = 0
    private var processed = 0
    private var exceptions = 0

    init(_ layout: Layout, own: Set<UInt8>, _ plant: Snapshot, _ identification: [(number: UInt8, value: [UInt8])]) {
        self.layout = layout
        self.own = own
        self.identification = identification
        cells = Area.allCases.map { _ in [UInt16?](repeating: nil, count: 65536) }
        for span in layout.spans {
            for address in span.addresses {
                cells[span.area.rawValue][address] = span.owner == .plant ? plant[Cell(span.area, address)] : 0
            }
        }
    }

    /// The answering frame to a whole frame of this protocol.
    mutating func answer(_ frame: [UInt8]) -> [UInt8] {
        let pdu = [UInt8](frame[7...])
        messages += 1
        let answer: [UInt8]
        if own.contains(frame[6]) || frame[6] == 0 || frame[6] == 255 {
            processed += 1
            do {
                answer = try carryOut(pdu)
            } catch {
                exceptions += 1
                answer = [pdu[0] | 0x80, error.rawValue]
            }
        } else {
            answer = [pdu[0] | 0x80, 0x0B]
        }
        let length = answer.count + 1
        return [frame[0], frame[1], 0, 0, UInt8(length / 256), UInt8(length % 256), frame[6]] + answer
    }

    private mutating func carryOut(_ pdu: [UInt8]) throws(ExceptionCode) -> [UInt8] {
        func word(_ offset: Int) -> Int { Int(pdu[offset]) * 256 + Int(pdu[offset + 1]) }
        func bytes(_ value: Int) -> [UInt8] { [UInt8(value / 256), UInt8(value % 256)] }
        switch pdu[0] {
        case 1, 2:
            let area = pdu[0] == 1 ? 0 : 1
            guard pdu.count == 5, 1...2000 ~= word(3) else { throw .illegalDataValue }
            let values = try read(area, word(1), word(3))
            var packed = [UInt8](repeating: 0, count: (values.count + 7) / 8)
            for (index, value) in values.enumerated() where value != 0 { packed[index / 8] += 1 << (index % 8) }
            return [pdu[0], UInt8(packed.count)] + packed
        case 3, 4:
            guard pdu.count == 5, 1...125 ~= word(3) else { throw .illegalDataValue }
            let values = try read(pdu[0] == 3 ? 3 : 2, word(1), word(3))
            return [pdu[0], UInt8(2 * values.count)] + values.flatMap { bytes(Int($0)) }
        case 5:
            guard pdu.count == 5, word(3) == 0 || word(3) == 0xFF00 else { throw .illegalDataValue }
            try write(0, word(1), [word(3) == 0 ? 0 : 1])
            return pdu
        case 6:
            guard pdu.count == 5 else { throw .illegalDataValue }
            try write(3, word(1), [UInt16(word(3))])
            return pdu
        case 8:
            guard pdu.count >= 3 else { throw .illegalDataValue }
            if word(1) == 0 {
                guard pdu.count >= 5, (pdu.count - 3) % 2 == 0 else { throw .illegalDataValue }
                return pdu
            }
            guard [10, 11, 13, 14, 15, 17].contains(word(1)) else { throw .illegalFunction }
            guard pdu.count == 5, word(3) == 0 else { throw .illegalDataValue }
            switch word(1) {
            case 10:
                (messages, processed, exceptions) = (0, 0, 0)
                return pdu
            case 11: return pdu[..<3] + bytes(messages % 65536)
            case 13: return pdu[..<3] + bytes(exceptions % 65536)
            case 14: return pdu[..<3] + bytes(processed % 65536)
            default: return pdu[..<3] + [0, 0]
            }
        case 15:
            guard pdu.count >= 6, 1...1968 ~= word(3), Int(pdu[5]) == (word(3) + 7) / 8, pdu.count == 6 + Int(pdu[5]) else {
                throw .illegalDataValue
            }
            try write(0, word(1), (0..<word(3)).map { UInt16(pdu[6 + $0 / 8] >> ($0 % 8)) % 2 })
            return [UInt8](pdu[..<5])
        case 16:
            guard pdu.count >= 6, 1...123 ~= word(3), Int(pdu[5]) == 2 * word(3), pdu.count == 6 + Int(pdu[5]) else {
                throw .illegalDataValue
            }
            try write(3, word(1), (0..<word(3)).map { UInt16(word(6 + 2 * $0)) })
            return [UInt8](pdu[..<5])
        case 22:
            guard pdu.count == 7 else { throw .illegalDataValue }
            let old = Int(try read(3, word(1), 1)[0])
            try write(3, word(1), [UInt16(old & word(3) | word(5) & (65535 - word(3)))])
            return pdu
        case 23:
            guard pdu.count >= 10, 1...125 ~= word(3), 1...121 ~= word(7), Int(pdu[9]) == 2 * word(7),
                pdu.count == 10 + Int(pdu[9])
            else { throw .illegalDataValue }
            _ = try read(3, word(1), word(3))
            try write(3, word(5), (0..<word(7)).map { UInt16(word(10 + 2 * $0)) })
            let values = try read(3, word(1), word(3))
            return [23, UInt8(2 * values.count)] + values.flatMap { bytes(Int($0)) }
        case 43:
            guard pdu.count >= 2 else { throw .illegalDataValue }
            guard pdu[1] == 14 else { throw .illegalFunction }
            guard pdu.count == 4, 1...4 ~= pdu[2] else { throw .illegalDataValue }
            return try identify(pdu[2], pdu[3])
        default: throw .illegalFunction
        }
    }

    private func identify(_ code: UInt8, _ object: UInt8) throws(ExceptionCode) -> [UInt8] {
        let highest = identification.map(\.number).max()!
        let level: UInt8 = highest > 127 ? 0x83 : highest > 2 ? 0x82 : 0x81
        if code == 4 {
            guard let found = identification.first(where: { $0.number == object }) else { throw .illegalDataAddress }
            return [43, 14, 4, level, 0, 0, 1, object, UInt8(found.value.count)] + found.value
        }
        let last: UInt8 = code == 1 ? 2 : code == 2 ? 127 : 255
        var rest = identification.filter { $0.number <= last }
        if rest.contains(where: { $0.number == object }) { rest.removeAll { $0.number < object } }
        var list: [UInt8] = []
        var count: UInt8 = 0
        while let next = rest.first, list.count + 2 + next.value.count <= 246 {
            list += [next.number, UInt8(next.value.count)] + next.value
            count += 1
            rest.removeFirst()
        }
        return [43, 14, code, level, rest.isEmpty ? 0 : 255, rest.first?.number ?? 0, count] + list
    }

    private func read(_ area: Int, _ address: Int, _ count: Int) throws(ExceptionCode) -> [UInt16] {
        var values: [UInt16] = []
        values.reserveCapacity(count)
        for address in address..<address + count {
            guard address < 65536, let value = cells[area][address] else { throw .illegalDataAddress }
            values.append(value)
        }
        return values
    }

    private mutating func write(_ area: Int, _ address: Int, _ values: [UInt16]) throws(ExceptionCode) {
        for address in address..<address + values.count {
            guard address < 65536, layout.owner(of: Cell(Area.allCases[area], address)) == .client else {
                throw .illegalDataAddress
            }
        }
        for (offset, value) in values.enumerated() { cells[area][address + offset] = value }
    }
}
