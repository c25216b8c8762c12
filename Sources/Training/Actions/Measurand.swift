public import Notation

/// What can be measured on a machine with an instrument in hand.
public enum Measurand: String, Codable, Hashable, Sendable, CaseIterable {
    // What the instrument finds by itself to be direct or alternating: what is read is one of those below
    case voltage, current
    // With two leads
    case voltageDC, voltageAC, lowestVoltage, resistance, continuity, insulation, frequency
    // Around a conductor
    case currentAC, currentDC
    // On three phases
    case phaseOrder, power
    // On air and oil
    case pressure, flow, level
    // By touch or at a distance
    case temperature, humidity, vibration, soundLevel, ultrasound
    // Of a movement
    case duration, speed, rotationSpeed, beltTension, gap

    /// In what the reading is, in SI. Decibels have no kind of their own: a plain number.
    public var kind: Quantity.Kind {
        switch self {
        case .voltage, .voltageDC, .voltageAC, .lowestVoltage: .voltage
        case .resistance, .continuity, .insulation: .resistance
        case .frequency: .frequency
        case .current, .currentAC, .currentDC: .current
        case .phaseOrder, .level, .humidity, .soundLevel, .ultrasound: .ratio
        case .power: .power
        case .pressure: .gaugePressure
        case .flow: .volumeFlow
        case .temperature: .temperature
        case .vibration, .speed: .speed
        case .duration: .time
        case .rotationSpeed: .angularSpeed
        case .beltTension: .force
        case .gap: .length
        }
    }

    var isInDecibels: Bool { self == .soundLevel || self == .ultrasound }

    /// The unit of a number written without one; as the instrument's display has it.
    public var usualUnit: String {
        switch self {
        case .insulation: "MΩ"
        case .vibration: "mm/s"
        case .gap: "mm"
        case .level, .humidity: "%"
        case .phaseOrder, .soundLevel, .ultrasound: ""
        case .voltage, .voltageDC, .voltageAC, .lowestVoltage, .resistance, .continuity, .frequency, .current, .currentAC,
            .currentDC, .power,
            .pressure, .flow,
            .temperature, .duration, .speed, .rotationSpeed, .beltTension:
            kind.usualUnit.symbol
        }
    }

    /// How many points the instrument is put to.
    public var leads: ClosedRange<Int> {
        switch self {
        case .voltage, .voltageDC, .voltageAC, .lowestVoltage, .resistance, .continuity, .insulation, .frequency: 2...2
        case .duration: 1...2
        case .current, .currentAC, .currentDC, .phaseOrder, .power, .pressure, .flow, .level, .temperature, .humidity, .vibration,
            .soundLevel,
            .ultrasound, .speed, .rotationSpeed, .beltTension, .gap:
            1...1
        }
    }
}

extension Measurand: Worded {
    public var words: Words {
        switch self {
        case .voltage: Words(fr: ["tension"], en: ["voltage"], short: ["u", "v"])
        case .voltageDC:
            Words(
                fr: ["tension continue", "tension-continue", "tension dc"], en: ["dc voltage", "dc-voltage", "voltage dc"],
                short: ["vdc", "v dc", "udc"])
        case .voltageAC:
            Words(
                fr: ["tension alternative", "tension-alternative", "tension ac"], en: ["ac voltage", "ac-voltage", "voltage ac"],
                short: ["vac", "v ac", "uac"])
        case .lowestVoltage:
            Words(
                fr: ["tension mini", "tension-mini", "creux"], en: ["lowest voltage", "lowest-voltage", "voltage min"],
                short: ["umin", "min"])
        case .resistance: Words(fr: "resistance", en: "resistance", short: "r", "ohm", "ohms", "Ω")
        case .continuity: Words(fr: "continuite", en: "continuity", short: "bip")
        case .insulation: Words(fr: "isolement", en: "insulation", short: "iso", "megger")
        case .frequency: Words(fr: "frequence", en: "frequency", short: "hz")
        case .current: Words(fr: ["courant", "intensite"], en: ["current"], short: ["i", "a"])
        case .currentAC:
            Words(fr: ["courant alternatif", "courant-alternatif"], en: ["ac current", "ac-current"], short: ["iac"])
        case .currentDC:
            Words(fr: ["courant continu", "courant-continu"], en: ["dc current", "dc-current"], short: ["idc", "ma"])
        case .phaseOrder: Words(fr: ["ordre-phases", "ordre des phases"], en: ["phase-order", "phase order"])
        case .power: Words(fr: "puissance", en: "power")
        case .pressure: Words(fr: "pression", en: "pressure", short: "p", "bar")
        case .flow: Words(fr: "debit", en: "flow")
        case .level: Words(fr: "niveau", en: "level")
        case .temperature: Words(fr: "temperature", en: "temperature", short: "t", "temp")
        case .humidity: Words(fr: "humidite", en: "humidity")
        case .vibration: Words(fr: ["vibration", "vibrations"], en: ["vibration", "vibrations"])
        case .soundLevel: Words(fr: ["niveau-sonore", "bruit"], en: ["sound-level", "noise"])
        case .ultrasound: Words(fr: ["ultrasons"], en: ["ultrasound"])
        case .duration: Words(fr: ["duree", "temps"], en: ["duration", "time"], short: ["chrono"])
        case .speed: Words(fr: "vitesse", en: "speed")
        case .rotationSpeed: Words(fr: ["vitesse-rotation", "rotation"], en: ["rotation-speed"], short: ["tr/min", "rpm"])
        case .beltTension: Words(fr: ["tension-courroie", "tension courroie"], en: ["belt-tension"])
        case .gap: Words(fr: ["jeu", "entrefer"], en: ["gap", "play"])
        }
    }
}

extension Measurand {
    /// What was read when the instrument chose by itself.
    func read(alternating: Bool) -> Measurand {
        switch self {
        case .voltage: alternating ? .voltageAC : .voltageDC
        case .current: alternating ? .currentAC : .currentDC
        default: self
        }
    }
}
