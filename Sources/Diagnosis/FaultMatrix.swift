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
    /// Of which specimen it is, and the severities that are not the faults' own.
    private let specimen: (seed: UInt64, severities: [String: Double])

    /// Of signatures found before.
    public init(_ rows: [Row], states: [MachineState], of machine: Machine) {
        self.init(rows, states: states, of: machine, specimen: (1, [:]))
    }

    private init(
        _ rows: [Row], states: [MachineState], of machine: Machine, specimen: (seed: UInt64, severities: [String: Double])
    ) {
        self.rows = rows
        self.states = states
        self.machine = machine
        self.specimen = specimen
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
    ///   - known: of the same definition, states and step, with other severities: what is the same there is not examined again.
    ///   - workers: machines that are examined side by side.
    ///   - progress: called after each fault, from any thread, with how many are done.
    public init(
        of definition: MachineDefinition, states: [MachineState], severities: [String: Double] = [:], seed: UInt64 = 1,
        step: Double = RunningMachine.scanLength, known: FaultMatrix? = nil, workers: Int = 1,
        progress: @Sendable (Int) -> Void = { _ in }
    ) throws {
        let targets = definition.faults.map(\.target)
        let dead = Set(states.filter(\.isDead).map(\.name))
        var signatures = definition.faults.map { known?.signature(of: $0, severity: severities[$0.id], seed: seed) }
        let missing = signatures.indices.filter { signatures[$0] == nil }
        let faults = missing.map { definition.faults[$0] }
        let found = definition.faults.count - missing.count
        let examined = try Crew.map(missing.count, workers: workers, progress: { progress(found + $0) }) {
            let survey = try Survey(definition, states: states, seed: seed, step: step)
            return { index in
                try survey.signature(of: faults[index], severity: severities[faults[index].id], around: targets)
                    .withoutTouch(but: dead)
            }
        }
        for (index, signature) in zip(missing, examined) { signatures[index] = signature }
        self.init(
            zip(definition.faults, signatures.compactMap { $0 }).map { Row($0, $1) }, states: states, of: definition.machine,
            specimen: (seed, severities))
    }

    /// Nil where this one was not examined so.
    private func signature(of fault: Machines.Fault, severity: Double?, seed: UInt64) -> Signature? {
        guard seed == specimen.seed, (severity ?? fault.severity) == (specimen.severities[fault.id] ?? fault.severity) else {
            return nil
        }
        return index(of: fault.id).map { rows[$0].signature }
    }

    /// With these tools, and the senses, alone.
    public func with(tools: [ToolKind]) -> FaultMatrix {
        FaultMatrix(
            rows.map { Row($0.fault, $0.signature.with(tools: tools)) }, states: states, of: machine, specimen: specimen)
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
