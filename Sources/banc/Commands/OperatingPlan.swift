import Circuits
import Components
import Foundation
import Grafcet
import Machines
import Notation
import Simulation

/// What a command line does to a machine and when: acts, faults, settings.
struct OperatingPlan {
    private struct Act {
        let time: Double
        let reference: String
        let position: String?
        let duration: Double
    }

    private struct Injection {
        enum What {
            /// One of the machine's file, there whole or grown for so many seconds by its drift.
            case fault(Machines.Fault, severity: Double?, grown: Double?)
            /// A failure of a type, on any component of it.
            case failure(String, on: Machines.Fault.Target, severity: Double)
        }
        let time: Double
        let what: What
    }

    private var acts: [Act]
    private var injections: [Injection]

    /// Settings are made at once; the rest when its time comes.
    init(operations: [String], faults: [String], settings: [String], machine: RunningMachine) throws {
        acts = try operations.map { try Self.act($0) }.sorted { $0.time < $1.time }
        injections = try faults.flatMap { try Self.injections($0, machine) }.sorted { $0.time < $1.time }
        for setting in settings { try Self.set(setting, machine) }
        // A reference that does not exist is told before anything runs.
        for act in acts where !machine.plant.assembly.contains(act.reference) {
            throw RunningMachine.OperationError.unknownReference(
                act.reference, nearest: nearest(act.reference, among: machine.plant.assembly.references))
        }
    }

    mutating func carryOut(_ machine: RunningMachine) throws {
        let now = machine.time + machine.plant.step / 2
        while let act = acts.first, act.time <= now {
            try machine.operate(act.reference, to: act.position, duration: act.duration)
            acts.removeFirst()
        }
        while let injection = injections.first, injection.time <= now {
            switch injection.what {
            case .fault(let fault, let severity, let grown):
                machine.inject(fault, severity: severity, age: grown ?? 0, isGrowing: grown != nil)
            case .failure(let name, let target, let severity): machine.plant.setFailure(name, on: target, severity: severity)
            }
            injections.removeFirst()
        }
    }

