import Glibc

/// What the loop asks of a group. A class, for a call through a protocol counts references.
@usableFromInline
class Stepped {
    func stamp(island: Int, _ workspace: Workspace) { preconditionFailure("every group stamps") }
    func accept(island: Int, _ workspace: Workspace) { preconditionFailure("every group accepts") }
    /// Keeps the elements of an island as they are now.
    func hold(island: Int) { preconditionFailure("every group holds") }
    /// How far what the elements keep has gone since they were held: the largest change relative to its tolerance, infinite when
    /// something else than a number has changed. Holds them anew.
    func restlessness(island: Int) -> Double { preconditionFailure("every group knows how restless it is") }
    /// Whether an element is no longer what an island at rest holds: a number has changed by more than `share` of itself.
    func isDisturbed(_ element: Int, share: Double) -> Bool { preconditionFailure("every group knows its elements") }
}

/// Elements of one kind, side by side: the engine makes one call per kind and island, never one per element.
protocol Group: Stepped {
    var kind: KindTraits { get }
    var placements: [Placement] { get set }
    func bind(_ bindings: [[Binding]], table: [Int32])
    func bindings(ofIsland island: Int) -> [Binding]
    /// Calls `body` with every island and binding of one element, in order.
    func forEachBinding(of element: Int, _ body: (_ island: Int, _ binding: Binding) -> Void)
    func table(at offset: Int) -> Int32
    func through(_ binding: Binding, _ local: Int, _ workspace: Workspace) -> Double
    /// Where an element that is nothing but a conductance keeps it.
    func conductance(of element: Int) -> ConductanceCell
    func energy(island: Int) -> Double
    func take(island: Int, _ workspace: Workspace, _ account: EnergyAccount)
    func spend(island: Int, _ workspace: Workspace, _ account: EnergyAccount)
    /// What its elements took since the books were opened, by number of nature.
    var exchanges: [Exchange] { get set }
    func probe(_ element: Int, at x: [Double], dt: Double) -> (flows: [Double], slopes: [Double])
    func copyElements() -> any ElementCopy
    /// Elements that have come since the copy stay as they are.
    func restoreElements(_ copy: any ElementCopy)

    // What islands at rest ask; see `GroupOf` in Rest.swift.
    var canRest: Bool { get }
    func goBack(island: Int)
    func comeForward(island: Int)
}

/// What the engine must know of a kind to lay out its unknowns.
struct KindTraits {
    let layering: Layering
    let excites: [Int]
    let stores: [Int]
    let internals: [(name: String, tolerance: Double)]
    let isLinear: Bool
    let isConductor: Bool
    let isGrounded: Bool
    let imposesAcross: Bool
    let name: String

    init<Kind: Element>(_ kind: Kind.Type) {
        name = String(describing: kind)
        layering = Kind.layering
        excites = Kind.excites
        stores = Kind.stores
        internals = Kind.internals
        isLinear = Kind.isLinear
        isConductor = Kind.conductance != nil
        isGrounded = Kind.isGrounded
        imposesAcross = Kind.imposesAcross
    }
}

/// A group without its reference count, for the loop: the circuit keeps it alive.
struct Member {
    private let group: Unmanaged<Stepped>

    init(_ group: any Group) { self.group = .passUnretained(group) }

    @inline(__always)
    func stamp(island: Int, _ workspace: Workspace) {
        group._withUnsafeGuaranteedRef { $0.stamp(island: island, workspace) }
    }

    @inline(__always)
    func accept(island: Int, _ workspace: Workspace) {
        group._withUnsafeGuaranteedRef { $0.accept(island: island, workspace) }
    }

    @inline(__always)
    func hold(island: Int) { group._withUnsafeGuaranteedRef { $0.hold(island: island) } }

    @inline(__always)
    func restlessness(island: Int) -> Double { group._withUnsafeGuaranteedRef { $0.restlessness(island: island) } }

    @inline(__always)
    func isDisturbed(_ element: Int, share: Double) -> Bool {
        group._withUnsafeGuaranteedRef { $0.isDisturbed(element, share: share) }
    }
}

/// Where an element is in the network.
struct Placement: Sendable {
    var name: String
    var joints: [Joint]
    var isPresent: Bool
}

@usableFromInline
final class GroupOf<Kind: Element>: Stepped, Group {
    /// What a step walks through. Behind a pointer, so that the loop pays for no exclusivity check and no reference count.
    private struct Course {
        var bindings: UnsafeMutablePointer<Binding>
        /// First binding of each island, and one more.
        var starts: UnsafeMutablePointer<Int>
        var islandCount: Int
        var table: UnsafeMutablePointer<Int32>
    }

