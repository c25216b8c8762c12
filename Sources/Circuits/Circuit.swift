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

    struct WireRecord {
        var ends: (Joint, Joint)
        var isMerged: Bool
    }

    static let mostLayers = 3

    var joints: [JointRecord] = []
    var wires: [WireRecord] = []
    var groups: [any Group] = []
    private var groupNumbers: [ObjectIdentifier: Int] = [:]
    private let wireGroup = GroupOf<Conductance>()
    var islands: [Island] = []
    /// Where each layer of each joint is read.
    @usableFromInline var cells: [UnsafePointer<Double>] = []
    private let zero: UnsafeMutablePointer<Double>
    private var fixedValues: [UnsafeMutablePointer<Double>] = []
    private var isCompiled = false
    public private(set) var time = 0.0
    /// Joints of leaking natures (electricity) that only stray insulation ties to the reference.
    public private(set) var floatingJoints: [String] = []

    public init() {
        zero = .allocate(capacity: Self.mostLayers)
        zero.initialize(repeating: 0, count: Self.mostLayers)
        groups = [wireGroup]
    }

    deinit {
        zero.deallocate()
        for cell in fixedValues { cell.deallocate() }
    }

    // MARK: - Building

    public func joint(_ name: String, _ nature: Nature) -> Joint {
        isCompiled = false
        joints.append(JointRecord(name: name, nature: nature, fixed: nil))
        return Joint(joints.count - 1)
    }

    /// A joint whose across value is imposed: the reference node, the atmosphere.
    public func fixedJoint(_ name: String, _ nature: Nature, value: Double) -> Joint {
        let joint = joint(name, nature)
        let cell = UnsafeMutablePointer<Double>.allocate(capacity: Self.mostLayers)
        cell.initialize(repeating: 0, count: Self.mostLayers)
        cell[0] = value
        fixedValues.append(cell)
        joints[Int(joint.index)].fixed = fixedValues.count - 1
        return joint
    }

    public func name(_ joint: Joint) -> String { joints[Int(joint.index)].name }
    public func nature(_ joint: Joint) -> Nature { joints[Int(joint.index)].nature }

    @discardableResult
    public func add<Kind: Element>(_ element: Kind, named name: String, at joints: [Joint]) -> Handle<Kind> {
        isCompiled = false
        let key = ObjectIdentifier(Kind.self)
        let group: GroupOf<Kind>
        if let number = groupNumbers[key] {
            group = unsafeDowncast(groups[number], to: GroupOf<Kind>.self)
        } else {
            group = GroupOf<Kind>()
            groupNumbers[key] = groups.count
            groups.append(group)
        }
        return Handle(group: group, index: group.append(element, Placement(name: name, joints: joints, isPresent: true)))
    }

    /// A conductor between two joints. A merged one has no drop: the two joints are one node.
    ///
    /// - Parameter resistance: across per through, used as soon as the wire is not merged.
    public func wire(_ name: String, _ a: Joint, _ b: Joint, resistance: Double, isMerged: Bool) -> Wire {
        isCompiled = false
        let index = wireGroup.append(
            Conductance(resistance: resistance), Placement(name: name, joints: [a, b], isPresent: !isMerged))
        wires.append(WireRecord(ends: (a, b), isMerged: isMerged))
        return Wire(index)
    }

    public func remove<Kind: Element>(_ handle: Handle<Kind>) {
        isCompiled = false
        handle.group.placements[handle.index].isPresent = false
    }

    /// Across per through of a wire; infinite when it is cut. A merged wire is parted first.
    public func setResistance(_ wire: Wire, _ resistance: Double) {
        if wires[wire.index].isMerged { setMerged(wire, false) }
        wireGroup.elements[wire.index].value = resistance.isInfinite ? 0 : 1 / resistance
    }

    public func resistance(_ wire: Wire) -> Double { 1 / wireGroup.elements[wire.index].value }
    public func isMerged(_ wire: Wire) -> Bool { wires[wire.index].isMerged }
    public func ends(_ wire: Wire) -> (Joint, Joint) { wires[wire.index].ends }

    public func setMerged(_ wire: Wire, _ isMerged: Bool) {
        guard wires[wire.index].isMerged != isMerged else { return }
        wires[wire.index].isMerged = isMerged
        wireGroup.placements[wire.index].isPresent = !isMerged
        isCompiled = false
    }

    /// Moves an end of a wire to another joint: disconnected, swapped, put back.
    public func attach(_ wire: Wire, end: Int, to joint: Joint) {
        isCompiled = false
        if end == 0 { wires[wire.index].ends.0 = joint } else { wires[wire.index].ends.1 = joint }
        wireGroup.placements[wire.index].joints[end] = joint
    }

    /// Through quantity in a wire that is not merged, from its first end to its second, in one layer.
    public func through(_ wire: Wire, layer: Int = 0) -> Double {
        let (a, b) = wires[wire.index].ends
        return wireGroup.elements[wire.index].value * (across(a, layer: layer) - across(b, layer: layer))
    }

    public func setFixed(_ joint: Joint, value: Double) {
        guard let cell = joints[Int(joint.index)].fixed else { preconditionFailure("\(name(joint)) is not fixed") }
        fixedValues[cell][0] = value
    }

    // MARK: - Running

    /// Advances by one step of `dt` seconds; each island that cannot follow takes smaller ones within it.
    public func step(_ dt: Double) throws(CircuitError) {
        try compileIfNeeded()
        for island in islands {
            do {
                try island.advance(dt)
            } catch {
                throw explained(error, in: island)
            }
        }
        time += dt
    }

    /// Across value of a joint in the solved state.
    @inlinable
    public func across(_ joint: Joint, layer: Int = 0) -> Double {
        let cell = Int(joint.index) * 3 + layer
        return cell < cells.count ? cells[cell].pointee : 0
    }

    /// Through quantity that flows into an element at a terminal, in one layer, in the solved state.
    public func through<Kind: Element>(_ handle: Handle<Kind>, _ terminal: Int, layer: Int = 0) throws(CircuitError) -> Double {
        try compileIfNeeded()
        var sum = 0.0
        forEachTerminal(of: handle.group, element: handle.index) { found, foundLayer, value in
            if found == terminal && foundLayer == layer { sum += value }
        }
        return sum
    }

    /// Every through quantity into the terminals of an element.
    func forEachTerminal(of group: any Group, element: Int, _ body: (_ terminal: Int, _ layer: Int, _ value: Double) -> Void) {
        for (number, island) in islands.enumerated() {
            for binding in group.bindings(ofIsland: number) where Int(binding.element) == element {
                for (local, port) in bindingPorts(group, binding).enumerated() where port.terminal >= 0 {
                    body(port.terminal, port.layer, group.through(element, binding, local, island.solved))
                }
            }
        }
    }

    /// Terminal and layer of each local unknown of a binding, in order; -1 for an internal unknown.
    func bindingPorts(_ group: any Group, _ binding: Binding) -> [(terminal: Int, layer: Int)] {
        let placement = group.placements[Int(binding.element)]
        let natures = placement.joints.map { nature($0) }
        let internals = group.kind.internals.map { _ in (-1, 0) }
        switch group.kind.layering {
        case .each:
            guard natures.contains(where: { $0.layers > 1 }) else { return natures.indices.map { ($0, 0) } + internals }
            let layer = eachLayers[EachKey(group: ObjectIdentifier(group), offset: binding.offset)] ?? 0
            return natures.indices.map { ($0, layer) } + internals
        case .only(let layers):
            var ports: [(Int, Int)] = []
            for (terminal, nature) in natures.enumerated() {
                for layer in nature.layers == 1 ? [0] : layers { ports.append((terminal, layer)) }
            }
            return ports + internals
        }
    }

    struct EachKey: Hashable {
        let group: ObjectIdentifier
        let offset: Int32
    }
    /// Layer of each binding of an `each` element of a multi-layer nature. Looked up by key only.
    var eachLayers: [EachKey: Int] = [:]

    public var unknownCount: Int { islands.reduce(0) { $0 + $1.order } }
    public var islandOrders: [Int] { islands.map(\.order) }
    public var iterationCount: Int { islands.reduce(0) { $0 + $1.iterations } }
    public var factorisationCount: Int { islands.reduce(0) { $0 + $1.matrix.factorisations } }
    public var halvingCount: Int { islands.reduce(0) { $0 + $1.halvings } }

    // MARK: - Saving

    /// Everything that the next step depends on, to go on from the same digits.
    public struct Snapshot: Sendable {
        let time: Double
        let elements: [any Sendable]
        let values: [[Double]]
        let pivoted: [[Double]]
    }

    public func snapshot() throws(CircuitError) -> Snapshot {
        try compileIfNeeded()
        return Snapshot(
            time: time, elements: groups.map { $0.copyElements() }, values: islands.map(\.values),
            pivoted: islands.map(\.matrix.pivoted))
    }

    /// Goes back to a snapshot of this circuit with the same topology.
    public func restore(_ snapshot: Snapshot) throws(CircuitError) {
        try compileIfNeeded()
        time = snapshot.time
        for (group, copy) in zip(groups, snapshot.elements) { group.restoreElements(copy) }
        for (number, island) in islands.enumerated() {
            do {
                try island.restore(snapshot.values[number], pivoted: snapshot.pivoted[number])
            } catch {
                throw explained(error, in: island)
            }
        }
    }

    // MARK: - Compiling

    public func compileIfNeeded() throws(CircuitError) {
        guard !isCompiled else { return }
        let layout = try Layout(self)
        // Values are carried over by joint: the old cells are read before the old islands go.
        let carried = (0..<joints.count * Self.mostLayers).map {
            $0 < cells.count && cells[$0] != zeroCell ? cells[$0].pointee : nil
        }
        islands = layout.makeIslands(self, carried: carried)
        floatingJoints = layout.floating
        cells = layout.cells(self, islands: islands, zero: UnsafePointer(zero))
        isCompiled = true
    }

    func fixedCell(_ joint: Int, layer: Int) -> UnsafePointer<Double>? {
        joints[joint].fixed.map { UnsafePointer(fixedValues[$0] + layer) }
    }

    var zeroCell: UnsafePointer<Double> { UnsafePointer(zero) }

    func fixedValue(_ joint: Int) -> Double? { joints[joint].fixed.map { fixedValues[$0][0] } }

    private func explained(_ failure: UnsolvedStep, in island: Island) -> CircuitError {
        let unknown = unknownName(failure.unknown, island: island)
        let elements = elementNames(touching: failure.unknown, island: island)
        return failure.isSingular
            ? .singular(unknown: unknown, elements: elements)
            : .unsolved(time: time, step: failure.step, unknown: unknown, elements: elements)
    }

    private func unknownName(_ unknown: Int, island: Island) -> String {
        let address = UnsafePointer(island.x + unknown)
        for joint in joints.indices {
            for layer in 0..<joints[joint].nature.layers where cells[joint * Self.mostLayers + layer] == address {
                return joints[joint].name
            }
        }
        return elementNames(touching: unknown, island: island).first ?? "?"
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
