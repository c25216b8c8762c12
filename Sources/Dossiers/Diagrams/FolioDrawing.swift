import Components
public import Machines
public import Notation

/// What a folio's cartouche and its symbols say besides the netlist.
public struct DiagramNotes: Sendable {
    public var machine: Text
    public var revision: String
    /// Beside a terminal: a PLC address, and what the variable means.
    public var channels: [Machine.TerminalReference: (address: String, meaning: Text?)]
    /// What a component is, by reference.
    public var components: [String: Text]

    public init(
        machine: Text, revision: String, channels: [Machine.TerminalReference: (address: String, meaning: Text?)] = [:],
        components: [String: Text] = [:]
    ) {
        self.machine = machine
        self.revision = revision
        self.channels = channels
        self.components = components
    }
}

extension Schematic {
    /// A folio as a complete SVG document, landscape A4 in proportion.
    public func drawing(of folio: Folio, _ notes: DiagramNotes, _ language: Language) -> String {
        var drawing = FolioDrawing(self, folio, notes, language)
        return drawing.document()
    }
}

private struct FolioDrawing {
    typealias Point = Pen.Point

    private let schematic: Schematic
    private let folio: Schematic.Folio
    private let notes: DiagramNotes
    private let language: Language
    private let routing: Routing
    private var pen = Pen()

    private let isFluid: Bool
    private let cell: Double
    private let pitch: Double
    private let left: Double
    private let width: Double
    private let height: Double
    /// From the source's edge of the drawing.
    private var rowStarts: [Double] = []
    private var channelStarts: [Double] = []
    private var channelHeights: [Double] = []
    private var sourceStubs: [Double] = []
    private var loadStubs: [Double] = []
    private var contentHeight = 0.0

    private static let margin = 24.0
    private static let ruler = 22.0
    private static let cartouche = 46.0
    private static let track = 13.0
    private static let stubLine = 10.0
    private static let meaningRoom = 140.0
    private static let legendLine = 11.0

    init(_ schematic: Schematic, _ folio: Schematic.Folio, _ notes: DiagramNotes, _ language: Language) {
        self.schematic = schematic
        self.folio = folio
        self.notes = notes
        self.language = language
        routing = Routing(folio)
        isFluid = folio.domain != .electrical
        cell = isFluid ? 62 : 54
        let columns = Double(max(1, folio.columns))
        let room = 1122 - 2 * Self.margin - 40
        pitch =
            switch folio.domain {
            case .pneumatic: max(26, min(34, room / columns))
            case .hydraulic: max(40, min(60, room / columns))
            default: max(48, min(92, room / columns))
            }
        let content = pitch * columns

        // Rows and channels, from the source on.
        let rows = folio.rows
        var stubs = (source: [Double](repeating: 0, count: rows + 1), load: [Double](repeating: 0, count: rows + 1))
        for (pin, references) in routing.references {
            let lines = Double(references.count) * Self.stubLine + 16
            // A source pin looks onto the channel before its row, a load pin onto the one after.
            if pin.side == .source {
                stubs.source[pin.row] = max(stubs.source[pin.row], lines)
            } else {
                stubs.load[pin.row + 1] = max(stubs.load[pin.row + 1], lines)
            }
        }
        let channelled = folio.placed.filter { placed in
            placed.part.pins.contains { notes.channels[.init(reference: placed.part.reference, terminal: $0.terminal)] != nil }
        }
        let references = Set(folio.placed.map(\.part.reference)).filter { notes.components[$0] != nil }
        let legend = Double((references.count + 3) / 4) * Self.legendLine + 14
        var heights: [Double] = []
        for channel in 0...rows {
            var height = stubs.load[channel] + Double(routing.tracks[channel]) * Self.track + stubs.source[channel] + 22
            let isTold = channelled.contains {
                $0.part.symbol == .plcOutput ? $0.row == channel : $0.part.symbol == .plcInput && $0.row + 1 == channel
            }
            if isTold { height += Self.meaningRoom }
            heights.append(height)
        }
        // What a sheet has left goes between the rows.
        let around = 2 * Self.margin + Self.ruler + legend + Self.cartouche
        let slack = 1122 * 210 / 297 - around - heights.reduce(0, +) - Double(rows) * cell
        let spread = min(44, max(0, slack / Double(rows + 1)))
        var y = 0.0
        var rowStarts: [Double] = []
        var channelStarts: [Double] = []
        for channel in 0...rows {
            heights[channel] += spread
            channelStarts.append(y)
            y += heights[channel]
            if channel < rows {
                rowStarts.append(y)
                y += cell
            }
        }
        self.rowStarts = rowStarts
        self.channelStarts = channelStarts
        channelHeights = heights
        sourceStubs = stubs.source
        loadStubs = stubs.load
        contentHeight = y
        let wantedHeight = around + contentHeight
        let wantedWidth = content + 2 * Self.margin + 40
        // A4 landscape in proportion.
        let ratio = 297.0 / 210.0
        width = max(1122, wantedWidth, wantedHeight * ratio)
        height = width / ratio
        left = (width - content) / 2 + pitch / 2
    }

