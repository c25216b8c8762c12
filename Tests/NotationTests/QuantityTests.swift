import Notation
import Testing

@Suite struct QuantityTests {
    struct Reading: Sendable, CustomTestStringConvertible {
        let text: String
        let kind: Quantity.Kind
        let value: Double
        init(_ text: String, _ kind: Quantity.Kind, _ value: Double) {
            self.text = text
            self.kind = kind
            self.value = value
        }
        var testDescription: String { text }
    }

    static let electrical: [Reading] = [
        .init("24 V", .voltage, 24), .init("24V", .voltage, 24), .init("-3.5 mV", .voltage, -3.5e-3),
        .init("4.7 kΩ", .resistance, 4700), .init("4.7 kohm", .resistance, 4700), .init("4.7 k\u{2126}", .resistance, 4700),
        .init("10 MΩ", .resistance, 1e7), .init("10 mohm", .resistance, 0.01), .init("1 TΩ", .resistance, 1e12),
        .init("4.7 µF", .capacitance, 4.7e-6), .init("4.7 uF", .capacitance, 4.7e-6), .init("4.7 \u{3BC}F", .capacitance, 4.7e-6),
        .init("100 pF", .capacitance, 1e-10), .init("0.37 kW", .power, 370), .init("1.5 kWh", .energy, 5.4e6),
        .init("300 A²s", .i2t, 300), .init("0.0178 ohm.mm2/m", .resistivity, 1.78e-8),
        .init("12.1 mΩ/m", .resistancePerLength, 0.0121),
        .init("1e3 V", .voltage, 1000), .init("1.5e-3 A", .current, 1.5e-3), .init("2 mS", .conductance, 2e-3),
        .init("7 Ah", .charge, 25_200), .init("1.5 kVA", .apparentPower, 1500), .init("0.8 kvar", .reactivePower, 800),
    ]
    static let mechanical: [Reading] = [
        .init("1.5 mm²", .area, 1.5e-6), .init("1.5 mm2", .area, 1.5e-6), .init("1.5 mm^2", .area, 1.5e-6),
        .init("25 cm³", .volume, 25e-6),
        .init("2.5 l", .volume, 2.5e-3), .init("2.5 L", .volume, 2.5e-3), .init("100 ml", .volume, 1e-4),
        .init("90 °", .angle, .pi / 2), .init("1500 tr/min", .angularSpeed, 50 * .pi), .init("1500 rpm", .angularSpeed, 50 * .pi),
        .init("0.6 N·m", .torque, 0.6), .init("0.6 N.m", .torque, 0.6), .init("0.6 Nm", .torque, 0.6),
        .init("5 N/mm", .stiffness, 5000),
        .init("40 daN", .force, 400), .init("80 N.s/m", .translationalDamping, 80),
        .init("2 mN·m·s/rad", .rotationalDamping, 2e-3), .init("50 g·mm", .unbalance, 5e-5), .init("60 mN·s", .impulse, 0.06),
        .init("1 kg.cm2", .inertia, 1e-4), .init("0.87 kg/l", .density, 870), .init("18 km/h", .speed, 5),
        .init("18 m/min", .speed, 0.3),
        .init("200 ms", .time, 0.2), .init("2 h", .time, 7200), .init("90 d", .time, 7_776_000), .init("5 min", .time, 300),
        .init("0.85", .ratio, 0.85), .init("85 %", .ratio, 0.85), .init("5 ‰", .ratio, 0.005),
    ]
    static let fluids: [Reading] = [
        .init("6 bar", .pressure, 701_325), .init("0 bar", .pressure, 101_325), .init("6 bar(a)", .pressure, 600_000),
        .init("-71 kPa", .pressure, 30_325), .init("0.6 MPa", .pressure, 701_325), .init("8 kPa(a)", .pressure, 8000),
        .init("120 bar", .gaugePressure, 1.2e7), .init("1.01325 bar(a)", .gaugePressure, 0),
        .init("0.5 bar", .pressureDifference, 5e4),
        .init("200 mbar", .pressureDifference, 2e4), .init("2.8 l/(s·bar)", .sonicConductance, 2.8e-8),
        .init("2.8 l/(s.bar)", .sonicConductance, 2.8e-8), .init("16 l/min", .volumeFlow, 16e-3 / 60),
        .init("3.6 m3/h", .volumeFlow, 1e-3), .init("60 l/min ANR", .massFlow, 1.185e-3),
        .init("60 l/min (ANR)", .massFlow, 1.185e-3),
        .init("11 cm3/rev", .displacement, 11e-6 / (2 * .pi)), .init("46 cSt", .kinematicViscosity, 46e-6),
        .init("1.4 GPa", .bulkModulus, 1.4e9), .init("14000 bar", .bulkModulus, 1.4e9),
        .init("40 mPa.s", .viscosity, 0.04), .init("20 °C", .temperature, 293.15), .init("-10 °C", .temperature, 263.15),
        .init("15 K", .temperatureDifference, 15), .init("20 W/K", .thermalConductance, 20),
        .init("2.5 kJ/K", .heatCapacity, 2500),
        .init("1.9 kJ/(kg.K)", .specificHeat, 1900), .init("0.39 %/K", .temperatureCoefficient, 0.0039),
    ]

