import Circuits
public import Notation

/// A spring-applied electromagnetic brake on a shaft: its springs hold without current, its coil lets go.
///
/// Coil U = R·i + L·di/dt. The pull on the armature goes as (i/gap)², so the current that attracts it rises with the air gap that the
/// worn lining leaves: at 2.5 times the rated gap the rated current no longer does. Attracted, it stays down to `drop-out`. The torque
/// builds up and goes in the travel time of the armature. The lining holds by bristles, without creep, and slips above; hot, it fades:
/// half of its friction is lost from 200 to 400 °C.
///
/// Default: a brake for a motor of 0.37–0.75 kW, 4 N·m, 24 V.
public struct MotorBrake: Component {
    public struct Parameters: ParameterValues {
        var torque = 4.0
        var voltage = 24.0
        var power = 20.0
        var timeConstant = 0.02
        var gap = 0.2e-3
        var pullIn = 0.4
        var dropOut = 0.12
        var travelTime = 0.015
        var inertia = 1.5e-5
        var capacity = 600.0
        var toAir = 0.8
        var residual = 0.0
        var wear = 0.0
        var oil = 0.0
        var weakness = 0.0
        var insulation = 1e9
        var isCoilOpen = false
        var isStuckApplied = false
        var isStuckReleased = false
        var switchOxide = 0.0
        public init() {}

        var coil: Armature.Ratings {
            Armature.Ratings(
                voltage: voltage, power: power, timeConstant: timeConstant, pullIn: pullIn, dropOut: dropOut,
                insulation: insulation, gap: gap, isCoilOpen: isCoilOpen)
        }
    }

    public static let type = ComponentType<MotorBrake>(
        name: "motor-brake", text: Text(fr: "frein à manque de courant", en: "spring-applied brake"), domain: .rotation,
        law: Text(
            fr: "ressorts : |T| ≤ μ·F·r, tenu sans fluage ; bobine U = R·i + L·di/dt ; attire si i > i_appel·(entrefer/nominal)",
            en: "springs: |T| ≤ μ·F·r, held without creep; coil U = R·i + L·di/dt; attracts if i > pull-in·(air gap/rated)"),
        terminals: [
            Terminal("A1", .electrical), Terminal("A2", .electrical),
            Terminal("13", .electrical, Text(fr: "contact de défreinage", en: "release switch")), Terminal("14", .electrical),
            Terminal("shaft", .rotation, Text(fr: "arbre", en: "shaft")),
        ],
        parameters: coil + mechanics,
        failures: [
            Failure("lining-worn", Text(fr: "garniture usée", en: "worn lining"), remedies: [.replace, .adjust]) {
                values, severity, _ in
                // Three times the rated gap, and springs that have come out by as much.
                values.wear = severity
                values.gap *= 1 + 2 * severity
                values.torque *= 1 - 0.25 * severity
            },
            Failure("lining-oiled", Text(fr: "garniture grasse", en: "oil on the lining"), remedies: [.replace, .clean]) {
                values, severity, _ in
                // Dry 0.4, oiled 0.08.
                values.oil = severity
                values.torque *= 1 - 0.8 * severity
            },
            Failure("springs-weak", Text(fr: "ressorts cassés", en: "broken springs"), remedies: [.replace]) {
                values, severity, _ in
                values.weakness = severity
                values.torque *= 1 - 0.85 * severity
            },
            Failure("dragging", Text(fr: "frein qui lèche", en: "dragging brake"), remedies: [.adjust, .replace]) {
                values, severity, _ in values.residual = 2 * values.torque * severity
            },
            Failure(
                "stuck-applied", Text(fr: "armature collée serrée", en: "armature stuck applied"), remedies: [.free, .replace]
            ) {
                values, severity, _ in values.isStuckApplied = severity >= 0.5
            },
            Failure(
                "stuck-released", Text(fr: "armature collée desserrée", en: "armature stuck released"),
                remedies: [.free, .replace]
            ) { values, severity, _ in values.isStuckReleased = severity >= 0.5 },
            Failure("coil-open", Text(fr: "bobine coupée", en: "coil open"), remedies: [.replace]) { values, severity, _ in
                values.isCoilOpen = severity >= 0.5
            },
            Failure("earth-fault", Text(fr: "bobine à la masse", en: "coil to earth"), remedies: [.replace]) {
                values, severity, _ in values.insulation = Contact.leak(severity)
            },
            Failure(
                "switch-oxidised", Text(fr: "contact de défreinage oxydé", en: "oxidised release switch"), remedies: [.replace]
            ) { values, severity, _ in values.switchOxide = Contact.oxide(severity) },
        ],
        wear: [
            Wear(
                "lining-worn", by: .work(of: "torque", with: "slip"), slope: 3,
                source: "makers: some 20 MJ by newton-metre until the gap is set anew",
                influences: { _ in [.heat("temperature", reference: 353.15, doubling: 60)] }
            ) { 2e7 * $0.torque }
        ],
        signals: [
            .output("released", .ratio, Text(fr: "1 si desserré", en: "1 if released")),
            .output("current", .current, Text(fr: "courant de bobine", en: "coil current")),
            .output("torque", .torque, Text(fr: "couple de freinage", en: "braking torque")),
            .output("slip", .angularSpeed, Text(fr: "vitesse de glissement, frein serré", en: "slip speed, brake applied")),
            .output("gap", .length, Text(fr: "entrefer", en: "air gap"), initial: 0.2e-3),
            .output(
                "temperature", .temperature, Text(fr: "température du frein", en: "brake temperature"), initial: Air.ambient),
            .input("lever", .ratio, Text(fr: "levier de déblocage : 1 tiré", en: "hand release: 1 pulled")),
        ],
        controls: [
            Control("lever", positions: [Text(fr: "lâché", en: "released"), Text(fr: "tiré", en: "pulled")], .momentary)
        ])