    /// `S2@1s`, `S3=manuel@2s`, `S8@1s+3s`.
    private static func act(_ text: String) throws -> Act {
        guard let at = text.lastIndex(of: "@") else {
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "--operate \(text) : écris REF[=POSITION]@TEMPS[+DURÉE], par exemple S1@2s",
                    en: "--operate \(text): write REF[=POSITION]@TIME[+DURATION], such as S1@2s"))
        }
        let what = text[..<at].split(separator: "=", maxSplits: 1).map(String.init)
        let when = text[text.index(after: at)...].split(separator: "+", maxSplits: 1).map(String.init)
        guard let reference = what.first, let time = when.first else {
            throw Failure(Exit.misuse, Text(fr: "--operate \(text) : incomplet", en: "--operate \(text): incomplete"))
        }
        return Act(
            time: try Arguments.duration(time, option: "--operate"), reference: reference,
            position: what.count > 1 ? what[1] : nil,
            duration: try when.count > 1 ? Arguments.duration(when[1], option: "--operate") : RunningMachine.pushLength)
    }

    /// `ID[:severity][~grown][@time]`: a fault, or all of a combination; `REF[:item].failure[:severity][@time]`: a failure of a component.
    private static func injections(_ text: String, _ machine: RunningMachine) throws -> [Injection] {
        let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
        if let failure = try failure(parts[0], machine, option: "--fault \(text)") {
            return [Injection(time: try parts.count > 1 ? Arguments.duration(parts[1], option: "--fault") : 0, what: failure)]
        }
        let growth = (parts.first ?? "").split(separator: "~", maxSplits: 1).map(String.init)
        let named = (growth.first ?? "").split(separator: ":", maxSplits: 1).map(String.init)
        let id = named.first ?? ""
        let definition = machine.definition
        let ids = definition.combinations.first { $0.id == id }?.faults ?? [id]
        // What can happen to any machine's link needs no line in its file.
        let known = ids.compactMap { id in
            definition.faults.first { $0.id == id } ?? NetworkFailure.general.first { $0.rawValue == id }?.fault
        }
        guard known.count == ids.count else {
            let named = definition.faults.map(\.id) + definition.combinations.map(\.id)
            let near = nearest(id, among: named + NetworkFailure.general.map(\.rawValue))
            throw Failure(
                Exit.misuse,
                Text(fr: "panne « \(id) » inconnue de cette machine", en: "fault '\(id)' is unknown to this machine")
                    + (near.map { Text(fr: " ; la plus proche : \($0)", en: "; nearest: \($0)") } ?? Text("")))
        }
        let time = try parts.count > 1 ? Arguments.duration(parts[1], option: "--fault") : 0
        let given = try named.count > 1 ? severity(named[1], option: "--fault \(text)") : nil
        let grown = try growth.count > 1 ? Arguments.duration(growth[1], option: "--fault \(text)") : nil
        if grown != nil, known.contains(where: { $0.drift == nil }) {
            let growing = definition.faults.filter { $0.drift != nil }.map(\.id).joined(separator: ", ")
            throw Failure(
                Exit.misuse,
                Text(fr: "--fault \(text) : elle ne grandit pas", en: "--fault \(text): it does not grow")
                    + (growing.isEmpty
                        ? Text("") : Text(fr: " ; celles qui grandissent : \(growing)", en: "; those that do: \(growing)")))
        }
        return known.map { Injection(time: time, what: .fault($0, severity: given, grown: grown)) }
    }

    /// Nil for what does not begin with a component's reference and a dot.
    private static func failure(_ text: String, _ machine: RunningMachine, option: String) throws -> Injection.What? {
        guard let dot = text.firstIndex(of: ".") else { return nil }
        let place = text[..<dot].split(separator: ":", maxSplits: 1).map(String.init)
        let named = text[text.index(after: dot)...].split(separator: ":", maxSplits: 1).map(String.init)
        guard let reference = place.first, let name = named.first, let type = machine.plant.assembly.type(of: reference) else {
            return nil
        }
        guard let failure = type.failure(name) else {
            let near = nearest(name, among: type.failures.map(\.name))
            throw Failure(
                Exit.misuse,
                Text(fr: "\(reference) ne tombe pas en panne « \(name) »", en: "\(reference) does not fail as '\(name)'")
                    + (near.map { Text(fr: " ; le plus proche : \($0)", en: "; nearest: \($0)") } ?? Text("")))
        }
        let item = place.count > 1 ? place[1] : ""
        guard failure.hasItem == !item.isEmpty else {
            throw Failure(
                Exit.misuse,
                failure.hasItem
                    ? Text(
                        fr: "\(option) : dis à quel élément, \(reference):ÉLÉMENT.\(name)",
                        en: "\(option): say of which item, \(reference):ITEM.\(name)")
                    : Text(fr: "\(option) : elle concerne le tout", en: "\(option): it concerns the whole"))
        }
        let severity = try named.count > 1 ? severity(named[1], option: option) : 1
        return .failure(name, on: .component(reference: reference, item: item), severity: severity)
    }

    static func severity(_ text: String, option: String) throws -> Double {
        let severity = try Arguments.quantity(text, .ratio, option: option)
        guard (0...1).contains(severity) else {
            throw Failure(
                Exit.misuse,
                Text(fr: "\(option) : une gravité va de 0 à 1", en: "\(option): a severity goes from 0 to 1"))
        }
        return severity
    }

    /// `REF.param=VALUE`, or an input that the process sets: `REF.input=VALUE`.
    private static func set(_ text: String, _ machine: RunningMachine) throws {
        let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard sides.count == 2, let dot = sides[0].firstIndex(of: ".") else {
            throw Failure(
                Exit.misuse, Text(fr: "--set \(text) : écris REF.param=VALEUR", en: "--set \(text): write REF.param=VALUE"))
        }
        let (reference, key) = (String(sides[0][..<dot]), String(sides[0][sides[0].index(after: dot)...]))
        guard let type = machine.plant.assembly.type(of: reference) else {
            throw RunningMachine.OperationError.unknownReference(
                reference, nearest: nearest(reference, among: machine.plant.assembly.references))
        }
        let inputs = machine.plant.assembly.signals(of: reference).filter(\.isInput)
        if let input = inputs.first(where: { $0.name == key }), let signal = machine.plant.assembly.signal(reference, key) {
            machine.plant.assembly.set(signal, try Arguments.quantity(sides[1], input.kind, option: "--set \(text)"))
            return
        }
        guard let parameter = type.parameters.first(where: { $0.key == key }) else {
            let near = nearest(key, among: type.parameters.map(\.key) + inputs.map(\.name))
            throw Failure(
                Exit.misuse,
                Text(fr: "\(reference) n'a pas de réglage « \(key) »", en: "\(reference) has no setting '\(key)'")
                    + (near.map { Text(fr: " ; le plus proche : \($0)", en: "; nearest: \($0)") } ?? Text("")))
        }
        let value = try Self.value(sides[1], parameter.form, option: "--set \(text)")
        machine.plant.assembly.setParameter(key, value, on: reference)
    }

    private static func value(_ text: String, _ form: ParameterDescription.Form, option: String) throws -> ParameterValue {
        switch form {
        case .quantity(let kind, let range):
            let value = try Arguments.quantity(text, kind, option: option)
            guard range.contains(value) else {
                throw Failure(Exit.misuse, Text(fr: "\(option) : hors limites", en: "\(option): out of bounds"))
            }
            return .number(value)
        case .choice(let words):
            if let index = words.firstIndex(of: text) { return .count(index) }
        case .flag:
            if let value = Bool(text) { return .flag(value) }
        // Counts, names and links say how the machine is built: no screwdriver changes them.
        case .count, .words, .link:
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "\(option) : cela se change dans le fichier de la machine, pas en marche",
                    en: "\(option): this is changed in the machine's file, not on the run"))
        }
        throw Failure(Exit.misuse, Text(fr: "\(option) : valeur refusée", en: "\(option): value refused"))
    }
}

