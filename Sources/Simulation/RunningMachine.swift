public import Circuits
public import Components
public import Grafcet
public import Machines
public import Modbus
public import Notation

/// A machine under power with its controller, its register map and its faults, on simulated time.
///
/// Two steps of 5 ms, then a scan: inputs from the terminals, the program, outputs to the terminals. The I/O image is the only
/// door between plant, controller and outside. One thread owns it.
public final class RunningMachine {
    /// Seconds.
    public static let scanLength = 0.01
    /// Lengths of the plant's steps, seconds.
    static let stepRange = 1e-4...scanLength
    /// Steps of the plant in a scan.
    private let stepsPerScan: Int
    /// Seconds that a momentary control is pushed when nothing else is said.
    public static let pushLength = 0.2

    public let definition: MachineDefinition
    public let plant: Plant
    public let seed: UInt64
    public private(set) var controller: Controller?
    /// Scans since the start.
    public private(set) var scan = 0
    private var steps = 0
    /// Plant time at which the machine is met.
    private var origin = 0.0
    /// Seconds for supplies, gauges and the controller to come up.
    private static let settling = 5.0
    private var schedule = FaultSchedule()
    private var image: ControllerImage?
    private var registers: RegisterImage?
    private var traffic = Traffic()
    private var external: ExternalControl?
    private var link: (any ExternalLink)?
    private var releases: [(step: Int, signal: SignalIndex, value: Double)] = []
    private var isControllerPowered = false
    /// What masters wrote, with the scan at which it took effect; emptied by who keeps the journal.
    public private(set) var clientWrites: [(scan: Int, name: String, value: Double)] = []
    private var replayed: [(scan: Int, name: String, value: Double)] = []
    private var feeds: [(name: String, signal: SignalIndex, value: Double)] = []
    /// What the brain outside wrote before the machine's time began to pass for it.
    private var early: [OutputWrite] = []
    /// Called before each scan by who keeps the machine to the wall's clock, or tells it what comes from outside.
    public var beforeScan: ((RunningMachine) -> Void)?

    /// - Parameters:
    ///   - step: seconds; as long as a scan, or a whole part of it.
    ///   - rests: whether parts in which nothing moves may take longer steps.
    ///   - brain: who decides on the outputs.
    public init(
        _ definition: MachineDefinition, seed: UInt64, step: Double = Plant.stepLength, rests: Bool = true,
        brain: Brain = .program
    ) throws {
        precondition(Self.isStep(step), "a step of \(step) s")
        self.definition = definition
        self.seed = seed
        stepsPerScan = Int((Self.scanLength / step).rounded())
        plant = try Plant(definition.machine, seed: seed, step: step, rests: rests)
        if case .external(let watchdog) = brain {
            external = ExternalControl(.external(definition), watchdog: watchdog, plant: plant)
            try settle()
        } else if let program = definition.program {
            controller = Controller(program)
            image = ControllerImage(program, plant: plant)
            try settle()
        }
    }

    /// Whether a scan holds this length a whole number of times.
    public static func isStep(_ step: Double) -> Bool {
        let count = scanLength / step
        return stepRange.contains(step) && abs(count - count.rounded()) < 1e-9 * count
    }

    /// A machine is met under power, its supplies up and its controller running: time begins there. A bare circuit begins dead.
    private func settle() throws {
        try advance(by: Self.settling)
        origin = plant.time
        (scan, steps) = (0, 0)
    }

    /// Seconds from the first step since the machine was met.
    public var time: Double { plant.time - origin }

    // MARK: - Running

    /// Advances by simulated seconds, to the nearest whole step.
    public func advance(by seconds: Double) throws {
        let count = Int((seconds / plant.step).rounded())
        for _ in 0..<count { try advanceStep() }
    }

    /// Advances until a condition holds at the end of a step; false when it did not within `limit` seconds.
    public func advance(upTo limit: Double, until isReached: (RunningMachine) -> Bool) throws -> Bool {
        let count = Int((limit / plant.step).rounded())
        for _ in 0..<count {
            if isReached(self) { return true }
            try advanceStep()
        }
        return isReached(self)
    }

    public func advanceStep() throws {
        letGo()
        schedule.apply(to: plant)
        try plant.advance()
        steps += 1
        if steps % stepsPerScan == 0 { scanOnce() }
    }

    private func letGo() {
        guard !releases.isEmpty else { return }
        for release in releases where release.step <= steps { plant.assembly.set(release.signal, release.value) }
        releases.removeAll { $0.step <= steps }
    }

