extension Circuit {
    /// Through quantity in any wire from its first end to its second, merged or not.
    ///
    /// In a merged wire it comes from the resistances of all the wires of its node and from what the elements on its joints
    /// take: a reading, not an unknown. Right as long as the drops in the node are too small to move those elements.
    public func through(any wire: Wire, layer: Int = 0) throws(CircuitError) -> Double {
        guard isMerged(wire) else { return through(wire, layer: layer) }
        try compileIfNeeded()
        return drop(inMerged: wire, layer: layer) / max(resistance(wire), Self.leastResistance)
    }

    /// Across value from the first end of a wire to its second: the millivolts that a merged wire really drops.
    public func drop(any wire: Wire, layer: Int = 0) throws(CircuitError) -> Double {
        let (a, b) = ends(wire)
        guard isMerged(wire) else { return across(a, layer: layer) - across(b, layer: layer) }
        try compileIfNeeded()
        return drop(inMerged: wire, layer: layer)
    }

    private func drop(inMerged wire: Wire, layer: Int) -> Double {
        let (members, edges) = graph(around: wire)
        var number = [Int](repeating: -1, count: joints.count)
        for (index, member) in members.enumerated() { number[member] = index }
        let taken = taken(at: members.count, number: number, layer: layer)
        // The fixed joint, if any, takes what is left; else the sum is zero and any joint will do.
        let anchor = members.firstIndex { joints[$0].fixed != nil } ?? 0
        let potentials = Self.solveLaplacian(
            count: members.count, edges: edges.map { (number[$0.a], number[$0.b], $0.conductance) }, taken: taken, anchor: anchor)
        let (a, b) = ends(wire)
        return potentials[number[Int(a.index)]] - potentials[number[Int(b.index)]]
    }

    /// Joints of a merged wire's node, and the merged wires between them.
    private func graph(around wire: Wire) -> (members: [Int], edges: [(a: Int, b: Int, conductance: Double)]) {
        var sets = DisjointSets(joints.count)
        for wire in wires where wire.isMerged { sets.unite(Int(wire.ends.0.index), Int(wire.ends.1.index)) }
        let node = sets.root(Int(wires[wire.index].ends.0.index))
        let members = joints.indices.filter { sets.root($0) == node }
        let edges = wires.filter { $0.isMerged && sets.root(Int($0.ends.0.index)) == node }.map {
            (a: Int($0.ends.0.index), b: Int($0.ends.1.index), conductance: Self.conductance($0.resistance).value)
        }
        return (members, edges)
    }

    /// What the elements on some joints draw, by the joints' numbers; -1 for a joint that does not count.
    private func taken(at count: Int, number: [Int], layer: Int) -> [Double] {
        var taken = [Double](repeating: 0, count: count)
        for group in groups {
            for (element, placement) in group.placements.enumerated() where placement.isPresent {
                guard placement.joints.contains(where: { number[Int($0.index)] >= 0 }) else { continue }
                forEachTerminal(of: group, element: element) { terminal, foundLayer, value in
                    let joint = placement.joints[terminal]
                    guard foundLayer == layer || nature(joint).layers == 1 else { return }
                    if number[Int(joint.index)] >= 0 { taken[number[Int(joint.index)]] += value }
                }
            }
        }
        return taken
    }

    /// Potentials of a small connected graph from which `taken` flows out at each vertex; the anchor is at zero.
    private static func solveLaplacian(
        count: Int, edges: [(Int, Int, Double)], taken: [Double], anchor: Int
    ) -> [Double] {
        var matrix = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
        var right = taken.map { -$0 }
        for (a, b, conductance) in edges where a != b {
            matrix[a][a] += conductance
            matrix[b][b] += conductance
            matrix[a][b] -= conductance
            matrix[b][a] -= conductance
        }
        for column in 0..<count { matrix[anchor][column] = column == anchor ? 1 : 0 }
        right[anchor] = 0
        return solved(matrix, right)
    }

    /// Elimination without pivoting: stable for a grounded Laplacian, and for what differs little from the identity.
    static func solved(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
        var (matrix, solution) = (matrix, right)
        let count = right.count
        for pivot in 0..<count {
            for row in 0..<count where row > pivot && matrix[row][pivot] != 0 {
                let factor = matrix[row][pivot] / matrix[pivot][pivot]
                for column in pivot..<count { matrix[row][column] -= factor * matrix[pivot][column] }
                solution[row] -= factor * solution[pivot]
            }
        }
        for row in (0..<count).reversed() {
            for column in 0..<count where column > row { solution[row] -= matrix[row][column] * solution[column] }
            solution[row] /= matrix[row][row]
        }
        return solution
    }

    /// Whether a source stands at this joint: a wire there is part of its short-circuit path.
    public func isAtSource(_ joint: Joint) -> Bool {
        groups.contains { group in
            !group.kind.excites.isEmpty && group.placements.contains { $0.isPresent && $0.joints.contains(joint) }
        }
    }
}
