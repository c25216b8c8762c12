/// Puts parts on a grid: sources above, what they feed below, one circuit beside the other.
///
/// A part goes straight under the pin that feeds it when that place is free, else to the right of all that stands already.
struct Placement {
    private let parts: [SymbolPart]
    private let conductors: [Schematic.Conductor]
    /// Ends of circuits and their loads go down to the last two rows, so that a common return can be drawn in one line.
    private let sinksEnds: Bool
    /// Wires at each terminal.
    private var wires: [Machine.TerminalReference: [Int]] = [:]
    private var homes: [Machine.TerminalReference: Int] = [:]
    private var places: [Schematic.Placed?]
    /// Parts of the group being placed.
    private var group: [Int] = []
    private var taken: Set<Cell> = []
    private var widest = 22

    private struct Cell: Hashable {
        let row: Int
        let column: Int
    }

    private init(_ parts: [SymbolPart], _ conductors: [Schematic.Conductor], sinks: Bool) {
        self.parts = parts
        self.conductors = conductors
        sinksEnds = sinks
        places = [Schematic.Placed?](repeating: nil, count: parts.count)
        for (index, part) in parts.enumerated() {
            for pin in part.pins { homes[terminal(part, pin)] = index }
        }
        for (index, conductor) in conductors.enumerated() {
            for end in conductor.ends where homes[end] != nil { wires[end, default: []].append(index) }
        }
    }

    private func terminal(_ part: SymbolPart, _ pin: SymbolPart.Pin) -> Machine.TerminalReference {
        Machine.TerminalReference(reference: part.reference, terminal: pin.terminal)
    }

    /// Circuits packed on sheets of at most so many columns.
    static func sheets(
        of parts: [SymbolPart], joinedBy conductors: [Schematic.Conductor], width: Int, sinks: Bool = true
    ) -> [[Schematic.Placed]] {
        var placement = Placement(parts, conductors, sinks: sinks)
        return placement.packed(width: width)
    }

    private mutating func packed(width: Int) -> [[Schematic.Placed]] {
        widest = width == .max ? .max : width - 2
        var circuits: [[Schematic.Placed]] = []
        // A part fed from its own sheet waits for its source.
        let order = parts.indices.sorted { (rank(parts[$0]), $0) < (rank(parts[$1]), $1) }
        for index in order where places[index] == nil && !isFedHere(index) { circuits.append(circuit(from: index)) }
        for index in order where places[index] == nil { circuits.append(circuit(from: index)) }
        var sheets: [[Schematic.Placed]] = []
        var right = 0
        for circuit in circuits {
            let circuitWidth = circuit.map { $0.column + $0.part.width }.max() ?? 0
            if sheets.isEmpty || right + circuitWidth > width {
                sheets.append([])
                right = 0
            }
            sheets[sheets.count - 1] += circuit.map {
                Schematic.Placed(part: $0.part, row: $0.row, column: $0.column + right)
            }
            right += circuitWidth
        }
        return sinksEnds ? sheets.map(lowered) : sheets
    }

    /// Sources and protections begin a circuit rather than what they feed, terminals last.
    private func rank(_ part: SymbolPart) -> Int {
        switch part.symbol {
        case .mains, .supplyOutput, .airSource: 0
        case .isolatorPoles, .breakerPoles, .residualCurrentPoles, .motorBreakerPoles: 1
        case .terminal, .link, .silencer: 3
        default: 2
        }
    }

    private func isFedHere(_ index: Int) -> Bool {
        let part = parts[index]
        // Reversible parts have no source of their own: they follow what they join.
        if part.isReversible { return !isFeeder(index) }
        return part.pins.filter { $0.side == .source }.contains { pin in
            let own = terminal(part, pin)
            return (wires[own] ?? []).contains { wire in
                guard let other = homes[conductors[wire].other(own)], other != index else { return false }
                return parts[other].isReversible || parts[other].pin(conductors[wire].other(own).terminal)?.side == .load
            }
        }
    }

    /// A terminal that only leads to what it feeds: the +24 V of a sensor, the earth of a motor.
    private func isFeeder(_ index: Int) -> Bool {
        var feeds = false
        for pin in parts[index].pins {
            let own = terminal(parts[index], pin)
            for wire in wires[own] ?? [] {
                let end = conductors[wire].other(own)
                guard let other = homes[end], !parts[other].isReversible, let side = parts[other].pin(end.terminal)?.side else {
                    continue
                }
                if side == .load { return false }
                feeds = true
            }
        }
        return feeds
    }

    // MARK: - A circuit

    private mutating func circuit(from root: Int) -> [Schematic.Placed] {
        group = []
        taken = []
        put(root, parts[root], row: 0, column: 0)
        follow(root)
        let columns = group.map { places[$0]!.column }.min() ?? 0
        let rows = group.map { places[$0]!.row }.min() ?? 0
        return group.map {
            let placed = places[$0]!
            return Schematic.Placed(part: placed.part, row: placed.row - rows, column: placed.column - columns)
        }
    }

    private var rightEdge: Int {
        group.map { places[$0]!.column + places[$0]!.part.width }.max() ?? 0
    }

    private var leftEdge: Int { group.map { places[$0]!.column }.min() ?? 0 }

    private func isFree(_ part: SymbolPart, _ row: Int, _ column: Int) -> Bool {
        (column..<(column + part.width)).allSatisfy { !taken.contains(Cell(row: row, column: $0)) }
    }

