import Simulation
public import Training

/// Whether what is hidden in an exercise can be told from every other fault of its machine, with the exercise's tools.
public struct Isolation: Sendable {
    /// Of each hidden fault that its tools tell from health.
    public let searches: [FaultSearch]

    public func search(for fault: String) -> FaultSearch? { searches.first { $0.fault == fault } }

    /// - Parameters:
    ///   - states: of the machine's `states.yaml`.
    ///   - workers: machines that are examined side by side.
    ///   - progress: called after each fault, from any thread, with how many are done.
    public init(
        of exercise: Exercise, states: [MachineState], seed: UInt64 = 1, workers: Int = 1,
        progress: @Sendable (Int) -> Void = { _ in }
    ) throws {
        let whole = try FaultMatrix(
            of: exercise.definition, states: states, severities: exercise.severities, seed: seed, workers: workers,
            progress: progress)
        self.init(whole, tools: exercise.scenario.tools, hidden: exercise.scenario.faults.map(\.id))
    }

    /// - Parameter whole: with all the tools of a workshop.
    init(_ whole: FaultMatrix, tools: [ToolKind], hidden: [String]) {
        let matrix = whole.with(tools: tools)
        let plan = SearchPlan(matrix)
        searches = hidden.compactMap { FaultSearch(for: $0, in: matrix, by: plan, whole: whole) }
    }
}
