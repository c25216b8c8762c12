import Components
import Foundation
import Machines
import Notation
import Simulation
import Testing

@testable import Dossiers

/// The hydraulic folio of the power unit: symbols of ISO 1219-1, every port once, every hose.
@Suite struct OilFolioTests {
    private func definition() throws -> MachineDefinition {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Scenarios/machines/groupe-hydraulique")
        var files: [String: (shown: String, text: String)] = [:]
        for name in MachineDefinition.fileNames {
            files[name] = (name, try String(contentsOf: folder.appending(path: name), encoding: .utf8))
        }
        return try MachineDefinition.decode(named: "groupe-hydraulique", files: files)
    }

    private func oil(_ schematic: Schematic) -> [Schematic.Folio] { schematic.folios.filter { $0.subject == .oil } }

    @Test func `no component of the oil is a bare box, and each port stands on one folio, once`() throws {
        let machine = try definition().machine
        var places: [String: Int] = [:]
        for folio in oil(Schematic(of: machine)) {
            for placed in folio.placed {
                #expect(placed.part.symbol != .box, "\(placed.part.reference)")
                for pin in placed.part.pins { places["\(placed.part.reference):\(pin.terminal)", default: 0] += 1 }
            }
        }
        for component in machine.components where component.type.name != "hydraulic-hose" {
            for terminal in component.terminals(.hydraulic) {
                #expect(places["\(component.reference):\(terminal)"] == 1, "\(component.reference):\(terminal)")
            }
        }
    }

    // Types with a symbol of their own, whether this machine has them or not; the others are boxes that show every port.
    @Test(arguments: [
        "hydraulic-tank", "gear-pump", "variable-pump", "hydraulic-check-valve", "relief-valve", "proportional-relief",
        "throttle",
        "flow-regulator", "valve-4-3", "proportional-valve", "hydraulic-cylinder", "accumulator", "hydraulic-filter", "cooler",
        "hydraulic-gauge", "test-point", "hydraulic-pressure-switch", "pressure-transmitter", "flow-transmitter",
    ])
    func `a symbol has all the ports of its type`(name: String) throws {
        let type = try #require(Catalog.type(named: name))
        let ports = Set(type.terminals(type.parameters()).filter { $0.domain == .hydraulic }.map(\.name))
        let yaml = """
            format: 1
            machine: {name: x, text: {fr: x, en: x}}
            locations: {ici: {text: {fr: ici, en: here}}}
            components:
              X1: {type: \(name), location: ici, text: {fr: x, en: x}}
            """
        let machine = try MachineDefinition.decode(named: "x", files: ["machine.yaml": ("machine.yaml", yaml)]).machine
        let parts = try #require(machine.component("X1")).symbolParts(.hydraulic)
        #expect(parts.count == 1 && parts[0].symbol != .box && Set(parts[0].pins.map(\.terminal)) == ports)
    }

    @Test func `every symbol of the oil is drawn within its folio`() throws {
        let dossier = Dossier(try definition())
        for folio in oil(dossier.schematic) {
            let svg = dossier.drawing(of: folio, .fr)
            #expect(svg.contains("<svg") && folio.placed.allSatisfy { svg.contains($0.part.reference) })
            #expect(!svg.contains("nan") && !svg.contains("inf"))
        }
    }
}
