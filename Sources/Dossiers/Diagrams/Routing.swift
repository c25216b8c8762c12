import Machines

/// Where the conductors of a folio run: in the channels between its rows, each on its own track.
///
/// Channel k lies before row k; the last one after the last row. Lengths here are rows, columns and tracks: no pixels.
struct Routing {
    struct PinPlace: Hashable {
        let row: Int
        let column: Int
        let side: SymbolPart.Side
    }

    /// A conductor drawn from end to end.
    struct Route {
        let name: String
        let from: PinPlace
        let to: PinPlace
        let channel: Int
        /// Nil for a straight one.
        var track: Int?
    }

    /// An end whose other end is not drawn next to it.
    struct Reference {
        let name: String
        let to: Machine.TerminalReference
    }

    private(set) var routes: [Route] = []
    /// At each pin, in the order of the wiring list.
    private(set) var references: [PinPlace: [Reference]] = [:]
    /// Number of tracks in each channel.
    private(set) var tracks: [Int]
    let pins: [Machine.TerminalReference: PinPlace]

    init(_ folio: Schematic.Folio) {
        var pins: [Machine.TerminalReference: PinPlace] = [:]
        for placed in folio.placed {
            for pin in placed.part.pins {
                pins[.init(reference: placed.part.reference, terminal: pin.terminal)] = PinPlace(
                    row: placed.row, column: placed.column(of: pin), side: pin.side)
            }
        }
        self.pins = pins
        tracks = [Int](repeating: 0, count: folio.rows + 1)
        let gaps = Gaps(folio, pins)
        var waiting: [(route: Route, conductor: Schematic.Conductor)] = []
        let conductors = folio.conductors.sorted { precedesNaturally($0.name, $1.name) }
        for conductor in conductors {
            guard let a = pins[conductor.from], let b = pins[conductor.to], conductor.from != conductor.to else {
                refer(conductor, pins)
                continue
            }
            if gaps.areFacing(a, b) {
                routes.append(Route(name: conductor.name, from: a, to: b, channel: min(a.row, b.row) + 1, track: nil))
            } else if let channel = gaps.channel(a, b) {
                waiting.append((Route(name: conductor.name, from: a, to: b, channel: channel, track: 0), conductor))
            } else {
                refer(conductor, pins)
            }
        }
        let nets = Nets(conductors)
        for channel in tracks.indices {
            let own = waiting.filter { $0.route.channel == channel }
            let assigned = Self.assign(own.map { ($0.route, nets.root($0.conductor.from)) })
            for (index, track) in assigned.enumerated() {
                if let track {
                    var route = own[index].route
                    route.track = track
                    routes.append(route)
                    tracks[channel] = max(tracks[channel], track + 1)
                } else {
                    refer(own[index].conductor, pins)
                }
            }
        }
    }

    private mutating func refer(_ conductor: Schematic.Conductor, _ pins: [Machine.TerminalReference: PinPlace]) {
        for end in conductor.ends {
            if let pin = pins[end] {
                references[pin, default: []].append(Reference(name: conductor.name, to: conductor.other(end)))
            }
        }
    }

    // MARK: - Which channels a pin looks onto

    private struct Gaps {
        /// Occupied rows of each column, ascending.
        private var occupied: [Int: [Int]] = [:]
        private let rows: Int
        private let wired: Set<PinPlace>

        init(_ folio: Schematic.Folio, _ pins: [Machine.TerminalReference: PinPlace]) {
            for placed in folio.placed {
                for offset in 0..<placed.part.width { occupied[placed.column + offset, default: []].append(placed.row) }
            }
            for column in occupied.keys { occupied[column]!.sort() }
            rows = folio.rows
            wired = Set(folio.conductors.flatMap { $0.ends.compactMap { pins[$0] } })
        }

        private func next(_ pin: PinPlace) -> Int? { occupied[pin.column]?.first { $0 > pin.row } }
        private func last(_ pin: PinPlace) -> Int? { occupied[pin.column]?.last { $0 < pin.row } }

        /// Channels that the pin's stem can reach. Between two wired pins that face each other, the lower has its own channel only.
        private func reach(_ pin: PinPlace) -> ClosedRange<Int> {
            switch pin.side {
            case .load:
                guard let next = next(pin) else { return (pin.row + 1)...rows }
                let facing = wired.contains(PinPlace(row: next, column: pin.column, side: .source))
                return (pin.row + 1)...max(pin.row + 1, facing && next > pin.row + 1 ? next - 1 : next)
            case .source:
                guard let last = last(pin) else { return 0...pin.row }
                let facing = wired.contains(PinPlace(row: last, column: pin.column, side: .load))
                return (facing ? pin.row : last + 1)...pin.row
            }
        }

        func areFacing(_ a: PinPlace, _ b: PinPlace) -> Bool {
            guard a.column == b.column, a.side != b.side else { return false }
            let (upper, lower) = a.side == .load ? (a, b) : (b, a)
            return upper.row < lower.row && next(upper) == lower.row
        }

        func channel(_ a: PinPlace, _ b: PinPlace) -> Int? {
            let (x, y) = (reach(a), reach(b))
            guard x.overlaps(y), a != b else { return nil }
            let common = x.clamped(to: y)
            return a.side == .load && b.side == .load ? common.lowerBound : common.upperBound
        }
    }

    private struct Nets {
        private var parents: [Machine.TerminalReference: Machine.TerminalReference] = [:]

        init(_ conductors: [Schematic.Conductor]) {
            for conductor in conductors {
                let (a, b) = (root(conductor.from), root(conductor.to))
                if a != b { parents[a] = b }
            }
        }

        func root(_ terminal: Machine.TerminalReference) -> Machine.TerminalReference {
            var current = terminal
            while let parent = parents[current] { current = parent }
            return current
        }
    }

    // MARK: - Tracks

    /// A track for each route of a channel; nil where two of them would have to pass over each other both ways.
    ///
    /// A stem that comes from above must stop before one of another net that goes down in the same column begins.
    private static func assign(_ routes: [(route: Route, net: Machine.TerminalReference)]) -> [Int?] {
        var tracks = [Int?](repeating: nil, count: routes.count)
        var before = [[Int]](repeating: [], count: routes.count)
        for (i, a) in routes.enumerated() {
            for (j, b) in routes.enumerated() where i != j && a.net != b.net {
                for x in [a.route.from, a.route.to] where x.side == .load {
                    for y in [b.route.from, b.route.to] where y.side == .source && y.column == x.column { before[j].append(i) }
                }
            }
        }
        var waiting = Array(routes.indices)
        var ranges: [[ClosedRange<Int>]] = []
        while !waiting.isEmpty {
            guard let index = waiting.first(where: { index in before[index].allSatisfy { !waiting.contains($0) } }) else {
                waiting.removeFirst()
                continue
            }
            waiting.removeAll { $0 == index }
            let route = routes[index].route
            let range = min(route.from.column, route.to.column)...max(route.from.column, route.to.column)
            var track = (before[index].compactMap { tracks[$0] }.max() ?? -1) + 1
            while track < ranges.count, ranges[track].contains(where: { $0.overlaps(range) }) { track += 1 }
            while ranges.count <= track { ranges.append([]) }
            ranges[track].append(range)
            tracks[index] = track
        }
        return tracks
    }
}