    // MARK: - From grid to page

    private var origin: Double { Self.margin + Self.ruler }
    private var bottom: Double { height - Self.margin - Self.cartouche }

    private func page(_ y: Double) -> Double { isFluid ? origin + contentHeight + 10 - y : origin + y }
    private func x(_ column: Int) -> Double { left + Double(column) * pitch }

    private func edge(_ pin: Routing.PinPlace) -> Double {
        page(pin.side == .source ? rowStarts[pin.row] : rowStarts[pin.row] + cell)
    }

    private func trackY(_ channel: Int, _ track: Int) -> Double {
        let start = channelStarts[channel] + loadStubs[channel] + 14
        let isOutputs = folio.placed.contains { $0.part.symbol == .plcOutput && $0.row == channel }
        return page(start + (isOutputs ? Self.meaningRoom : 0) + Double(track) * Self.track)
    }

    mutating func document() -> String {
        frame()
        for placed in folio.placed { draw(placed) }
        for route in routing.routes { draw(route) }
        for placed in folio.placed {
            for pin in placed.part.pins { drawReferences(placed, pin) }
        }
        junctions()
        return pen.document(width: width, height: height, title: "\(notes.machine[language]) — \(folio.title[language])")
    }

    // MARK: - Conductors

    private mutating func draw(_ route: Routing.Route) {
        let (a, b) = (Point(x: x(route.from.column), y: edge(route.from)), Point(x: x(route.to.column), y: edge(route.to)))
        guard let track = route.track else {
            pen.line([a, b])
            let (low, high) = (room(at: route.from), room(at: route.to))
            let sign = b.y > a.y ? 1.0 : -1.0
            let y = (a.y + sign * low) * 0.6 + (b.y - sign * high) * 0.4
            pen.write(route.name, Point(x: a.x + 3, y: y + 3), size: 8.5, colour: "#00449e")
            return
        }
        let y = trackY(route.channel, track)
        pen.line([a, Point(x: a.x, y: y), Point(x: b.x, y: y), b])
        pen.write(
            route.name, Point(x: (a.x + b.x) / 2 + (abs(a.x - b.x) > 1.5 * pitch ? pitch / 4 : 0), y: y - 2), size: 8.5, .middle,
            colour: "#00449e")
    }

    /// What the references written beside a pin take of its conductor.
    private func room(at pin: Routing.PinPlace) -> Double {
        guard let count = routing.references[pin]?.count else { return 0 }
        return 14 + Double(count) * Self.stubLine
    }

    private mutating func drawReferences(_ placed: Schematic.Placed, _ pin: SymbolPart.Pin) {
        let place = Routing.PinPlace(row: placed.row, column: placed.column(of: pin), side: pin.side)
        guard let references = routing.references[place] else { return }
        let from = Point(x: x(place.column), y: edge(place))
        let outward = (pin.side == .load) != isFluid ? 1.0 : -1.0
        let end = Point(x: from.x, y: from.y + outward * 14)
        pen.arrow(from, end, size: 5)
        for (index, reference) in references.enumerated() {
            let where_ = schematic.place(of: reference.to).map { " \($0)" } ?? " \(reference.to)"
            let y = outward > 0 ? end.y + 4 + Double(index) * Self.stubLine : end.y + 2 - Double(index) * Self.stubLine
            let text = Point(x: from.x + 5, y: y)
            pen.write(reference.name, text, size: 8.5, colour: "#00449e")
            pen.write("▸" + where_, Point(x: text.x + 6 * Double(reference.name.count) + 2, y: y), size: 8)
        }
    }

