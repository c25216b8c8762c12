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
    private var nodes: [Int] = []
    private var stamped: [Stamped] = []
    /// Unknown of each node-layer slot, nil where it is fixed or not built.
    private var unknownOfSlot: [Int?] = []
    private var unknownCount = 0
    private var internalTolerances: [Int: Double] = [:]
    private var islandOfUnknown: [Int] = []
    private var localOfUnknown: [Int] = []
    private var islandCount = 0
    private(set) var floating: [String] = []

    init(_ circuit: Circuit) throws(CircuitError) {
        try merge(circuit)
        try refuseSourceLoops(circuit)
        let isBuilt = builtSlots(circuit)
        place(circuit, isBuilt: isBuilt)
        number(circuit)
        try refuseFloating(circuit)
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
            if let other = fixedOfNode[nodes[joint]], circuit.fixedValue(other) != circuit.fixedValue(joint) {
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

    /// A layer of a multi-layer nature exists where a source of that layer can reach, through whatever state of the contacts.
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
                for layer in group.kind.excites {
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
                        if isLive {
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
        for index in stamped.indices {
            for slot in stamped[index].slots where unknownOfSlot[slot] == nil {
                if isBuilt[slot] && fixedOfNode[slot / Self.layers] == nil {
                    unknownOfSlot[slot] = unknownCount
                    unknownCount += 1
                }
            }
            let internals = circuit.groups[stamped[index].group].kind.internals
            stamped[index].firstInternal = unknownCount
            for (offset, unknown) in internals.enumerated() { internalTolerances[unknownCount + offset] = unknown.tolerance }
            unknownCount += internals.count
        }
    }

    private func unknowns(_ item: Stamped, _ circuit: Circuit) -> [Int?] {
        item.slots.map { unknownOfSlot[$0] }
            + circuit.groups[item.group].kind.internals.indices.map { item.firstInternal + $0 }
    }

    // MARK: - Checks

    private mutating func refuseFloating(_ circuit: Circuit) throws(CircuitError) {
        var sets = DisjointSets(unknownCount)
        var grounded = [Bool](repeating: false, count: unknownCount)
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
        var isGroundedRoot = [Bool](repeating: false, count: unknownCount)
        for unknown in 0..<unknownCount where grounded[unknown] { isGroundedRoot[sets.root(unknown)] = true }
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
        var sets = DisjointSets(unknownCount)
        for item in stamped {
            let present = unknowns(item, circuit).compactMap { $0 }
            for unknown in present { sets.unite(present[0], unknown) }
        }
        islandOfUnknown = [Int](repeating: -1, count: unknownCount)
        localOfUnknown = [Int](repeating: -1, count: unknownCount)
        var numberOfRoot = [Int](repeating: -1, count: unknownCount)
        var sizes: [Int] = []
        for unknown in 0..<unknownCount {
            let root = sets.root(unknown)
            if numberOfRoot[root] < 0 {
                numberOfRoot[root] = sizes.count
                sizes.append(0)
            }
            let island = numberOfRoot[root]
            islandOfUnknown[unknown] = island
            localOfUnknown[unknown] = sizes[island]
            sizes[island] += 1
        }
        islandCount = sizes.count
    }

    func makeIslands(_ circuit: Circuit, carried: [Double?]) -> [Island] {
        var orders = [Int](repeating: 0, count: islandCount)
        for island in islandOfUnknown { orders[island] += 1 }
        var initial = orders.map { [Double](repeating: 0, count: $0) }
        var tolerances = orders.map { [Double](repeating: 1e-9, count: $0) }
        var isAbsolute = orders.map { [Bool](repeating: false, count: $0) }
        var leakages = orders.map { _ in [(Int, Double)]() }
        for node in nodes.indices where nodes[node] == node {
            for layer in 0..<Self.layers {
                let slot = node * Self.layers + layer
                guard let unknown = unknownOfSlot[slot] else { continue }
                let (island, local) = (islandOfUnknown[unknown], localOfUnknown[unknown])
                let nature = circuit.joints[node].nature
                initial[island][local] = carried[slot] ?? nature.initial
                tolerances[island][local] = nature.tolerance
                isAbsolute[island][local] = nature.initial > 0
                if nature.leakage > 0 { leakages[island].append((local, nature.leakage)) }
            }
        }
        for (unknown, tolerance) in internalTolerances.sorted(by: { $0.key < $1.key }) {
            tolerances[islandOfUnknown[unknown]][localOfUnknown[unknown]] = tolerance
        }

        // Fixed cells that each island's elements see, numbered after its unknowns.
        var fixedOfIsland = [[UnsafePointer<Double>]](repeating: [], count: islandCount)
        var fixedIndex: [FixedKey: Int32] = [:]
        var entries = orders.map { order in (0..<Int32(order)).map { (row: $0, column: $0) } }
        var locals: [[Int32]] = []
        var islandOfStamped: [Int] = []
        for item in stamped {
            let unknowns = unknowns(item, circuit)
            guard let island = unknowns.lazy.compactMap({ $0 }).first.map({ islandOfUnknown[$0] }) else {
                locals.append([])
                islandOfStamped.append(-1)
                continue
            }
            var local: [Int32] = []
            for (index, unknown) in unknowns.enumerated() {
                if let unknown {
                    local.append(Int32(localOfUnknown[unknown]))
                    continue
                }
                let slot = item.slots[index]
                let joint = fixedOfNode[slot / Self.layers]
                let key = FixedKey(island: island, joint: joint ?? -1, layer: joint == nil ? 0 : slot % Self.layers)
                if fixedIndex[key] == nil {
                    fixedIndex[key] = Int32(orders[island] + fixedOfIsland[island].count)
                    fixedOfIsland[island].append(joint.flatMap { circuit.fixedCell($0, layer: key.layer) } ?? circuit.zeroCell)
                }
                local.append(fixedIndex[key]!)
            }
            let rows = local.filter { $0 < orders[island] }
            for row in rows { for column in rows { entries[island].append((row, column)) } }
            locals.append(local)
            islandOfStamped.append(island)
        }

        let matrices = orders.indices.map { SparseLU(order: orders[$0], entries: entries[$0]) }
        circuit.eachLayers = [:]
        var groupsOfIsland = [[any Group]](repeating: [], count: islandCount)
        for (number, group) in circuit.groups.enumerated() {
            var bindings = [[Binding]](repeating: [], count: islandCount)
            var table: [Int32] = []
            for (index, item) in stamped.enumerated() where item.group == number && islandOfStamped[index] >= 0 {
                let island = islandOfStamped[index]
                let local = locals[index]
                let offset = Int32(table.count)
                table += local
                let trash = Int32(matrices[island].entryCount)
                for row in local {
                    for column in local {
                        let isUnknown = row < orders[island] && column < orders[island]
                        table.append(isUnknown ? matrices[island].position(row: row, column: column)! : trash)
                    }
                }
                bindings[island].append(Binding(element: Int32(item.element), offset: offset, count: Int32(local.count)))
                if let layer = item.layer {
                    circuit.eachLayers[Circuit.EachKey(group: ObjectIdentifier(group), offset: offset)] = layer
                }
            }
            group.bind(bindings, table: table)
            for island in 0..<islandCount where !bindings[island].isEmpty { groupsOfIsland[island].append(group) }
        }
        return orders.indices.map {
            Island(
                number: $0, matrix: matrices[$0], initial: initial[$0], tolerances: tolerances[$0],
                isAbsolute: isAbsolute[$0], leakages: leakages[$0], fixed: fixedOfIsland[$0], groups: groupsOfIsland[$0])
        }
    }

    private struct FixedKey: Hashable {
        let island: Int
        let joint: Int
        let layer: Int
    }

    func cells(_ circuit: Circuit, islands: [Island], zero: UnsafePointer<Double>) -> [UnsafePointer<Double>] {
        (0..<nodes.count * Self.layers).map { index in
            let (joint, layer) = (index / Self.layers, index % Self.layers)
            if let fixed = fixedOfNode[nodes[joint]] { return circuit.fixedCell(fixed, layer: layer)! }
            guard let unknown = unknownOfSlot[nodes[joint] * Self.layers + layer] else { return zero }
            return UnsafePointer(islands[islandOfUnknown[unknown]].x + localOfUnknown[unknown])
        }
    }
}
