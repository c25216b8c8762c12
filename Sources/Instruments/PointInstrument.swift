import Components
import Machines
public import Notation
public import Simulation

/// An instrument held against one component, which reads one of its quantities: contact thermometer, tachometer, belt tension
/// gauge, the needle of a gauge. What it reads is what the component's equations say, after its own resolution and range.
public struct PointInstrument: Sendable {
    public let name: Text
    public let kind: Quantity.Kind
    /// Signals that it reads, in order of preference.
    public let signals: [String]
    /// SI.
    public let resolution: Double
    public let range: ClosedRange<Double>
    public let decimals: Int
    public let unit: String
    /// Largest error, SI, and its share of the value.
    public let error: Double
    public let relativeError: Double
    /// Seconds before it has settled.
    public let settling: Double
    /// Seconds for which it keeps the lowest and the highest of what it shows, averaged over one second; nil without a memory.
    public var watch: Double?
    /// Kind of the signals that it reads, where it is not that of what it shows.
    public var signalKind: Quantity.Kind?
    /// Component types on which it can be read; nil for all that have such a signal.
    public var types: [String]?
    /// Port that the component must have for it.
    public var port: String?

    /// Contact probe, −30…300 °C, ±1 K.
    public static let thermometer = PointInstrument(
        name: Text(fr: "thermomètre à contact", en: "contact thermometer"), kind: .temperature,
        signals: ["frame-temperature", "temperature", "case-temperature", "winding-temperature"], resolution: 0.1,
        range: 243...573, decimals: 0,
        unit: "°C", error: 1, relativeError: 0, settling: 15)
    /// Thermal camera on the contacts of what is live, from a metre away: ±2 K.
    public static let thermalCamera = PointInstrument(
        name: Text(fr: "caméra thermique", en: "thermal camera"), kind: .temperature, signals: ["contact-temperature"],
        resolution: 0.1, range: 253...923, decimals: 1, unit: "°C", error: 2, relativeError: 0, settling: 2)
    /// Needle of a class 1.6 gauge of 10 bar; it shows what is above the atmosphere.
    public static let gauge = PointInstrument(
        name: Text(fr: "manomètre", en: "gauge"), kind: .gaugePressure, signals: ["reading", "pressure"], resolution: 5e3,
        range: -2e4...1.2e6,
        decimals: 1, unit: "bar", error: 16e3, relativeError: 0, settling: 1, signalKind: .pressure)
    /// The display of a vacuum switch, ±1 % of its range; it keeps the lowest and the highest for longer than a cycle, and a vacuum is the
    /// lower the better it is.
    public static let vacuumDisplay = PointInstrument(
        name: Text(fr: "afficheur du vacuostat", en: "display of the vacuum switch"), kind: .gaugePressure,
        signals: ["measured"], resolution: 1e3, range: -1.01e5...10e5, decimals: 2, unit: "bar", error: 1e3, relativeError: 0,
        settling: 1, watch: 40, signalKind: .pressure, types: ["vacuum-switch"])
    /// Digital test gauge of 250 bar, 0.25 % of its range, on a capillary hose that screws onto a test point under pressure.
    public static let oilGauge = PointInstrument(
        name: Text(fr: "manomètre d'huile", en: "oil gauge"), kind: .gaugePressure, signals: ["pressure"], resolution: 1e4,
        range: -1e5...262e5, decimals: 1, unit: "bar", error: 0.6e5, relativeError: 0, settling: 5, types: ["test-point"])
    /// The needle of a hydraulic gauge that stays on the machine, class 1.6 of 250 bar.
    public static let oilNeedle = PointInstrument(
        name: Text(fr: "manomètre à glycérine", en: "glycerine gauge"), kind: .gaugePressure, signals: ["pressure"],
        resolution: 1e5, range: -1e5...1050e5, decimals: 0, unit: "bar", error: 4e5, relativeError: 0, settling: 1,
        types: ["hydraulic-gauge"])
    /// The sight glass of a tank: a fiftieth of its height.
    public static let sightGlass = PointInstrument(
        name: Text(fr: "niveau à vue", en: "sight glass"), kind: .ratio, signals: ["fill"], resolution: 0.02, range: 0...1.2,
        decimals: 0, unit: "%", error: 0.02, relativeError: 0, settling: 2, types: ["hydraulic-tank"])
    /// The display of a flow meter in the line.
    public static let flowDisplay = PointInstrument(
        name: Text(fr: "afficheur du débitmètre", en: "display of the flow meter"), kind: .volumeFlow, signals: ["flow"],
        resolution: 0.1e-3 / 60, range: -1...1, decimals: 1, unit: "l/min", error: 0.1e-3 / 60, relativeError: 0.01, settling: 2,
        types: ["flow-transmitter"])
    /// The display of an energy meter.
    public static let powerDisplay = PointInstrument(
        name: Text(fr: "afficheur du compteur", en: "display of the meter"), kind: .power, signals: ["power"], resolution: 1,
        range: -1e7...1e7, decimals: 0, unit: "W", error: 5, relativeError: 0.01, settling: 2, types: ["energy-meter"])
    /// Force of a belt's run, sonic or plunger gauge.
    public static let tensionGauge = PointInstrument(
        name: Text(fr: "tensiomètre", en: "belt tension gauge"), kind: .force, signals: ["tension"], resolution: 5,
        range: 0...2000,
        decimals: 0, unit: "N", error: 5, relativeError: 0.03, settling: 5)
    /// Contact tachometer with a wheel, held for half a minute with its minimum and maximum kept: a belt under load is never steady.
    public static let tachometer = PointInstrument(
        name: Text(fr: "tachymètre", en: "tachometer"), kind: .speed, signals: ["speed"], resolution: 0.001, range: -10...10,
        decimals: 3,
        unit: "m/s", error: 0.001, relativeError: 0.005, settling: 3, watch: 30)

