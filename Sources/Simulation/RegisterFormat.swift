/// How a value is laid in registers.
public enum RegisterFormat: String, Sendable, CaseIterable {
    case u16, i16, u32, i32, u64, i64, f32, f64
    /// Decimal digits, four bits each: 0 to 9999.
    case bcd
    /// 0 to 99 999 999.
    case bcd32
    /// Characters of ISO 646, two in a register, filled up with zeros.
    case string

    /// Registers of one value; a string's follow from its length.
    public var width: Int {
        switch self {
        case .u16, .i16, .bcd, .string: 1
        case .u32, .i32, .f32, .bcd32: 2
        case .u64, .i64, .f64: 4
        }
    }

    public var isFloating: Bool { self == .f32 || self == .f64 }

    /// What it can hold, before scaling.
    public var range: ClosedRange<Double> {
        switch self {
        case .u16: 0...65535
        case .i16: -32768...32767
        case .u32: 0...4_294_967_295
        case .i32: -2_147_483_648...2_147_483_647
        // The last Double that fits: 2⁶⁴ − 2¹¹ and 2⁶³ − 2¹⁰. Whole numbers are exact to 2⁵³.
        case .u64: 0...18_446_744_073_709_549_568
        case .i64: -9_223_372_036_854_775_808...9_223_372_036_854_774_784
        case .bcd: 0...9999
        case .bcd32: 0...99_999_999
        case .f32: -Double(Float.greatestFiniteMagnitude)...Double(Float.greatestFiniteMagnitude)
        case .f64: -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
        case .string: 0...0
        }
    }

    /// The bits of a number, as wide as the format; what does not fit is held at the nearest end, and what is no number is zero
    /// where the format has none, as a module without a measure shows.
    func bits(_ number: Double) -> UInt64 {
        if self == .f32 { return UInt64(Float(number).bitPattern) }
        if self == .f64 { return number.bitPattern }
        let held = number.isNaN ? 0 : min(max(number.rounded(), range.lowerBound), range.upperBound)
        switch self {
        case .u16, .u32, .u64: return UInt64(held)
        case .i16, .i32, .i64: return UInt64(bitPattern: Int64(held))
        case .bcd, .bcd32:
            var rest = UInt64(held)
            var digits: UInt64 = 0
            for place in 0..<8 {
                digits |= (rest % 10) << (4 * place)
                rest /= 10
            }
            return digits
        case .f32, .f64, .string: return 0
        }
    }

    /// The number that bits hold; a nibble above 9 counts as what it is.
    func number(_ bits: UInt64) -> Double {
        switch self {
        case .u16, .u32, .u64: return Double(bits)
        case .i16: return Double(Int16(truncatingIfNeeded: bits))
        case .i32: return Double(Int32(truncatingIfNeeded: bits))
        case .i64: return Double(Int64(bitPattern: bits))
        case .f32: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        case .f64: return Double(bitPattern: bits)
        case .bcd, .bcd32: return (0..<8).reversed().reduce(0) { $0 * 10 + Double(bits >> (4 * $1) & 15) }
        case .string: return 0
        }
    }
}

/// In which order the bytes of a value stand, ABCD being the highest first, as Modbus sends a register.
public enum RegisterOrder: String, Sendable, CaseIterable {
    case highFirst = "ABCD"
    /// The low word first.
    case lowWordFirst = "CDAB"
    /// The bytes of each word swapped.
    case bytesSwapped = "BADC"
    /// The lowest byte first.
    case lowFirst = "DCBA"

    var isLowWordFirst: Bool { self == .lowWordFirst || self == .lowFirst }
    public var areBytesSwapped: Bool { self == .bytesSwapped || self == .lowFirst }

    /// Words, the highest first, into this order; or back, for it is its own inverse.
    func arranged(_ words: [UInt16]) -> [UInt16] {
        let ordered = isLowWordFirst ? words.reversed() : words
        return areBytesSwapped ? ordered.map(\.byteSwapped) : ordered
    }

    /// The same for one word alone.
    func arranged(_ word: UInt16) -> UInt16 { areBytesSwapped ? word.byteSwapped : word }
}
