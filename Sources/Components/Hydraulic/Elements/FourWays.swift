import Circuits

/// The ways of a spool between P, T, A and B: five orifices, and the leak over each land.
struct FourWays {
    /// Shares of the full opening of each way.
    struct Openings: Sendable, Hashable {
        var pa = 0.0
        var pb = 0.0
        var at = 0.0
        var bt = 0.0
        var pt = 0.0
    }

    private static let ports = ["P", "T", "A", "B"]
    /// From and to, by index in `ports`.
    private static let ways = [(0, 2), (0, 3), (2, 1), (3, 1), (0, 1)]

    private let joints: [Joint]
    private let orifices: [Handle<Orifice>]
    private let leaks: [Handle<Conductance>]
    private let volumes: PortVolumes

    static func terminals() -> [Terminal] {
        [
            Terminal("P", .hydraulic), Terminal("T", .hydraulic), Terminal("A", .hydraulic), Terminal("B", .hydraulic),
        ]
    }

    init(_ site: Site, _ link: OilLink) {
        let joints = Self.ports.map { site[$0] }
        self.joints = joints
        orifices = Self.ways.map {
            site.add(Orifice(area: 0), "\(Self.ports[$0.0])-\(Self.ports[$0.1])", joints[$0.0], joints[$0.1])
        }
        leaks = Self.ways.prefix(4).map {
            site.add(Conductance(0), "leak \(Self.ports[$0.0])-\(Self.ports[$0.1])", joints[$0.0], joints[$0.1])
        }
        volumes = PortVolumes(site, link, Self.ports)
    }

    /// - Parameters:
    ///   - area: of a way fully open, m².
    ///   - leak: of a land, m³/(s·Pa).
    func set(_ openings: Openings, area: Double, leak: Double, _ oil: OilProperties) {
        orifices[0].element = Orifice(area: openings.pa * area, oil: oil)
        orifices[1].element = Orifice(area: openings.pb * area, oil: oil)
        orifices[2].element = Orifice(area: openings.at * area, oil: oil)
        orifices[3].element = Orifice(area: openings.bt * area, oil: oil)
        orifices[4].element = Orifice(area: openings.pt * area, oil: oil)
        for land in leaks { land.element.value = leak * oil.fluidity }
        volumes.set(oil)
    }

    /// Watts throttled in all ways and lands.
    func losses(_ tick: Tick) -> Double {
        var sum = 0.0
        for index in 0..<5 {
            let way = Self.ways[index]
            let difference = tick.across(joints[way.0]) - tick.across(joints[way.1])
            var flow = orifices[index].element.flow(difference).value
            if index < 4 { flow += leaks[index].element.value * difference }
            sum += flow * difference
        }
        return sum
    }

    /// m³/s that leave the valve at A (index 0) or at B (index 1).
    func outflow(_ side: Int, _ tick: Tick) -> Double {
        let (supply, tank, port) = (tick.across(joints[0]), tick.across(joints[1]), tick.across(joints[2 + side]))
        return orifices[side].element.flow(supply - port).value + leaks[side].element.value * (supply - port)
            - orifices[2 + side].element.flow(port - tank).value - leaks[2 + side].element.value * (port - tank)
    }
}
