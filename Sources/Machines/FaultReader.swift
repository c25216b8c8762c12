import Components
public import Notation

extension Fault {
    private static let keys = [
        "id", "text", "component", "item", "wire", "hose", "failure", "severity", "profile", "technology", "likelihood", "cause",
        "symptom", "remedy",
    ]

    /// Reads `faults.yaml` of a machine.
    ///
    /// - Throws: `Mistakes`: a fault on an absent part, a failure that its type does not know, an item that is no terminal.
    public static func decode(_ node: Node, for machine: Machine) throws -> [Fault] {
        try Mistakes.gathered { mistakes in
            mistakes.collect { try node.format(1) }
            guard let file = node.mapping(keys: ["faults"], collecting: &mistakes) else { throw mistakes }
            let list = try file.required("faults").sequence
            let reader = FaultReader(machine: machine)
            let faults = list.compactMap { item in mistakes.collect { try reader.fault(item, keys: keys) } }
            for (index, fault) in faults.enumerated() {
                if let first = faults[..<index].first(where: { $0.id == fault.id }) {
                    mistakes.add(
                        Mistake(
                            origin: fault.origin,
                            problem: Text(
                                fr: "panne « \(fault.id) » déjà donnée ligne \(first.origin.line)",
                                en: "fault '\(fault.id)' already given at line \(first.origin.line)")))
                }
            }
            return faults
        }
    }
}

private struct FaultReader {
    let machine: Machine

    func fault(_ node: Node, keys: [String]) throws -> Fault {
        let block = try node.mapping(keys: keys)
        let (target, failure) = try self.target(block)
        let severity = try block["severity"]?.number(in: 0...1) ?? 1
        return Fault(
            id: try block.required("id").string, text: try block.required("text").text, target: target, failure: failure,
            severity: severity, profile: try profile(block["profile"]),
            technology: try block.required("technology").choice(of: Fault.Technology.self),
            likelihood: try block["likelihood"]?.number(in: 0.01...100) ?? 1, cause: try block.required("cause").text,
            symptom: try block.required("symptom").text, mending: try mending(try block.required("remedy"), target, block),
            origin: node.origin)
    }

    private func target(_ block: Mapping) throws -> (Fault.Target, String) {
        let failure = try block.required("failure")
        if let wire = block["wire"] {
            let number = try wire.string
            guard machine.wire(number) != nil else {
                throw wire.unknown(Text(fr: "fil", en: "wire"), among: machine.wires.map(\.number))
            }
            return (.wire(number: number), try failure.choice(WireFailure.allCases.map(\.rawValue)))
        }
        let named = try block["component"] ?? block["hose"] ?? block.required("component")
        let reference = try named.string
        guard let component = machine.component(reference) else {
            throw named.unknown(Text(fr: "composant", en: "component"), among: machine.components.map(\.reference))
        }
        guard let known = component.type.failure(try failure.string) else {
            throw failure.unknown(
                Text(fr: "défaillance de \(component.type.name)", en: "failure of \(component.type.name)"),
                among: component.type.failures.map(\.name))
        }
        let item = try block["item"]?.string ?? ""
        if known.hasItem && item.isEmpty {
            throw failure.mistake(
                Text(
                    fr: "« \(known.name) » concerne une borne ou une voie : la clé « item » manque",
                    en: "'\(known.name)' concerns a terminal or a channel: the key 'item' is missing"))
        }
        return (.component(reference: reference, item: item), known.name)
    }

    private func profile(_ node: Node?) throws -> Fault.Profile {
        guard let node else { return .constant }
        if case .scalar = node.content {
            _ = try node.choice(["constant"])
            return .constant
        }
        let block = try node.mapping(keys: ["at", "ramp", "shocks", "intermittent", "when"])
        if let at = block["at"] { return .at(try at.quantity(.time, in: 0...1e9)) }
        if let ramp = block["ramp"] {
            let ends = try ramp.mapping(keys: ["from", "to"])
            return .ramp(
                from: try ends.required("from").quantity(.time, in: 0...1e9),
                to: try ends.required("to").quantity(.time, in: 0...1e9))
        }
        if let shocks = block["shocks"] {
            let values = try shocks.mapping(keys: ["of", "above", "severity", "hold"])
            return .shocks(
                of: try signalSource(try values.required("of"), "impact"),
                above: try values["above"]?.quantity(.speed, in: 0...100) ?? 0.05,
                severity: try values["severity"]?.number(in: 0...1) ?? 1,
                hold: try values["hold"]?.quantity(.time, in: 0.001...10) ?? 0.06)
        }
        if let intermittent = block["intermittent"] {
            let values = try intermittent.mapping(keys: ["on", "off"])
            return .intermittent(
                on: try values.required("on").quantity(.time, in: 0.01...1e6),
                off: try values.required("off").quantity(.time, in: 0.01...1e6))
        }
        let when = try block.required("when").mapping(keys: ["of", "signal", "above", "below"])
        let signalNode = try when.required("signal")
        let signal = try signalNode.string
        let reference = try signalSource(try when.required("of"), signal)
        let component = machine.component(reference)!
        let kind = component.type.signals(component.parameters).first { $0.name == signal }!.kind
        return .condition(
            reference: reference, signal: signal, above: try when["above"]?.quantity(kind, in: nil),
            below: try when["below"]?.quantity(kind, in: nil))
    }

    /// A component that has this signal.
    private func signalSource(_ node: Node, _ signal: String) throws -> String {
        let reference = try node.string
        guard let component = machine.component(reference) else {
            throw node.unknown(Text(fr: "composant", en: "component"), among: machine.components.map(\.reference))
        }
        let names = component.type.signals(component.parameters).map(\.name)
        guard names.contains(signal) else {
            throw node.mistake(
                Text(fr: "\(reference) n'a pas de grandeur « \(signal) »", en: "\(reference) has no quantity '\(signal)'"),
                nearest: nearest(signal, among: names))
        }
        return reference
    }

    private func mending(_ node: Node, _ target: Fault.Target, _ fault: Mapping) throws -> Fault.Mending {
        let block = try node.mapping(keys: ["action", "part", "parameter", "value", "text"])
        let remedy = try block.required("action").choice(of: Remedy.self)
        var value: Double?
        let parameter = try block["parameter"]?.string
        if let parameter, case .component(let reference, _) = target, let component = machine.component(reference) {
            guard let known = component.type.parameters.first(where: { $0.key == parameter }) else {
                throw block["parameter"]!.unknown(
                    Text(fr: "réglage", en: "parameter"), among: component.type.parameters.map(\.key))
            }
            if case .quantity(let kind, let range) = known.form {
                value = try block.required("value").quantity(kind, in: range)
            }
        } else if let torque = block["value"] {
            value = try torque.quantity(.torque, in: 0...1000)
        }
        return Fault.Mending(
            remedy: remedy, part: try block["part"]?.string, parameter: parameter, value: value, text: try block["text"]?.text)
    }
}
