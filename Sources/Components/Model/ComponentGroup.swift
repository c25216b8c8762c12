import Circuits
import Notation

/// What each step asks of a group. A class, for a call through a protocol counts references.
class Updated {
    func update(_ tick: Tick) { preconditionFailure("every group updates") }
}

/// Components of one type, side by side.
protocol ComponentGroup: Updated {
    func append(_ values: AnyParameters, at site: Site) throws -> Int
    func obey(_ index: Int, _ tick: Tick)
    func percepts(_ index: Int, _ sense: Sense, _ tick: Tick) -> [Text]
    func excitations(_ index: Int, _ tick: Tick) -> [Excitation]
    func sound(_ index: Int, _ tick: Tick) -> Sound
    func setFailures(_ index: Int, _ failures: [ActiveFailure])
    func effective(_ index: Int) -> AnyParameters
    func setParameter(_ index: Int, _ key: String, _ value: ParameterValue)
    func parameter(_ index: Int, _ key: String) -> ParameterValue?
    func renew(_ index: Int)
    func copy() -> any Sendable
    /// - Parameter circuit: of the components, when the copy was made of those of another; nil for one's own.
    func restore(_ copy: any Sendable, movedTo circuit: Circuit?)
}

final class ComponentGroupOf<C: Component>: Updated, ComponentGroup {
    /// Where the components are. Behind a pointer, so that a step pays for no exclusivity check.
    private let base: UnsafeMutablePointer<UnsafeMutableBufferPointer<C>>
    private var capacity = 4
    /// As built, before any step: what a new specimen is like.
    private var asNew: [C] = []
    private var nominal: [C.Parameters] = []
    private var failures: [[ActiveFailure]] = []

    override init() {
        base = .allocate(capacity: 1)
        base.initialize(to: UnsafeMutableBufferPointer(start: .allocate(capacity: capacity), count: 0))
    }

    deinit {
        components.deinitialize()
        components.baseAddress!.deallocate()
        base.deallocate()
    }

    private var components: UnsafeMutableBufferPointer<C> {
        get { base.pointee }
        set { base.pointee = newValue }
    }

    private func add(_ component: C) {
        var start = components.baseAddress!
        let count = components.count
        if count == capacity {
            capacity *= 2
            start = .allocate(capacity: capacity)
            start.moveInitialize(from: components.baseAddress!, count: count)
            components.baseAddress!.deallocate()
        }
        (start + count).initialize(to: component)
        components = UnsafeMutableBufferPointer(start: start, count: count + 1)
    }

    func append(_ values: AnyParameters, at site: Site) throws -> Int {
        let parameters = values.typed(C.self)
        var component = try C(parameters, at: site)
        component.refit(parameters)
        add(component)
        asNew.append(component)
        nominal.append(parameters)
        failures.append([])
        return components.count - 1
    }

    override func update(_ tick: Tick) {
        C.updateAll(base.pointee, tick)
    }

    func obey(_ index: Int, _ tick: Tick) { components[index].obey(tick) }

    func percepts(_ index: Int, _ sense: Sense, _ tick: Tick) -> [Text] { components[index].percepts(sense, tick) }
    func excitations(_ index: Int, _ tick: Tick) -> [Excitation] { components[index].excitations(tick) }
    func sound(_ index: Int, _ tick: Tick) -> Sound { components[index].sound(tick) }

    func setFailures(_ index: Int, _ active: [ActiveFailure]) {
        failures[index] = active
        refit(index)
    }

    func setParameter(_ index: Int, _ key: String, _ value: ParameterValue) {
        guard let parameter = C.type.parameters.first(where: { $0.key == key }) else {
            preconditionFailure("\(C.type.name) has no parameter \(key)")
        }
        parameter.storage.set(value, in: &nominal[index])
        refit(index)
    }

    func parameter(_ index: Int, _ key: String) -> ParameterValue? {
        C.type.parameters.first { $0.key == key }?.storage.value(in: nominal[index])
    }

    func renew(_ index: Int) {
        failures[index] = []
        components[index] = asNew[index]
        refit(index)
    }

    private func refit(_ index: Int) { components[index].refit(failed(index)) }

    func effective(_ index: Int) -> AnyParameters { AnyParameters(values: failed(index)) }

    /// The parameters as its failures leave them.
    private func failed(_ index: Int) -> C.Parameters {
        var effective = nominal[index]
        for failure in failures[index] where failure.severity > 0 {
            guard let kind = C.type.failures.first(where: { $0.name == failure.name }) else {
                preconditionFailure("\(C.type.name) has no failure \(failure.name)")
            }
            kind.apply(&effective, failure.severity, failure.item)
        }
        return effective
    }

    private struct Copy: @unchecked Sendable {
        // Components are values without references but handles into their own circuit, which a copy only passes on.
        let components: [C]
        let nominal: [C.Parameters]
        let failures: [[ActiveFailure]]
    }

    func copy() -> any Sendable { Copy(components: Array(components), nominal: nominal, failures: failures) }

    func restore(_ copy: any Sendable, movedTo circuit: Circuit?) {
        guard let copy = copy as? Copy, copy.components.count == components.count else {
            preconditionFailure("a snapshot of another assembly")
        }
        let moved = circuit.map { circuit in copy.components.map { transplanted($0, to: circuit) } }
        _ = components.update(fromContentsOf: moved ?? copy.components)
        nominal = copy.nominal
        failures = copy.failures
    }
}
