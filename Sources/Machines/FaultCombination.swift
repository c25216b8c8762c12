public import Notation

/// Two named faults or more that come together: one hides the other, or opens what the other alone would leave unseen.
public struct FaultCombination: Sendable {
    public let id: String
    public let text: Text
    /// Ids of the machine's faults, in the order in which they come; each is mended by its own remedy.
    public let faults: [String]
    /// How often it happens, relative to the faults of one cause.
    public let likelihood: Double
    public let cause: Text
    public let symptom: Text
    public let origin: Origin

    /// Reads the `combinations` of `faults.yaml`.
    ///
    /// - Throws: `Mistakes`: an id that a fault has already, a fault that there is not.
    public static func decode(_ node: Node, among faults: [Fault]) throws -> [FaultCombination] {
        try Mistakes.gathered { mistakes in
            var read: [FaultCombination] = []
            for item in try (node.mapping()["combinations"]?.sequence ?? []) {
                guard let combination = mistakes.collect({ try combination(item, among: faults) }) else { continue }
                let taken =
                    faults.first { $0.id == combination.id }?.origin ?? read.first { $0.id == combination.id }?.origin
                if let taken {
                    mistakes.add(
                        item.mistake(
                            Text(
                                fr: "« \(combination.id) » est déjà donné : \(taken.file), ligne \(taken.line)",
                                en: "'\(combination.id)' is already given: \(taken.file), line \(taken.line)")))
                } else {
                    read.append(combination)
                }
            }
            return read
        }
    }

    private static func combination(_ node: Node, among faults: [Fault]) throws -> FaultCombination {
        let block = try node.mapping(keys: ["id", "text", "faults", "likelihood", "cause", "symptom"])
        let named = try block.required("faults")
        let ids = try named.strings
        for (id, item) in zip(ids, try named.sequence) where !faults.contains(where: { $0.id == id }) {
            throw item.unknown(Text(fr: "panne", en: "fault"), among: faults.map(\.id))
        }
        guard ids.count > 1, Set(ids).count == ids.count else {
            throw named.mistake(
                Text(
                    fr: "une combinaison est faite de pannes différentes", en: "a combination is made of different faults"),
                expected: Text(fr: "deux pannes au moins", en: "two faults at least"))
        }
        return FaultCombination(
            id: try block.required("id").string, text: try block.required("text").text, faults: ids,
            likelihood: try block["likelihood"]?.number(in: 0.01...100) ?? 1, cause: try block.required("cause").text,
            symptom: try block.required("symptom").text, origin: node.origin)
    }
}
