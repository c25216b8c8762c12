import Circuits
public import Notation

/// An electromagnetic friction clutch between two shafts: its coil presses the discs, without current they are free.
///
/// Coil U = R·i + L·di/dt; attracted when the current has reached what the air gap asks, as for `MotorBrake`. The torque builds up in
/// the travel time of the armature; the discs hold by bristles under it and slip above, with the heat of T·Δω.
///
/// Default: 10 N·m, 24 V.
public struct Clutch: Component {
    public struct Parameters: ParameterValues {
        var torque = 10.0
        var voltage = 24.0
        var power = 15.0
        var timeConstant = 0.03
        var gap = 0.2e-3
        var pullIn = 0.4
        var dropOut = 0.15
        var travelTime = 0.02
        var drivingInertia = 3e-4
        var drivenInertia = 2e-4
        var capacity = 400.0
        var toAir = 0.8
        var residual = 0.0
        var wear = 0.0
        var oil = 0.0
        var insulation = 1e9
        var isCoilOpen = false
        var isStuck = false
        public init() {}

        var coil: Armature.Ratings {
            Armature.Ratings(
                voltage: voltage, power: power, timeConstant: timeConstant, pullIn: pullIn, dropOut: dropOut,
                insulation: insulation, gap: gap, isCoilOpen: isCoilOpen)
        }
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
        parameters: coil + mechanics,
        failures: [
            Failure("lining-worn", Text(fr: "garnitures usées", en: "worn linings"), remedies: [.replace, .adjust]) {
                values, severity, _ in
                values.wear = severity
                values.gap *= 1 + 2 * severity
                values.torque *= 1 - 0.25 * severity
            },
            Failure("lining-oiled", Text(fr: "garnitures grasses", en: "oil on the linings"), remedies: [.clean, .replace]) {
                values, severity, _ in
                values.oil = severity
                values.torque *= 1 - 0.8 * severity
            },
            Failure("dragging", Text(fr: "embrayage qui lèche", en: "dragging clutch"), remedies: [.adjust, .replace]) {
                values, severity, _ in values.residual = 0.3 * values.torque * severity
            },
            Failure("stuck", Text(fr: "disques collés", en: "discs stuck together"), remedies: [.free, .replace]) {
                values, severity, _ in values.isStuck = severity >= 0.5
            },
            Failure("coil-open", Text(fr: "bobine coupée", en: "coil open"), remedies: [.replace]) { values, severity, _ in
                values.isCoilOpen = severity >= 0.5
            },
            Failure("earth-fault", Text(fr: "bobine à la masse", en: "coil to earth"), remedies: [.replace]) {
                values, severity, _ in values.insulation = Contact.leak(severity)
            },
        ],
        wear: [
            Wear(
                "lining-worn", by: .work(of: "torque", with: "slip"), slope: 3,
                source: "makers: some 20 MJ by newton-metre until the gap is set anew",
                influences: { _ in [.heat("temperature", reference: 353.15, doubling: 60)] }
            ) { 2e7 * $0.torque }
        ],
        signals: [
            .output("engaged", .ratio, Text(fr: "1 si embrayé", en: "1 if engaged")),
            .output("current", .current, Text(fr: "courant de bobine", en: "coil current")),
            .output("torque", .torque, Text(fr: "couple transmis", en: "torque passed on")),
            .output("slip", .angularSpeed, Text(fr: "vitesse de glissement", en: "slip speed")),
            .output("gap", .length, Text(fr: "entrefer", en: "air gap"), initial: 0.2e-3),
            .output(
                "temperature", .temperature, Text(fr: "température des disques", en: "disc temperature"), initial: Air.ambient),
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
            Text(fr: "appel à l'entrefer nominal, part de I_n", en: "pull-in at the rated air gap, share of I_n")),
        Parameter(
            "drop-out", .quantity(.ratio, \.dropOut, 0.02...0.5),
            Text(fr: "chute, part de I_n", en: "drop-out, share of I_n")),
        Parameter(
            "insulation", .quantity(.resistance, \.insulation, 1e3...1e12),
            Text(fr: "isolement de la bobine au PE", en: "insulation of the coil to PE")),
    ]

