import CKLU

/// Left-looking Gaussian elimination of one pattern with pivots chosen beforehand: R·A with its rows and columns reordered is L·U.
///
/// Everything lives in flat memory, in the order in which it is used.
final class Elimination {
    private let order: Int
    /// Of the matrix: starts of its columns.
    private let columns: UnsafePointer<Int32>
    /// Column of the matrix that is eliminated in each place.
    private let columnAt: UnsafeMutablePointer<Int32>
    /// Row of the matrix whose equation is used in each place, and what it is multiplied with.
    private let rowAt: UnsafeMutablePointer<Int32>
    private let scaleAt: UnsafeMutablePointer<Double>
    /// Place of each entry's row, and what it is multiplied with.
    private let placeOfEntry: UnsafeMutablePointer<Int32>
    private let scaleOfEntry: UnsafeMutablePointer<Double>
    /// L below its diagonal of ones, and U above its diagonal, by columns, in ascending places.
    private let lower: Triangle
    private let upper: Triangle
    /// One over each pivot: multiplying is cheaper than dividing, and each solution takes them all.
    private let inverses: UnsafeMutablePointer<Double>
    /// A column while it is eliminated; zero in between.
    private let work: UnsafeMutablePointer<Double>
    private let isReached: UnsafeMutablePointer<Bool>

    /// Smallest ratio of matrix to factor entries in a column that kept pivots may show before they are chosen anew.
    private static let leastGrowthRatio = 1e-4

    private struct Triangle {
        let starts: UnsafeMutablePointer<Int32>
        let places: UnsafeMutablePointer<Int32>
        let values: UnsafeMutablePointer<Double>

        /// - Parameter columns: places of the entries of each column.
        init(_ columns: [[Int32]]) {
            let count = columns.reduce(0) { $0 + $1.count }
            starts = .allocate(capacity: columns.count + 1)
            places = .allocate(capacity: max(count, 1))
            values = .allocate(capacity: max(count, 1))
            values.initialize(repeating: 0, count: count)
            var next = 0
            for (number, column) in columns.enumerated() {
                (starts + number).initialize(to: Int32(next))
                for place in column.sorted() {
                    (places + next).initialize(to: place)
                    next += 1
                }
            }
            (starts + columns.count).initialize(to: Int32(next))
        }

        func deallocate() {
            starts.deallocate()
            places.deallocate()
            values.deallocate()
        }
    }

    /// - Parameters:
    ///   - scales: what each row of the matrix is multiplied with.
    ///   - numeric: KLU's factors of the scaled matrix, in one block.
    init(
        order: Int, columns: UnsafeMutablePointer<Int32>, rows: UnsafeMutablePointer<Int32>, scales: [Double],
        symbolic: UnsafeMutablePointer<klu_symbolic>, numeric: UnsafeMutablePointer<klu_numeric>, common: inout klu_common
    ) {
        self.order = order
        self.columns = UnsafePointer(columns)
        columnAt = .allocate(capacity: order)
        rowAt = .allocate(capacity: order)
        var (lowerStarts, upperStarts) = ([Int32](repeating: 0, count: order + 1), [Int32](repeating: 0, count: order + 1))
        var lowerPlaces = [Int32](repeating: 0, count: Int(numeric.pointee.lnz))
        var upperPlaces = [Int32](repeating: 0, count: Int(numeric.pointee.unz))
        // The pattern comes only with its numbers, which are not used.
        var (lowerValues, upperValues) = (lowerPlaces.map { Double($0) }, upperPlaces.map { Double($0) })
        klu_extract(
            numeric, symbolic, &lowerStarts, &lowerPlaces, &lowerValues, &upperStarts, &upperPlaces, &upperValues, nil, nil, nil,
            rowAt, columnAt, nil, nil, &common)
        func strict(_ starts: [Int32], _ places: [Int32]) -> Triangle {
            Triangle((0..<order).map { k in places[Int(starts[k])..<Int(starts[k + 1])].filter { $0 != Int32(k) } })
        }
        lower = strict(lowerStarts, lowerPlaces)
        upper = strict(upperStarts, upperPlaces)
        scaleAt = .allocate(capacity: order)
        var placeOfRow = [Int32](repeating: 0, count: order)
        for place in 0..<order {
            placeOfRow[Int(rowAt[place])] = Int32(place)
            (scaleAt + place).initialize(to: scales[Int(rowAt[place])])
        }
        let entryCount = Int(columns[order])
        placeOfEntry = .allocate(capacity: max(entryCount, 1))
        scaleOfEntry = .allocate(capacity: max(entryCount, 1))
        for entry in 0..<entryCount {
            (placeOfEntry + entry).initialize(to: placeOfRow[Int(rows[entry])])
            (scaleOfEntry + entry).initialize(to: scales[Int(rows[entry])])
        }
        inverses = .allocate(capacity: order)
        inverses.initialize(repeating: 1, count: order)
        work = .allocate(capacity: order)
        work.initialize(repeating: 0, count: order)
        isReached = .allocate(capacity: order)
        isReached.initialize(repeating: false, count: order)
    }

