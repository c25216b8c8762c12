import Circuits
import Glibc
import Notation

/// What all pumps have: a displacement between suction and outlet, their small volumes, a rotor, what can leak, and what is heard.
///
/// What leaks past the clearances goes back to the suction inside, or into the case, whose drain leads it to the tank. A case whose
/// drain is shut lifts the lip of the shaft seal, and the oil goes to the floor.
struct PumpUnit {
    /// What a pump's plate and its failures say of it.
    struct Ratings: Sendable, Hashable {
        /// m³/rad, the largest.
        var displacement: Double
        /// m³/(s·Pa) at reference viscosity.
        var leakage: Double
        /// N·m, and share of the hydraulic torque.
        var friction: Double
        var pressureFriction: Double
        /// N·m·s/rad at reference viscosity.
        var drag: Double
        var inertia: Double
        /// Index in `drains`.
        var drain = 0
        var wear = 0.0
        var airLeak = 0.0
        /// m².
        var bodyLeak = 0.0
        var seizure = 0.0

        var isDrained: Bool { drain == 1 }
    }

    static let drains = ["internal", "external"]

    let pump: Handle<Displacement>
    private let rotor: Handle<Inertia>
    private let volumes: (Handle<OilVolume>, Handle<OilVolume>)
    private let hole: Handle<Spill>
    private let drain: Drain?
    private let suction: Joint
    private let outlet: Joint
    private let shaft: Joint
    private let shown: [SignalIndex]
    private var link: OilLink
    private var particles: ParticleLink
    private var ratings: Ratings

    /// The case of a pump with a drain of its own.
    private struct Drain {
        let joint: Joint
        let clearance: Handle<Conductance>
        let volume: Handle<OilVolume>
        let lip: Handle<PoppetSeat>
    }

    static let signals: [Signal] = [
        .output("flow", .volumeFlow, Text(fr: "débit refoulé", en: "flow delivered")),
        .output("torque", .torque, Text(fr: "couple absorbé", en: "torque absorbed")),
        .output("losses", .power, Text(fr: "pertes", en: "losses")),
        .output("filling", .ratio, Text(fr: "remplissage des chambres", en: "filling of the chambers"), initial: 1),
        .output("leak", .volumeFlow, Text(fr: "débit perdu au sol", en: "flow lost on the floor")),
        .output("drain", .volumeFlow, Text(fr: "débit de fuite interne", en: "internal leakage flow")),
        .output("speed", .angularSpeed, Text(fr: "vitesse de l'arbre", en: "shaft speed")),
    ]

    /// m³ of the suction and the outlet chamber.
    private static let chamber = 2e-5
    /// Share of filling below which it cavitates audibly.
    private static let rattling = 0.97
    /// m³ of the case.
    private static let caseVolume = 2e-4
    /// Pa in the case from which the lip of the shaft seal lifts, and m² of what it opens.
    private static let lipLift = 5e5
    private static let lipArea = 2e-6

    static func terminals(_ ratings: Ratings) -> [Terminal] {
        let all = [
            Terminal("S", .hydraulic, Text(fr: "aspiration", en: "suction")),
            Terminal("P", .hydraulic, Text(fr: "refoulement", en: "outlet")),
            Terminal("shaft", .rotation, Text(fr: "arbre", en: "shaft")),
        ]
        return all + (ratings.isDrained ? [Terminal("L", .hydraulic, Text(fr: "drain du carter", en: "case drain"))] : [])
    }

    init(_ site: Site, oil: String, _ ratings: Ratings) throws {
        self.ratings = ratings
        let link = try OilLink(oil, at: site)
        self.link = link
        particles = try ParticleLink(oil, at: site)
        suction = site["S"]
        outlet = site["P"]
        shaft = site["shaft"]
        pump = site.add(Displacement(ratings.displacement), "", suction, outlet, shaft)
        rotor = site.add(Inertia(1e-4), "rotor", shaft)
        volumes = (
            site.add(link.volume(Self.chamber), "volume S", suction), site.add(link.volume(Self.chamber), "volume P", outlet)
        )
        hole = site.add(Spill(), "hole", outlet)
        if ratings.isDrained {
            let joint = site["L"]
            drain = Drain(
                joint: joint, clearance: site.add(Conductance(0), "clearance", outlet, joint),
                volume: site.add(link.volume(Self.caseVolume), "volume L", joint),
                lip: site.add(PoppetSeat(hole: Orifice(area: Self.lipArea), cracking: Self.lipLift), "lip", joint, site.tank))
        } else {
            drain = nil
        }
        shown = Self.signals.map { site.signal($0.name) }
    }