    private static let coil: [Parameter<Parameters>] = [
        Parameter(
            "voltage", .quantity(.voltage, \.voltage, 5...230),
            Text(fr: "tension de bobine (continue)", en: "coil voltage (DC)")),
        Parameter("power", .quantity(.power, \.power, 2...500), Text(fr: "puissance de bobine", en: "coil power")),
        Parameter(
            "time-constant", .quantity(.time, \.timeConstant, 0.001...0.5),
            Text(fr: "constante de temps L/R", en: "time constant L/R")),
        Parameter(
            "pull-in", .quantity(.ratio, \.pullIn, 0.1...0.9),
            Text(fr: "appel à l'entrefer nominal, part de I_n", en: "pull-in at the rated air gap, share of I_n"),
            source: "rated gap 0.2 mm, largest 0.5 mm"),
        Parameter(
            "drop-out", .quantity(.ratio, \.dropOut, 0.02...0.5),
            Text(fr: "chute, part de I_n", en: "drop-out, share of I_n")),
        Parameter(
            "insulation", .quantity(.resistance, \.insulation, 1e3...1e12),
            Text(fr: "isolement de la bobine au PE", en: "insulation of the coil to PE")),
    ]

    private static let mechanics: [Parameter<Parameters>] = [
        Parameter(
            "torque", .quantity(.torque, \.torque, 0.1...1_000), Text(fr: "couple de freinage", en: "braking torque"),
            source: "1.5–2 times the motor's rated torque"),
        Parameter(
            "gap", .quantity(.length, \.gap, 0.05e-3...1.5e-3), Text(fr: "entrefer", en: "air gap"), adjustable: true),
        Parameter(
            "travel-time", .quantity(.time, \.travelTime, 0.001...0.2),
            Text(fr: "temps de course de l'armature", en: "travel time of the armature")),
        Parameter(
            "inertia", .quantity(.inertia, \.inertia, 1e-7...1), Text(fr: "inertie du disque", en: "inertia of the disc")),
        Parameter(
            "capacity", .quantity(.heatCapacity, \.capacity, 10...1e5),
            Text(fr: "capacité thermique", en: "heat capacity")),
        Parameter(
            "to-air", .quantity(.thermalConductance, \.toAir, 0.05...100),
            Text(fr: "conductance vers l'air", en: "conductance to air")),
    ]

