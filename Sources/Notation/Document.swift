internal import Yams

/// A YAML text read into nodes. Nothing is guessed of what scalars mean; what could exhaust a reader is refused.
public enum Document {
    /// Bytes.
    static let longestText = 1_000_000
    static let deepestNesting = 64

    /// The root of a text of one document; `name` is what errors call it (a file's path).
    public static func parse(_ text: String, name: String) throws -> Node {
        func refuse(_ problem: Text, expected: Text? = nil, line: Int = 1) -> Mistake {
            Mistake(origin: Origin(file: name, line: line, path: ""), problem: problem, expected: expected)
        }
        guard text.utf8.count <= longestText else {
            throw refuse(Text(fr: "le fichier dépasse 1 Mo", en: "the file is larger than 1 MB"))
        }
        let composer = Composer(name: name, budget: text.utf8.count / 2 + 20_000)
        let root = try composer.compose(text)
        return root
    }
}

private struct Composer {
    let name: String
    /// Nodes that the document may have once its aliases stand for what they name. A text without alias has fewer.
    let budget: Int

    func compose(_ text: String) throws -> Node {
        let root: Yams.Node?
        do {
            root = try Yams.Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            throw mistake(error, in: text)
        }
        var mistakes = Mistakes()
        var count = 0
        guard let root else {
            throw Mistake(
                origin: Origin(file: name, line: 1, path: ""), problem: Text(fr: "le fichier est vide", en: "the file is empty"))
        }
        let node = try node(root, path: "", depth: 0, fallback: 1, count: &count, &mistakes)
        try mistakes.check()
        return node
    }

    private func node(
        _ source: Yams.Node, path: String, depth: Int, fallback: Int, count: inout Int, _ mistakes: inout Mistakes
    ) throws -> Node {
        let line = source.mark?.line ?? fallback
        let origin = Origin(file: name, line: line, path: path)
        count += 1
        guard count <= budget else {
            throw Mistake(
                origin: origin,
                problem: Text(fr: "les alias (*nom) se multiplient sans borne", en: "the aliases (*name) multiply without bound"))
        }
        guard depth <= Document.deepestNesting else {
            throw Mistake(
                origin: Origin(file: name, line: line, path: ""),
                problem: Text(
                    fr: "plus de \(Document.deepestNesting) niveaux imbriqués",
                    en: "nested more than \(Document.deepestNesting) levels deep"))
        }
        switch source {
        case .scalar(let scalar):
            let quoted = scalar.style != .plain && scalar.style != .any
            return Node(origin: origin, content: .scalar(scalar.string, quoted: quoted))
        case .sequence(let items):
            var nodes: [Node] = []
            for (index, item) in items.enumerated() {
                nodes.append(
                    try node(
                        item, path: "\(path)[\(index + 1)]", depth: depth + 1, fallback: line, count: &count, &mistakes))
            }
            return Node(origin: origin, content: .sequence(nodes))
        case .mapping(let pairs):
            var entries: [Node.Entry] = []
            var lines: [String: Int] = [:]
            for (key, value) in pairs {
                let keyLine = key.mark?.line ?? line
                guard case .scalar(let scalar) = key else {
                    throw Mistake(
                        origin: Origin(file: name, line: keyLine, path: path),
                        problem: Text(fr: "une clé doit être un simple texte", en: "a key must be a plain text"))
                }
                let keyPath = path.isEmpty ? scalar.string : "\(path).\(scalar.string)"
                let keyOrigin = Origin(file: name, line: keyLine, path: keyPath)
                if scalar.string == "<<" {
                    mistakes.add(
                        Mistake(
                            origin: keyOrigin,
                            problem: Text(
                                fr: "la fusion « << » n'est pas prise : écrire les clés",
                                en: "the merge '<<' is not taken: write the keys")))
                    continue
                }
                if let first = lines[scalar.string] {
                    mistakes.add(duplicate(scalar.string, first: first, origin: keyOrigin))
                    continue
                }
                lines[scalar.string] = keyLine
                let child = try node(
                    value, path: keyPath, depth: depth + 1, fallback: keyLine, count: &count, &mistakes)
                entries.append(Node.Entry(key: scalar.string, keyOrigin: keyOrigin, value: child))
            }
            return Node(origin: origin, content: .mapping(entries))
        case .alias:
            // The parser replaces every alias by its node.
            preconditionFailure("an alias was left in the composed tree")
        }
    }

    private func duplicate(_ key: String, first: Int, origin: Origin) -> Mistake {
        Mistake(
            origin: origin,
            problem: Text(
                fr: "clé « \(key) » écrite deux fois, déjà à la ligne \(first)",
                en: "the key '\(key)' is written twice, first on line \(first)"))
    }

    private func mistake(_ error: YamlError, in text: String) -> Mistake {
        func at(_ line: Int, _ problem: Text) -> Mistake {
            Mistake(origin: Origin(file: name, line: line, path: ""), problem: problem)
        }
        func syntax(_ problem: String) -> Text { Text(fr: "YAML illisible (\(problem))", en: "unreadable YAML (\(problem))") }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            return at(mark.line, syntax(problem))
        case .reader(let problem, let offset, _, _):
            let line = text.prefix(offset ?? 0).count { $0.isNewline } + 1
            return at(line, syntax(problem))
        case .duplicatedKeysInMapping(let keys, let context):
            return duplicate(
                keys.first ?? "", first: context.mark.line,
                origin: Origin(file: name, line: context.mark.line, path: keys.first ?? ""))
        default:
            return at(1, syntax("\(error)"))
        }
    }
}
