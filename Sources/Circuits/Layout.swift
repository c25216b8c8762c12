/// From joints to nodes, unknowns and islands: what compiling a circuit decides.
struct Layout {
    /// A group's element stamped once: its unknowns in order, as node-layer slots, then internals.
    private struct Stamped {
        let group: Int
        let element: Int
        /// Node-layer slot of each terminal unknown.
        let slots: [Int]
        /// Layer, for an element stamped alike in each layer.
        let layer: Int?
        /// First internal unknown.
        var firstInternal = 0
    }

    private static let layers = Circuit.mostLayers
    /// Node of each joint: the smallest joint merged with it.
    private(set) var nodes: [Int] = []
    private var stamped: [Stamped] = []
    /// Unknown of each node-layer slot, nil where it is fixed or not built.
    private var unknownOfSlot: [Int?] = []
    /// What each unknown is, and its tolerance.
    private var unknowns: [Unknown] = []
    private var tolerances: [Double] = []
    private var islandOfUnknown: [Int] = []
    private var localOfUnknown: [Int] = []
    /// Unknowns that conductors alone touch, in the order in which they are left out of the matrices.
    private var leftOut: [Int] = []
    private var islandCount = 0
    private(set) var floating: [String] = []

    init(_ circuit: Circuit) throws(CircuitError) {
        try merge(circuit)
        try refuseSourceLoops(circuit)
        let isBuilt = builtSlots(circuit)
        place(circuit, isBuilt: isBuilt)
        number(circuit)
        try refuseFloating(circuit)
        leaveOut(circuit)
        partIntoIslands(circuit)
    }

    // MARK: - Nodes

    private mutating func merge(_ circuit: Circuit) throws(CircuitError) {
        var sets = DisjointSets(circuit.joints.count)
        for (index, wire) in circuit.wires.enumerated() where wire.isMerged {
            let (a, b) = (Int(wire.ends.0.index), Int(wire.ends.1.index))
            guard circuit.joints[a].nature == circuit.joints[b].nature else {
                throw .mixedNatures(wire: circuit.groups[0].placements[index].name)
            }
            sets.unite(a, b)
        }
        nodes = circuit.joints.indices.map { sets.root($0) }
        var fixedOfNode = [Int?](repeating: nil, count: nodes.count)
        for joint in circuit.joints.indices where circuit.joints[joint].fixed != nil {
            if let other = fixedOfNode[nodes[joint]] {
                throw .fixedTogether(joints: [circuit.joints[other].name, circuit.joints[joint].name])
            }
            fixedOfNode[nodes[joint]] = joint
        }
        self.fixedOfNode = fixedOfNode
    }

    /// Fixed joint that imposes a node's value.
    private var fixedOfNode: [Int?] = []

    private func refuseSourceLoops(_ circuit: Circuit) throws(CircuitError) {
        var sets = DisjointSets(nodes.count)
        var edges: [(a: Int, b: Int, name: String)] = []
        for group in circuit.groups where group.kind.imposesAcross {
            for placement in group.placements where placement.isPresent {
                let (a, b) = (nodes[Int(placement.joints[0].index)], nodes[Int(placement.joints[1].index)])
                // Fixed nodes impose too: they all count as one.
                let (rootA, rootB) = (anchor(a), anchor(b))
                if sets.root(rootA) == sets.root(rootB) {
                    throw .sourceLoop(elements: Self.path(from: rootA, to: rootB, edges) + [placement.name])
                }
                sets.unite(rootA, rootB)
                edges.append((rootA, rootB, placement.name))
            }
        }
    }

    private func anchor(_ node: Int) -> Int {
        guard fixedOfNode[node] != nil else { return node }
        return fixedOfNode.firstIndex { $0 != nil } ?? node
    }

    private static func path(from start: Int, to end: Int, _ edges: [(a: Int, b: Int, name: String)]) -> [String] {
        var frontier: [(node: Int, names: [String])] = [(start, [])]
        var seen: [Int] = [start]
        while !frontier.isEmpty {
            let (node, names) = frontier.removeFirst()
            if node == end { return names }
            for edge in edges where edge.a == node || edge.b == node {
                let next = edge.a == node ? edge.b : edge.a
                guard !seen.contains(next) else { continue }
                seen.append(next)
                frontier.append((next, names + [edge.name]))
            }
        }
        return []
    }

    // MARK: - Layers

    private func slot(_ joint: Joint, _ layer: Int) -> Int { nodes[Int(joint.index)] * Self.layers + layer }