    /// A dot where more than two lines meet at a terminal.
    private mutating func junctions() {
        var counts: [Routing.PinPlace: Int] = [:]
        for route in routing.routes {
            counts[route.from, default: 0] += 1
            counts[route.to, default: 0] += 1
        }
        for placed in folio.placed {
            for pin in placed.part.pins {
                let place = Routing.PinPlace(row: placed.row, column: placed.column(of: pin), side: pin.side)
                let count = (counts[place] ?? 0) + (routing.references[place]?.isEmpty ?? true ? 0 : 1)
                if count > 1 { pen.circle(Point(x: x(place.column), y: edge(place)), 2, filled: true) }
            }
        }
    }

    // MARK: - Symbols

    private mutating func draw(_ placed: Schematic.Placed) {
        let part = placed.part
        let source = page(rowStarts[placed.row])
        let load = page(rowStarts[placed.row] + cell)
        var symbol = SymbolDrawing(
            part: part, x: x(placed.column), source: source, load: load, pitch: pitch, pen: pen)
        symbol.draw()
        pen = symbol.pen
        let middle = (source + load) / 2
        nameComponent(placed, middle)
        for pin in part.pins where part.symbol != .terminal {
            let isSource = pin.side == .source
            let y = (isSource ? source : load) + ((isSource != isFluid) ? 8 : -1)
            pen.write(pin.terminal, Point(x: x(placed.column(of: pin)) + 5, y: y), size: 7.5, colour: "#444")
        }
        for pin in part.pins {
            guard let channel = notes.channels[.init(reference: part.reference, terminal: pin.terminal)] else { continue }
            let px = x(placed.column(of: pin))
            pen.write(channel.address, Point(x: px, y: middle + 9), size: 8, .middle, bold: true)
            guard let meaning = channel.meaning?[language] else { continue }
            if part.symbol == .plcInput {
                let channel = placed.row + 1
                let below = page(channelStarts[channel] + loadStubs[channel] + Double(routing.tracks[channel]) * Self.track + 16)
                pen.write(shortened(meaning, 34), Point(x: px + 3, y: below), size: 8, .end, turned: true)
            } else if part.symbol == .plcOutput {
                pen.write(shortened(meaning, 34), Point(x: px + 3, y: source - 4), size: 8, .start, turned: true)
            }
        }
    }

    private func unique(_ places: [Schematic.Place]) -> [Schematic.Place] {
        places.indices.filter { places.firstIndex(of: places[$0]) == $0 }.map { places[$0] }
    }

    private func shortened(_ text: String, _ count: Int) -> String {
        text.count <= count ? text : text.prefix(count - 1) + "…"
    }

