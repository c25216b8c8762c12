public import Circuits
public import Components
import Glibc
import Notation

/// A machine alive: its components and wires over one circuit, with what has been broken, adjusted and disconnected.
///
/// It knows no controller and no clock: `step` advances it. One thread owns it.
public final class Plant {
    /// Seconds.
    public static let stepLength = 0.005
    /// Drop at rated current above which a wire is solved rather than merged, V.
    private static let greatestMergedDrop = 0.01

    public let machine: Machine
    public let assembly: Assembly
    public let step: Double
    private var wires: [(number: String, wire: Wire)] = []
    /// Looked up by name only.
    private var wireNumbers: [String: Int] = [:]
    private var earthLeaks: [(number: String, handle: Handle<Conductance>)] = []
    private var shorts: [(number: String, other: String, handle: Handle<Conductance>)] = []
    /// Pairs of wires whose second ends are on each other's terminals.
    private var swaps: [(number: String, other: String)] = []
    private var failures: [(target: Fault.Target, failure: ActiveFailure)] = []
    private var detached: [(number: String, end: Int, joint: Joint, home: Joint)] = []
    private var kit = Kit()

    /// - Parameters:
    ///   - seed: the specimen: thresholds, frictions, feeding.
    ///   - step: seconds.
    ///   - rests: whether parts in which nothing moves may take longer steps.
    public init(_ machine: Machine, seed: UInt64, step: Double = Plant.stepLength, rests: Bool = true) throws {
        self.machine = machine
        self.step = step
        assembly = try Self.assembled(machine, seed: seed)
        assembly.circuit.restsWhenStill = rests
        layWires(machine.wires)
        // Those of the kit hang free at both ends.
        layWires(machine.kitWires)
        for wire in machine.kitWires { for end in 0...1 { disconnect(wire: wire.number, end: end) } }
        couple()
        try check()
    }

    private static func assembled(_ machine: Machine, seed: UInt64) throws -> Assembly {
        let assembly = Assembly(seed: seed)
        do {
            for component in machine.components + machine.kit {
                try assembly.declare(component.reference, component.type, component.parameters, told: component.told)
            }
            try assembly.build()
        } catch let error as AssemblyError {
            throw mistake(error, in: machine)
        }
        return assembly
    }

    private func layWires(_ declarations: [Machine.WireDeclaration]) {
        for declared in declarations {
            let (from, to) = (joint(declared.from)!, joint(declared.to)!)
            let isMerged =
                declared.resistance * declared.rated < Self.greatestMergedDrop && !assembly.circuit.isAtSource(from)
                && !assembly.circuit.isAtSource(to)
            wireNumbers[declared.number] = wires.count
            let wire = assembly.circuit.wire(declared.number, from, to, resistance: declared.resistance, isMerged: isMerged)
            wires.append((declared.number, wire))
        }
    }

    private func couple() {
        for shaft in machine.shafts { _ = join(shaft.name, joint(shaft.from)!, joint(shaft.to)!) }
        for hose in machine.hoses {
            let terminals = assembly.terminals(of: hose.reference).map(\.name)
            for (end, port) in [hose.from, hose.to].enumerated() {
                let wire = join(
                    "\(hose.reference):\(terminals[end])", assembly.joint(hose.reference, terminals[end])!, joint(port)!)
                kit.add(hose: hose.reference, end: end, wire)
            }
        }
        for part in machine.kit { kit.add(part: part.reference, on: assembly.circuit, fluidPorts(of: part.reference)) }
    }

    /// Compiles once, so that an error of the netlist is met here, with its place in the file.
    private func check() throws {
        do {
            try assembly.circuit.compileIfNeeded()
        } catch {
            throw Self.mistake(error, in: machine)
        }
    }

    /// Two ports screwed together: no loss between them.
    private func join(_ name: String, _ a: Joint, _ b: Joint) -> Wire {
        assembly.circuit.wire(name, a, b, resistance: 1e-6, isMerged: true)
    }

