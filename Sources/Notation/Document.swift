internal import Yams

/// A YAML text read into nodes. Nothing is guessed of what scalars mean; what could exhaust a reader is refused.
public enum Document {
    /// Bytes.
    public static let longestText = 1_000_000
    static let deepestNesting = 64

    /// The text of a file's bytes, with what is no text and what is too long refused.
    public static func text(of bytes: some Collection<UInt8>, name: String) throws(Mistake) -> String {
        guard bytes.count <= longestText else { throw tooLong(name) }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        // Line by line, to tell the first that is wrong: a line feed is never a part of another character.
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        throw Mistake(
            origin: Origin(file: name, line: line + 1, path: ""),
            problem: Text(fr: "ce n'est pas de l'UTF-8", en: "this is no UTF-8"),
            expected: Text(fr: "un texte enregistré en UTF-8", en: "a text saved as UTF-8"))
    }

    private static func tooLong(_ name: String) -> Mistake {
        Mistake(
            origin: Origin(file: name, line: 1, path: ""),
            problem: Text(fr: "le fichier dépasse 1 Mo", en: "the file is larger than 1 MB"))
    }

    /// The root of a text of one document; `name` is what errors call it (a file's path).
    public static func parse(_ text: String, name: String) throws -> Node {
        guard text.utf8.count <= longestText else { throw tooLong(name) }
        let composer = Composer(name: name, budget: text.utf8.count / 2 + 20_000)
        // Some editors head a file with a byte order mark.
        let hasMark = text.unicodeScalars.first == "\u{FEFF}"
        return try composer.compose(hasMark ? String(text.unicodeScalars.dropFirst()) : text)
    }

    /// One document of several files: the blocks and lists of the parts follow those of the first, each entry with its own origin.
    /// What stands alone in a part (`format: 1`) must say the same there as in the first.
    ///
    /// - Throws: `Mistakes`: a key given in two files, or a part that is no block of keys.
    public static func joined(_ parts: [Node]) throws -> Node {
        guard let first = parts.first else { preconditionFailure("a document of no file") }
        return try Mistakes.gathered { mistakes in
            parts.dropFirst().reduce(first) { whole, part in
                guard case .mapping(let entries) = whole.content else { return whole }
                guard case .mapping(let added) = part.content else {
                    mistakes.add(part.mistake(part.found, expected: Text(fr: "un bloc de clés", en: "a block of keys")))
                    return whole
                }
                return Node(origin: whole.origin, content: .mapping(joined(entries, added, isTop: true, &mistakes)))
            }
        }
    }

    private static func joined(
        _ entries: [Node.Entry], _ added: [Node.Entry], isTop: Bool, _ mistakes: inout Mistakes
    ) -> [Node.Entry] {
        var all = entries
        var places: [String: Int] = [:]
        for (index, entry) in all.enumerated() { places[entry.key] = index }
        for entry in added {
            guard let index = places[entry.key] else {
                places[entry.key] = all.count
                all.append(entry)
                continue
            }
            let known = all[index]
            let content: Node.Content
            switch (known.value.content, entry.value.content) {
            case (.mapping(let first), .mapping(let second)) where isTop:
                content = .mapping(joined(first, second, isTop: false, &mistakes))
            case (.sequence(let first), .sequence(let second)) where isTop: content = .sequence(first + second)
            case (.scalar(let first, _), .scalar(let second, _)) where isTop && first == second: continue
            default:
                mistakes.add(
                    Mistake(
                        origin: entry.keyOrigin,
                        problem: Text(
                            fr: "« \(entry.key) » est déjà donné : \(known.keyOrigin.file), ligne \(known.keyOrigin.line)",
                            en: "'\(entry.key)' is already given: \(known.keyOrigin.file), line \(known.keyOrigin.line)")))
                continue
            }
            all[index] = Node.Entry(
                key: known.key, keyOrigin: known.keyOrigin, value: Node(origin: known.value.origin, content: content))
        }
        return all
    }
}

private struct Composer {
    let name: String
    /// Nodes that the document may have once its aliases stand for what they name. A text without alias has fewer.
    let budget: Int

    func compose(_ text: String) throws -> Node {
        guard !mayHaveAliasesInKeys(text) else {
            throw refusal(1, Text(fr: "une clé ne peut pas contenir d'alias (*nom)", en: "a key cannot hold an alias (*name)"))
        }
        guard let root = try composed(text) else { throw refusal(1, Text(fr: "le fichier est vide", en: "the file is empty")) }
        var mistakes = Mistakes()
        var count = 0
        let node = try node(root, path: "", depth: 0, count: &count, &mistakes)
        try mistakes.check()
        return node
    }

    /// The tree of Yams, in which the repetitions of a key bear the mark of `DuplicateMark`.
    private func composed(_ original: String) throws -> Yams.Node? {
        var text = original
        var last: (key: String, line: Int)?
        var rounds = 0
        while true {
            do {
                return try Yams.Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                let key = keys.first ?? ""
                let mark = context.mark
                let marked = DuplicateMark.marking(key, line: mark.line, column: mark.column, in: text)
                let again = last.map { $0 == (key, mark.line) } ?? false
                rounds += 1
                // Each repeated key costs a composing: the first six are told together, of more the one at hand.
                guard let marked, !again, rounds <= 6 else {
                    throw Mistake(
                        origin: Origin(file: name, line: mark.line, path: key),
                        problem: Text(fr: "clé « \(key) » écrite deux fois", en: "the key '\(key)' is written twice"))
                }
                last = (key, mark.line)
                text = marked
            } catch let error as YamlError {
                throw mistake(error, in: text)
            }
        }
    }

