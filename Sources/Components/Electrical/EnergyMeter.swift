import Circuits
import Glibc
public import Notation

/// A three-phase energy meter: one current transformer on each line (1-2, 3-4, 5-6), voltages of 1, 3 and 5 against N.
///
/// P + jQ = Σ U·I*, S = √(P² + Q²), cos φ = P/S: each phase by itself, so that an unbalance, a lost voltage or a transformer the wrong
/// way round give what a real meter would show. Transformers see no direct current. Without a neutral its inputs make one.
///
/// Told from outside what is on its lines (each modulus, and one power factor for all phases, positive when the current lags), it puts
/// that in the place of the machine's; it goes on living on the machine's supply.
public struct EnergyMeter: Component {
    public struct Parameters: ParameterValues {
        var primary = 50.0
        /// Primary current that it believes in, relative to that of the transformers.
        var scale = 1.0
        var isReversed = [false, false, false]
        var isShorted = [false, false, false]
        var isVoltageLost = [false, false, false]
        var isDead = false
        var isFrozen = false
        public init() {}
    }

    private static let phases = 3

    public static let type = ComponentType<EnergyMeter>(
        name: "energy-meter", text: Text(fr: "centrale de mesure", en: "energy meter"), domain: .electrical,
        law: Text(
            fr: "P + jQ = Σ U·I* par phase, cos φ = P/√(P² + Q²), énergie = ∫P·dt ; "
                + "de 0,1 % à 120 % de I_primaire ; vit dès 85 V sur 1-N",
            en: "P + jQ = Σ U·I* by phase, cos φ = P/√(P² + Q²), energy = ∫P·dt; "
                + "from 0.1% to 120% of I_primary; lives from 85 V on 1-N"),
        terminals: ["1", "2", "3", "4", "5", "6", "N"].map { Terminal($0, .electrical) },
        parameters: [
            Parameter(
                "primary", .quantity(.current, \.primary, 1...1000),
                Text(fr: "courant primaire des transformateurs", en: "primary current of the transformers"))
        ],
        failures: [
            Failure(
                "ct-reversed",
                Text(fr: "transformateur de courant monté à l'envers", en: "current transformer the wrong way round"),
                remedies: [.reconnect], hasItem: true
            ) { values, severity, item in
                if let phase = phase(item) { values.isReversed[phase] = severity >= 0.5 }
            },
            Failure(
                "ct-shorted", Text(fr: "secondaire de transformateur court-circuité", en: "transformer secondary shorted"),
                remedies: [.reconnect, .replace], hasItem: true
            ) { values, severity, item in
                if let phase = phase(item) { values.isShorted[phase] = severity >= 0.5 }
            },
            Failure(
                "voltage-lost", Text(fr: "fusible de mesure fondu", en: "measuring fuse blown"), remedies: [.replace],
                hasItem: true
            ) { values, severity, item in
                if let phase = phase(item) { values.isVoltageLost[phase] = severity >= 0.5 }
            },
            Failure(
                "wrong-ratio", Text(fr: "rapport de transformation mal réglé", en: "wrong transformer ratio"), remedies: [.adjust]
            ) { values, severity, _ in values.scale *= 1 + severity },
            Failure("frozen", Text(fr: "registres figés", en: "frozen registers"), remedies: [.reset, .replace]) {
                values, severity, _ in values.isFrozen = severity >= 0.5
            },
            Failure("dead", Text(fr: "hors service", en: "dead"), remedies: [.replace]) { values, severity, _ in
                values.isDead = severity >= 0.5
            },
        ],
        signals: signals, told: told)

