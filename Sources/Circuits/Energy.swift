/// How the power of a joint follows from its two variables.
public enum PowerLaw: Sendable, Hashable {
    /// Across times through: volts and amperes, m/s and newtons, pascals and m³/s.
    case product
    /// The through variable is a power itself: heat.
    case through
    /// Neither: air by its mass, which is kept in books of its own.
    case none
}

/// Where the energy of an island has gone, J, since its books were opened.
///
/// given + boundary = stored + lost + numerical + imbalance. The numerical loss is what implicit Euler takes: ½·J·(Δω)² a step
/// for an inertia, and alike. The imbalance is what Newton's tolerance and stray insulation leave of Kirchhoff's law at the nodes:
/// small, else an element does not let flow what it says.
public struct EnergyBooks: Sendable, Hashable {
    /// From sources: elements from which more comes than goes in.
    public var given = 0.0
    /// From imposed joints: what comes from the ambient air is positive.
    public var boundary = 0.0
    /// Gain of what elements keep, within the steps.
    public var stored = 0.0
    /// Turned into something that the elements do not keep.
    public var lost = 0.0
    public var numerical = 0.0
    public var imbalance = 0.0

    public init() {}

    public static func + (a: EnergyBooks, b: EnergyBooks) -> EnergyBooks {
        var sum = a
        sum.given += b.given
        sum.boundary += b.boundary
        sum.stored += b.stored
        sum.lost += b.lost
        sum.numerical += b.numerical
        sum.imbalance += b.imbalance
        return sum
    }
}

/// What elements of one kind took of one nature's through quantity since the books were opened, times seconds: kg of air, m³ of
/// oil, C of charge (direct current), J of heat.
///
/// Over all kinds it sums to what came in at imposed joints. What only lets through takes nothing: stores and sources do.
public struct Exchange: Sendable, Hashable {
    public let kind: String
    public let nature: String
    public var taken = 0.0
    /// The part of it that came in at imposed joints.
    public var boundary = 0.0
    /// Without signs, at all joints of these elements: what passed, twice.
    public var turnover = 0.0
    /// J that came with it.
    public var energy = 0.0
}

/// What an island needs to keep its books: power law and nature of every unknown, imposed values included.
final class EnergyAccount {
    var books = EnergyBooks()
    let laws: [PowerLaw]
    /// Number of each unknown's nature among those of the circuit; nil for phasors and for unknowns of elements' own.
    let natures: [Int?]
    /// J kept by the elements before the step.
    fileprivate var before = 0.0
    /// Power that all elements took in the step.
    fileprivate var taken = 0.0
    /// Power that elements which keep something took in it, less their losses.
    fileprivate var kept = 0.0
    /// Power that comes in at imposed joints.
    fileprivate var boundary = 0.0

    init(laws: [PowerLaw], natures: [Int?]) {
        self.laws = laws
        self.natures = natures
    }

    /// - Parameter groups: of the island, before they accept the step.
    func open(_ groups: [any Group], island: Int, _ workspace: Workspace) {
        (before, taken, kept, boundary) = (0, 0, 0, 0)
        for group in groups {
            before += group.energy(island: island)
            group.take(island: island, workspace, self)
        }
    }

    /// - Parameter groups: after they have accepted the step.
    func close(_ groups: [any Group], island: Int, _ workspace: Workspace) {
        var after = 0.0
        for group in groups {
            after += group.energy(island: island)
            group.spend(island: island, workspace, self)
        }
        books.stored += after - before
        books.numerical += kept * workspace.dt - (after - before)
        books.boundary += boundary * workspace.dt
        books.imbalance += (boundary - taken) * workspace.dt
    }

    fileprivate func take(_ power: Double, isKept: Bool, _ dt: Double) {
        taken += power
        // What keeps nothing spends all that it takes, or is a source.
        if isKept { kept += power } else { spend(power, dt) }
    }

    fileprivate func spendKept(_ power: Double, _ dt: Double) {
        kept -= power
        spend(power, dt)
    }

    private func spend(_ power: Double, _ dt: Double) {
        if power > 0 { books.lost += power * dt } else { books.given -= power * dt }
    }

    fileprivate func cross(_ power: Double) { boundary += power }
}

extension GroupOf {
    func energy(island: Int) -> Double {
        guard Kind.keepsEnergy else { return 0 }
        return range(island).reduce(0) { $0 + elements[Int($1.element)].energy }
    }

    /// Power that each element takes in the step just solved, from what it stamps before it accepts.
    func take(island: Int, _ workspace: Workspace, _ account: EnergyAccount) {
        for binding in range(island) {
            let unknowns = (0..<Int(binding.count)).map { Int(table(at: Int(binding.offset) + $0)) }
            let flows = probe(Int(binding.element), at: unknowns.map { workspace.x[$0] }, dt: workspace.dt).flows
            var taken = 0.0
            for (unknown, flow) in zip(unknowns, flows) {
                let power =
                    switch account.laws[unknown] {
                    case .product: workspace.x[unknown] * flow
                    case .through: flow
                    case .none: 0.0
                    }
                taken += power
                let isImposed = unknown >= workspace.order
                if isImposed { account.cross(power) }
                if let nature = account.natures[unknown] {
                    exchange(flow * workspace.dt, power * workspace.dt, nature, isImposed: isImposed)
                }
            }
            account.take(taken, isKept: Kind.keepsEnergy, workspace.dt)
        }
    }

    func spend(island: Int, _ workspace: Workspace, _ account: EnergyAccount) {
        guard Kind.keepsEnergy else { return }
        for binding in range(island) { account.spendKept(losses(binding, workspace), workspace.dt) }
    }
}