    private mutating func nameComponent(_ placed: Schematic.Placed, _ middle: Double) {
        let part = placed.part
        let places = schematic.places(of: part.reference)
        switch part.symbol {
        case .terminal:
            let name = part.pins[0].terminal.dropLast()
            pen.write("\(part.reference):\(name)", Point(x: x(placed.column) + 9, y: middle + 3), size: 8.5, bold: true)
            let source = part.pins.first { $0.side == .source }?.terminal.suffix(1) ?? ""
            pen.write(String(source), Point(x: x(placed.column) + 4, y: middle - 12), size: 7, colour: "#444")
        case .plcInput, .plcOutput, .plcSupply, .plcAnalogInput, .electronics:
            pen.write(part.reference, Point(x: x(placed.column), y: middle - 1), size: 9, .middle, bold: true)
        case .springReturnValve, .doublePilotValve, .dumpValve, .shutOff:
            let y = isFluid ? middle - cell * 0.27 - 5 : middle
            pen.write(part.reference, Point(x: x(placed.column) + pitch * 1.2, y: y), size: 10, bold: true)
        case .fourWayValve:
            pen.write(
                part.reference, Point(x: x(placed.column) + pitch * 1.6, y: middle - cell * 0.27 - 5), size: 10, bold: true)
        case .cylinder:
            pen.write(
                part.reference, Point(x: x(placed.column) + 2 * pitch, y: middle - cell * 0.27 - 8), size: 10, .middle, bold: true
            )
        case .sensor: break
        case .silencer:
            pen.write(part.reference, Point(x: x(placed.column) + 9, y: middle + 5), size: 9.5, bold: true)
        case .changeover(.pressure):
            pen.write(part.reference, Point(x: x(placed.column) + pitch - 34, y: middle + 1), size: 9.5, .end, bold: true)
        case .filterRegulator:
            pen.write(part.reference, Point(x: x(placed.column) - 12, y: middle), size: 10, .end, bold: true)
        default:
            let dx: Double =
                switch part.symbol {
                case .normallyOpen(let actuator), .normallyClosed(let actuator), .changeover(let actuator):
                    actuator == .coil || actuator == .breaker ? -13 : actuator == .pressure ? -34 : -29
                case .motor: -8
                case .mains, .isolatorPoles, .breakerPoles, .residualCurrentPoles, .motorBreakerPoles, .contactorPoles: -14
                case .oneWayFlowControl: -9
                case .testPoint, .accumulator: -11
                case .pump, .oilFilter, .cooler, .flowMeter, .reliefValve: -26
                default: -17
                }
            let at = Point(x: x(placed.column) + dx, y: middle + (isFluid ? 3 : 0))
            pen.write(part.reference, at, size: 9.5, .end, bold: true)
            let others = unique(places).filter {
                $0.folio != folio.number || $0.column != placed.column + (part.pins.first?.offset ?? 0) + 1
            }
            guard !isFluid, !others.isEmpty else { break }
            // The coil names its contacts; a contact names its coil only.
            let isCoil = part.symbol == .coil
            let shown = isCoil ? others : Array(others.prefix(1))
            for (line, chunk) in stride(from: 0, to: shown.count, by: 2).enumerated() {
                let text = shown[chunk..<min(chunk + 2, shown.count)].map(\.description).joined(separator: " ")
                pen.write("(\(text))", Point(x: at.x, y: at.y + 9 + Double(line) * 8), size: 7, .end, colour: "#444")
            }
        }
    }

    // MARK: - Sheet

    private mutating func frame() {
        let (a, b) = (Point(x: Self.margin, y: Self.margin), Point(x: width - Self.margin, y: height - Self.margin))
        pen.rectangle(a, b, width: 1.6)
        pen.line([Point(x: a.x, y: origin), Point(x: b.x, y: origin)])
        for column in 0..<folio.columns where !isFluid || column % 2 == 0 {
            pen.write("\(column + 1)", Point(x: x(column), y: origin - 7), size: 9, .middle)
        }
        legend()
        let top = bottom
        pen.line([Point(x: a.x, y: top), Point(x: b.x, y: top)])
        let standard = isFluid ? "ISO 1219-1/2" : Text(fr: "CEI 60617 · CEI 61082", en: "IEC 60617 · IEC 61082")[language]
        let fields: [(String, String, Double)] = [
            (Text(fr: "Machine", en: "Machine")[language], notes.machine[language], 0.27),
            (Text(fr: "Titre", en: "Title")[language], folio.title[language], 0.27),
            (Text(fr: "Symboles", en: "Symbols")[language], standard, 0.20),
            (Text(fr: "Indice", en: "Revision")[language], notes.revision, 0.10),
            ("Folio", "\(folio.number) / \(schematic.folios.count)", 0.16),
        ]
        var fieldX = a.x
        for (name, value, share) in fields {
            pen.write(name, Point(x: fieldX + 6, y: top + 13), size: 8, colour: "#444")
            pen.write(value, Point(x: fieldX + 6, y: top + 33), size: 13, bold: true)
            fieldX += (b.x - a.x) * share
            if fieldX < b.x - 1 { pen.line([Point(x: fieldX, y: top), Point(x: fieldX, y: b.y)]) }
        }
    }

    private mutating func legend() {
        let references = Set(folio.placed.map(\.part.reference)).sorted(by: precedesNaturally).filter {
            notes.components[$0] != nil
        }
        let rows = (references.count + 3) / 4
        let columnWidth = (width - 2 * Self.margin) / 4
        for (index, reference) in references.enumerated() {
            let at = Point(
                x: Self.margin + 8 + Double(index / max(rows, 1)) * columnWidth,
                y: bottom - Double(rows - index % max(rows, 1)) * Self.legendLine + 4)
            pen.write(reference, at, size: 8, bold: true)
            pen.write(
                shortened(notes.components[reference]![language], 50),
                Point(x: at.x + max(34, 6.2 * Double(reference.count) + 4), y: at.y), size: 8)
        }
    }
}
