public import Assessment
public import Notation
import Training

/// Several learners side by side. A pure function of their portfolios.
public struct ClassOverview: Sendable, Hashable, Encodable {
    public struct Cell: Sendable, Hashable {
        public var competency: String
        /// Nil when nothing of it was observed.
        public var level: Level?
        /// Indicators that were seen, over the exercises that count.
        public var observations: Int
        public var exercises: Int
        public var isCapped: Bool
    }

    public struct Row: Sendable, Hashable, Encodable {
        public var learner: String
        public var sessions: Int
        public var finished: Int
        public var openGates: Int
        public var cells: [Cell]
    }

    public struct Column: Sendable, Hashable, Encodable {
        public var unit: String
        public var unitTitle: Text
        public var competency: String
        public var title: Text
        /// Learners in whom something of it was observed.
        public var seen: Int
        /// Learners who reached it, with help or without.
        public var acquired: Int
    }

    /// One exercise over the class, in learners.
    public struct Exercise: Sendable, Hashable, Encodable {
        /// A gate, and how many learners broke it.
        public struct Broken: Sendable, Hashable, Encodable {
            public var effect: Score.Gate.Effect
            public var indicator: String?
            public var danger: String?
            public var text: Text
            public var learners: Int
            /// Of those, who have not done the exercise again without it.
            public var open: Int
        }

        public var exercise: String
        public var tried: Int
        public var finished: Int
        /// Who broke a gate in it.
        public var endangered: Int
        /// Of those, who have not done it again without that.
        public var stillOpen: Int
        public var gates: [Broken]
    }

    public var framework: String
    public var competencies: [Column]
    public var learners: [Row]
    public var exercises: [Exercise]
    /// Competencies in which nobody has been seen.
    public var neverSeen: [String]

    /// - Parameter portfolios: in the order of the rows.
    public init(_ portfolios: [Portfolio], framework: Framework) {
        self.framework = framework.revision
        competencies = framework.units.flatMap { unit in
            unit.competencies.map { competency in
                let levels = portfolios.compactMap { portfolio in
                    portfolio.competencies.first { $0.code == competency.code }?.level
                }
                return Column(
                    unit: unit.code, unitTitle: unit.title, competency: competency.code, title: competency.title,
                    seen: levels.count,
                    acquired: levels.count { $0 >= .acquiredWithHelp })
            }
        }
        learners = portfolios.map { portfolio in
            Row(
                learner: portfolio.learner, sessions: portfolio.sessions.count,
                finished: portfolio.sessions.count { $0.isFinished }, openGates: portfolio.openGates,
                cells: portfolio.competencies.map { competency in
                    Cell(
                        competency: competency.code, level: competency.level, observations: competency.observations,
                        exercises: competency.evidence.count, isCapped: competency.isCapped)
                })
        }
        let names = Set(portfolios.flatMap { $0.sessions.map(\.exercise) })
        exercises = names.sorted().map { Exercise($0, portfolios) }
        neverSeen = competencies.filter { $0.seen == 0 }.map(\.competency)
    }
}

extension ClassOverview.Exercise {
    fileprivate init(_ exercise: String, _ portfolios: [Portfolio]) {
        self.exercise = exercise
        let sessions = portfolios.map { $0.sessions.filter { $0.exercise == exercise } }
        tried = sessions.count { !$0.isEmpty }
        finished = sessions.count { $0.contains { $0.isFinished } }
        let broken = portfolios.map { $0.gates.filter { $0.exercise == exercise } }
        endangered = broken.count { !$0.isEmpty }
        stillOpen = broken.count { $0.contains { $0.isOpen } }
        var gates: [Broken] = []
        for portfolio in portfolios {
            for gate in portfolio.gates where gate.exercise == exercise {
                let danger = gate.danger?.rawValue
                if let known = gates.firstIndex(where: { $0.indicator == gate.indicator && $0.danger == danger }) {
                    gates[known].learners += 1
                    gates[known].open += gate.isOpen ? 1 : 0
                } else {
                    gates.append(
                        Broken(
                            effect: gate.effect, indicator: gate.indicator, danger: danger, text: gate.text, learners: 1,
                            open: gate.isOpen ? 1 : 0))
                }
            }
        }
        self.gates = gates.sorted { $0.learners > $1.learners }
    }
}

extension ClassOverview.Cell: Encodable {
    private enum CodingKeys: String, CodingKey {
        case competency, level, observations, exercises, isCapped
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(competency, forKey: .competency)
        // The key is always there: null says that nothing was observed.
        try container.encode(level, forKey: .level)
        try container.encode(observations, forKey: .observations)
        try container.encode(exercises, forKey: .exercises)
        try container.encode(isCapped, forKey: .isCapped)
    }
}
