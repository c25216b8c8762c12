import CKLU
import Glibc

/// A sparse square system: KLU orders its pattern once and chooses pivots; with these kept, the numbers are eliminated here, in the
/// columns that a change of the values reaches and no others.
///
/// The factors are always those of the elimination with the kept pivots: their digits depend on the values and on the values at
/// the last choice of pivots, on nothing else. A column that nothing reaches would come out with the same digits.
final class SparseLU {
    let order: Int
    /// Starts of the compressed columns, order + 1 of them.
    private let columns: UnsafeMutablePointer<Int32>
    /// Row of each entry.
    private let rows: UnsafeMutablePointer<Int32>
    let entryCount: Int
    private var common = klu_common()
    private var symbolic: UnsafeMutablePointer<klu_symbolic>?
    /// Values at the last factorisation, to skip what has not changed.
    private let factored: UnsafeMutablePointer<Double>
    /// Values at the last choice of pivots: what a restored state factors first, to give the same digits.
    private let pivoted: UnsafeMutablePointer<Double>
    /// What the present choice of pivots leaves to do; nil before the first and after a singular matrix.
    private var elimination: Elimination?
    private(set) var factorisations = 0
    private(set) var pivotChoices = 0

    var isFactored: Bool { elimination != nil }

    /// - Parameter entries: (row, column) of every structural entry, repetitions allowed; every place of the diagonal among them.
    init(order: Int, entries: [(row: Int32, column: Int32)]) {
        self.order = order
        var starts: [Int32] = [0]
        var rows: [Int32] = []
        var last: (row: Int32, column: Int32) = (-1, -1)
        for entry in entries.sorted(by: { ($0.column, $0.row) < ($1.column, $1.row) }) where entry != last {
            while starts.count <= Int(entry.column) { starts.append(Int32(rows.count)) }
            rows.append(entry.row)
            last = entry
        }
        while starts.count <= order { starts.append(Int32(rows.count)) }
        entryCount = rows.count
        columns = Self.copy(starts)
        self.rows = Self.copy(rows)
        factored = Self.copy([Double](repeating: 0, count: rows.count))
        pivoted = Self.copy([Double](repeating: 0, count: rows.count))
        klu_defaults(&common)
        // One block: a circuit's equations hang together both ways. Rows are scaled here, once for a choice of pivots.
        common.btf = 0
        common.scale = 0
        symbolic = order == 0 ? nil : klu_analyze(Int32(order), columns, self.rows, &common)
    }

    deinit {
        klu_free_symbolic(&symbolic, &common)
        columns.deallocate()
        rows.deallocate()
        factored.deallocate()
        pivoted.deallocate()
    }

    private static func copy<Number>(_ numbers: [Number]) -> UnsafeMutablePointer<Number> {
        let copy = UnsafeMutablePointer<Number>.allocate(capacity: max(numbers.count, 1))
        copy.initialize(from: numbers, count: numbers.count)
        return copy
    }

    /// Position of an entry among the values.
    func position(row: Int32, column: Int32) -> Int32? {
        var low = Int(columns[Int(column)])
        var high = Int(columns[Int(column) + 1]) - 1
        while low <= high {
            let middle = (low + high) / 2
            if rows[middle] == row { return Int32(middle) }
            if rows[middle] < row { low = middle + 1 } else { high = middle - 1 }
        }
        return nil
    }

    func hasPattern(of other: SparseLU) -> Bool {
        order == other.order && entryCount == other.entryCount
            && memcmp(columns, other.columns, (order + 1) * MemoryLayout<Int32>.stride) == 0
            && memcmp(rows, other.rows, entryCount * MemoryLayout<Int32>.stride) == 0
    }

    // MARK: - Solving

    /// Factors `values` unless they are those already factored.
    ///
    /// - Parameter nearEnough: relative change of an entry that is not worth new factors. The solution then lacks that much of a
    ///   whole Newton change, which at rest is nothing.
    /// - Returns: whether the factors are those of the very `values`.
    /// - Throws: the column that made the matrix singular.
    @discardableResult
    func factor(_ values: UnsafeMutablePointer<Double>, nearEnough: Double = 0) throws(SingularColumn) -> Bool {
        if let elimination {
            if memcmp(values, factored, entryCount * MemoryLayout<Double>.stride) == 0 { return true }
            if nearEnough > 0 && isFactored(values, within: nearEnough) { return false }
            factorisations += 1
            if elimination.eliminate(values, from: factored, all: false) { return true }
        }
        try pivot(values)
        return true
    }

    private func isFactored(_ values: UnsafeMutablePointer<Double>, within share: Double) -> Bool {
        // Without a way out of the loop it runs several entries at a time.
        var isWithin = true
        for entry in 0..<entryCount {
            isWithin = (abs(values[entry] - factored[entry]) <= share * abs(factored[entry])) && isWithin
        }
        return isWithin
    }

    /// Factors `values` with a new choice of pivots.
    private func pivot(_ values: UnsafeMutablePointer<Double>) throws(SingularColumn) {
        elimination = nil
        let scales = rowScales(values)
        let scaled = UnsafeMutablePointer<Double>.allocate(capacity: max(entryCount, 1))
        defer { scaled.deallocate() }
        for entry in 0..<entryCount { (scaled + entry).initialize(to: values[entry] * scales[Int(rows[entry])]) }
        var numeric = klu_factor(columns, rows, scaled, symbolic, &common)
        defer { klu_free_numeric(&numeric, &common) }
        guard let pivots = numeric, common.status == KLU_OK else { throw singular }
        let elimination = Elimination(
            order: order, columns: columns, rows: rows, scales: scales, symbolic: symbolic!, numeric: pivots, common: &common)
        factorisations += 1
        _ = elimination.eliminate(values, from: factored, all: true)
        guard elimination.isRegular else { throw singular }
        self.elimination = elimination
        memcpy(pivoted, values, entryCount * MemoryLayout<Double>.stride)
        pivotChoices += 1
    }

    private var singular: SingularColumn {
        let column = Int(common.singular_col)
        return SingularColumn(column: (0..<order).contains(column) ? column : 0)
    }

    /// What makes the largest entry of each row about one: powers of two, so that scaling rounds nothing.
    private func rowScales(_ values: UnsafeMutablePointer<Double>) -> [Double] {
        var largest = [Double](repeating: 0, count: order)
        for entry in 0..<entryCount { largest[Int(rows[entry])] = max(largest[Int(rows[entry])], abs(values[entry])) }
        return largest.map { $0.isNormal ? Double(sign: .plus, exponent: -$0.exponent, significand: 1) : 1 }
    }

    /// Solves in place for one right-hand side. The matrix has been factored.
    func solve(_ vector: UnsafeMutablePointer<Double>) { elimination!.solve(vector) }

    // MARK: - Saving

    /// What the digits of the next solution depend on.
    struct Copy: Sendable {
        let pivoted: [Double]
        let factored: [Double]
    }

    /// Nil before the first factorisation.
    var copy: Copy? {
        guard isFactored else { return nil }
        return Copy(
            pivoted: Array(UnsafeBufferPointer(start: pivoted, count: entryCount)),
            factored: Array(UnsafeBufferPointer(start: factored, count: entryCount)))
    }

    func restore(_ copy: Copy?) throws(SingularColumn) {
        elimination = nil
        guard let copy else { return }
        var (pivoted, factored) = (copy.pivoted, copy.factored)
        try pivot(&pivoted)
        try factor(&factored)
    }
}

struct SingularColumn: Error {
    let column: Int
}
