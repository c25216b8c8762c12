import Components

/// Several machines of one drawing in one network, for measuring how the work grows with it.
extension Machine {
    /// Name that a component or a wire has in a copy; those of copy 0 keep theirs.
    public static func name(_ reference: String, inCopy copy: Int) -> String {
        copy == 0 || reference == "PE" || reference.isEmpty ? reference : "\(reference)~\(copy)"
    }

    /// The machine `count` times over: components, wires, shafts and hoses, with PE in common.
    public func copied(_ count: Int) -> Machine {
        func every<Item>(_ items: [Item], _ copied: (Item, Int) -> Item) -> [Item] {
            (0..<count).flatMap { copy in items.map { copied($0, copy) } }
        }
        return Machine(
            name: name, text: text, revision: revision, supply: supply, maker: maker, start: start, locations: locations,
            wireClasses: wireClasses, components: every(components) { $0.copied($1) }, wires: every(wires) { $0.copied($1) },
            shafts: every(shafts) { $0.copied($1) }, hoses: every(hoses) { $0.copied($1) }, chains: chains, points: points,
            origin: origin)
    }
}

extension Machine.TerminalReference {
    fileprivate func copied(_ copy: Int) -> Self {
        Self(reference: Machine.name(reference, inCopy: copy), terminal: terminal)
    }
}

extension Machine.ComponentDeclaration {
    fileprivate func copied(_ copy: Int) -> Self {
        let links = links.map { (key: $0.key, reference: Machine.name($0.reference, inCopy: copy), origin: $0.origin) }
        return Self(
            reference: Machine.name(reference, inCopy: copy), type: type,
            parameters: type.parameters(parameters, setting: links.map { ($0.key, .link($0.reference)) }), links: links,
            location: location, access: access, article: article, text: text, designation: designation, origin: origin)
    }
}

extension Machine.WireDeclaration {
    fileprivate func copied(_ copy: Int) -> Self {
        Self(
            number: Machine.name(number, inCopy: copy), from: from.copied(copy), to: to.copied(copy), wireClass: wireClass,
            colour: colour, section: section, length: length, rated: rated, origin: origin)
    }
}

extension Machine.ShaftDeclaration {
    fileprivate func copied(_ copy: Int) -> Self {
        Self(name: Machine.name(name, inCopy: copy), from: from.copied(copy), to: to.copied(copy), origin: origin)
    }
}

extension Machine.HoseDeclaration {
    fileprivate func copied(_ copy: Int) -> Self {
        Self(reference: Machine.name(reference, inCopy: copy), from: from.copied(copy), to: to.copied(copy), origin: origin)
    }
}
