import Glibc

/// Unknowns that must be solved together, and their Newton iteration.
final class Island {
    let number: Int
    /// Unknowns, those included that its matrix does not know.
    let order: Int
    /// Unknowns of the matrix, those left out, then copies of the fixed values that this island's elements see.
    let x: UnsafeMutablePointer<Double>
    private let size: Int
    /// Unknowns of the matrix.
    private let solved: Int
    /// Residuals; after a solution, the change that Newton's method asks for.
    private let f: UnsafeMutablePointer<Double>
    /// Entries of the matrix, and one place for what nobody needs.
    private let a: UnsafeMutablePointer<Double>
    private let previous: UnsafeMutablePointer<Double>
    private let start: UnsafeMutablePointer<Double>
    private let direction: UnsafeMutablePointer<Double>
    private let tolerances: UnsafeMutablePointer<Double>
    /// The same for what keeps the island awake. A flow or a force that is an unknown of an element's own is no reason: it follows from
    /// what stands across and from what the elements keep.
    private let restTolerances: UnsafeMutablePointer<Double>
    /// Change per second of each unknown of the matrix in the last accepted step, and in the one before.
    private let paces: UnsafeMutablePointer<Double>
    private let earlierPaces: UnsafeMutablePointer<Double>
    /// Unknowns that cannot be negative: absolute pressures and temperatures.
    private let absolutes: [Int]
    private let condensation: Condensation
    let fixed: [(index: Int, value: UnsafePointer<Double>)]
    private let groups: [any Group]
    /// The same, for the loop; and those of them that are no conductors.
    private let members: UnsafeMutableBufferPointer<Member>
    private let stamping: UnsafeMutableBufferPointer<Member>
    let isLinear: Bool
    let matrix: SparseLU
    /// What each unknown stands for.
    let unknowns: [Unknown]
    private(set) var counts: Counts
    /// Where the last unsolved step went wrong: the unknown farthest from its tolerance, or the one nothing determines.
    private var obstacle = (unknown: 0, isSingular: false)
    /// The present factors are those of the last evaluation's very slopes.
    private var areFactorsExact = false
    /// Length of the last accepted step, 0 before the first.
    private(set) var lastStep: Double
    /// Which factors the present step uses.
    private var factors = 0
    private let canRest: Bool
    private(set) var rest: Rest
    /// Its books, while the circuit keeps any.
    var account: EnergyAccount?
    /// Something that it holds has changed: it must not rest any longer.
    var isDisturbed = false

    private static let mostIterations = 40
    /// Iterates that may lead away; later ones must make progress, or damping begins.
    private static let freeIterations = 4
    private static let leastProgress = 0.9
    /// Bounds of the change of an absolute quantity, relative to it.
    private static let mostRise = -2.0
    private static let mostFall = 2.0 / 3
    private static let leastPart = 1e-9
    static let relativeTolerance = 1e-7
    /// Tolerances by which a quantity may be late while its island rests: 1e-5 of it, a third of the last bit of an analogue input.
    static let leeway = 100.0
    /// Steps of the circuit that one step of an island at rest may last.
    static let longestRest = 64
    /// Steps that an island waits at most before it tries to rest again.
    private static let mostPatience = 16
    /// Sets of factors of an island: one for each power of two that a step may last.
    static let factorSets = longestRest.trailingZeroBitCount + 1
    /// Relative change of a slope below which the first iterate keeps the factors of the last step.
    private static let rounding = 1e-9
    /// The same for a second iterate, which may have the factors of the first: it errs by this share of a change that is to be as
    /// small a share of a tolerance.
    private static let likeness = 0.05
    /// Tolerances that the change of a first iterate may have and be the last: it had the slopes of where it began, so what it leaves
    /// is as much smaller as these change over it, and none of them does by a hundredth within a hundred-thousandth of an unknown.
    private static let slightness = 100.0
    /// Ratio of two paces that follow one another up to which a movement is one.
    private static let mostHaste = 2.0
    /// Part of a tolerance that an imbalance of mere rounding stays below.
    private static let imbalance = 1e-5
    private static let mostHalvings = 10