    private func joint(_ terminal: Machine.TerminalReference) -> Joint? {
        terminal.reference == "PE" ? assembly.earth : assembly.joint(terminal.reference, terminal.terminal)
    }

    private static func mistake(_ error: AssemblyError, in machine: Machine) -> Mistake {
        func origin(_ reference: String) -> Origin {
            machine.component(reference)?.origin ?? machine.origin
        }
        switch error {
        case .unknownType(let name):
            return Mistake(origin: origin(name), problem: Text(fr: "type \(name) inconnu", en: "unknown type \(name)"))
        case .duplicateReference(let reference):
            return Mistake(
                origin: origin(reference), problem: Text(fr: "repère \(reference) en double", en: "duplicate \(reference)"))
        case .unknownLink(let from, let to, let known):
            return Mistake(
                origin: origin(from),
                problem: Text(fr: "\(from) suit « \(to) », introuvable", en: "\(from) follows '\(to)', not found"),
                nearest: nearest(to, among: known))
        case .linkWithoutSignal(let from, let to, let signal):
            return Mistake(
                origin: origin(from),
                problem: Text(
                    fr: "\(from) suit \(to), qui n'a pas de grandeur « \(signal) »",
                    en: "\(from) follows \(to), which has no quantity '\(signal)'"))
        }
    }

    /// An error of the engine at the place in the file that explains it best.
    private static func mistake(_ error: CircuitError, in machine: Machine) -> Mistake {
        let (names, problem): ([String], Text) =
            switch error {
            case .floating(let nature, let joints):
                (
                    joints,
                    Text(
                        fr: "rien ne relie \(joints.joined(separator: ", ")) à la référence (\(nature))",
                        en: "nothing ties \(joints.joined(separator: ", ")) to the reference (\(nature))")
                )
            case .sourceLoop(let elements):
                (
                    elements,
                    Text(
                        fr: "sources idéales en boucle : \(elements.joined(separator: ", "))",
                        en: "ideal sources in a loop: \(elements.joined(separator: ", "))")
                )
            case .fixedTogether(let joints):
                (joints, Text(fr: "potentiels imposés reliés : \(joints)", en: "imposed potentials joined: \(joints)"))
            case .mixedNatures(let wire):
                ([wire], Text(fr: "\(wire) relie deux énergies différentes", en: "\(wire) joins two kinds of energy"))
            case .singular(let unknown, let elements):
                (elements, Text(fr: "rien ne détermine \(unknown)", en: "nothing determines \(unknown)"))
            case .unsolved(_, _, let unknown, let elements):
                (elements, Text(fr: "pas de solution en \(unknown)", en: "no solution at \(unknown)"))
            }
        let reference = names.first?.split(whereSeparator: { $0 == ":" || $0 == "." }).first.map(String.init) ?? ""
        let origin =
            machine.component(reference)?.origin ?? machine.wire(reference)?.origin
            ?? machine.origin
        return Mistake(origin: origin, problem: problem)
    }

    // MARK: - Running

    public var time: Double { assembly.circuit.time }

    /// What a workshop's air may have, K: from −10 to 45 °C.
    public static let roomTemperatures = 263.15...318.15

    /// K, of the air around it.
    public var roomTemperature: Double {
        get { assembly.roomTemperature }
        set { assembly.roomTemperature = newValue }
    }

    public func advance() throws(CircuitError) { try assembly.step(step) }

    // MARK: - Points

    /// The joint of a point as written: `B2:1`, `X2:12a`, `PE`, a named point `0V`, or the loose end of a wire `131@B2:3`.
    public func joint(_ point: String) -> Joint? {
        if point == "PE" { return assembly.earth }
        if case .terminal(let terminal)? = machine.points.first(where: { $0.name == point })?.place { return joint(terminal) }
        if let end = detached.first(where: { "\($0.number)@\(assembly.circuit.name($0.home))" == point }) { return end.joint }
        guard let colon = point.firstIndex(of: ":") else { return nil }
        return assembly.joint(String(point[..<colon]), String(point[point.index(after: colon)...]))
    }

