import Notation
import Training

/// A test in a state of the machine: one cell's column of the fault × test matrix.
public struct Look: Sendable, Hashable {
    /// Name of the machine's state.
    public let state: String
    public let test: DiagnosticTest

    public init(_ state: String, _ test: DiagnosticTest) {
        self.state = state
        self.test = test
    }
}

extension Finding {
    public var look: Look { Look(state, test) }

    /// Errors of the instrument, at both its readings together; 0 for what is no number.
    var error: Double {
        guard case .number(let before) = healthy, case .number(let after) = faulty, margin > 0 else { return 0 }
        return abs(after - before) / margin
    }

    /// It differs from health by more than its instrument and the one that found health right can err: who has no such finding reads
    /// otherwise for sure.
    var isPlain: Bool { margin > 2 }

    /// Whether two machines that both read otherwise than a healthy one read otherwise than one another.
    func differs(from other: Finding) -> Bool {
        switch (faulty, other.faulty) {
        case (.number(let one), .number(let two)): abs(one - two) > error + other.error
        default: faulty != other.faulty
        }
    }
}

/// What one fault reads where others read something else.
public struct Distinction: Sendable {
    public let look: Look
    /// What the healthy machine, the one fault and the other read; nil for the other where it reads as the healthy one.
    public let healthy: Finding.Value
    public let one, other: Finding.Value?
    /// How far apart, in instrument errors.
    public let margin: Double
}

extension Signature {
    /// Looks that tell one broken machine from another, in states in which both were examined.
    public func distinctions(from other: Signature) -> [Distinction] {
        let theirs = Dictionary(other.findings.map { ($0.look, $0) }, uniquingKeysWith: { first, _ in first })
        let mine = Set(findings.map(\.look))
        func distinction(_ finding: Finding, _ one: Finding.Value?, _ other: Finding.Value?, _ margin: Double) -> Distinction {
            Distinction(look: finding.look, healthy: finding.healthy, one: one, other: other, margin: margin)
        }
        let here = findings.compactMap { finding -> Distinction? in
            guard other.states.contains(finding.state) else { return nil }
            if let theirs = theirs[finding.look] {
                guard finding.differs(from: theirs) else { return nil }
                return distinction(finding, finding.faulty, theirs.faulty, min(finding.margin, theirs.margin))
            }
            return finding.isPlain ? distinction(finding, finding.faulty, nil, finding.margin) : nil
        }
        let there = other.findings.filter { $0.isPlain && !mine.contains($0.look) && states.contains($0.state) }
        return here + there.map { distinction($0, nil, $0.faulty, $0.margin) }
    }
}
