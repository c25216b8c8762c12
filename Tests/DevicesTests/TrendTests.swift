import Devices
import Testing

@Suite struct TrendTests {
    @Test func `means, extremes and counts are those of each period`() {
        var trend = Trend(every: 10)
        for (time, value) in [(100.0, 1.0), (104, 3), (109.9, 5), (110, 10), (131, 7)] {
            let isTaken = trend.take(value, at: time)
            #expect(isTaken)
        }
        #expect(trend.periods.map(\.start) == [100, 110, 130])
        #expect(trend.periods.map(\.mean) == [3, 10, 7])
        #expect(trend.periods.map(\.count) == [3, 1, 1])
        #expect(trend.periods[0].minimum == 1 && trend.periods[0].maximum == 5)
        let isOldTaken = trend.take(1, at: 105)
        #expect(!isOldTaken, "older than the period before")
    }

    @Test func `a reading a week belongs to its week, a little earlier in the day than the first one too`() {
        let (day, week) = (86_400.0, 604_800.0)
        var trend = Trend(every: week)
        // Mondays at 6:40, 6:38 and 6:45.
        for (index, seconds) in [24_000.0, 23_880, 24_300].enumerated() {
            trend.take(1, at: 20_000 * day + Double(index) * week + seconds)
        }
        #expect(trend.periods.map(\.count) == [1, 1, 1])
        #expect(trend.periods.map(\.start) == [20_000 * day, 20_000 * day + week, 20_000 * day + 2 * week])
    }

    @Test func `a value on a straight line is led to its limit at the right time`() throws {
        // y = 20 + 0.5·t, one value at the middle of each period, with a period left out.
        var trend = Trend(every: 2)
        for time in stride(from: 1.0, through: 41, by: 2) where time != 11 { trend.take(20 + 0.5 * time, at: 1000 + time) }
        #expect(abs(try #require(trend.slope) - 1) < 1e-9)
        #expect(abs(try #require(trend.crossing(70)) - 1100) < 1e-6)
        #expect(trend.crossing(20) == nil, "it lies behind")
    }

    @Test func `a value that stands still, or is alone, leads nowhere`() {
        var trend = Trend(every: 1)
        trend.take(5, at: 0)
        #expect(trend.slope == nil && trend.crossing(6) == nil)
        trend.take(5, at: 1)
        #expect(trend.slope == 0 && trend.crossing(6) == nil)
    }

    @Test func `no more periods are kept than anybody reads`() {
        var trend = Trend(every: 1)
        for time in 0..<1500 { trend.take(1, at: Double(time)) }
        #expect(trend.periods.count == Trend.periodLimit)
    }
}