/// A file to write to, or the standard output.
final class TextOutput {
    private let handle: FileHandle

    /// - Parameter path: `-` is the standard output.
    init(path: String) throws {
        if path == "-" {
            handle = .standardOutput
        } else {
            // Opened, not created anew: a pipe or a device that is named stays what it is.
            let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else {
                throw Failure(Exit.device, Text(fr: "impossible d'écrire \(path)", en: "cannot write \(path)"))
            }
            handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        }
    }

    func write(_ text: String) throws {
        do {
            try handle.write(contentsOf: Data(text.utf8))
        } catch {
            throw Failure(Exit.device, Text(fr: "écriture impossible : \(error)", en: "cannot write: \(error)"))
        }
    }
}

/// Traces as comma-separated values: SI, a dot for the decimal, time in seconds first.
final class CSVOutput {
    private let output: TextOutput

    init(path: String, columns: [String]) throws {
        output = try TextOutput(path: path)
        try output.write(CommaText.line(["time"] + columns) + "\n")
    }

    func row(_ time: Double, _ values: [Double]) throws {
        try output.write(([(time * 1e6).rounded() / 1e6] + values).map { "\($0)" }.joined(separator: ",") + "\n")
    }
}

/// What a run made, in a few lines.
enum Summary {
    /// Severity that is worth a line.
    private static let shownFrom = 0.005

    static func print(_ ageing: Ageing) {
        let language = Spoken.language
        let days = (ageing.time / 86_400).formatted(language, digits: 3)
        Console.print(Text(fr: "usure après \(days) jours d'utilisation", en: "wear after \(days) days of use").spoken)
        let worn = ageing.wear.filter { $0.severity >= shownFrom }.sorted { $0.severity > $1.severity }
        for item in worn {
            let place = item.item.isEmpty ? item.reference : "\(item.reference):\(item.item)"
            let severity = Quantity(item.severity, .ratio).formatted(language, unit: "%", digits: 2)
            Console.print("  \(place) \(item.law.failure) \(severity)")
        }
    }

    static func print(_ machine: RunningMachine) {
        let language = Spoken.language
        let time = Quantity(machine.time, .time).formatted(language, digits: 4)
        Console.print(
            Text(
                fr: "\(machine.definition.machine.text.fr), \(time) simulées",
                en: "\(machine.definition.machine.text.en), \(time) simulated"
            ).spoken)
        if let controller = machine.controller {
            let mode = controller.state.mode
            Console.print(Text(fr: "mode", en: "mode").spoken + " " + (mode.map { "\($0.rawValue) · \($0.text.spoken)" } ?? "–"))
            for alarm in controller.activeAlarms { Console.print("! " + alarm.text.spoken) }
            if let fault = controller.state.fault { Console.print("! " + fault.text.spoken) }
        }
        for component in machine.definition.machine.components {
            let signals = machine.plant.assembly.signals(of: component.reference)
            guard signals.contains(where: { $0.tally != nil }) else { continue }
            for signal in signals where !signal.isInput {
                let value = machine.plant.value(component.reference, signal.name) ?? 0
                Console.print(
                    "\(component.reference).\(signal.name) = \(value.formatted(language, digits: 3))  \(signal.text.spoken)")
            }
        }
        let circuit = machine.plant.assembly.circuit
        Console.print(
            Text(
                fr:
                    "\(circuit.unknownCount) inconnues en \(circuit.islandOrders.count) îlots, \(circuit.iterationCount) itérations",
                en:
                    "\(circuit.unknownCount) unknowns in \(circuit.islandOrders.count) islands \(circuit.islandOrders), \(circuit.iterationCount) iterations"
            ).spoken)
    }
}