    /// Where the elements are: the cell stays when they move to a larger place.
    @usableFromInline let base: UnsafeMutablePointer<UnsafeMutablePointer<Kind>>
    /// The elements as an island at rest last saw them, and where they wait while it makes up for its rest.
    private(set) var held: UnsafeMutablePointer<Kind>
    private(set) var waiting: UnsafeMutablePointer<Kind>
    /// Which of an element's bytes are numbers; nil before there is one.
    private(set) var form: ElementForm?
    private let course: UnsafeMutablePointer<Course>
    private(set) var count = 0
    private var capacity = 8
    let kind = KindTraits(Kind.self)
    let keptTolerance = Kind.keptTolerance
    var placements: [Placement] = []
    var exchanges: [Exchange] = []

    override init() {
        base = .allocate(capacity: 1)
        base.initialize(to: .allocate(capacity: 8))
        held = .allocate(capacity: 8)
        waiting = .allocate(capacity: 8)
        course = .allocate(capacity: 1)
        course.initialize(to: Self.course([], table: []))
    }

    deinit {
        for copy in [elements, held, waiting] {
            copy.deinitialize(count: count)
            copy.deallocate()
        }
        base.deallocate()
        form?.deallocate()
        discardCourse()
        course.deallocate()
    }

    var elements: UnsafeMutablePointer<Kind> { base.pointee }

    private static func course(_ bindings: [[Binding]], table: [Int32]) -> Course {
        func copy<Item>(_ items: [Item]) -> UnsafeMutablePointer<Item> {
            let copy = UnsafeMutablePointer<Item>.allocate(capacity: max(items.count, 1))
            copy.initialize(from: items, count: items.count)
            return copy
        }
        var starts = [0]
        for island in bindings { starts.append(starts.last! + island.count) }
        return Course(
            bindings: copy(bindings.flatMap { $0 }), starts: copy(starts), islandCount: bindings.count, table: copy(table))
    }

    private func discardCourse() {
        course.pointee.bindings.deallocate()
        course.pointee.starts.deallocate()
        course.pointee.table.deallocate()
    }

    func append(_ element: Kind, _ placement: Placement) -> Int {
        if count == capacity {
            base.pointee = larger(elements)
            held = larger(held)
            waiting = larger(waiting)
            capacity *= 2
        }
        if form == nil { form = ElementForm(element, readings: Kind.readings) }
        for copy in [elements, held, waiting] { (copy + count).initialize(to: element) }
        count += 1
        placements.append(placement)
        return count - 1
    }

