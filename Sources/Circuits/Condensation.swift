import Glibc

// The conductors of an island taken together, without the nodes that only they touch.
//
// A node on which there is nothing but conductances g₁ … gₙ is at the mean of its neighbours, weighted with them. In its place its
// neighbours are joined by conductances gᵢ·gⱼ/Σg (star–mesh transformation; Rosen, "A new network theorem", J. IEE 62, 1924):
// exact, and without a difference that could lose digits. Newton's method then knows nothing of such nodes; they are found once a step.

/// What becomes of an island's conductors, whatever their values.
struct CondensationPlan {
    /// One conductance of an element, between two places of the island's `x`.
    struct Branch {
        let value: ConductanceCell
        let ends: (Int32, Int32)
    }

    struct Link {
        let ends: (Int32, Int32)
        let slot: Int32
    }

    /// A node left out. It is joined to its neighbours by `rays`; these are joined by `meshes` in its place.
    struct Star {
        let node: Int32
        let rays: Range<Int32>
        let meshes: Range<Int32>
    }

    struct Ray {
        let neighbour: Int32
        let slot: Int32
    }

    struct Mesh {
        let rays: (Int32, Int32)
        let slot: Int32
    }

    /// Unknowns of the matrix; those left out follow, as they are left out one after the other, then imposed values.
    let order: Int
    let count: Int
    let branches: [Branch]
    /// Sum that each branch is a part of.
    let slotOfBranch: [Int32]
    let slotCount: Int
    private(set) var stars: [Star] = []
    private(set) var rays: [Ray] = []
    private(set) var meshes: [Mesh] = []
    /// What joins the unknowns of the matrix, and them and imposed values, in the end.
    let links: [Link]

    /// - Parameters:
    ///   - order: unknowns of the matrix.
    ///   - count: unknowns, with those left out.
    init(order: Int, count: Int, branches: [Branch]) {
        self.order = order
        self.count = count
        // A branch on one node, or between imposed values, moves nothing.
        self.branches = branches.filter { $0.ends.0 != $0.ends.1 && min($0.ends.0, $0.ends.1) < count }
        var graph = Graph()
        slotOfBranch = self.branches.map { graph.edge($0.ends.0, $0.ends.1) }
        for node in Int32(order)..<Int32(count) {
            let first = rays.count
            for (slot, neighbour) in graph.takeOut(node) { rays.append(Ray(neighbour: neighbour, slot: slot)) }
            let firstMesh = meshes.count
            for p in first..<rays.count {
                for q in first..<p where min(rays[p].neighbour, rays[q].neighbour) < count {
                    meshes.append(
                        Mesh(rays: (Int32(q), Int32(p)), slot: graph.edge(rays[q].neighbour, rays[p].neighbour)))
                }
            }
            stars.append(
                Star(node: node, rays: Int32(first)..<Int32(rays.count), meshes: Int32(firstMesh)..<Int32(meshes.count)))
        }
        slotCount = graph.edges.count
        links = graph.edges.enumerated().compactMap { slot, edge in
            edge.isGone ? nil : Link(ends: edge.ends, slot: Int32(slot))
        }
    }

    private struct Graph {
        private struct Pair: Hashable {
            let a: Int32
            let b: Int32
        }

        private(set) var edges: [(ends: (Int32, Int32), isGone: Bool)] = []
        private var numbers: [Pair: Int32] = [:]
        private var edgesAt: [Int32: [Int32]] = [:]

        mutating func edge(_ a: Int32, _ b: Int32) -> Int32 {
            let pair = Pair(a: min(a, b), b: max(a, b))
            if let number = numbers[pair] { return number }
            let number = Int32(edges.count)
            edges.append(((pair.a, pair.b), false))
            numbers[pair] = number
            edgesAt[a, default: []].append(number)
            edgesAt[b, default: []].append(number)
            return number
        }

        /// Takes a node out with its edges.
        mutating func takeOut(_ node: Int32) -> [(edge: Int32, neighbour: Int32)] {
            var found: [(Int32, Int32)] = []
            for number in edgesAt[node] ?? [] where !edges[Int(number)].isGone {
                let (a, b) = edges[Int(number)].ends
                edges[Int(number)].isGone = true
                found.append((number, a == node ? b : a))
            }
            return found
        }
    }
}