    public func wire(_ number: String) -> Wire? { wireNumbers[number].map { wires[$0].wire } }

    /// Current in a wire from its first end to its second: DC, and the RMS of its phasor.
    public func current(inWire number: String) throws(CircuitError) -> (dc: Double, rms: Double)? {
        guard let wire = wire(number) else { return nil }
        let dc = try assembly.circuit.through(any: wire)
        let real = try assembly.circuit.through(any: wire, layer: Layer.real)
        let imaginary = try assembly.circuit.through(any: wire, layer: Layer.imaginary)
        return (dc, (real * real + imaginary * imaginary).squareRoot())
    }

    /// A signal by name, `1A1.position`.
    public func value(_ reference: String, _ signal: String) -> Double? {
        assembly.signal(reference, signal).map { assembly.value($0) }
    }

    // MARK: - Wires in the hand

    /// Takes an end of a wire off its terminal. The end hangs free, and is a point of its own.
    ///
    /// - Parameter end: 0 for the first end in the wiring list, 1 for the second.
    public func disconnect(wire number: String, end: Int) {
        guard let wire = wire(number), !isDisconnected(wire: number, end: end) else { return }
        let (a, b) = assembly.circuit.ends(wire)
        let home = end == 0 ? a : b
        let free = assembly.circuit.joint("\(number)@\(assembly.circuit.name(home))", Domain.electrical.nature)
        assembly.circuit.attach(wire, end: end, to: free)
        detached.append((number, end, free, home))
    }

    /// Puts an end of a wire back, or on another terminal when one is given.
    public func reconnect(wire number: String, end: Int, to other: Joint? = nil) {
        guard let wire = wire(number), let index = detached.firstIndex(where: { $0.number == number && $0.end == end }) else {
            return
        }
        assembly.circuit.attach(wire, end: end, to: other ?? detached[index].home)
        detached.remove(at: index)
    }

    public func isDisconnected(wire number: String, end: Int) -> Bool {
        detached.contains { $0.number == number && $0.end == end }
    }

    public var disconnectedWires: [(number: String, end: Int)] { detached.map { ($0.number, $0.end) } }

    // MARK: - Parts of the kit

    /// What is on the machine besides what is drawn.
    public var fittings: [Fitting] { kit.fittings }

    /// Where a part of the kit is; nil for what lies beside the machine, or is no such part.
    public func fitting(of part: String) -> Fitting? { fittings.first { $0.part == part } }

    /// Whether a part of the kit lies beside the machine.
    public func isLoose(_ part: String) -> Bool {
        machine.kit.contains { $0.reference == part } && fitting(of: part) == nil
    }

    /// Air and oil ports of a part, in the order of its type: the first is that of what comes in.
    private func fluidPorts(of reference: String) -> [Joint] {
        assembly.terminals(of: reference).filter { Kit.domains.contains($0.domain) }
            .compactMap { assembly.joint(reference, $0.name) }
    }

    /// The port that a place is at: of a hose's end, the one that it was made for; none for what has no port.
    public func port(of place: FittingPlace) -> Machine.TerminalReference? {
        switch place {
        case .location: return nil
        case .port(let port): return port
        case .hose(let reference, let end):
            return machine.hoses.first { $0.reference == reference }.map { end == 0 ? $0.from : $0.to }
        }
    }

