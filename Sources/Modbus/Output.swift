/// Answers on their way to a client, one frame after another, in memory that is allocated once.
struct Output: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer
    private let base: UnsafeMutableRawPointer
    private(set) var count = 0
    /// Where the last frame begins.
    private(set) var start = 0

    /// - Parameter capacity: in bytes; there must be room for every frame that is opened.
    init(capacity: Int) {
        memory = .allocate(byteCount: capacity, alignment: 16)
        base = memory.baseAddress!
    }

    deinit {
        memory.deallocate()
    }

    var bytes: UnsafeRawBufferPointer { .init(rebasing: memory[..<count]) }
    /// The last frame.
    var last: UnsafeRawBufferPointer { .init(rebasing: memory[start..<count]) }

    mutating func empty() {
        count = 0
        start = 0
    }

    /// Begins an answer: the request's transaction, protocol and unit. Its length is set by `close`.
    mutating func open(answering frame: UnsafeRawBufferPointer) {
        precondition(memory.count - count >= Frame.maximumLength, "no room for an answer")
        start = count
        (base + start).copyMemory(from: frame.baseAddress!, byteCount: Frame.headerLength)
        count += Frame.headerLength
    }

    mutating func close() {
        let payload = count - start - Frame.unitOffset
        base.storeBytes(of: UInt16(payload).bigEndian, toByteOffset: start + 4, as: UInt16.self)
    }

    /// Forgets the last frame.
    mutating func takeBack() {
        count = start
    }

    mutating func append(_ byte: UInt8) {
        base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    mutating func append(_ word: UInt16) {
        base.storeBytes(of: word.bigEndian, toByteOffset: count, as: UInt16.self)
        count += 2
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        (base + count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }

    /// Registers, high byte first.
    mutating func append(_ registers: UnsafePointer<UInt16>, count number: Int) {
        let target = base + count
        for index in 0..<number {
            target.storeBytes(of: registers[index].bigEndian, toByteOffset: 2 * index, as: UInt16.self)
        }
        count += 2 * number
    }

    /// Bits of 0 or 1, eight to a byte, the first in the lowest; the last byte is filled up with zeros.
    mutating func append(bits: UnsafePointer<UInt8>, count number: Int) {
        let target = base + count
        let whole = number / 8
        for byte in 0..<whole {
            // Eight bytes of 0 or 1 into one: the multiplication brings bit 8k to bit 56 + k.
            let eight = UnsafeRawPointer(bits + 8 * byte).loadUnaligned(as: UInt64.self).littleEndian
            target.storeBytes(
                of: UInt8(truncatingIfNeeded: (eight &* 0x0102_0408_1020_4080) >> 56), toByteOffset: byte, as: UInt8.self)
        }
        count += whole
        guard number % 8 > 0 else { return }
        var rest: UInt8 = 0
        for bit in 0..<number % 8 { rest |= bits[8 * whole + bit] << bit }
        append(rest)
    }
}
