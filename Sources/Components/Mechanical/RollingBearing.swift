import Circuits
import Glibc
public import Notation

/// A ball bearing with its geometry: friction T = T₀ + λ·μ·F·d/2 + b·ω, held at rest, its heat, and the blows of its damaged parts.
///
/// λ is 1 greased, up to 6.7 without grease (μ 0.0015 → 0.01); the seals then rub dry as well. A spall of full severity strikes with `impact` N·s at 1500 rpm, in
/// proportion to the speed; on the inner ring and on a ball the blows come and go with the load zone. A dry or dirty bearing hisses
/// above a kilohertz.
///
/// Default: 6205.
public struct RollingBearing: Component {
    public struct Parameters: ParameterValues {
        var balls = 9
        var ballDiameter = 7.94e-3
        var pitchDiameter = 38.5e-3
        var contactAngle = 0.0
        var bore = 0.025
        var load = 500.0
        var capacityRating = 14_000.0
        var friction = 0.03
        var coefficient = 0.0015
        var viscous = 2e-5
        var impact = 0.06
        var capacity = 150.0
        var toAir = 0.5
        var localRise = 12.0
        var outerRace = 0.0
        var innerRace = 0.0
        var ball = 0.0
        var cage = 0.0
        var dryness = 0.0
        var dirt = 0.0
        var excess = 0.0
        var seizure = 0.0
        public init() {}

        var geometry: BearingGeometry {
            BearingGeometry(
                balls: balls, ballDiameter: ballDiameter, pitchDiameter: pitchDiameter, contactAngle: contactAngle)
        }
        var damage: Double { max(outerRace, innerRace, ball, cage) }
        /// μ 0.0015 → 0.01.
        var lubrication: Double { 1 + 5.7 * dryness }
        /// N·m.
        var drag: Double {
            (friction * (1 + 1.3 * dryness) + lubrication * coefficient * load * bore / 2) * (1 + 0.5 * damage + 0.8 * dirt)
                + 200 * seizure
        }
    }

    public static let type = ComponentType<RollingBearing>(
        name: "rolling-bearing", text: Text(fr: "roulement à billes", en: "ball bearing"), domain: .rotation,
        law: Text(
            fr: "T = T₀ + λ·μ·F·d/2 + b·ω ; BPFO = n/2·f·(1 − d/D·cos α), BPFI = n/2·f·(1 + d/D·cos α), BSF, FTF",
            en: "T = T₀ + λ·μ·F·d/2 + b·ω; BPFO = n/2·f·(1 − d/D·cos α), BPFI = n/2·f·(1 + d/D·cos α), BSF, FTF"),
        terminals: [Terminal("shaft", .rotation, Text(fr: "arbre", en: "shaft"))],
        parameters: geometry + running,
        failures: damages + states,
        wear: [
            Wear(
                "outer-race", by: .path(of: "speed"), growth: 4, slope: 1.5,
                source: "ISO 281: L10 = (C/P)³·10⁶ turns"
            ) { 2e6 * .pi * pow($0.capacityRating / max($0.load, 1), 3) },
            Wear(
                "dry", by: .time(while: "speed", above: 1), growth: 2,
                source: "makers: grease 20 000 h at 70 °C, halved by 15 K",
                influences: { _ in [.heat("temperature", reference: 343.15, doubling: 15)] }
            ) { _ in Wear<Parameters>.hours(20_000) },
        ],
        signals: [
            .output(
                "temperature", .temperature, Text(fr: "température du roulement", en: "bearing temperature"),
                initial: Air.ambient),
            .output("torque", .torque, Text(fr: "couple de frottement", en: "friction torque")),
            .output("speed", .angularSpeed, Text(fr: "vitesse de l'arbre", en: "shaft speed")),
        ])

