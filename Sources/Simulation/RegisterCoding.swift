import Modbus

/// How an entry's values are laid in its cells: what each scan needs of it, without names and texts.
struct RegisterCoding: Sendable {
    let area: Area
    /// In the protocol, from 0.
    let address: Int
    /// Cells of one value.
    let width: Int
    let bits: Range<Int>?
    /// The registers of its bits, which others share.
    let mask: UInt16
    /// value = raw × scale + offset, in SI.
    let scale: Double
    let offset: Double
    /// Whether it has a scale that could be set wrong.
    let isScaled: Bool
    /// Whether it is the count of a channel where words are counts.
    let isWord: Bool
    private let format: RegisterFormat
    private let order: RegisterOrder

    init(_ entry: RegisterMap.Entry) {
        area = entry.area
        address = entry.address
        width = entry.width
        bits = entry.bits
        mask = entry.mask
        scale = entry.scale
        offset = entry.offset
        isScaled = entry.scale != 1 && entry.source != .clock || entry.format.isFloating
        isWord = !entry.area.holdsBits && entry.format == .i16
        format = entry.format
        order = entry.order
    }

    /// Calls `body` with each register of a value and its place among them, in no particular order.
    func forEachRegister(_ value: Double, _ body: (_ place: Int, _ register: UInt16) -> Void) {
        if area.holdsBits { return body(0, value != 0 ? 1 : 0) }
        let raw = (value - offset) / scale
        if let bits {
            let held = raw.isNaN ? 0 : min(max(raw.rounded(), 0), Double(1 << bits.count - 1))
            return body(0, order.arranged(UInt16(held) << bits.lowerBound))
        }
        let pattern = format.bits(raw)
        for place in 0..<width {
            let word = UInt16(truncatingIfNeeded: pattern >> (16 * place))
            body(order.isLowWordFirst ? place : width - 1 - place, order.arranged(word))
        }
    }
}
