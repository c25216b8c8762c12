/// Elements of one kind, side by side: the engine makes one call per kind and island, never one per element.
protocol Group: AnyObject {
    var kind: KindTraits { get }
    var placements: [Placement] { get set }
    func bind(_ bindings: [[Binding]], table: [Int32])
    func bindings(ofIsland island: Int) -> [Binding]
    /// Calls `body` with every island and binding of one element, in order.
    func forEachBinding(of element: Int, _ body: (_ island: Int, _ binding: Binding) -> Void)
    func table(at offset: Int) -> Int32
    func stamp(island: Int, _ workspace: Workspace)
    func accept(island: Int, _ workspace: Workspace)
    func through(_ binding: Binding, _ local: Int, _ workspace: Workspace) -> Double
    func probe(_ element: Int, at x: [Double], dt: Double) -> (flows: [Double], slopes: [Double])
    func copyElements() -> any Sendable
    /// Elements that have come since the copy stay as they are.
    func restoreElements(_ copy: any Sendable)
}

/// What the engine must know of a kind to lay out its unknowns.
struct KindTraits {
    let layering: Layering
    let excites: [Int]
    let stores: [Int]
    let internals: [(name: String, tolerance: Double)]
    let isLinear: Bool
    let isGrounded: Bool
    let imposesAcross: Bool

    init<Kind: Element>(_ kind: Kind.Type) {
        layering = Kind.layering
        excites = Kind.excites
        stores = Kind.stores
        internals = Kind.internals
        isLinear = Kind.isLinear
        isGrounded = Kind.isGrounded
        imposesAcross = Kind.imposesAcross
    }
}

/// Where an element is in the network.
struct Placement: Sendable {
    var name: String
    var joints: [Joint]
    var isPresent: Bool
}

@usableFromInline
final class GroupOf<Kind: Element>: Group {
    @usableFromInline var elements: UnsafeMutablePointer<Kind>
    private(set) var count = 0
    private var capacity = 8
    let kind = KindTraits(Kind.self)
    var placements: [Placement] = []
    private var bound: UnsafeMutableBufferPointer<Binding> = .allocate(capacity: 0)
    /// First binding of each island, and one more.
    private var starts: [Int] = [0]
    private var table: UnsafeMutableBufferPointer<Int32> = .allocate(capacity: 0)

    init() { elements = .allocate(capacity: capacity) }

    deinit {
        elements.deinitialize(count: count)
        elements.deallocate()
        bound.deallocate()
        table.deallocate()
    }

    func append(_ element: Kind, _ placement: Placement) -> Int {
        if count == capacity {
            let larger = UnsafeMutablePointer<Kind>.allocate(capacity: capacity * 2)
            larger.moveInitialize(from: elements, count: count)
            elements.deallocate()
            elements = larger
            capacity *= 2
        }
        (elements + count).initialize(to: element)
        count += 1
        placements.append(placement)
        return count - 1
    }

    func bind(_ bindings: [[Binding]], table newTable: [Int32]) {
        bound.deallocate()
        table.deallocate()
        let flat = bindings.flatMap { $0 }
        bound = .allocate(capacity: flat.count)
        _ = bound.initialize(from: flat)
        table = .allocate(capacity: newTable.count)
        _ = table.initialize(from: newTable)
        starts = [0]
        for island in bindings { starts.append(starts.last! + island.count) }
    }

    func bindings(ofIsland island: Int) -> [Binding] { Array(bound[starts[island]..<starts[island + 1]]) }

    func forEachBinding(of element: Int, _ body: (_ island: Int, _ binding: Binding) -> Void) {
        for island in 0..<starts.count - 1 {
            for binding in range(island) where Int(binding.element) == element { body(island, binding) }
        }
    }

    func table(at offset: Int) -> Int32 { table[offset] }

    private func range(_ island: Int) -> UnsafeBufferPointer<Binding> {
        UnsafeBufferPointer(rebasing: bound[starts[island]..<starts[island + 1]])
    }

    private func stamp(in workspace: Workspace) -> Stamp {
        Stamp(
            x: workspace.x, f: workspace.f, a: workspace.a, table: UnsafePointer(table.baseAddress!), count: 0, dt: workspace.dt)
    }

    func stamp(island: Int, _ workspace: Workspace) { Kind.stampAll(elements, range(island), stamp(in: workspace)) }
    func accept(island: Int, _ workspace: Workspace) { Kind.acceptAll(elements, range(island), stamp(in: workspace)) }

    func through(_ binding: Binding, _ local: Int, _ workspace: Workspace) -> Double {
        elements[Int(binding.element)].through(local, stamp(in: workspace).at(binding))
    }

    func probe(_ element: Int, at x: [Double], dt: Double) -> (flows: [Double], slopes: [Double]) {
        Stamp.probe(elements[element], at: x, dt: dt)
    }

    func copyElements() -> any Sendable { Array(UnsafeBufferPointer(start: elements, count: count)) }

    func restoreElements(_ copy: any Sendable) {
        guard let copy = copy as? [Kind], copy.count <= count else {
            preconditionFailure("a snapshot of another circuit")
        }
        elements.update(from: copy, count: copy.count)
    }
}

/// One element of a circuit, to read or to change between steps. Valid as long as its circuit lives.
@frozen
public struct Handle<Kind: Element> {
    @usableFromInline unowned(unsafe) let group: GroupOf<Kind>
    @usableFromInline let index: Int

    @usableFromInline
    init(group: GroupOf<Kind>, index: Int) {
        self.group = group
        self.index = index
    }

    @inlinable public var element: Kind {
        get { group.elements[index] }
        nonmutating _modify { yield &group.elements[index] }
    }
}
