import Circuits

/// The capacitor between a rectifier and an inverter: C·du/dt = i_rectifier − i_inverter − u/R.
///
/// The rectifier is its mean: a voltage behind a resistance and a diode, i = max(0, (E − u)/R). Terminals: plus, minus.
struct DcLink: Element {
    /// Farads.
    var capacitance: Double
    /// Siemens of the discharge resistors across it.
    var discharge: Double
    /// Volts that the rectifier gives without current.
    var supply = 0.0
    /// Ohms between the rectifier and the capacitor.
    var resistance = 1.0
    /// Amperes that the inverter takes, set at the end of each step from that step's power.
    var load = 0.0
    /// Volts across it.
    private(set) var voltage = 0.0
    /// Amperes out of the rectifier.
    private(set) var charging = 0.0
    /// Amperes from outside into its plus terminal.
    private var outside = 0.0

    /// Amperes on either side of the diode's corner over which it is rounded.
    private static let softness = 1e-4

    init(capacitance: Double, discharge: Double) {
        self.capacitance = capacitance
        self.discharge = discharge
    }

    static var readings: [PartialKeyPath<Self>] { [\.charging, \.outside] }
    static var layering: Layering { .only([Layer.dc]) }
    static var excites: [Int] { [Layer.dc] }
    static var stores: [Int] { [Layer.dc] }

    static var keepsEnergy: Bool { true }
    var energy: Double { capacitance * voltage * voltage / 2 }
    /// What the inverter and the discharge take, less what the rectifier gives.
    func losses(_ s: Stamp) -> Double { (discharge * voltage + load - charging) * voltage }

    private func rectified(_ u: Double) -> Corner.Value {
        Corner.greater((supply - u) / resistance, 0, width: Self.softness)
    }

    private func current(_ u: Double, _ dt: Double) -> Double {
        capacitance / dt * (u - voltage) + discharge * u + load - rectified(u).value
    }

    func stamp(_ s: Stamp) {
        let u = s[0] - s[1]
        let slope = capacitance / s.dt + discharge + rectified(u).byFirst / resistance
        s.flow(from: 0, to: 1, current(u, s.dt), slope, -slope)
    }

    mutating func accept(_ s: Stamp) {
        let u = s[0] - s[1]
        outside = current(u, s.dt)
        charging = rectified(u).value
        voltage = u
    }

    func through(_ index: Int, _ s: Stamp) -> Double { index == 0 ? outside : -outside }
}