    /// A layer of a multi-layer nature exists where a source of that layer can reach, through whatever state of the contacts; and
    /// where an element keeps something or has unknowns of its own, so that these always have an equation.
    private func builtSlots(_ circuit: Circuit) -> [Bool] {
        var sets = DisjointSets(nodes.count * Self.layers)
        var excited: [Int] = []
        for group in circuit.groups {
            for placement in group.placements where placement.isPresent {
                let used: [Int] =
                    switch group.kind.layering {
                    case .each: Array(0..<Self.layers)
                    case .only(let layers): layers
                    }
                let multi = placement.joints.filter {
                    circuit.nature($0).layers > 1 && fixedOfNode[nodes[Int($0.index)]] == nil
                }
                for layer in used {
                    for joint in multi { sets.unite(slot(multi[0], layer), slot(joint, layer)) }
                }
                if case .only = group.kind.layering, let first = multi.first {
                    for layer in used { sets.unite(slot(first, used[0]), slot(first, layer)) }
                }
                for layer in group.kind.excites + group.kind.stores + (group.kind.internals.isEmpty ? [] : used) {
                    for joint in multi { excited.append(slot(joint, layer)) }
                }
            }
        }
        var isExcited = [Bool](repeating: false, count: nodes.count * Self.layers)
        for slot in excited { isExcited[sets.root(slot)] = true }
        return isExcited.indices.map { index in
            let nature = circuit.joints[index / Self.layers].nature
            return nature.layers == 1 ? index % Self.layers == 0 : isExcited[sets.root(index)]
        }
    }

    // MARK: - Unknowns

    private mutating func place(_ circuit: Circuit, isBuilt: [Bool]) {
        for (groupNumber, group) in circuit.groups.enumerated() {
            for (element, placement) in group.placements.enumerated() where placement.isPresent {
                let natures = placement.joints.map { circuit.nature($0) }
                switch group.kind.layering {
                case .each where natures.contains { $0.layers > 1 }:
                    for layer in 0..<Self.layers {
                        let slots = placement.joints.map { slot($0, layer) }
                        let isLive = slots.contains { isBuilt[$0] && fixedOfNode[$0 / Self.layers] == nil }
                        let isBetweenFixed = slots.allSatisfy { fixedOfNode[$0 / Self.layers] != nil }
                        if isLive || (isBetweenFixed && layer == 0) {
                            stamped.append(Stamped(group: groupNumber, element: element, slots: slots, layer: layer))
                        }
                    }
                case .each:
                    stamped.append(
                        Stamped(group: groupNumber, element: element, slots: placement.joints.map { slot($0, 0) }, layer: nil))
                case .only(let layers):
                    var slots: [Int] = []
                    for (joint, nature) in zip(placement.joints, natures) {
                        for layer in nature.layers == 1 ? [0] : layers { slots.append(slot(joint, layer)) }
                    }
                    stamped.append(Stamped(group: groupNumber, element: element, slots: slots, layer: nil))
                }
            }
        }
        unknownOfSlot = [Int?](repeating: nil, count: nodes.count * Self.layers)
        self.isBuilt = isBuilt
    }

    private var isBuilt: [Bool] = []

    private mutating func number(_ circuit: Circuit) {
        for (index, item) in stamped.enumerated() {
            for slot in item.slots where unknownOfSlot[slot] == nil {
                let (node, layer) = (slot / Self.layers, slot % Self.layers)
                if isBuilt[slot] && fixedOfNode[node] == nil {
                    unknownOfSlot[slot] = unknowns.count
                    unknowns.append(.across(joint: node, layer: layer))
                    tolerances.append(circuit.joints[node].nature.tolerance)
                }
            }
            stamped[index].firstInternal = unknowns.count
            for (number, unknown) in circuit.groups[item.group].kind.internals.enumerated() {
                unknowns.append(.inner(group: item.group, element: item.element, number: number))
                tolerances.append(unknown.tolerance)
            }
        }
    }

    /// The unknowns that an element sees, in its order; nil where it sees a fixed value.
    private func unknowns(_ item: Stamped, _ circuit: Circuit) -> [Int?] {
        item.slots.map { unknownOfSlot[$0] }
            + circuit.groups[item.group].kind.internals.indices.map { item.firstInternal + $0 }
    }

    // MARK: - Checks