    @Test(arguments: electrical + mechanical + fluids) func `a written quantity is read in SI`(reading: Reading) throws {
        let value = try Quantity.parse(reading.text, as: reading.kind).value
        // Rounding of a product and a sum of doubles of 1e5.
        #expect(abs(value - reading.value) <= 1e-12 * max(abs(reading.value), reading.kind == .gaugePressure ? 1e5 : 0))
    }

    @Test(arguments: Quantity.Kind.allCases) func `every kind reads its own example and its own units`(kind: Quantity.Kind) throws
    {
        _ = try Quantity.parse(kind.example, as: kind)
        #expect(!kind.name.fr.isEmpty && !kind.name.en.isEmpty && !kind.siUnit.isEmpty)
        for unit in kind.units {
            for number in ["-0.5", "1", "4.7", "120"] {
                let value = try Quantity.parse("\(number) \(unit.symbol)", as: kind).value
                #expect(abs(value - (Double(number)! * unit.factor + unit.offset)) <= 1e-12 * abs(value))
            }
        }
    }

    @Test(arguments: Quantity.Kind.allCases) func `what is written is read back`(kind: Quantity.Kind) throws {
        for exponent in stride(from: -11, through: 9, by: 1) {
            for mantissa in [1.0, -2.5, 4.7, 9.99999999] {
                var value = mantissa
                for _ in 0..<abs(exponent) { value = exponent > 0 ? value * 10 : value / 10 }
                let quantity = Quantity(value, kind)
                let again = try Quantity.parse(quantity.written, as: kind)
                // Nine digits; an offset (°C, gauge pressure) takes them from its own size.
                let offset = kind.units.map { abs($0.offset) }.max() ?? 0
                #expect(abs(again.value - value) <= 1e-8 * (abs(value) + offset), "\(quantity.written)")
                #expect(throws: Never.self) { try Quantity.parse(quantity.formatted(.fr, digits: 4), as: kind, lenient: true) }
                #expect(throws: Never.self) { try Quantity.parse(quantity.formatted(.en, digits: 4), as: kind) }
            }
        }
    }

