import Circuits
import Notation

/// The mains of the workshop, TN: three phases behind the impedance of the transformer, star point on N, N bonded to PE by a link.
public struct ThreePhaseSupply: Component {
    public struct Parameters: ParameterValues {
        var voltage = 400.0
        var frequency = 50.0
        var shortCircuitCurrent = 6000.0
        var isReversed = false
        var isBonded = true
        var lost = [false, false, false]
        /// What each phase keeps of its voltage.
        var shares = [1.0, 1.0, 1.0]
        public init() {}
    }

    private static let phases = ["L1", "L2", "L3"]
    /// Share of resistance in the short-circuit impedance at a few kA (IEC 60947-1 table 16: cos φ 0.7).
    private static let resistiveShare = 0.7

    public static let type = ComponentType<ThreePhaseSupply>(
        name: "three-phase-supply", text: Text(fr: "réseau triphasé", en: "three-phase mains"), domain: .electrical,
        law: Text(
            fr: "E derrière R + jX par phase, |Z| = U/(√3·I_cc) ; neutre relié au PE par une barrette",
            en: "E behind R + jX in each phase, |Z| = U/(√3·I_sc); neutral bonded to PE by a link"),
        terminals: ["L1", "L2", "L3", "N", "PE"].map { Terminal($0, .electrical) },
        parameters: [
            Parameter(
                "voltage", .quantity(.voltage, \.voltage, 100...690), Text(fr: "tension composée", en: "line voltage")),
            Parameter("frequency", .quantity(.frequency, \.frequency, 40...70), Text(fr: "fréquence", en: "frequency")),
            Parameter(
                "short-circuit-current", .quantity(.current, \.shortCircuitCurrent, 100...50_000),
                Text(fr: "courant de court-circuit", en: "short-circuit current")),
            Parameter("reversed", .flag(\.isReversed), Text(fr: "ordre des phases inverse", en: "reversed phase order")),
            Parameter("bonded", .flag(\.isBonded), Text(fr: "neutre relié au PE", en: "neutral bonded to PE")),
        ],
        failures: [
            Failure("phase-lost", Text(fr: "phase coupée", en: "lost phase"), remedies: [.replace, .reset], hasItem: true) {
                values, severity, item in
                if let phase = phases.firstIndex(of: item) { values.lost[phase] = severity >= 0.5 }
            },
            Failure("undervoltage", Text(fr: "tension basse", en: "undervoltage"), remedies: [.adjust]) {
                values, severity, _ in
                for phase in 0..<3 { values.shares[phase] *= 1 - 0.4 * severity }
            },
            Failure("unbalance", Text(fr: "phase L1 plus faible", en: "weaker phase L1"), remedies: [.adjust]) {
                values, severity, _ in values.shares[0] *= 1 - 0.1 * severity
            },
            Failure("phases-swapped", Text(fr: "deux phases permutées", en: "two phases swapped"), remedies: [.reconnect]) {
                values, severity, _ in if severity >= 0.5 { values.isReversed.toggle() }
            },
        ],
        signals: [
            .output("voltage-l1-l2", .voltage, Text(fr: "tension L1-L2", en: "voltage L1-L2")),
            .output("voltage-l2-l3", .voltage, Text(fr: "tension L2-L3", en: "voltage L2-L3")),
            .output("voltage-l3-l1", .voltage, Text(fr: "tension L3-L1", en: "voltage L3-L1")),
            .output("frequency", .frequency, Text(fr: "fréquence", en: "frequency")),
        ])

    private let sources: [Handle<PhaseSource>]
    private let windings: [Handle<DirectConductance>]
    private let bond: Contact
    private let joints: [Joint]
    private let voltages: [SignalIndex]
    private let frequency: SignalIndex
    private var parameters: Parameters

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        let neutral = site["N"]
        joints = Self.phases.map { site[$0] }
        sources = Self.phases.map { site.add(PhaseSource(resistance: 1, reactance: 1), $0, site[$0], neutral) }
        windings = Self.phases.map { site.add(DirectConductance(1), "\($0) winding", site[$0], neutral) }
        bond = Contact(site, "N-PE", neutral, site.earth)
        _ = site.wire("PE", site["PE"], site.earth, resistance: 1e-4)
        voltages = ["voltage-l1-l2", "voltage-l2-l3", "voltage-l3-l1"].map { site.signal($0) }
        frequency = site.signal("frequency")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        let phaseVoltage = parameters.voltage / 3.0.squareRoot()
        let impedance = phaseVoltage / parameters.shortCircuitCurrent
        let resistance = Self.resistiveShare * impedance
        let reactance = (1 - Self.resistiveShare * Self.resistiveShare).squareRoot() * impedance
        let sine = 0.75.squareRoot() * (parameters.isReversed ? -1 : 1)
        // L2 lags L1 by a third of a turn.
        let directions: [(Double, Double)] = [(1, 0), (-0.5, -sine), (-0.5, sine)]
        for phase in 0..<3 {
            let voltage = phaseVoltage * parameters.shares[phase]
            sources[phase].element = PhaseSource(
                real: voltage * directions[phase].0, imaginary: voltage * directions[phase].1, resistance: resistance,
                reactance: reactance)
            windings[phase].element.value = 1 / resistance
            if parameters.lost[phase] {
                sources[phase].element.conductance = 0
                sources[phase].element.susceptance = 0
                windings[phase].element.value = 0
            }
        }
        bond.set(parameters.isBonded, 0.001)
    }

    public mutating func update(_ tick: Tick) {
        for phase in 0..<3 {
            tick[voltages[phase]] = tick.squaredVoltage(joints[phase], joints[(phase + 1) % 3]).squareRoot()
        }
        tick[frequency] = parameters.frequency
    }
}
