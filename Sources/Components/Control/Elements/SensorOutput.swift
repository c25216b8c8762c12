import Circuits

/// The PNP output of a three-wire sensor between 1 (+) and 4: a drop of 1.9 V at 100 mA, 10 µA of leak, at most 200 mA.
struct SensorOutput {
    private static let healthyLeak = 10e-6 / 24

    /// What is broken in it.
    enum Defect: Sendable, Hashable {
        case none, open, shorted
    }

    private let transistor: Handle<LimitedSink>
    private let leak: Handle<Conductance>
    private let supply: (plus: Joint, minus: Joint)

    init(_ site: Site) {
        supply = (site["1"], site["3"])
        transistor = site.add(LimitedSink(drop: 1.7, resistance: 2, limit: 0), "1-4", site["1"], site["4"])
        leak = site.add(Conductance(Self.healthyLeak), "leak", site["1"], site["4"])
    }

    func set(_ isOn: Bool, _ defect: Defect) {
        transistor.element.law.limit = isOn && defect == .none ? 0.2 : 0
        leak.element.value = defect == .shorted ? 1 : Self.healthyLeak
    }

    /// Volts between 1 and 3.
    func supplyVoltage(_ tick: Tick) -> Double { tick.voltage(supply.plus, supply.minus) }

    /// Volts from which a sensor works.
    static let leastSupply = 10.0
}
