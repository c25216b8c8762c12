import Devices
import Modbus
import Testing

/// The poller on time and a line that the tests hold in their hands.
@Suite struct PollerTests {
    private let clock = FakeClock()
    private let link: FakeLink

    init() { link = FakeLink(clock) }

    /// Waits for the turn, then takes it.
    private func turn(_ poller: Poller) -> Sample {
        clock.sleep(poller.due - clock.now)
        return poller.turn()
    }

    @Test func `each poll keeps its own interval on a fixed grid`() throws {
        let profile = try Profiles.made(
            "polls: {fast: 1 s, slow: 3 s}\nholding-registers: {0: {name: a}, 9: {name: b, poll: slow}}")
        let poller = Poller(profile, over: link, clock: clock)
        let begin = clock.now
        let samples = (0..<7).map { _ in turn(poller) }
        #expect(samples.map { ($0.time - 1_700_000_000 - begin).rounded() } == [0, 1, 2, 3, 4, 5, 6])
        #expect(samples.map { $0.readings[0] } == [Reading?](repeating: .number(0), count: 7))
        #expect(samples.map { $0.readings[1] != nil } == [true, false, false, true, false, false, true])
        #expect(samples.map(\.number) == Array(1...7))
        #expect(samples.allSatisfy { $0.outcome == .complete && $0.missed == 0 })
        #expect(link.opened == 1)
    }

    @Test func `an answer that is missing or wrong is asked for again`() throws {
        let profile = try Profiles.made("link: {retries: 2}\nholding-registers: {4: {name: a}}")
        let poller = Poller(profile, over: link, clock: clock)
        link.troubles = [.link(.badChecksum), .link(.wrongUnit), nil, .link(.timedOut), nil]
        #expect(turn(poller).readings == [.number(4)])
        #expect(turn(poller).readings == [.number(4)])
        let counters = poller.counters
        #expect(counters.requests == 5 && counters.answers == 2 && counters.retries == 3)
        #expect(counters.badChecksums == 1 && counters.wrongUnits == 1 && counters.timeouts == 1)
    }

    @Test func `a busy device is asked again, and one that refuses is not`() throws {
        let profile = try Profiles.made("holding-registers: {4: {name: a}}")
        let poller = Poller(profile, over: link, clock: clock)
        link.troubles = [.exception(.serverDeviceBusy), nil, .exception(.serverDeviceFailure)]
        #expect(turn(poller).readings == [.number(4)])
        let sample = turn(poller)
        #expect(sample.readings == [.failed(.exception(.serverDeviceFailure))])
        #expect(sample.outcome == .partial(.exception(.serverDeviceFailure)))
        #expect(poller.failures == 0, "it lives: it has answered")
        #expect(poller.counters.retries == 1)
    }

    @Test func `a dead device is left alone for longer and longer, and every poll that passes is counted`() throws {
        let profile = try Profiles.made("polls: {all: 1 s}\nholding-registers: {4: {name: a}}")
        let poller = Poller(profile, over: link, clock: clock)
        let begin = clock.now
        #expect(turn(poller).outcome == .complete)
        link.isPlugged = false
        var samples: [Sample] = []
        while clock.now < begin + 600 { samples.append(turn(poller)) }
        #expect(samples[0].outcome == .silent(.link(.closed)) || samples[0].outcome == .silent(.link(.noDevice("/dev/ttyUSB0"))))
        #expect(samples.count < 50, "thirty seconds at the longest: \(samples.count) tries in ten minutes")
        let waits = zip(samples, samples.dropFirst()).map { $1.time - $0.time }
        #expect(waits.allSatisfy { $0 <= 30 * 1.2 + 1 } && waits.suffix(5).allSatisfy { $0 >= 30 * 0.8 })
        link.isPlugged = true
        let back = turn(poller)
        #expect(back.outcome == .complete && back.readings == [.number(4)])
        #expect(turn(poller).missed == 0, "the waiting is over with the first answer")
        // One poll a second from the beginning: each was made or is said to have been missed.
        let made = 2 + samples.count + 1
        let missed = samples.reduce(back.missed) { $0 + $1.missed }
        #expect(abs(Double(made + missed) - (clock.now - begin + 1)) < 1)
        #expect(poller.counters.missed == missed)
    }

    @Test func `a device that says nothing costs one request a turn`() throws {
        let profile = try Profiles.made("link: {retries: 0}\nholding-registers: {0: {name: a}, 10: {name: b}, 20: {name: c}}")
        let poller = Poller(profile, over: link, clock: clock)
        link.troubles = [.link(.timedOut)]
        let sample = turn(poller)
        #expect(link.asked.count == 1)
        #expect(sample.readings == [Reading?](repeating: .failed(.link(.timedOut)), count: 3))
        #expect(sample.outcome == .silent(.link(.timedOut)))
    }