    init(
        number: Int, unknowns: [Unknown], matrix: SparseLU, initial: [Double], tolerances: [Double], absolutes: [Int],
        condensation: Condensation, fixed: [UnsafePointer<Double>], groups: [any Group], lastStep: Double, counts: Counts,
        rest: Rest
    ) {
        self.number = number
        self.unknowns = unknowns
        order = unknowns.count
        size = unknowns.count + fixed.count
        solved = matrix.order
        self.matrix = matrix
        self.condensation = condensation
        self.absolutes = absolutes
        self.groups = groups
        members = .allocate(capacity: groups.count)
        _ = members.initialize(from: groups.map { Member($0) })
        let others = groups.filter { !$0.kind.isConductor }
        stamping = .allocate(capacity: others.count)
        _ = stamping.initialize(from: others.map { Member($0) })
        self.lastStep = lastStep
        self.counts = counts
        self.rest = rest
        canRest = unknowns.count > 0 && groups.allSatisfy(\.canRest)
        isLinear = groups.allSatisfy(\.kind.isLinear)
        x = Self.zeros(size)
        f = Self.zeros(size)
        previous = Self.zeros(solved)
        start = Self.zeros(solved)
        direction = Self.zeros(solved)
        a = Self.zeros(matrix.entryCount + 1)
        self.tolerances = Self.zeros(solved)
        restTolerances = Self.zeros(solved)
        paces = Self.zeros(solved)
        earlierPaces = Self.zeros(solved)
        x.update(from: initial, count: order)
        self.tolerances.update(from: tolerances, count: solved)
        for (index, unknown) in unknowns.prefix(solved).enumerated() {
            if case .across = unknown { restTolerances[index] = tolerances[index] } else { restTolerances[index] = .infinity }
        }
        self.fixed = fixed.enumerated().map { (unknowns.count + $0.offset, $0.element) }
        readFixed()
    }

    deinit {
        members.deallocate()
        stamping.deallocate()
        x.deallocate()
        f.deallocate()
        a.deallocate()
        previous.deallocate()
        start.deallocate()
        direction.deallocate()
        tolerances.deallocate()
        restTolerances.deallocate()
        paces.deallocate()
        earlierPaces.deallocate()
    }

    private static func zeros(_ count: Int) -> UnsafeMutablePointer<Double> {
        let zeros = UnsafeMutablePointer<Double>.allocate(capacity: max(count, 1))
        zeros.initialize(repeating: 0, count: count)
        return zeros
    }

    /// A view of the solved state for readings; nil before the first step.
    var solution: Workspace? { lastStep > 0 ? workspace(dt: lastStep) : nil }

    private func workspace(dt: Double) -> Workspace { Workspace(x: x, f: f, a: a, dt: dt, order: order) }

    private func readFixed() {
        for (index, value) in fixed { x[index] = value.pointee }
    }

    // MARK: - Stepping

    /// Where an island stands between rest and motion.
    struct Rest: Sendable {
        /// Steps of the circuit that the island has not followed yet.
        var owed = 0
        /// Steps of the circuit that its next step is to last.
        var length = 1
        /// Steps to wait before it may try to rest again, and how many it waits after a rest that came to nothing.
        var wait = 0
        var patience = 1
    }

