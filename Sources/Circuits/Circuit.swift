/// A network of joints, wires and elements in any natures, and its solved state.
///
/// Build it once; change values at any time; after a change of topology (an element or a wire added, removed, moved, merged or
/// parted) it compiles itself anew before the next step, and every element keeps its state. One thread owns a circuit.
public final class Circuit {
    struct JointRecord {
        let name: String
        let nature: Nature
        /// First cell in `fixedValues`, for a joint of imposed value.
        var fixed: Int?
    }

    struct WireRecord: Sendable {
        var ends: (Joint, Joint)
        var isMerged: Bool
        var resistance: Double
    }

    /// What tells a circuit's own snapshots from those of another.
    final class Identity: Sendable {}

    static let mostLayers = 3
    /// Resistance below which a wire is solved as if it had this one, so that its conductance stays a number.
    static let leastResistance = 1e-7

    private let identity = Identity()
    var joints: [JointRecord] = []
    var wires: [WireRecord] = []
    var wireMarks: [UnsafeMutablePointer<Bool>] = []
    var groups: [any Group] = []
    var groupNumbers: [ObjectIdentifier: Int] = [:]
    private let wireGroup = GroupOf<Conductance>()
    private(set) var islands: [Island] = []
    /// Where each layer of each joint is read.
    var cells: UnsafeMutablePointer<UnsafePointer<Double>> { cellTable.pointee }
    /// Behind a pointer, so that a component that reads a joint pays for no exclusivity check and no reference count.
    @usableFromInline let cellTable: UnsafeMutablePointer<UnsafeMutablePointer<UnsafePointer<Double>>>
    private var cellCapacity = 96
    /// What joints read that nothing computes: the rest values of their natures, and zero in the first.
    private var restCells: [UnsafeMutablePointer<Double>] = []
    private var fixedValues: [UnsafeMutablePointer<Double>] = []
    /// Number of the present topology; a new one for each change, the old one when a snapshot brings it back.
    private var topology = 0
    private var newestTopology = 0
    private var compiledTopology = -1
    public private(set) var time = 0.0
    /// What rounding has kept from `time`.
    private var timeRemainder = 0.0
    private var lastStep = 0.0
    /// Steps since the start: the absolute grid on which islands rest.
    private var stepCount = 0
    /// Whether an island in which nothing moves may take longer steps.
    ///
    /// What it shows may then be late by at most `Island.leeway` tolerances (1e-5 of itself), and what it is given is
    /// overlooked while it changes by less than `heedless` of itself.
    public var restsWhenStill = false
    private var keepsBooks = false
    /// Natures of which books have been kept.
    private var bookedNatures: [Nature] = []
    var marks = ElementMarks()
    /// Who is behind each mark.
    private var seats = ElementSeats()

    /// Relative change of an element's number that an island at rest overlooks.
    static let heedless = Island.relativeTolerance * Island.leeway
    /// Joints of leaking natures (electricity) that only stray insulation ties to the reference.
    public private(set) var floatingJoints: [String] = []

    public init() {
        cellTable = .allocate(capacity: 1)
        cellTable.initialize(to: .allocate(capacity: cellCapacity))
        groups = [wireGroup]
        _ = restCell(0)
    }

    deinit {
        cells.deallocate()
        cellTable.deallocate()
        for cell in restCells + fixedValues { cell.deallocate() }
        marks.deallocate()
    }

    // MARK: - Building

    public func joint(_ name: String, _ nature: Nature) -> Joint {
        changeTopology()
        joints.append(JointRecord(name: name, nature: nature, fixed: nil))
        reserveCells(joints.count * Self.mostLayers)
        for layer in 0..<Self.mostLayers {
            (cells + ((joints.count - 1) * Self.mostLayers + layer)).initialize(to: restCell(nature.initial(layer: layer)))
        }
        return Joint(joints.count - 1)
    }

    private func reserveCells(_ count: Int) {
        guard count > cellCapacity else { return }
        let larger = UnsafeMutablePointer<UnsafePointer<Double>>.allocate(capacity: 2 * count)
        larger.initialize(from: cells, count: count - Self.mostLayers)
        cells.deallocate()
        cellTable.pointee = larger
        cellCapacity = 2 * count
    }

