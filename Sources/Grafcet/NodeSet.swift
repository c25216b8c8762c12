/// A set of nodes of a plan, gone through in their order.
struct NodeSet: Sendable {
    private var words: [UInt64]

    /// All of them.
    init(count: Int) {
        words = [UInt64](repeating: .max, count: count / UInt64.bitWidth + 1)
    }

    mutating func insertAll() {
        for index in words.indices { words[index] = .max }
    }

    func contains(_ node: Int) -> Bool { words[node / UInt64.bitWidth] >> UInt64(node % UInt64.bitWidth) & 1 != 0 }
    mutating func insert(_ node: Int) { words[node / UInt64.bitWidth] |= 1 << UInt64(node % UInt64.bitWidth) }
    mutating func remove(_ node: Int) { words[node / UInt64.bitWidth] &= ~(1 << UInt64(node % UInt64.bitWidth)) }

    /// The first of them from a node on, before another.
    func first(from start: Int, below end: Int) -> Int? {
        guard start < end else { return nil }
        var place = start / UInt64.bitWidth
        var word = words[place] & (UInt64.max << UInt64(start % UInt64.bitWidth))
        while word == 0 {
            place += 1
            guard place * UInt64.bitWidth < end else { return nil }
            word = words[place]
        }
        let node = place * UInt64.bitWidth + word.trailingZeroBitCount
        return node < end ? node : nil
    }
}
