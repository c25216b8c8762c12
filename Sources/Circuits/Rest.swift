import Glibc

// Rest: an island in which nothing moves takes longer steps.
//
// After each step an island looks how far its unknowns and what its elements keep have gone in it. Where, at that pace, they would
// stay within `Island.leeway` of their tolerance for 2, 4 … 64 steps, the island rests so long on the absolute grid, then takes one
// step of that length: what drifts slowly is integrated, not lost. As soon as an element or an imposed value changes by more than
// `Circuit.heedless` of itself, it first makes up for the steps it owes, with the elements as they were, then goes on.

/// Which bytes of a kind of element are numbers, and which are something else. Its memory is its owner's to free.
struct ElementForm {
    /// Offsets of its `Double`s.
    let numbers: UnsafeMutableBufferPointer<Int>
    /// Offsets of the other bytes.
    let others: UnsafeMutableBufferPointer<Int>

    /// Nil for what cannot be copied byte by byte, or whose fields cannot be told.
    ///
    /// - Parameter readings: what is left out.
    init?<Kind>(_ element: Kind, readings: [PartialKeyPath<Kind>] = []) {
        guard _isPOD(Kind.self), let extent = Self.extent(element), extent.size == MemoryLayout<Kind>.size else { return nil }
        let places = Self.places(of: element, at: 0)
        // Each must be read where it is said to be.
        let isRight = withUnsafeBytes(of: element) { bytes in
            places.allSatisfy { bytes.loadUnaligned(fromByteOffset: $0.offset, as: UInt64.self) == $0.value.bitPattern }
        }
        guard isRight else { return nil }
        var isNumber = [Bool](repeating: false, count: extent.size)
        for place in places {
            for byte in place.offset..<place.offset + 8 { isNumber[byte] = true }
        }
        var isReading = [Bool](repeating: false, count: extent.size)
        for path in readings {
            guard let offset = MemoryLayout<Kind>.offset(of: path) else { return nil }
            for byte in offset..<offset + Self.size(of: type(of: path).valueType) { isReading[byte] = true }
        }
        numbers = Self.copy(places.map(\.offset).filter { !isReading[$0] })
        others = Self.copy(isNumber.indices.filter { !isNumber[$0] && !isReading[$0] })
    }

    private static func size(of type: Any.Type) -> Int {
        func size<Value>(_ type: Value.Type) -> Int { MemoryLayout<Value>.size }
        return _openExistential(type, do: size)
    }

    private static func copy(_ offsets: [Int]) -> UnsafeMutableBufferPointer<Int> {
        let copy = UnsafeMutableBufferPointer<Int>.allocate(capacity: offsets.count)
        _ = copy.initialize(from: offsets)
        return copy
    }

    func deallocate() {
        numbers.deallocate()
        others.deallocate()
    }

    /// Size and alignment of a value, as the language lays stored properties out: in order, each at the next place that its
    /// alignment allows.
    private static func extent(_ value: Any) -> (size: Int, alignment: Int)? {
        switch value {
        case is Double, is Int, is UInt, is Int64, is UInt64: return (8, 8)
        case is Float, is Int32, is UInt32: return (4, 4)
        case is Int16, is UInt16: return (2, 2)
        case is Bool, is Int8, is UInt8: return (1, 1)
        default: break
        }
        guard let fields = fields(of: value) else {
            let mirror = Mirror(reflecting: value)
            return mirror.displayStyle == .enum && mirror.children.isEmpty ? (1, 1) : nil
        }
        var whole = (size: 0, alignment: 1)
        for field in fields {
            guard let part = extent(field) else { return nil }
            whole.size = next(whole.size, part.alignment) + part.size
            whole.alignment = max(whole.alignment, part.alignment)
        }
        return whole
    }

    private static func fields(of value: Any) -> [Any]? {
        // A range shows its bounds, but does not show itself as a structure.
        if let range = value as? ClosedRange<Double> { return [range.lowerBound, range.upperBound] }
        let mirror = Mirror(reflecting: value)
        return mirror.displayStyle == .struct || mirror.displayStyle == .tuple ? mirror.children.map(\.value) : nil
    }

    private static func next(_ offset: Int, _ alignment: Int) -> Int { (offset + alignment - 1) / alignment * alignment }

    /// Every number in a value whose extent is known, and where it is.
    private static func places(of value: Any, at start: Int) -> [(offset: Int, value: Double)] {
        if let number = value as? Double { return [(start, number)] }
        var places: [(Int, Double)] = []
        var end = start
        for field in fields(of: value) ?? [] {
            guard let part = extent(field) else { return [] }
            let place = next(end, part.alignment)
            places += Self.places(of: field, at: place)
            end = place + part.size
        }
        return places
    }
}

