public import Components
import Instruments
public import Notation
public import Training

/// Something that a technician can look at, listen to or measure on a machine, from accessible points only.
public enum DiagnosticTest: Sendable, Hashable {
    // With an instrument.
    case voltage(from: String, to: String, isAlternating: Bool)
    case current(wire: String, isAlternating: Bool)
    case resistance(from: String, to: String)
    /// The needle of a gauge, at the end.
    case gauge(String)
    /// The lowest that the needle of a gauge went.
    case gaugeDip(String)
    /// A test gauge on a port.
    case pressure(point: String)
    /// A test gauge screwed onto a test point of the oil.
    case oilPressure(String)
    case temperature(String)
    case beltTension(String)
    case speed(String)
    case stroke(String, isOut: Bool)
    /// From the push of a control to the end of a stroke.
    case response(String, control: String, isOut: Bool)
    // For nothing.
    case percept(String, sense: Components.Sense, text: Text)
    case variable(String)
    case register(String)
    case alarm(String, text: Text)
    case mode
    case count(String, quantity: String)

    /// What it takes; nil for what only takes eyes, ears or the panel.
    public var tool: ToolKind? {
        switch self {
        case .voltage, .resistance: .multimeter
        case .current: .clampMeter
        case .pressure: .gauge
        case .oilPressure: .oilGauge
        case .temperature: .contactThermometer
        case .beltTension: .tensionTester
        case .speed: .tachometer
        case .stroke, .response: .stopwatch
        case .gauge, .gaugeDip, .percept, .variable, .register, .alarm, .mode, .count: nil
        }
    }

    /// What an operator or an eye sees without any instrument, or a hand that times it.
    public var isSymptom: Bool {
        switch self {
        case .voltage, .current, .resistance, .pressure, .oilPressure, .beltTension: false
        case .gauge, .gaugeDip, .temperature, .speed, .stroke, .response, .percept, .variable, .register, .alarm, .mode,
            .count:
            true
        }
    }

    /// The component or wire on which it is made.
    public var reference: String? {
        switch self {
        case .voltage(let from, _, _), .resistance(let from, _): from.split(separator: ":").first.map(String.init)
        case .current(let wire, _): wire
        case .gauge(let reference), .gaugeDip(let reference), .oilPressure(let reference), .temperature(let reference),
            .beltTension(let reference), .speed(let reference), .stroke(let reference, _), .response(let reference, _, _),
            .percept(let reference, _, _),
            .count(let reference, _):
            reference
        case .pressure(let point): point.split(separator: ":").first.map(String.init)
        case .variable(let name): name
        case .register, .alarm, .mode: nil
        }
    }

    public var text: Text {
        switch self {
        case .voltage(let from, let to, let isAlternating):
            Text(isAlternating ? "V~ \(from) – \(to)" : "V= \(from) – \(to)")
        case .current(let wire, let isAlternating):
            Text(
                fr: "\(isAlternating ? "A~" : "A=") à la pince, fil \(wire)",
                en: "\(isAlternating ? "A~" : "A=") by clamp, wire \(wire)")
        case .resistance(let from, let to): Text("Ω \(from) – \(to)")
        case .gauge(let reference): Text(fr: "aiguille de \(reference)", en: "needle of \(reference)")
        case .gaugeDip(let reference): Text(fr: "creux de l'aiguille de \(reference)", en: "lowest of \(reference)'s needle")
        case .pressure(let point): Text(fr: "pression en \(point)", en: "pressure at \(point)")
        case .oilPressure(let reference):
            Text(fr: "pression d'huile à la prise \(reference)", en: "oil pressure at test point \(reference)")
        case .temperature(let reference): Text(fr: "température de \(reference)", en: "temperature of \(reference)")
        case .beltTension(let reference): Text(fr: "tension de \(reference)", en: "tension of \(reference)")
        case .speed(let reference): Text(fr: "vitesse de \(reference)", en: "speed of \(reference)")
        case .stroke(let reference, let isOut):
            isOut
                ? Text(fr: "temps de sortie de \(reference)", en: "time of \(reference)'s stroke out")
                : Text(fr: "temps de rentrée de \(reference)", en: "time of \(reference)'s stroke in")
        case .response(let reference, let control, _):
            Text(fr: "temps de \(control) à la fin de course de \(reference)", en: "time from \(control) to \(reference)'s end")
        case .percept(let reference, _, let text): Text(reference) + .colon + text
        case .variable(let name): Text(fr: "variable \(name)", en: "variable \(name)")
        case .register(let name): Text(fr: "registre \(name)", en: "register \(name)")
        case .alarm(_, let text): Text(fr: "alarme « ", en: "alarm '") + text + Text(fr: " »", en: "'")
        case .mode: Text(fr: "mode de marche", en: "operating mode")
        case .count(let reference, let quantity): Text("\(reference).\(quantity)")
        }
    }

    /// In what its values are.
    public var kind: Quantity.Kind {
        switch self {
        case .voltage: .voltage
        case .current: .current
        case .resistance: .resistance
        case .gauge, .gaugeDip, .pressure, .oilPressure: .gaugePressure
        case .temperature: .temperature
        case .beltTension: .force
        case .speed: .speed
        case .stroke, .response: .time
        case .percept, .variable, .register, .alarm, .mode, .count: .ratio
        }
    }
}
