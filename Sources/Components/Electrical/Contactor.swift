import Circuits
public import Notation

/// A contactor: a coil that pulls and lets go at its own currents, three main poles, one auxiliary NO and one mirror NC contact.
///
/// The coil's current pulls the armature above the pick-up current (a share of U_n/R) and releases it below the drop-out current.
/// A mirror contact (IEC 60947-4-1 annex F) cannot close while a main pole is closed, welded ones included.
public struct Contactor: Component {
    public struct Parameters: ParameterValues {
        var coilVoltage = 24.0
        var coilPower = 2.3
        var timeConstant = 0.02
        var pickUp = 0.7
        var dropOut = 0.35
        var poleResistance = 0.002
        var auxiliaryResistance = 0.02
        var weldedPoles: [Bool] = [false, false, false]
        var polesResistance = [0.0, 0.0, 0.0]
        var auxiliaryOxide = 0.0
        var mirrorOxide = 0.0
        var isCoilOpen = false
        var shortedTurns = 0.0
        var isStuck = false
        var insulation = 1e9
        public init() {}
    }

    public static let poles = [("1", "2"), ("3", "4"), ("5", "6")]

    public static let type = ComponentType<Contactor>(
        name: "contactor", text: Text(fr: "contacteur", en: "contactor"), domain: .electrical,
        law: Text(
            fr: "bobine U = R·i + L·di/dt ; colle si i > i_appel, retombe si i < i_chute ; contact fermé R_c (CEI 60947-4-1)",
            en: "coil U = R·i + L·di/dt; pulls in if i > pick-up, drops out if i < drop-out; closed contact R_c (IEC 60947-4-1)"),
        terminals: ["A1", "A2", "1", "2", "3", "4", "5", "6", "13", "14", "21", "22"].map { Terminal($0, .electrical) },
        parameters: [
            Parameter(
                "voltage", .quantity(.voltage, \.coilVoltage, 5...440),
                Text(fr: "tension de bobine (continue)", en: "coil voltage (DC)")),
            Parameter(
                "power", .quantity(.power, \.coilPower, 0.2...50), Text(fr: "puissance de bobine", en: "coil power"),
                source: "S00 24 V DC: 2.3 W"),
            Parameter(
                "time-constant", .quantity(.time, \.timeConstant, 0.002...0.1),
                Text(fr: "constante de temps L/R", en: "time constant L/R"), source: "5–50 ms"),
            Parameter(
                "pick-up", .quantity(.ratio, \.pickUp, 0.4...0.85), Text(fr: "appel, part de U_n", en: "pick-up, share of U_n"),
                source: "0.7 U_s"),
            Parameter(
                "drop-out", .quantity(.ratio, \.dropOut, 0.1...0.75),
                Text(fr: "chute, part de U_n", en: "drop-out, share of U_n"), source: "0.1–0.75 U_s"),
            Parameter(
                "pole-resistance", .quantity(.resistance, \.poleResistance, 1e-4...0.1),
                Text(fr: "résistance d'un pôle fermé", en: "resistance of a closed pole"), source: "1–3 mΩ"),
            Parameter(
                "auxiliary-resistance", .quantity(.resistance, \.auxiliaryResistance, 1e-3...1),
                Text(fr: "résistance d'un contact auxiliaire", en: "resistance of an auxiliary contact"), source: "5–50 mΩ"),
            Parameter(
                "insulation", .quantity(.resistance, \.insulation, 1e3...1e12),
                Text(fr: "isolement de la bobine au PE", en: "insulation of the coil to PE")),
        ],
        failures: [
            Failure("earth-fault", Text(fr: "bobine à la masse", en: "coil to earth"), remedies: [.replace]) {
                values, severity, _ in values.insulation = Contact.leak(severity)
            },
            Failure("coil-open", Text(fr: "bobine coupée", en: "coil open"), remedies: [.replace]) { values, severity, _ in
                values.isCoilOpen = severity >= 0.5
            },
            Failure(
                "shorted-turns", Text(fr: "spires en court-circuit", en: "shorted turns"), remedies: [.replace]
            ) { values, severity, _ in values.shortedTurns = severity },
            Failure(
                "pole-welded", Text(fr: "pôle soudé", en: "welded pole"), remedies: [.replace], hasItem: true
            ) { values, severity, item in
                if let pole = poles.firstIndex(where: { $0.0 == item || $0.1 == item }) {
                    values.weldedPoles[pole] = severity >= 0.5
                }
            },
            Failure(
                "pole-worn", Text(fr: "pôle charbonné", en: "pitted pole"), remedies: [.replace], hasItem: true
            ) { values, severity, item in
                if let pole = poles.firstIndex(where: { $0.0 == item || $0.1 == item }) {
                    values.polesResistance[pole] = Contact.wear(severity)
                }
            },
            Failure(
                "auxiliary-oxidised", Text(fr: "contact auxiliaire oxydé", en: "oxidised auxiliary contact"),
                remedies: [.replace, .clean]
            ) { values, severity, _ in values.auxiliaryOxide = Contact.oxide(severity) },
            Failure(
                "mirror-oxidised", Text(fr: "contact miroir oxydé", en: "oxidised mirror contact"), remedies: [.replace, .clean]
            ) { values, severity, _ in values.mirrorOxide = Contact.oxide(severity) },
            Failure("stuck", Text(fr: "armature bloquée", en: "armature stuck"), remedies: [.replace, .free]) {
                values, severity, _ in values.isStuck = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "pole-worn", items: ["1", "3", "5"], by: .rises(of: "closed"), growth: 2, slope: 1.5,
                source: "ISO 13849-1 table C.1: B10d 1.3e6 at the rated load"
            ) { _ in 1.3e6 }
        ],
        signals: [
            .output("closed", .ratio, Text(fr: "1 si collé", en: "1 if pulled in")),
            .output("current", .current, Text(fr: "courant de bobine", en: "coil current")),
        ] + ContactHeat.signals)

