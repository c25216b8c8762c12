public import Circuits
public import Notation

/// Components by reference over one circuit, their signals, and the step that moves them all.
///
/// A machine is assembled in two passes: every reference is declared first, so that links may point forward; then each is built.
public final class Assembly {
    public let circuit = Circuit()
    public let earth: Joint
    public let atmosphere: Joint
    public let frame: Joint
    public let bed: Joint
    public let ambient: Joint
    public let tank: Joint

    struct Record {
        let reference: String
        let type: AnyComponentType
        let values: AnyParameters
        let terminals: [Terminal]
        let joints: [Joint]
        let signals: [Signal]
        let firstSignal: Int
        let controls: [Control]
        /// Names of the inputs by which it is told from outside what it would sense.
        let told: [String]
        var group = -1
        var index = -1
    }

    /// A group without its reference count, for the loop: the assembly keeps it alive.
    private struct Member {
        private let group: Unmanaged<Updated>

        init(_ group: any ComponentGroup) { self.group = .passUnretained(group) }

        func update(_ tick: Tick) { group._withUnsafeGuaranteedRef { $0.update(tick) } }
    }

    private(set) var records: [Record] = []
    /// Looked up by name only.
    private var numbers: [String: Int] = [:]
    /// Of each record's type, by what its components follow.
    private var ranks: [Int] = []
    private var groups: [any ComponentGroup] = []
    /// The same, for the loop.
    private var members: UnsafeMutableBufferPointer<Member> = .allocate(capacity: 0)
    private var groupNumbers: [ObjectIdentifier: Int] = [:]
    /// Signals of the end of the last step; after them, those that the components write now.
    private var last: UnsafeMutablePointer<Double> = .allocate(capacity: 1)
    private var signalCount = 0
    private var next: UnsafeMutablePointer<Double> { last + signalCount }
    /// The record whose signal each is.
    private var owners: [Int] = []
    /// Records of which a signal has been set from outside since the last step.
    private var told: [Int] = []
    private let seed: UInt64
    private var isBuilt = false
    /// Joints that belong to a component and that others reach without a terminal. Looked up by name only.
    private var shared: [String: Joint] = [:]

    /// - Parameter seed: what makes this specimen of the machine differ from another of the same drawing.
    public init(seed: UInt64) {
        self.seed = seed
        earth = circuit.fixedJoint("PE", Domain.electrical.nature, value: 0)
        atmosphere = circuit.fixedJoint("atmosphere", Domain.pneumatic.nature, value: Air.atmosphere)
        frame = circuit.fixedJoint("frame", Domain.translation.nature, value: 0)
        bed = circuit.fixedJoint("bed", Domain.rotation.nature, value: 0)
        ambient = circuit.fixedJoint("ambient", Domain.thermal.nature, value: Air.ambient)
        tank = circuit.fixedJoint("tank", Domain.hydraulic.nature, value: 0)
    }

    deinit {
        last.deallocate()
        members.deallocate()
    }

    // MARK: - Building

    /// First pass: the reference, its terminals and its signals exist.
    ///
    /// - Parameter told: inputs by which it is told from outside what it would sense of the machine, and what it is told at first.
    public func declare(
        _ reference: String, _ type: AnyComponentType, _ values: AnyParameters, told: [(input: String, value: Double)] = []
    ) throws(AssemblyError) {
        precondition(!isBuilt, "declare every component before building")
        guard numbers[reference] == nil else { throw .duplicateReference(reference) }
        let terminals = type.terminals(values)
        let own = type.signals(values) + type.told(values).filter { signal in told.contains { $0.input == signal.name } }
        let signals = own.map { signal in
            told.first { $0.input == signal.name && signal.isInput }.map { signal.beginning(at: $0.value) } ?? signal
        }
        numbers[reference] = records.count
        records.append(
            Record(
                reference: reference, type: type, values: values, terminals: terminals,
                joints: terminals.map { circuit.joint("\(reference):\($0.name)", $0.domain.nature) }, signals: signals,
                firstSignal: signalCount, controls: type.controls(values), told: told.map(\.input)))
        owners += signals.map { _ in records.count - 1 }
        signalCount += signals.count
    }

