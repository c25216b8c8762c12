import Circuits
import Notation

/// The coil and the armature of a friction brake or clutch, between A1 and A2, and the body that its friction heats.
///
/// U = R·i + L·di/dt. The pull goes as (i/gap)², so the current that attracts it rises with the air gap; attracted, it stays down to the
/// drop-out.
struct Armature {
    /// What the plate of a brake or a clutch says.
    struct Ratings: Sendable, Hashable {
        /// N·m of the linings.
        var torque: Double
        /// V, W, s at rated voltage.
        var voltage = 24.0
        var power: Double
        var timeConstant: Double
        /// Shares of the rated current, the pull-in at the rated gap.
        var pullIn = 0.4
        var dropOut: Double
        /// m.
        var gap = Armature.ratedGap
        /// Seconds.
        var travelTime: Double
        /// J/K and W/K.
        var capacity: Double
        var toAir = 0.8
        /// Ohms between coil and earth.
        var insulation = 1e9
        /// N·m of linings that lick.
        var residual = 0.0
        var wear = 0.0
        var oil = 0.0
        var isCoilOpen = false
    }

    /// m: the gap at which the pull-in is told.
    static let ratedGap = 0.2e-3
    private let winding: Handle<Coil>
    private let leak: Handle<Conductance>
    private let body: Handle<ThermalBody>
    private let toAir: Handle<HeatPath>
    private var ratings: Ratings
    private(set) var isAttracted = false

    init(_ site: Site, _ ratings: Ratings) {
        self.ratings = ratings
        winding = site.add(Coil(resistance: 1, inductance: 1), "A1-A2", site["A1"], site["A2"])
        leak = site.add(Conductance(1e-9), "insulation", site["A2"], site.earth)
        let heat = site.inner("heat", .thermal)
        body = site.add(ThermalBody(capacity: 1), "heat", heat)
        toAir = site.add(HeatPath(conductance: 1), "to air", heat, site.ambient)
    }

    /// A.
    var current: Double { winding.element.current }
    /// K, of the linings and discs.
    var temperature: Double { body.element.temperature }

    mutating func refit(_ ratings: Ratings) {
        self.ratings = ratings
        let resistance = ratings.voltage * ratings.voltage / ratings.power
        winding.element.resistance = ratings.isCoilOpen ? 1e9 : resistance
        winding.element.inductance = resistance * ratings.timeConstant
        leak.element.value = 1 / ratings.insulation
        body.element.capacity = ratings.capacity
        toAir.element.conductance = ratings.toAir
    }

    mutating func follow(_ dt: Double) {
        let rated = ratings.power / ratings.voltage
        let pull = abs(winding.element.current(in: dt / 2))
        if pull > ratings.pullIn * rated * ratings.gap / Self.ratedGap { isAttracted = true }
        if pull < ratings.dropOut * rated { isAttracted = false }
    }

    /// - Parameter friction: watts.
    func warm(by friction: Double) { body.element.heat = friction + current * current * winding.element.resistance }
}

// MARK: - Parameters, failures and wear of every brake and clutch

/// Parameters of a component with a coil that moves an armature against linings.
protocol Armatured: ParameterValues {
    var armature: Armature.Ratings { get set }
}

extension Parameter where Values: Armatured {
    static var coil: [Parameter] {
        [
            Parameter(
                "voltage", .quantity(.voltage, \.armature.voltage, 5...230),
                Text(fr: "tension de bobine (continue)", en: "coil voltage (DC)")),
            Parameter("power", .quantity(.power, \.armature.power, 2...500), Text(fr: "puissance de bobine", en: "coil power")),
            Parameter(
                "time-constant", .quantity(.time, \.armature.timeConstant, 0.001...0.5),
                Text(fr: "constante de temps L/R", en: "time constant L/R")),
            Parameter(
                "pull-in", .quantity(.ratio, \.armature.pullIn, 0.1...0.9),
                Text(fr: "appel à l'entrefer nominal, part de I_n", en: "pull-in at the rated air gap, share of I_n"),
                source: "rated gap 0.2 mm, largest 0.5 mm"),
            Parameter(
                "drop-out", .quantity(.ratio, \.armature.dropOut, 0.02...0.5),
                Text(fr: "chute, part de I_n", en: "drop-out, share of I_n")),
            Parameter(
                "insulation", .quantity(.resistance, \.armature.insulation, 1e3...1e12),
                Text(fr: "isolement de la bobine au PE", en: "insulation of the coil to PE")),
        ]
    }

    /// - Parameters:
    ///   - torque: what its torque is called.
    ///   - source: of the torque.
    static func linings(_ torque: Text, source: String = "") -> [Parameter] {
        [
            Parameter("torque", .quantity(.torque, \.armature.torque, 0.1...1_000), torque, source: source),
            Parameter(
                "gap", .quantity(.length, \.armature.gap, 0.05e-3...1.5e-3), Text(fr: "entrefer", en: "air gap"),
                adjustable: true),
            Parameter(
                "travel-time", .quantity(.time, \.armature.travelTime, 0.001...0.2),
                Text(fr: "temps de course de l'armature", en: "travel time of the armature")),
            Parameter(
                "capacity", .quantity(.heatCapacity, \.armature.capacity, 10...1e5),
                Text(fr: "capacité thermique", en: "heat capacity")),
            Parameter(
                "to-air", .quantity(.thermalConductance, \.armature.toAir, 0.05...100),
                Text(fr: "conductance vers l'air", en: "conductance to air")),
        ]
    }
}

extension Failure where Values: Armatured {
    static var coil: [Failure] {
        [
            Failure("coil-open", Text(fr: "bobine coupée", en: "coil open"), remedies: [.replace]) { values, severity, _ in
                values.armature.isCoilOpen = severity >= 0.5
            },
            Failure("earth-fault", Text(fr: "bobine à la masse", en: "coil to earth"), remedies: [.replace]) {
                values, severity, _ in values.armature.insulation = Contact.leak(severity)
            },
        ]
    }

    static var linings: [Failure] {
        [
            Failure("lining-worn", Text(fr: "garnitures usées", en: "worn linings"), remedies: [.replace, .adjust]) {
                values, severity, _ in
                // Three times the rated gap, and springs or a pull that have come out by as much.
                values.armature.wear = severity
                values.armature.gap *= 1 + 2 * severity
                values.armature.torque *= 1 - 0.25 * severity
            },
            Failure("lining-oiled", Text(fr: "garnitures grasses", en: "oil on the linings"), remedies: [.clean, .replace]) {
                values, severity, _ in
                // Dry 0.4, oiled 0.08.
                values.armature.oil = severity
                values.armature.torque *= 1 - 0.8 * severity
            },
        ]
    }
}

extension Wear where Values: Armatured {
    static var linings: Wear {
        Wear(
            "lining-worn", by: .work(of: "torque", with: "slip"), slope: 3,
            source: "makers: some 20 MJ by newton-metre until the gap is set anew",
            influences: { _ in [.heat("temperature", reference: 353.15, doubling: 60)] }
        ) { 2e7 * $0.armature.torque }
    }
}