    private func larger(_ elements: UnsafeMutablePointer<Kind>) -> UnsafeMutablePointer<Kind> {
        let larger = UnsafeMutablePointer<Kind>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: elements, count: count)
        elements.deallocate()
        return larger
    }

    func bind(_ bindings: [[Binding]], table: [Int32]) {
        discardCourse()
        course.pointee = Self.course(bindings, table: table)
    }

    /// None in an island that was made before the group.
    func bindings(ofIsland island: Int) -> [Binding] { island < course.pointee.islandCount ? Array(range(island)) : [] }

    func forEachBinding(of element: Int, _ body: (_ island: Int, _ binding: Binding) -> Void) {
        for island in 0..<course.pointee.islandCount {
            for binding in range(island) where Int(binding.element) == element { body(island, binding) }
        }
    }

    func table(at offset: Int) -> Int32 { course.pointee.table[offset] }

    func range(_ island: Int) -> UnsafeBufferPointer<Binding> {
        let (start, end) = (course.pointee.starts[island], course.pointee.starts[island + 1])
        return UnsafeBufferPointer(start: course.pointee.bindings + start, count: end - start)
    }

    private func stamp(in workspace: Workspace) -> Stamp {
        Stamp(
            x: workspace.x, f: workspace.f, a: workspace.a, table: UnsafePointer(course.pointee.table), count: 0,
            dt: workspace.dt)
    }

    override func stamp(island: Int, _ workspace: Workspace) { Kind.stampAll(elements, range(island), stamp(in: workspace)) }
    override func accept(island: Int, _ workspace: Workspace) {
        Kind.acceptAll(elements, range(island), stamp(in: workspace))
    }

    override func hold(island: Int) {
        let (elements, held) = (elements, held)
        forEachElement(of: island) { held[$0] = elements[$0] }
    }

    override func restlessness(island: Int) -> Double {
        guard let form else { return .infinity }
        let (elements, held) = (elements, held)
        let tolerance = keptTolerance
        var worst = 0.0
        forEachElement(of: island) { index in
            let (now, then) = (UnsafeRawPointer(elements + index), UnsafeRawPointer(held + index))
            guard memcmp(now, then, MemoryLayout<Kind>.size) != 0 else { return }
            for offset in form.numbers {
                let (a, b) = (
                    now.load(fromByteOffset: offset, as: Double.self), then.load(fromByteOffset: offset, as: Double.self)
                )
                guard a != b else { continue }
                let ratio = abs(a - b) / (tolerance + Island.relativeTolerance * abs(b))
                worst = ratio <= worst ? worst : ratio
            }
            if isDifferent(now, then, at: form.others) { worst = .infinity }
            held[index] = elements[index]
        }
        return worst.isNaN ? .infinity : worst
    }

    override func isDisturbed(_ element: Int, share: Double) -> Bool {
        guard let form else { return true }
        let (now, then) = (UnsafeRawPointer(elements + element), UnsafeRawPointer(held + element))
        guard memcmp(now, then, MemoryLayout<Kind>.size) != 0 else { return false }
        for offset in form.numbers {
            let (a, b) = (now.load(fromByteOffset: offset, as: Double.self), then.load(fromByteOffset: offset, as: Double.self))
            if a != b && !(abs(a - b) <= share * abs(b)) { return true }
        }
        return isDifferent(now, then, at: form.others)
    }

    func exchange(_ amount: Double, _ energy: Double, _ nature: Int, isImposed: Bool) {
        exchanges[nature].taken += amount
        if isImposed { exchanges[nature].boundary += amount }
        exchanges[nature].turnover += abs(amount)
        exchanges[nature].energy += energy
    }

    func through(_ binding: Binding, _ local: Int, _ workspace: Workspace) -> Double {
        elements[Int(binding.element)].through(local, stamp(in: workspace).at(binding))
    }

    func conductance(of element: Int) -> ConductanceCell {
        guard let place = Kind.conductance, let offset = MemoryLayout<Kind>.offset(of: place) else {
            preconditionFailure("\(kind.name) is no conductor")
        }
        return ConductanceCell(base: UnsafeRawPointer(base), offset: element * MemoryLayout<Kind>.stride + offset)
    }

    func losses(_ binding: Binding, _ workspace: Workspace) -> Double {
        elements[Int(binding.element)].losses(stamp(in: workspace).at(binding))
    }

    func probe(_ element: Int, at x: [Double], dt: Double) -> (flows: [Double], slopes: [Double]) {
        Stamp.probe(elements[element], at: x, dt: dt)
    }

    private struct Copy: ElementCopy {
        let elements: [Kind]
        let held: [Kind]

        var kind: ObjectIdentifier { ObjectIdentifier(Kind.self) }
        func makeGroup() -> any Group { GroupOf<Kind>() }

        func extend(_ group: any Group, with placements: [Placement]) {
            guard let group = group as? GroupOf<Kind>, group.count <= elements.count else {
                preconditionFailure("a snapshot of another circuit")
            }
            for index in group.count..<elements.count { _ = group.append(elements[index], placements[index]) }
        }
    }

    func copyElements() -> any ElementCopy {
        Copy(
            elements: Array(UnsafeBufferPointer(start: elements, count: count)),
            held: Array(UnsafeBufferPointer(start: held, count: count)))
    }

    func restoreElements(_ copy: any ElementCopy) {
        guard let copy = copy as? Copy, copy.elements.count <= count else {
            preconditionFailure("a snapshot of another circuit")
        }
        elements.update(from: copy.elements, count: copy.elements.count)
        held.update(from: copy.held, count: copy.held.count)
    }
}

/// One element of a circuit, to read or to change between steps. Valid as long as its circuit lives.
@frozen
public struct Handle<Kind: Element> {
    @usableFromInline unowned(unsafe) let group: GroupOf<Kind>
    /// The group's own cell.
    @usableFromInline let base: UnsafeMutablePointer<UnsafeMutablePointer<Kind>>
    /// Set when somebody may have changed the element.
    @usableFromInline let mark: UnsafeMutablePointer<Bool>
    @usableFromInline let index: Int

    @usableFromInline
    init(group: GroupOf<Kind>, index: Int, mark: UnsafeMutablePointer<Bool>) {
        self.group = group
        base = group.base
        self.index = index
        self.mark = mark
    }

    @inlinable public var element: Kind {
        get { base.pointee[index] }
        nonmutating _modify {
            mark.pointee = true
            yield &base.pointee[index]
        }
    }
}
