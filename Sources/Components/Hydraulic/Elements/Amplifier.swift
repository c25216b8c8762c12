import Circuits
import Notation

/// The amplifier of a proportional valve: fed with 24 V, it reads a voltage or a current and drives the solenoid.
struct Amplifier {
    /// What it reads, and as which share of the full command.
    enum Scale {
        /// 0…10 V as 0…1.
        case voltage
        /// −10…10 V as −1…1.
        case voltageBothWays
        /// 4…20 mA as 0…1.
        case current
        /// 4…20 mA as −1…1: 12 mA is the centre.
        case currentBothWays

        var isCurrent: Bool { self == .current || self == .currentBothWays }
    }

    static let terminals = [
        Terminal("24V", .electrical), Terminal("0V", .electrical),
        Terminal("C+", .electrical, Text(fr: "consigne", en: "command")),
        Terminal("C-", .electrical, Text(fr: "commun de la consigne", en: "common of the command")),
    ]

    /// Ohms of the command input, for a voltage and for a current.
    private static let voltageInput = 100e3
    private static let currentInput = 250.0
    /// Volts from which it works.
    private static let leastSupply = 18.0
    /// Amperes below which a 4–20 mA loop is broken (NAMUR NE 43).
    private static let brokenLoop = 3.6e-3

    private let supply: (plus: Joint, minus: Joint)
    private let input: (plus: Joint, minus: Joint)
    private let load: Handle<Conductance>
    private var scale = Scale.voltage
    private var isDead = false

    /// - Parameter supplyResistance: ohms that its 24 V sees.
    init(_ site: Site, supplyResistance: Double) {
        supply = (site["24V"], site["0V"])
        input = (site["C+"], site["C-"])
        site.add(Conductance(resistance: supplyResistance), "supply", supply.plus, supply.minus)
        load = site.add(Conductance(resistance: Self.voltageInput), "command", input.plus, input.minus)
    }

    mutating func refit(_ scale: Scale, isDead: Bool) {
        self.scale = scale
        self.isDead = isDead
        load.element = Conductance(resistance: scale.isCurrent ? Self.currentInput : Self.voltageInput)
    }

    func isAlive(_ tick: Tick) -> Bool { !isDead && tick.voltage(supply.plus, supply.minus) >= Self.leastSupply }

    /// The share of the full command that it reads; nil while it is dark.
    func command(_ tick: Tick) -> Double? {
        guard isAlive(tick) else { return nil }
        let volts = tick.voltage(input.plus, input.minus)
        switch scale {
        case .voltage: return max(0, volts / 10)
        case .voltageBothWays: return volts / 10
        case .current, .currentBothWays:
            let current = volts / Self.currentInput
            guard current >= Self.brokenLoop else { return 0 }
            return scale == .current ? max(0, (current - 4e-3) / 16e-3) : (current - 12e-3) / 8e-3
        }
    }

    func lamp(_ tick: Tick) -> Text { Led.text(Text(fr: "de l'amplificateur", en: "amplifier"), isLit: isAlive(tick)) }
}
