import ArgumentParser
import Circuits
import Components
import Foundation
import Machines
import Notation
import Reports
import Simulation

/// `banc simulate`: a machine or a circuit in batch, operated on time, probed into CSV and SVG.
struct SimulateCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "simulate",
            abstract: Text(
                fr: "fait tourner une machine ou un circuit et relève des grandeurs",
                en: "runs a machine or a circuit and records quantities"
            ).spoken,
            discussion: Self.guide.spoken)
    }

    /// All that a file of one's own takes, but the types: `banc show` has those.
    private static let guide = Text(
        fr: """
            MACHINE est un nom de « banc list », ou un fichier de circuit : des composants et ce qui les relie.
            « banc list components » donne les types, « banc show TYPE » leurs bornes, réglages, unités et défauts. Un circuit entier :

            \(circuit)

            wires relie des bornes électriques (PE : la terre), hoses des orifices d'air ou d'huile, shafts des arbres, des tiges et \
            des contacts thermiques. Un fil est de 1,5 mm², 3 m et 10 A si rien n'est dit (section, length, rated, class).

            Une sonde : REF.grandeur ; REF:BORNE ou REF:B1-REF:B2, tension continue, pression, vitesse ou température ; la même suivie \
            de ~, tension alternative efficace. Le CSV est en unités SI, une ligne tous les --every ; le tracé voit chaque pas. \
            Pendant --age les deux donnent la moyenne d'une marche avant chaque saut : une tendance. Que --for amène d'abord la machine \
            en production et à température : seule l'usure saute, la chaleur et la propreté de l'huile ne vont qu'avec la marche.
            """,
        en: """
            MACHINE is a name of 'banc list', or a file of a circuit: components and what joins them.
            'banc list components' has the types, 'banc show TYPE' their terminals, settings, units and defaults. A whole circuit:

            \(circuit)

            wires join electrical terminals (PE: the earth), hoses ports of air or oil, shafts shafts, rods and thermal contacts. A \
            wire is of 1.5 mm², 3 m and 10 A where nothing is said (section, length, rated, class).

            A probe: REF.quantity; REF:TERM or REF:T1-REF:T2, direct voltage, pressure, speed or temperature; the same followed by ~, \
            alternating voltage (RMS). The CSV is in SI units, a row every --every; the plot sees every step. During --age both have the \
            mean of a stretch before each leap: a trend. Let --for bring the machine into production and to its temperature first: \
            wear alone leaps, heat and the cleanliness of the oil go with what is simulated.
            """)

    private static let circuit = """
        format: 1
        components:
          NET: {type: three-phase-supply}
          M1: {type: induction-motor}
          P1: {type: gear-pump, displacement: 1 cm³/tr}
          B1: {type: hydraulic-tank}
          V1: {type: relief-valve, set-pressure: 60 bar}
        wires:
          "1": {from: "NET:L1", to: "M1:U"}
          "2": {from: "NET:L2", to: "M1:V"}
          "3": {from: "NET:L3", to: "M1:W"}
          "4": {from: "M1:PE", to: PE}
        shafts:
          S1: {from: "M1:shaft", to: "P1:shaft"}
        hoses:
          H1: {from: "B1:S", to: "P1:S", length: 0.4 m, bore: 20 mm}
          H2: {from: "P1:P", to: "V1:P", length: 0.8 m, bore: 10 mm}
          H3: {from: "V1:T", to: "B1:T", length: 0.5 m, bore: 12 mm}
        """

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Text(fr: "nom d'une machine, ou fichier", en: "a machine's name, or a file").spoken))
    var machine: String

    @Option(name: .customLong("for"), help: ArgumentHelp(Text(fr: "durée simulée", en: "simulated time").spoken))
    var duration: String = "10s"

    @Option(name: .long, help: ArgumentHelp(Text(fr: "graine de l'exemplaire", en: "seed of the specimen").spoken))
    var seed: UInt64 = 1

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            Text(
                fr: "panne ID[:gravité][~temps de croissance][@temps], ou REF[:élément].défaillance[:gravité][@temps]",
                en: "fault ID[:severity][~time of growth][@time], or REF[:item].failure[:severity][@time]"
            ).spoken))
    var fault: [String] = []

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            Text(
                fr: "réglage REF.param=VALEUR, ou grandeur réglée de l'extérieur",
                en: "setting REF.param=VALUE, or a quantity set from outside"
            ).spoken))
    var set: [String] = []

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            Text(fr: "geste REF[=POSITION]@TEMPS[+DURÉE]", en: "act REF[=POSITION]@TIME[+DURATION]").spoken))
    var operate: [String] = []

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            Text(
                fr: "sonde REF.grandeur, REF:BORNE ou REF:B1-REF:B2, ~ pour l'alternatif",
                en: "probe REF.quantity, REF:TERM or REF:T1-REF:T2, ~ for alternating"
            )
            .spoken))
    var probe: [String] = []

    @Option(name: .long, help: ArgumentHelp(Text(fr: "air de l'atelier", en: "air of the workshop").spoken))
    var air: String = "20 °C"

    @Option(name: .long, help: ArgumentHelp(Text(fr: "une ligne tous les…", en: "one row every…").spoken))
    var every: String = "100ms"

    @Option(
        name: .customLong("dt"),
        help: ArgumentHelp(Text(fr: "pas de calcul, une part entière de 10 ms", en: "step, a whole part of 10 ms").spoken))
    var step: String = "5ms"

    @Option(name: .long, help: ArgumentHelp(Text(fr: "fichier CSV, ou -", en: "CSV file, or -").spoken))
    var csv: String?

    @Option(
        name: .long,
        help: ArgumentHelp(Text(fr: "tracé des sondes : fichier SVG, ou -", en: "plot of the probes: SVG file, or -").spoken))
    var plot: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr: "ensuite, temps d'utilisation qui l'use, comme elle tourne alors (90d)",
                en: "then, time of use that wears it, as it runs by then (90d)"
            ).spoken))
    var age: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr: "marche simulée avant chaque saut de --age : des cycles entiers",
                en: "running simulated before each leap of --age: whole cycles"
            ).spoken))
    var stretch: String = "60s"

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "résumé à la fin", en: "a summary at the end").spoken))
    var summary = false

    func run() throws {
        try reporting {
            let definition = try Library.circuit(machine) ?? common.library().definition(machine)
            let running = try RunningMachine(definition, seed: seed, step: try Arguments.step(step, option: "--dt"))
            running.plant.roomTemperature = try Arguments.air(air, option: "--air")
            var plan = try OperatingPlan(operations: operate, faults: fault, settings: set, machine: running)
            let probes = try probe.map { try Probe($0, running) }
            let length = try Arguments.duration(duration, option: "--for")
            let interval = try Arguments.duration(every, option: "--every")
            let use = try age.map { try Arguments.duration($0, option: "--age") }
            let stretch = try Arguments.duration(self.stretch, option: "--stretch")
            try checkOutputs()
            let output = try csv.map { try CSVOutput(path: $0, columns: probe) }
            let drawing = try plot.map { try TextOutput(path: $0) }
            var traces = TracePlot(
                definition.machine.text.spoken, zip(probe, probes).map { TracePlot.Trace($0, $1.text, $1.kind) },
                duration: length + (use ?? 0))
            var nextRow = 0.0
            while running.time < length - running.plant.step / 2 {
                try plan.carryOut(running)
                if let output, running.time >= nextRow - running.plant.step / 2 {
                    try output.row(running.time, probes.map { $0.value(running) })
                    nextRow += interval
                }
                if drawing != nil { traces.add(running.time, probes.map { $0.value(running) }) }
                try running.advanceStep()
            }
            var last = probes.map { $0.value(running) }
            try output?.row(running.time, last)
            traces.add(running.time, last)
            var ageing = Ageing(running)
            if let use {
                var sum = Means(probes.count)
                try ageing.advance(
                    running, by: use, stretch: stretch, observe: { sum.add(probes, $0) },
                    arrived: { time in
                        last = sum.take()
                        try output?.row(length + time, last)
                        traces.add(length + time, last)
                    })
            }
            try drawing?.write(traces.svg(Spoken.language))
            guard plot != "-" else { return }
            if use != nil && csv != "-" { Summary.print(ageing) }
            if summary || (csv == nil && plot == nil && probes.isEmpty && use == nil) { Summary.print(running) }
            if csv == nil && plot == nil {
                for ((name, probe), value) in zip(zip(probe, probes), last) {
                    Console.print("\(name) = \(Quantity(value, probe.kind).formatted(Spoken.language, digits: 5))")
                }
            }
        }
    }

    /// What probes read on average over a stretch: a cycle is nowhere steady.
    private struct Means {
        private var sums: [Double]
        private var count = 0.0

        init(_ count: Int) { sums = Array(repeating: 0, count: count) }

        mutating func add(_ probes: [Probe], _ machine: RunningMachine) {
            for (index, probe) in probes.enumerated() { sums[index] += probe.value(machine) }
            count += 1
        }

        mutating func take() -> [Double] {
            defer { self = Means(sums.count) }
            return sums.map { $0 / max(count, 1) }
        }
    }

    private func checkOutputs() throws {
        if plot != nil && probe.isEmpty {
            throw Failure(Exit.misuse, Text(fr: "--plot trace des sondes : --probe", en: "--plot draws probes: --probe"))
        }
        if csv == "-" && plot == "-" {
            throw Failure(
                Exit.misuse,
                Text(fr: "--csv - et --plot - : un seul sur la sortie", en: "--csv - and --plot -: only one on the output"))
        }
    }
}

