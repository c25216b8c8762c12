import Circuits
import Components
import Foundation
import Notation

extension ValidationTests {
    static let control: [Check] = [
        Check(
            fr: "Pt100 à 100 °C", en: "Pt100 at 100 °C", "Ω", 138.51, source: "CEI 60751, tableau 1", .within(0.006),
            whyFr: "demi-unité du dernier chiffre", why: "half of the last digit"
        ) { try pt100(100) },
        Check(
            fr: "Pt100 à −50 °C", en: "Pt100 at −50 °C", "Ω", 80.31, source: "CEI 60751, tableau 1", .within(0.006),
            whyFr: "demi-unité du dernier chiffre", why: "half of the last digit"
        ) { try pt100(-50) },
        Check(
            fr: "thermocouple K à 400 °C, soudure froide à 20 °C", en: "type K thermocouple at 400 °C, cold end at 20 °C", "mV",
            16.397 - 0.798, source: "CEI 60584-1, tableau 9", .within(0.0011), whyFr: "demi-unité de chaque dernier chiffre",
            why: "half of each last digit"
        ) {
            let rig = try Rig([("B1", "thermocouple", [])])
            rig.join("B1:-", "PE")
            rig["B1.process"] = 273.15 + 400
            try rig.run(100, 0.5)
            return 1e3 * rig.across("B1:+")
        },
        Check(
            fr: "boucle 4–20 mA à 60 °C de 0…100", en: "4–20 mA loop at 60 °C of 0…100", "mA", 4 + 16 * 0.6,
            source: "4 + 16·(T − T₀)/(T₁ − T₀)", .within(0.02), whyFr: "fils de 0,1 Ω en trois fils",
            why: "leads of 0.1 Ω, three wires"
        ) { try loop(contact: false) },
        Check(
            fr: "la même, contact de 2 Ω dans la sonde", en: "the same, a contact of 2 Ω in the probe", "mA",
            4 + 0.16 * pt100Celsius(pt100Ohms(60) + 2), source: "CEI 60751 inversée / inverted", .within(0.05),
            whyFr: "fils de 0,1 Ω", why: "leads of 0.1 Ω"
        ) { try loop(contact: true) },
        Check(
            fr: "seuil d'une entrée d'automate de type 3", en: "threshold of a type 3 PLC input", "V", 5...11,
            source: "CEI 61131-2, tableau 9"
        ) {
            let (rig, source) = try card()
            var volts = 0.0
            _ = try rig.time(10) { rig in
                if rig["A1.i0"] > 0.5 { return true }
                volts += 0.01
                source.element.dc = volts
                return false
            }
            return volts
        },
        Check(
            fr: "courant d'une entrée de type 3 sous 11 V", en: "current of a type 3 input at 11 V", "mA", 2...15,
            source: "CEI 61131-2, tableau 9"
        ) {
            let (rig, source) = try card()
            source.element.dc = 11
            try rig.run(0.1)
            return -1e3 * (try rig.circuit.through(source, 0))
        },
        Check(
            fr: "filtre d'une entrée, 3 ms", en: "filter of an input, 3 ms", "ms", 3, source: "réglage / setting", .within(0.5),
            whyFr: "un pas de 0,5 ms", why: "one step of 0.5 ms"
        ) {
            let (rig, source) = try card()
            source.element.dc = 24
            return 1e3 * (try rig.time(1, 5e-4) { $0["A1.i0"] > 0.5 })
        },
    ]

    private static func card() throws -> (Rig, Handle<VoltageSource>) {
        let rig = try Rig([("A1", "plc-inputs", [])])
        rig.join("A1:M", "PE")
        let source = rig.source("A1:I0", dc: 0)
        try rig.run(0.05)
        return (rig, source)
    }

    private static func pt100(_ celsius: Double) throws -> Double {
        let rig = try Rig([("B1", "resistance-thermometer", [])])
        rig.join("B1:2", "PE")
        rig["B1.process"] = 273.15 + celsius
        // A volt across it; its two leads have 0.1 Ω each.
        let source = rig.source("B1:1", dc: 0.1)
        try rig.run(200, 0.5)
        return 0.1 / abs(try rig.circuit.through(source, 0)) - 0.2
    }

    private static func loop(contact: Bool) throws -> Double {
        let rig = try Rig([
            ("B1", "resistance-thermometer", []),
            ("T1", "temperature-transmitter", [("sensor", .count(0)), ("high", .number(373.15))]),
            ("A1", "plc-analog-inputs", []),
        ])
        for lead in ["1", "2", "3"] { rig.join("B1:\(lead)", "T1:\(lead)") }
        rig.source("T1:+", dc: 24)
        for (a, b) in [("T1:-", "A1:0+"), ("A1:0-", "PE"), ("A1:M", "PE")] { rig.join(a, b) }
        rig["B1.process"] = 273.15 + 60
        if contact { rig.fail("B1", "contact", 1) }
        try rig.run(100, 0.1)
        return 1e3 * rig["A1.a0"]
    }

    private static func pt100Ohms(_ celsius: Double) -> Double {
        100 * (1 + 3.9083e-3 * celsius - 5.775e-7 * celsius * celsius)
    }

    private static func pt100Celsius(_ ohms: Double) -> Double {
        let (a, b) = (3.9083e-3, -5.775e-7)
        return (-a + (a * a - 4 * b * (1 - ohms / 100)).squareRoot()) / (2 * b)
    }
}
