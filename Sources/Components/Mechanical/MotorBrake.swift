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
    public struct Parameters: Armatured {
        var armature = Armature.Ratings(
            torque: 4, power: 20, timeConstant: 0.02, dropOut: 0.12, travelTime: 0.015, capacity: 600)
        var inertia = 1.5e-5
        var weakness = 0.0
        var isStuckApplied = false
        var isStuckReleased = false
        var switchOxide = 0.0
        public init() {}
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
        parameters: Parameter.coil
            + Parameter.linings(
                Text(fr: "couple de freinage", en: "braking torque"), source: "1.5–2 times the motor's rated torque") + disc,
        failures: Failure.linings + [
            Failure("springs-weak", Text(fr: "ressorts cassés", en: "broken springs"), remedies: [.replace]) {
                values, severity, _ in
                values.weakness = severity
                values.armature.torque *= 1 - 0.85 * severity
            },
            Failure("dragging", Text(fr: "frein qui lèche", en: "dragging brake"), remedies: [.adjust, .replace]) {
                values, severity, _ in values.armature.residual = 2 * values.armature.torque * severity
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
            Failure(
                "switch-oxidised", Text(fr: "contact de défreinage oxydé", en: "oxidised release switch"), remedies: [.replace]
            ) { values, severity, _ in values.switchOxide = Contact.oxide(severity) },
        ] + Failure.coil,
        wear: [.linings],
        signals: [
            .output("released", .ratio, Text(fr: "1 si desserré", en: "1 if released")),
            .output("current", .current, Text(fr: "courant de bobine", en: "coil current")),
            .output("torque", .torque, Text(fr: "couple de freinage", en: "braking torque")),
            .output("slip", .angularSpeed, Text(fr: "vitesse de glissement, frein serré", en: "slip speed, brake applied")),
            .output("gap", .length, Text(fr: "entrefer", en: "air gap"), initial: Armature.ratedGap),
            .output(
                "temperature", .temperature, Text(fr: "température du frein", en: "brake temperature"), initial: Air.ambient),
            .input("lever", .ratio, Text(fr: "levier de déblocage : 1 tiré", en: "hand release: 1 pulled")),
        ],
        controls: [
            Control("lever", positions: [Text(fr: "lâché", en: "released"), Text(fr: "tiré", en: "pulled")], .momentary)
        ])

    private static let disc: [Parameter<Parameters>] = [
        Parameter(
            "inertia", .quantity(.inertia, \.inertia, 1e-7...1), Text(fr: "inertie du disque", en: "inertia of the disc"))
    ]

    /// K, from which the lining fades, and by how much more it has lost half.
    private static let fading = (start: 473.15, span: 200.0)
    private let shaft: Joint
    private let releaseSwitch: Contact
    private let lining: Handle<BristleFriction>
    private let disc: Handle<Inertia>
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
        armature = Armature(site, parameters.armature)
        releaseSwitch = Contact(site, "13", "14")
        lining = site.add(BristleFriction(breakaway: 0, coulomb: 0, viscous: 0), "lining", shaft, site.bed)
        disc = site.add(Inertia(1), "disc", shaft)
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
        armature.refit(parameters.armature)
        disc.element.value = parameters.inertia
        close()
    }

    private func close() {
        let p = parameters
        let lost = 0.5 * min(max((armature.temperature - Self.fading.start) / Self.fading.span, 0), 1)
        // Half a degree of give: hub and lining.
        lining.element.hold(
            max(p.armature.torque * applied, min(p.armature.residual, p.armature.torque)) * (1 - lost), give: 0.01, speed: 150)
        releaseSwitch.set(isFree, 0.05 + p.switchOxide)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        armature.follow(tick.dt)
        isFree = (armature.isAttracted || tick[lever] > 0.5 || p.isStuckReleased) && !p.isStuckApplied
        let share = tick.dt / p.armature.travelTime
        applied = isFree ? max(0, applied - share) : min(1, applied + share)
        let friction = lining.element
        armature.warm(by: abs(friction.force * friction.slip))
        close()
        tick[released] = isFree ? 1 : 0
        tick[current] = armature.current
        tick[torque] = friction.force
        tick[slip] = applied > 0.5 ? friction.slip : 0
        tick[gapSignal] = p.armature.gap
        tick[temperature] = armature.temperature
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        let isTurning = abs(tick.across(shaft)) > 1
        switch sense {
        case .sight:
            var seen: [Text] = []
            if parameters.armature.oil > 0.2 { seen.append(Text(fr: "de l'huile sur la garniture", en: "oil on the lining")) }
            if parameters.armature.wear > 0.4 { seen.append(Text(fr: "la garniture est mince", en: "the lining is thin")) }
            if parameters.weakness > 0.3 { seen.append(Text(fr: "un ressort est cassé", en: "a spring is broken")) }
            return seen
        case .hearing where isTurning && abs(lining.element.force) > 0.05 * parameters.armature.torque:
            return [Text(fr: "le frein frotte", en: "the brake rubs")]
        case .touch: return warmth(armature.temperature)
        case .smell where armature.temperature > 273.15 + 150:
            return [Text(fr: "une odeur de garniture chaude", en: "a smell of hot lining")]
        default: return []
        }
    }
}
