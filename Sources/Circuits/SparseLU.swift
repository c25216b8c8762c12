import CKLU
import Glibc

/// A sparse square system: KLU orders its columns once, pivots are chosen and kept, and with these the numbers are eliminated in the
/// columns that a change of the values reaches and no others.
///
/// Each length of a step may keep pivots and factors of its own: an island that rests and moves in turn finds those of before.
/// The factors are always those of the elimination with the kept pivots: their digits depend on the values and on the values at
/// the last choice of pivots, on nothing else. A column that nothing reaches would come out with the same digits.
final class SparseLU {
    let order: Int
    /// Starts of the compressed columns, order + 1 of them.
    private let columns: UnsafeMutablePointer<Int32>
    /// Row of each entry.
    private let rows: UnsafeMutablePointer<Int32>
    let entryCount: Int
    /// Column that is eliminated in each place.
    private let columnAt: UnsafeMutablePointer<Int32>
    /// One for each set of factors.
    private let eliminations: [Elimination]
    /// The set factored last.
    private var present = 0
    private(set) var factorisations = 0
    private(set) var pivotChoices = 0

    var isFactored: Bool { eliminations[present].isReady }
    /// Entries of the factors used last.
    var fill: Int { eliminations[present].fill }

    /// - Parameters:
    ///   - entries: (row, column) of every structural entry, repetitions allowed; every place of the diagonal among them.
    ///   - sets: of factors that are kept side by side.
    init(order: Int, entries: [(row: Int32, column: Int32)], sets: Int = 1) {
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
        let columns = Self.copy(starts)
        let rowOfEntry = Self.copy(rows)
        let ordering = Self.ordering(order, columns, rowOfEntry)
        let columnAt = Self.copy(ordering.columnAt)
        eliminations = (0..<sets).map { _ in
            Elimination(order: order, columns: columns, rows: rowOfEntry, columnAt: columnAt, fill: ordering.fill)
        }
        self.columns = columns
        self.rows = rowOfEntry
        self.columnAt = columnAt
    }

    deinit {
        columns.deallocate()
        rows.deallocate()
        columnAt.deallocate()
    }

    private static func copy<Number>(_ numbers: [Number]) -> UnsafeMutablePointer<Number> {
        let copy = UnsafeMutablePointer<Number>.allocate(capacity: max(numbers.count, 1))
        copy.initialize(from: numbers, count: numbers.count)
        return copy
    }

    /// Columns in the order in which they fill least, and twice the entries of a factor with pivots on the diagonal.
    private static func ordering(
        _ order: Int, _ columns: UnsafeMutablePointer<Int32>, _ rows: UnsafeMutablePointer<Int32>
    ) -> (columnAt: [Int32], fill: Int) {
        guard order > 0 else { return ([], 0) }
        var common = klu_common()
        klu_defaults(&common)
        // One block: a circuit's equations hang together both ways.
        common.btf = 0
        var symbolic = klu_analyze(Int32(order), columns, rows, &common)
        defer { klu_free_symbolic(&symbolic, &common) }
        guard let found = symbolic?.pointee, let columnAt = found.Q else { preconditionFailure("KLU orders no such pattern") }
        return (Array(UnsafeBufferPointer(start: columnAt, count: order)), 2 * Int(max(found.lnz, found.unz)))
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
    /// - Parameters:
    ///   - set: which pivots and factors.
    ///   - nearEnough: relative change of an entry that is not worth new factors. The solution then lacks that much of a whole
    ///     Newton change, which at rest is nothing.
    /// - Returns: how the values differ from those factored before; the factors are those of the very `values` but when they are near.
    /// - Throws: the column that made the matrix singular.
    @discardableResult
    func factor(
        _ values: UnsafePointer<Double>, set: Int = 0, nearEnough: Double = 0
    ) throws(SingularColumn) -> Elimination.Difference {
        present = set
        let elimination = eliminations[set]
        if elimination.isReady {
            let difference = elimination.compare(values, nearness: nearEnough)
            guard difference == .far else { return difference }
            factorisations += 1
            if elimination.eliminate(values) { return .far }
        }
        factorisations += 1
        pivotChoices += 1
        try elimination.choosePivots(values)
        return .far
    }

    /// Solves in place for one right-hand side. The matrix has been factored.
    func solve(_ vector: UnsafeMutablePointer<Double>) { eliminations[present].solve(vector) }

    // MARK: - Saving

    /// What the digits of the next solution depend on.
    struct Copy: Sendable {
        let present: Int
        let sets: [Elimination.Copy?]
    }

    var copy: Copy { Copy(present: present, sets: eliminations.map(\.copy)) }

    func restore(_ copy: Copy) throws(SingularColumn) {
        present = copy.present
        for (elimination, copy) in zip(eliminations, copy.sets) { try elimination.restore(copy) }
    }
}

struct SingularColumn: Error {
    let column: Int
}