    /// Puts a part of the kit on the machine.
    ///
    /// One with two ports comes between a port and what is screwed on it, its inlet towards what feeds: the port, unless a hose of that
    /// place feeds the port. One with one port is a branch of the port. Further ports stay shut.
    public func fit(_ part: String, at place: FittingPlace) throws(FittingError) {
        guard machine.kit.contains(where: { $0.reference == part }) else { throw .noKitPart(part) }
        guard fitting(of: part) == nil else { throw .alreadyFitted(part) }
        if case .location(let name) = place {
            guard fluidPorts(of: part).isEmpty, machine.locations.contains(where: { $0.name == name }) else {
                throw .noPort(name)
            }
            return kit.stand(part, at: name)
        }
        guard let first = fluidPorts(of: part).first, let port = port(of: place) else { throw .noPort(place.name) }
        let circuit = assembly.circuit
        let target: Joint?
        switch place {
        case .hose(let reference, let end): target = kit.wire(ofHose: reference, end: end).map { circuit.ends($0).1 }
        case .port, .location: target = joint(port)
        }
        // What lies on the bench holds nothing.
        guard let target, circuit.nature(target) == circuit.nature(first), !isLoose(port.reference) else {
            throw .noPort(port.description)
        }
        kit.fit(part, fluidPorts(of: part), at: port, target, on: circuit) { reference, end in
            if case .hose(let hose, let hoseEnd) = place { return reference == hose && end == hoseEnd }
            return true
        }
    }

    /// Takes a part of the kit off the machine; everything is screwed on again where it was.
    public func removeFitting(_ part: String) { kit.remove(part, fluidPorts(of: part), on: assembly.circuit) }

    // MARK: - Failures

    /// Puts a failure on a component or a wire at a severity, or changes its severity; 0 takes it off.
    public func setFailure(_ name: String, on target: Fault.Target, severity: Double) {
        let item = if case .component(_, let item) = target { item } else { "" }
        let active = ActiveFailure(name, severity: severity, item: item)
        if let index = failures.firstIndex(where: { $0.target == target && $0.failure.name == name }) {
            guard failures[index].failure.severity != severity else { return }
            if severity > 0 { failures[index].failure = active } else { failures.remove(at: index) }
        } else if severity > 0 {
            failures.append((target, active))
        } else {
            return
        }
        switch target {
        case .component(let reference, _):
            assembly.setFailures(
                failures.filter { if case .component(reference, _) = $0.target { true } else { false } }.map(\.failure),
                on: reference)
        case .wire(let number, let other):
            applyWireFailures(number)
            if !other.isEmpty { applyFailures(between: number, and: other) }
        // The circuit knows nothing of it: the image of the registers asks for its severity.
        case .network: break
        }
    }

    public func severity(of name: String, on target: Fault.Target) -> Double {
        failures.first { $0.target == target && $0.failure.name == name }?.failure.severity ?? 0
    }

    /// Everything wrong on a component or a wire.
    public func failures(on reference: String) -> [(target: Fault.Target, failure: ActiveFailure)] {
        failures.filter { $0.target.reference == reference }
    }

    public var activeFailures: [(target: Fault.Target, failure: ActiveFailure)] { failures }

    public var hasFailures: Bool { !failures.isEmpty }

    private func applyWireFailures(_ number: String) {
        guard let wire = wire(number), let declared = machine.wire(number) else { return }
        let active = failures.filter { if case .wire(number, _) = $0.target { true } else { false } }.map(\.failure)
        var resistance = declared.resistance
        var leak = 0.0
        for failure in active {
            switch WireFailure(rawValue: failure.name) {
            case .open: if failure.severity >= 0.5 { resistance = .infinity }
            case .resistive: resistance += 0.1 * pow(1e6, failure.severity)
            case .earth: leak = 1 / (1e6 * pow(1e-7, failure.severity))
            case .disconnected: if failure.severity >= 0.5 { disconnect(wire: number, end: 1) }
            case .short, .swapped: break
            case nil: preconditionFailure("a wire does not fail as \(failure.name)")
            }
        }
        if resistance != assembly.circuit.resistance(wire) { assembly.circuit.setResistance(wire, resistance) }
        setEarthLeak(number, leak)
    }