    private static let mechanics: [Parameter<Parameters>] = [
        Parameter(
            "torque", .quantity(.torque, \.torque, 0.1...1_000), Text(fr: "couple transmissible", en: "torque it can pass")),
        Parameter(
            "gap", .quantity(.length, \.gap, 0.05e-3...1.5e-3), Text(fr: "entrefer", en: "air gap"), adjustable: true),
        Parameter(
            "travel-time", .quantity(.time, \.travelTime, 0.001...0.2),
            Text(fr: "temps de course de l'armature", en: "travel time of the armature")),
        Parameter(
            "driving-inertia", .quantity(.inertia, \.drivingInertia, 1e-7...10),
            Text(fr: "inertie côté menant", en: "inertia of the driving side")),
        Parameter(
            "driven-inertia", .quantity(.inertia, \.drivenInertia, 1e-7...10),
            Text(fr: "inertie côté mené", en: "inertia of the driven side")),
        Parameter(
            "capacity", .quantity(.heatCapacity, \.capacity, 10...1e5),
            Text(fr: "capacité thermique", en: "heat capacity")),
        Parameter(
            "to-air", .quantity(.thermalConductance, \.toAir, 0.05...100),
            Text(fr: "conductance vers l'air", en: "conductance to air")),
    ]

    private let input: Joint
    private let discs: Handle<BristleFriction>
    private let sides: (driving: Handle<Inertia>, driven: Handle<Inertia>)
    private let body: Handle<ThermalBody>
    private let toAir: Handle<HeatPath>
    private let shown: [SignalIndex]
    private var parameters: Parameters
    private var armature: Armature
    /// Share of the coil's force on the discs.
    private var applied = 0.0

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        input = site["in"]
        armature = Armature(site)
        discs = site.add(BristleFriction(breakaway: 0, coulomb: 0, viscous: 0), "discs", input, site["out"])
        sides = (site.add(Inertia(1), "driving side", input), site.add(Inertia(1), "driven side", site["out"]))
        let heat = site.inner("heat", .thermal)
        body = site.add(ThermalBody(capacity: 1), "heat", heat)
        toAir = site.add(HeatPath(conductance: 1), "to air", heat, site.ambient)
        shown = ["engaged", "current", "torque", "slip", "gap", "temperature"].map { site.signal($0) }
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        armature.refit(p.coil)
        sides.driving.element.value = p.drivingInertia
        sides.driven.element.value = p.drivenInertia
        body.element.capacity = p.capacity
        toAir.element.conductance = p.toAir
        press()
    }

    private func press() {
        let share = parameters.isStuck ? 1 : applied
        discs.element.hold(max(parameters.torque * share, parameters.residual), give: 0.01, speed: 150)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        armature.follow(p.coil, tick.dt)
        let share = tick.dt / p.travelTime
        applied = armature.isAttracted ? min(1, applied + share) : max(0, applied - share)
        let friction = discs.element
        body.element.heat = abs(friction.force * friction.slip) + armature.heat
        press()
        tick[shown[0]] = armature.isAttracted ? 1 : 0
        tick[shown[1]] = armature.current
        tick[shown[2]] = friction.force
        tick[shown[3]] = friction.slip
        tick[shown[4]] = p.gap
        tick[shown[5]] = body.element.temperature
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight:
            var seen: [Text] = []
            if parameters.oil > 0.2 { seen.append(Text(fr: "de l'huile sur les garnitures", en: "oil on the linings")) }
            if parameters.wear > 0.4 { seen.append(Text(fr: "les garnitures sont minces", en: "the linings are thin")) }
            return seen
        case .hearing where abs(discs.element.slip) > 5 && abs(discs.element.force) > 0.05 * parameters.torque:
            return [Text(fr: "l'embrayage patine", en: "the clutch slips")]
        case .touch: return warmth(body.element.temperature)
        case .smell where body.element.temperature > 273.15 + 150:
            return [Text(fr: "une odeur de garniture chaude", en: "a smell of hot lining")]
        default: return []
        }
    }
}
