/// What can be asked of a solved state without another step.
extension Circuit {
    /// Whether a layer of two joints belongs to one set of equations: what one of them carries can be of the other's source.
    public func isSolvedTogether(_ a: Joint, _ b: Joint, layer: Int = 0) -> Bool {
        func island(_ joint: Joint) -> Int? {
            let cell = cells[Int(joint.index) * Self.mostLayers + layer]
            return islands.firstIndex { (UnsafePointer($0.x)..<UnsafePointer($0.x + $0.order)).contains(cell) }
        }
        return island(a).map { $0 == island(b) } ?? false
    }

    /// Sum of the through quantities into all elements at one node: what should be nothing.
    public struct Imbalance: Sendable {
        public let joint: String
        public let layer: Int
        public let sum: Double
        /// The largest of the quantities summed.
        public let largest: Double
        /// What the last digit of the unknowns may leave of the sum, on the slopes that meet here.
        public let rounding: Double
    }

    /// The balance of every node in the solved state, stray insulation included.
    ///
    /// Zero within rounding and Newton's tolerance, as long as no element has been changed since the step. More means an element
    /// with memory whose `through` does not answer from its state.
    public func imbalances() throws(CircuitError) -> [Imbalance] {
        try compileIfNeeded()
        var found: [Imbalance] = []
        for island in islands {
            guard let solved = island.solution else { continue }
            var flows = (0..<island.order).map { [island.leakage(at: $0) * island.x[$0]] }
            var roundings = [Double](repeating: 0, count: island.order)
            for group in groups {
                for binding in group.bindings(ofIsland: island.number) {
                    let unknowns = (0..<Int(binding.count)).map { Int(group.table(at: Int(binding.offset) + $0)) }
                    let slopes = group.probe(
                        Int(binding.element), at: unknowns.map { island.x[$0] }, dt: solved.dt
                    ).slopes
                    for (local, unknown) in unknowns.enumerated() where unknown < island.order {
                        guard case .across = island.unknowns[unknown] else { continue }
                        flows[unknown].append(group.through(binding, local, solved))
                        for (other, slope) in zip(unknowns, slopes.dropFirst(local * unknowns.count))
                        where other < island.order {
                            roundings[unknown] += abs(slope) * island.x[other].ulp
                        }
                    }
                }
            }
            for (index, unknown) in island.unknowns.enumerated() {
                guard case .across(let joint, let layer) = unknown else { continue }
                found.append(
                    Imbalance(
                        joint: joints[joint].name, layer: layer, sum: flows[index].reduce(0, +),
                        largest: flows[index].map(abs).max() ?? 0, rounding: roundings[index]))
            }
        }
        return found
    }

    /// Across values between two joints, layer by layer, as a conductance between them during the last step would have left them:
    /// a voltmeter's reading without a voltmeter in the circuit.
    ///
    /// A correction of rank one for each layer of the solved linear system. On linear islands it is what the inserted conductance
    /// gives; on others it is right to first order in the conductance, and `isExact` is false.
    ///
    /// - Returns: nil where it cannot be known without inserting the conductance: before the first step, or where only one of the
    ///   joints has a layer.
    public func across(
        _ a: Joint, _ b: Joint, loadedBy conductance: Double
    ) throws(CircuitError) -> (layers: [Double], isExact: Bool)? {
        try compileIfNeeded()
        let count = nature(a).layers
        precondition(nature(b).layers == count, "\(name(a)) and \(name(b)) are of two natures")
        let open = (0..<count).map { across(a, layer: $0) - across(b, layer: $0) }
        // Rows of 1 − g·D, where D is the change of each layer's difference by a unit drawn in another.
        var system = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
        var isExact = true
        for drawn in 0..<count {
            var changes = [Double](repeating: 0, count: count)
            for (joint, sign) in [(a, 1.0), (b, -1.0)] where joints[Int(joint.index)].fixed == nil {
                guard let (island, unknown) = seat(of: joint, layer: drawn) else {
                    // A layer that neither has is dead in both; one that only one has cannot be told.
                    guard isDead(a, drawn) && isDead(b, drawn) else { return nil }
                    continue
                }
                guard island.isFactored, island.solution != nil else { return nil }
                isExact = isExact && island.isLinear
                let response = island.response(to: unknown)
                for layer in 0..<count {
                    for (end, endSign) in [(a, 1.0), (b, -1.0)] {
                        if let (other, index) = seat(of: end, layer: layer), other === island {
                            changes[layer] += sign * endSign * response[index]
                        }
                    }
                }
            }
            for layer in 0..<count { system[layer][drawn] = (layer == drawn ? 1 : 0) - conductance * changes[layer] }
        }
        return (Self.solved(system, open), isExact)
    }

    /// A layer of a joint that no unknown and no fixed value other than zero drives.
    private func isDead(_ joint: Joint, _ layer: Int) -> Bool {
        seat(of: joint, layer: layer) == nil && across(joint, layer: layer) == 0
    }

    private func seat(of joint: Joint, layer: Int) -> (island: Island, unknown: Int)? {
        let cell = cells[Int(joint.index) * Self.mostLayers + layer]
        for island in islands {
            let start = UnsafePointer(island.x)
            if cell >= start && cell < start + island.order { return (island, cell - start) }
        }
        return nil
    }
}