    /// A joint whose across value is imposed: the reference node, the atmosphere.
    public func fixedJoint(_ name: String, _ nature: Nature, value: Double) -> Joint {
        let joint = joint(name, nature)
        let cell = UnsafeMutablePointer<Double>.allocate(capacity: Self.mostLayers)
        cell.initialize(repeating: 0, count: Self.mostLayers)
        cell[0] = value
        fixedValues.append(cell)
        joints[Int(joint.index)].fixed = fixedValues.count - 1
        for layer in 0..<Self.mostLayers { cells[Int(joint.index) * Self.mostLayers + layer] = UnsafePointer(cell + layer) }
        return joint
    }

    private func changeTopology() {
        newestTopology += 1
        topology = newestTopology
    }

    /// The cell that holds a rest value. There are as many as natures have different ones.
    func restCell(_ value: Double) -> UnsafePointer<Double> {
        if let cell = restCells.first(where: { $0.pointee == value }) { return UnsafePointer(cell) }
        let cell = UnsafeMutablePointer<Double>.allocate(capacity: 1)
        cell.initialize(to: value)
        restCells.append(cell)
        return UnsafePointer(cell)
    }

    public func name(_ joint: Joint) -> String { joints[Int(joint.index)].name }
    public func nature(_ joint: Joint) -> Nature { joints[Int(joint.index)].nature }

    @discardableResult
    public func add<Kind: Element>(_ element: Kind, named name: String, at joints: [Joint]) -> Handle<Kind> {
        changeTopology()
        let key = ObjectIdentifier(Kind.self)
        let group: GroupOf<Kind>
        if let number = groupNumbers[key] {
            group = unsafeDowncast(groups[number], to: GroupOf<Kind>.self)
        } else {
            group = GroupOf<Kind>()
            groupNumbers[key] = groups.count
            groups.append(group)
        }
        let index = group.append(element, Placement(name: name, joints: joints, isPresent: true))
        return Handle(group: group, index: index, mark: marks.append(group: groupNumbers[key]!, element: index))
    }

    /// A conductor between two joints. A merged one has no drop: the two joints are one node.
    ///
    /// - Parameter resistance: across per through, used as soon as the wire is not merged.
    public func wire(_ name: String, _ a: Joint, _ b: Joint, resistance: Double, isMerged: Bool) -> Wire {
        changeTopology()
        let index = wireGroup.append(
            Self.conductance(resistance), Placement(name: name, joints: [a, b], isPresent: !isMerged))
        wires.append(WireRecord(ends: (a, b), isMerged: isMerged, resistance: resistance))
        wireMarks.append(marks.append(group: 0, element: index))
        return Wire(index)
    }

    public func remove<Kind: Element>(_ handle: Handle<Kind>) { setPresent(handle, false) }

    /// Puts a removed element back, with the state it had.
    public func insert<Kind: Element>(_ handle: Handle<Kind>) { setPresent(handle, true) }

    private func setPresent<Kind: Element>(_ handle: Handle<Kind>, _ isPresent: Bool) {
        guard handle.group.placements[handle.index].isPresent != isPresent else { return }
        handle.group.placements[handle.index].isPresent = isPresent
        changeTopology()
    }

    /// Moves a terminal of an element to another joint of the same nature: the leads of a meter.
    public func attach<Kind: Element>(_ handle: Handle<Kind>, terminal: Int, to joint: Joint) {
        guard handle.group.placements[handle.index].joints[terminal] != joint else { return }
        handle.group.placements[handle.index].joints[terminal] = joint
        changeTopology()
    }

    /// Across per through of a wire; infinite when it is cut. A merged wire is parted first.
    public func setResistance(_ wire: Wire, _ resistance: Double) {
        setMerged(wire, false)
        wires[wire.index].resistance = resistance
        wireGroup.elements[wire.index] = Self.conductance(resistance)
        wireMarks[wire.index].pointee = true
    }