    private func scanOnce() {
        beforeScan?(self)
        scan += 1
        takeFeeds()
        if external != nil {
            scanExternally()
            return
        }
        guard let image, controller != nil else {
            registers?.publish(self, nil)
            return
        }
        let isPowered = image.isPowered(plant)
        if isPowered && !isControllerPowered { controller!.powerUp() }
        isControllerPowered = isPowered
        let written = registers?.latch(into: &controller!, at: time) ?? []
        for write in written {
            clientWrites.append((scan, write.name, write.value))
            guard let address = write.address else { continue }
            traffic.append(
                ReceivedWrite(
                    time: time, address: address, name: write.name, before: write.before, value: write.value, isTaken: true))
        }
        latchReplayed()
        let intrusions = intrusions
        if origin > 0, traffic.isDue(intrusions), let map = definition.map {
            traffic.step(map, intrusions, &controller!, at: time)
        }
        let values: Controller.Values
        if isPowered {
            image.read(plant, into: &controller!)
            values = controller!.scan(dt: Self.scanLength)
            image.write(values, to: plant)
        } else {
            values = controller!.values
            image.clear(plant)
        }
        registers?.publish(self, values)
    }

    /// Outputs as the outside left them, then the inputs for it to read.
    private func scanExternally() {
        isControllerPowered = external!.isPowered(plant)
        if let link {
            let written = external!.latch(early + link.take(), at: time)
            early = []
            clientWrites += written.map { (scan, $0.name, $0.value) }
        }
        for write in replayed where write.scan == scan { external!.set(write.name, to: write.value) }
        replayed.removeAll { $0.scan <= scan }
        external!.write(to: plant)
        guard let link else { return }
        let publication = link.publish(external!, self)
        external!.published(external!.inputs(plant), publication)
    }

    /// True while the controller has its supply and runs its program.
    public var isControllerRunning: Bool { isControllerPowered }

    /// A master's write of another run, to be latched again at the same scan.
    public func schedule(scan: Int, name: String, value: Double) { replayed.append((scan, name, value)) }

    private func latchReplayed() {
        guard !replayed.isEmpty else { return }
        for write in replayed where write.scan == scan {
            if case .variable(let variable)? = definition.map?.entries.first(where: { $0.name == write.name })?.source,
                let slot = definition.program?.slot(variable)
            {
                traffic.append(
                    ReceivedWrite(
                        time: time, address: nil, name: write.name, before: controller![slot], value: write.value, isTaken: true))
                controller!.set(slot, to: write.value)
            }
        }
        replayed.removeAll { $0.scan <= scan }
    }

    public func takeClientWrites() -> [(scan: Int, name: String, value: Double)] {
        defer { clientWrites = [] }
        return clientWrites
    }

    // MARK: - Fed from outside

    /// Gives an input of a component a value that comes from outside the machine, from the next scan on; it is told with the writes of
    /// masters, as `REF.input`, and latched again with them.
    /// - Parameter value: SI.
    /// - Returns: false for what is no input.
    @discardableResult
    public func feed(_ reference: String, _ input: String, _ value: Double) -> Bool {
        guard let signal = self.input(reference, input) else { return false }
        feeds.removeAll { $0.signal == signal }
        if plant.assembly.value(signal) != value { feeds.append(("\(reference).\(input)", signal, value)) }
        return true
    }

    private func takeFeeds() {
        for feed in feeds {
            plant.assembly.set(feed.signal, feed.value)
            clientWrites.append((scan, feed.name, feed.value))
        }
        feeds = []
        for write in replayed where write.scan == scan {
            let parts = write.name.split(separator: ".", maxSplits: 1).map(String.init)
            if parts.count == 2, let signal = input(parts[0], parts[1]) { plant.assembly.set(signal, write.value) }
        }
    }

    private func input(_ reference: String, _ name: String) -> SignalIndex? {
        guard plant.assembly.signals(of: reference).contains(where: { $0.name == name && $0.isInput }) else { return nil }
        return plant.assembly.signal(reference, name)
    }

    // MARK: - By hand

    public enum OperationError: Error, Sendable, Hashable {
        case unknownReference(String, nearest: String?)
        case notOperable(String)
        case unknownPosition(String, given: String, positions: [Text])
    }

    /// Controls of a component, and the words of their positions in this machine.
    public func controls(of reference: String) -> [(control: Control, positions: [Text])] {
        plant.assembly.controls(of: reference).map { control in
            if let key = control.namedBy, case .words(let words)? = plant.assembly.parameter(key, of: reference), !words.isEmpty {
                return (control, words.map { Text($0) })
            }
            return (control, control.positions)
        }
    }

