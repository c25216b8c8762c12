import CKLU
import Glibc

/// A sparse square system, factored by KLU: the symbolic analysis once for a pattern, the numbers as often as they change.
final class SparseLU {
    let order: Int
    /// Column starts and row numbers of the compressed columns.
    private(set) var columns: [Int32]
    private(set) var rows: [Int32]
    private var common = klu_common()
    private var symbolic: UnsafeMutablePointer<klu_symbolic>?
    private var numeric: UnsafeMutablePointer<klu_numeric>?
    /// Values at the last factorisation, to skip what has not changed.
    private let factored: UnsafeMutablePointer<Double>
    private var isFactored = false
    /// Values at the last choice of pivots: what a restored state factors first, to give the same digits.
    private(set) var pivoted: [Double]
    private(set) var factorisations = 0

    /// Smallest ratio of matrix to factor entries that a kept choice of pivots may show before it is made anew.
    private static let leastGrowthRatio = 1e-4

    /// - Parameter entries: (row, column) of every structural entry, repetitions allowed.
    init(order: Int, entries: [(row: Int32, column: Int32)]) {
        self.order = order
        let sorted = entries.sorted { ($0.column, $0.row) < ($1.column, $1.row) }
        columns = [0]
        rows = []
        var column: Int32 = 0
        var lastRow: Int32 = -1
        for entry in sorted {
            while column < entry.column {
                columns.append(Int32(rows.count))
                column += 1
                lastRow = -1
            }
            if entry.row != lastRow {
                rows.append(entry.row)
                lastRow = entry.row
            }
        }
        while columns.count <= order { columns.append(Int32(rows.count)) }
        factored = .allocate(capacity: max(rows.count, 1))
        factored.initialize(repeating: 0, count: max(rows.count, 1))
        pivoted = []
        klu_defaults(&common)
        symbolic = klu_analyze(Int32(order), &columns, &rows, &common)
    }

    deinit {
        klu_free_numeric(&numeric, &common)
        klu_free_symbolic(&symbolic, &common)
        factored.deallocate()
    }

    var entryCount: Int { rows.count }

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

    /// Factors `values` unless they are those already factored.
    ///
    /// - Throws: the column that made the matrix singular.
    func factor(_ values: UnsafeMutablePointer<Double>) throws(SingularColumn) {
        let bytes = rows.count * MemoryLayout<Double>.stride
        if isFactored && memcmp(values, factored, bytes) == 0 { return }
        if let numeric, isFactored {
            if klu_refactor(&columns, &rows, values, symbolic, numeric, &common) == 1,
                klu_rgrowth(&columns, &rows, values, symbolic, numeric, &common) == 1,
                common.rgrowth > Self.leastGrowthRatio
            {
                memcpy(factored, values, bytes)
                factorisations += 1
                return
            }
        }
        try pivot(values)
    }

    /// Factors `values` with a new choice of pivots.
    func pivot(_ values: UnsafeMutablePointer<Double>) throws(SingularColumn) {
        klu_free_numeric(&numeric, &common)
        isFactored = false
        guard symbolic != nil else { throw SingularColumn(column: Int(common.singular_col)) }
        numeric = klu_factor(&columns, &rows, values, symbolic, &common)
        guard numeric != nil, common.status == KLU_OK else { throw SingularColumn(column: Int(common.singular_col)) }
        memcpy(factored, values, rows.count * MemoryLayout<Double>.stride)
        pivoted = Array(UnsafeBufferPointer(start: values, count: rows.count))
        isFactored = true
        factorisations += 1
    }

    /// Solves in place for one right-hand side.
    func solve(_ vector: UnsafeMutablePointer<Double>) {
        klu_solve(symbolic, numeric, Int32(order), 1, vector, &common)
    }
}

struct SingularColumn: Error {
    let column: Int
}
