extension Quantity {
    /// What is measured. Each kind knows its names, its units and an example: one place to add one, `description`.
    public enum Kind: String, Sendable, CaseIterable, Codable {
        // Electrical.
        case voltage, current, resistance, conductance, capacitance, inductance, power, energy, frequency, apparentPower,
            reactivePower, charge, i2t, resistivity, resistancePerLength
        // Geometry and motion.
        case length, area, volume, angle, speed, angularSpeed, acceleration, angularAcceleration, force, torque, mass, inertia,
            density, massPerLength, stiffness, rotationalStiffness, translationalDamping, rotationalDamping, unbalance, impulse
        // Fluids. `pressure` is absolute in SI, `gaugePressure` is relative to the atmosphere: in a file both are written `6 bar`.
        case pressure, gaugePressure, pressureDifference, sonicConductance, hydraulicConductance, volumeFlow, massFlow,
            displacement, viscosity, kinematicViscosity, bulkModulus
        // Heat.
        case temperature, temperatureDifference, thermalConductance, thermalResistance, heatCapacity, specificHeat,
            temperatureCoefficient
        // The rest.
        case time, ratio
    }

    /// Pa. The standard atmosphere, to which `bar` is relative.
    public static let atmosphere = 101_325.0
    /// kg/m³. Air at 20 °C and 100 kPa (ISO 8778), in which `l/min ANR` is counted.
    public static let normalDensityOfAir = 1.185
}

extension Quantity.Kind {
    typealias Unit = Quantity.Unit

    /// With its article: « une tension », "a voltage".
    public var indefinite: Text { details.name }

    /// Without article: « tension », "voltage".
    public var name: Text {
        details.name.map { word in word.firstIndex(of: " ").map { String(word[word.index(after: $0)...]) } ?? word }
    }

    /// The unit of the value that the program holds.
    public var siUnit: String { details.si }
    /// The units accepted, without their prefixed forms.
    public var units: [Quantity.Unit] { details.units }
    /// As a file would write one.
    public var example: String { details.example }
    /// The unit in which one speaks of it in a workshop; a bare number of a trainee is in this unit.
    public var usualUnit: Quantity.Unit { unit(details.usual) ?? details.units[0] }
    /// The symbols of the units accepted, prefixed forms included.
    var symbols: [String] { details.units.flatMap { $0.forms.map(\.symbol) } }
    /// Units among which a display chooses, from small to large; the usual one is among them.
    var ladder: [Quantity.Unit] { details.ladder.compactMap(unit) }

    /// The unit of this kind that the text writes, in any accepted spelling.
    public func unit(_ text: String) -> Quantity.Unit? {
        let canonical = Unit.canonical(text)
        for unit in details.units {
            if let found = unit.matching(canonical) { return found }
        }
        return nil
    }

    private var details: Details { Self.all[self]! }

