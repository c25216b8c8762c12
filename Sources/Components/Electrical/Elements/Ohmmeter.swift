public import Circuits

/// The ohm function of a multimeter: a small current through what is measured, limited by its open voltage.
public struct Ohmmeter: Element {
    /// Volts at open leads.
    public var openVoltage = 3.0
    /// Ohms in series: 1 kΩ gives 3 mA at most.
    public var series = 1_000.0
    /// What the display divides: the voltage between its leads over the current it sends.
    public private(set) var resistance = Double.infinity
    /// Volts between the leads that are not its own make the reading wrong: the voltage without its current.
    public private(set) var current = 0.0

    public init() {}

    public static var readings: [PartialKeyPath<Self>] { [\.resistance, \.current] }
    public static var layering: Layering { .only([Layer.dc]) }
    public static var excites: [Int] { [Layer.dc] }
    public static var isLinear: Bool { true }

    public func stamp(_ s: Stamp) {
        let g = 1 / series
        s.flow(from: 0, to: 1, g * (s[0] - s[1] - openVoltage), g, -g)
    }

    public mutating func accept(_ s: Stamp) {
        current = (openVoltage - (s[0] - s[1])) / series
        resistance = current > 1e-9 ? (s[0] - s[1]) / current : .infinity
    }
}
