import Glibc

/// Left-looking Gaussian elimination of one pattern with pivots chosen once in a while: R·A with its rows and columns reordered is L·U.
///
/// Everything lives in flat memory, in the order in which it is used, and is there from the beginning: choosing pivots anew allocates
/// only when the factors fill more than any choice before.
final class Elimination {
    private let order: Int
    /// Of the matrix: starts of its columns, and the row of each entry.
    private let columns: UnsafePointer<Int32>
    private let rows: UnsafePointer<Int32>
    private let entryCount: Int
    /// Column of the matrix that is eliminated in each place.
    private let columnAt: UnsafePointer<Int32>
    /// Row of the matrix whose equation is used in each place, and what it is multiplied with.
    private let rowAt: UnsafeMutablePointer<Int32>
    private let scaleAt: UnsafeMutablePointer<Double>
    /// Place of each row; -1 while it has none.
    private let placeOfRow: UnsafeMutablePointer<Int32>
    private let scaleOfRow: UnsafeMutablePointer<Double>
    /// Place of each entry's row, and what it is multiplied with.
    private let placeOfEntry: UnsafeMutablePointer<Int32>
    private let scaleOfEntry: UnsafeMutablePointer<Double>
    /// Behind a pointer, so that a solution pays for no exclusivity check.
    private let factors: UnsafeMutablePointer<Factors>
    /// Place at which the column of each entry is eliminated.
    private let placeOfColumn: UnsafeMutablePointer<Int32>
    /// One over each pivot: multiplying is cheaper than dividing, and each solution takes them all.
    private let inverses: UnsafeMutablePointer<Double>
    /// A column while it is eliminated; zero in between.
    private let work: UnsafeMutablePointer<Double>
    /// Places whose columns are to be eliminated.
    private let isTouched: UnsafeMutablePointer<Bool>
    /// Last place whose column had an entry in each row, while pivots are chosen.
    private let lastSeen: UnsafeMutablePointer<Int32>
    /// Values at the last elimination, to skip what has not changed.
    private let factored: UnsafeMutablePointer<Double>
    /// Values at the last choice of pivots: what a restored state factors first, to give the same digits.
    private let pivoted: UnsafeMutablePointer<Double>
    /// There are pivots and factors.
    private(set) var isReady = false

    /// Smallest ratio of matrix to factor entries in a column that kept pivots may show before they are chosen anew.
    private static let leastGrowthRatio = 1e-4
    /// Part of the largest entry from which the entry on the diagonal is good enough a pivot: it fills less.
    private static let leastDiagonal = 1e-3

    private struct Factors {
        /// L below its diagonal of ones, and U above its diagonal, by columns, in ascending places.
        var lower: Triangle
        var upper: Triangle
        /// Places whose columns take from each place: the rows of U.
        var takers: Triangle
    }

    private struct Triangle {
        /// One more than there are columns.
        let starts: UnsafeMutablePointer<Int32>
        private(set) var places: UnsafeMutablePointer<Int32>
        private(set) var values: UnsafeMutablePointer<Double>
        private(set) var count = 0
        private var capacity: Int

        init(columns: Int, capacity: Int) {
            self.capacity = max(capacity, 1)
            starts = .allocate(capacity: columns + 1)
            starts.initialize(repeating: 0, count: columns + 1)
            places = .allocate(capacity: self.capacity)
            values = .allocate(capacity: self.capacity)
        }

        mutating func clear() { count = 0 }

        mutating func append(_ place: Int32, _ value: Double) {
            if count == capacity { grow() }
            (places + count).initialize(to: place)
            (values + count).initialize(to: value)
            count += 1
        }

        private mutating func grow() {
            places = Self.larger(places, capacity)
            values = Self.larger(values, capacity)
            capacity *= 2
        }

        private static func larger<Number>(
            _ numbers: UnsafeMutablePointer<Number>, _ count: Int
        ) -> UnsafeMutablePointer<Number> {
            let larger = UnsafeMutablePointer<Number>.allocate(capacity: 2 * count)
            larger.moveInitialize(from: numbers, count: count)
            numbers.deallocate()
            return larger
        }

        /// Becomes the rows of another, with no values of its own.
        mutating func transpose(_ other: Triangle, columns: Int) {
            clear()
            while capacity < other.count { grow() }
            count = other.count
            for column in 0...columns { starts[column] = 0 }
            for q in 0..<other.count { starts[Int(other.places[q]) + 1] += 1 }
            for column in 0..<columns { starts[column + 1] += starts[column] }
            for column in 0..<columns {
                for q in other.range(column) {
                    let row = Int(other.places[q])
                    places[Int(starts[row])] = Int32(column)
                    starts[row] += 1
                }
            }
            // Each start has moved to the next one's place.
            for column in (0..<columns).reversed() { starts[column + 1] = starts[column] }
            starts[0] = 0
        }