    private static let geometry: [Parameter<Parameters>] = [
        Parameter("balls", .count(\.balls, 3...60), Text(fr: "nombre de billes", en: "number of balls")),
        Parameter(
            "ball-diameter", .quantity(.length, \.ballDiameter, 0.5e-3...0.1),
            Text(fr: "diamètre d'une bille", en: "ball diameter")),
        Parameter(
            "pitch-diameter", .quantity(.length, \.pitchDiameter, 2e-3...1),
            Text(fr: "diamètre primitif", en: "pitch diameter")),
        Parameter(
            "contact-angle", .quantity(.angle, \.contactAngle, 0...0.9),
            Text(fr: "angle de contact", en: "contact angle")),
        Parameter("bore", .quantity(.length, \.bore, 1e-3...1), Text(fr: "alésage", en: "bore")),
        Parameter(
            "dynamic-rating", .quantity(.force, \.capacityRating, 10...1e7),
            Text(fr: "charge dynamique de base C", en: "basic dynamic load rating C"), source: "ISO 281; 6205: 14 kN"),
    ]

    private static let running: [Parameter<Parameters>] = [
        Parameter("load", .quantity(.force, \.load, 0...1e6), Text(fr: "charge radiale", en: "radial load")),
        Parameter(
            "friction", .quantity(.torque, \.friction, 0...10),
            Text(fr: "couple des joints et de la graisse T₀", en: "torque of seals and grease T₀")),
        Parameter(
            "coefficient", .quantity(.ratio, \.coefficient, 5e-4...0.05),
            Text(fr: "coefficient de frottement μ", en: "friction coefficient μ"), source: "deep-groove 0.0015"),
        Parameter(
            "viscous", .quantity(.rotationalDamping, \.viscous, 0...1),
            Text(fr: "frottement visqueux de la graisse", en: "viscous friction of the grease")),
        Parameter(
            "impact", .quantity(.impulse, \.impact, 0...10),
            Text(fr: "percussion d'un écaillage à 1500 tr/min", en: "blow of a spall at 1500 rpm")),
        Parameter(
            "capacity", .quantity(.heatCapacity, \.capacity, 1...1e5), Text(fr: "capacité thermique", en: "heat capacity")),
        Parameter(
            "to-air", .quantity(.thermalConductance, \.toAir, 0.01...100),
            Text(fr: "conductance vers l'air et l'arbre", en: "conductance to air and shaft")),
        Parameter(
            "local-rise", .quantity(.temperatureDifference, \.localRise, 0...60),
            Text(fr: "échauffement de l'air autour", en: "how much warmer the air around it is")),
    ]

    private static let damages: [Failure<Parameters>] = [
        Failure("outer-race", Text(fr: "bague extérieure écaillée", en: "spalled outer race"), remedies: [.replace]) {
            values, severity, _ in values.outerRace = severity
        },
        Failure("inner-race", Text(fr: "bague intérieure écaillée", en: "spalled inner race"), remedies: [.replace]) {
            values, severity, _ in values.innerRace = severity
        },
        Failure("ball", Text(fr: "bille écaillée", en: "spalled ball"), remedies: [.replace]) { values, severity, _ in
            values.ball = severity
        },
        Failure("cage", Text(fr: "cage usée", en: "worn cage"), remedies: [.replace]) { values, severity, _ in
            values.cage = severity
        },
    ]

    private static let states: [Failure<Parameters>] = [
        Failure("dry", Text(fr: "roulement sec", en: "dry bearing"), remedies: [.grease, .replace]) { values, severity, _ in
            values.dryness = severity
            values.viscous *= 1 - severity
        },
        Failure("over-greased", Text(fr: "trop de graisse", en: "too much grease"), remedies: [.clean]) { values, severity, _ in
            // Churned at 1500 rpm: some ten watts more.
            values.excess = severity
            values.viscous += 4e-4 * severity
        },
        Failure("contaminated", Text(fr: "graisse polluée", en: "dirty grease"), remedies: [.clean, .replace]) {
            values, severity, _ in values.dirt = severity
        },
        Failure("seized", Text(fr: "roulement grippé", en: "seized bearing"), remedies: [.replace]) { values, severity, _ in
            values.seizure = severity
        },
    ]

