import Foundation
import Notation
import Testing

@testable import Assessment
@testable import Learners
@testable import Training

@Suite struct PortfolioTests {
    private func attempt(_ score: Score, _ began: Double) -> Attempt {
        Attempt(score: score, began: began, journal: "\(Int(began)).jsonl")
    }

    @Test func `a portfolio of one exercise says what its score says, to be confirmed`() throws {
        let one = try score("m/a", ["C1.1.1": .reached, "C1.1.2": .partly, "C3.1.1": .reached])
        let portfolio = try portfolio([attempt(one, 1)])
        #expect(portfolio["C1.1"].share == 0.75 && portfolio["C1.1"].level == .inProgress)
        #expect(portfolio["C3.1"].level == .acquired && !portfolio["C3.1"].isConfirmed)
        #expect(portfolio["C3.1"].unseen == ["C3.1.2"] && portfolio["C3.1"].observations == 1)
        #expect(portfolio["C1.5"].level == nil && portfolio.neverObserved == ["C1.5"])
        #expect(portfolio.units.map(\.level) == [.inProgress, .acquired])
        for competency in one.competencies {
            #expect(portfolio[competency.code].level == competency.level && portfolio[competency.code].share == competency.share)
        }
    }

    @Test func `within an exercise the last finished session counts, whether it is better or worse`() throws {
        let poor = try score("m/a", ["C3.1.1": .missed, "C3.1.2": .partly])
        let good = try score("m/a", ["C3.1.1": .reached, "C3.1.2": .reached])
        let risen = try portfolio([attempt(good, 2), attempt(poor, 1)])["C3.1"]
        #expect(risen.level == .acquired && risen.observations == 2)
        #expect(risen.evidence.map(\.tries) == [2] && risen.evidence.map(\.firstLevel) == [.notAcquired])
        #expect(!risen.isConfirmed, "two tries of one exercise are one occasion")
        #expect(try portfolio([attempt(good, 1), attempt(poor, 2)])["C3.1"].level == .notAcquired)
        // What was not closed lifts nothing, and takes nothing away.
        let left = try score("m/a", ["C3.1.1": .reached, "C3.1.2": .reached], finished: false)
        let portfolio = try portfolio([attempt(poor, 1), attempt(left, 2)])
        #expect(portfolio["C3.1"].level == .notAcquired && portfolio.sessions.map(\.isFinished) == [true, false])
    }

    @Test func `over exercises each weighs what it let be seen`() throws {
        let wide = try score("m/a", ["C3.1.1": .reached, "C3.1.2": .reached])
        let narrow = try score("m/b", ["C3.1.1": .missed])
        let sum = try portfolio([attempt(wide, 1), attempt(narrow, 2)])["C3.1"]
        #expect(abs((sum.share ?? 0) - 2.0 / 3) < 1e-12 && sum.level == .inProgress && sum.isConfirmed)
        #expect(sum.observations == 3 && sum.evidence.map(\.exercise) == ["m/a", "m/b"] && sum.unseen == [])
    }

    @Test func `help is told where it was taken for half of what was seen`() throws {
        let helped = try score("m/a", ["C3.1.1": .reached, "C3.1.2": .reached], helped: "C3.1")
        let alone = try score("m/b", ["C3.1.1": .reached, "C3.1.2": .reached])
        let more = try score("m/c", ["C3.1.1": .reached])
        #expect(try portfolio([attempt(helped, 1)])["C3.1"].level == .acquiredWithHelp)
        #expect(try portfolio([attempt(helped, 1), attempt(alone, 2)])["C3.1"].level == .acquiredWithHelp)
        #expect(try portfolio([attempt(helped, 1), attempt(alone, 2), attempt(more, 3)])["C3.1"].level == .acquired)
    }