    private func refusal(_ line: Int, _ problem: Text, path: String = "") -> Mistake {
        Mistake(origin: Origin(file: name, line: line, path: path), problem: problem)
    }

    private func node(
        _ source: Yams.Node, path: String, depth: Int, count: inout Int, _ mistakes: inout Mistakes
    ) throws -> Node {
        let line = source.mark?.line ?? 1
        let origin = Origin(file: name, line: line, path: path)
        count += 1
        guard count <= budget else {
            throw refusal(
                line, Text(fr: "les alias (*nom) se multiplient sans borne", en: "the aliases (*name) multiply without bound"))
        }
        guard depth <= Document.deepestNesting else {
            let limit = Document.deepestNesting
            throw refusal(line, Text(fr: "plus de \(limit) niveaux imbriqués", en: "nested more than \(limit) levels deep"))
        }
        switch source {
        case .scalar(let scalar):
            refuse(scalar.tag, origin, &mistakes)
            let quoted = scalar.style != .plain && scalar.style != .any
            return Node(origin: origin, content: .scalar(scalar.string, quoted: quoted))
        case .sequence(let items):
            refuse(items.tag, origin, &mistakes)
            var nodes: [Node] = []
            for (index, item) in items.enumerated() {
                let itemPath = "\(path)[\(index + 1)]"
                nodes.append(try node(item, path: itemPath, depth: depth + 1, count: &count, &mistakes))
            }
            return Node(origin: origin, content: .sequence(nodes))
        case .mapping(let pairs):
            refuse(pairs.tag, origin, &mistakes)
            return Node(
                origin: origin, content: .mapping(try entries(pairs, path: path, depth: depth, count: &count, &mistakes)))
        case .alias:
            // The parser replaces every alias by its node.
            preconditionFailure("an alias was left in the composed tree")
        }
    }

    private func entries(
        _ pairs: Yams.Node.Mapping, path: String, depth: Int, count: inout Int, _ mistakes: inout Mistakes
    ) throws -> [Node.Entry] {
        var entries: [Node.Entry] = []
        var lines: [String: Int] = [:]
        for (keyNode, value) in pairs {
            let line = keyNode.mark?.line ?? 1
            guard case .scalar(let scalar) = keyNode else {
                throw refusal(line, Text(fr: "une clé doit être un simple texte", en: "a key must be a plain text"), path: path)
            }
            let (key, repeated) = DuplicateMark.read(scalar.string)
            let keyPath = path.isEmpty ? key : "\(path).\(key)"
            let origin = Origin(file: name, line: line, path: keyPath)
            refuse(scalar.tag, origin, &mistakes)
            if key == "<<", scalar.style == .plain {
                mistakes.add(
                    Mistake(
                        origin: origin,
                        problem: Text(
                            fr: "la fusion « << » n'est pas prise : écrire les clés",
                            en: "the merge '<<' is not taken: write the keys")))
            } else if repeated || lines[key] != nil {
                let first = lines[key] ?? line
                mistakes.add(
                    Mistake(
                        origin: origin,
                        problem: Text(
                            fr: "clé « \(key) » écrite deux fois, d'abord à la ligne \(first)",
                            en: "the key '\(key)' is written twice, first on line \(first)")))
            } else {
                lines[key] = line
                let child = try node(value, path: keyPath, depth: depth + 1, count: &count, &mistakes)
                entries.append(Node.Entry(key: key, keyOrigin: origin, value: child))
            }
        }
        return entries
    }

    /// A tag (`!!int`) says what a scalar means; here only the declared type does.
    private func refuse(_ tag: Tag, _ origin: Origin, _ mistakes: inout Mistakes) {
        let name = tag.description
        guard !["", "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"].contains(name) else { return }
        let shown = name.replacing("tag:yaml.org,2002:", with: "!!")
        mistakes.add(
            Mistake(
                origin: origin,
                problem: Text(fr: "l'étiquette « \(shown) » n'est pas prise", en: "the tag '\(shown)' is not taken")))
    }

    private func mistake(_ error: YamlError, in text: String) -> Mistake {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            // What is left open is told where it opens; the parser notices it much later, or only at the end.
            let isLeftOpen = ["flow", "simple key", "quoted scalar"].contains { context?.text.contains($0) ?? false }
            let line = isLeftOpen ? context?.mark.line ?? mark.line : mark.line
            return refusal(min(line, text.count { $0.isNewline } + 1), syntaxProblem(problem))
        case .reader(let problem, let offset, _, _):
            return refusal(text.prefix(offset ?? 0).count { $0.isNewline } + 1, syntaxProblem(problem))
        default:
            return refusal(1, syntaxProblem("\(error)"))
        }
    }
}
