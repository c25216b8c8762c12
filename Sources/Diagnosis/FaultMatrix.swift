public import Machines
public import Simulation
public import Training

/// What every fault of a machine reads at every test, in every state: which can be told from which, and with what.
///
/// Nothing is touched but where all energies are cut: nobody is told to feel what is live, hot or turning. Deterministic: the same
/// definition, states and seed give the same matrix, however many workers filled it.
public struct FaultMatrix: Sendable {
    public struct Row: Sendable {
        public let fault: Machines.Fault
        public let signature: Signature

        public init(_ fault: Machines.Fault, _ signature: Signature) {
            self.fault = fault
            self.signature = signature
        }
    }

    public let rows: [Row]
    public let states: [MachineState]
    let machine: Machine
    /// Of each row, the rows that no look tells from it: asked for again and again.
    private let rivals: [[Int]]

    /// Of signatures found before.
    public init(_ rows: [Row], states: [MachineState], of machine: Machine) {
        self.rows = rows
        self.states = states
        self.machine = machine
        var rivals = rows.map { _ in [Int]() }
        for other in rows.indices {
            for one in 0..<other where rows[one].signature.distinctions(from: rows[other].signature).isEmpty {
                rivals[one].append(other)
                rivals[other].append(one)
            }
        }
        self.rivals = rivals
    }

    /// Examines a machine under each of its faults in turn.
    ///
    /// - Parameters:
    ///   - severities: instead of a fault's own, by its identifier.
    ///   - step: of the plant, seconds.
    ///   - workers: machines that are examined side by side.
    ///   - progress: called after each fault, from any thread, with how many are done.
    public init(
        of definition: MachineDefinition, states: [MachineState], severities: [String: Double] = [:], seed: UInt64 = 1,
        step: Double = RunningMachine.scanLength, workers: Int = 1, progress: @Sendable (Int) -> Void = { _ in }
    ) throws {
        let faults = definition.faults
        let targets = faults.map(\.target)
        let dead = Set(states.filter(\.isDead).map(\.name))
        let signatures = try Crew.map(faults.count, workers: workers, progress: progress) {
            let survey = try Survey(definition, states: states, seed: seed, step: step)
            return { index in
                try survey.signature(of: faults[index], severity: severities[faults[index].id], around: targets)
                    .withoutTouch(but: dead)
            }
        }
        self.init(zip(faults, signatures).map { Row($0, $1) }, states: states, of: definition.machine)
    }

    /// With these tools, and the senses, alone.
    public func with(tools: [ToolKind]) -> FaultMatrix {
        FaultMatrix(rows.map { Row($0.fault, $0.signature.with(tools: tools)) }, states: states, of: machine)
    }

    public func index(of fault: String) -> Int? { rows.firstIndex { $0.fault.id == fault } }

    /// Faults that nothing tells from health.
    public var unseen: [Machines.Fault] { rows.filter { !$0.signature.isObservable }.map(\.fault) }

    /// Every look that tells two faults apart.
    public func distinctions(_ one: Int, _ other: Int) -> [Distinction] {
        rows[one].signature.distinctions(from: rows[other].signature)
    }

    /// Faults that no look tells from this one.
    public func rivals(of index: Int) -> [Int] { rivals[index] }

    /// Faults that cannot be told from one another: each is a rival of another of its group. Those that stand alone are in none, and
    /// neither is what is told from nothing.
    public var groups: [[Int]] {
        var groups: [[Int]] = []
        var placed = Set(rows.indices.filter { !rows[$0].signature.isObservable })
        for index in rows.indices where !placed.contains(index) {
            var group = [index]
            placed.insert(index)
            var next = 0
            while next < group.count {
                for rival in rivals(of: group[next]) where placed.insert(rival).inserted { group.append(rival) }
                next += 1
            }
            if group.count > 1 { groups.append(group.sorted()) }
        }
        return groups
    }
}
