/// What the unknowns of a new topology start from: values and matrices of the old one.
struct Carried {
    /// Value of each node-layer slot, where a joint of the node had one.
    private var values: [Double?] = []
    /// Looked up by key only.
    private var inner: [Unknown: Double] = [:]
    /// Old islands by their first unknown. Looked up by key only.
    private var islands: [Unknown: Island] = [:]

    init(_ circuit: Circuit) {
        for island in circuit.islands {
            if let first = island.unknowns.first { islands[first] = island }
        }
    }

    /// Takes the values of now.
    ///
    /// - Parameter nodes: the new node of each joint.
    mutating func read(_ circuit: Circuit, nodes: [Int]) {
        let layers = Circuit.mostLayers
        values = [Double?](repeating: nil, count: nodes.count * layers)
        for joint in nodes.indices {
            for layer in 0..<layers where values[nodes[joint] * layers + layer] == nil {
                let cell = circuit.cells[joint * layers + layer]
                if !circuit.isRest(cell) { values[nodes[joint] * layers + layer] = cell.pointee }
            }
        }
        for island in circuit.islands {
            for (index, unknown) in island.unknowns.enumerated() {
                if case .inner = unknown { inner[unknown] = island.x[index] }
            }
        }
    }

    func value(_ unknown: Unknown) -> Double? {
        if case .across(let joint, let layer) = unknown { return values[joint * Circuit.mostLayers + layer] }
        return inner[unknown]
    }

    /// The old island of exactly these unknowns and this pattern: its factors and pivots serve on.
    func predecessor(of unknowns: [Unknown], pattern: SparseLU) -> Island? {
        guard let first = unknowns.first, let old = islands[first], old.unknowns == unknowns, old.matrix.hasPattern(of: pattern)
        else { return nil }
        return old
    }
}