    private mutating func refuseFloating(_ circuit: Circuit) throws(CircuitError) {
        var sets = DisjointSets(unknowns.count)
        var grounded = [Bool](repeating: false, count: unknowns.count)
        for item in stamped {
            let kind = circuit.groups[item.group].kind
            // A path within one nature only: a motor's shaft does not earth its windings.
            var firstOfNature: [(nature: Nature, unknown: Int)] = []
            for slot in item.slots {
                guard let unknown = unknownOfSlot[slot] else { continue }
                let nature = circuit.joints[slot / Self.layers].nature
                if let first = firstOfNature.first(where: { $0.nature == nature }) {
                    sets.unite(first.unknown, unknown)
                } else {
                    firstOfNature.append((nature, unknown))
                }
                let touchesFixed = item.slots.contains {
                    fixedOfNode[$0 / Self.layers] != nil && circuit.joints[$0 / Self.layers].nature == nature
                }
                if kind.isGrounded || touchesFixed { grounded[unknown] = true }
            }
        }
        var isGroundedRoot = [Bool](repeating: false, count: unknowns.count)
        for unknown in 0..<unknowns.count where grounded[unknown] { isGroundedRoot[sets.root(unknown)] = true }
        var lost: [(nature: Nature, names: [String])] = []
        for joint in circuit.joints.indices {
            for layer in 0..<Self.layers {
                guard let unknown = unknownOfSlot[nodes[joint] * Self.layers + layer] else { continue }
                if !isGroundedRoot[sets.root(unknown)] {
                    let nature = circuit.joints[joint].nature
                    if nature.leakage > 0 {
                        if floating.last != circuit.joints[joint].name { floating.append(circuit.joints[joint].name) }
                    } else if let index = lost.firstIndex(where: { $0.nature == nature }) {
                        lost[index].names.append(circuit.joints[joint].name)
                    } else {
                        lost.append((nature, [circuit.joints[joint].name]))
                    }
                }
            }
        }
        if let first = lost.first { throw .floating(nature: first.nature.name, joints: first.names) }
    }

    // MARK: - Islands

    private mutating func partIntoIslands(_ circuit: Circuit) {
        var sets = DisjointSets(unknowns.count)
        for item in stamped {
            let present = unknowns(item, circuit).compactMap { $0 }
            for unknown in present { sets.unite(present[0], unknown) }
        }
        islandOfUnknown = [Int](repeating: -1, count: unknowns.count)
        localOfUnknown = [Int](repeating: -1, count: unknowns.count)
        var numberOfRoot = [Int](repeating: -1, count: unknowns.count)
        var sizes: [Int] = []
        for unknown in 0..<unknowns.count {
            let root = sets.root(unknown)
            if numberOfRoot[root] < 0 {
                numberOfRoot[root] = sizes.count
                sizes.append(0)
            }
            islandOfUnknown[unknown] = numberOfRoot[root]
        }
        let isLeftOut = Set(leftOut)
        for unknown in (0..<unknowns.count).filter({ !isLeftOut.contains($0) }) + leftOut {
            localOfUnknown[unknown] = sizes[islandOfUnknown[unknown]]
            sizes[islandOfUnknown[unknown]] += 1
        }
        islandCount = sizes.count
    }

    /// Most neighbours of a node that is left out: three of them are joined by no more conductances than joined them to it.
    private static let mostNeighbours = 3

    /// Finds the nodes that only conductors touch, one after the other as long as they have few neighbours: those of few first.
    private mutating func leaveOut(_ circuit: Circuit) {
        var isLeft = unknowns.map { if case .across = $0 { true } else { false } }
        // Neighbours of each unknown; imposed values are numbered after the unknowns.
        var neighbours = [Set<Int>](repeating: [], count: unknowns.count)
        for item in stamped {
            guard circuit.groups[item.group].kind.isConductor else {
                for case let unknown? in unknowns(item, circuit) { isLeft[unknown] = false }
                continue
            }
            for (a, b) in Self.branches(item.slots) where a != b {
                let ends = [a, b].map { unknownOfSlot[$0] ?? unknowns.count + $0 }
                if ends[0] < unknowns.count { neighbours[ends[0]].insert(ends[1]) }
                if ends[1] < unknowns.count { neighbours[ends[1]].insert(ends[0]) }
            }
        }
        var candidates = unknowns.indices.filter { isLeft[$0] }
        var least = 0
        while least <= Self.mostNeighbours {
            guard let index = candidates.firstIndex(where: { neighbours[$0].count <= least }) else {
                least += 1
                continue
            }
            let node = candidates.remove(at: index)
            leftOut.append(node)
            for neighbour in neighbours[node] where neighbour < unknowns.count {
                neighbours[neighbour].remove(node)
                neighbours[neighbour].formUnion(neighbours[node].subtracting([neighbour]))
            }
            // Its neighbours may have fewer now.
            least = max(least - 2, 0)
        }
    }

