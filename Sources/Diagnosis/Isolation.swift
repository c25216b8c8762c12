import Simulation
public import Training

/// Whether what is hidden in an exercise can be told from every other fault of its machine, with the exercise's tools.
public struct Isolation: Sendable {
    /// Of each hidden fault that its tools tell from health.
    public let searches: [FaultSearch]
    /// Every fault of the machine, with all the tools of a workshop.
    public let whole: FaultMatrix

    public func search(for fault: String) -> FaultSearch? { searches.first { $0.fault == fault } }

    /// - Parameters:
    ///   - states: of the machine's `states.yaml`.
    ///   - known: of another exercise on the same machine and states: what is the same there is not examined again.
    ///   - workers: machines that are examined side by side.
    ///   - progress: called after each fault, from any thread, with how many are done.
    public init(
        of exercise: Exercise, states: [MachineState], seed: UInt64 = 1, known: FaultMatrix? = nil, workers: Int = 1,
        progress: @Sendable (Int) -> Void = { _ in }
    ) throws {
        let whole = try FaultMatrix(
            of: exercise.definition, states: states, severities: exercise.severities, seed: seed, known: known,
            workers: workers, progress: progress)
        let matrix = whole.with(tools: exercise.scenario.tools)
        let plan = SearchPlan(matrix)
        searches = exercise.scenario.faults.compactMap { FaultSearch(for: $0.id, in: matrix, by: plan, whole: whole) }
        self.whole = whole
    }
}