    /// What is between two wires: told apart from what each suffers alone.
    private func applyFailures(between number: String, and other: String) {
        let target = Fault.Target.wire(number: number, with: other)
        let active = failures.filter { $0.target == target }.map(\.failure)
        let short = active.first { $0.name == WireFailure.short.rawValue }
        setShort(number, other, short.map { 1 / (1e6 * pow(1e-7, $0.severity)) } ?? 0)
        setSwap(number, other, active.contains { $0.name == WireFailure.swapped.rawValue && $0.severity >= 0.5 })
    }

    private func setShort(_ number: String, _ other: String, _ conductance: Double) {
        if let known = shorts.first(where: { $0.number == number && $0.other == other }) {
            known.handle.element.value = conductance
        } else if conductance > 0, let one = wire(number), let two = wire(other) {
            let ends = [assembly.circuit.ends(one).0, assembly.circuit.ends(two).0]
            let handle = assembly.circuit.add(Conductance(conductance), named: "\(number)–\(other)", at: ends)
            shorts.append((number, other, handle))
        }
    }

    private func setSwap(_ number: String, _ other: String, _ isSwapped: Bool) {
        let index = swaps.firstIndex { $0.number == number && $0.other == other }
        guard isSwapped != (index != nil), let one = machine.wire(number), let two = machine.wire(other),
            let home = joint(one.to), let away = joint(two.to)
        else { return }
        if let index { swaps.remove(at: index) } else { swaps.append((number, other)) }
        place(number, on: isSwapped ? away : home)
        place(other, on: isSwapped ? home : away)
    }

    /// Puts the second end of a wire on a terminal, or says where it belongs while it hangs free.
    private func place(_ number: String, on terminal: Joint) {
        if let index = detached.firstIndex(where: { $0.number == number && $0.end == 1 }) {
            detached[index].home = terminal
        } else if let wire = wire(number) {
            assembly.circuit.attach(wire, end: 1, to: terminal)
        }
    }

    private func setEarthLeak(_ number: String, _ conductance: Double) {
        if let known = earthLeaks.first(where: { $0.number == number }) {
            known.handle.element.value = conductance
        } else if conductance > 0, let wire = wire(number) {
            let end = assembly.circuit.ends(wire).0
            earthLeaks.append(
                (number, assembly.circuit.add(Conductance(conductance), named: "\(number)–PE", at: [end, assembly.earth])))
        }
    }

    /// A new part in place of a component: no failure, no wear.
    public func replace(_ reference: String) {
        failures.removeAll { if case .component(reference, _) = $0.target { true } else { false } }
        assembly.renew(reference)
    }

    // MARK: - Saving

    /// The plant at an instant: the assembly, and what has been broken and taken off.
    public struct Snapshot {
        let assembly: Assembly.Snapshot
        let earthLeaks: [(number: String, handle: Handle<Conductance>)]
        let shorts: [(number: String, other: String, handle: Handle<Conductance>)]
        let swaps: [(number: String, other: String)]
        let failures: [(target: Fault.Target, failure: ActiveFailure)]
        let detached: [(number: String, end: Int, joint: Joint, home: Joint)]
        let kit: Kit
    }

    public func snapshot() throws(CircuitError) -> Snapshot {
        Snapshot(
            assembly: try assembly.snapshot(), earthLeaks: earthLeaks, shorts: shorts, swaps: swaps, failures: failures,
            detached: detached, kit: kit)
    }

    /// Goes back to a snapshot of this plant, or on to one of another of the same machine, seed and step.
    public func restore(_ snapshot: Snapshot) throws(CircuitError) {
        try assembly.restore(snapshot.assembly)
        let circuit = assembly.circuit
        earthLeaks = snapshot.earthLeaks.map { ($0.number, circuit.counterpart(of: $0.handle)) }
        shorts = snapshot.shorts.map { ($0.number, $0.other, circuit.counterpart(of: $0.handle)) }
        swaps = snapshot.swaps
        failures = snapshot.failures
        detached = snapshot.detached
        kit = snapshot.kit
    }
}