    /// Second pass: every declared component builds its elements, in the order of declaration.
    public func build() throws {
        precondition(!isBuilt, "an assembly is built once")
        isBuilt = true
        last.deallocate()
        last = .allocate(capacity: 2 * max(signalCount, 1))
        told.reserveCapacity(records.count)
        ranks = Succession.ranks(records)
        for record in records {
            for (offset, signal) in record.signals.enumerated() {
                (last + record.firstSignal + offset).initialize(to: signal.initial)
                (next + record.firstSignal + offset).initialize(to: signal.initial)
            }
        }
        for number in records.indices {
            let record = records[number]
            let site = Site(assembly: self, reference: record.reference, specimen: Self.mixed(seed, record.reference))
            let key = record.type.identity
            if groupNumbers[key] == nil {
                groupNumbers[key] = groups.count
                groups.append(record.type.makeGroup())
            }
            let group = groupNumbers[key]!
            records[number].group = group
            records[number].index = try groups[group].append(record.values, at: site)
        }
        members.deallocate()
        members = .allocate(capacity: groups.count)
        let rankOfGroup = groups.indices.map { group in records.indices.first { records[$0].group == group }.map { ranks[$0] }! }
        let order = groups.indices.sorted { (rankOfGroup[$0], $0) < (rankOfGroup[$1], $1) }
        _ = members.initialize(from: order.map { Member(groups[$0]) })
    }

    /// SplitMix64 over the seed and the reference's bytes: a number per specimen, the same on every platform.
    private static func mixed(_ seed: UInt64, _ reference: String) -> UInt64 {
        var state = seed
        for byte in reference.utf8 {
            state = (state &+ UInt64(byte)) &+ 0x9E37_79B9_7F4A_7C15
            state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
            state ^= state >> 31
        }
        return state
    }

    /// A joint of a component that is no terminal, whoever asks first.
    func joint(_ name: String, within reference: String, _ nature: Nature) -> Joint {
        let full = "\(reference).\(name)"
        if let joint = shared[full] { return joint }
        let joint = circuit.joint(full, nature)
        shared[full] = joint
        return joint
    }

    // MARK: - Running

    /// Advances by one step of `dt` seconds: take what was told from outside, solve, let every component see it, pass the signals
    /// on.
    public func step(_ dt: Double) throws(CircuitError) {
        precondition(isBuilt, "build the assembly first")
        obey()
        try circuit.step(dt)
        let tick = Tick(solution: circuit.solution, last: last, next: next, dt: dt, time: circuit.time)
        for member in members { member.update(tick) }
        last.update(from: next, count: signalCount)
    }

    private func obey() {
        guard !told.isEmpty else { return }
        for number in told { groups[records[number].group].obey(records[number].index, now) }
        told.removeAll(keepingCapacity: true)
    }

    /// The end of the last step, for readings between steps.
    public var now: Tick { Tick(solution: circuit.solution, last: last, next: next, dt: 0, time: circuit.time) }

    /// K, of the air around the machine. That inside its pneumatic circuits stays at `Air.ambient`, which their laws are written for.
    public var roomTemperature: Double {
        get { circuit.across(ambient) }
        set { circuit.setFixed(ambient, value: newValue) }
    }

    // MARK: - By name

    public var references: [String] { records.map(\.reference) }
    public func contains(_ reference: String) -> Bool { numbers[reference] != nil }
    public func type(of reference: String) -> AnyComponentType? { record(reference)?.type }
    public func terminals(of reference: String) -> [Terminal] { record(reference)?.terminals ?? [] }
    public func signals(of reference: String) -> [Signal] { record(reference)?.signals ?? [] }
    public func controls(of reference: String) -> [Control] { record(reference)?.controls ?? [] }

    public func joint(_ reference: String, _ terminal: String) -> Joint? {
        guard let record = record(reference), let index = record.terminals.firstIndex(where: { $0.name == terminal }) else {
            return nil
        }
        return record.joints[index]
    }

    public func signal(_ reference: String, _ name: String) -> SignalIndex? {
        guard let record = record(reference), let index = record.signals.firstIndex(where: { $0.name == name }) else {
            return nil
        }
        return SignalIndex(record.firstSignal + index)
    }

    func isTold(_ reference: String, _ input: String) -> Bool { record(reference)?.told.contains(input) == true }

    /// A signal of `source` as a component of `follower` reads it in its update: of this step when what gives it is updated before
    /// what follows it, of the last step otherwise.
    func signal(_ source: String, _ name: String, followedBy follower: String) -> SignalIndex? {
        guard let signal = signal(source, name), let from = numbers[source], let to = numbers[follower] else { return nil }
        return ranks[from] < ranks[to] ? SignalIndex(signalCount + signal.slot) : signal
    }

