/// One set of equations between a few unknowns: what the engine solves.
///
/// An element is a small value without references. It says in `stamp` the through quantity that flows *into it* at each of its
/// unknowns (or, for an internal unknown, the residual of its own equation) and the exact slopes. Its state changes in `accept` only.
public protocol Element: Sendable {
    /// Layers of multi-layer terminals. Default: every layer alike; such an element has no state, for it is stamped several times.
    static var layering: Layering { get }
    /// Layers in which elements of this kind can be a source, so that the layer is built wherever they reach.
    static var excites: [Int] { get }
    /// Layers in which elements of this kind keep something (a charge, a flux): the layer is built around them though no source
    /// reaches it any more, so that what they keep can run down.
    static var stores: [Int] { get }
    /// Unknowns of its own, after those of its terminals: name and tolerance of each.
    static var internals: [(name: String, tolerance: Double)] { get }
    /// Its through quantities are affine in the unknowns: one solve is exact.
    static var isLinear: Bool { get }
    /// It ties its terminals to the reference node: a storage, a source or friction against the frame.
    static var isGrounded: Bool { get }
    /// Change of what an element of this kind keeps that means nothing, in SI units, however small the thing itself: what rounding
    /// and Newton's tolerance leave in it. An island may rest while nothing in it changes by more.
    static var keptTolerance: Double { get }
    /// What an element of this kind keeps only to be read: it follows from the unknowns and from what else it keeps, and keeps no
    /// island awake. The small difference of two steps over their length is noise where the rest is still.
    static var readings: [PartialKeyPath<Self>] { get }
    /// Where an element keeps its conductance that stamps nothing but `conductance(_, _, value)` between its two joints, layer by layer,
    /// and keeps nothing else: an island takes all of these together (`Condensation`). Nil for other kinds.
    static var conductance: PartialKeyPath<Self>? { get }
    /// It imposes an across value between its first two terminals whatever flows: two of them in a loop have no solution.
    static var imposesAcross: Bool { get }

    func stamp(_ s: Stamp)
    /// The step is solved: take the new state. Called once for each accepted step, of length `s.dt`.
    mutating func accept(_ s: Stamp)
    /// Through quantity into the element at local unknown `index` in the solved state, after `accept`.
    ///
    /// The default evaluates `stamp`, which is right for elements without memory. One with memory must answer from its state:
    /// `Circuit.imbalances` finds those that do not.
    func through(_ index: Int, _ s: Stamp) -> Double

    /// It keeps energy: `energy` and `losses` say how much and what it spends of what it takes. What keeps none spends all that it
    /// takes, or gives. Asked only when a circuit keeps books.
    static var keepsEnergy: Bool { get }
    /// J that it keeps, from its state alone: kinetic, magnetic, elastic, heat.
    var energy: Double { get }
    /// W that it turned into something else in the step, after `accept`; negative when it is given from outside.
    func losses(_ s: Stamp) -> Double

    static func stampAll(_ elements: UnsafeMutablePointer<Self>, _ bindings: UnsafeBufferPointer<Binding>, _ s: Stamp)
    static func acceptAll(_ elements: UnsafeMutablePointer<Self>, _ bindings: UnsafeBufferPointer<Binding>, _ s: Stamp)
}

extension Element {
    @inlinable public static var layering: Layering { .each }
    @inlinable public static var excites: [Int] { [] }
    @inlinable public static var stores: [Int] { [] }
    @inlinable public static var internals: [(name: String, tolerance: Double)] { [] }
    @inlinable public static var isLinear: Bool { false }
    @inlinable public static var isGrounded: Bool { false }
    @inlinable public static var imposesAcross: Bool { false }
    @inlinable public static var conductance: PartialKeyPath<Self>? { nil }
    /// Unknowns of its own are often kept for readings.
    @inlinable public static var keptTolerance: Double { internals.map(\.tolerance).max() ?? 1e-12 }
    @inlinable public static var readings: [PartialKeyPath<Self>] { [] }
    @inlinable public mutating func accept(_ s: Stamp) {}
    @inlinable public static var keepsEnergy: Bool { false }
    @inlinable public var energy: Double { 0 }
    @inlinable public func losses(_ s: Stamp) -> Double { 0 }

    public func through(_ index: Int, _ s: Stamp) -> Double {
        s.evaluated { stamp($0) }[index]
    }

    // Requirements with defaults, so that the loop is compiled in the module of each kind with `stamp` inlined into it.
    @inlinable
    public static func stampAll(_ elements: UnsafeMutablePointer<Self>, _ bindings: UnsafeBufferPointer<Binding>, _ s: Stamp) {
        for binding in bindings {
            elements[Int(binding.element)].stamp(s.at(binding))
        }
    }

    @inlinable
    public static func acceptAll(_ elements: UnsafeMutablePointer<Self>, _ bindings: UnsafeBufferPointer<Binding>, _ s: Stamp) {
        for binding in bindings {
            elements[Int(binding.element)].accept(s.at(binding))
        }
    }
}

/// Where one stamp of an element goes: `count` unknowns, then `count`² matrix positions, in the group's table from `offset`.
@frozen
public struct Binding: Sendable {
    public let element: Int32
    public let offset: Int32
    public let count: Int32
    /// Layer of this stamp of an element that is stamped alike in each.
    let layer: Int32