    static func conductance(_ resistance: Double) -> Conductance {
        precondition(resistance >= 0, "a wire of \(resistance) Ω")
        return Conductance(resistance: max(resistance, leastResistance))
    }

    public func resistance(_ wire: Wire) -> Double { wires[wire.index].resistance }
    public func isMerged(_ wire: Wire) -> Bool { wires[wire.index].isMerged }
    public func ends(_ wire: Wire) -> (Joint, Joint) { wires[wire.index].ends }

    public func setMerged(_ wire: Wire, _ isMerged: Bool) {
        guard wires[wire.index].isMerged != isMerged else { return }
        wires[wire.index].isMerged = isMerged
        wireGroup.placements[wire.index].isPresent = !isMerged
        changeTopology()
    }

    /// Moves an end of a wire to another joint: disconnected, swapped, put back.
    public func attach(_ wire: Wire, end: Int, to joint: Joint) {
        changeTopology()
        if end == 0 { wires[wire.index].ends.0 = joint } else { wires[wire.index].ends.1 = joint }
        wireGroup.placements[wire.index].joints[end] = joint
    }

    /// Through quantity in a wire that is not merged, from its first end to its second, in one layer.
    public func through(_ wire: Wire, layer: Int = 0) -> Double {
        let (a, b) = wires[wire.index].ends
        return wireGroup.elements[wire.index].value * (across(a, layer: layer) - across(b, layer: layer))
    }

    /// Changes the imposed value of a fixed joint, from the next step on.
    public func setFixed(_ joint: Joint, value: Double) {
        guard let cell = joints[Int(joint.index)].fixed else { preconditionFailure("\(name(joint)) is not fixed") }
        fixedValues[cell][0] = value
    }

    // MARK: - Running

    /// Advances by one step of `dt` seconds; each island that cannot follow takes smaller ones within it.
    ///
    /// - Throws: what the first island that cannot be solved stumbled on. It stays where it could still be solved; the others
    ///   have done the step, so that none hears of another's failure.
    public func step(_ dt: Double) throws(CircuitError) {
        precondition(dt > 0, "a step of \(dt) s")
        if dt != lastStep {
            for island in islands { try bringToPresent(island) }
        }
        try compileIfNeeded()
        wake()
        stepCount += 1
        var failure: CircuitError?
        for island in islands {
            do {
                try island.advance(dt, ending: stepCount, rests: restsWhenStill)
            } catch {
                if failure == nil { failure = explained(error, in: island) }
            }
        }
        lastStep = dt
        // Compensated, so that a day of 5 ms steps ends where it should.
        let length = dt - timeRemainder
        let sum = time + length
        timeRemainder = (sum - time) - length
        time = sum
        if let failure { throw failure }
    }

    /// Tells islands at rest what has been changed in them since.
    private func wake() {
        let count = islands.count
        withUnsafeTemporaryAllocation(of: Bool.self, capacity: count) { isAsleep in
            var isAnyAsleep = false
            for number in 0..<count {
                isAsleep[number] = islands[number].rest.length > 1 && !islands[number].isDisturbed
                isAnyAsleep = isAnyAsleep || isAsleep[number]
            }
            guard isAnyAsleep else { return }
            seats.all.withUnsafeBufferPointer { seats in
                marks.take { number in
                    let seat = seats[number]
                    guard seat.island >= 0 else { return }
                    if !seat.isShared {
                        guard isAsleep[Int(seat.island)],
                            seat.member.isDisturbed(Int(seat.element), share: Self.heedless)
                        else { return }
                        isAsleep[Int(seat.island)] = false
                        islands[Int(seat.island)].isDisturbed = true
                    } else if seat.member.isDisturbed(Int(seat.element), share: 0) {
                        // Islands that began to rest at different moments share what they hold: nothing may be overlooked in turn.
                        islands[Int(seat.island)].isDisturbed = true
                        for (element, island) in self.seats.more where element == number { islands[island].isDisturbed = true }
                    }
                }
            }
        }
    }

    /// Lets an island take the steps that it owes.
    func bringToPresent(_ island: Island) throws(CircuitError) {
        do {
            try island.makeUp(lastStep)
        } catch {
            throw explained(error, in: island)
        }
    }