    /// The same against the centre of a shaft.
    public static let shaftTachometer = PointInstrument(
        name: Text(fr: "tachymètre", en: "tachometer"), kind: .angularSpeed, signals: ["speed"], resolution: .pi / 30,
        range: -1050...1050, decimals: 0, unit: "tr/min", error: .pi / 30, relativeError: 0.0005, settling: 3)
    /// A measuring jug under the drain of a pump's case, and a minute of the watch.
    public static let measuringJug = PointInstrument(
        name: Text(fr: "éprouvette au drain", en: "measuring jug at the drain"), kind: .volumeFlow, signals: ["drain"],
        resolution: 0.01e-3 / 60, range: -0.1e-3...1e-3, decimals: 2, unit: "l/min", error: 0.02e-3 / 60, relativeError: 0.02,
        settling: 60, types: ["gear-pump", "variable-pump"], port: "L")
    /// Feeler gauges from 0.05 mm: the thickest that goes in, by steps of 0.05 mm.
    public static let feelerGauges = PointInstrument(
        name: Text(fr: "jeu de cales", en: "feeler gauges"), kind: .length, signals: ["gap"], resolution: 0.05e-3,
        range: 0...2e-3, decimals: 2, unit: "mm", error: 0.025e-3, relativeError: 0, settling: 10)
    /// Dial gauge on a magnetic stand, 0.01 mm over 10 mm: a foot's lift, a play, an offset.
    public static let dialGauge = PointInstrument(
        name: Text(fr: "comparateur", en: "dial gauge"), kind: .length, signals: ["foot-play", "offset", "lash"],
        resolution: 0.01e-3, range: -10e-3...10e-3, decimals: 2, unit: "mm", error: 0.01e-3, relativeError: 0.005, settling: 10)

    /// The signal that this instrument reads on a component, if any.
    public func signal(of reference: String, on machine: RunningMachine) -> String? {
        let assembly = machine.plant.assembly
        if let types, !types.contains(assembly.type(of: reference)?.name ?? "") { return nil }
        if let port, !assembly.terminals(of: reference).contains(where: { $0.name == port }) { return nil }
        let known = assembly.signals(of: reference)
        return signals.first { name in known.contains { $0.name == name && $0.kind == signalKind ?? kind } }
    }

    public func read(_ reference: String, on machine: RunningMachine) throws -> Display {
        guard let signal = signal(of: reference, on: machine) else {
            return Display(
                value: nil, kind: kind, range: nil, decimals: decimals, unit: unit, presentVoltage: 0, trouble: .unreachable)
        }
        // A test point opens when the hose is screwed on, and shuts when it comes off.
        let coupling = machine.plant.assembly.signal(reference, "connected")
        let wasCoupled = coupling.map { machine.plant.assembly.value($0) }
        if let coupling { machine.plant.assembly.set(coupling, 1) }
        defer { if let coupling, let wasCoupled { machine.plant.assembly.set(coupling, wasCoupled) } }
        try machine.advance(by: settling)
        let air = signal == "contact-temperature" ? Self.airExcess(around: reference, on: machine) : 0
        func now() -> Double { (machine.plant.value(reference, signal) ?? 0) + air - zero }
        guard let watch else { return display(now()) }
        var means: [Double] = []
        for _ in 0..<Int(watch) {
            var sum = 0.0
            for _ in 0..<Self.samplesPerSecond {
                try machine.advance(by: 1 / Double(Self.samplesPerSecond))
                sum += now()
            }
            means.append(sum / Double(Self.samplesPerSecond))
        }
        var display = display(means.min() ?? now())
        display.highest = means.max().map { ($0 / resolution).rounded() * resolution }
        display.watch = watch
        return display
    }

    private static let samplesPerSecond = 20

    /// K by which the air of the cabinet that a component stands in is above that of the hall: a contact warms above the air around it.
    private static func airExcess(around reference: String, on machine: RunningMachine) -> Double {
        let plan = machine.definition.machine
        guard let place = plan.component(reference)?.location,
            let cabinet = plan.components.first(where: { $0.type.name == "cabinet" && $0.location == place }),
            let air = machine.plant.value(cabinet.reference, "temperature")
        else { return 0 }
        return air - Air.ambient
    }

    /// What its signals have when it shows nothing.
    public var zero: Double { signalKind == .pressure ? Air.atmosphere : 0 }

    /// The same instrument on a test port: what stands there above the atmosphere.
    public func read(port: String, on machine: RunningMachine) throws -> Display {
        guard machine.plant.joint(port) != nil else {
            return Display(
                value: nil, kind: kind, range: nil, decimals: decimals, unit: unit, presentVoltage: 0, trouble: .unreachable)
        }
        try machine.advance(by: settling)
        return display(machine.plant.gaugePressure(at: port) ?? 0)
    }

    private func display(_ value: Double) -> Display {
        let shown = range.contains(value) ? (value / resolution).rounded() * resolution : nil
        return Display(
            value: shown, kind: kind, range: range.upperBound, decimals: decimals, unit: unit, presentVoltage: 0, trouble: nil)
    }

    public func accuracy(of value: Double) -> Double { error + relativeError * abs(value) }
}
