import Components
import Grafcet
import Machines
import Notation
import Simulation
import Testing

@testable import Dossiers

@Suite struct DossierTests {
    @Test func `every document is there in both languages, within 80 columns, and opens by either name`() throws {
        let dossier = try Conveyor.dossier()
        #expect(dossier.documents == Dossier.Document.allCases)
        for document in dossier.documents {
            for language in Language.allCases {
                let lines = dossier.lines(document, language)
                #expect(lines.count > 3, "\(document)")
                #expect(lines.allSatisfy { $0.count <= 80 }, "\(document): \(lines.first { $0.count > 80 } ?? "")")
                #expect(dossier.document(named: document.name[language], .fr) == dossier.lines(document, .fr))
            }
            #expect(dossier.lines(document, .fr) != dossier.lines(document, .en), "\(document)")
        }
        #expect(dossier.document(named: "recette", .fr) == nil)
    }

    @Test func `the wiring list has every wire once, in the order of numbers`() throws {
        let machine = try Conveyor.definition().machine
        let list = machine.wiringList
        #expect(Set(list.map(\.number)) == Set(machine.wires.map(\.number)) && list.count == machine.wires.count)
        let numbers = list.compactMap { Int($0.number) }
        #expect(numbers == numbers.sorted())
        let lines = try Conveyor.dossier().lines(.wiring, .fr)
        #expect(lines.contains { $0.hasPrefix("212") && $0.contains("X2:12b") && $0.contains("B2:3") && $0.contains("bleu") })
    }

    @Test func `a terminal's plan shows the wires of each side, combs included`() throws {
        let machine = try Conveyor.definition().machine
        let x2 = try #require(machine.terminalPlans.first { $0.reference == "X2" })
        #expect(x2.items.count == 24)
        let item = try #require(x2.items.first { $0.number == "12" })
        #expect(item.left.map(\.wire) == ["P23", "P24"])
        #expect(item.right.map { "\($0.wire) \($0.to)" } == ["212 B2:3"])
        // Every end on a strip is in the plans: nothing is lost.
        let strips = Set(machine.terminalPlans.map(\.reference))
        let ends = machine.wires.flatMap { [$0.from, $0.to] }.filter { strips.contains($0.reference) }
        #expect(machine.terminalPlans.flatMap(\.items).map { $0.left.count + $0.right.count }.reduce(0, +) == ends.count)
    }

    @Test func `the I/O table says what 1 means, and agrees with the number of the wire`() throws {
        let definition = try Conveyor.definition()
        let channels = definition.machine.channels(definition.program)
        #expect(channels.count == 16 + 2 + 12)
        let b2 = try #require(channels.first { $0.variable?.name == "B2" })
        #expect(b2.address.description == "%I0.6" && b2.terminal.description == "A2:I6" && b2.wires == ["126"])
        #expect(b2.meaning?.fr == "carton haut")
        let out = try #require(channels.first { $0.variable?.name == "1Y14" })
        #expect(out.address.description == "%Q0.3" && out.terminal.description == "A3:Q3")
        // Every input and output of the program has its channel.
        for variable in (definition.program?.inputs ?? []) + (definition.program?.outputs ?? []) {
            #expect(channels.contains { $0.variable?.name == variable.name }, "\(variable.name)")
        }
    }

    @Test func `the cylinders' positions come from their valves and the dump valve above them`() throws {
        let positions = try Conveyor.definition().machine.safePositions
        let pusher = try #require(positions.first { $0.cylinder == "1A1" })
        #expect(pusher.valve == "1V1" && pusher.dump == "0V2" && pusher.isMonostable && pusher.extendingSolenoid == "1Y14")
        #expect(pusher.onReturnOfAir.fr.contains("rentre"))
        let stop = try #require(positions.first { $0.cylinder == "2A1" })
        #expect(!stop.isMonostable && stop.extendingSolenoid == "2Y14" && stop.retractingSolenoid == "2Y12")
    }

    @Test func `no fault shows in the dossier`() throws {
        let dossier = try Conveyor.dossier()
        let all = dossier.documents.flatMap { dossier.lines($0, .fr) }.joined(separator: "\n")
        for fault in dossier.definition.faults {
            #expect(!all.contains(fault.id) && !all.contains(fault.text.fr), "\(fault.id)")
        }
    }

    @Test func `the sheet of a type names all its parameters, failures, terminals and quantities`() {
        for type in Catalog.all {
            for language in Language.allCases {
                let lines = type.sheet(language)
                #expect(lines.allSatisfy { $0.count <= 80 }, "\(type.name): \(lines.first { $0.count > 80 } ?? "")")
                let text = lines.joined(separator: "\n")
                let values = type.parameters()
                let names = type.parameters.map(\.key) + type.failures.map(\.name) + type.signals(values).map(\.name)
                // Whole, so that it can be copied.
                for name in names { #expect(text.contains(name), "\(type.name): \(name)") }
                for law in type.wear(values) {
                    #expect(lines.contains { $0.hasPrefix(law.failure + Text.colon[language]) }, "\(type.name): \(law.failure)")
                }
            }
        }
    }

    /// What a sheet says of a type is enough to write it down: the reader takes the example, and every default where it stands.
    @Test(arguments: Catalog.all.map(\.name)) func `the example of a sheet is taken by the reader`(name: String) throws {
        let type = try #require(Catalog.type(named: name))
        let lines = type.sheet(.en)
        let example = try #require(lines.first { $0.hasPrefix("    X1: {type: \(name)") })
        var values = example
        for parameter in type.parameters where !parameter.isRequired {
            guard case .quantity(let kind, _) = parameter.form,
                case .number(let number)? = type.value(of: parameter.key, in: type.parameters())
            else { continue }
            values = String(values.dropLast()) + ", \(parameter.key): \(Quantity(number, kind).written)}"
        }
        for written in [example, values] where !written.contains("REFERENCE") {
            let text = "format: 1\ncomponents:\n\(written)\n"
            let machine = try Machine.decode(Document.parse(text, name: "\(name).yaml"), named: name)
            #expect(machine.component("X1")?.type.name == name)
        }
        // Each kind of terminal says in which section it is joined.
        let domains = Set(type.terminals(type.parameters()).map(\.domain))
        #expect(lines.contains("  wires:") == domains.contains(.electrical))
        #expect(lines.contains("  hoses:") == !domains.isDisjoint(with: [.pneumatic, .hydraulic]))
        #expect(lines.contains("  shafts:") == !domains.isDisjoint(with: [.rotation, .translation, .thermal]))
    }

    @Test func `a text is cut at spaces; what it begins with stays before its first line, the others hang`() {
        #expect(wrappedText("one two three", 8) == ["one two", "three"])
        #expect(wrappedText("  one two three", 9, indent: 4) == ["  one two", "    three"])
        #expect(wrappedText("    one", 5, indent: 4) == ["    o", "    n", "    e"])
        #expect(wrappedText("a  b", 8) == ["a  b"])
        #expect(wrappedText("", 8) == [""])
    }
}