    /// Follows the circuit by a step of `dt` seconds, or rests.
    ///
    /// - Parameters:
    ///   - ending: number of the step, which places it on the absolute grid.
    ///   - rests: whether it may rest at all.
    /// - Throws: what stopped it, however small the step; the island stays where it could still be solved.
    func advance(_ dt: Double, ending step: Int, rests: Bool) throws(UnsolvedStep) {
        rest.owed += 1
        if rest.length > 1 {
            let isAwake = isDisturbed || !rests || isFixedDisturbed
            if !isAwake && rest.owed < rest.length { return }
            // A rest that ends at once costs more than it spares; one that lasts two steps spares what it costs.
            if !isAwake || rest.owed > 2 {
                rest.patience = 1
            } else if rest.owed == 1 {
                waitLonger()
            }
            if isAwake { rest.wait = rest.patience }
            if isAwake && rest.owed > 1 {
                let late = rest.owed - 1
                (rest.owed, rest.length) = (0, 1)
                try makeUp(steps: late, dt)
                rest.owed = 1
            }
        }
        isDisturbed = false
        readFixed()
        let owed = rest.owed
        (rest.owed, rest.length) = (0, 1)
        rest.wait = max(rest.wait - owed, 0)
        memcpy(previous, x, solved * MemoryLayout<Double>.stride)
        factors = Self.factors(forSteps: owed)
        predict(Double(owed) * dt)
        guard solve(Double(owed) * dt) else { return try halve(Double(owed) * dt, halved: 0) }
        let length = rests && canRest && rest.wait == 0 ? stillness(over: owed, ending: step) : 1
        if length > 1 {
            for member in members { member.hold(island: number) }
        }
        accept(Double(owed) * dt)
        guard length > 1 else { return }
        rest.length = permitted(length, over: owed)
        // Asking costs more than a step: what the elements forbid now they mostly still do at the next step.
        if rest.length == 1 { waitLonger() }
    }

    /// A rest came to nothing: the next one is tried later.
    private func waitLonger() {
        rest.patience = min(2 * rest.patience, Self.mostPatience)
        rest.wait = rest.patience
    }

    /// The factors of steps of the same length, or less than twice as long.
    private static func factors(forSteps steps: Int) -> Int { Int.bitWidth - 1 - steps.leadingZeroBitCount }

    /// Takes the steps that it owes in one, with its elements and imposed values as they were when it began to rest.
    func makeUp(_ dt: Double) throws(UnsolvedStep) {
        guard rest.owed > 0 else { return }
        let owed = rest.owed
        rest = Rest()
        try makeUp(steps: owed, dt)
    }

    private func makeUp(steps: Int, _ dt: Double) throws(UnsolvedStep) {
        for group in groups { group.goBack(island: number) }
        defer { for group in groups { group.comeForward(island: number) } }
        factors = Self.factors(forSteps: steps)
        try advance(Double(steps) * dt, halved: 0)
    }

    private var isFixedDisturbed: Bool {
        for (index, value) in fixed where x[index] != value.pointee { return true }
        return false
    }

    /// Steps for which the unknowns may be left where they are, at the pace of the step just solved.
    private func stillness(over steps: Int, ending step: Int) -> Int {
        // Twice as long as the last step at most, and only as long as the grid allows.
        var length = min(2 * steps, Self.longestRest, step & -step)
        while length > 1 {
            let leeway = Self.leeway * Double(steps) / Double(length)
            var isWithin = true
            for i in 0..<solved {
                let change = abs(x[i] - previous[i])
                isWithin = (change <= leeway * (restTolerances[i] + Self.relativeTolerance * abs(x[i]))) && isWithin
            }
            if isWithin { return length }
            // Most steps are far from it: one look is enough for them.
            length = length > 2 ? length / 2 : 1
        }
        return 1
    }

    /// As many of `length` steps as what the elements keep allows.
    private func permitted(_ length: Int, over steps: Int) -> Int {
        var worst = 0.0
        for member in members {
            worst = max(worst, member.restlessness(island: number))
            // Not even two.
            if worst * 2 > Self.leeway * Double(steps) { return 1 }
        }
        var length = length
        while length > 1 && worst * Double(length) > Self.leeway * Double(steps) { length /= 2 }
        return length
    }

