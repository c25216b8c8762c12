import Glibc

/// Unknowns that must be solved together, and their Newton iteration.
final class Island {
    let number: Int
    let order: Int
    /// Unknowns, then copies of the fixed values that this island's elements see.
    let x: UnsafeMutablePointer<Double>
    private let f: UnsafeMutablePointer<Double>
    private let a: UnsafeMutablePointer<Double>
    private let previous: UnsafeMutablePointer<Double>
    /// What the last iterate asked for.
    private let lastChange: UnsafeMutablePointer<Double>
    private let noTable: UnsafeMutablePointer<Int32> = .allocate(capacity: 1)
    private let tolerances: [Double]
    /// Unknowns that cannot be negative (pressures, temperatures).
    private let isAbsolute: [Bool]
    private let leakages: [(index: Int, position: Int, conductance: Double)]
    private let fixed: [(index: Int, value: UnsafePointer<Double>)]
    private let groups: [any Group]
    private let isLinear: Bool
    let matrix: SparseLU
    private(set) var iterations = 0
    private(set) var halvings = 0
    /// Unknown that moved most, relative to its tolerance, in the last iterate.
    private(set) var restless = 0
    /// Length of the last accepted step.
    private(set) var lastStep = 0.0

    private static let mostIterations = 40
    /// Iterations that always take the whole change.
    private static let undampedIterations = 3
    private static let relativeTolerance = 1e-7
    private static let mostHalvings = 10

    init(
        number: Int, matrix: SparseLU, initial: [Double], tolerances: [Double], isAbsolute: [Bool], leakages: [(Int, Double)],
        fixed: [UnsafePointer<Double>], groups: [any Group]
    ) {
        self.number = number
        order = matrix.order
        self.matrix = matrix
        self.tolerances = tolerances
        self.isAbsolute = isAbsolute
        self.groups = groups
        isLinear = groups.allSatisfy(\.kind.isLinear)
        let size = order + fixed.count
        x = .allocate(capacity: size)
        x.initialize(repeating: 0, count: size)
        f = .allocate(capacity: size)
        f.initialize(repeating: 0, count: size)
        previous = .allocate(capacity: size)
        previous.initialize(repeating: 0, count: size)
        lastChange = .allocate(capacity: size)
        lastChange.initialize(repeating: 0, count: size)
        a = .allocate(capacity: matrix.entryCount + 1)
        a.initialize(repeating: 0, count: matrix.entryCount + 1)
        for (index, value) in initial.enumerated() { x[index] = value }
        self.fixed = fixed.enumerated().map { (matrix.order + $0.offset, $0.element) }
        self.leakages = leakages.map {
            (index: $0.0, position: Int(matrix.position(row: Int32($0.0), column: Int32($0.0))!), conductance: $0.1)
        }
        for (index, value) in self.fixed { x[index] = value.pointee }
    }

    deinit {
        x.deallocate()
        f.deallocate()
        a.deallocate()
        previous.deallocate()
        lastChange.deallocate()
        noTable.deallocate()
    }

    /// A view of the solved state for readings.
    var solved: Stamp { stamp(dt: lastStep) }

    private func stamp(dt: Double) -> Stamp {
        // The table is each group's own: it is put in place by the group.
        Stamp(x: x, f: f, a: a, table: UnsafePointer(noTable), count: 0, dt: dt)
    }

    /// Advances by `dt` seconds, in smaller steps where one cannot be solved.
    func advance(_ dt: Double, halvings depth: Int = 0) throws(UnsolvedStep) {
        for (index, value) in fixed { x[index] = value.pointee }
        memcpy(previous, x, (order + fixed.count) * MemoryLayout<Double>.stride)
        if try solve(dt) {
            lastStep = dt
            let s = stamp(dt: dt)
            for group in groups { group.accept(island: number, s) }
            return
        }
        memcpy(x, previous, (order + fixed.count) * MemoryLayout<Double>.stride)
        guard depth < Self.mostHalvings else { throw UnsolvedStep(unknown: restless, step: dt, isSingular: false) }
        halvings += 1
        try advance(dt / 2, halvings: depth + 1)
        try advance(dt / 2, halvings: depth + 1)
    }

    private func solve(_ dt: Double) throws(UnsolvedStep) -> Bool {
        let s = stamp(dt: dt)
        var damping = 1.0
        for iteration in 0..<Self.mostIterations {
            iterations += 1
            memset(f, 0, (order + fixed.count) * MemoryLayout<Double>.stride)
            memset(a, 0, (matrix.entryCount + 1) * MemoryLayout<Double>.stride)
            for leak in leakages {
                f[leak.index] += leak.conductance * x[leak.index]
                a[leak.position] += leak.conductance
            }
            for group in groups { group.stamp(island: number, s) }
            do {
                try matrix.factor(a)
            } catch {
                throw UnsolvedStep(unknown: error.column, step: dt, isSingular: true)
            }
            matrix.solve(f)
            if iteration >= Self.undampedIterations { damping = turnsBack() ? max(damping / 2, 1.0 / 16) : min(damping * 2, 1) }
            var worst = 0.0
            for i in 0..<order {
                var change = f[i]
                // Choked flow has no slope: without a limit an iterate leaves for pressures where nothing leads back.
                if isAbsolute[i] && !isLinear { change = min(max(change, -2 * x[i]), 2 / 3.0 * x[i]) }
                x[i] -= damping * change
                lastChange[i] = change
                let ratio = abs(change) / (tolerances[i] + Self.relativeTolerance * abs(x[i]))
                // A change that is not a number must not pass for a small one.
                if !(ratio <= worst) {
                    worst = ratio
                    restless = i
                }
            }
            guard worst.isFinite else { return false }
            if worst <= 1 || isLinear { return true }
        }
        return false
    }

    /// The iterate asks to undo most of what the last one asked for: a cycle between two sides of a corner.
    private func turnsBack() -> Bool {
        var product = 0.0
        var now = 0.0
        var before = 0.0
        for i in 0..<order {
            let scale = 1 / (tolerances[i] + Self.relativeTolerance * abs(x[i]))
            product += f[i] * scale * lastChange[i] * scale
            now += f[i] * scale * f[i] * scale
            before += lastChange[i] * scale * lastChange[i] * scale
        }
        return product < 0 && product * product > 0.1 * now * before && now > 0.1 * before
    }

    func restore(_ values: [Double], pivoted: [Double]) throws(UnsolvedStep) {
        for (index, value) in values.enumerated() { x[index] = value }
        guard !pivoted.isEmpty else { return }
        var pivoted = pivoted
        do {
            try matrix.pivot(&pivoted)
        } catch {
            throw UnsolvedStep(unknown: error.column, step: 0, isSingular: true)
        }
    }

    var values: [Double] { Array(UnsafeBufferPointer(start: x, count: order)) }
}

struct UnsolvedStep: Error {
    let unknown: Int
    let step: Double
    let isSingular: Bool
}