    mutating func refit(_ ratings: Ratings) {
        self.ratings = ratings
        place()
    }

    private func place() {
        let oil = link.properties
        let leakage = ratings.leakage * oil.fluidity
        pump.element.displacement = ratings.displacement
        pump.element.friction = ratings.friction
        pump.element.pressureFriction = ratings.pressureFriction
        pump.element.leakage = drain == nil ? leakage : 0
        pump.element.drag = ratings.drag * oil.thickness
        pump.element.air = min(0.95, oil.air + ratings.airLeak)
        rotor.element.value = ratings.inertia
        hole.element = Spill(Orifice(area: ratings.bodyLeak, oil: oil))
        volumes.0.element.law = OilLaw(oil)
        volumes.1.element.law = OilLaw(oil)
        guard let drain else { return }
        drain.clearance.element.value = leakage
        drain.volume.element.law = OilLaw(oil)
        drain.lip.element.hole = Orifice(area: Self.lipArea, oil: oil)
    }

    /// The step is solved: the oil takes the losses and what is rubbed off.
    mutating func update(_ tick: Tick) {
        if link.follow(tick) { place() }
        let element = pump.element
        let pressure = tick.across(outlet)
        var flow = element.flow
        var losses = element.losses
        var leak = hole.element.flow(pressure)
        var leakage = element.leakage * (pressure - tick.across(suction))
        if let drain {
            let inside = tick.across(drain.joint)
            leakage = drain.clearance.element.value * (pressure - inside)
            flow -= leakage
            losses += leakage * (pressure - inside)
            leak += drain.lip.element.flow(inside).value
        }
        link.release(losses)
        let rubbing = losses - leakage * (pressure - tick.across(suction))
        particles.pass(
            0, .none, dust: Abrasion.rubbed(rubbing, wear: ratings.wear, particles.counts(tick)), tick.dt)
        tick[shown[0]] = flow
        tick[shown[1]] = element.torque
        tick[shown[2]] = losses
        tick[shown[3]] = element.filling
        tick[shown[4]] = leak
        tick[shown[5]] = leakage
        tick[shown[6]] = tick.across(shaft)
    }

    /// dB of a pump that takes a kilowatt, and for ten times that (VDI 3743: displacement pumps); how much louder one is that
    /// cavitates or crackles with air, as makers warn of 10 dB.
    private static let soundLevel = (one: 78.0, tenfold: 11.0)
    private static let cavitating = 9.0

    func sound(_ tick: Tick) -> Sound {
        let power = tick[shown[1]] * tick.across(shaft)
        guard power > 1 else { return .silent }
        let starved = min(1, 5 * (1 - pump.element.filling))
        return .level(
            Self.soundLevel.one + Self.soundLevel.tenfold * log10(power / 1_000) + 10 * log10(1 + Self.cavitating * starved))
    }

    func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        let isTurning = abs(tick.across(shaft)) > 5
        switch sense {
        case .hearing where isTurning:
            if ratings.airLeak > 0.02 || pump.element.air > 0.02 {
                return [Text(fr: "la pompe crépite : elle prend de l'air", en: "the pump crackles: it draws air")]
            }
            if pump.element.filling < Self.rattling {
                return [Text(fr: "la pompe cavite : un bruit de graviers", en: "the pump cavitates: a noise of gravel")]
            }
            return [
                ratings.wear > 0.4
                    ? Text(fr: "la pompe ronfle, irrégulière", en: "the pump growls unevenly")
                    : Text(fr: "la pompe ronronne", en: "the pump hums")
            ]
        case .sight:
            let drips = Drip.percepts(tick[shown[4]], fr: "à la pompe", en: "at the pump")
            guard isTurning, tick.across(shaft) < 0 else { return drips }
            return [Text(fr: "l'arbre tourne contre la flèche du corps", en: "the shaft turns against the arrow on the body")]
                + drips
        case .touch where ratings.seizure > 0.5:
            return [Text(fr: "l'arbre de la pompe ne tourne pas à la main", en: "the pump shaft is stuck")]
        default: return []
        }
    }
}

