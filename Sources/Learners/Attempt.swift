public import Assessment
public import Records

/// A session of a learner and what it was worth when it was last scored.
public struct Attempt: Sendable, Hashable {
    public var score: Score
    /// Seconds since 1970, by the wall of the machine on which it was held: it orders attempts, and proves nothing.
    public var began: Double
    /// File name of its journal.
    public var journal: String
    /// What has become of the journal since.
    public var state: LearnerStore.Attempt.State

    public init(score: Score, began: Double, journal: String, state: LearnerStore.Attempt.State = .sound) {
        self.score = score
        self.began = began
        self.journal = journal
        self.state = state
    }

    public var exercise: String { score.scenario }
}

/// What an exercise can show: competencies that it scores and of which it gives evidence.
public struct Occasion: Sendable, Hashable {
    /// `convoyeur-tri/corrective`
    public var exercise: String
    /// Codes, in the framework's order.
    public var competencies: [String]

    public init(exercise: String, competencies: [String]) {
        self.exercise = exercise
        self.competencies = competencies
    }
}
