/// Where a value was written.
public struct Origin: Sendable, Hashable, CustomStringConvertible {
    public let file: String
    /// Starting from 1.
    public let line: Int
    /// The way from the top of the document: `components.KM1.type`, `wires[3].from`. Empty for the document itself.
    public let path: String

    public init(file: String, line: Int, path: String) {
        self.file = file
        self.line = line
        self.path = path
    }

    public var description: String { "\(file):\(line)" }
}

/// What an author wrote wrong: where, what, what was expected there, and the nearest right spelling.
public struct Mistake: Error, Sendable, Hashable, CustomStringConvertible {
    public let origin: Origin
    public let problem: Text
    public let expected: Text?
    public let nearest: String?

    public init(origin: Origin, problem: Text, expected: Text? = nil, nearest: String? = nil) {
        self.origin = origin
        self.problem = problem
        self.expected = expected
        self.nearest = nearest
    }

    /// One line: `file:line: path: problem ; attendu : … ; le plus proche : …`.
    public func rendered(_ language: Language) -> String {
        var place = "\(origin): "
        if !origin.path.isEmpty { place += "\(origin.path): " }
        let text = Text(place) + reason
        return text[language]
    }

    /// The same without the place, for input that has none.
    public var reason: Text {
        explained(problem, expected: expected, nearest: nearest)
    }

    public var description: String { rendered(.en) }
}

/// What is wrong, what was expected, what is nearest, in one sentence.
func explained(_ problem: Text, expected: Text?, nearest: String?) -> Text {
    var text = problem
    if let expected { text = text + Text(fr: " ; attendu : ", en: "; expected: ") + expected }
    if let nearest { text = text + Text(fr: " ; le plus proche : ", en: "; nearest: ") + nearest }
    return text
}

/// All the mistakes of a reading, in the order in which they were met.
public struct Mistakes: Error, Sendable, CustomStringConvertible {
    public var all: [Mistake]
    /// The first error met that is no author's mistake. It is not hidden: `check` throws it before the mistakes.
    public private(set) var unexpected: (any Error)?

    public init(_ all: [Mistake] = []) {
        self.all = all
    }

    public var isEmpty: Bool { all.isEmpty && unexpected == nil }

    public mutating func add(_ mistake: Mistake) {
        all.append(mistake)
    }

    /// The value of the body, or nil with what it threw kept, so that reading can go on and tell all the mistakes at once.
    public mutating func collect<Value>(_ body: () throws -> Value) -> Value? {
        do {
            return try body()
        } catch let mistake as Mistake {
            all.append(mistake)
        } catch let mistakes as Mistakes {
            all += mistakes.all
            unexpected = unexpected ?? mistakes.unexpected
        } catch {
            unexpected = unexpected ?? error
        }
        return nil
    }

    /// Throws itself if any mistake was collected.
    public func check() throws {
        if let unexpected { throw unexpected }
        if !all.isEmpty { throw self }
    }

    /// A whole reading: what the body throws or collects, together, as `Mistakes`.
    public static func gathered<Value>(_ body: (inout Mistakes) throws -> Value) throws -> Value {
        var mistakes = Mistakes()
        do {
            let value = try body(&mistakes)
            try mistakes.check()
            return value
        } catch let mistake as Mistake {
            mistakes.add(mistake)
        } catch let others as Mistakes {
            // A body that ends with `check` throws what is already here.
            if others.all != mistakes.all { mistakes.all += others.all }
            if let unexpected = others.unexpected { throw unexpected }
        }
        throw mistakes
    }

    /// One line a mistake.
    public func rendered(_ language: Language) -> String {
        all.map { $0.rendered(language) }.joined(separator: "\n")
    }

    public var description: String { rendered(.en) }
}