    /// Between which of its slots a conductor conducts: each layer of its first joint and the same one of its second.
    private static func branches<Number>(_ slots: [Number]) -> Zip2Sequence<ArraySlice<Number>, ArraySlice<Number>> {
        zip(slots.prefix(slots.count / 2), slots.suffix(slots.count / 2))
    }

    /// The islands, with every group bound to them. Elements that see no unknown (between fixed joints, or where nothing reaches)
    /// live on in a last island without equations.
    func makeIslands(_ circuit: Circuit, lastStep: Double) throws(CircuitError) -> [Island] {
        var carried = Carried(circuit)
        var members = [[Int]](repeating: [], count: islandCount + 1)
        for unknown in unknowns.indices { members[islandOfUnknown[unknown]].append(unknown) }
        for island in members.indices { members[island].sort { localOfUnknown[$0] < localOfUnknown[$1] } }
        let seats = seat(circuit, counts: members.map(\.count))
        var islands: [(unknowns: [Unknown], plan: CondensationPlan, matrix: SparseLU, predecessor: Island?)] = []
        for (number, members) in members.enumerated() {
            let unknowns = members.map { self.unknowns[$0] }
            let plan = CondensationPlan(order: seats.orders[number], count: members.count, branches: seats.branches[number])
            var entries = seats.entries[number]
            for (a, b) in plan.links.map(\.ends) where b < plan.order { entries += [(a, b), (b, a)] }
            let matrix = SparseLU(order: plan.order, entries: entries, sets: Island.factorSets)
            let predecessor = carried.predecessor(of: unknowns, pattern: matrix)
            islands.append((unknowns, plan, predecessor?.matrix ?? matrix, predecessor))
        }
        // An island that nothing touches rests on; the others are brought to the present, as they were, before they end.
        let resting = members.indices.map { number in
            islands[number].predecessor.map { isBoundAlike(circuit, seats: seats, number, $0) } ?? false
        }
        for old in circuit.islands where !zip(islands, resting).contains(where: { $0.predecessor === old && $1 }) {
            try circuit.bringToPresent(old)
        }
        carried.read(circuit, nodes: nodes)
        let groups = bind(circuit, seats: seats, matrices: islands.map(\.matrix))
        return members.indices.map { number -> Island in
            let (unknowns, plan, matrix, predecessor) = islands[number]
            var leakages = [Double](repeating: 0, count: unknowns.count)
            var initial: [Double] = []
            var absolutes: [Int] = []
            for (index, unknown) in unknowns.enumerated() {
                var rest = 0.0
                if case .across(let joint, let layer) = unknown {
                    let nature = circuit.joints[joint].nature
                    rest = nature.initial(layer: layer)
                    leakages[index] = nature.leakage
                    if rest > 0 && index < plan.order { absolutes.append(index) }
                }
                initial.append(carried.value(unknown) ?? rest)
            }
            let island = Island(
                number: number, unknowns: unknowns, matrix: matrix, initial: initial,
                tolerances: members[number].map { tolerances[$0] }, absolutes: absolutes,
                condensation: Condensation(plan, matrix: matrix, leakages: leakages), fixed: seats.fixed[number],
                groups: groups[number], lastStep: predecessor?.lastStep ?? lastStep, counts: predecessor?.counts ?? Counts(),
                rest: resting[number] ? predecessor!.rest : Island.Rest())
            if let predecessor { island.moveOn(like: predecessor) }
            // Its imposed values may be others: only the sums go on.
            if let predecessor, resting[number] { island.account = predecessor.account }
            return island
        }
    }

    /// Whether the elements of an old island are those of a new one, each in the same place.
    private func isBoundAlike(_ circuit: Circuit, seats: Seats, _ number: Int, _ old: Island) -> Bool {
        guard old.fixed.map(\.value) == seats.fixed[number] else { return false }
        var bindings = circuit.groups.map { $0.bindings(ofIsland: old.number)[...] }
        for index in stamped.indices where seats.island[index] == number {
            let (item, local) = (stamped[index], seats.locals[index])
            let group = circuit.groups[item.group]
            guard let binding = bindings[item.group].popFirst(), binding.element == Int32(item.element),
                binding.layer == Int32(item.layer ?? 0), Int(binding.count) == local.count,
                local.indices.allSatisfy({ group.table(at: Int(binding.offset) + $0) == local[$0] })
            else { return false }
        }
        return bindings.allSatisfy(\.isEmpty)
    }

