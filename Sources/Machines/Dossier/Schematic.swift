public import Components
public import Notation

/// The diagrams of a machine, derived from its netlist: every terminal stands on one folio, every wire or hose on one at least.
///
/// A grid of rows and columns a folio, and what joins its parts: how it is drawn is the renderer's business.
public struct Schematic: Sendable {
    public enum Subject: String, Sendable, CaseIterable {
        case power, auxiliary, control, safety, inputs, sensors, outputs, spare, air, oil

        public var text: Text {
            switch self {
            case .power: Text(fr: "Puissance", en: "Power")
            case .auxiliary: Text(fr: "Circuits auxiliaires", en: "Auxiliary circuits")
            case .control: Text(fr: "Distribution 24 V", en: "24 V distribution")
            case .safety: Text(fr: "Sécurité et commande", en: "Safety and control")
            case .inputs: Text(fr: "Entrées de l'automate", en: "PLC inputs")
            case .sensors: Text(fr: "Capteurs", en: "Sensors")
            case .outputs: Text(fr: "Sorties de l'automate", en: "PLC outputs")
            case .spare: Text(fr: "Bornes et voies libres", en: "Spare terminals and channels")
            case .air: Text(fr: "Schéma pneumatique", en: "Pneumatic diagram")
            case .oil: Text(fr: "Schéma hydraulique", en: "Hydraulic diagram")
            }
        }
    }

    public struct Placed: Sendable, Hashable {
        public let part: SymbolPart
        /// From 0, away from the source.
        public internal(set) var row: Int
        /// From 0, of its left edge.
        public internal(set) var column: Int

        public func column(of pin: SymbolPart.Pin) -> Int { column + pin.offset }
    }

    /// A wire or a hose.
    public struct Conductor: Sendable, Hashable {
        /// Number of a wire, reference of a hose.
        public let name: String
        public let from: Machine.TerminalReference
        public let to: Machine.TerminalReference

        public var ends: [Machine.TerminalReference] { [from, to] }

        public func other(_ end: Machine.TerminalReference) -> Machine.TerminalReference { end == from ? to : from }
    }

    public struct Folio: Sendable {
        /// From 1.
        public let number: Int
        public let subject: Subject
        /// Of the folios of the same subject, from 1; nil when it is alone.
        public let sheet: Int?
        public let placed: [Placed]
        /// All that end on a part of the folio; those with their other end elsewhere are drawn as a reference to it.
        public let conductors: [Conductor]

        public var domain: Domain {
            switch subject {
            case .air: .pneumatic
            case .oil: .hydraulic
            case .power, .auxiliary, .control, .safety, .inputs, .sensors, .outputs, .spare: .electrical
            }
        }
        public var rows: Int { (placed.map(\.row).max() ?? -1) + 1 }
        public var columns: Int { placed.map { $0.column + $0.part.width }.max() ?? 0 }
        public var title: Text { sheet.map { subject.text + " (\($0))" } ?? subject.text }
    }

    /// Where a terminal stands: folio and column, both from 1, written `3.5`.
    public struct Place: Sendable, Hashable, CustomStringConvertible {
        public let folio: Int
        public let column: Int
        public var description: String { "\(folio).\(column)" }
    }

    public let folios: [Folio]
    private let places: [Machine.TerminalReference: Place]

    public func place(of terminal: Machine.TerminalReference) -> Place? { places[terminal] }

    /// Every place where a component is drawn, in order.
    public func places(of reference: String) -> [Place] {
        var result: [Place] = []
        for folio in folios {
            for placed in folio.placed where placed.part.reference == reference {
                result.append(Place(folio: folio.number, column: placed.column + (placed.part.pins.first?.offset ?? 0) + 1))
            }
        }
        return result
    }

    public init(of machine: Machine) {
        var folios: [Folio] = []
        let wires = machine.wires.map { Conductor(name: $0.number, from: $0.from, to: $0.to) }
        for (subject, parts) in FolioSorting(machine, wires).sorted {
            let sheets = Placement.sheets(of: parts, joinedBy: wires, width: Self.widestElectricalFolio)
            for (index, sheet) in sheets.enumerated() {
                folios.append(
                    Self.folio(folios.count + 1, subject, sheets.count > 1 ? index + 1 : nil, sheet, wires))
            }
        }
        let hoses = machine.hoses.map { Conductor(name: $0.reference, from: $0.from, to: $0.to) }
        for (subject, domain) in [(Subject.air, Domain.pneumatic), (.oil, .hydraulic)] {
            let parts = machine.components.filter { !$0.isHose }.flatMap { $0.symbolParts(domain) }
            let drawn = hoses.filter { hose in parts.contains { $0.reference == hose.from.reference } }
            guard !parts.isEmpty else { continue }
            for sheet in Placement.sheets(of: parts, joinedBy: drawn, width: .max, sinks: false) {
                folios.append(Self.folio(folios.count + 1, subject, nil, sheet, drawn))
            }
        }
        self.folios = folios
        var places: [Machine.TerminalReference: Place] = [:]
        for folio in folios {
            for placed in folio.placed {
                for pin in placed.part.pins {
                    places[Machine.TerminalReference(reference: placed.part.reference, terminal: pin.terminal)] = Place(
                        folio: folio.number, column: placed.column(of: pin) + 1)
                }
            }
        }
        self.places = places
    }

    /// Columns on a sheet before it becomes hard to read on A4 landscape.
    private static let widestElectricalFolio = 22

    private static func folio(
        _ number: Int, _ subject: Subject, _ sheet: Int?, _ placed: [Placed], _ conductors: [Conductor]
    ) -> Folio {
        let terminals = Set(
            placed.flatMap { placed in
                placed.part.pins.map { Machine.TerminalReference(reference: placed.part.reference, terminal: $0.terminal) }
            })
        return Folio(
            number: number, subject: subject, sheet: sheet, placed: placed,
            conductors: conductors.filter { terminals.contains($0.from) || terminals.contains($0.to) })
    }
}
