public import Modbus
import Simulation

/// Which requests ask for which values: neighbours together, as far as the device's limits go, a value never in two.
public struct PollPlan: Sendable {
    public struct Request: Sendable, Hashable {
        public let area: Area
        public let addresses: Range<Int>
        /// Of the profile, in the order of their addresses.
        public let points: [Int]
    }

    /// By group of the profile's polling.
    public private(set) var groups: [[Request]]

    public init(_ profile: Profile) {
        groups = profile.polling.groups.indices.map { group in
            Area.allCases.flatMap { area in
                Self.requests(
                    profile.points.indices.filter { profile.points[$0].group == group && profile.points[$0].area == area },
                    of: profile, area)
            }
        }
    }

    private static func requests(_ members: [Int], of profile: Profile, _ area: Area) -> [Request] {
        let limits = profile.polling.limits
        let size = area.holdsBits ? limits.bits : limits.registers
        let ordered = members.sorted {
            let (first, second) = (profile.points[$0].addresses, profile.points[$1].addresses)
            return (first.lowerBound, $0) < (second.lowerBound, $1)
        }
        var requests: [Request] = []
        for point in ordered {
            let addresses = profile.points[point].addresses
            if let last = requests.last {
                let end = max(last.addresses.upperBound, addresses.upperBound)
                if addresses.lowerBound - last.addresses.upperBound <= limits.gap, end - last.addresses.lowerBound <= size {
                    requests[requests.count - 1] = Request(
                        area: area, addresses: last.addresses.lowerBound..<end, points: last.points + [point])
                    continue
                }
            }
            requests.append(Request(area: area, addresses: addresses, points: [point]))
        }
        return requests
    }

    /// The device refuses a request that joins several values: from now on they are asked for in two, cut at the widest gap, else in
    /// the middle.
    /// - Returns: the two; empty where there is but one place, which cannot be cut.
    mutating func split(_ request: Request, group: Int, of profile: Profile) -> [Request] {
        let places = request.points.map { profile.points[$0].addresses }
        let cuts = places.indices.dropFirst().filter { places[$0].lowerBound >= places[$0 - 1].upperBound }
        let middle = places.count / 2
        let cut = cuts.max { first, second in
            func rank(_ index: Int) -> (Int, Int) {
                (places[index].lowerBound - places[index - 1].upperBound, -abs(index - middle))
            }
            return rank(first) < rank(second)
        }
        guard let cut, let index = groups[group].firstIndex(of: request) else { return [] }
        let parts = [request.points[..<cut], request.points[cut...]].map { points in
            let addresses = points.map { profile.points[$0].addresses }
            return Request(
                area: request.area,
                addresses: addresses.map(\.lowerBound).min()!..<addresses.map(\.upperBound).max()!, points: Array(points))
        }
        groups[group].replaceSubrange(index...index, with: parts)
        return parts
    }
}
