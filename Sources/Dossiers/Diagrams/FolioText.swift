import Components
public import Machines
public import Notation

extension Schematic {
    /// A folio for a terminal: each circuit on a line from its source to its return, wire numbers between the parts.
    ///
    /// `13[S1 ┤├]14` is a part with the terminals by which it is entered and left; `→ X2:3b (5.2)` goes on at folio 5, column 2.
    public func lines(of folio: Folio, _ notes: DiagramNotes, _ language: Language, _ style: TerminalStyle) -> [String] {
        FolioText(self, folio, notes, language, style).lines()
    }
}

private struct FolioText {
    private let schematic: Schematic
    private let folio: Schematic.Folio
    private let notes: DiagramNotes
    private let language: Language
    private let style: TerminalStyle
    private var homes: [Machine.TerminalReference: Int] = [:]

    init(
        _ schematic: Schematic, _ folio: Schematic.Folio, _ notes: DiagramNotes, _ language: Language, _ style: TerminalStyle
    ) {
        self.schematic = schematic
        self.folio = folio
        self.notes = notes
        self.language = language
        self.style = style
        for (index, placed) in folio.placed.enumerated() {
            for pin in placed.part.pins { homes[.init(reference: placed.part.reference, terminal: pin.terminal)] = index }
        }
    }

    func lines() -> [String] {
        let head = "Folio \(folio.number)/\(schematic.folios.count) · \(folio.title[language])"
        let tail = "\(notes.machine[language]) · \(Text(fr: "indice", en: "revision")[language]) \(notes.revision)"
        var lines = wrappedText("\(head) · \(tail)", style.width, indent: 2)
        lines.append(String(repeating: style.rule, count: style.width))
        for (column, tokens) in trails() {
            lines += filled("\(column)", tokens)
        }
        lines.append("")
        let references = Set(folio.placed.map(\.part.reference)).sorted(by: precedesNaturally)
        for reference in references {
            guard let text = notes.components[reference] else { continue }
            let name = reference.padded(to: 7)
            lines += wrappedText("\(name)\(text[language])", style.width, indent: 7)
        }
        return lines
    }

    /// Tokens on lines, broken between tokens only.
    private func filled(_ column: String, _ tokens: [String]) -> [String] {
        var lines: [String] = []
        var current = String(repeating: " ", count: max(0, 3 - column.count)) + column + "  "
        var isEmpty = true
        for token in tokens {
            if !isEmpty, current.count + token.count > style.width {
                lines.append(current)
                current = "       "
            }
            current += token
            isEmpty = false
        }
        return lines + [current]
    }

    // MARK: - Circuits

