public import Modbus
public import Notation
public import Simulation

/// One value of a device: an entry of its map, or one of the many of an entry that has a count.
public struct Point: Sendable {
    /// Unique in its profile.
    public let name: String
    public let entry: RegisterMap.Entry
    /// The cells that hold it.
    public let addresses: Range<Int>
    /// The poll by which it is asked for; nil for one that is never asked for by itself.
    public let group: Int?

    public var area: Area { entry.area }
    public var text: Text { entry.text }

    /// Empty where none is said.
    public var unit: String { entry.display?.unit ?? "" }

    /// value in the written unit = raw × scale + offset.
    var scaling: (scale: Double, offset: Double) {
        entry.display.map { ($0.scale, $0.offset) } ?? (entry.scale, entry.offset)
    }

    /// Decimals that its scale can tell apart; nil for a floating value.
    public var decimals: Int? {
        if area.holdsBits { return 0 }
        if entry.format.isFloating { return nil }
        let scale = abs(scaling.scale)
        var places = 0, step = 1.0
        while places < 9, abs(scale / step - (scale / step).rounded()) > 1e-6 {
            places += 1
            step /= 10
        }
        return places
    }

    /// What its cells say.
    public func reading(_ cells: [UInt16]) -> Reading {
        if entry.format == .string { return .text(text(cells)) }
        let written = value(cells)
        guard written.isFinite else { return .absent }
        if let absent = entry.absent {
            let (scale, offset) = scaling
            let raw = (written - offset) / scale
            if abs(raw - absent) <= abs(absent) * 1e-9 { return .absent }
        }
        return .number(rounded(written))
    }

    /// In the written unit.
    private func value(_ cells: [UInt16]) -> Double {
        let value = entry.value(cells)
        let (scale, offset) = scaling
        return scale == entry.scale && offset == entry.offset ? value : (value - entry.offset) / entry.scale * scale + offset
    }

    /// The digits that the multiplication by the scale has added are taken off again.
    private func rounded(_ value: Double) -> Double {
        if entry.format == .f32, scaling == (1, 0) { return Double("\(Float(value))") ?? value }
        guard let decimals, abs(value) < 1e9 else { return value }
        var factor = 1.0
        for _ in 0..<decimals { factor *= 10 }
        return (value * factor).rounded() / factor
    }

    private func text(_ cells: [UInt16]) -> String {
        let words = entry.order.areBytesSwapped ? cells.map(\.byteSwapped) : cells
        let bytes = words.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }.prefix(entry.length).prefix { $0 != 0 }
        // What a device sends goes to a terminal and into files: nothing but what can be read.
        return String(decoding: bytes, as: UTF8.self).filter {
            !$0.unicodeScalars.contains { $0.properties.generalCategory == .control }
        }
    }

    /// The cells of a value in the written unit, or nil if they cannot hold it; bits stand where they belong.
    public func cells(_ value: Double) -> [UInt16]? {
        guard value.isFinite else { return nil }
        if area.holdsBits { return value == 0 || value == 1 ? [UInt16(value)] : nil }
        let (scale, offset) = scaling
        let raw = (value - offset) / scale
        let cells = entry.registers(raw * entry.scale + entry.offset)
        // Held at an end, or rounded away: what would be written is not what was asked for.
        let step = entry.format.isFloating ? max(abs(value) * 1e-6, .leastNonzeroMagnitude) : abs(scale) * 0.5000001
        return abs(self.value(cells) - value) <= step ? cells : nil
    }

    public func cells(_ text: String) -> [UInt16]? {
        guard entry.format == .string, text.utf8.count <= entry.length, text.utf8.allSatisfy({ 0x20...0x7E ~= $0 }) else {
            return nil
        }
        return entry.registers(text)
    }
}

/// What a device has told of a value.
public enum Reading: Sendable, Equatable {
    /// In the unit of its point.
    case number(Double)
    case text(String)
    /// The device answers that it has no measure.
    case absent
    case failed(ClientError)

    public var number: Double? {
        if case .number(let value) = self { value } else { nil }
    }
}
