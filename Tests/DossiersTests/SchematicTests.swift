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
