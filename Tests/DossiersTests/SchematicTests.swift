import Components
import Foundation
import Grafcet
import Machines
import Notation
import Simulation
import Testing

@testable import Dossiers

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct SchematicTests {
    private func schematic() throws -> (Machine, Schematic) {
        let machine = try Conveyor.definition().machine
        return (machine, Schematic(of: machine))
    }

    @Test func `every terminal of every component stands on one folio, once`() throws {
        let (machine, schematic) = try schematic()
        var places: [Machine.TerminalReference: Int] = [:]
        for folio in schematic.folios {
            for placed in folio.placed {
                for pin in placed.part.pins {
                    places[.init(reference: placed.part.reference, terminal: pin.terminal), default: 0] += 1
                }
            }
        }
        for component in machine.components where component.type.name != "hose" {
            for terminal in component.type.terminals(component.parameters)
            where terminal.domain == .electrical || terminal.domain == .pneumatic {
                let reference = Machine.TerminalReference(reference: component.reference, terminal: terminal.name)
                #expect(places[reference] == 1, "\(reference)")
                #expect(schematic.place(of: reference) != nil)
            }
        }
    }

    @Test func `every wire and every hose is on a folio, drawn from end to end or referred to at both ends`() throws {
        let (machine, schematic) = try schematic()
        var drawn: Set<String> = []
        var referred: [String: Int] = [:]
        for folio in schematic.folios {
            let routing = Routing(folio)
            for route in routing.routes {
                #expect(drawn.insert(route.name).inserted, "\(route.name) is drawn twice")
            }
            for (_, references) in routing.references {
                for reference in references { referred[reference.name, default: 0] += 1 }
            }
        }
        for name in machine.wires.map(\.number) + machine.hoses.map(\.reference) {
            #expect(
                drawn.contains(name) != (referred[name] == 2),
                "\(name): drawn \(drawn.contains(name)), \(referred[name] ?? 0) references")
        }
        // Diagrams that are nothing but references would be of no use: most conductors are lines.
        #expect(Double(drawn.count) > 0.75 * Double(machine.wires.count + machine.hoses.count))
    }

    @Test func `no symbol lies over another`() throws {
        let (_, schematic) = try schematic()
        for folio in schematic.folios {
            var taken: Set<[Int]> = []
            for placed in folio.placed {
                for column in placed.column..<(placed.column + placed.part.width) {
                    #expect(taken.insert([placed.row, column]).inserted, "folio \(folio.number), \(placed.part.reference)")
                }
            }
        }
    }

    @Test func `lines of different nets never share a stretch`() throws {
        let (machine, schematic) = try schematic()
        for folio in schematic.folios {
            let routing = Routing(folio)
            var nets: [String: Int] = [:]
            let all = machine.wires.map { ($0.number, $0.from, $0.to) } + machine.hoses.map { ($0.reference, $0.from, $0.to) }
            var groups: [Set<Machine.TerminalReference>] = []
            for (_, from, to) in all {
                let (touching, others) = (
                    groups.filter { $0.contains(from) || $0.contains(to) },
                    groups.filter { !$0.contains(from) && !$0.contains(to) }
                )
                groups = others + [touching.reduce(into: [from, to]) { $0.formUnion($1) }]
            }
            for (name, from, _) in all { nets[name] = groups.firstIndex { $0.contains(from) } }
            for (index, a) in routing.routes.enumerated() {
                for b in routing.routes[(index + 1)...] where a.channel == b.channel && a.track != nil && a.track == b.track {
                    let x = min(a.from.column, a.to.column)...max(a.from.column, a.to.column)
                    let y = min(b.from.column, b.to.column)...max(b.from.column, b.to.column)
                    #expect(!x.overlaps(y), "\(a.name) and \(b.name) on folio \(folio.number)")
                }
                // In one column of a channel, what comes from above stops before what goes down begins.
                for b in routing.routes where b.name != a.name && a.channel == b.channel && nets[a.name] != nets[b.name] {
                    guard let track = a.track, let other = b.track else { continue }
                    for upper in [a.from, a.to] where upper.side == .load {
                        for lower in [b.from, b.to] where lower.side == .source && lower.column == upper.column {
                            #expect(track < other, "\(a.name) over \(b.name) on folio \(folio.number)")
                        }
                    }
                }
            }
        }
    }

    @Test func `the cell with the loose terminal is on one folio from +24 V to its input`() throws {
        let (_, schematic) = try schematic()
        let folio = try #require(schematic.folios.first { $0.placed.contains { $0.part.reference == "B2" } })
        let drawn = Set(Routing(folio).routes.map(\.name))
        #expect(drawn.isSuperset(of: ["202", "212", "226", "126", "P23"]))
    }

    @Test func `the text of a folio names each of its wires and stays within 80 columns`() throws {
        let dossier = try Conveyor.dossier()
        for style in [TerminalStyle(), TerminalStyle(isPlain: true)] {
            for folio in dossier.schematic.folios {
                let lines = dossier.lines(of: folio, .fr, style)
                #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines.first { $0.count > 80 } ?? "")")
                let text = lines.joined(separator: "\n")
                let dash = style.isPlain ? "-" : "─"
                for conductor in folio.conductors {
                    #expect(text.contains("\(dash)\(conductor.name)\(dash)"), "wire \(conductor.name) of folio \(folio.number)")
                }
                for placed in folio.placed { #expect(text.contains(placed.part.reference)) }
            }
        }
    }

    @Test func `a drawing is a document that an XML parser reads, with its wires, its references and its cartouche`() throws {
        let dossier = try Conveyor.dossier()
        for (name, svg) in dossier.drawings(.en) {
            let counter = TagCounter()
            let parser = XMLParser(data: Data(svg.utf8))
            parser.delegate = counter
            #expect(parser.parse(), "\(name): \(parser.parserError.map { "\($0)" } ?? "")")
            #expect(counter.tags["text", default: 0] > 3)
            #expect(!svg.contains("<script") && !svg.contains("http://www.w3.org/1999/xlink"))
        }
        let safety = try #require(dossier.folio(named: "safety"))
        let svg = dossier.drawing(of: safety, .en)
        for word in [
            ">KS1<", ">S0<", ">B10<", ">260<", "Safety and control", "\(safety.number) / \(dossier.schematic.folios.count)",
        ] {
            #expect(svg.contains(word), "\(word)")
        }
    }

    /// The mains through a residual-current device and a meter to two motors, one of them behind a drive; the safety relay beside them.
    private static let behindAnRCD = """
        format: 1
        wire-classes: {w: {colour: {fr: noir, en: black}, section: 2.5 mm2, rated: 10 A, length: 1 m}}
        components:
          RESEAU: {type: three-phase-supply}
          Q0: {type: isolator, poles: 4}
          QD0: {type: residual-current-device, poles: 4}
          WM1: {type: energy-meter}
          Q1: {type: circuit-breaker, poles: 3}
          U1: {type: frequency-drive}
          M1: {type: induction-motor, drive: U1}
          Q2: {type: motor-breaker}
          KM2: {type: contactor}
          M2: {type: induction-motor}
          Q4: {type: circuit-breaker, poles: 2}
          T1: {type: power-supply}
          KS1: {type: safety-relay}
          S0: {type: emergency-stop}
        wires:
        """

    private static func machineBehindAnRCD() throws -> Machine {
        var wires: [(String, String)] = []
        for pole in 1...3 {
            let (source, load) = (2 * pole - 1, 2 * pole)
            let phase = ["U", "V", "W"][pole - 1]
            wires += [
                ("RESEAU:L\(pole)", "Q0:\(source)"), ("Q0:\(load)", "QD0:\(source)"), ("QD0:\(load)", "WM1:\(source)"),
                ("WM1:\(load)", "Q1:\(source)"), ("WM1:\(load)", "Q2:\(source)"), ("Q1:\(load)", "U1:L\(pole)"),
                ("U1:\(phase)", "M1:\(phase)"), ("Q2:\(load)", "KM2:\(source)"), ("KM2:\(load)", "M2:\(phase)"),
            ]
        }
        wires += [
            ("RESEAU:N", "Q0:7"), ("Q0:8", "QD0:7"), ("QD0:8", "WM1:N"), ("WM1:2", "Q4:1"), ("QD0:8", "Q4:3"), ("Q4:2", "T1:L"),
            ("Q4:4", "T1:N"), ("T1:+", "KS1:A1"), ("KS1:A2", "T1:-"), ("KS1:S11", "S0:11"), ("S0:12", "KS1:S12"),
            ("T1:+", "KS1:13"), ("KS1:14", "KM2:A1"), ("KM2:A2", "T1:-"), ("T1:+", "KS1:23"), ("KS1:24", "U1:FWD"),
            ("U1:COM", "T1:-"),
        ]
        let lines = wires.enumerated().map {
            "  \"\($0.offset + 1)\": {from: \"\($0.element.0)\", to: \"\($0.element.1)\", class: w}"
        }
        let yaml = ([behindAnRCD] + lines).joined(separator: "\n")
        return try Machine.decode(Document.parse(yaml, name: "z"), named: "z")
    }

    @Test(arguments: [
        ("QD0:1", Schematic.Subject.power), ("QD0:8", .power), ("WM1:3", .power), ("Q1:5", .power), ("U1:L2", .power),
        ("M1:U", .power), ("Q2:1", .power), ("KM2:4", .power), ("M2:W", .power), ("Q4:1", .auxiliary), ("T1:L", .auxiliary),
        ("KM2:A1", .safety), ("KS1:S11", .safety), ("S0:11", .safety),
    ])
    func `what the mains feed through a residual-current device, a meter or a drive is on the folios of power`(
        terminal: String, subject: Schematic.Subject
    ) throws {
        let schematic = Schematic(of: try Self.machineBehindAnRCD())
        let parts = terminal.split(separator: ":").map(String.init)
        let place = try #require(schematic.place(of: .init(reference: parts[0], terminal: parts[1])))
        let folio = schematic.folios[place.folio - 1]
        #expect(folio.subject == subject)
        #expect(folio.title.fr.hasPrefix(subject.text.fr))
    }

    @Test func `a type without a symbol of its own is a box with all its terminals`() throws {
        for type in Catalog.all {
            let yaml = "format: 1\ncomponents:\n  Z1: {type: \(type.name)\(Self.required(type))}\n"
            guard let machine = try? Machine.decode(Document.parse(yaml, name: "z"), named: "z"),
                let part = machine.component("Z1")
            else { continue }
            for domain in [Domain.electrical, .pneumatic] {
                let drawn = part.symbolParts(domain).flatMap { $0.pins.map(\.terminal) }
                #expect(drawn.sorted() == part.terminals(domain).sorted(), "\(type.name)")
            }
        }
    }

    private static func required(_ type: AnyComponentType) -> String {
        type.parameters.filter(\.isRequired).map { ", \($0.key): Z1" }.joined()
    }

    @Test func `references are in the order in which one looks for them`() {
        let sorted = ["X2:10a", "9", "X2:9b", "10", "1V10", "1V2", "P11", "P2", "X2:9a"].sorted(by: precedesNaturally)
        #expect(sorted == ["1V2", "1V10", "9", "10", "P2", "P11", "X2:9a", "X2:9b", "X2:10a"])
    }
}

private final class TagCounter: NSObject, XMLParserDelegate {
    var tags: [String: Int] = [:]
    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) { tags[name, default: 0] += 1 }
}
