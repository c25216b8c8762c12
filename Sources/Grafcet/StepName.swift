/// The name of a step after IEC 60848: `20`, the macro-step `M20`, the entry `E20` and the exit `S20` of its expansion.
struct StepName: Equatable {
    enum Kind: String {
        case step = ""
        case macroStep = "M"
        case entry = "E"
        case exit = "S"
    }

    let kind: Kind
    /// Its digits.
    let number: String

    init?(_ text: String) {
        let digits = text.drop { !$0.isNumber }
        guard let kind = Kind(rawValue: String(text.prefix(text.count - digits.count))), (1...6).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        self.kind = kind
        number = String(digits)
    }

    private init(_ kind: Kind, _ number: String) {
        self.kind = kind
        self.number = number
    }

    var text: String { kind.rawValue + number }

    /// That of the macro-step, its entry or its exit of the same number.
    func with(_ kind: Kind) -> StepName { StepName(kind, number) }
}