    private static let referenceSpeed = 50 * Double.pi
    private let shaft: Joint
    private let friction: Handle<BristleFriction>
    private let body: Handle<ThermalBody>
    private let toAir: Handle<HeatPath>
    private let temperature: SignalIndex
    private let torque: SignalIndex
    private let speedSignal: SignalIndex
    private var parameters: Parameters

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        shaft = site["shaft"]
        friction = site.add(BristleFriction(breakaway: 0, coulomb: 0, viscous: 0), "friction", shaft, site.bed)
        // The inner ring and its piece of shaft: so that a bearing on the shelf has an equation too.
        site.add(Inertia(1e-5), "ring", shaft)
        let housing = site.inner("housing", .thermal)
        body = site.add(ThermalBody(capacity: 1), "housing", housing)
        toAir = site.add(HeatPath(conductance: 1), "to air", housing, site.ambient)
        temperature = site.signal("temperature")
        torque = site.signal("torque")
        speedSignal = site.signal("speed")
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        friction.element.hold(p.drag, give: 0.025, speed: 150)
        friction.element.viscous = p.viscous
        body.element.capacity = p.capacity
        toAir.element.conductance = p.toAir
        toAir.element.rise = p.localRise
    }

    public mutating func update(_ tick: Tick) {
        let speed = tick.across(shaft)
        let now = friction.element
        body.element.heat = abs(now.force * now.slip) + parameters.viscous * speed * speed
        tick[temperature] = body.element.temperature
        tick[torque] = now.force + parameters.viscous * speed
        tick[speedSignal] = speed
    }

    public func excitations(_ tick: Tick) -> [Excitation] {
        let p = parameters
        let speed = abs(tick.across(shaft))
        guard speed > 0.5 else { return [] }
        let turns = speed / (2 * .pi)
        let share = speed / Self.referenceSpeed
        let blow = p.impact * share
        // 2.5 N of hiss for a good bearing at 1500 rpm; five times when dry.
        var all = [
            Excitation.noise(1_000...10_000, radial: 2.5 * share * (1 + 4 * p.dryness + 3 * p.dirt + p.damage), axial: share)
        ]
        let g = p.geometry
        if p.outerRace > 0 {
            all.append(.impacts(g.outer * turns, radial: blow * p.outerRace, axial: 0.3 * blow * p.outerRace, jitter: 0.005))
        }
        if p.innerRace > 0 {
            all.append(
                .impacts(
                    g.inner * turns, radial: blow * p.innerRace, axial: 0.3 * blow * p.innerRace, modulation: turns, depth: 0.8,
                    jitter: 0.005))
        }
        if p.ball > 0 {
            all.append(
                .impacts(
                    2 * g.ball * turns, radial: 0.8 * blow * p.ball, axial: 0.3 * blow * p.ball, modulation: g.cage * turns,
                    depth: 0.8, jitter: 0.01))
        }
        if p.cage > 0 {
            all.append(.impacts(g.cage * turns, radial: 0.5 * blow * p.cage, axial: 0.2 * blow * p.cage, jitter: 0.02))
        }
        if p.dirt > 0 { all.append(.noise(100...1_000, radial: 3 * share * p.dirt)) }
        return all
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        let isTurning = abs(tick.across(shaft)) > 1
        switch sense {
        case .touch: return warmth(body.element.temperature)
        case .hearing where isTurning && parameters.dryness > 0.3:
            return [Text(fr: "le roulement siffle", en: "the bearing hisses")]
        case .hearing where isTurning && parameters.damage > 0.4:
            return [Text(fr: "le roulement cogne et gronde", en: "the bearing knocks and rumbles")]
        case .hearing where isTurning && parameters.dirt > 0.4:
            return [Text(fr: "le roulement crisse", en: "the bearing grates")]
        case .sight where parameters.seizure >= 0.5:
            return [Text(fr: "le roulement est bleui, l'arbre est pris", en: "the bearing is blued, the shaft is caught")]
        case .sight where parameters.excess > 0.3:
            return [Text(fr: "de la graisse déborde du joint", en: "grease runs out of the seal")]
        case .sight where parameters.dryness > 0.5:
            return [Text(fr: "de la poudre rouille au joint", en: "rusty powder at the seal")]
        default: return []
        }
    }
}
