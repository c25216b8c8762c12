import Glibc
import Machines
public import Notation

/// In which order to look for a fault: at each point the act that tells most, in bits, for the time it takes.
///
/// Deterministic; greedy, not optimal: the cheapest tree is intractable (Hyafil and Rivest 1976).
public struct SearchPlan: Sendable {
    /// What may come of an act, and for which faults.
    public struct Branch: Sendable {
        /// What tells most of the first of them; nil where all is as on a healthy machine.
        public let finding: Finding?
        /// Rows of the matrix.
        public let suspects: [Int]
        let next: Int?
    }

    public struct Choice: Sendable {
        /// Name of the machine's state.
        public let state: String
        public let act: Act
        /// To get into the state, go there and do it.
        public let seconds: Double
        /// That it tells on average.
        public let bits: Double
        public fileprivate(set) var branches: [Branch] = []

        /// « regarder B2 : LED verte allumée : 100 % du temps → 0 % du temps ».
        public func text(_ branch: Branch) -> Text {
            guard let finding = branch.finding else {
                return act.text + Text(fr: " : comme une machine saine", en: ": as a healthy machine")
            }
            // An act on one part names it, and so does what it finds.
            if case .test = act { return finding.text }
            return act.text + .colon + finding.text
        }
    }

    /// One act on the way to a fault, and whom it leaves.
    public struct Step: Sendable {
        public let choice: Choice
        public let branch: Branch
        public let suspectsBefore: Int
    }

    private let choices: [Choice]
    /// Rows of the matrix.
    public let suspects: [Int]
    /// Likelihood of each row.
    private let weights: [Double]

    /// Over all faults of a matrix, but for those that nothing tells from health: they cannot be found.
    public init(_ matrix: FaultMatrix) {
        suspects = matrix.rows.indices.filter { matrix.rows[$0].signature.isObservable }
        weights = matrix.rows.map(\.fault.likelihood)
        var maker = Maker(matrix)
        maker.plan(suspects, from: Effort.Standing())
        choices = maker.choices
    }

    /// Of not knowing which of the suspects it is, weighed by how likely each is.
    public var bits: Double { Self.entropy([suspects], weights) }

    public var first: Choice? { choices.first }

    /// Acts and seconds to the end of the plan, on average over the suspects.
    public var mean: (acts: Double, seconds: Double) {
        let total = suspects.reduce(0) { $0 + weights[$1] }
        guard total > 0 else { return (0, 0) }
        return suspects.reduce((0, 0)) { sum, suspect in
            let path = path(to: suspect)
            let share = weights[suspect] / total
            return (sum.0 + share * Double(path.count), sum.1 + share * path.reduce(0) { $0 + $1.choice.seconds })
        }
    }

    /// The acts that lead to a fault; those left after the last one cannot be told apart by any.
    public func path(to suspect: Int) -> [Step] {
        var steps: [Step] = []
        var place = choices.isEmpty ? nil : 0
        var count = suspects.count
        while let current = place, let branch = choices[current].branches.first(where: { $0.suspects.contains(suspect) }) {
            steps.append(Step(choice: choices[current], branch: branch, suspectsBefore: count))
            count = branch.suspects.count
            place = branch.next
        }
        return steps
    }

    /// Mean bits of what is left to find in groups, weighed by the share of each.
    private static func entropy(_ groups: [[Int]], _ weights: [Double]) -> Double {
        let total = groups.joined().reduce(0) { $0 + weights[$1] }
        return groups.reduce(0) { sum, group in
            let weight = group.reduce(0) { $0 + weights[$1] }
            let inside = group.reduce(0.0) { $0 - (weights[$1] / weight) * log2(weights[$1] / weight) }
            return sum + weight / total * inside
        }
    }

    /// Divides suspects, act by act.
    private struct Maker {
        private struct Place: Hashable {
            let state: String
            let act: Act
        }

        /// What the tests of an act read, by test and row.
        private typealias Tests = [(look: Look, findings: [Int: Finding])]

        private let acts: [(place: Place, tests: Tests)]
        private let weights: [Double]
        private let effort: Effort
        /// States in which each row was examined.
        private let visited: [Set<String>]
        var choices: [Choice] = []

