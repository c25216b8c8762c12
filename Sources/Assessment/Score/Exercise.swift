public import Diagnosis
public import Training

extension Score {
    /// What the journal of a session on this exercise shows.
    public init(of journal: Journal, on exercise: Exercise, framework: Framework) {
        self.init(of: journal, scored: exercise.scenario.scored, criteria: exercise.criteria, framework: framework)
    }
}

extension Debrief {
    public init(of journal: Journal, on exercise: Exercise, framework: Framework, suspects: [Int] = []) {
        let criteria = exercise.criteria
        let score = Score(of: journal, scored: exercise.scenario.scored, criteria: criteria, framework: framework)
        self.init(
            of: journal, score: score, criteria: criteria, framework: framework, names: Vocabulary(of: exercise),
            suspects: suspects)
    }
}

extension Framework {
    /// The marks of a scenario's scripts, for its check.
    public func judge(_ journal: Journal, _ exercise: Exercise, _ asked: [String]) -> [ScenarioCheck.Verdict] {
        let score = Score(
            of: journal, scored: exercise.scenario.scored + asked, criteria: exercise.criteria, framework: self)
        return score.competencies.flatMap { competency -> [ScenarioCheck.Verdict] in
            // What an exercise gives no occasion for takes no marks away.
            let indicators = competency.indicators.filter { $0.state != .notObserved }.map { indicator in
                ScenarioCheck.Verdict(
                    indicator: indicator.id, competency: competency.code, isReached: indicator.state == .reached,
                    missing: indicator.missing)
            }
            // A gate takes the competency down though each indicator be reached.
            guard let level = competency.level else { return indicators }
            let whole = ScenarioCheck.Verdict(
                indicator: competency.code, competency: competency.code, isReached: level == .acquired, missing: level.text)
            return indicators + [whole]
        }
    }
}
