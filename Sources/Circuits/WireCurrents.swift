extension Circuit {
    /// Through quantity in any wire from its first end to its second, merged or not.
    ///
    /// In a merged wire it comes from the resistances of all the wires of its node and from what the elements on its joints
    /// take: a reading, not an unknown. Right as long as the drops in the node are too small to move those elements.
    public func through(any wire: Wire, layer: Int = 0) throws(CircuitError) -> Double {
        guard isMerged(wire) else { return through(wire, layer: layer) }
        try compileIfNeeded()
        let potentials = drops(inNodeOf: wire, layer: layer)
        let (a, b) = ends(wire)
        guard let va = potentials[a.index], let vb = potentials[b.index] else { return 0 }
        return (va - vb) / resistance(wire)
    }

    /// Across value from the first end of a wire to its second: the millivolts that a merged wire really drops.
    public func drop(any wire: Wire, layer: Int = 0) throws(CircuitError) -> Double {
        try through(any: wire, layer: layer) * resistance(wire)
    }

    /// Small across differences of the joints of a wire's node, by joint number, from the first joint that holds the node.
    private func drops(inNodeOf wire: Wire, layer: Int) -> [Int32: Double] {
        let merged = wires.indices.filter { wires[$0].isMerged }
        var members: [Int32] = [wires[wire.index].ends.0.index]
        var edges: [(a: Int, b: Int, conductance: Double)] = []
        var used = [Bool](repeating: false, count: merged.count)
        var hasGrown = true
        while hasGrown {
            hasGrown = false
            for (position, index) in merged.enumerated() where !used[position] {
                let (a, b) = (wires[index].ends.0.index, wires[index].ends.1.index)
                guard members.contains(a) || members.contains(b) else { continue }
                for joint in [a, b] where !members.contains(joint) { members.append(joint) }
                used[position] = true
                hasGrown = true
                edges.append(
                    (members.firstIndex(of: a)!, members.firstIndex(of: b)!, 1 / max(resistance(Wire(index)), 1e-7)))
            }
        }
        var taken = [Double](repeating: 0, count: members.count)
        for group in groups {
            for (element, placement) in group.placements.enumerated() where placement.isPresent {
                guard placement.joints.contains(where: { members.contains($0.index) }) else { continue }
                forEachTerminal(of: group, element: element) { terminal, foundLayer, value in
                    let isMultiLayer = nature(placement.joints[terminal]).layers > 1
                    guard !isMultiLayer || foundLayer == layer else { return }
                    if let member = members.firstIndex(of: placement.joints[terminal].index) { taken[member] += value }
                }
            }
        }
        // The fixed joint, if any, takes what is left; else the sum is zero and any joint will do.
        let anchor = members.firstIndex { joints[Int($0)].fixed != nil } ?? 0
        let potentials = Self.solveLaplacian(count: members.count, edges: edges, taken: taken, anchor: anchor)
        return Dictionary(uniqueKeysWithValues: zip(members, potentials))
    }

    /// Potentials of a small connected graph from which `taken` flows out at each vertex; the anchor is at zero.
    private static func solveLaplacian(
        count: Int, edges: [(a: Int, b: Int, conductance: Double)], taken: [Double], anchor: Int
    ) -> [Double] {
        var matrix = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
        var right = taken.map { -$0 }
        for edge in edges where edge.a != edge.b {
            matrix[edge.a][edge.a] += edge.conductance
            matrix[edge.b][edge.b] += edge.conductance
            matrix[edge.a][edge.b] -= edge.conductance
            matrix[edge.b][edge.a] -= edge.conductance
        }
        for column in 0..<count { matrix[anchor][column] = column == anchor ? 1 : 0 }
        right[anchor] = 0
        // A grounded Laplacian is symmetric positive: elimination without pivoting is stable.
        for pivot in 0..<count {
            for row in (pivot + 1)..<max(count, pivot + 1) where matrix[row][pivot] != 0 {
                let factor = matrix[row][pivot] / matrix[pivot][pivot]
                for column in pivot..<count { matrix[row][column] -= factor * matrix[pivot][column] }
                right[row] -= factor * right[pivot]
            }
        }
        var solution = [Double](repeating: 0, count: count)
        for row in stride(from: count - 1, through: 0, by: -1) {
            var sum = right[row]
            for column in (row + 1)..<max(count, row + 1) { sum -= matrix[row][column] * solution[column] }
            solution[row] = sum / matrix[row][row]
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