    @Test func `units of one kind are each told apart`() {
        for kind in Quantity.Kind.allCases {
            for unit in kind.units { #expect(kind.unit(unit.symbol) == unit, "\(kind) \(unit.symbol)") }
        }
    }

    // MARK: - Display

    struct Shown: Sendable {
        let quantity: Quantity
        let fr: String
        let en: String
        var digits = 2
        init(_ value: Double, _ kind: Quantity.Kind, _ fr: String, _ en: String, digits: Int = 2) {
            quantity = Quantity(value, kind)
            self.fr = fr
            self.en = en
            self.digits = digits
        }
    }

    static let shown: [Shown] = [
        Shown(2.6, .voltage, "2,6 V", "2.6 V"), Shown(24.04, .voltage, "24 V", "24 V"),
        Shown(24.1, .voltage, "24,1 V", "24.1 V", digits: 3),
        Shown(230.4, .voltage, "230 V", "230 V"), Shown(0, .voltage, "0,0 V", "0.0 V"),
        Shown(-0.0001, .voltage, "-100 µV", "-100 µV"),
        Shown(0.02, .voltage, "20 mV", "20 mV"), Shown(0.5, .voltage, "0,50 V", "0.50 V"),
        Shown(20e3, .resistance, "20 kΩ", "20 kΩ"), Shown(470, .resistance, "470 Ω", "470 Ω"),
        Shown(0.1, .resistance, "0,10 Ω", "0.10 Ω"),
        Shown(999.7, .resistance, "1,00 kΩ", "1.00 kΩ", digits: 3), Shown(9.96, .resistance, "10 Ω", "10 Ω"),
        Shown(1.1, .current, "1,1 A", "1.1 A"), Shown(0.0117, .current, "11,7 mA", "11.7 mA", digits: 3),
        Shown(0.45, .time, "0,45 s", "0.45 s"), Shown(0.03, .time, "30 ms", "30 ms"), Shown(90, .time, "1,5 min", "1.5 min"),
        Shown(701_325, .pressure, "6,0 bar", "6.0 bar"), Shown(30_325, .pressure, "-0,71 bar", "-0.71 bar"),
        Shown(1.2e7, .gaugePressure, "120 bar", "120 bar"), Shown(0.25, .length, "250 mm", "250 mm"),
        Shown(3, .length, "3,0 m", "3.0 m"),
        Shown(50 * .pi, .angularSpeed, "1500 tr/min", "1500 rpm"), Shown(293.15, .temperature, "20 °C", "20 °C"),
        Shown(1.5e-6, .area, "1,5 mm²", "1.5 mm²"), Shown(16e-3 / 60, .volumeFlow, "16 l/min", "16 l/min"),
        Shown(4.7e-6, .capacitance, "4,7 µF", "4.7 µF"), Shown(2.8e-8, .sonicConductance, "2,8 l/(s·bar)", "2.8 l/(s·bar)"),
        Shown(0.6, .torque, "0,60 N·m", "0.60 N·m"), Shown(370, .power, "370 W", "370 W"),
        Shown(1500, .power, "1,5 kW", "1.5 kW"),
    ]

    @Test(arguments: shown) func `a quantity is shown as a workshop would say it`(shown: Shown) {
        #expect(shown.quantity.formatted(.fr, digits: shown.digits) == shown.fr)
        #expect(shown.quantity.formatted(.en, digits: shown.digits) == shown.en)
    }

    @Test func `a display may impose its unit and its decimals`() {
        #expect(Quantity(30_325, .pressure).formatted(.fr, unit: "kPa") == "-71 kPa")
        #expect(Quantity(701_325, .pressure).formatted(.en, unit: "bar(a)", digits: 3) == "7.01 bar(a)")
        #expect(Quantity(24.1, .voltage).formatted(.fr, unit: "V", decimals: 2) == "24,10 V")
        #expect(Quantity(-0.001, .voltage).formatted(.fr, unit: "V", decimals: 1) == "0,0 V")
        #expect(Quantity(0.85, .ratio).formatted(.fr, unit: "%") == "85 %")
        #expect(Quantity(0.85, .ratio).formatted(.en, unit: "%") == "85%")
        #expect(Quantity(0.05, .length).value(in: "mm") == 50)
        #expect(Quantity(0.05, .length).value(in: "bar") == nil)
        #expect(0.85.formatted(.fr, digits: 3) == "0,85")
    }

    // MARK: - What a trainee types

    @Test(arguments: [
        Reading("24", .voltage, 24), Reading("2,6 v", .voltage, 2.6), Reading("2,6V", .voltage, 2.6),
        Reading("-0,5", .current, -0.5),
        Reading("20k", .resistance, 20_000), Reading("20 kohm", .resistance, 20_000), Reading("20 KOHM", .resistance, 20_000),
        Reading("6", .pressure, 701_325), Reading("6 BAR", .pressure, 701_325), Reading("0,45", .time, 0.45),
        Reading("20", .temperature, 293.15),
        Reading("1500 tr/mn", .angularSpeed, .nan), Reading("12 000 V", .voltage, .nan),
        Reading("12\u{202F}000 V", .voltage, 12_000),
        Reading("−3 V", .voltage, -3), Reading("250", .length, 0.25), Reading("deux", .voltage, .nan),
        Reading("2,6 A", .voltage, .nan),
        Reading("", .voltage, .nan), Reading("1,2,3 V", .voltage, .nan),
    ]) func `a trainee's value is taken with comma, case and no unit`(reading: Reading) throws {
        let value = try? Quantity.parse(reading.text, as: reading.kind, lenient: true).value
        if reading.value.isNaN {
            #expect(value == nil)
        } else {
            #expect(abs(try #require(value) - reading.value) <= 1e-12 * abs(reading.value))
        }
    }
}
