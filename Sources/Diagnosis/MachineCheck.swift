import Circuits
import Components
import Grafcet
import Instruments
public import Machines
import Notation
import Simulation
import Training

/// Everything that makes a machine fit to be broken, measured and repaired, verified by reading it and by running it: it starts, it
/// produces, each of its faults shows and is ended by its remedy.
public struct MachineCheck: Sendable {
    public enum Aspect: String, Sendable, CaseIterable, Codable {
        case texts, wiring, maintenance, start, fault
    }

    public typealias Item = Checked<Aspect>

    public private(set) var items: [Item] = []
    public var holds: Bool { items.allSatisfy(\.holds) }

    let folder: MachineFolder
    private let seed: UInt64

    /// Seconds in which a machine at work must have made something.
    private static let patience = 300.0

    /// - Parameters:
    ///   - faults: those that are tried; nil for all. What does not concern them is then left out.
    ///   - workers: machines that are tried side by side.
    ///   - progress: called after each fault, from any thread, with how many are done.
    /// - Throws: when the machine's equations cannot be solved.
    public init(
        _ folder: MachineFolder, faults: [Machines.Fault]? = nil, seed: UInt64 = 1, workers: Int = 1,
        progress: @Sendable (Int) -> Void = { _ in }
    ) throws {
        self.folder = folder
        self.seed = seed
        if faults == nil {
            checkTexts()
            checkWiring()
            try checkMaintenance()
        }
        try checkStart()
        try tryFaults(faults ?? folder.definition.faults, workers, progress)
    }

    mutating func add(_ aspect: Aspect, _ text: Text, _ reasons: [Text], notes: [Text] = []) {
        items.append(Item(aspect, text, reasons, notes: notes))
    }

    var machine: Machine { folder.definition.machine }

    // MARK: - What is run

    private func fresh() throws -> RunningMachine {
        try RunningMachine(folder.definition, seed: seed, step: RunningMachine.scanLength)
    }

    /// By its own `start`, as a session that says nothing of it begins.
    private mutating func checkStart() throws {
        let name = Text(fr: "elle démarre et produit", en: "it starts and produces")
        func none(_ reason: Text) -> [Text] { [place(["machine", "start"], "machine.yaml: start") + reason] }
        let operations: [Scenario.Start.Operation]
        do {
            operations = try folder.definition.usualStart()
        } catch let mistake as Mistake {
            return add(.start, name, none(mistake.reason))
        }
        guard !operations.isEmpty else {
            return add(
                .start, name,
                none(
                    Text(
                        fr: "rien ne dit comment elle démarre ; attendu : [S4@1s, S1@2s]",
                        en: "nothing says how it is started; expected: [S4@1s, S1@2s]")))
        }
        let running = try fresh()
        do {
            for operation in operations {
                try running.advance(by: max(0, operation.at - running.time))
                try running.operate(
                    operation.reference, to: operation.position, duration: operation.duration ?? RunningMachine.pushLength)
            }
        } catch let error as RunningMachine.OperationError {
            return add(.start, name, none(error.text))
        }
        let products = Products(of: running)
        guard !products.isEmpty else {
            return add(
                .start, name,
                [
                    Text(
                        fr: "rien ne compte ce qu'elle fait : garde un compteur (retain: true) dans program.yaml",
                        en: "nothing counts what it makes: keep a count (retain: true) in program.yaml")
                ])
        }
        guard let made = try products.next(on: running, within: Self.patience) else {
            let mode = running.mode?.rawValue ?? "–"
            return add(
                .start, name,
                none(
                    Text(
                        fr: "en \(Int(Self.patience)) s elle ne fait rien ; mode \(mode)",
                        en: "it makes nothing in \(Int(Self.patience)) s; mode \(mode)")))
        }
        let seconds = Int(made.seconds.rounded())
        add(
            .start,
            name + Text(fr: " : \(made.name) au bout de \(seconds) s", en: ": \(made.name) after \(seconds) s"), [])
    }

