import Notation

/// What sensors feel of the machine, by the names under which they can be told it from outside.
extension Signal {
    /// - Parameter kind: absolute in air, gauge in oil.
    static func portPressure(_ kind: Quantity.Kind) -> Signal {
        .input(
            "port-pressure", kind, Text(fr: "pression à l'orifice", en: "pressure at the port"),
            initial: kind == .pressure ? Air.atmosphere : 0)
    }

    /// Of a switch: as the contact of a real one says it.
    static let reached = Signal.input(
        "reached", .ratio, Text(fr: "1 si le seuil est atteint", en: "1 if the set point is reached"))

    static func mediumTemperature(_ text: Text) -> Signal {
        .input("medium-temperature", .temperature, text, initial: Air.ambient)
    }
}

/// What a switch is told: the quantity that it feels, or, of a real switch, whether the set point is reached.
struct ToldSwitch {
    let quantity: SignalIndex?
    private let reached: SignalIndex?

    init(_ site: Site, _ quantity: String) {
        self.quantity = site.told(quantity)
        reached = site.told(Signal.reached.name)
    }

    /// Nil where the switch has to find out by itself.
    func isReached(_ tick: Tick) -> Bool? { tick[told: reached].map { $0 > 0.5 } }
}