    private static let signals: [Signal] =
        (1...3).map { .output("u\($0)", .voltage, Text(fr: "tension de la phase \($0)", en: "voltage of phase \($0)")) }
        + ["u12", "u23", "u31"].map { .output($0, .voltage, Text(fr: "tension composée \($0)", en: "line voltage \($0)")) }
        + (1...3).map { .output("i\($0)", .current, Text(fr: "courant de la phase \($0)", en: "current of phase \($0)")) }
        + [
            .output("power", .power, Text(fr: "puissance active", en: "active power")),
            .output("reactive", .reactivePower, Text(fr: "puissance réactive", en: "reactive power")),
            .output("apparent", .apparentPower, Text(fr: "puissance apparente", en: "apparent power")),
            .output("power-factor", .ratio, Text(fr: "facteur de puissance", en: "power factor")),
            .output("energy", .energy, Text(fr: "énergie reçue", en: "energy received")),
            .output("energy-returned", .energy, Text(fr: "énergie rendue", en: "energy returned")),
            .output("led", .ratio, Text(fr: "1 si l'afficheur est allumé", en: "1 if the display is lit")),
        ]

    private static let told: [Signal] =
        (1...phases).map {
            .input("line-voltage-\($0)", .voltage, Text(fr: "tension simple de la ligne \($0)", en: "voltage of line \($0)"))
        }
        + (1...phases).map {
            .input("line-current-\($0)", .current, Text(fr: "courant de la ligne \($0)", en: "current of line \($0)"))
        }
        + [.input("line-power-factor", .ratio, Text(fr: "facteur de puissance des lignes", en: "power factor of the lines"))]

    private static func phase(_ item: String) -> Int? { Poles.index(item).flatMap { $0 < phases ? $0 : nil } }

    /// Watts of its own supply, and the voltage from which it lives.
    private static let (consumption, leastVoltage) = (3.0, 85.0)
    private static let overrange = 1.2
    /// Share of the primary current from which it counts (IEC 62053-22, class 0.5 S).
    private static let starting = 0.001