    private static let all: [Quantity.Kind: Details] = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0, $0.described) })

    struct Details: Sendable {
        let name: Text
        let si: String
        let units: [Unit]
        let usual: String
        let ladder: [String]
        let example: String

        init(
            _ fr: String, _ en: String, _ si: String, _ units: [Unit], usual: String? = nil, ladder: [String] = [],
            example: String
        ) {
            self.name = Text(fr: fr, en: en)
            self.si = si
            self.units = units
            self.usual = usual ?? units[0].symbol
            self.ladder = ladder.isEmpty ? [self.usual] : ladder
            self.example = example
        }
    }

    private var described: Details {
        switch self {
        case .voltage, .current, .resistance, .conductance, .capacitance, .inductance, .power, .energy, .frequency,
            .apparentPower, .reactivePower, .charge, .i2t, .resistivity, .resistancePerLength:
            electrical
        case .length, .area, .volume, .angle, .speed, .angularSpeed, .acceleration, .angularAcceleration: motion
        case .force, .torque, .mass, .inertia, .density, .massPerLength, .stiffness, .rotationalStiffness,
            .translationalDamping, .rotationalDamping, .unbalance, .impulse:
            mechanical
        case .pressure, .gaugePressure, .pressureDifference, .sonicConductance, .hydraulicConductance, .volumeFlow, .massFlow,
            .displacement, .viscosity, .kinematicViscosity, .bulkModulus:
            fluid
        case .temperature, .temperatureDifference, .thermalConductance, .thermalResistance, .heatCapacity, .specificHeat,
            .temperatureCoefficient:
            thermal
        case .time, .ratio: general
        }
    }

    private var electrical: Details {
        let metric = "pnµmkMGT"
        switch self {
        case .voltage:
            return Details(
                "une tension", "a voltage", "V", [Unit("V", prefixes: metric)], ladder: ["µV", "mV", "V", "kV"], example: "24 V")
        case .current:
            return Details(
                "un courant", "a current", "A", [Unit("A", prefixes: metric)], ladder: ["nA", "µA", "mA", "A", "kA"],
                example: "1.1 A")
        case .resistance:
            return Details(
                "une résistance", "a resistance", "Ω", [Unit("Ω", prefixes: metric, also: ["ohms", "Ohm"])],
                ladder: ["µΩ", "mΩ", "Ω", "kΩ", "MΩ", "GΩ"], example: "4.7 kΩ")
        case .conductance:
            return Details(
                "une conductance", "a conductance", "S", [Unit("S", prefixes: metric)], ladder: ["nS", "µS", "mS", "S"],
                example: "2 mS")
        case .capacitance:
            return Details(
                "une capacité", "a capacitance", "F", [Unit("F", prefixes: metric)], ladder: ["pF", "nF", "µF", "mF", "F"],
                example: "4.7 µF")
        case .inductance:
            return Details(
                "une inductance", "an inductance", "H", [Unit("H", prefixes: metric)], ladder: ["µH", "mH", "H"],
                example: "12 mH")
        case .power:
            return Details(
                "une puissance", "a power", "W", [Unit("W", prefixes: metric)], ladder: ["µW", "mW", "W", "kW", "MW"],
                example: "0.37 kW")
        case .energy:
            return Details(
                "une énergie", "an energy", "J", [Unit("J", prefixes: metric), Unit("Wh", 3600, prefixes: "mkM")],
                ladder: ["mJ", "J", "kJ", "MJ"], example: "1.5 kWh")
        case .frequency:
            return Details(
                "une fréquence", "a frequency", "Hz", [Unit("Hz", prefixes: metric)], ladder: ["mHz", "Hz", "kHz", "MHz"],
                example: "50 Hz")
        case .apparentPower:
            return Details(
                "une puissance apparente", "an apparent power", "VA", [Unit("VA", prefixes: metric)],
                ladder: ["mVA", "VA", "kVA", "MVA"], example: "1.5 kVA")
        case .reactivePower:
            return Details(
                "une puissance réactive", "a reactive power", "var", [Unit("var", prefixes: metric, also: ["VAR", "VAr"])],
                ladder: ["mvar", "var", "kvar", "Mvar"], example: "0.8 kvar")
        case .charge:
            return Details(
                "une charge électrique", "an electric charge", "C",
                [Unit("C", prefixes: metric), Unit("Ah", 3600, prefixes: "mk")], ladder: ["µC", "mC", "C", "kC"], example: "7 Ah")
        case .i2t:
            return Details(
                "une contrainte thermique", "a thermal stress (I²t)", "A²·s", [Unit("A²·s", prefixes: "k", also: ["A²s"])],
                ladder: ["A²·s", "kA²·s"], example: "300 A²·s")
        case .resistivity:
            return Details(
                "une résistivité", "a resistivity", "Ω·m",
                [Unit("Ω·m", prefixes: "nµmkM", also: ["Ωm"]), Unit("Ω·mm²/m", 1e-6, also: ["Ωmm²/m"])], usual: "Ω·mm²/m",
                example: "0.0178 Ω·mm²/m")
        case .resistancePerLength:
            return Details(
                "une résistance linéique", "a resistance per length", "Ω/m",
                [Unit("Ω/m", prefixes: "µm"), Unit("Ω/km", 1e-3)], ladder: ["µΩ/m", "mΩ/m", "Ω/m"], example: "12.1 mΩ/m")
        default: preconditionFailure("\(self) belongs to another domain")
        }
    }

    private var motion: Details {
        switch self {
        case .length:
            return Details(
                "une longueur", "a length", "m", [Unit("m", prefixes: "nµmcdk")], usual: "mm", ladder: ["µm", "mm", "m", "km"],
                example: "250 mm")
        case .area:
            return Details(
                "une section", "an area", "m²",
                [Unit("m²"), Unit("dm²", 1e-2), Unit("cm²", 1e-4), Unit("mm²", 1e-6), Unit("µm²", 1e-12)], usual: "mm²",
                ladder: ["mm²", "m²"], example: "1.5 mm²")
        case .volume:
            return Details(
                "un volume", "a volume", "m³",
                [
                    Unit("m³"), Unit("l", 1e-3, prefixes: "µmcdh", also: ["L"]), Unit("dm³", 1e-3),
                    Unit("cm³", 1e-6, also: ["cc"]),
                    Unit("mm³", 1e-9),
                ], usual: "l", ladder: ["ml", "l", "m³"], example: "2.5 l")
        case .angle:
            return Details(
                "un angle", "an angle", "rad",
                [Unit("rad", prefixes: "µm"), Unit("°", .pi / 180, also: ["deg"]), Unit("tr", 2 * .pi, english: "rev")],
                usual: "°",
                example: "90 °")
        case .speed:
            return Details(
                "une vitesse", "a speed", "m/s",
                [
                    Unit("m/s"), Unit("mm/s", 1e-3), Unit("cm/s", 1e-2), Unit("µm/s", 1e-6), Unit("m/min", 1 / 60.0),
                    Unit("mm/min", 1e-3 / 60), Unit("km/h", 1 / 3.6),
                ], ladder: ["mm/s", "m/s"], example: "0.3 m/s")
        case .angularSpeed:
            return Details(
                "une vitesse de rotation", "a rotational speed", "rad/s",
                [
                    Unit("rad/s", prefixes: "m"),
                    Unit("tr/min", .pi / 30, also: ["rpm", "rev/min", "r/min", "min-1", "1/min"], english: "rpm"),
                    Unit("tr/s", 2 * .pi, english: "rev/s"), Unit("°/s", .pi / 180, also: ["deg/s"]),
                ], usual: "tr/min", example: "1370 tr/min")
        case .acceleration:
            return Details(
                "une accélération", "an acceleration", "m/s²", [Unit("m/s²"), Unit("mm/s²", 1e-3)], ladder: ["mm/s²", "m/s²"],
                example: "2 m/s²")
        case .angularAcceleration:
            return Details(
                "une accélération angulaire", "an angular acceleration", "rad/s²", [Unit("rad/s²")], example: "150 rad/s²")
        default: preconditionFailure("\(self) belongs to another domain")
        }
    }

    private var mechanical: Details {
        switch self {
        case .force:
            return Details(
                "une force", "a force", "N", [Unit("N", prefixes: "µmkM"), Unit("daN", 10)], ladder: ["mN", "N", "kN", "MN"],
                example: "400 N")
        case .torque:
            return Details(
                "un couple", "a torque", "N·m",
                [
                    Unit("N·m", prefixes: "µmkM", also: ["Nm"]), Unit("daN·m", 10, also: ["daNm"]),
                    Unit("N·cm", 1e-2, also: ["Ncm"]), Unit("N·mm", 1e-3, also: ["Nmm"]),
                ], ladder: ["mN·m", "N·m", "kN·m"], example: "0.6 N·m")
        case .mass:
            return Details(
                "une masse", "a mass", "kg", [Unit("kg"), Unit("g", 1e-3, prefixes: "µm"), Unit("t", 1e3)],
                ladder: ["g", "kg", "t"],
                example: "2.5 kg")
        case .inertia:
            return Details(
                "un moment d'inertie", "a moment of inertia", "kg·m²",
                [
                    Unit("kg·m²", also: ["kgm²"]), Unit("kg·cm²", 1e-4, also: ["kgcm²"]), Unit("kg·mm²", 1e-6),
                    Unit("g·cm²", 1e-7),
                    Unit("g·m²", 1e-3),
                ], ladder: ["kg·cm²", "kg·m²"], example: "0.0131 kg·m²")
        case .density:
            return Details(
                "une masse volumique", "a density", "kg/m³", [Unit("kg/m³"), Unit("kg/l", 1e3), Unit("g/cm³", 1e3)],
                example: "870 kg/m³")
        case .massPerLength:
            return Details(
                "une masse linéique", "a mass per length", "kg/m", [Unit("kg/m"), Unit("g/m", 1e-3)], ladder: ["g/m", "kg/m"],
                example: "1.2 kg/m")
        case .stiffness:
            return Details(
                "une raideur", "a stiffness", "N/m",
                [Unit("N/m", prefixes: "kMG"), Unit("N/mm", 1e3, prefixes: "k"), Unit("N/µm", 1e6)],
                ladder: ["N/m", "kN/m", "MN/m"], example: "5 N/mm")
        case .rotationalStiffness:
            return Details(
                "une raideur de torsion", "a torsional stiffness", "N·m/rad",
                [Unit("N·m/rad", prefixes: "mkM", also: ["Nm/rad"]), Unit("N·m/°", 180 / .pi, also: ["Nm/°"])],
                ladder: ["N·m/rad", "kN·m/rad"], example: "1200 N·m/rad")
        case .translationalDamping:
            return Details(
                "un frottement visqueux", "a viscous friction", "N·s/m",
                [Unit("N·s/m", prefixes: "mk", also: ["Ns/m", "N/(m/s)"]), Unit("N·s/mm", 1e3)], ladder: ["N·s/m", "kN·s/m"],
                example: "80 N·s/m")
        case .rotationalDamping:
            return Details(
                "un frottement visqueux de rotation", "a rotational viscous friction", "N·m·s/rad",
                [Unit("N·m·s/rad", prefixes: "µmk", also: ["Nms/rad", "N·m·s", "Nms", "N·m/(rad/s)"])],
                ladder: ["mN·m·s/rad", "N·m·s/rad"], example: "0.002 N·m·s/rad")
        case .unbalance:
            return Details(
                "un balourd", "an unbalance", "kg·m",
                [
                    Unit("g·mm", 1e-6, also: ["gmm"]), Unit("kg·mm", 1e-3, also: ["kgmm"]), Unit("kg·m", also: ["kgm"]),
                    Unit("g·m", 1e-3),
                ], ladder: ["g·mm", "kg·mm"], example: "50 g·mm")
        case .impulse:
            return Details(
                "une percussion", "an impulse", "N·s", [Unit("N·s", prefixes: "mk", also: ["Ns"])], ladder: ["mN·s", "N·s"],
                example: "60 mN·s")
        default: preconditionFailure("\(self) belongs to another domain")
        }
    }

    private var fluid: Details {
        let atmosphere = Quantity.atmosphere
        switch self {
        case .pressure:
            return Details(
                "une pression", "a pressure", "Pa",
                [
                    Unit("bar", 1e5, offset: atmosphere, prefixes: "m", also: ["bar(g)"]),
                    Unit("bar(a)", 1e5, prefixes: "m", also: ["bara", "bar abs"]),
                    Unit("Pa", offset: atmosphere, prefixes: "hkM", also: ["Pa(g)"]), Unit("Pa(a)", prefixes: "hkM"),
                    Unit("psi", 6_894.757, offset: atmosphere, also: ["psi(g)"]), Unit("psi(a)", 6_894.757),
                ], usual: "bar", example: "6 bar")
        case .gaugePressure:
            return Details(
                "une pression", "a pressure", "Pa",
                [
                    Unit("bar", 1e5, prefixes: "m", also: ["bar(g)"]),
                    Unit("bar(a)", 1e5, offset: -atmosphere, prefixes: "m", also: ["bara", "bar abs"]),
                    Unit("Pa", prefixes: "hkM", also: ["Pa(g)"]), Unit("Pa(a)", offset: -atmosphere, prefixes: "hkM"),
                    Unit("psi", 6_894.757, also: ["psi(g)"]), Unit("psi(a)", 6_894.757, offset: -atmosphere),
                ], usual: "bar", example: "120 bar")
        case .pressureDifference:
            return Details(
                "un écart de pression", "a pressure difference", "Pa",
                [Unit("bar", 1e5, prefixes: "m"), Unit("Pa", prefixes: "hkM"), Unit("psi", 6_894.757)], usual: "bar",
                ladder: ["mbar", "bar"], example: "0.5 bar")
        case .sonicConductance:
            return Details(
                "une conductance sonique", "a sonic conductance", "m³/(s·Pa)",
                [Unit("m³/(s·Pa)"), Unit("l/(s·bar)", 1e-8), Unit("l/(min·bar)", 1e-8 / 60)], usual: "l/(s·bar)",
                example: "2.8 l/(s·bar)")
        case .hydraulicConductance:
            return Details(
                "une conductance hydraulique", "a hydraulic conductance", "m³/(s·Pa)",
                [Unit("m³/(s·Pa)"), Unit("l/(min·bar)", 1e-8 / 60), Unit("cm³/(min·bar)", 1e-11 / 60)], usual: "l/(min·bar)",
                example: "0.006 l/(min·bar)")
        case .volumeFlow:
            return Details(
                "un débit", "a flow", "m³/s",
                [
                    Unit("m³/s"), Unit("l/min", 1e-3 / 60, prefixes: "m", also: ["L/min"]), Unit("l/s", 1e-3),
                    Unit("l/h", 1e-3 / 3600),
                    Unit("m³/h", 1 / 3600.0), Unit("m³/min", 1 / 60.0), Unit("cm³/min", 1e-6 / 60), Unit("cm³/s", 1e-6),
                ], usual: "l/min", ladder: ["ml/min", "l/min"], example: "16 l/min")
        case .massFlow:
            let normal = Quantity.normalDensityOfAir
            return Details(
                "un débit massique", "a mass flow", "kg/s",
                [
                    Unit("kg/s"), Unit("g/s", 1e-3, prefixes: "m"), Unit("kg/h", 1 / 3600.0), Unit("g/min", 1e-3 / 60),
                    Unit("l/min ANR", normal * 1e-3 / 60, also: ["l/min(ANR)", "L/minANR"]),
                    Unit("l/h ANR", normal * 1e-3 / 3600, also: ["l/h(ANR)"]),
                    Unit("m³/h ANR", normal / 3600, also: ["m³/h(ANR)"]),
                ], usual: "l/min ANR", example: "40 l/min ANR")
        case .displacement:
            return Details(
                "une cylindrée", "a displacement", "m³/rad",
                [
                    Unit("cm³/tr", 1e-6 / (2 * .pi), also: ["cm³/rev"], english: "cm³/rev"), Unit("m³/rad"),
                    Unit("l/tr", 1e-3 / (2 * .pi), english: "l/rev"),
                ], example: "11 cm³/tr")
        case .viscosity:
            return Details(
                "une viscosité", "a viscosity", "Pa·s",
                [Unit("Pa·s", prefixes: "µm", also: ["Pas"]), Unit("cP", 1e-3)], usual: "mPa·s", example: "40 mPa·s")
        case .kinematicViscosity:
            return Details(
                "une viscosité cinématique", "a kinematic viscosity", "m²/s",
                [Unit("m²/s"), Unit("mm²/s", 1e-6), Unit("cSt", 1e-6)], usual: "cSt", example: "46 cSt")
        case .bulkModulus:
            return Details(
                "un module de compressibilité", "a bulk modulus", "Pa", [Unit("Pa", prefixes: "kMG"), Unit("bar", 1e5)],
                usual: "MPa", example: "1400 MPa")
        default: preconditionFailure("\(self) belongs to another domain")
        }
    }

    private var thermal: Details {
        switch self {
        case .temperature:
            return Details(
                "une température", "a temperature", "K", [Unit("°C", offset: 273.15, also: ["degC"])], example: "20 °C")
        case .temperatureDifference:
            return Details(
                "un écart de température", "a temperature difference", "K", [Unit("K", prefixes: "m")], example: "15 K")
        case .thermalConductance:
            return Details(
                "une conductance thermique", "a thermal conductance", "W/K", [Unit("W/K", prefixes: "mk")], example: "20 W/K")
        case .thermalResistance:
            return Details(
                "une résistance thermique", "a thermal resistance", "K/W", [Unit("K/W", prefixes: "m")], example: "0.5 K/W")
        case .heatCapacity:
            return Details(
                "une capacité thermique", "a heat capacity", "J/K", [Unit("J/K", prefixes: "kM")], ladder: ["J/K", "kJ/K"],
                example: "2.5 kJ/K")
        case .specificHeat:
            return Details(
                "une chaleur massique", "a specific heat", "J/(kg·K)", [Unit("J/(kg·K)", prefixes: "k")],
                example: "1.9 kJ/(kg·K)")
        case .temperatureCoefficient:
            return Details(
                "un coefficient de température", "a temperature coefficient", "1/K", [Unit("1/K"), Unit("%/K", 0.01)],
                usual: "%/K", example: "0.39 %/K")
        default: preconditionFailure("\(self) belongs to another domain")
        }
    }

    private var general: Details {
        switch self {
        case .time:
            return Details(
                "une durée", "a duration", "s",
                [
                    Unit("s", prefixes: "pnµm"), Unit("min", 60), Unit("h", 3600),
                    Unit("d", 86_400, also: ["j", "jours", "days"]),
                ],
                ladder: ["µs", "ms", "s", "min", "h"], example: "200 ms")
        case .ratio:
            return Details(
                "un rapport", "a ratio", "1", [Unit(""), Unit("%", 0.01), Unit("‰", 0.001)], example: "0.85")
        default: preconditionFailure("\(self) belongs to another domain")
        }
    }
}