    @Test func `a danger is in no mean: it caps until the same exercise is done again to its end without it`() throws {
        let states: [String: IndicatorState] = ["C1.5.1": .reached, "C1.5.2": .reached]
        let danger = attempt(try score("m/a", states, danger: .workNotIsolated), 1)
        let elsewhere = attempt(try score("m/b", states), 2), third = attempt(try score("m/c", states), 3)
        let open = try portfolio([danger, elsewhere, third])
        // The mean of shares would be 0.83.
        #expect(open["C1.5"].share == 0.5 && open["C1.5"].level == .inProgress && open["C1.5"].isCapped)
        #expect(open.units[0].share == 0.5 && open.openGates == 1)
        #expect(open.gates.map(\.danger) == [.workNotIsolated] && open.gates.map { $0.occurrences.map(\.lines) } == [[[2]]])
        let left = attempt(try score("m/a", states, finished: false), 4)
        #expect(try portfolio([danger, elsewhere, third, left]).openGates == 1)
        let mended = try portfolio([danger, elsewhere, third, left, attempt(try score("m/a", states), 5)])
        #expect(mended.openGates == 0 && mended["C1.5"].level == .acquired && !mended["C1.5"].isCapped)
        #expect(mended.gates.count == 1, "it stays to be seen")
        // Done at once and closed, it is not mended; done twice, it is one thing.
        let empty = attempt(try score("m/a", ["C1.5.1": .notObserved, "C1.5.2": .missed]), 5)
        let again = attempt(try score("m/a", states, danger: .workNotIsolated), 6)
        let twice = try portfolio([danger, empty, again])
        #expect(twice.openGates == 1 && twice.gates.map { $0.occurrences.map(\.journal) } == [["1.jsonl", "6.jsonl"]])
        #expect(try portfolio([danger, empty]).openGates == 1)
        // What was not scored in that session is none of its business.
        let other = attempt(try score("m/b", ["C3.1.1": .reached]), 2)
        let apart = try portfolio([danger, other])
        #expect(!apart["C3.1"].isCapped && apart["C3.1"].level == .acquired && apart["C1.5"].isCapped)
        #expect(apart.units[1].level == .acquired && apart.gates.map(\.competencies) == [["C1.5"]])
    }

    @Test func `an eliminatory act leaves nothing acquired, and counts though the session was not closed`() throws {
        let states: [String: IndicatorState] = ["C1.5.1": .reached, "C1.5.2": .reached]
        let fine = attempt(try score("m/b", states), 1)
        let bypassed = attempt(try score("m/a", states, danger: .safetyBypassed, finished: false), 2)
        let portfolio = try portfolio([fine, bypassed])
        #expect(portfolio["C1.5"].level == .notAcquired && portfolio.units[0].level == .notAcquired)
        #expect(portfolio.gates.map(\.effect) == [.eliminatory])
    }

    @Test func `what to do next: an open danger first, then what shows most of what was never seen`() throws {
        let states: [String: IndicatorState] = ["C1.5.1": .reached]
        let danger = attempt(try score("m/a", states, danger: .shock), 1)
        let occasions = [
            Occasion(exercise: "m/a", competencies: ["C1.5"]), Occasion(exercise: "m/b", competencies: ["C1.1"]),
            Occasion(exercise: "m/c", competencies: ["C1.1", "C3.1"]),
        ]
        #expect(
            try portfolio([danger], occasions).next == [
                Portfolio.Suggestion(exercise: "m/a", reason: .openGate, competencies: ["C1.5"]),
                Portfolio.Suggestion(exercise: "m/c", reason: .neverObserved, competencies: ["C1.1", "C3.1"]),
            ])
        // One that was done already comes after one that was not.
        let done = attempt(try score("m/b", ["C1.1.1": .partly]), 1)
        let next = try portfolio([done], [occasions[1], Occasion(exercise: "m/d", competencies: ["C1.1"])]).next
        #expect(next == [Portfolio.Suggestion(exercise: "m/d", reason: .notConfirmed, competencies: ["C1.1"])])
        #expect(try portfolio([], [occasions[1]]).withoutOccasion == ["C1.5", "C3.1"])
    }

    @Test func `a class counts learners, not sessions`() throws {
        let states: [String: IndicatorState] = ["C1.5.1": .reached, "C1.5.2": .reached]
        let danger = try score("m/a", states, danger: .shock), fine = try score("m/a", states)
        let framework = try smallFramework()
        let portfolios = [
            ("a", [attempt(danger, 1), attempt(danger, 2), attempt(fine, 3)]), ("b", [attempt(danger, 1)]),
            ("c", [attempt(try score("m/b", states, finished: false), 1)]), ("d", []),
        ].map { Portfolio(of: $0.0, $0.1, framework: framework, occasions: []) }
        let overview = ClassOverview(portfolios, framework: framework)
        #expect(overview.learners.map(\.openGates) == [0, 1, 0, 0] && overview.learners.map(\.finished) == [3, 1, 0, 0])
        #expect(overview.exercises.map(\.exercise) == ["m/a", "m/b"])
        #expect(overview.exercises.map(\.tried) == [2, 1] && overview.exercises.map(\.finished) == [2, 0])
        #expect(overview.exercises.map(\.endangered) == [2, 0] && overview.exercises.map(\.stillOpen) == [1, 0])
        #expect(overview.exercises[0].gates.map(\.learners) == [2] && overview.exercises[0].gates.map(\.open) == [1])
        #expect(overview.competencies.map(\.seen) == [0, 2, 0] && overview.competencies.map(\.acquired) == [0, 1, 0])
        #expect(overview.neverSeen == ["C1.1", "C3.1"])
    }
}