    /// Paths that go over each conductor of the folio once, from the parts nearest the source, and name every part.
    private func trails() -> [(column: Int, tokens: [String])] {
        var isUsed = [Bool](repeating: false, count: folio.conductors.count)
        var conductors: [Machine.TerminalReference: [Int]] = [:]
        let order = folio.conductors.indices.sorted { precedesNaturally(folio.conductors[$0].name, folio.conductors[$1].name) }
        for index in order { for end in folio.conductors[index].ends { conductors[end, default: []].append(index) } }
        var isTold = [Bool](repeating: false, count: folio.placed.count)
        var result: [(Int, [String])] = []
        let starts = folio.placed.indices.sorted {
            (folio.placed[$0].column, folio.placed[$0].row, $0) < (folio.placed[$1].column, folio.placed[$1].row, $1)
        }

        func unused(_ index: Int, _ side: SymbolPart.Side?) -> (pin: SymbolPart.Pin, conductor: Int)? {
            let placed = folio.placed[index]
            for pin in placed.part.pins where side == nil || pin.side == side {
                let own = Machine.TerminalReference(reference: placed.part.reference, terminal: pin.terminal)
                if let conductor = conductors[own]?.first(where: { !isUsed[$0] }) { return (pin, conductor) }
            }
            return nil
        }

        func walk(from start: Int, entered: (terminal: String, tokens: [String])?, leaving side: SymbolPart.Side?) -> [String] {
            var tokens = entered?.tokens ?? []
            var index = start
            var into = entered?.terminal
            while true {
                isTold[index] = true
                guard let next = unused(index, into == nil ? side : .load) ?? (into == nil ? nil : unused(index, nil)) else {
                    tokens.append(token(index, into, nil))
                    return tokens
                }
                tokens.append(token(index, into, next.pin.terminal))
                isUsed[next.conductor] = true
                let conductor = folio.conductors[next.conductor]
                let own = Machine.TerminalReference(reference: folio.placed[index].part.reference, terminal: next.pin.terminal)
                let other = conductor.other(own)
                tokens.append(link(conductor.name))
                guard let home = homes[other] else {
                    let place = schematic.place(of: other).map { " (\($0))" } ?? ""
                    tokens.append("\(arrow) \(other)\(place)")
                    return tokens
                }
                index = home
                into = other.terminal
            }
        }

        for start in starts {
            let placed = folio.placed[start]
            // What comes from another folio is told from there.
            for pin in placed.part.pins where pin.side == .source {
                let own = Machine.TerminalReference(reference: placed.part.reference, terminal: pin.terminal)
                while let conductor = conductors[own]?.first(where: {
                    !isUsed[$0] && homes[folio.conductors[$0].other(own)] == nil
                }) {
                    isUsed[conductor] = true
                    let other = folio.conductors[conductor].other(own)
                    let place = schematic.place(of: other).map { " (\($0))" } ?? ""
                    result.append(
                        (
                            placed.column + 1,
                            walk(
                                from: start,
                                entered: (pin.terminal, ["\(other)\(place)", link(folio.conductors[conductor].name)]),
                                leaving: .load)
                        ))
                }
            }
            while unused(start, .load) != nil {
                result.append((placed.column + 1, walk(from: start, entered: nil, leaving: .load)))
            }
        }
        for start in starts {
            while unused(start, nil) != nil {
                result.append((folio.placed[start].column + 1, walk(from: start, entered: nil, leaving: nil)))
            }
        }
        for start in starts where !isTold[start] {
            result.append((folio.placed[start].column + 1, [token(start, nil, nil)]))
        }
        return result
    }

    // MARK: - Words

    private var arrow: String { style.isPlain ? "->" : "→" }
    private func link(_ name: String) -> String { style.isPlain ? " -\(name)- " : " ─\(name)─ " }

    private func token(_ index: Int, _ into: String?, _ out: String?) -> String {
        let part = folio.placed[index].part
        if part.symbol == .terminal {
            let shown = (into ?? out ?? part.pins[0].terminal)
            return "\(part.reference):\(shown)" + (into != nil && out != nil && into != out ? "/\(out!.suffix(1))" : "")
        }
        var channel = ""
        for pin in part.pins {
            if let note = notes.channels[.init(reference: part.reference, terminal: pin.terminal)] {
                channel = " \(note.address)"
            }
        }
        // A part that is told alone names all its terminals.
        let alone = into == nil && out == nil ? " " + part.pins.map(\.terminal).joined(separator: " ") : ""
        let glyph = glyph(part.symbol)
        return "\(into ?? "")[\(part.reference)\(glyph.isEmpty ? "" : " " + glyph)\(channel)\(alone)]\(out ?? "")"
    }

    private func glyph(_ symbol: Symbol) -> String {
        switch symbol {
        case .normallyOpen: style.isPlain ? Text(fr: "contact NO", en: "NO contact")[language] : "┤ ├"
        case .normallyClosed: style.isPlain ? Text(fr: "contact NF", en: "NC contact")[language] : "┤/├"
        case .changeover: style.isPlain ? Text(fr: "inverseur", en: "changeover")[language] : "┤⁄├"
        case .coil: style.isPlain ? Text(fr: "bobine", en: "coil")[language] : "( )"
        case .solenoid: style.isPlain ? Text(fr: "bobine EV", en: "solenoid")[language] : "(/)"
        case .lamp: style.isPlain ? Text(fr: "voyant", en: "lamp")[language] : "(X)"
        case .fuse: style.isPlain ? Text(fr: "fusible", en: "fuse")[language] : "▭"
        case .motor: "M 3~"
        case .mains: "3~+N+PE"
        case .isolatorPoles, .breakerPoles, .residualCurrentPoles, .motorBreakerPoles, .contactorPoles:
            Text(fr: "pôles", en: "poles")[language]
        case .supplyInput: "~"
        case .supplyOutput: "="
        case .plcSupply: Text(fr: "alim", en: "supply")[language]
        case .sensor: "PNP"
        case .transmitterLoop: "4-20 mA"
        default: ""
        }
    }
}

extension String {
    /// Spaces added at the end, at least one.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(1, width - count)) }
}