    /// Goes where the unknowns are if they move on as they did: from there Newton's method has less far to go. What has just begun
    /// to move, or turns back, stays.
    private func predict(_ dt: Double) {
        guard !isLinear else { return }
        let (x, paces, earlierPaces) = (x, paces, earlierPaces)
        for i in 0..<solved {
            let (pace, earlier) = (paces[i], earlierPaces[i])
            let goesOn = pace * earlier > 0 && abs(pace) <= Self.mostHaste * abs(earlier)
            x[i] += goesOn ? pace * dt : 0
        }
        for i in absolutes { x[i] = max(x[i], previous[i] * (1 - Self.mostFall)) }
    }

    private func notePaces(_ dt: Double) {
        for i in 0..<solved {
            earlierPaces[i] = paces[i]
            paces[i] = (x[i] - previous[i]) / dt
        }
    }

    /// Takes over the movement of an island of the same unknowns.
    func moveOn(like other: Island) {
        paces.update(from: other.paces, count: solved)
        earlierPaces.update(from: other.earlierPaces, count: solved)
    }

    private func accept(_ dt: Double) {
        if !isLinear { notePaces(dt) }
        lastStep = dt
        condensation.complete(x)
        let workspace = workspace(dt: dt)
        account?.open(groups, island: number, workspace)
        for member in stamping { member.accept(island: number, workspace) }
        account?.close(groups, island: number, workspace)
    }

    /// Advances by `dt` seconds, in smaller steps where one cannot be solved.
    private func advance(_ dt: Double, halved: Int) throws(UnsolvedStep) {
        memcpy(previous, x, solved * MemoryLayout<Double>.stride)
        guard solve(dt) else { return try halve(dt, halved: halved) }
        accept(dt)
    }

    private func halve(_ dt: Double, halved: Int) throws(UnsolvedStep) {
        memcpy(x, previous, solved * MemoryLayout<Double>.stride)
        guard halved < Self.mostHalvings else {
            throw UnsolvedStep(unknown: obstacle.unknown, step: dt, isSingular: obstacle.isSingular)
        }
        counts.halvings += 1
        try advance(dt / 2, halved: halved + 1)
        try advance(dt / 2, halved: halved + 1)
    }

    /// Newton's method from the last solution, damped when whole changes lead nowhere. When it does not arrive, `obstacle` says
    /// where.
    private func solve(_ dt: Double) -> Bool {
        guard order > 0 else { return true }
        do {
            try condensation.gather()
        } catch {
            obstacle = (error.column, true)
            return false
        }
        guard solved > 0 else { return true }
        let workspace = workspace(dt: dt)
        var last = Double.infinity
        for iteration in 0..<Self.mostIterations {
            // The first iterate only asks whether anything moves: rounding in the slopes is not worth new factors.
            let isEarly = iteration < Self.freeIterations - 1
            // Afterwards a set of factors serves two iterates, for the second one mostly says that the first has arrived.
            let nearness = isLinear ? 0 : iteration == 0 ? Self.rounding : isEarly && areFactorsExact ? Self.likeness : 0
            guard let distance = change(workspace, nearEnough: nearness, isFirst: iteration == 0, isEarly: isEarly) else { break }
            if distance <= 1 || isLinear {
                move(1)
                return true
            }
            moveWithinReach()
            if iteration >= Self.freeIterations && distance > Self.leastProgress * last { break }
            last = distance
        }
        guard !isLinear else { return false }
        memcpy(x, previous, solved * MemoryLayout<Double>.stride)
        for _ in 0..<Self.mostIterations {
            guard let distance = change(workspace) else { return false }
            if distance <= 1 {
                move(1)
                return true
            }
            guard descend(workspace, from: distance) else { return false }
        }
        return false
    }