    public func value(_ signal: SignalIndex) -> Double { last[signal.slot] }

    /// Sets an input from outside, between steps.
    public func set(_ signal: SignalIndex, _ value: Double) {
        if last[signal.slot] != value && !told.contains(owners[signal.slot]) { told.append(owners[signal.slot]) }
        last[signal.slot] = value
        next[signal.slot] = value
    }

    public func percepts(_ reference: String, _ sense: Sense) -> [Text] {
        guard let record = record(reference) else { return [] }
        return groups[record.group].percepts(record.index, sense, now)
    }

    /// With what a component shakes its support now.
    public func excitations(of reference: String) -> [Excitation] {
        guard let record = record(reference) else { return [] }
        return groups[record.group].excitations(record.index, now)
    }

    /// What a component radiates into the air now.
    public func sound(of reference: String) -> Sound {
        guard let record = record(reference) else { return .silent }
        return groups[record.group].sound(record.index, now)
    }

    /// How use wears a component, for the parameters that it was built with.
    public func wearLaws(of reference: String) -> [WearLaw] { record(reference).map { $0.type.wear($0.values) } ?? [] }

    // MARK: - Changing

    /// Puts failures on a component, in place of those it had; an empty list makes it healthy.
    public func setFailures(_ failures: [ActiveFailure], on reference: String) {
        guard let record = record(reference) else { preconditionFailure("no component \(reference)") }
        groups[record.group].setFailures(record.index, failures)
    }

    /// Changes a nominal parameter: an adjustment.
    public func setParameter(_ key: String, _ value: ParameterValue, on reference: String) {
        guard let record = record(reference) else { preconditionFailure("no component \(reference)") }
        groups[record.group].setParameter(record.index, key, value)
    }

    /// The nominal value of a parameter, as adjusted.
    public func parameter(_ key: String, of reference: String) -> ParameterValue? {
        record(reference).flatMap { groups[$0.group].parameter($0.index, key) }
    }

    /// The value of a parameter as adjustments and failures leave it.
    public func effectiveParameter(_ key: String, of reference: String) -> ParameterValue? {
        record(reference).flatMap { $0.type.value(of: key, in: groups[$0.group].effective($0.index)) }
    }

    /// A new specimen in place of the old: the state of its discrete parts (melted, welded, open) is that of a new part.
    public func renew(_ reference: String) {
        guard let record = record(reference) else { preconditionFailure("no component \(reference)") }
        groups[record.group].renew(record.index)
    }

    private func record(_ reference: String) -> Record? { numbers[reference].map { records[$0] } }

    // MARK: - Saving

    public struct Snapshot: Sendable {
        let circuit: Circuit.Snapshot
        let signals: [Double]
        let told: [Int]
        let groups: [any Sendable]
    }

    public func snapshot() throws(CircuitError) -> Snapshot {
        Snapshot(
            circuit: try circuit.snapshot(), signals: (0..<signalCount).map { last[$0] }, told: told,
            groups: groups.map { $0.copy() })
    }

    /// Goes back to a snapshot of this assembly, or on to one of another of the same components and seed.
    public func restore(_ snapshot: Snapshot) throws(CircuitError) {
        precondition(
            snapshot.groups.count == groups.count && snapshot.signals.count == signalCount, "another assembly's snapshot")
        let isOwn = circuit.isOwn(snapshot.circuit)
        // The elements must be there before the components take hold of them.
        if !isOwn { try circuit.restore(snapshot.circuit) }
        for (group, copy) in zip(groups, snapshot.groups) { group.restore(copy, movedTo: isOwn ? nil : circuit) }
        for (index, value) in snapshot.signals.enumerated() {
            last[index] = value
            next[index] = value
        }
        told.replaceSubrange(told.indices, with: snapshot.told)
        if isOwn { try circuit.restore(snapshot.circuit) }
    }
}

/// A failure of a component's type at work in one component.
public struct ActiveFailure: Sendable, Hashable {
    public let name: String
    /// 0 (healthy) … 1.
    public var severity: Double
    /// Terminal, pole or channel it concerns; empty when it concerns the whole.
    public let item: String

    public init(_ name: String, severity: Double, item: String = "") {
        self.name = name
        self.severity = severity
        self.item = item
    }
}