    init(element: Int32, offset: Int32, count: Int32, layer: Int32) {
        self.element = element
        self.offset = offset
        self.count = count
        self.layer = layer
    }
}

/// What an element sees of its island during one Newton iterate: the unknowns by local index, and where to add.
///
/// Unknowns of fixed nodes (the reference, the atmosphere) read their value and swallow what is added to them.
@frozen
public struct Stamp {
    @usableFromInline let x: UnsafeMutablePointer<Double>
    @usableFromInline let f: UnsafeMutablePointer<Double>
    @usableFromInline let a: UnsafeMutablePointer<Double>
    @usableFromInline let table: UnsafePointer<Int32>
    @usableFromInline let count: Int
    /// Length of the step, seconds.
    public let dt: Double

    @inlinable
    init(
        x: UnsafeMutablePointer<Double>, f: UnsafeMutablePointer<Double>, a: UnsafeMutablePointer<Double>,
        table: UnsafePointer<Int32>, count: Int, dt: Double
    ) {
        self.x = x
        self.f = f
        self.a = a
        self.table = table
        self.count = count
        self.dt = dt
    }

    @inlinable @inline(__always)
    func at(_ binding: Binding) -> Stamp {
        Stamp(x: x, f: f, a: a, table: table + Int(binding.offset), count: Int(binding.count), dt: dt)
    }

    /// Value of the local unknown `index`.
    @inlinable @inline(__always)
    public subscript(index: Int) -> Double {
        assert(index < count, "this element has \(count) unknowns")
        return x[Int(table[index])]
    }

    /// Adds a through quantity flowing into the element at `row` (or a part of an internal equation's residual).
    @inlinable @inline(__always)
    public func add(_ row: Int, _ value: Double) {
        assert(row < count, "this element has \(count) unknowns")
        f[Int(table[row])] += value
    }

    /// Adds the slope of `row`'s quantity by the unknown `column`.
    @inlinable @inline(__always)
    public func slope(_ row: Int, _ column: Int, _ value: Double) {
        assert(row < count && column < count, "this element has \(count) unknowns")
        a[Int(table[count &+ row &* count &+ column])] += value
    }

    /// A through quantity that enters at `from` and leaves at `to`, with its slopes by these two unknowns.
    @inlinable @inline(__always)
    public func flow(from: Int, to: Int, _ value: Double, _ byFrom: Double, _ byTo: Double) {
        add(from, value)
        add(to, -value)
        slope(from, from, byFrom)
        slope(from, to, byTo)
        slope(to, from, -byFrom)
        slope(to, to, -byTo)
    }

    /// A linear conductance between two unknowns.
    @inlinable @inline(__always)
    public func conductance(_ from: Int, _ to: Int, _ g: Double) {
        flow(from: from, to: to, g * (self[from] - self[to]), g, -g)
    }

    /// The element's own contributions at the solved unknowns, apart from everybody else's.
    @usableFromInline
    func evaluated(_ body: (Stamp) -> Void) -> [Double] {
        Self.isolated(at: (0..<count).map { self[$0] }, dt: dt, body).flows
    }

    /// Values and slopes of `element` alone at the unknowns `x`: the test of its Jacobian, and a bench for its law.
    ///
    /// - Returns: the through quantity at each local unknown and the slopes, row by row.
    public static func probe<Kind: Element>(_ element: Kind, at x: [Double], dt: Double) -> (flows: [Double], slopes: [Double]) {
        isolated(at: x, dt: dt) { element.stamp($0) }
    }

    /// What `body` stamps when nobody else is there.
    private static func isolated(
        at x: [Double], dt: Double, _ body: (Stamp) -> Void
    ) -> (flows: [Double], slopes: [Double]) {
        let count = x.count
        var local = x
        var flows = [Double](repeating: 0, count: count)
        var slopes = [Double](repeating: 0, count: count * count)
        let identity = Array(0..<Int32(count)) + Array(0..<Int32(count * count))
        local.withUnsafeMutableBufferPointer { x in
            flows.withUnsafeMutableBufferPointer { f in
                slopes.withUnsafeMutableBufferPointer { a in
                    identity.withUnsafeBufferPointer { table in
                        body(
                            Stamp(
                                x: x.baseAddress!, f: f.baseAddress!, a: a.baseAddress!, table: table.baseAddress!,
                                count: count, dt: dt))
                    }
                }
            }
        }
        return (flows, slopes)
    }
}

/// A pure conductance between two joints: wire, contact, fuse, resistor, leak, thermal or viscous link, whatever feeds it.
public struct Conductance: Element {
    /// Through per across.
    public var value: Double

    @inlinable public init(_ value: Double) { self.value = value }
    public init(resistance: Double) { value = 1 / resistance }

    @inlinable public static var isLinear: Bool { true }
    public static var conductance: PartialKeyPath<Conductance>? { \.value }

    @inlinable
    public func stamp(_ s: Stamp) { s.conductance(0, 1, value) }
    public func through(_ index: Int, _ s: Stamp) -> Double { (index == 0 ? 1 : -1) * value * (s[0] - s[1]) }
}