        init(_ matrix: FaultMatrix) {
            var acts: [(place: Place, tests: Tests)] = []
            var places: [Place: Int] = [:]
            var looks: [Look: Int] = [:]
            for (row, content) in matrix.rows.enumerated() {
                for finding in content.signature.findings {
                    let place = Place(state: finding.state, act: Act(finding.test))
                    let act = places[place] ?? acts.count
                    if act == acts.count {
                        places[place] = act
                        acts.append((place, []))
                    }
                    let test = looks[finding.look] ?? acts[act].tests.count
                    if test == acts[act].tests.count {
                        looks[finding.look] = test
                        acts[act].tests.append((finding.look, [:]))
                    }
                    acts[act].tests[test].findings[row] = finding
                }
            }
            self.acts = acts
            weights = matrix.rows.map(\.fault.likelihood)
            visited = matrix.rows.map(\.signature.states)
            effort = Effort(matrix.states, on: matrix.machine)
        }

        /// - Returns: where the choice is; nil where no act divides them.
        @discardableResult
        mutating func plan(_ suspects: [Int], from standing: Effort.Standing) -> Int? {
            guard suspects.count > 1 else { return nil }
            let before = SearchPlan.entropy([suspects], weights)
            var best: (value: Double, choice: Choice, tests: Tests, parts: [[Int]])?
            for (place, tests) in acts {
                guard suspects.allSatisfy({ visited[$0].contains(place.state) }) else { continue }
                let parts = tests.reduce([suspects]) { parts, test in parts.flatMap { Self.divide($0, test.findings) } }
                guard parts.count > 1 else { continue }
                let bits = before - SearchPlan.entropy(parts, weights)
                let seconds = effort.seconds(place.act, in: place.state, from: standing)
                guard bits / max(seconds, 1) > best?.value ?? 0 else { continue }
                best = (
                    bits / max(seconds, 1), Choice(state: place.state, act: place.act, seconds: seconds, bits: bits), tests, parts
                )
            }
            guard let best else { return nil }
            let number = choices.count
            let next = Effort.Standing(state: best.choice.state, place: effort.place(of: best.choice.act) ?? standing.place)
            // Its place is taken before those of what follows it.
            choices.append(best.choice)
            choices[number].branches = best.parts.map { part in
                Branch(finding: Self.plainest(part[0], best.tests), suspects: part, next: plan(part, from: next))
            }
            return number
        }

        private static func plainest(_ row: Int, _ tests: Tests) -> Finding? {
            tests.compactMap { $0.findings[row] }.filter(\.isPlain).max { $0.margin < $1.margin }
        }

        /// Suspects that read the same at a test stand together: neighbours that their instruments do not tell apart, one after
        /// another. The first part reads as a healthy machine, if any does.
        private static func divide(_ suspects: [Int], _ findings: [Int: Finding]) -> [[Int]] {
            guard suspects.count > 1 else { return [suspects] }
            let read = suspects.compactMap { row in findings[row].map { (row: row, finding: $0) } }
            guard !read.isEmpty else { return [suspects] }
            var healthy = suspects.filter { findings[$0] == nil }
            var others: [[Int]] = []
            var words: [(value: Finding.Value, place: Int)] = []
            var numbers: [(row: Int, value: Double, finding: Finding)] = []
            for (row, finding) in read {
                if case .number(let value) = finding.faulty {
                    numbers.append((row, value, finding))
                } else if let known = words.first(where: { $0.value == finding.faulty }) {
                    others[known.place].append(row)
                } else {
                    words.append((finding.faulty, others.count))
                    others.append([row])
                }
            }
            numbers.sort { ($0.value, $0.row) < ($1.value, $1.row) }
            var chain: [(row: Int, value: Double, finding: Finding)] = []
            func close() {
                guard !chain.isEmpty else { return }
                // One that health's own error could reach takes its neighbours along.
                if chain.contains(where: { !$0.finding.isPlain }) {
                    healthy += chain.map(\.row)
                } else {
                    others.append(chain.map(\.row))
                }
                chain = []
            }
            for number in numbers {
                if let last = chain.last, number.finding.differs(from: last.finding) { close() }
                chain.append(number)
            }
            close()
            return ([healthy] + others).filter { !$0.isEmpty }.map { $0.sorted() }
        }
    }
}
