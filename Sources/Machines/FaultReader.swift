import Components
public import Notation

extension Fault {
    private static let keys = [
        "id", "text", "component", "item", "wire", "hose", "failure", "severity", "profile", "drift", "technology", "likelihood",
        "cause",
        "symptom", "remedy", "network", "with", "writes", "by", "every", "unseen",
    ]

    /// Reads `faults.yaml` of a machine.
    ///
    /// - Throws: `Mistakes`: a fault on an absent part, a failure that its type does not know, an item that is no terminal.
    public static func decode(_ node: Node, for machine: Machine) throws -> [Fault] {
        try Mistakes.gathered { mistakes in
            mistakes.collect { try node.format(1) }
            guard let file = node.mapping(keys: ["faults", "combinations"], collecting: &mistakes) else { throw mistakes }
            let list = try file.required("faults").sequence
            let reader = FaultReader(machine: machine)
            var heads: [(id: String, line: Int)] = []
            for item in list {
                guard let id = try? item.mapping()["id"], case .scalar(let name, _) = id.content else { continue }
                if let first = heads.first(where: { $0.id == name }) {
                    mistakes.add(
                        id.mistake(
                            Text(
                                fr: "panne « \(name) » déjà donnée ligne \(first.line)",
                                en: "fault '\(name)' already given at line \(first.line)")))
                } else {
                    heads.append((name, id.origin.line))
                }
            }
            return list.compactMap { item in mistakes.collect { try reader.fault(item, keys: keys) } }
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
            severity: severity, profile: try profile(block["profile"]), drift: try drift(block["drift"]),
            technology: try block.required("technology").choice(of: Fault.Technology.self),
            likelihood: try block["likelihood"]?.number(in: 0.01...100) ?? 1, cause: try block.required("cause").text,
            symptom: try block.required("symptom").text, mending: try mending(try block.required("remedy"), target, block),
            intrusion: try intrusion(block, failure), unseen: try block["unseen"]?.text, origin: node.origin)
    }

    /// `writes: {seuil_courant: 300}, by: 192.168.10.77, every: 20 s`.
    private func intrusion(_ block: Mapping, _ failure: String) throws -> Fault.Intrusion? {
        guard failure == NetworkFailure.intruder.rawValue else {
            if let extra = ["writes", "by", "every"].compactMap({ block[$0] }).first {
                throw extra.mistake(
                    Text(fr: "seul un intrus du réseau écrit", en: "only an intruder on the network writes"),
                    expected: Text("failure: intruder"))
            }
            return nil
        }
        let node = try block.required("writes")
        let writes = try node.mapping().entries
        guard writes.count == 1, let write = writes.first else {
            throw node.mistake(Text(fr: "un intrus écrit une seule variable", en: "an intruder writes one variable only"))
        }
        return Fault.Intrusion(
            address: try block.required("by").string, variable: write.key, value: try write.value.number(),
            period: try block["every"]?.quantity(.time, in: 1...86_400) ?? 60)
    }

    /// The other wire of a short or a swap; empty for what happens to one alone.
    private func partner(of number: String, _ name: String, _ failure: Node, _ block: Mapping) throws -> String {
        let isBetweenTwo = WireFailure(rawValue: name)?.isBetweenTwo ?? false
        guard let with = block["with"] else {
            guard isBetweenTwo else { return "" }
            throw failure.mistake(
                Text(
                    fr: "« \(name) » est entre deux fils : la clé « with » manque",
                    en: "'\(name)' is between two wires: the key 'with' is missing"))
        }
        let other = try with.string
        guard isBetweenTwo else {
            throw with.mistake(
                Text(fr: "« \(name) » n'arrive qu'à un fil", en: "'\(name)' happens to one wire alone"),
                expected: Text(WireFailure.allCases.filter(\.isBetweenTwo).map(\.rawValue).joined(separator: ", ")))
        }
        guard other != number, machine.wire(other) != nil else {
            throw with.unknown(
                Text(fr: "autre fil", en: "other wire"), among: machine.wires.map(\.number).filter { $0 != number })
        }
        return other
    }

    private static let profiles = ["at", "ramp", "shocks", "intermittent", "when"]

