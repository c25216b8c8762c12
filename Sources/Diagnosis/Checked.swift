public import Notation

/// One thing that a check has verified; no reason when it holds.
public struct Checked<Aspect: Sendable>: Sendable {
    public let aspect: Aspect
    public let text: Text
    public let reasons: [Text]
    /// What is worth knowing though it holds.
    public let notes: [Text]

    public var holds: Bool { reasons.isEmpty }

    init(_ aspect: Aspect, _ text: Text, _ reasons: [Text], notes: [Text] = []) {
        (self.aspect, self.text, self.reasons, self.notes) = (aspect, text, reasons, notes)
    }
}
