public import Training

extension Score {
    /// What the journal of a session on this exercise shows.
    public init(of journal: Journal, on exercise: Exercise, framework: Framework) {
        self.init(of: journal, scored: exercise.scenario.scored, criteria: exercise.criteria, framework: framework)
    }
}

extension Debrief {
    public init(of journal: Journal, on exercise: Exercise, framework: Framework) {
        let criteria = exercise.criteria
        let score = Score(of: journal, scored: exercise.scenario.scored, criteria: criteria, framework: framework)
        self.init(of: journal, score: score, criteria: criteria, framework: framework)
    }
}
