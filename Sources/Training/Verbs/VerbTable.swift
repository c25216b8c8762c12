import Notation

extension Verb {
    /// The grammar of a session, by family.
    public static let all: [Verb] =
        whereAndWhat + people + measuring + reasoning + makingSafe + acting + organising + tryingOut + findingOnesWay

    /// By its identifier, the first English word.
    public static func named(_ id: String) -> Verb? { byIdentifier[id] }

    private static let byIdentifier = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })

    /// The verb that these words begin with, the one of most words, and how many they are.
    static func longest(beginning words: [String]) -> (verb: Verb, length: Int)? {
        for length in stride(from: min(longestPhrase, words.count), through: 1, by: -1) {
            let key = phraseKey(words.prefix(length).joined(separator: " "))
            if let index = positions[key] { return (all[index], length) }
        }
        return nil
    }

    /// Every spelling of its words, the `tu` form of a French infinitive included: `mesurer`, `mesure`.
    var spellings: [String] {
        var spellings: [String] = []
        for phrase in words.taken {
            let key = phraseKey(phrase)
            // A word of signs alone, `?`, has no other spelling.
            spellings.append(key.isEmpty ? phrase : key)
        }
        for phrase in words.fr where phraseKey(phrase).hasSuffix("er") && !phrase.contains(" ") {
            spellings.append(String(phraseKey(phrase).dropLast()))
        }
        var unique: [String] = []
        for spelling in spellings where !unique.contains(spelling) { unique.append(spelling) }
        return unique
    }

    /// Whether one of its words, of several, begins with this one: `consigner`.
    func begins(with word: String) -> Bool {
        let key = phraseKey(word) + " "
        return spellings.contains { $0.hasPrefix(key) }
    }

    private static let positions: [String: Int] = {
        var positions: [String: Int] = [:]
        for (index, verb) in all.enumerated() {
            for spelling in verb.spellings where positions[spelling] == nil { positions[spelling] = index }
        }
        return positions
    }()

    /// The longest phrase in words.
    private static let longestPhrase = 4

    /// The verb that a noun is made from: `restitution` of `restituer`, `mesure` of `mesurer`.
    static func akin(to noun: String) -> Verb? {
        let key = phraseKey(noun)
        guard key.count >= leastStem else { return nil }
        return all.first { verb in verb.spellings.contains { $0.hasPrefix(key) || stem(key, $0) } }
    }

    /// Whether both begin with a stem that leaves only an ending.
    private static func stem(_ one: String, _ other: String) -> Bool {
        let shared = zip(one, other).prefix { $0 == $1 }.count
        return shared >= leastStem && other.count - shared <= 2 && one.count - shared <= 5
    }

    private static let leastStem = 5
}