extension GroupOf {
    var canRest: Bool { form != nil }

    /// Calls `body` once with each element of an island.
    @inline(__always)
    func forEachElement(of island: Int, _ body: (Int) -> Void) {
        var last: Int32 = -1
        // Several stamps of one element, in its layers, follow one another.
        for binding in range(island) where binding.element != last {
            last = binding.element
            body(Int(binding.element))
        }
    }

    @inline(__always)
    func isDifferent(
        _ now: UnsafeRawPointer, _ then: UnsafeRawPointer, at offsets: UnsafeMutableBufferPointer<Int>
    ) -> Bool {
        for offset in offsets
        where now.load(fromByteOffset: offset, as: UInt8.self) != then.load(fromByteOffset: offset, as: UInt8.self) {
            return true
        }
        return false
    }

    /// Puts the held elements of an island in place; those of now wait.
    func goBack(island: Int) {
        let (elements, held, waiting) = (elements, held, waiting)
        forEachElement(of: island) { index in
            waiting[index] = elements[index]
            elements[index] = held[index]
        }
    }

    /// Ends `goBack`: what has been changed since the elements were held is as it was changed, the rest as the steps between have
    /// left it.
    func comeForward(island: Int) {
        guard let form else { return }
        let (elements, held, waiting) = (elements, held, waiting)
        forEachElement(of: island) { index in
            let (place, then) = (UnsafeMutableRawPointer(elements + index), UnsafeRawPointer(held + index))
            let changed = UnsafeRawPointer(waiting + index)
            for offset in form.numbers {
                let value = changed.load(fromByteOffset: offset, as: UInt64.self)
                if value != then.load(fromByteOffset: offset, as: UInt64.self) {
                    place.storeBytes(of: value, toByteOffset: offset, as: UInt64.self)
                }
            }
            for offset in form.others {
                let value = changed.load(fromByteOffset: offset, as: UInt8.self)
                if value != then.load(fromByteOffset: offset, as: UInt8.self) {
                    place.storeBytes(of: value, toByteOffset: offset, as: UInt8.self)
                }
            }
        }
    }
}

/// One byte for each element of a circuit, set by whoever may have changed it. The bytes stay where they are.
struct ElementMarks {
    private static let blockLength = 1024
    private(set) var count = 0
    private var blocks: [UnsafeMutablePointer<Bool>] = []
    /// Group and element behind each mark.
    private(set) var owners: [(group: Int, element: Int)] = []

    mutating func append(group: Int, element: Int) -> UnsafeMutablePointer<Bool> {
        if count == blocks.count * Self.blockLength {
            let block = UnsafeMutablePointer<Bool>.allocate(capacity: Self.blockLength)
            block.initialize(repeating: false, count: Self.blockLength)
            blocks.append(block)
        }
        owners.append((group, element))
        count += 1
        return mark(count - 1)
    }

    func mark(_ number: Int) -> UnsafeMutablePointer<Bool> {
        blocks[number / Self.blockLength] + number % Self.blockLength
    }

    /// The mark of an element that has one.
    func mark(group: Int, element: Int) -> UnsafeMutablePointer<Bool> {
        mark(owners.firstIndex { $0 == (group, element) }!)
    }

    func setAll() {
        for number in 0..<count { mark(number).pointee = true }
    }

    /// Calls `body` with each marked number, and clears its mark.
    @inline(__always)
    func take(_ body: (Int) -> Void) {
        for (number, block) in blocks.enumerated() {
            let words = UnsafeMutableRawPointer(block).assumingMemoryBound(to: UInt64.self)
            let used = min(count - number * Self.blockLength, Self.blockLength)
            for word in 0..<(used + 7) / 8 where words[word] != 0 {
                for byte in 8 * word..<8 * word + 8 where block[byte] {
                    block[byte] = false
                    body(number * Self.blockLength + byte)
                }
            }
        }
    }

    func deallocate() { for block in blocks { block.deallocate() } }
}

/// Where the elements of a circuit are, by the numbers of their marks.
struct ElementSeats {
    struct Seat {
        let member: Member
        let element: Int32
        /// First island that it is in; -1 for none.
        var island: Int32 = -1
        /// It is in others too.
        var isShared = false
    }
    var all: [Seat] = []
    /// Further islands of elements that are in several.
    var more: [(element: Int, island: Int)] = []
}