    /// Puts the change that Newton's method asks for at `x` into `f`.
    ///
    /// - Parameters:
    ///   - nearEnough: relative change of a slope that is not worth new factors.
    ///   - isFirst: the first iterate of a step: what was before has nothing to say of it.
    ///   - isEarly: it is not worth measuring how far a change is from its tolerance.
    /// - Returns: the largest change relative to its tolerance, infinite when it was not measured, 1 when none is larger than its
    ///   tolerance, nil when there is none.
    private func change(
        _ workspace: Workspace, nearEnough: Double = 0, isFirst: Bool = true, isEarly: Bool = false
    ) -> Double? {
        counts.iterations += 1
        evaluate(workspace)
        do {
            let difference = try matrix.factor(a, set: factors, nearEnough: nearEnough)
            let isStraight = !isFirst && areFactorsExact && difference == .none
            areFactorsExact = difference != .near
            if isStraight && isBalanced {
                for i in 0..<solved { f[i] = 0 }
                return 1
            }
        } catch {
            obstacle = (error.column, true)
            return nil
        }
        matrix.solve(f)
        // What factors of other slopes leave is a share of the change, and this must be as small beside a tolerance.
        if isWithinTolerance(isFirst && isEarly ? Self.slightness : areFactorsExact ? 1 : Self.likeness) { return 1 }
        if isEarly && isChangeFinite { return .infinity }
        let distance = distance(around: x)
        return distance.isFinite ? distance : nil
    }

    /// Takes a part of a change.
    private func move(_ part: Double) {
        for i in 0..<solved { x[i] -= part * f[i] }
    }

    /// Takes the whole change, but for absolute quantities: they move by a factor of three at most in one iterate. Choked flow has
    /// no slope, and what leaves for pressures where nothing leads back is lost.
    private func moveWithinReach() {
        for i in absolutes { f[i] = min(max(f[i], Self.mostRise * x[i]), Self.mostFall * x[i]) }
        move(1)
    }

    /// The largest part of the change that keeps every absolute quantity within a factor of three.
    private func reach() -> Double {
        var part = 1.0
        for i in absolutes {
            let bound = f[i] > 0 ? Self.mostFall * x[i] : Self.mostRise * x[i]
            if part * abs(f[i]) > abs(bound) { part = abs(bound / f[i]) }
        }
        return part
    }

    /// Takes the largest part of the change, halving it, that brings the solution nearer.
    ///
    /// Nearness is the change that the same factors would ask for next (Deuflhard's natural monotonicity test): it mixes no units.
    private func descend(_ workspace: Workspace, from distance: Double) -> Bool {
        memcpy(start, x, solved * MemoryLayout<Double>.stride)
        memcpy(direction, f, solved * MemoryLayout<Double>.stride)
        var part = reach()
        while part > Self.leastPart {
            for i in 0..<solved { x[i] = start[i] - part * direction[i] }
            evaluate(workspace)
            matrix.solve(f)
            if self.distance(around: start) <= (1 - part / 4) * distance { return true }
            part /= 2
        }
        return false
    }

    /// Residuals and slopes at `x`.
    private func evaluate(_ workspace: Workspace) {
        for i in order..<size { f[i] = 0 }
        condensation.evaluate(workspace)
        for member in stamping { member.stamp(island: number, workspace) }
    }

    /// No change in `f` is larger than a share of its tolerance: the answer of most steps, without a division.
    private func isWithinTolerance(_ share: Double) -> Bool {
        let (x, f, tolerances) = (x, f, tolerances)
        var isWithin = true
        for i in 0..<solved { isWithin = (abs(f[i]) <= share * (tolerances[i] + Self.relativeTolerance * abs(x[i]))) && isWithin }
        return isWithin
    }

    /// What is left of the balance of each unknown could not move it by a hundred-thousandth of its tolerance, were it alone: rounding.
    ///
    /// Where the slopes are those of the last iterate too, in every bit, it stepped along straight lines, and has arrived: there is
    /// nothing to solve. (Equal slopes with a jump between them would show here.)
    private var isBalanced: Bool {
        let (x, f, a, tolerances, diagonal) = (x, f, a, tolerances, condensation.diagonal)
        var isBalanced = true
        for i in 0..<solved {
            let bound = Self.imbalance * abs(a[Int(diagonal[i])]) * (tolerances[i] + Self.relativeTolerance * abs(x[i]))
            isBalanced = (abs(f[i]) <= bound) && isBalanced
        }
        return isBalanced
    }