    private func target(_ block: Mapping) throws -> (Fault.Target, String) {
        let failure = try block.required("failure")
        let targets = ["component", "wire", "hose", "network"].compactMap { key in block[key].map { (key, $0) } }
        if targets.count > 1 {
            throw targets[1].1.mistake(
                Text(fr: "une panne touche une seule chose", en: "a fault is in one thing only"),
                expected: Text(fr: "component, wire ou hose", en: "component, wire or hose"))
        }
        if let wire = block["wire"] {
            let number = try wire.string
            guard machine.wire(number) != nil else {
                throw wire.unknown(Text(fr: "fil", en: "wire"), among: machine.wires.map(\.number))
            }
            if let item = block["item"] {
                throw item.mistake(Text(fr: "un fil n'a pas de bornes", en: "a wire has no terminals"))
            }
            let name = try failure.choice(WireFailure.allCases.map(\.rawValue))
            return (.wire(number: number, with: try partner(of: number, name, failure, block)), name)
        }
        if let with = block["with"] {
            throw with.mistake(
                Text(
                    fr: "« with » nomme l'autre fil d'une panne entre deux fils",
                    en: "'with' names the other wire of a fault between two"))
        }
        if let network = block["network"] {
            _ = try network.choice(["modbus"])
            if let item = block["item"] {
                throw item.mistake(Text(fr: "un réseau n'a pas de bornes", en: "a network has no terminals"))
            }
            return (.network, try failure.choice(NetworkFailure.allCases.map(\.rawValue)))
        }
        let named =
            try block["component"] ?? block["hose"]
            ?? block.required("component", expected: Text(fr: "component, wire ou hose", en: "component, wire or hose"))
        let reference = try named.string
        guard let component = machine.component(reference) else {
            throw named.unknown(Text(fr: "composant", en: "component"), among: machine.components.map(\.reference))
        }
        if block["hose"] != nil, !component.isHose {
            throw named.mistake(
                Text(
                    fr: "\(reference) (\(component.type.name)) n'est pas un tuyau",
                    en: "\(reference) (\(component.type.name)) is no hose"), expected: Text("component: \(reference)"))
        }
        guard let known = component.type.failure(try failure.string) else {
            throw failure.unknown(
                Text(fr: "défaillance de \(component.type.name)", en: "failure of \(component.type.name)"),
                among: component.type.failures.map(\.name))
        }
        let item = try block["item"]?.string ?? ""
        if let node = block["item"] { try check(node, item, known, component) }
        if known.hasItem && item.isEmpty {
            throw failure.mistake(
                Text(
                    fr: "« \(known.name) » concerne une borne ou une voie : la clé « item » manque",
                    en: "'\(known.name)' concerns a terminal or a channel: the key 'item' is missing"))
        }
        return (.component(reference: reference, item: item), known.name)
    }

    /// The item must be one that the failure changes something of.
    private func check(
        _ node: Node, _ item: String, _ failure: FailureDescription, _ component: Machine.ComponentDeclaration
    ) throws(Mistake) {
        guard failure.hasItem else {
            throw node.mistake(
                Text(
                    fr: "« \(failure.name) » touche tout le composant : la clé « item » est de trop",
                    en: "'\(failure.name)' concerns the whole component: the key 'item' is one too many"))
        }
        let terminals = component.type.terminals(component.parameters).map(\.name)
        let isNamed =
            item.allSatisfy(\.isNumber) || item.split(separator: "-").allSatisfy { terminals.contains(String($0)) }
        guard !isNamed || !component.type.isFailing(component.parameters, by: failure.name, at: item) else { return }
        let candidates = terminals.filter {
            component.type.isFailing(component.parameters, by: failure.name, at: $0)
        }
        throw node.mistake(
            Text(
                fr: "« \(failure.name) » ne touche rien en « \(item) » de \(component.reference) (\(component.type.name))",
                en: "'\(failure.name)' concerns nothing at '\(item)' of \(component.reference) (\(component.type.name))"),
            expected: Text(candidates.prefix(24).joined(separator: ", ")), nearest: nearest(item, among: candidates))
    }