    private mutating func tryFaults(
        _ faults: [Machines.Fault], _ workers: Int, _ progress: @Sendable (Int) -> Void
    ) throws {
        guard !faults.isEmpty else { return }
        guard !folder.states.isEmpty else {
            return add(
                .fault, Text(fr: "les pannes se voient", en: "the faults can be seen"),
                [
                    Text(
                        fr: "il n'y a pas de \(MachineState.fileName) : les états où chercher les pannes",
                        en: "there is no \(MachineState.fileName): the states in which to look for faults")
                ])
        }
        let (folder, seed) = (folder, seed)
        let found = try Crew.map(faults.count, workers: workers, progress: progress) {
            let trials = try FaultTrials(folder.definition, states: folder.states, seed: seed)
            let running = try RunningMachine(folder.definition, seed: seed, step: RunningMachine.scanLength)
            let origin = try running.snapshot()
            return { index -> Result<(FaultTrials.Trial, Text?), CircuitError> in
                do {
                    let trial = try trials.trial(of: faults[index])
                    try running.restore(origin)
                    return .success((trial, try Self.troubleAfter(faults[index], on: running, folder)))
                } catch let error as CircuitError {
                    return .failure(error)
                }
            }
        }
        for (fault, outcome) in zip(faults, found) {
            switch outcome {
            case .success((let trial, let trouble)): judge(fault, trial, trouble)
            case .failure(let error):
                let text = Text(fr: "pas de temps sans solution : \(error)", en: "unsolved step: \(error)")
                add(.fault, Self.name(of: fault), [Text("\(fault.origin): ") + text])
            }
        }
    }

    private static func name(of fault: Machines.Fault) -> Text {
        Text(fr: "« \(fault.id) » se voit et se répare", en: "'\(fault.id)' can be seen and mended")
    }

    /// Why the machine does not produce any more once a fault was mended, its energies cut and given back and it was started as its
    /// dossier says; nil where it does.
    private static func troubleAfter(
        _ fault: Machines.Fault, on running: RunningMachine, _ folder: MachineFolder
    ) throws -> Text? {
        guard let procedure = folder.maintenance.procedure("restart") else { return nil }
        let products = Products(of: running)
        running.inject(fault)
        try running.advance(by: 2)
        running.remedy(fault)
        do {
            try running.cycleEnergies(of: folder.maintenance)
            if let trouble = try running.troubleRestarting(by: procedure) { return trouble }
        } catch let error as RunningMachine.OperationError {
            return error.text
        }
        guard try !products.isEmpty && products.next(on: running, within: patience) == nil else { return nil }
        return Text(
            fr: "après le travail elle repart et ne fait rien en \(Int(patience)) s",
            en: "after the work it starts and makes nothing in \(Int(patience)) s")
    }

    private mutating func judge(_ fault: Machines.Fault, _ trial: FaultTrials.Trial, _ trouble: Text?) {
        var name = Self.name(of: fault)
        let place = Text("\(fault.origin): ")
        var reasons: [Text] = []
        var notes: [Text] = []
        if let best = trial.signature.best(for: fault, in: machine) {
            name = name + .colon + best.text + ", " + folder.states.text(of: best.state)
            if !trial.signature.hasSymptom {
                notes.append(
                    Text(fr: "rien à voir ni à entendre sans appareil", en: "nothing to see or hear without an instrument"))
            }
            if fault.unseen != nil {
                notes.append(
                    place + Text(fr: "« unseen » est de trop : un état la montre", en: "'unseen' is not needed: a state shows it")
                )
            }
        } else if let unseen = fault.unseen {
            notes.append(Text(fr: "aucun état ne la montre : ", en: "no state shows it: ") + unseen)
        } else {
            reasons.append(
                place
                    + Text(
                        fr: "aucun essai ne la distingue d'une machine saine, dans aucun état de \(MachineState.fileName) : "
                            + "aggrave-la, ajoute un état, ou dis par « unseen » ce qui la montre",
                        en: "no test tells it from a healthy machine in any state of \(MachineState.fileName): "
                            + "make it worse, add a state, or say with 'unseen' what shows it"))
        }
        if let left = trial.left.best(for: fault, in: machine) {
            let told =
                Text(fr: "après le remède, reste : ", en: "left after the remedy: ") + left.text + ", "
                + folder.states.text(of: left.state)
            // What goes away when the machine is started again is a trace, not the fault.
            if trouble == nil { notes.append(told) } else { reasons.append(place + told) }
        }
        if let trouble { reasons.append(place + trouble) }
        if let part = fault.mending.part, folder.maintenance.spare(part) == nil {
            let near = nearest(part, among: folder.maintenance.spares.map(\.reference))
            reasons.append(
                place + Text(fr: "pièce « \(part) » absente du magasin", en: "part '\(part)' is not in the store")
                    + (near.map { Text(fr: " ; la plus proche : \($0)", en: "; nearest: \($0)") } ?? Text("")))
        }
        add(.fault, name, reasons, notes: notes)
    }

    // MARK: - Places

    /// `machine.yaml:11: machine.start: `, or the keys alone where the file does not have them.
    func place(_ path: [String], _ otherwise: String) -> Text {
        guard let origin = folder.origin(of: path) else { return Text(fr: "\(otherwise) : ", en: "\(otherwise): ") }
        return Text("\(origin): ") + Text(fr: "\(origin.path) : ", en: "\(origin.path): ")
    }
}