/// Values written on the command line.
enum Arguments {
    static func duration(_ text: String, option: String) throws -> Double {
        let seconds = try quantity(text, .time, option: option)
        guard seconds >= 0, seconds <= longest else {
            throw Failure(
                Exit.misuse, Text(fr: "\(option) \(text) : de 0 s à 1000 jours", en: "\(option) \(text): from 0 s to 1000 days"))
        }
        return seconds
    }

    static func air(_ text: String, option: String) throws -> Double {
        let temperature = try quantity(text, .temperature, option: option)
        guard Plant.roomTemperatures.contains(temperature) else {
            throw Failure(
                Exit.misuse, Text(fr: "\(option) \(text) : de -10 à 45 °C", en: "\(option) \(text): from -10 to 45 °C"))
        }
        return temperature
    }

    static func step(_ text: String, option: String) throws -> Double {
        let step = try quantity(text, .time, option: option)
        guard RunningMachine.isStep(step) else {
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "\(option) \(text) : une part entière de 10 ms, à partir de 0,1 ms",
                    en: "\(option) \(text): a whole part of 10 ms, from 0.1 ms up"))
        }
        return step
    }

    /// Seconds: more than anybody waits for.
    private static let longest = 1000 * 86_400.0

    static func quantity(_ text: String, _ kind: Quantity.Kind, option: String) throws -> Double {
        do {
            return try Quantity.parse(text, as: kind).value
        } catch {
            throw Failure(Exit.misuse, Text("\(option) \(text): ") + error.reason)
        }
    }
}