    private var isChangeFinite: Bool {
        let f = f
        var sum = 0.0
        // Nothing but zeros, unless one is infinite or no number.
        for i in 0..<solved { sum += f[i] * 0 }
        return sum == 0
    }

    /// The largest change in `f` relative to its tolerance; not a number as soon as one is not. `obstacle` says where.
    ///
    /// - Parameter values: the unknowns whose magnitude sets the tolerance.
    private func distance(around values: UnsafeMutablePointer<Double>) -> Double {
        var worst = 0.0
        var place = 0
        for i in 0..<solved {
            let ratio = abs(f[i]) / (tolerances[i] + Self.relativeTolerance * abs(values[i]))
            if ratio > worst {
                worst = ratio
                place = i
            } else if ratio.isNaN {
                obstacle = (i, false)
                return ratio
            }
        }
        obstacle = (place, false)
        return worst
    }

    // MARK: - Reading

    /// There are factors, if there is anything to factor.
    var isFactored: Bool { solved == 0 || matrix.isFactored }

    /// Changes of the unknowns for a unit of through quantity drawn out at `unknown`, in the linearisation of the last iterate.
    func response(to unknown: Int) -> [Double] {
        var response = [Double](repeating: 0, count: order)
        response[unknown] = -1
        condensation.condense(&response)
        response.withUnsafeMutableBufferPointer { matrix.solve($0.baseAddress!) }
        condensation.expand(&response)
        return response
    }

    /// Conductance of stray insulation at an unknown.
    func leakage(at unknown: Int) -> Double { condensation.leakage(at: unknown) }

    // MARK: - Saving

    struct Copy: Sendable {
        /// Imposed values as it saw them included.
        let values: [Double]
        let paces: [Double]
        let earlierPaces: [Double]
        let lastStep: Double
        let rest: Rest
        let matrix: SparseLU.Copy
    }

    var copy: Copy {
        Copy(
            values: Array(UnsafeBufferPointer(start: x, count: size)),
            paces: Array(UnsafeBufferPointer(start: paces, count: solved)),
            earlierPaces: Array(UnsafeBufferPointer(start: earlierPaces, count: solved)), lastStep: lastStep, rest: rest,
            matrix: matrix.copy)
    }

    func restore(_ copy: Copy) throws(UnsolvedStep) {
        precondition(copy.values.count == size, "a snapshot of another circuit")
        x.update(from: copy.values, count: size)
        paces.update(from: copy.paces, count: solved)
        earlierPaces.update(from: copy.earlierPaces, count: solved)
        lastStep = copy.lastStep
        rest = copy.rest
        do {
            try matrix.restore(copy.matrix)
        } catch {
            throw UnsolvedStep(unknown: error.column, step: 0, isSingular: true)
        }
    }
}

/// What an unknown of an island stands for.
enum Unknown: Hashable {
    /// Across value of a node, named by its smallest joint, in one layer.
    case across(joint: Int, layer: Int)
    /// An unknown of an element's own.
    case inner(group: Int, element: Int, number: Int)
}

/// Where the elements of an island read and add.
struct Workspace {
    let x: UnsafeMutablePointer<Double>
    let f: UnsafeMutablePointer<Double>
    let a: UnsafeMutablePointer<Double>
    let dt: Double
    /// Unknowns; what follows them in `x` is imposed.
    let order: Int
}

/// What the steps of an island took.
struct Counts {
    var iterations = 0
    var halvings = 0
}

struct UnsolvedStep: Error {
    let unknown: Int
    let step: Double
    let isSingular: Bool
}
