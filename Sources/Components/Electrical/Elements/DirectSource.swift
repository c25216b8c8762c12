import Circuits

/// A direct voltage behind a resistance, that takes current as it gives it: a thermocouple, a push-pull output.
struct DirectSource: Element {
    /// Volts without load.
    var voltage: Double
    /// Siemens.
    var conductance: Double

    init(voltage: Double = 0, resistance: Double) {
        self.voltage = voltage
        conductance = 1 / resistance
    }

    static var layering: Layering { .only([Layer.dc]) }
    static var excites: [Int] { [Layer.dc] }
    static var isLinear: Bool { true }

    func stamp(_ s: Stamp) {
        s.flow(from: 0, to: 1, conductance * (s[0] - s[1] - voltage), conductance, -conductance)
    }
}