    private static let openConductance = 1e-9
    private let coil: Handle<Coil>
    private let leak: Handle<Conductance>
    private let poles: [Handle<Conductance>]
    private let ends: [(Joint, Joint)]
    private var heat: ContactHeat
    private let auxiliary: Handle<Conductance>
    private let mirror: Handle<Conductance>
    private let closedSignal: SignalIndex
    private let currentSignal: SignalIndex
    private var parameters: Parameters
    private var isPulled = false
    private var fading = CoilFading()

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        coil = site.add(Coil(resistance: 250, inductance: 5), "A1-A2", site["A1"], site["A2"])
        leak = site.add(Conductance(1e-9), "insulation", site["A2"], site.earth)
        poles = Self.poles.map { site.add(Conductance(Self.openConductance), "\($0.0)-\($0.1)", site[$0.0], site[$0.1]) }
        ends = Self.poles.map { (site[$0.0], site[$0.1]) }
        heat = ContactHeat(site, count: 3)
        auxiliary = site.add(Conductance(Self.openConductance), "13-14", site["13"], site["14"])
        mirror = site.add(Conductance(1 / parameters.auxiliaryResistance), "21-22", site["21"], site["22"])
        closedSignal = site.signal("closed")
        currentSignal = site.signal("current")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        let nominal = parameters.coilVoltage * parameters.coilVoltage / parameters.coilPower
        // Shorted turns keep a quarter of the resistance and nearly none of the field.
        let resistance = parameters.isCoilOpen ? 1e9 : nominal * (1 - 0.75 * parameters.shortedTurns)
        coil.element.resistance = resistance
        coil.element.inductance = nominal * parameters.timeConstant * (1 - 0.9 * parameters.shortedTurns)
        leak.element.value = 1 / parameters.insulation
        connect()
    }

    public mutating func update(_ tick: Tick) {
        warmContacts(tick)
        let p = parameters
        let current = abs(coil.element.current(in: tick.dt / 2, &fading))
        let nominal = p.coilPower / p.coilVoltage
        // The pull of a coil with shorted turns is that of the turns left.
        let pull = current * (1 - 0.9 * p.shortedTurns)
        let wasPulled = isPulled
        if !p.isStuck {
            if pull > p.pickUp * nominal { isPulled = true }
            if pull < p.dropOut * nominal { isPulled = false }
        }
        if isPulled != wasPulled { connect() }
        tick[closedSignal] = isPulled ? 1 : 0
        tick[currentSignal] = coil.element.current
    }

    private mutating func warmContacts(_ tick: Tick) {
        guard let dt = heat.due(tick.dt) else { return }
        for (index, pole) in poles.enumerated() {
            heat.warm(index, tick.squaredVoltage(ends[index].0, ends[index].1) * pole.element.value, dt)
        }
        heat.show(tick)
    }

    /// Puts the contacts where the armature and the welds have them.
    private func connect() {
        let p = parameters
        var isAnyPoleClosed = false
        for (index, pole) in poles.enumerated() {
            let isClosed = isPulled || p.weldedPoles[index]
            isAnyPoleClosed = isAnyPoleClosed || isClosed
            let resistance = p.poleResistance + p.polesResistance[index]
            pole.element.value = isClosed && resistance.isFinite ? 1 / resistance : Self.openConductance
        }
        auxiliary.element.value = isPulled ? 1 / (p.auxiliaryResistance + p.auxiliaryOxide) : Self.openConductance
        mirror.element.value = isAnyPoleClosed ? Self.openConductance : 1 / (p.auxiliaryResistance + p.mirrorOxide)
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight:
            [
                isPulled
                    ? Text(fr: "l'armature est collée", en: "the armature is pulled in")
                    : Text(fr: "l'armature est au repos", en: "the armature is released")
            ]
        case .hearing where !isPulled && coil.element.current > 0.2 * parameters.coilPower / parameters.coilVoltage:
            [Text(fr: "ça ronfle, sans coller", en: "it hums without pulling in")]
        default: []
        }
    }
}
