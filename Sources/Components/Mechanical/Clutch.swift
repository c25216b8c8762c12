import Circuits
public import Notation

/// An electromagnetic friction clutch between two shafts: its coil presses the discs, without current they are free.
///
/// Coil U = R·i + L·di/dt; attracted when the current has reached what the air gap asks, as for `MotorBrake`. The torque builds up in
/// the travel time of the armature; the discs hold by bristles under it and slip above, with the heat of T·Δω.
///
/// Default: 10 N·m, 24 V.
public struct Clutch: Component {
    public struct Parameters: Armatured {
        var armature = Armature.Ratings(
            torque: 10, power: 15, timeConstant: 0.03, dropOut: 0.15, travelTime: 0.02, capacity: 400)
        var drivingInertia = 3e-4
        var drivenInertia = 2e-4
        var isStuck = false
        public init() {}
    }

    public static let type = ComponentType<Clutch>(
        name: "clutch", text: Text(fr: "embrayage électromagnétique", en: "electromagnetic clutch"), domain: .rotation,
        law: Text(
            fr: "|T| ≤ μ·F·r bobine alimentée, libre sinon ; U = R·i + L·di/dt ; attire si i > i_appel·(entrefer/nominal)",
            en: "|T| ≤ μ·F·r when energised, free otherwise; U = R·i + L·di/dt; attracts if i > pull-in·(air gap/rated)"),
        terminals: [
            Terminal("A1", .electrical), Terminal("A2", .electrical),
            Terminal("in", .rotation, Text(fr: "arbre menant", en: "driving shaft")),
            Terminal("out", .rotation, Text(fr: "arbre mené", en: "driven shaft")),
        ],
        parameters: Parameter.coil + Parameter.linings(Text(fr: "couple transmissible", en: "torque it can pass")) + inertias,
        failures: Failure.linings + [
            Failure("dragging", Text(fr: "embrayage qui lèche", en: "dragging clutch"), remedies: [.adjust, .replace]) {
                values, severity, _ in values.armature.residual = 0.3 * values.armature.torque * severity
            },
            Failure("stuck", Text(fr: "disques collés", en: "discs stuck together"), remedies: [.free, .replace]) {
                values, severity, _ in values.isStuck = severity >= 0.5
            },
        ] + Failure.coil,
        wear: [.linings],
        signals: [
            .output("engaged", .ratio, Text(fr: "1 si embrayé", en: "1 if engaged")),
            .output("current", .current, Text(fr: "courant de bobine", en: "coil current")),
            .output("torque", .torque, Text(fr: "couple transmis", en: "torque passed on")),
            .output("slip", .angularSpeed, Text(fr: "vitesse de glissement", en: "slip speed")),
            .output("gap", .length, Text(fr: "entrefer", en: "air gap"), initial: Armature.ratedGap),
            .output(
                "temperature", .temperature, Text(fr: "température des disques", en: "disc temperature"), initial: Air.ambient),
        ])

    private static let inertias: [Parameter<Parameters>] = [
        Parameter(
            "driving-inertia", .quantity(.inertia, \.drivingInertia, 1e-7...10),
            Text(fr: "inertie côté menant", en: "inertia of the driving side")),
        Parameter(
            "driven-inertia", .quantity(.inertia, \.drivenInertia, 1e-7...10),
            Text(fr: "inertie côté mené", en: "inertia of the driven side")),
    ]

    private let input: Joint
    private let discs: Handle<BristleFriction>
    private let sides: (driving: Handle<Inertia>, driven: Handle<Inertia>)
    private let shown: [SignalIndex]
    private var parameters: Parameters
    private var armature: Armature
    /// Share of the coil's force on the discs.
    private var applied = 0.0

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        input = site["in"]
        armature = Armature(site, parameters.armature)
        discs = site.add(BristleFriction(breakaway: 0, coulomb: 0, viscous: 0), "discs", input, site["out"])
        sides = (site.add(Inertia(1), "driving side", input), site.add(Inertia(1), "driven side", site["out"]))
        shown = ["engaged", "current", "torque", "slip", "gap", "temperature"].map { site.signal($0) }
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        armature.refit(p.armature)
        sides.driving.element.value = p.drivingInertia
        sides.driven.element.value = p.drivenInertia
        press()
    }

    private func press() {
        let share = parameters.isStuck ? 1 : applied
        discs.element.hold(max(parameters.armature.torque * share, parameters.armature.residual), give: 0.01, speed: 150)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        armature.follow(tick.dt)
        let share = tick.dt / p.armature.travelTime
        applied = armature.isAttracted ? min(1, applied + share) : max(0, applied - share)
        let friction = discs.element
        armature.warm(by: abs(friction.force * friction.slip))
        press()
        tick[shown[0]] = armature.isAttracted ? 1 : 0
        tick[shown[1]] = armature.current
        tick[shown[2]] = friction.force
        tick[shown[3]] = friction.slip
        tick[shown[4]] = p.armature.gap
        tick[shown[5]] = armature.temperature
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight:
            var seen: [Text] = []
            if parameters.armature.oil > 0.2 { seen.append(Text(fr: "de l'huile sur les garnitures", en: "oil on the linings")) }
            if parameters.armature.wear > 0.4 { seen.append(Text(fr: "les garnitures sont minces", en: "the linings are thin")) }
            return seen
        case .hearing where abs(discs.element.slip) > 5 && abs(discs.element.force) > 0.05 * parameters.armature.torque:
            return [Text(fr: "l'embrayage patine", en: "the clutch slips")]
        case .touch: return warmth(armature.temperature)
        case .smell where armature.temperature > 273.15 + 150:
            return [Text(fr: "une odeur de garniture chaude", en: "a smell of hot lining")]
        default: return []
        }
    }
}