        /// Takes `factor` times a column off a vector.
        @inline(__always)
        func take(_ column: Int, times factor: Double, off vector: UnsafeMutablePointer<Double>) {
            var q = Int(starts[column])
            let end = Int(starts[column + 1])
            while q < end {
                vector[Int(places[q])] -= values[q] * factor
                q &+= 1
            }
        }

        func range(_ column: Int) -> Range<Int> { Int(starts[column])..<Int(starts[column + 1]) }

        func deallocate() {
            starts.deallocate()
            places.deallocate()
            values.deallocate()
        }
    }

    /// - Parameters:
    ///   - columnAt: in what order columns are eliminated.
    ///   - fill: entries that each of the two factors is likely to have.
    init(
        order: Int, columns: UnsafePointer<Int32>, rows: UnsafePointer<Int32>, columnAt: UnsafePointer<Int32>, fill: Int
    ) {
        self.order = order
        self.columns = columns
        self.rows = rows
        self.columnAt = columnAt
        entryCount = Int(columns[order])
        rowAt = Self.room(order, 0)
        scaleAt = Self.room(order, 1)
        placeOfRow = Self.room(order, -1)
        scaleOfRow = Self.room(order, 1)
        placeOfEntry = Self.room(entryCount, 0)
        scaleOfEntry = Self.room(entryCount, 1)
        factors = .allocate(capacity: 1)
        factors.initialize(
            to: Factors(
                lower: Triangle(columns: order, capacity: fill), upper: Triangle(columns: order, capacity: fill),
                takers: Triangle(columns: order, capacity: fill)))
        placeOfColumn = Self.room(entryCount, 0)
        for place in 0..<order {
            let column = Int(columnAt[place])
            for entry in Int(columns[column])..<Int(columns[column + 1]) { placeOfColumn[entry] = Int32(place) }
        }
        inverses = Self.room(order, 1)
        work = Self.room(order, 0)
        isTouched = Self.room(order, false)
        lastSeen = Self.room(order, -1)
        factored = Self.room(entryCount, 0)
        pivoted = Self.room(entryCount, 0)
    }

    private static func room<Item>(_ count: Int, _ item: Item) -> UnsafeMutablePointer<Item> {
        let room = UnsafeMutablePointer<Item>.allocate(capacity: max(count, 1))
        room.initialize(repeating: item, count: count)
        return room
    }

    deinit {
        rowAt.deallocate()
        scaleAt.deallocate()
        placeOfRow.deallocate()
        scaleOfRow.deallocate()
        placeOfEntry.deallocate()
        scaleOfEntry.deallocate()
        factors.pointee.lower.deallocate()
        factors.pointee.upper.deallocate()
        factors.pointee.takers.deallocate()
        factors.deallocate()
        placeOfColumn.deallocate()
        inverses.deallocate()
        work.deallocate()
        isTouched.deallocate()
        lastSeen.deallocate()
        factored.deallocate()
        pivoted.deallocate()
    }

    // MARK: - Pivots

    /// Chooses pivots for `values`, and factors them.
    ///
    /// - Throws: the column that made the matrix singular.
    func choosePivots(_ values: UnsafePointer<Double>) throws(SingularColumn) {
        isReady = false
        scaleRows(values)
        try orderRows(values)
        finishOrder()
        memcpy(pivoted, values, entryCount * MemoryLayout<Double>.stride)
        _ = eliminate(values, all: true)
        for k in 0..<order where inverses[k].isInfinite { throw SingularColumn(column: Int(columnAt[k])) }
        isReady = true
    }

    /// What makes the largest entry of each row about one: powers of two, so that scaling rounds nothing.
    private func scaleRows(_ values: UnsafePointer<Double>) {
        for row in 0..<order { scaleOfRow[row] = 0 }
        for entry in 0..<entryCount {
            let row = Int(rows[entry])
            scaleOfRow[row] = max(scaleOfRow[row], abs(values[entry]))
        }
        for row in 0..<order {
            let largest = scaleOfRow[row]
            scaleOfRow[row] = largest.isNormal ? Double(sign: .plus, exponent: -largest.exponent, significand: 1) : 1
        }
    }

