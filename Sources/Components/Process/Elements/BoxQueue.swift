/// One box of a line.
struct Box: Sendable {
    /// Leading edge along the belt, m from the entry.
    var front = 0.0
    /// How far it has been pushed across, m.
    var aside = 0.0
    /// kg.
    var mass = 0.0
    var isTall = false
    /// Something holds it: the belt slides under it.
    var isHeld = false
}

/// The boxes on a belt, from the most advanced to the last come, in a room fixed once: nothing is allocated while it runs.
struct BoxQueue: Sendable {
    private var boxes: [Box]
    private(set) var count = 0

    init(capacity: Int) { boxes = [Box](repeating: Box(), count: capacity) }

    var isFull: Bool { count == boxes.count }

    subscript(index: Int) -> Box {
        get { boxes[index] }
        _modify { yield &boxes[index] }
    }

    mutating func append(_ box: Box) {
        precondition(!isFull, "no room for another box")
        boxes[count] = box
        count += 1
    }

    mutating func remove(at index: Int) {
        for next in index + 1..<max(count, index + 1) { boxes[next - 1] = boxes[next] }
        count -= 1
    }
}

/// SplitMix64: the boxes of a machine come alike in every run of the same seed.
struct BoxSource: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// Evenly in 0..<1.
    mutating func fraction() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((z ^ (z >> 31)) >> 11) / 9_007_199_254_740_992
    }
}