/// Where a conductor keeps its conductance: a place in the memory of its group, which may move.
struct ConductanceCell {
    /// The group's own cell.
    let base: UnsafeRawPointer
    let offset: Int

    @inline(__always) var value: Double { base.load(as: UnsafeRawPointer.self).load(fromByteOffset: offset, as: Double.self) }
}

/// The conductors of an island with the values of now.
final class Condensation {
    private struct Link {
        let ends: (Int32, Int32)
        let slot: Int32
        /// Positions in the matrix of (a, a), (b, b), (a, b) and (b, a); what concerns an imposed value goes where nobody reads.
        let positions: (Int32, Int32, Int32, Int32)
    }

    private let order: Int
    private let count: Int
    private let branches: UnsafeMutableBufferPointer<CondensationPlan.Branch>
    private let slotOfBranch: UnsafeMutableBufferPointer<Int32>
    /// Values of the branches when they were last gathered.
    private let gathered: UnsafeMutableBufferPointer<Double>
    private var isGathered = false
    private let slots: UnsafeMutableBufferPointer<Double>
    private let links: UnsafeMutableBufferPointer<Link>
    private let stars: UnsafeMutableBufferPointer<CondensationPlan.Star>
    private let rays: UnsafeMutableBufferPointer<CondensationPlan.Ray>
    private let meshes: UnsafeMutableBufferPointer<CondensationPlan.Mesh>
    /// Part of each ray in the sum of its star, and one over that sum.
    private let shares: UnsafeMutableBufferPointer<Double>
    private let inverses: UnsafeMutableBufferPointer<Double>
    /// Conductance of stray insulation at each unknown; and with what it has taken over from those left out.
    private let leakages: UnsafeMutableBufferPointer<Double>
    private let grounds: UnsafeMutableBufferPointer<Double>
    /// The matrix of all this alone, and one place for what nobody needs: what every evaluation begins with.
    private let entries: UnsafeMutableBufferPointer<Double>
    /// Position in the matrix of each unknown's own entry.
    let diagonal: UnsafeMutablePointer<Int32>

    /// - Parameter leakages: conductance of stray insulation at each unknown.
    init(_ plan: CondensationPlan, matrix: SparseLU, leakages: [Double]) {
        func room<Item>(_ items: some Collection<Item>) -> UnsafeMutableBufferPointer<Item> {
            let room = UnsafeMutableBufferPointer<Item>.allocate(capacity: items.count)
            _ = room.initialize(from: items)
            return room
        }
        let nowhere = Int32(matrix.entryCount)
        func position(_ row: Int32, _ column: Int32) -> Int32 {
            row < plan.order && column < plan.order ? matrix.position(row: row, column: column)! : nowhere
        }
        order = plan.order
        count = plan.count
        branches = room(plan.branches)
        slotOfBranch = room(plan.slotOfBranch)
        gathered = room(plan.branches.map { _ in 0 })
        slots = room(repeatElement(0, count: plan.slotCount))
        links = room(
            plan.links.map {
                let (a, b) = $0.ends
                return Link(
                    ends: (a, b), slot: $0.slot, positions: (position(a, a), position(b, b), position(a, b), position(b, a)))
            })
        stars = room(plan.stars)
        rays = room(plan.rays)
        meshes = room(plan.meshes)
        shares = room(plan.rays.map { _ in 0 })
        inverses = room(plan.stars.map { _ in 0 })
        self.leakages = room(leakages)
        grounds = room(leakages)
        entries = room(repeatElement(0, count: matrix.entryCount + 1))
        diagonal = .allocate(capacity: max(plan.order, 1))
        diagonal.initialize(from: (0..<Int32(plan.order)).map { position($0, $0) }, count: plan.order)
    }

    deinit {
        branches.deallocate()
        slotOfBranch.deallocate()
        gathered.deallocate()
        slots.deallocate()
        links.deallocate()
        stars.deallocate()
        rays.deallocate()
        meshes.deallocate()
        shares.deallocate()
        inverses.deallocate()
        leakages.deallocate()
        grounds.deallocate()
        entries.deallocate()
        diagonal.deallocate()
    }