    /// The present state of every element of a kind, in the order in which they were added.
    public func elements<Kind: Element>(_ kind: Kind.Type) -> [Kind] {
        guard let number = groupNumbers[ObjectIdentifier(kind)] else { return [] }
        let group = unsafeDowncast(groups[number], to: GroupOf<Kind>.self)
        return Array(UnsafeBufferPointer(start: group.elements, count: group.count))
    }

    /// Across value of a joint in the solved state.
    @inlinable
    public func across(_ joint: Joint, layer: Int = 0) -> Double { cellTable.pointee[Int(joint.index) * 3 + layer].pointee }

    /// The solved state, for who reads many joints. Valid as long as the circuit lives.
    @inlinable public var solution: Solution { Solution(cells: cellTable) }

    /// Through quantity that flows into an element at a terminal, in one layer, in the solved state.
    public func through<Kind: Element>(_ handle: Handle<Kind>, _ terminal: Int, layer: Int = 0) throws(CircuitError) -> Double {
        try compileIfNeeded()
        var sum = 0.0
        forEachTerminal(of: handle.group, element: handle.index) { found, foundLayer, value in
            if found == terminal && foundLayer == layer { sum += value }
        }
        return sum
    }

    /// Every through quantity into the terminals of an element; none before the first step.
    func forEachTerminal(of group: any Group, element: Int, _ body: (_ terminal: Int, _ layer: Int, _ value: Double) -> Void) {
        group.forEachBinding(of: element) { island, binding in
            guard let solved = islands[island].solution else { return }
            for (local, port) in ports(of: binding, in: group).enumerated() where port.terminal >= 0 {
                body(port.terminal, port.layer, group.through(binding, local, solved))
            }
        }
    }

    /// Terminal and layer of each local unknown of a binding, in order; -1 for an internal unknown.
    func ports(of binding: Binding, in group: any Group) -> [(terminal: Int, layer: Int)] {
        let natures = group.placements[Int(binding.element)].joints.map { nature($0) }
        var ports: [(Int, Int)] = []
        for (terminal, nature) in natures.enumerated() {
            switch group.kind.layering {
            case .each: ports.append((terminal, Int(binding.layer)))
            case .only(let layers): for layer in nature.layers == 1 ? [0] : layers { ports.append((terminal, layer)) }
            }
        }
        return ports + group.kind.internals.map { _ in (-1, 0) }
    }

    /// Sum of unknowns over all islands.
    public var unknownCount: Int { islands.reduce(0) { $0 + $1.order } }
    /// Unknowns of each island.
    public var islandOrders: [Int] { islands.map(\.order).filter { $0 > 0 } }
    // What the present islands have done since a change of topology last touched them.
    public var iterationCount: Int { islands.reduce(0) { $0 + $1.counts.iterations } }
    /// Unknowns of each island, those of its matrix, entries of this and of its factors, iterates and factorisations.
    public var islandWork: [IslandWork] {
        islands.map {
            IslandWork(
                unknowns: $0.order, solved: $0.matrix.order, entries: $0.matrix.entryCount, fill: $0.matrix.fill,
                iterations: $0.counts.iterations, factorisations: $0.matrix.factorisations)
        }
    }
    public var factorisationCount: Int { islands.reduce(0) { $0 + $1.matrix.factorisations } }
    public var halvingCount: Int { islands.reduce(0) { $0 + $1.counts.halvings } }

    // MARK: - Saving

    /// Everything that the next step depends on, topology included, to go on from the same digits.
    public struct Snapshot: Sendable {
        let identity: Identity
        let joints: [(name: String, nature: Nature)]
        let time: Double
        let timeRemainder: Double
        let lastStep: Double
        let stepCount: Int
        let topology: Int
        let wires: [WireRecord]
        let placements: [[Placement]]
        let fixed: [Double]
        let elements: [any ElementCopy]
        let islands: [Island.Copy]
    }