/// What is probed, resolved once.
struct Probe {
    private enum Place {
        case signal(SignalIndex)
        case across(Joint)
        case difference(Joint, Joint)
        /// RMS of the alternating part.
        case alternating(Joint, Joint)
    }
    private let place: Place
    let kind: Quantity.Kind
    /// What a signal means; nil between terminals.
    let text: Text?

    init(_ written: String, _ machine: RunningMachine) throws {
        let isAlternating = written.hasSuffix("~")
        let text = isAlternating ? String(written.dropLast()) : written
        if let dash = text.firstIndex(of: "-"), text[..<dash].contains(":"), text[text.index(after: dash)...].contains(":") {
            let (first, second) = (String(text[..<dash]), String(text[text.index(after: dash)...]))
            let (a, b) = (try Self.joint(first, machine), try Self.joint(second, machine))
            let domain = machine.plant.domain(ofPoint: first)
            guard domain == machine.plant.domain(ofPoint: second) else {
                throw Failure(
                    Exit.misuse,
                    Text(fr: "sonde « \(written) » : deux énergies différentes", en: "probe '\(written)': two kinds of energy"))
            }
            if isAlternating { try Self.checkElectrical(written, domain) }
            place = isAlternating ? .alternating(a, b) : .difference(a, b)
            kind = Self.differenceKind(domain)
            self.text = nil
        } else if text.contains(":") {
            let joint = try Self.joint(text, machine)
            let domain = machine.plant.domain(ofPoint: text)
            if isAlternating { try Self.checkElectrical(written, domain) }
            place = isAlternating ? .alternating(joint, machine.plant.assembly.earth) : .across(joint)
            kind = Self.levelKind(domain)
            self.text = nil
        } else if let dot = text.firstIndex(of: "."), !isAlternating {
            let (reference, name) = (String(text[..<dot]), String(text[text.index(after: dot)...]))
            let signals = machine.plant.assembly.signals(of: reference)
            guard let signal = machine.plant.assembly.signal(reference, name),
                let described = signals.first(where: { $0.name == name })
            else {
                let known = signals.map { "\(reference).\($0.name)" }
                throw Self.unknown(text, among: known.isEmpty ? machine.plant.assembly.references : known)
            }
            place = .signal(signal)
            kind = described.kind
            self.text = described.text
        } else {
            throw Self.unknown(text, among: machine.plant.assembly.references)
        }
    }