    /// Operates a control: a push of `duration` for a momentary one, a position for a maintained one.
    ///
    /// - Parameters:
    ///   - position: a word of either language, or the number of the position; nil pushes a momentary control, or toggles a
    ///     maintained one of two positions.
    ///   - duration: seconds before a momentary control is let go.
    /// - Returns: the words of the position taken.
    @discardableResult
    public func operate(
        _ reference: String, to position: String?, duration: Double = RunningMachine.pushLength
    ) throws(OperationError) -> Text {
        guard plant.assembly.contains(reference) else {
            throw .unknownReference(reference, nearest: nearest(reference, among: plant.assembly.references))
        }
        let available = controls(of: reference)
        guard !available.isEmpty else { throw .notOperable(reference) }
        let (control, index, words) = try chosen(reference, position, among: available)
        let signal = plant.assembly.signal(reference, control.signal)!
        let rest = plant.assembly.value(signal)
        plant.assembly.set(signal, Double(index))
        releases.removeAll { $0.signal == signal }
        if control.manner == .momentary && index != 0 {
            // A hold without end is not let go within anybody's patience: a day.
            let length = min(max(duration, plant.step), 86_400)
            releases.append((steps + Int((length / plant.step).rounded()), signal, rest == Double(index) ? 0 : rest))
        }
        return words
    }

    private func chosen(
        _ reference: String, _ position: String?, among available: [(control: Control, positions: [Text])]
    ) throws(OperationError) -> (Control, Int, Text) {
        guard let position else {
            let (control, positions) = available[0]
            guard !positions.isEmpty else { throw .notOperable(reference) }
            let signal = plant.assembly.signal(reference, control.signal)!
            let index = control.manner == .momentary ? 1 : (Int(plant.assembly.value(signal)) + 1) % max(positions.count, 1)
            return (control, index, positions[index])
        }
        let wanted = folded(position)
        for (control, positions) in available {
            if let index = positions.firstIndex(where: { folded($0.fr) == wanted || folded($0.en) == wanted }) {
                return (control, index, positions[index])
            }
        }
        for (control, positions) in available {
            if let index = Int(position), positions.indices.contains(index) { return (control, index, positions[index]) }
            // A manual override is named by its side: `1V1 14`.
            if control.signal.hasSuffix("-\(wanted)") { return (control, 1, positions[1]) }
        }
        throw .unknownPosition(reference, given: position, positions: available.flatMap(\.positions))
    }

    // MARK: - Faults

    /// Puts a fault of the machine in it from now on.
    ///
    /// - Parameters:
    ///   - severity: instead of the fault's own, once it is complete.
    ///   - age: seconds for which it has been there already: how far a fault that grows has come.
    ///   - isGrowing: by its drift, where it has one; else it is there whole.
    public func inject(_ fault: Machines.Fault, severity: Double? = nil, age: Double = 0, isGrowing: Bool = false) {
        schedule.add(
            fault, severity: severity, start: plant.time - age, isGrowing: isGrowing, seed: seed, to: plant)
    }

    /// Takes a fault away, as if it had never been.
    public func withdraw(_ id: String) { schedule.remove(id, from: plant) }

    /// Faults at work, in the order in which they came.
    public var faults: [Machines.Fault] { schedule.faults }

    /// A fault has been mended by a remedy on its target: it will not come back.
    public func mend(_ fault: Machines.Fault) { schedule.remove(fault.id, from: plant) }

    /// A new part in place of a component: every fault on it is gone.
    public func replace(_ reference: String) {
        schedule.forget { fault in
            if case .component(reference, _) = fault.target { true } else { false }
        }
        plant.replace(reference)
    }

    // MARK: - Controller

    /// False for what its own program does not have.
    public func force(_ variable: String, to value: Double) -> Bool {
        guard controller != nil, let slot = definition.program?.slot(variable) else { return false }
        controller!.force(slot, to: value)
        return true
    }

    public func release(_ variable: String) -> Bool {
        guard controller != nil, let slot = definition.program?.slot(variable) else { return false }
        controller!.release(slot)
        return true
    }

    /// Value of a program variable; of an input or an output alone when a brain outside drives the machine.
    public func variable(_ name: String) -> Double? {
        if let external { return external.value(of: name, plant) }
        guard let slot = definition.program?.slot(name), let controller else { return nil }
        return controller[slot]
    }

    /// Nil without supply, and while a brain outside does not say it.
    public var mode: Grafcet.Mode? {
        guard isControllerPowered else { return nil }
        return external == nil ? controller?.state.mode : external?.mode
    }

    // MARK: - Modbus

    /// Lets masters read and write this machine through a server of its map's layout.
    /// - Parameter unit: which of the server's units, from 0.
    public func serve(on server: Server, unit: Int = 0) {
        guard let map = definition.map else { preconditionFailure("the machine has no register map") }
        registers = RegisterImage(map, server: server, unit: unit, machine: self)
    }

    /// What was written into the controller over the network, the latest last.
    public var receivedWrites: [ReceivedWrite] { traffic.received }

