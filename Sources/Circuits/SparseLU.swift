import CKLU
import Glibc

/// A sparse square system, factored by KLU: the symbolic analysis once for a pattern, the numbers as often as they change.
///
/// The factors are always those of a refactorisation with the kept pivots: their digits depend on the values and on the values at
/// the last choice of pivots, on nothing else.
final class SparseLU {
    let order: Int
    /// Starts of the compressed columns, order + 1 of them.
    private let columns: UnsafeMutablePointer<Int32>
    /// Row of each entry.
    private let rows: UnsafeMutablePointer<Int32>
    let entryCount: Int
    private var common = klu_common()
    private var symbolic: UnsafeMutablePointer<klu_symbolic>?
    private var numeric: UnsafeMutablePointer<klu_numeric>?
    /// Values at the last factorisation, to skip what has not changed.
    private let factored: UnsafeMutablePointer<Double>
    /// Values at the last choice of pivots: what a restored state factors first, to give the same digits.
    private let pivoted: UnsafeMutablePointer<Double>
    private(set) var isFactored = false
    private(set) var factorisations = 0
    private(set) var pivotChoices = 0

    /// Smallest ratio of matrix to factor entries that a kept choice of pivots may show before it is made anew.
    private static let leastGrowthRatio = 1e-4

    /// - Parameter entries: (row, column) of every structural entry, repetitions allowed.
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
        symbolic = order == 0 ? nil : klu_analyze(Int32(order), columns, self.rows, &common)
    }

    deinit {
        klu_free_numeric(&numeric, &common)
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
    /// - Throws: the column that made the matrix singular.
    func factor(_ values: UnsafeMutablePointer<Double>, nearEnough: Double = 0) throws(SingularColumn) {
        if isFactored {
            if isFactored(values, within: nearEnough) { return }
            if refactor(values) && klu_rgrowth(columns, rows, values, symbolic, numeric, &common) == 1
                && common.rgrowth > Self.leastGrowthRatio
            {
                return
            }
        }
        try pivot(values)
    }

    private func isFactored(_ values: UnsafeMutablePointer<Double>, within share: Double) -> Bool {
        if share == 0 { return memcmp(values, factored, entryCount * MemoryLayout<Double>.stride) == 0 }
        for entry in 0..<entryCount where abs(values[entry] - factored[entry]) > share * abs(factored[entry]) { return false }
        return true
    }

    /// Factors `values` with a new choice of pivots.
    private func pivot(_ values: UnsafeMutablePointer<Double>) throws(SingularColumn) {
        forget()
        numeric = klu_factor(columns, rows, values, symbolic, &common)
        // KLU's own factors may differ from a refactorisation in the last bit: those of the refactorisation are kept.
        guard numeric != nil, common.status == KLU_OK, refactor(values) else {
            let column = Int(common.singular_col)
            forget()
            throw SingularColumn(column: (0..<order).contains(column) ? column : 0)
        }
        memcpy(pivoted, values, entryCount * MemoryLayout<Double>.stride)
        isFactored = true
        pivotChoices += 1
    }

    private func refactor(_ values: UnsafeMutablePointer<Double>) -> Bool {
        guard klu_refactor(columns, rows, values, symbolic, numeric, &common) == 1, common.status == KLU_OK else { return false }
        memcpy(factored, values, entryCount * MemoryLayout<Double>.stride)
        factorisations += 1
        return true
    }

    private func forget() {
        klu_free_numeric(&numeric, &common)
        isFactored = false
    }

    /// Solves in place for one right-hand side. The matrix has been factored.
    func solve(_ vector: UnsafeMutablePointer<Double>) {
        klu_solve(symbolic, numeric, Int32(order), 1, vector, &common)
    }

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
        forget()
        guard let copy else { return }
        var (pivoted, factored) = (copy.pivoted, copy.factored)
        try pivot(&pivoted)
        try factor(&factored)
    }
}

struct SingularColumn: Error {
    let column: Int
}