    private let primaries: [Contact]
    private let lines: [Joint]
    private let neutral: Joint
    private let supply: Handle<AlternatingLoad>
    private let voltages: [SignalIndex]
    private let lineVoltages: [SignalIndex]
    private let currents: [SignalIndex]
    private let totals: [SignalIndex]
    private let led: SignalIndex
    private let toldVoltages: [SignalIndex?]
    private let toldCurrents: [SignalIndex?]
    private let toldFactor: SignalIndex?
    private var parameters: Parameters
    /// Joules.
    private var (received, returned) = (0.0, 0.0)

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        primaries = Poles.names.prefix(Self.phases).map { Contact(site, $0.0, $0.1) }
        lines = Poles.names.prefix(Self.phases).map { site[$0.0] }
        neutral = site["N"]
        for (index, line) in lines.enumerated() { site.add(Conductance(1e-6), "input \(index + 1)", line, neutral) }
        supply = site.add(AlternatingLoad(0), "supply", lines[0], neutral)
        voltages = (1...3).map { site.signal("u\($0)") }
        lineVoltages = ["u12", "u23", "u31"].map { site.signal($0) }
        currents = (1...3).map { site.signal("i\($0)") }
        totals = ["power", "reactive", "apparent", "power-factor", "energy", "energy-returned"].map { site.signal($0) }
        led = site.signal("led")
        toldVoltages = (1...Self.phases).map { site.told("line-voltage-\($0)") }
        toldCurrents = (1...Self.phases).map { site.told("line-current-\($0)") }
        toldFactor = site.told("line-power-factor")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        for primary in primaries { primary.set(true, 0.0005) }
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        let own = square(between: lines[0], neutral, tick)
        let isLive = own > Self.leastVoltage * Self.leastVoltage && !p.isDead
        supply.element.value = isLive ? Self.consumption / own : 0
        tick[led] = isLive ? 1 : 0
        guard isLive else {
            for signal in voltages { tick[signal] = 0 }
            for signal in lineVoltages { tick[signal] = 0 }
            for signal in currents { tick[signal] = 0 }
            for index in 0..<4 { tick[totals[index]] = 0 }
            return
        }
        var (active, reactive) = (0.0, 0.0)
        for index in 0..<Self.phases {
            let (real, imaginary) = voltage(index, tick)
            let current = current(index, tick)
            active += real * current.re + imaginary * current.im
            reactive += imaginary * current.re - real * current.im
            guard !p.isFrozen else { continue }
            let next = voltage((index + 1) % Self.phases, tick)
            tick[voltages[index]] = hypot(real, imaginary)
            tick[lineVoltages[index]] = hypot(real - next.re, imaginary - next.im)
            tick[currents[index]] = current.squaredModulus.squareRoot()
        }
        received += max(0, active) * tick.dt
        returned += max(0, -active) * tick.dt
        guard !p.isFrozen else { return }
        let apparent = hypot(active, reactive)
        tick[totals[0]] = active
        tick[totals[1]] = reactive
        tick[totals[2]] = apparent
        tick[totals[3]] = apparent > 1 ? active / apparent : 1
        tick[totals[4]] = received
        tick[totals[5]] = returned
    }

    private func square(between a: Joint, _ b: Joint, _ tick: Tick) -> Double {
        let real = tick.across(a, Layer.real) - tick.across(b, Layer.real)
        let imaginary = tick.across(a, Layer.imaginary) - tick.across(b, Layer.imaginary)
        return real * real + imaginary * imaginary
    }

    private func voltage(_ index: Int, _ tick: Tick) -> (re: Double, im: Double) {
        guard !parameters.isVoltageLost[index] else { return (0, 0) }
        let voltage = lineVoltage(index, tick)
        return (voltage.re, voltage.im)
    }

    /// Before its own fuse.
    private func lineVoltage(_ index: Int, _ tick: Tick) -> Complex {
        let own = Complex(
            tick.across(lines[index], Layer.real) - tick.across(neutral, Layer.real),
            tick.across(lines[index], Layer.imaginary) - tick.across(neutral, Layer.imaginary))
        guard let told = tick[told: toldVoltages[index]] else { return own }
        return told * (direction(own, above: 1) ?? Complex(angle: -2 * .pi / 3 * Double(index)))
    }

    /// What passes in its transformer.
    private func lineCurrent(_ index: Int, _ tick: Tick) -> Complex {
        let own = Complex(primaries[index].current(tick, Layer.real), primaries[index].current(tick, Layer.imaginary))
        let size = tick[told: toldCurrents[index]]
        let factor = tick[told: toldFactor]
        guard size != nil || factor != nil else { return own }
        let along = direction(lineVoltage(index, tick), above: 1) ?? Complex(angle: -2 * .pi / 3 * Double(index))
        let turned = factor.map { along * Complex(angle: -acos(min(max($0, -1), 1))) } ?? direction(own, above: 1e-3) ?? along
        return (size ?? own.squaredModulus.squareRoot()) * turned
    }

    /// Nil for what is too small to have one.
    private func direction(_ value: Complex, above least: Double) -> Complex? {
        let size = value.squaredModulus.squareRoot()
        return size > least ? 1 / size * value : nil
    }

    /// As the meter believes it: direction, ratio and range of the transformer.
    private func current(_ index: Int, _ tick: Tick) -> Complex {
        let p = parameters
        guard !p.isShorted[index] else { return Complex(0) }
        let primary = lineCurrent(index, tick)
        let size = primary.squaredModulus.squareRoot()
        guard size >= Self.starting * p.primary else { return Complex(0) }
        let most = Self.overrange * p.primary
        let gain = p.scale * (p.isReversed[index] ? -1 : 1) * (size > most ? most / size : 1)
        return gain * primary
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        guard tick[led] > 0.5 else { return [Text(fr: "l'afficheur est éteint", en: "the display is dark")] }
        let power = Quantity(tick[totals[0]], .power)
        let factor = Quantity(tick[totals[3]], .ratio)
        return [
            Text(
                fr: "l'afficheur indique \(power.formatted(.fr, digits: 3)), cos φ \(factor.formatted(.fr, digits: 2))",
                en: "the display shows \(power.formatted(.en, digits: 3)), cos φ \(factor.formatted(.en, digits: 2))")
        ]
    }
}