    deinit {
        columnAt.deallocate()
        rowAt.deallocate()
        scaleAt.deallocate()
        placeOfEntry.deallocate()
        scaleOfEntry.deallocate()
        lower.deallocate()
        upper.deallocate()
        inverses.deallocate()
        work.deallocate()
        isReached.deallocate()
    }

    /// Eliminates the columns that differ from `factored` and those that take from them, and brings `factored` up to date.
    ///
    /// - Parameter all: whatever `factored` holds.
    /// - Returns: false as soon as a pivot has become too small beside what is eliminated with it; the factors are then of no use.
    func eliminate(_ values: UnsafeMutablePointer<Double>, from factored: UnsafeMutablePointer<Double>, all: Bool) -> Bool {
        // Copies on the stack: the loops need not ask whether writing a number has moved them.
        let (lower, upper, work, isReached, inverses) = (lower, upper, work, isReached, inverses)
        let (columns, columnAt, placeOfEntry, scaleOfEntry) = (columns, columnAt, placeOfEntry, scaleOfEntry)
        var isSound = true
        for k in 0..<order {
            let column = Int(columnAt[k])
            let entries = Int(columns[column])..<Int(columns[column + 1])
            let above = Int(upper.starts[k])..<Int(upper.starts[k + 1])
            var isTouched = all
            for entry in entries where values[entry] != factored[entry] { isTouched = true }
            for p in above where isReached[Int(upper.places[p])] { isTouched = true }
            isReached[k] = isTouched
            guard isTouched else { continue }

            var largest = 0.0
            for entry in entries {
                let scaled = values[entry] * scaleOfEntry[entry]
                factored[entry] = values[entry]
                work[Int(placeOfEntry[entry])] = scaled
                largest = max(largest, abs(scaled))
            }
            var grown = 0.0
            for p in above {
                let j = Int(upper.places[p])
                let u = work[j]
                work[j] = 0
                upper.values[p] = u
                grown = max(grown, abs(u))
                guard u != 0 else { continue }
                for q in Int(lower.starts[j])..<Int(lower.starts[j + 1]) { work[Int(lower.places[q])] -= lower.values[q] * u }
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

    /// No pivot is zero.
    var isRegular: Bool { (0..<order).allSatisfy { !inverses[$0].isInfinite } }

    /// Solves in place for one right-hand side.
    func solve(_ vector: UnsafeMutablePointer<Double>) {
        let (lower, upper, work, inverses) = (lower, upper, work, inverses)
        for k in 0..<order { work[k] = vector[Int(rowAt[k])] * scaleAt[k] }
        for k in 0..<order {
            let value = work[k]
            guard value != 0 else { continue }
            for q in Int(lower.starts[k])..<Int(lower.starts[k + 1]) { work[Int(lower.places[q])] -= lower.values[q] * value }
        }
        for k in (0..<order).reversed() {
            let value = work[k] * inverses[k]
            work[k] = 0
            vector[Int(columnAt[k])] = value
            guard value != 0 else { continue }
            for q in Int(upper.starts[k])..<Int(upper.starts[k + 1]) { work[Int(upper.places[q])] -= upper.values[q] * value }
        }
    }
}