    /// K, from which the lining fades, and by how much more it has lost half.
    private static let fading = (start: 473.15, span: 200.0)
    private let shaft: Joint
    private let releaseSwitch: Contact
    private let lining: Handle<BristleFriction>
    private let disc: Handle<Inertia>
    private let body: Handle<ThermalBody>
    private let toAir: Handle<HeatPath>
    private let released: SignalIndex
    private let current: SignalIndex
    private let torque: SignalIndex
    private let slip: SignalIndex
    private let gapSignal: SignalIndex
    private let temperature: SignalIndex
    private let lever: SignalIndex
    private var parameters: Parameters
    private var armature: Armature
    private var isFree = false
    /// Share of the springs' force on the lining.
    private var applied = 1.0

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        shaft = site["shaft"]
        armature = Armature(site)
        releaseSwitch = Contact(site, "13", "14")
        lining = site.add(BristleFriction(breakaway: 0, coulomb: 0, viscous: 0), "lining", shaft, site.bed)
        disc = site.add(Inertia(1), "disc", shaft)
        let heat = site.inner("heat", .thermal)
        body = site.add(ThermalBody(capacity: 1), "heat", heat)
        toAir = site.add(HeatPath(conductance: 1), "to air", heat, site.ambient)
        released = site.signal("released")
        current = site.signal("current")
        torque = site.signal("torque")
        slip = site.signal("slip")
        gapSignal = site.signal("gap")
        temperature = site.signal("temperature")
        lever = site.signal("lever")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        armature.refit(parameters.coil)
        disc.element.value = parameters.inertia
        body.element.capacity = parameters.capacity
        toAir.element.conductance = parameters.toAir
        close()
    }

    private func close() {
        let p = parameters
        let lost = 0.5 * min(max((body.element.temperature - Self.fading.start) / Self.fading.span, 0), 1)
        // Half a degree of give: hub and lining.
        lining.element.hold(max(p.torque * applied, min(p.residual, p.torque)) * (1 - lost), give: 0.01, speed: 150)
        releaseSwitch.set(isFree, 0.05 + p.switchOxide)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        armature.follow(p.coil, tick.dt)
        isFree = (armature.isAttracted || tick[lever] > 0.5 || p.isStuckReleased) && !p.isStuckApplied
        let share = tick.dt / p.travelTime
        applied = isFree ? max(0, applied - share) : min(1, applied + share)
        let friction = lining.element
        body.element.heat = abs(friction.force * friction.slip) + armature.heat
        close()
        tick[released] = isFree ? 1 : 0
        tick[current] = armature.current
        tick[torque] = friction.force
        tick[slip] = applied > 0.5 ? friction.slip : 0
        tick[gapSignal] = p.gap
        tick[temperature] = body.element.temperature
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        let isTurning = abs(tick.across(shaft)) > 1
        switch sense {
        case .sight:
            var seen: [Text] = []
            if parameters.oil > 0.2 { seen.append(Text(fr: "de l'huile sur la garniture", en: "oil on the lining")) }
            if parameters.wear > 0.4 { seen.append(Text(fr: "la garniture est mince", en: "the lining is thin")) }
            if parameters.weakness > 0.3 { seen.append(Text(fr: "un ressort est cassé", en: "a spring is broken")) }
            return seen
        case .hearing where isTurning && abs(lining.element.force) > 0.05 * parameters.torque:
            return [Text(fr: "le frein frotte", en: "the brake rubs")]
        case .touch: return warmth(body.element.temperature)
        case .smell where body.element.temperature > 273.15 + 150:
            return [Text(fr: "une odeur de garniture chaude", en: "a smell of hot lining")]
        default: return []
        }
    }
}
