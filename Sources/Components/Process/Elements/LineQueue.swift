/// What travels on a belt: a box, a stack of linen.
protocol LineItem: Sendable {
    /// Leading edge along the belt, m from the entry.
    var front: Double { get set }
    /// kg.
    var mass: Double { get }
    /// Something holds it: the belt slides under it.
    var isHeld: Bool { get set }
    init()
}

/// The items on a belt, from the most advanced to the last come, in a room fixed once: nothing is allocated while it runs.
struct LineQueue<Item: LineItem>: Sendable {
    /// Way of a belt in a step, m, below which it stands: what rounding leaves of a speed has no direction.
    static var standstill: Double { 1e-12 }

    private var items: [Item]
    private(set) var count = 0

    init(capacity: Int) { items = [Item](repeating: Item(), count: capacity) }

    var isFull: Bool { count == items.count }

    subscript(index: Int) -> Item {
        get { items[index] }
        _modify { yield &items[index] }
    }

    mutating func append(_ item: Item) {
        precondition(!isFull, "no room for another item")
        items[count] = item
        count += 1
    }

    mutating func remove(at index: Int) {
        for next in index + 1..<max(count, index + 1) { items[next - 1] = items[next] }
        count -= 1
    }

    /// The belt takes an item on, up to what bars its way; an item that is past it stays where it is.
    mutating func carry(_ index: Int, by distance: Double, upTo limit: Double) {
        let front = items[index].front
        let wished = front + distance
        items[index].front = max(front, min(wished, limit))
        items[index].isHeld = items[index].front < wished - Self.standstill || (distance <= Self.standstill && front >= limit)
    }

    /// The belt turned the wrong way: an item goes back, unless it is kept where it is.
    mutating func withdraw(_ index: Int, by distance: Double, isKept: Bool) {
        items[index].isHeld = isKept
        if !isKept { items[index].front -= distance }
    }

    /// After a withdrawal: an item that stays keeps back the one that would cross it.
    mutating func closeUp(length: Double) {
        for index in stride(from: count - 2, through: 0, by: -1) {
            let least = items[index + 1].front + length
            if items[index].front < least {
                items[index].front = least
                items[index].isHeld = true
            }
        }
    }

    /// kg that move with the belt, and kg under which it slides.
    var weights: (riding: Double, held: Double) {
        var weights = (riding: 0.0, held: 0.0)
        for index in 0..<count {
            if items[index].isHeld { weights.held += items[index].mass } else { weights.riding += items[index].mass }
        }
        return weights
    }
}

/// SplitMix64: the items of a machine come alike in every run of the same seed.
struct LineSource: Sendable {
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

    /// Evenly in 1 − spread ..< 1 + spread.
    mutating func scatter(_ spread: Double) -> Double { 1 + spread * (2 * fraction() - 1) }
}