    public func snapshot() throws(CircuitError) -> Snapshot {
        try compileIfNeeded()
        return Snapshot(
            identity: identity, joints: joints.map { ($0.name, $0.nature) }, time: time, timeRemainder: timeRemainder,
            lastStep: lastStep, stepCount: stepCount, topology: topology, wires: wires,
            placements: groups.map(\.placements), fixed: fixedValues.map(\.pointee), elements: groups.map { $0.copyElements() },
            islands: islands.map(\.copy))
    }

    /// Whether a snapshot was taken of this very circuit.
    public func isOwn(_ snapshot: Snapshot) -> Bool { snapshot.identity === identity }

    /// Goes back to a snapshot of this circuit, or on to one of another that was built in the same way and has got no less since.
    /// Elements and wires that have come here besides are taken out.
    public func restore(_ snapshot: Snapshot) throws(CircuitError) {
        if isOwn(snapshot) {
            precondition(snapshot.elements.count <= groups.count, "a snapshot of another circuit")
            if snapshot.topology != topology { restoreTopology(snapshot) }
        } else {
            adopt(snapshot)
            restoreTopology(snapshot)
            // Its numbers of topologies mean nothing here.
            changeTopology()
        }
        for (cell, value) in zip(fixedValues, snapshot.fixed) { cell.pointee = value }
        try compileIfNeeded()
        for (group, copy) in zip(groups, snapshot.elements) { group.restoreElements(copy) }
        (time, timeRemainder, lastStep) = (snapshot.time, snapshot.timeRemainder, snapshot.lastStep)
        stepCount = snapshot.stepCount
        // What had been changed between the last step and the snapshot is looked for anew.
        marks.setAll()
        for (island, copy) in zip(islands, snapshot.islands) {
            do {
                try island.restore(copy)
            } catch {
                throw explained(error, in: island)
            }
        }
    }

    private func restoreTopology(_ snapshot: Snapshot) {
        for (number, group) in groups.enumerated() {
            let known = number < snapshot.placements.count ? snapshot.placements[number] : []
            group.placements.replaceSubrange(0..<known.count, with: known)
            for index in known.count..<group.placements.count { group.placements[index].isPresent = false }
        }
        wires.replaceSubrange(0..<snapshot.wires.count, with: snapshot.wires)
        for index in snapshot.wires.count..<wires.count { wires[index].isMerged = false }
        topology = snapshot.topology
    }

    // MARK: - Compiling

    /// Finds nodes, layers and islands anew after a change of topology. An island that the change does not touch goes on with the
    /// same digits.
    public func compileIfNeeded() throws(CircuitError) {
        guard compiledTopology != topology else { return }
        let layout = try Layout(self)
        // The old cells are read before the old islands go.
        islands = try layout.makeIslands(self, lastStep: lastStep)
        seatElements()
        if keepsBooks {
            for island in islands where island.account == nil { island.account = account(island) }
            openExchanges()
        }
        floatingJoints = layout.floating
        cells.update(from: layout.cells(self, islands: islands), count: joints.count * Self.mostLayers)
        compiledTopology = topology
    }

    /// Opens the books of every island, or closes them all.
    public func keepBooks(_ keeps: Bool) throws(CircuitError) {
        keepsBooks = keeps
        try compileIfNeeded()
        for group in groups { group.exchanges = [] }
        for island in islands { island.account = keeps ? account(island) : nil }
        openExchanges()
    }

    /// Books of each island that has unknowns, in their order; a change of topology opens new ones for the islands that it makes.
    public var books: [EnergyBooks] { islands.filter { $0.order > 0 }.compactMap { $0.account?.books } }

    /// What every kind took of every nature since the books were opened, in the order of their first elements.
    public var exchanges: [Exchange] {
        groups.flatMap { $0.exchanges.filter { $0.turnover > 0 } }
    }

    private func openExchanges() {
        for group in groups {
            group.exchanges += bookedNatures.dropFirst(group.exchanges.count).map {
                Exchange(kind: group.kind.name, nature: $0.name)
            }
        }
    }