    @Test func `a lost answer among others costs only its own values`() throws {
        let profile = try Profiles.made("link: {retries: 0}\nholding-registers: {0: {name: a}, 10: {name: b}, 20: {name: c}}")
        let poller = Poller(profile, over: link, clock: clock)
        link.troubles = [nil, .link(.timedOut), nil]
        let sample = turn(poller)
        #expect(sample.readings == [.number(0), .failed(.link(.timedOut)), .number(20)])
        #expect(sample.outcome == .partial(.link(.timedOut)))
    }

    @Test func `a gateway that answers for a dead device is no sign of life, and keeps its connection`() throws {
        let profile = try Profiles.made("holding-registers: {0: {name: a}}")
        let poller = Poller(profile, over: link, clock: clock)
        link.troubles = [.exception(.gatewayTargetFailedToRespond), .exception(.gatewayTargetFailedToRespond)]
        #expect(turn(poller).outcome == .silent(.exception(.gatewayTargetFailedToRespond)))
        #expect(poller.failures == 1 && link.opened == 1)
    }

    @Test func `a request that the device refuses whole is cut until it is taken, and stays cut`() throws {
        let profile = try Profiles.made(
            "limits: {gap: 5}\nholding-registers: {0: {name: a}, 1: {name: b, format: u32}, 8: {name: c}, 9: {name: d}}")
        let poller = Poller(profile, over: link, clock: clock)
        // The device has a hole from 3 to 7.
        link.cell = { _, address in 3..<8 ~= address ? nil : UInt16(address) }
        let sample = turn(poller)
        #expect(sample.outcome == .complete)
        #expect(sample.readings == [.number(0), .number(65538), .number(8), .number(9)])
        #expect(link.asked.map(\.addresses) == [0..<10, 0..<3, 8..<10])
        #expect(poller.counters.splits == 1)
        link.forget()
        #expect(turn(poller).outcome == .complete)
        #expect(link.asked.map(\.addresses) == [0..<3, 8..<10])
    }

    @Test func `a device with a smaller limit than its profile says gets smaller requests`() throws {
        let profile = try Profiles.made("holding-registers: {0: {name: a, count: 40}}")
        let poller = Poller(profile, over: link, clock: clock)
        link.limit = 10
        let sample = turn(poller)
        #expect(sample.outcome == .complete)
        #expect(sample.readings == (0..<40).map { Reading.number(Double($0)) })
        link.forget()
        _ = turn(poller)
        #expect(link.asked.count == 4)
    }

    @Test func `one cell that is not there does not hide the others`() throws {
        let profile = try Profiles.made("holding-registers: {0: {name: a, count: 8}}")
        let poller = Poller(profile, over: link, clock: clock)
        link.cell = { _, address in address == 5 ? nil : 7 }
        let refused = Reading.failed(.exception(.illegalDataAddress))
        #expect(turn(poller).readings == (0..<8).map { $0 == 5 ? refused : .number(7) })
        #expect(poller.failures == 0)
    }

    @Test func `after the connection it waits as long as the profile says`() throws {
        let profile = try Profiles.made("link: {settling: 3 s}\nholding-registers: {0: {name: a}}")
        let poller = Poller(profile, over: link, clock: clock)
        let begin = clock.now
        _ = turn(poller)
        #expect(abs(clock.now - begin - 3.01) < 1e-6)
    }

    @Test func `extremes, trail and levels are kept, with their hysteresis`() throws {
        let profile = try Profiles.made(
            "holding-registers: {0: {name: a, thresholds: {alert: {max: 70}, alarm: {max: 80}, hysteresis: 5}}}")
        var statistics = Statistics(profile)
        var levels: [String] = []
        for (number, value) in [60, 71, 68, 64, 81, 76, 74, 40.0].enumerated() {
            statistics.take(
                Sample(time: Double(number), number: number + 1, missed: 0, readings: [.number(value)], outcome: .complete))
            levels.append("\(statistics.values[0].level)")
        }
        #expect(levels == ["normal", "alert", "alert", "normal", "alarm", "alarm", "alert", "normal"])
        #expect(statistics.values[0].minimum == 40 && statistics.values[0].maximum == 81)
        for number in 0..<100 {
            statistics.take(Sample(time: 0, number: 1, missed: 0, readings: [.number(Double(number))], outcome: .complete))
        }
        #expect(statistics.values[0].trail == (76..<100).map { Double($0) })
        statistics.take(
            Sample(time: 9, number: 1, missed: 0, readings: [.failed(.link(.timedOut))], outcome: .silent(.link(.timedOut))))
        #expect(statistics.values[0].isStale && statistics.values[0].last == .number(99))
    }
}