    /// Where every stamp sits: its island, its local unknowns, and which entries of the matrix it needs.
    private struct Seats {
        var island: [Int] = []
        var locals: [[Int32]] = []
        /// Fixed cells that each island's elements see, numbered after its unknowns.
        var fixed: [[UnsafePointer<Double>]]
        /// Unknowns of each island's matrix, its entries but those of conductors, and its conductors.
        let orders: [Int]
        var entries: [[(row: Int32, column: Int32)]]
        var branches: [[CondensationPlan.Branch]]
    }

    /// - Parameter counts: unknowns of each island.
    private func seat(_ circuit: Circuit, counts: [Int]) -> Seats {
        var orders = counts
        for unknown in leftOut { orders[islandOfUnknown[unknown]] -= 1 }
        var seats = Seats(
            fixed: counts.map { _ in [] }, orders: orders,
            entries: orders.map { order in (0..<Int32(order)).map { (row: $0, column: $0) } }, branches: counts.map { _ in [] })
        var fixedIndex: [FixedKey: Int32] = [:]
        for item in stamped {
            let unknowns = unknowns(item, circuit)
            let island = unknowns.lazy.compactMap { $0 }.first.map { islandOfUnknown[$0] } ?? islandCount
            var local: [Int32] = []
            for (index, unknown) in unknowns.enumerated() {
                if let unknown {
                    local.append(Int32(localOfUnknown[unknown]))
                    continue
                }
                let cell = self.cell(circuit, slot: item.slots[index])
                let key = FixedKey(island: island, cell: cell)
                if fixedIndex[key] == nil {
                    fixedIndex[key] = Int32(counts[island] + seats.fixed[island].count)
                    seats.fixed[island].append(cell)
                }
                local.append(fixedIndex[key]!)
            }
            let group = circuit.groups[item.group]
            if group.kind.isConductor {
                let value = group.conductance(of: item.element)
                for ends in Self.branches(local) { seats.branches[island].append(.init(value: value, ends: ends)) }
            } else {
                let rows = local.filter { $0 < counts[island] }
                for row in rows { for column in rows { seats.entries[island].append((row, column)) } }
            }
            seats.locals.append(local)
            seats.island.append(island)
        }
        return seats
    }

    private struct FixedKey: Hashable {
        let island: Int
        let cell: UnsafePointer<Double>
    }

    /// Gives each group its table, and each island its groups.
    private func bind(_ circuit: Circuit, seats: Seats, matrices: [SparseLU]) -> [[any Group]] {
        var stampedOfGroup = circuit.groups.map { _ in [Int]() }
        for (index, item) in stamped.enumerated() { stampedOfGroup[item.group].append(index) }
        var groupsOfIsland = [[any Group]](repeating: [], count: matrices.count)
        for (number, group) in circuit.groups.enumerated() {
            var bindings = [[Binding]](repeating: [], count: matrices.count)
            var table: [Int32] = []
            for index in stampedOfGroup[number] {
                let (item, island, local) = (stamped[index], seats.island[index], seats.locals[index])
                let matrix = matrices[island]
                bindings[island].append(
                    Binding(
                        element: Int32(item.element), offset: Int32(table.count), count: Int32(local.count),
                        layer: Int32(item.layer ?? 0)))
                table += local
                // What concerns a fixed value goes where nobody reads.
                let nowhere = Int32(matrix.entryCount)
                for row in local {
                    for column in local {
                        let isUnknown = row < matrix.order && column < matrix.order && !group.kind.isConductor
                        table.append(isUnknown ? matrix.position(row: row, column: column)! : nowhere)
                    }
                }
            }
            group.bind(bindings, table: table)
            for island in matrices.indices where !bindings[island].isEmpty { groupsOfIsland[island].append(group) }
        }
        return groupsOfIsland
    }

    // MARK: - Cells

    /// Where a slot without an unknown is read.
    private func cell(_ circuit: Circuit, slot: Int) -> UnsafePointer<Double> {
        let (node, layer) = (slot / Self.layers, slot % Self.layers)
        if let fixed = fixedOfNode[node] { return circuit.fixedCell(fixed, layer: layer)! }
        return circuit.restCell(circuit.joints[node].nature.initial(layer: layer))
    }

    /// Where each layer of each joint is read.
    func cells(_ circuit: Circuit, islands: [Island]) -> [UnsafePointer<Double>] {
        (0..<nodes.count * Self.layers).map { index in
            let slot = nodes[index / Self.layers] * Self.layers + index % Self.layers
            guard let unknown = unknownOfSlot[slot] else { return cell(circuit, slot: slot) }
            return UnsafePointer(islands[islandOfUnknown[unknown]].x + localOfUnknown[unknown])
        }
    }
}
