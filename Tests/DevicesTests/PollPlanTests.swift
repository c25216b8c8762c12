import Devices
import Modbus
import Simulation
import Testing

@Suite struct PollPlanTests {
    private func spans(_ yaml: String) throws -> [[Range<Int>]] {
        PollPlan(try Profiles.made(yaml)).groups.map { $0.map(\.addresses) }
    }

    @Test func `neighbours are asked for together, whatever their order in the file`() throws {
        #expect(
            try spans("holding-registers: {5: {name: c, format: u32}, 0: {name: a}, 1: {name: b, format: u64}}") == [[0..<7]])
    }

    @Test func `holes are read along only as far as the profile says`() throws {
        let registers = "holding-registers: {0: {name: a}, 3: {name: b}, 10: {name: c}}"
        #expect(try spans(registers) == [[0..<1, 3..<4, 10..<11]])
        #expect(try spans("limits: {gap: 2}\n" + registers) == [[0..<4, 10..<11]])
        #expect(try spans("limits: {gap: 6}\n" + registers) == [[0..<11]])
    }

    @Test func `a request stays within the device's limits and never parts a value`() throws {
        let registers = "holding-registers: {0: {name: a, format: u32, count: 5}, 10: {name: b, format: u64}}"
        #expect(try spans("limits: {registers: 5}\n" + registers) == [[0..<4, 4..<8, 8..<10, 10..<14]])
        #expect(try spans("limits: {registers: 10}\n" + registers) == [[0..<10, 10..<14]])
        #expect(try spans("coils: {0: {name: c, count: 20}}\nlimits: {bits: 8}") == [[0..<8, 8..<16, 16..<20]])
    }

    @Test func `bits of a register are asked for once`() throws {
        let plan = PollPlan(try Profiles.made("holding-registers: {3.0: {name: a}, 3.1: {name: b}, 3.4-7: {name: c}}"))
        #expect(plan.groups[0].map(\.addresses) == [3..<4])
        #expect(plan.groups[0][0].points == [0, 1, 2])
    }

    @Test func `areas and polls are apart, and what is never polled is in none`() throws {
        let yaml = """
            polls: {fast: 1 s, slow: 60 s}
            coils: {0: {name: a}}
            holding-registers: {0: {name: b, poll: slow}, 1: {name: c}, 2: {name: d, poll: never}}
            """
        let plan = PollPlan(try Profiles.made(yaml))
        #expect(plan.groups.map { $0.map(\.area) } == [[.coils, .holdingRegisters], [.holdingRegisters]])
        #expect(plan.groups.map { $0.map(\.points) } == [[[0], [2]], [[1]]])
    }

    @Test(arguments: Profiles.names) func `the profiles that come with banc ask within their limits`(name: String) throws {
        let profile = try Profiles.named(name)
        let plan = PollPlan(profile)
        for request in plan.groups.joined() {
            let limits = profile.polling.limits
            #expect(request.addresses.count <= (request.area.holdsBits ? limits.bits : limits.registers))
            for point in request.points {
                let addresses = profile.points[point].addresses
                #expect(
                    request.addresses.lowerBound <= addresses.lowerBound && addresses.upperBound <= request.addresses.upperBound)
            }
        }
        let asked = plan.groups.joined().flatMap(\.points).sorted()
        #expect(asked == profile.points.indices.filter { profile.points[$0].group != nil })
        #expect(plan.groups.joined().count <= profile.points.count / 2, "few requests for many values")
    }
}