    /// Whether only the machine's own masters may write into its controller. (Real clients are the server's to admit.)
    public var isAccessRestricted: Bool {
        get { traffic.isRestricted }
        set { traffic.isRestricted = newValue }
    }

    private var intrusions: [(fault: String, intrusion: Machines.Fault.Intrusion)] {
        guard schedule.hasIntrusions else { return [] }
        return schedule.intrusions.compactMap { fault in
            guard let intrusion = fault.intrusion, plant.severity(of: fault.failure, on: fault.target) > 0 else { return nil }
            return (fault.id, intrusion)
        }
    }

    /// Sets a set-point at the panel; false for what is none.
    public func setPoint(_ name: String, to value: Double) -> Bool {
        guard definition.map?.setPoints.contains(where: { $0.name == name }) == true,
            let slot = definition.program?.slot(name), controller != nil
        else { return false }
        controller!.set(slot, to: value)
        return true
    }

    // MARK: - A brain outside

    /// Lets a client of a server hold the outputs, through the cells of `RegisterMap.external`.
    /// - Parameter unit: which of the server's units, from 0.
    public func follow(clientsOf server: Server, unit: Int = 0) {
        precondition(external != nil, "the machine has its own program")
        link = ServedLink(.external(definition), server: server, unit: unit)
    }

    /// Lets a controller that is itself a server hold the outputs.
    /// - Parameters:
    ///   - map: as it lies in the controller: see `RegisterMap.inController`.
    ///   - timeout: for a connection, and for each answer.
    public func follow(
        controllerAt endpoint: Endpoint, unit: UInt8, _ map: RegisterMap, timeout: Duration = .milliseconds(500)
    ) throws(ServerError) {
        precondition(external != nil, "the machine has its own program")
        link = try PolledLink(map, endpoint: endpoint, unit: unit, timeout: timeout)
    }

    public var isExternallyControlled: Bool { external != nil }

    /// Seconds of the machine without a write after which the outputs fall to 0.
    public func setWatchdog(_ seconds: Double) { external?.watchdog = seconds }

    /// Shows the brain outside the inputs and hears whether it writes, without time passing on the machine.
    /// - Returns: whether it has: the first scan then takes it.
    public func lookForBrain() -> Bool {
        precondition(external != nil, "the machine has its own program")
        guard let link else { return false }
        early += link.take()
        if early.isEmpty { _ = link.publish(external!, self) }
        return !early.isEmpty
    }

    /// Nil for a machine with a program of its own.
    public var linkState: LinkState? { external?.state }
    public var linkFigures: LinkFigures? { external?.figures }
    /// Why a controller that is a server does not answer at the moment.
    public var linkFailure: ClientError? { (link as? PolledLink)?.failure }

    // MARK: - Saving

    /// The machine at an instant. What masters see of it follows with the next scan.
    public struct Snapshot {
        let plant: Plant.Snapshot
        let controller: Controller?
        let external: ExternalControl?
        let traffic: Traffic
        let scan: Int
        let steps: Int
        let schedule: FaultSchedule
        let releases: [(step: Int, signal: SignalIndex, value: Double)]
        let isControllerPowered: Bool
    }

    public func snapshot() throws(CircuitError) -> Snapshot {
        Snapshot(
            plant: try plant.snapshot(), controller: controller, external: external, traffic: traffic, scan: scan, steps: steps,
            schedule: schedule,
            releases: releases, isControllerPowered: isControllerPowered)
    }

    /// Goes back to a snapshot of this machine, faults included, or on to one of another of the same definition, seed and step, to go on
    /// from the same digits.
    public func restore(_ snapshot: Snapshot) throws(CircuitError) {
        try plant.restore(snapshot.plant)
        controller = snapshot.controller
        external = snapshot.external
        traffic = snapshot.traffic
        scan = snapshot.scan
        steps = snapshot.steps
        schedule = snapshot.schedule
        releases = snapshot.releases
        isControllerPowered = snapshot.isControllerPowered
        clientWrites = []
        feeds = []
    }
}

extension RunningMachine.OperationError {
    public var text: Text {
        switch self {
        case .unknownReference(let reference, let near):
            Text(fr: "pas de composant « \(reference) »", en: "no component '\(reference)'")
                + (near.map { Text(fr: " ; le plus proche : \($0)", en: "; nearest: \($0)") } ?? Text(""))
        case .notOperable(let reference):
            Text(fr: "\(reference) ne s'actionne pas à la main", en: "\(reference) is not operated by hand")
        case .unknownPosition(let reference, let given, let positions):
            Text(
                fr: "\(reference) n'a pas de position « \(given) » ; positions : \(positions.map(\.fr).joined(separator: ", "))",
                en: "\(reference) has no position '\(given)'; positions: \(positions.map(\.en).joined(separator: ", "))")
        }
    }
}
