import Notation
import Testing

@Suite struct FirstReading {
    @Test func `reads a small machine file`() throws {
        let root = try Document.parse(
            """
            format: 1
            name: {fr: Convoyeur, en: Conveyor}
            components:
              KM1: {coil: 24 V, power: 0.37 kW, contact: NO, terminal: 1:13, number: 017}
              1V1: {pressure: 6 bar, C: 2.8 l/(s.bar), section: 1.5 mm2}
            """, name: "machine.yaml")
        try root.format(1)
        let file = try root.mapping(keys: ["name", "components"])
        #expect(try file.required("name").text == Text(fr: "Convoyeur", en: "Conveyor"))
        let components = try file.required("components").mapping()
        #expect(components.entries.map(\.key) == ["KM1", "1V1"])
        let contactor = try components.required("KM1").mapping()
        #expect(try contactor.required("coil").quantity(.voltage) == 24)
        #expect(try contactor.required("power").quantity(.power) == 370)
        #expect(try contactor.required("contact").string == "NO")
        #expect(try contactor.required("terminal").string == "1:13")
        #expect(try contactor.required("number").string == "017")
        let valve = try components.required("1V1").mapping()
        #expect(try valve.required("pressure").quantity(.pressure) == 701_325)
        #expect(try valve.required("pressure").quantity(.gaugePressure) == 600_000)
        #expect(abs(try valve.required("C").quantity(.sonicConductance) - 2.8e-8) < 1e-20)
        #expect(abs(try valve.required("section").quantity(.area) - 1.5e-6) < 1e-18)
        let mistake = try #require(throws: Mistake.self) { try contactor.required("coil").quantity(.resistance) }
        #expect(
            mistake.rendered(.fr)
                == "machine.yaml:4: components.KM1.coil: « 24 V » est une tension ; attendu : une résistance, par exemple 4.7 kΩ")
    }

    @Test(arguments: Quantity.Kind.allCases) func `every kind reads its own example`(kind: Quantity.Kind) throws {
        let quantity = try Quantity.parse(kind.example, as: kind)
        let again = try Quantity.parse(quantity.written, as: kind)
        #expect(abs(again.value - quantity.value) <= 1e-8 * abs(quantity.value))
    }
}