    /// Eliminates with the row of the largest entry, or that of the diagonal where its entry is large enough. The factors name rows
    /// where they will name places.
    private func orderRows(_ values: UnsafePointer<Double>) throws(SingularColumn) {
        factors.pointee.lower.clear()
        factors.pointee.upper.clear()
        for row in 0..<order { (placeOfRow[row], lastSeen[row]) = (-1, -1) }
        for k in 0..<order {
            let (column, mark) = (Int(columnAt[k]), Int32(k))
            for entry in Int(columns[column])..<Int(columns[column + 1]) {
                let row = Int(rows[entry])
                work[row] = values[entry] * scaleOfRow[row]
                lastSeen[row] = mark
            }
            for j in 0..<k where lastSeen[Int(rowAt[j])] == mark {
                let u = work[Int(rowAt[j])]
                work[Int(rowAt[j])] = 0
                factors.pointee.upper.append(Int32(j), u)
                let lower = factors.pointee.lower
                for q in lower.range(j) {
                    let row = Int(lower.places[q])
                    work[row] -= lower.values[q] * u
                    lastSeen[row] = mark
                }
            }
            var (pivot, largest) = (-1, 0.0)
            for row in 0..<order where lastSeen[row] == mark && placeOfRow[row] < 0 && abs(work[row]) > largest {
                (pivot, largest) = (row, abs(work[row]))
            }
            let isCandidate = lastSeen[column] == mark && placeOfRow[column] < 0
            if isCandidate && abs(work[column]) >= Self.leastDiagonal * largest && work[column] != 0 { pivot = column }
            let inverse = pivot < 0 ? 0 : 1 / work[pivot]
            for row in 0..<order where lastSeen[row] == mark && placeOfRow[row] < 0 {
                if row != pivot { factors.pointee.lower.append(Int32(row), work[row] * inverse) }
                work[row] = 0
            }
            guard pivot >= 0 else { throw SingularColumn(column: column) }
            placeOfRow[pivot] = mark
            rowAt[k] = Int32(pivot)
            factors.pointee.upper.starts[k + 1] = Int32(factors.pointee.upper.count)
            factors.pointee.lower.starts[k + 1] = Int32(factors.pointee.lower.count)
        }
    }

    /// Names places in L, in ascending order, and sets what else goes by places.
    private func finishOrder() {
        let lower = factors.pointee.lower
        for k in 0..<order {
            let range = lower.range(k)
            for q in range {
                let place = placeOfRow[Int(lower.places[q])]
                var free = q
                while free > range.lowerBound && lower.places[free - 1] > place {
                    lower.places[free] = lower.places[free - 1]
                    free -= 1
                }
                lower.places[free] = place
            }
            scaleAt[k] = scaleOfRow[Int(rowAt[k])]
        }
        factors.pointee.takers.transpose(factors.pointee.upper, columns: order)
        for entry in 0..<entryCount {
            placeOfEntry[entry] = placeOfRow[Int(rows[entry])]
            scaleOfEntry[entry] = scaleOfRow[Int(rows[entry])]
        }
    }

    // MARK: - Factors

    /// Entries of the factors, their diagonals included.
    var fill: Int { factors.pointee.lower.count + factors.pointee.upper.count + order }

    /// How values differ from those factored.
    enum Difference {
        /// In no bit.
        case none
        /// By no more than a share of each.
        case near
        case far
    }

    /// Compares values with those factored, and marks the columns of those that differ, to be eliminated.
    ///
    /// - Parameter share: of a value, up to which a change is a near one; when every change is, nothing is marked.
    func compare(_ values: UnsafePointer<Double>, nearness share: Double = 0) -> Difference {
        let (factored, isTouched, placeOfColumn) = (factored, isTouched, placeOfColumn)
        if memcmp(values, factored, entryCount * MemoryLayout<Double>.stride) == 0 { return .none }
        if share > 0 && isNear(values, share: share) { return .near }
        func bits(_ entry: Int) -> UInt64 { values[entry].bitPattern ^ factored[entry].bitPattern }
        var entry = 0
        while entry + 4 <= entryCount {
            // Many values are those of before: one look at four of them.
            if bits(entry) | bits(entry + 1) | bits(entry + 2) | bits(entry + 3) != 0 {
                for each in entry..<entry + 4 where bits(each) != 0 { isTouched[Int(placeOfColumn[each])] = true }
            }
            entry += 4
        }
        while entry < entryCount {
            if bits(entry) != 0 { isTouched[Int(placeOfColumn[entry])] = true }
            entry += 1
        }
        return .far
    }

