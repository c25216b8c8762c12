/// Where the steps and transitions of a chart go: rows from top to bottom, columns from left to right.
///
/// The first branch of a divergence keeps the column, each further one takes a new column. A transition to a step that stands
/// already (a loop, a jump) becomes an arrow with the step's number.
struct Layout {
    struct Place: Equatable {
        var row: Int
        var column: Int
    }

    /// By index in the program.
    private(set) var steps: [Int: Place] = [:]
    private(set) var transitions: [Int: Place] = [:]
    /// Steps that stand right under a transition; the others after it are arrows.
    private(set) var placed: [Int: [Int]] = [:]
    private(set) var columns = 0
    private(set) var rows = 0

    init(_ program: Program, chart: Int) {
        let own = program.charts[chart]
        if let expansion = own.expansion { start(expansion.entry) }
        for index in own.steps where program.steps[index].isInitial && steps[index] == nil { start(index) }
        var waiting = Array(own.transitions)
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for index in waiting where program.transitions[index].from.allSatisfy({ steps[$0] != nil }) {
                place(index, program.transitions[index])
                waiting.removeAll { $0 == index }
                hasChanged = true
                break
            }
            if !hasChanged, let step = own.steps.first(where: { steps[$0] == nil }) {
                start(step)
                hasChanged = true
            }
        }
    }

    private mutating func newColumn() -> Int {
        columns += 1
        return columns - 1
    }

    private mutating func start(_ step: Int) {
        steps[step] = Place(row: 0, column: newColumn())
        rows = max(rows, 1)
    }

    private mutating func place(_ index: Int, _ transition: Transition) {
        let row = transition.from.compactMap { steps[$0]?.row }.max() ?? -1
        let isFree = { (column: Int) in !self.transitions.values.contains(Place(row: row, column: column)) }
        var columnsLeft = transition.from.compactMap { steps[$0]?.column }.filter(isFree)
        let own = columnsLeft.isEmpty ? newColumn() : columnsLeft.removeFirst()
        transitions[index] = Place(row: row, column: own)
        var below: [Int] = []
        for step in transition.to where steps[step] == nil {
            steps[step] = Place(
                row: row + 1, column: below.isEmpty ? own : columnsLeft.isEmpty ? newColumn() : columnsLeft.removeFirst())
            below.append(step)
        }
        placed[index] = below
        rows = max(rows, row + (below.isEmpty ? 1 : 2))
    }
}