    private static func joint(_ point: String, _ machine: RunningMachine) throws -> Joint {
        guard let joint = machine.plant.joint(point) else {
            let reference = point.split(separator: ":").first.map(String.init) ?? point
            let terminals = machine.plant.assembly.terminals(of: reference).map { "\(reference):\($0.name)" }
            throw unknown(point, among: terminals.isEmpty ? machine.plant.assembly.references : terminals)
        }
        return joint
    }

    private static func unknown(_ text: String, among names: [String]) -> Failure {
        Failure(
            Exit.misuse,
            Text(fr: "sonde « \(text) » : introuvable", en: "probe '\(text)': not found")
                + (nearest(text, among: names).map { Text(fr: " ; le plus proche : \($0)", en: "; nearest: \($0)") } ?? Text("")))
    }

    private static func checkElectrical(_ text: String, _ domain: Domain?) throws {
        guard domain != .electrical else { return }
        throw Failure(
            Exit.misuse,
            Text(
                fr: "sonde « \(text) » : ~ est pour une tension alternative",
                en: "probe '\(text)': ~ is for an alternating voltage"))
    }

    private static func levelKind(_ domain: Domain?) -> Quantity.Kind {
        switch domain {
        case .pneumatic: .pressure
        case .hydraulic: .gaugePressure
        case .thermal: .temperature
        case .electrical, .translation, .rotation, nil: differenceKind(domain)
        }
    }

    private static func differenceKind(_ domain: Domain?) -> Quantity.Kind {
        switch domain {
        case .electrical: .voltage
        case .pneumatic, .hydraulic: .pressureDifference
        case .translation: .speed
        case .rotation: .angularSpeed
        case .thermal: .temperatureDifference
        case nil: .ratio
        }
    }

    func value(_ machine: RunningMachine) -> Double {
        let circuit = machine.plant.assembly.circuit
        switch place {
        case .signal(let signal): return machine.plant.assembly.value(signal)
        case .across(let joint): return circuit.across(joint)
        case .difference(let a, let b): return circuit.across(a) - circuit.across(b)
        case .alternating(let a, let b):
            return Layer.phasor.map { layer in
                let part = circuit.across(a, layer: layer) - circuit.across(b, layer: layer)
                return part * part
            }
            .reduce(0, +).squareRoot()
        }
    }
}