    private mutating func put(_ index: Int, _ part: SymbolPart, row: Int, column: Int) {
        for offset in 0..<part.width { taken.insert(Cell(row: row, column: column + offset)) }
        places[index] = Schematic.Placed(part: part, row: row, column: column)
        group.append(index)
    }

    /// What a pin is wired to and is not placed yet.
    private func neighbours(_ index: Int, _ pin: SymbolPart.Pin) -> [(part: Int, pin: SymbolPart.Pin)] {
        let own = terminal(parts[index], pin)
        return (wires[own] ?? []).compactMap { wire in
            let other = conductors[wire].other(own)
            guard let part = homes[other], places[part] == nil, let pin = parts[part].pin(other.terminal) else { return nil }
            return (part, pin)
        }
    }

    private mutating func follow(_ index: Int) {
        let placed = places[index]!
        let loads = placed.part.pins.filter { $0.side == .load }
        let sources = placed.part.pins.filter { $0.side == .source }
        var reached: [Int] = []
        for pin in loads {
            // What needs the row between for its exhausts is served first, and its column kept free.
            let following = neighbours(index, pin)
            let ordered =
                following.filter { hangsExhausts($0.part, besides: $0.pin) }
                + following.filter { !hangsExhausts($0.part, besides: $0.pin) }
            for next in ordered where places[next.part] == nil {
                // A comb joins terminals side by side, not one under the other.
                if placed.part.symbol == .terminal, parts[next.part].symbol == .terminal,
                    placed.part.reference == parts[next.part].reference
                {
                    continue
                }
                let part = oriented(next.part, next.pin, .source)
                guard part.pin(next.pin.terminal)?.side == .source else { continue }
                let row = placed.row + (hangsExhausts(next.part, besides: next.pin) ? 2 : 1)
                var column = placed.column(of: pin) - next.pin.offset
                if !isFree(part, row, column) || column < leftEdge - 4 {
                    column = rightEdge
                    guard rightEdge - leftEdge + part.width <= widest else { continue }
                }
                if row > placed.row + 1 { taken.insert(Cell(row: placed.row + 1, column: placed.column(of: pin))) }
                put(next.part, part, row: row, column: column)
                reached.append(next.part)
            }
        }
        for next in reached { follow(next) }
        // What feeds it or hangs from its exhausts, on its other side.
        for pin in sources {
            for next in neighbours(index, pin) where places[next.part] == nil {
                let part = oriented(next.part, next.pin, .load)
                guard part.pin(next.pin.terminal)?.side == .load,
                    !part.isReversible || isFeeder(next.part) && !placed.part.isReversible
                else { continue }
                let column = placed.column(of: pin) - next.pin.offset
                guard isFree(part, placed.row - 1, column) else { continue }
                put(next.part, part, row: placed.row - 1, column: column)
            }
        }
        // Its like, fed from the same pin: a daisy chain along the top.
        for pin in sources {
            for next in neighbours(index, pin) where places[next.part] == nil {
                let part = oriented(next.part, next.pin, .source)
                guard part.pin(next.pin.terminal)?.side == .source, rightEdge - leftEdge + part.width <= widest else { continue }
                // A terminal that feeds it is no like of it, only another terminal of the same strip is.
                if parts[next.part].isReversible, parts[next.part].reference != placed.part.reference { continue }
                put(next.part, part, row: placed.row, column: rightEdge)
                follow(next.part)
            }
        }
    }

    /// Something ends on its source side besides what feeds it: a silencer on an exhaust, which takes a row before it.
    private func hangsExhausts(_ index: Int, besides fed: SymbolPart.Pin) -> Bool {
        guard !sinksEnds else { return false }
        return parts[index].pins.contains { pin in
            pin.side == .source && pin != fed
                && neighbours(index, pin).contains { parts[$0.part].pins.count == 1 && $0.pin.side == .load }
        }
    }

    private func oriented(_ index: Int, _ pin: SymbolPart.Pin, _ side: SymbolPart.Side) -> SymbolPart {
        parts[index].isReversible && pin.side != side ? parts[index].reversed() : parts[index]
    }

    // MARK: - The common return

    /// Terminals and channels at the end of a circuit on the last row, loads on the one before.
    private func lowered(_ sheet: [Schematic.Placed]) -> [Schematic.Placed] {
        guard let last = sheet.map(\.row).max(), last > 1 else { return sheet }
        func isBelowFree(_ placed: Schematic.Placed, to row: Int) -> Bool {
            !sheet.contains { other in
                other.row > placed.row && other.row <= row && other.column < placed.column + placed.part.width
                    && placed.column < other.column + other.part.width
            }
        }
        let ends = sheet.map { placed -> Schematic.Placed in
            guard placed.row > 0 || !placed.part.isReversible else { return placed }
            switch placed.part.symbol {
            case .terminal, .plcInput, .electronics:
                guard placed.row > 0, isBelowFree(placed, to: last) else { return placed }
                return Schematic.Placed(part: placed.part, row: last, column: placed.column)
            default: return placed
            }
        }
        return ends.map { placed in
            switch placed.part.symbol {
            case .coil, .lamp, .solenoid, .resistor:
                let blocked = ends.contains {
                    $0.row > placed.row && $0.row < last && $0.column < placed.column + placed.part.width
                        && placed.column < $0.column + $0.part.width
                }
                guard placed.row < last - 1, !blocked else { return placed }
                return Schematic.Placed(part: placed.part, row: last - 1, column: placed.column)
            default: return placed
            }
        }
    }
}