    private func profile(_ node: Node?) throws -> Fault.Profile {
        guard let node else { return .constant }
        if case .scalar = node.content {
            _ = try node.choice(["constant"])
            return .constant
        }
        let block = try node.mapping(keys: Self.profiles)
        guard block.entries.count == 1 else {
            throw node.mistake(
                Text(fr: "une panne a un seul profil", en: "a fault has one profile"),
                expected: Text(Self.profiles.joined(separator: ", ")))
        }
        if let at = block["at"] { return .at(try at.quantity(.time, in: 0...1e9)) }
        if let ramp = block["ramp"] {
            let ends = try ramp.mapping(keys: ["from", "to"])
            let from = try ends.required("from").quantity(.time, in: 0...1e9)
            let to = try ends.required("to").quantity(.time, in: 0...1e9)
            guard from < to else {
                throw ramp.mistake(
                    Text(fr: "la rampe finit avant de commencer", en: "the ramp ends before it begins"),
                    expected: Text("from < to"))
            }
            return .ramp(from: from, to: to)
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
        guard when["above"] != nil || when["below"] != nil else {
            throw signalNode.mistake(
                Text(fr: "la condition n'a pas de seuil", en: "the condition has no threshold"),
                expected: Text(fr: "above ou below", en: "above or below"))
        }
        let component = machine.component(reference)!
        let kind = component.type.signals(component.parameters).first { $0.name == signal }!.kind
        return .condition(
            reference: reference, signal: signal, above: try when["above"]?.quantity(kind, in: nil),
            below: try when["below"]?.quantity(kind, in: nil))
    }

    /// `{over: 1200 h, growth: 2, of: 0H1, signal: difference, trend: {fr: …, en: …}}`.
    private func drift(_ node: Node?) throws -> Fault.Drift? {
        guard let node else { return nil }
        let block = try node.mapping(keys: ["over", "growth", "of", "signal", "trend"])
        let signal = try block.required("signal").string
        return Fault.Drift(
            time: try block.required("over").duration(in: 3_600...1e9), growth: try block["growth"]?.number(in: 0.2...6) ?? 1,
            reference: try signalSource(try block.required("of"), signal), signal: signal,
            trend: try block.required("trend").text)
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

    private func remedies(of target: Fault.Target, _ fault: Mapping) -> [Remedy] {
        if target == .network, case .scalar(let name, _)? = fault["failure"]?.content {
            return NetworkFailure(rawValue: name)?.remedies ?? []
        }
        guard case .component(let reference, _) = target, let type = machine.component(reference)?.type,
            case .scalar(let name, _)? = fault["failure"]?.content
        else { return [.replace, .reconnect, .tighten] }
        return type.failure(name)?.remedies ?? []
    }

    /// Of the setting that the failure is about; the right one where none is said.
    private func networkValue(_ block: Mapping, _ fault: Mapping) throws -> Double? {
        guard case .scalar(let name, _)? = fault["failure"]?.content, let setting = NetworkFailure(rawValue: name)?.setting else {
            if let extra = block["parameter"] ?? block["value"] {
                throw extra.mistake(
                    Text(fr: "un connecteur n'a pas de réglage", en: "a connector has no setting"),
                    expected: Text("action: reconnect"))
            }
            return nil
        }
        let parameter = try block.required("parameter")
        guard try parameter.string == setting.rawValue else {
            throw parameter.unknown(Text(fr: "réglage", en: "parameter"), among: [setting.rawValue])
        }
        guard let node = block["value"] else { return setting.right }
        let value = try node.number()
        guard setting.isRight(value) else {
            throw node.mistake(
                Text(fr: "cette valeur ne répare pas", en: "this value does not mend it"), expected: Text("\(setting.right)"))
        }
        return value
    }

    private func mending(_ node: Node, _ target: Fault.Target, _ fault: Mapping) throws -> Fault.Mending {
        let block = try node.mapping(keys: ["action", "part", "parameter", "value", "text"])
        let action = try block.required("action")
        let remedy = try action.choice(of: Remedy.self)
        let known = remedies(of: target, fault)
        guard known.contains(remedy) else {
            throw action.mistake(
                Text(
                    fr: "« \(remedy.rawValue) » ne répare pas cette défaillance",
                    en: "'\(remedy.rawValue)' does not mend this failure"),
                expected: Text(known.map(\.rawValue).joined(separator: ", ")))
        }
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
        } else if target == .network {
            value = try networkValue(block, fault)
        } else if let torque = block["value"] {
            value = try torque.quantity(.torque, in: 0...1000)
        }
        return Fault.Mending(
            remedy: remedy, part: try block["part"]?.string, parameter: parameter, value: value, text: try block["text"]?.text)
    }
}