// MARK: - Parameters, failures and wear of every pump

/// Parameters of a pump: those of its unit among them.
protocol Pumping: Oiled {
    var unit: PumpUnit.Ratings { get set }
}

extension Parameter where Values: Pumping {
    /// - Parameters:
    ///   - text: of the displacement.
    ///   - sources: of the displacement, the leakage and the inertia.
    static func pump(
        displacement range: ClosedRange<Double>, _ text: Text, sources: (displacement: String, leakage: String, inertia: String)
    ) -> [Parameter] {
        let efficiency = "mechanical efficiency 0.85–0.92 at 100 bar"
        return [
            .oil,
            Parameter("displacement", .quantity(.displacement, \.unit.displacement, range), text, source: sources.displacement),
            Parameter(
                "leakage", .quantity(.hydraulicConductance, \.unit.leakage, 0...1e-9),
                Text(fr: "fuite interne à 40 mPa·s", en: "internal leakage at 40 mPa·s"), source: sources.leakage),
            Parameter(
                "drain", .choice(\.unit.drain, PumpUnit.drains),
                Text(
                    fr: "où va la fuite interne : à l'aspiration, ou par l'orifice L",
                    en: "where internal leakage goes: to the suction, or through port L")),
            Parameter(
                "friction", .quantity(.torque, \.unit.friction, 0...50),
                Text(fr: "couple de frottement", en: "friction torque"), source: efficiency),
            Parameter(
                "pressure-friction", .quantity(.ratio, \.unit.pressureFriction, 0...0.3),
                Text(fr: "frottement en part du couple hydraulique", en: "friction as a share of the hydraulic torque"),
                source: efficiency),
            Parameter(
                "drag", .quantity(.rotationalDamping, \.unit.drag, 0...1),
                Text(fr: "frottement visqueux à 40 mPa·s", en: "viscous drag at 40 mPa·s"), source: efficiency),
            Parameter(
                "inertia", .quantity(.inertia, \.unit.inertia, 1e-7...0.1), Text(fr: "inertie", en: "inertia"),
                source: sources.inertia),
        ]
    }
}

extension Failure where Values: Pumping {
    /// - Parameter seizure: N·m of a pump that is wholly seized.
    static func pump(seizure: Double) -> [Failure] {
        [
            Failure("worn", Text(fr: "pompe usée", en: "worn pump"), remedies: [.replace]) { values, severity, _ in
                // Six times the leakage at 0.45, twelve times at 1.
                values.unit.wear = severity
                values.unit.leakage *= 1 + 11 * severity
            },
            Failure(
                "air-leak", Text(fr: "joint d'arbre ou raccord qui prend l'air", en: "shaft seal or fitting draws air"),
                remedies: [.tighten, .replace]
            ) { values, severity, _ in values.unit.airLeak = 0.3 * severity },
            Failure("case-leak", Text(fr: "corps qui fuit", en: "leaking body"), remedies: [.tighten, .replace]) {
                values, severity, _ in values.unit.bodyLeak = 5e-7 * severity
            },
            Failure("seized", Text(fr: "pompe grippée", en: "seized pump"), remedies: [.replace]) { values, severity, _ in
                values.unit.seizure = severity
                values.unit.friction += seizure * severity
            },
        ]
    }
}

extension Wear where Values: Pumping {
    /// - Parameter hours: of running at 100 bar and 1450 rpm in oil 18/16/13.
    static func pump(hours: Double) -> Wear {
        Wear(
            "worn", by: .path(of: "speed"), growth: 1.5,
            source: "makers: bearings by the cube of the pressure; oil 18/16/13",
            influences: { values in
                [
                    .load("torque", rated: values.unit.displacement * 100e5 * 1.1, exponent: 3),
                    .abrasion(in: values.oil),
                ]
            }
        ) { _ in Self.hours(hours) * 1450 * .pi / 30 }
    }
}