    func leakage(at unknown: Int) -> Double { leakages[unknown] }

    /// Takes the conductances of now.
    ///
    /// What comes out follows from them alone, not from what they were: a restored state finds the same digits.
    ///
    /// - Throws: an unknown that nothing holds.
    func gather() throws(SingularColumn) {
        var isSame = isGathered
        for index in branches.indices {
            let value = branches[index].value.value
            isSame = (value == gathered[index]) && isSame
            gathered[index] = value
        }
        guard !isSame else { return }
        isGathered = false
        slots.update(repeating: 0)
        for index in branches.indices { slots[Int(slotOfBranch[index])] += gathered[index] }
        _ = grounds.update(from: leakages)
        for (index, star) in stars.enumerated() {
            try leaveOut(star, index)
        }
        fillEntries()
        isGathered = true
    }

    private func leaveOut(_ star: CondensationPlan.Star, _ index: Int) throws(SingularColumn) {
        let ground = grounds[Int(star.node)]
        var sum = ground
        for ray in star.rays { sum += slots[Int(rays[Int(ray)].slot)] }
        guard sum > 0 else { throw SingularColumn(column: Int(star.node)) }
        let inverse = 1 / sum
        inverses[index] = inverse
        for ray in star.rays {
            let (neighbour, slot) = (Int(rays[Int(ray)].neighbour), Int(rays[Int(ray)].slot))
            shares[Int(ray)] = slots[slot] * inverse
            if neighbour < count { grounds[neighbour] += shares[Int(ray)] * ground }
        }
        for number in star.meshes {
            let mesh = meshes[Int(number)]
            slots[Int(mesh.slot)] += shares[Int(mesh.rays.0)] * slots[Int(rays[Int(mesh.rays.1)].slot)]
        }
    }

    private func fillEntries() {
        entries.update(repeating: 0)
        for unknown in 0..<order { entries[Int(diagonal[unknown])] = grounds[unknown] }
        for link in links {
            let conductance = slots[Int(link.slot)]
            entries[Int(link.positions.0)] += conductance
            entries[Int(link.positions.1)] += conductance
            entries[Int(link.positions.2)] -= conductance
            entries[Int(link.positions.3)] -= conductance
        }
    }

    /// Residuals and slopes of the conductors alone.
    func evaluate(_ workspace: Workspace) {
        let (x, f, grounds, slots) = (workspace.x, workspace.f, grounds, slots)
        memcpy(workspace.a, entries.baseAddress!, entries.count * MemoryLayout<Double>.stride)
        for i in 0..<order { f[i] = grounds[i] * x[i] }
        for link in links {
            let (a, b) = (Int(link.ends.0), Int(link.ends.1))
            let flow = slots[Int(link.slot)] * (x[a] - x[b])
            f[a] += flow
            f[b] -= flow
        }
    }

    /// Puts the nodes left out where they belong.
    func complete(_ x: UnsafeMutablePointer<Double>) {
        guard count > order, let shares = shares.baseAddress, let rays = rays.baseAddress else { return }
        var ray = self.rays.count
        var node = count
        for star in stars.reversed() {
            node &-= 1
            var mean = 0.0
            while ray > star.rays.lowerBound {
                ray &-= 1
                mean += shares[ray] * x[Int(rays[ray].neighbour)]
            }
            x[node] = mean
        }
    }

    /// Brings what flows into every unknown to those of the matrix.
    func condense(_ flows: inout [Double]) {
        for star in stars {
            for ray in star.rays {
                let neighbour = Int(rays[Int(ray)].neighbour)
                if neighbour < count { flows[neighbour] += shares[Int(ray)] * flows[Int(star.node)] }
            }
        }
    }

    /// Changes of the nodes left out, for those of the others and what flows into them.
    ///
    /// - Parameter changes: of the unknowns of the matrix; at the nodes left out, what flows in there.
    func expand(_ changes: inout [Double]) {
        for (index, star) in stars.enumerated().reversed() {
            var change = changes[Int(star.node)] * inverses[index]
            for ray in star.rays {
                let neighbour = Int(rays[Int(ray)].neighbour)
                if neighbour < count { change += shares[Int(ray)] * changes[neighbour] }
            }
            changes[Int(star.node)] = change
        }
    }
}