    /// No value has changed by more than a share of itself.
    private func isNear(_ values: UnsafePointer<Double>, share: Double) -> Bool {
        let factored = factored
        var entry = 0
        while entry < entryCount {
            // Without a branch for each, up to the first that has.
            let end = min(entry + 32, entryCount)
            var excess = 0
            while entry < end {
                excess |= abs(values[entry] - factored[entry]) <= share * abs(factored[entry]) ? 0 : 1
                entry &+= 1
            }
            if excess != 0 { return false }
        }
        return true
    }

    /// Eliminates the columns that `compare` has marked, and those that take from them.
    ///
    /// - Parameter all: every column, whatever has been factored.
    /// - Returns: false as soon as a pivot has become too small beside what is eliminated with it; the factors are then of no use.
    func eliminate(_ values: UnsafePointer<Double>, all: Bool = false) -> Bool {
        if all {
            for k in 0..<order { isTouched[k] = true }
        }
        // Copies on the stack: the loops need not ask whether writing a number has moved them.
        let (lower, upper, takers) = (factors.pointee.lower, factors.pointee.upper, factors.pointee.takers)
        let (work, isTouched, inverses) = (work, isTouched, inverses)
        let (columns, columnAt, placeOfEntry, scaleOfEntry) = (columns, columnAt, placeOfEntry, scaleOfEntry)
        let factored = factored
        var isSound = true
        for k in 0..<order where isTouched[k] {
            isTouched[k] = false
            for q in Int(takers.starts[k])..<Int(takers.starts[k + 1]) { isTouched[Int(takers.places[q])] = true }
            let column = Int(columnAt[k])
            var largest = 0.0
            for entry in Int(columns[column])..<Int(columns[column + 1]) {
                let scaled = values[entry] * scaleOfEntry[entry]
                factored[entry] = values[entry]
                work[Int(placeOfEntry[entry])] = scaled
                largest = max(largest, abs(scaled))
            }
            var grown = 0.0
            for p in Int(upper.starts[k])..<Int(upper.starts[k + 1]) {
                let j = Int(upper.places[p])
                let u = work[j]
                work[j] = 0
                upper.values[p] = u
                grown = max(grown, abs(u))
                guard u != 0 else { continue }
                lower.take(j, times: u, off: work)
            }
            let pivot = work[k]
            work[k] = 0
            grown = max(grown, abs(pivot))
            // A small pivot makes large multipliers, and these large entries in later columns; zero and not-a-number fail too.
            if !(abs(pivot) > 0 && largest > Self.leastGrowthRatio * grown) { isSound = false }
            let inverse = 1 / pivot
            inverses[k] = inverse
            for q in Int(lower.starts[k])..<Int(lower.starts[k + 1]) {
                let place = Int(lower.places[q])
                lower.values[q] = work[place] * inverse
                work[place] = 0
            }
        }
        return isSound
    }

    /// Solves in place for one right-hand side.
    func solve(_ vector: UnsafeMutablePointer<Double>) {
        let (lower, upper, work, inverses) = (factors.pointee.lower, factors.pointee.upper, work, inverses)
        let (rowAt, scaleAt, columnAt) = (rowAt, scaleAt, columnAt)
        for k in 0..<order { work[k] = vector[Int(rowAt[k])] * scaleAt[k] }
        for k in 0..<order {
            let value = work[k]
            guard value != 0 else { continue }
            lower.take(k, times: value, off: work)
        }
        for k in (0..<order).reversed() {
            let value = work[k] * inverses[k]
            work[k] = 0
            vector[Int(columnAt[k])] = value
            guard value != 0 else { continue }
            upper.take(k, times: value, off: work)
        }
    }

    // MARK: - Saving

    /// What the digits of the next solution depend on.
    struct Copy: Sendable {
        let pivoted: [Double]
        let factored: [Double]
    }

    /// Nil before the first factorisation.
    var copy: Copy? {
        guard isReady else { return nil }
        return Copy(
            pivoted: Array(UnsafeBufferPointer(start: pivoted, count: entryCount)),
            factored: Array(UnsafeBufferPointer(start: factored, count: entryCount)))
    }

    func restore(_ copy: Copy?) throws(SingularColumn) {
        guard let copy else {
            isReady = false
            return
        }
        // The same values choose the same pivots.
        let hasPivots = isReady && memcmp(copy.pivoted, pivoted, entryCount * MemoryLayout<Double>.stride) == 0
        if !hasPivots { try choosePivots(copy.pivoted) }
        if compare(copy.factored) != .none && !eliminate(copy.factored) { try choosePivots(copy.factored) }
    }
}