    private func account(_ island: Island) -> EnergyAccount {
        // Imposed values: those of fixed joints, and rest values where nothing is built, which let no power pass.
        let places: [(nature: Nature, layer: Int)?] =
            island.unknowns.map {
                if case .across(let joint, let layer) = $0 { (joints[joint].nature, layer) } else { nil }
            }
            + island.fixed.map { fixed in
                for joint in joints {
                    guard let cell = joint.fixed else { continue }
                    let layer = fixed.value - UnsafePointer(fixedValues[cell])
                    if (0..<joint.nature.layers).contains(layer) { return (joint.nature, layer) }
                }
                return nil
            }
        return EnergyAccount(
            laws: places.map { $0?.nature.power ?? .none },
            natures: places.map { place in place.flatMap { $0.layer == 0 ? bookedNature($0.nature) : nil } })
    }

    private func bookedNature(_ nature: Nature) -> Int {
        if let number = bookedNatures.firstIndex(of: nature) { return number }
        bookedNatures.append(nature)
        return bookedNatures.count - 1
    }

    /// Notes which islands each element is in.
    private func seatElements() {
        var numbers = groups.map { [Int](repeating: -1, count: $0.placements.count) }
        var all: [ElementSeats.Seat] = []
        for (number, owner) in marks.owners.enumerated() {
            numbers[owner.group][owner.element] = number
            all.append(ElementSeats.Seat(member: Member(groups[owner.group]), element: Int32(owner.element)))
        }
        var more: [(element: Int, island: Int)] = []
        for (group, numbers) in zip(groups, numbers) {
            for island in islands {
                for binding in group.bindings(ofIsland: island.number) {
                    let number = numbers[Int(binding.element)]
                    if all[number].island < 0 {
                        all[number].island = Int32(island.number)
                    } else if all[number].island != Int32(island.number) {
                        all[number].isShared = true
                        more.append((number, island.number))
                    }
                }
            }
        }
        seats = ElementSeats(all: all, more: more)
        marks.setAll()
    }

    func fixedCell(_ joint: Int, layer: Int) -> UnsafePointer<Double>? {
        joints[joint].fixed.map { UnsafePointer(fixedValues[$0] + layer) }
    }

    func isRest(_ cell: UnsafePointer<Double>) -> Bool { restCells.contains { UnsafePointer($0) == cell } }

    private func explained(_ failure: UnsolvedStep, in island: Island) -> CircuitError {
        let unknown = unknownName(failure.unknown, island: island)
        let elements = elementNames(touching: failure.unknown, island: island)
        return failure.isSingular
            ? .singular(unknown: unknown, elements: elements)
            : .unsolved(time: time, step: failure.step, unknown: unknown, elements: elements)
    }

    func unknownName(_ unknown: Int, island: Island) -> String {
        switch island.unknowns[unknown] {
        case .across(let joint, _): joints[joint].name
        case .inner(let group, let element, let number):
            "\(groups[group].placements[element].name).\(groups[group].kind.internals[number].name)"
        }
    }

    private func elementNames(touching unknown: Int, island: Island) -> [String] {
        var names: [String] = []
        for group in groups {
            for binding in group.bindings(ofIsland: island.number) {
                let touches = (0..<Int(binding.count)).contains { group.table(at: Int(binding.offset) + $0) == Int32(unknown) }
                if touches { names.append(group.placements[Int(binding.element)].name) }
            }
        }
        return names
    }
}

/// Where the across values of a circuit are read, without a reference to it.
@frozen
public struct Solution {
    @usableFromInline let cells: UnsafeMutablePointer<UnsafeMutablePointer<UnsafePointer<Double>>>

    @inlinable
    init(cells: UnsafeMutablePointer<UnsafeMutablePointer<UnsafePointer<Double>>>) { self.cells = cells }

    @inlinable @inline(__always)
    public func across(_ joint: Joint, layer: Int = 0) -> Double { cells.pointee[Int(joint.index) * 3 + layer].pointee }
}

/// What solving an island takes, since a change of topology last touched it.
public struct IslandWork: Sendable {
    public let unknowns: Int
    /// Unknowns of its matrix: those which are not only a mean of others (`Condensation`).
    public let solved: Int
    public let entries: Int
    /// Entries of the matrix's factors.
    public let fill: Int
    public let iterations: Int
    public let factorisations: Int
}
