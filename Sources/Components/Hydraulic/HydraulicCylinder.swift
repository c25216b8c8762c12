import Circuits
import Glibc
public import Notation

/// A double-acting hydraulic cylinder with a rod on one side.
public struct HydraulicCylinder: Component {
    public struct Parameters: Oiled {
        var oil = ""
        /// m.
        var bore = 0.05
        var rod = 0.028
        var stroke = 0.4
        /// m³, at each end.
        var deadVolume = 3e-5
        /// kg: piston, rod and what is fixed to it.
        var mass = 50.0
        /// N, N·s/m.
        var breakaway = 600.0
        var coulomb = 400.0
        var viscous = 500.0
        /// m.
        var port = 0.008
        var cushionLength = 0.0
        /// Share of the port that the needle lets out.
        var cushionOpening = 0.05
        var initialPosition = 0.0
        /// rad above the horizontal, rod outwards.
        var incline = 0.0
        /// m³/(s·Pa) at reference viscosity.
        var sealLeak = 0.0
        /// m².
        var rodLeak = 0.0
        var bend = 0.0
        var cushionLost = 0.0
        /// Of what slides: 0 new … 1.
        var wear = 0.0
        public init() {}

        var capArea: Double { .pi / 4 * bore * bore }
        var rodArea: Double { .pi / 4 * (bore * bore - rod * rod) }
    }

    public static let type = ComponentType<HydraulicCylinder>(
        name: "hydraulic-cylinder", text: Text(fr: "vérin hydraulique", en: "hydraulic cylinder"), domain: .hydraulic,
        law: Text(
            fr: "m·dv/dt = p_A·A_A − p_B·A_B − F ; chambres V(x)·f(p) ; fuite interne k·Δp ; frottement à brins élasto-plastique",
            en: "m·dv/dt = p_A·A_A − p_B·A_B − F; chambers V(x)·f(p); internal leak k·Δp; elasto-plastic bristle friction"),
        terminalsFor: { _ in
            [
                Terminal("A", .hydraulic, Text(fr: "côté fond : sort la tige", en: "cap side: extends")),
                Terminal("B", .hydraulic, Text(fr: "côté tige : rentre la tige", en: "rod side: retracts")),
                Terminal("rod", .translation, Text(fr: "tige", en: "rod")),
            ]
        },
        parameters: sizes + settings,
        failures: [
            Failure("seal-leak", Text(fr: "joint de piston usé", en: "worn piston seal"), remedies: [.replace]) {
                // 1e-11 (6 l/min at 100 bar) at a third.
                values, severity, _ in
                values.sealLeak = 3e-11 * severity
                values.wear = max(values.wear, severity)
            },
            Failure("rod-seal-leak", Text(fr: "joint de tige usé", en: "worn rod seal"), remedies: [.replace]) {
                // 0.5 l/min at 100 bar at a third.
                values, severity, _ in
                values.rodLeak = 2.7e-7 * severity
                values.wear = max(values.wear, severity)
            },
            Failure("friction", Text(fr: "guidage grippé", en: "scored guide"), remedies: [.grease, .replace]) {
                values, severity, _ in
                values.breakaway *= 1 + 9 * severity
                values.coulomb *= 1 + 9 * severity
                values.wear = max(values.wear, severity)
            },
            Failure("rod-bent", Text(fr: "tige faussée", en: "bent rod"), remedies: [.replace]) { values, severity, _ in
                values.bend = 8_000 * severity
            },
            Failure("cushion-lost", Text(fr: "amortisseur perdu", en: "cushion lost"), remedies: [.replace, .adjust]) {
                values, severity, _ in values.cushionLost = severity
            },
        ],
        wear: [
            Wear(
                "seal-leak", by: .path(of: "velocity"), growth: 2,
                source: "makers: 500–1000 km of polyurethane seals in clean oil",
                influences: { [.abrasion(in: $0.oil)] }
            ) { _ in 1e6 },
            Wear(
                "rod-seal-leak", by: .path(of: "velocity"), growth: 2,
                source: "makers: 500–1000 km of polyurethane seals in clean oil",
                influences: { [.abrasion(in: $0.oil)] }
            ) { _ in 1e6 },
        ],
        signalsFor: { values in
            [
                .output("position", .length, Text(fr: "sortie de la tige", en: "rod extension"), initial: values.initialPosition),
                .output("velocity", .speed, Text(fr: "vitesse de la tige", en: "rod speed")),
                .output("pressure-a", .gaugePressure, Text(fr: "pression côté fond", en: "cap-side pressure")),
                .output("pressure-b", .gaugePressure, Text(fr: "pression côté tige", en: "rod-side pressure")),
                .output("internal-leak", .volumeFlow, Text(fr: "débit par le joint de piston", en: "flow past the piston seal")),
                .output("leak", .volumeFlow, Text(fr: "débit perdu au sol", en: "flow lost on the floor")),
                .output("lost", .volume, Text(fr: "huile perdue au sol", en: "oil lost on the floor")),
                .output("losses", .power, Text(fr: "pertes", en: "losses")),
                .output(
                    "impact", .speed, Text(fr: "vitesse du dernier choc, qui s'efface", en: "speed of the last impact, fading")),
            ]
        })

    private static let sizes: [Parameter<Parameters>] = [
        .oil,
        Parameter(
            "bore", .quantity(.length, \.bore, 0.01...0.5), Text(fr: "alésage", en: "bore"), source: "ISO 6020-2: 50 mm"),
        Parameter(
            "rod", .quantity(.length, \.rod, 0.004...0.3), Text(fr: "diamètre de tige", en: "rod diameter"),
            source: "ISO 6020-2: 28 mm for a bore of 50 mm"),
        Parameter(
            "stroke", .quantity(.length, \.stroke, 0.01...5), Text(fr: "course", en: "stroke"),
            source: "ISO 4393: 50, 80, 125, 200, 320, 400 mm …"),
        Parameter(
            "dead-volume", .quantity(.volume, \.deadVolume, 1e-7...1e-2),
            Text(fr: "volume mort à chaque bout", en: "dead volume at each end"), source: "chosen: 15 mm of a bore of 50 mm"),
        Parameter(
            "mass", .quantity(.mass, \.mass, 0.1...20_000), Text(fr: "masse en mouvement", en: "moving mass"),
            source: "chosen: rod, piston and a light tool"),
        Parameter(
            "port", .quantity(.length, \.port, 0.002...0.06), Text(fr: "diamètre des orifices", en: "diameter of the ports"),
            source: "G 1/4 to G 3/8"),
    ]

    private static let settings: [Parameter<Parameters>] = [
        Parameter(
            "breakaway", .quantity(.force, \.breakaway, 0...1e5), Text(fr: "force de décollement", en: "break-away force"),
            source: "3–5 bar on the piston"),
        Parameter(
            "coulomb", .quantity(.force, \.coulomb, 0...1e5), Text(fr: "frottement de Coulomb", en: "Coulomb friction"),
            source: "mechanical efficiency 0.90–0.97"),
        Parameter(
            "viscous", .quantity(.translationalDamping, \.viscous, 0...1e5),
            Text(fr: "frottement visqueux", en: "viscous friction"), source: "mechanical efficiency 0.90–0.97"),
        Parameter(
            "cushion-length", .quantity(.length, \.cushionLength, 0...0.1),
            Text(fr: "longueur d'amortissement (0 : aucun)", en: "cushion length (0: none)"), source: "20–35 mm"),
        Parameter(
            "cushion-opening", .quantity(.ratio, \.cushionOpening, 0.001...1),
            Text(fr: "ouverture de la vis d'amortissement", en: "opening of the cushion needle"), adjustable: true,
            source: "set on the machine: some hundredths"),
        Parameter(
            "initial-position", .quantity(.length, \.initialPosition, 0...5),
            Text(fr: "sortie de la tige au départ", en: "rod extension at the start"), source: "of the machine"),
        Parameter(
            "incline", .quantity(.angle, \.incline, -1.5708...1.5708),
            Text(fr: "pente de la tige vers le haut", en: "upward slope of the rod"), source: "of the machine"),
    ]

    /// Of the middle of a bent rod's tight spot along the stroke, and its half width, m.
    private static let bendShare = 0.6
    private static let bendWidth = 0.02
    private static let gravity = 9.81
    /// N/m.
    private static let bristles = 1e7

    private let chambers: (cap: Joint, rod: Joint)
    private let ends: (a: Joint, b: Joint)
    private let piston: Handle<OilPiston>
    private let friction: Handle<BristleFriction>
    private let ports: (Handle<CushionedOrifice>, Handle<CushionedOrifice>)
    private let seal: Handle<Conductance>
    private let hole: Handle<Spill>
    private let volumes: PortVolumes
    private let shown: [SignalIndex]
    private var link: OilLink
    private var particles: ParticleLink
    private var parameters: Parameters
    private var lost = 0.0
    private var wasAgainstStop = true
    private var lastSpeed = 0.0
    private var lastImpact = 0.0

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        link = try OilLink(p.oil, at: site)
        particles = try ParticleLink(p.oil, at: site)
        let start = min(p.initialPosition, p.stroke)
        chambers = (site.inner("chamber A", .hydraulic), site.inner("chamber B", .hydraulic))
        ends = (site["A"], site["B"])
        let rod = site["rod"]
        piston = site.add(
            OilPiston(
                capArea: p.capArea, rodArea: p.rodArea, stroke: p.stroke, deadVolume: p.deadVolume, inertia: p.mass,
                position: start), "piston", chambers.cap, chambers.rod, rod)
        friction = site.add(
            BristleFriction(
                breakaway: p.breakaway, coulomb: p.coulomb, viscous: p.viscous, stiffness: Self.bristles, inertia: p.mass),
            "friction", rod, site.frame)
        ports = (
            site.add(CushionedOrifice(start: 0, direction: 1, position: start), "port A", ends.a, chambers.cap, rod),
            site.add(CushionedOrifice(start: p.stroke, direction: -1, position: start), "port B", ends.b, chambers.rod, rod)
        )
        seal = site.add(Conductance(0), "seal", chambers.cap, chambers.rod)
        hole = site.add(Spill(), "rod seal", chambers.rod)
        volumes = PortVolumes(site, link, ["A", "B"])
        shown = [
            "position", "velocity", "pressure-a", "pressure-b", "internal-leak", "leak", "lost", "losses", "impact",
        ].map { site.signal($0) }
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        piston.element.inertia = p.mass
        piston.element.force = -p.mass * Self.gravity * sin(p.incline)
        friction.element.viscous = p.viscous
        friction.element.inertia = p.mass
        resist()
        fill()
    }

    /// What the oil of now makes of it.
    private func fill() {
        let p = parameters
        let oil = link.properties
        piston.element.law = OilLaw(oil)
        let port = Orifice(area: .pi / 4 * p.port * p.port, oil: oil)
        let needle = p.cushionOpening + (1 - p.cushionOpening) * p.cushionLost
        cushion(ports.0, port, needle)
        cushion(ports.1, port, needle)
        seal.element.value = p.sealLeak * oil.fluidity
        hole.element = Spill(Orifice(area: p.rodLeak, oil: oil))
        volumes.set(oil)
    }

    private func cushion(_ end: Handle<CushionedOrifice>, _ port: Orifice, _ needle: Double) {
        end.element.port = port
        end.element.length = parameters.cushionLength
        end.element.needle = needle
    }

    /// Friction where the rod is: a bent rod binds around one place.
    private func resist() {
        let p = parameters
        let offset = (piston.element.position - Self.bendShare * p.stroke) / Self.bendWidth
        let binding = p.bend * exp(-offset * offset)
        friction.element.breakaway = max(p.breakaway, p.coulomb) + binding
        friction.element.coulomb = p.coulomb + binding
    }

    public mutating func update(_ tick: Tick) {
        if link.follow(tick) { fill() }
        if parameters.bend > 0 { resist() }
        let element = piston.element
        let (a, b) = (tick.across(chambers.cap), tick.across(chambers.rod))
        if element.isAgainstStop && !wasAgainstStop {
            lastImpact = max(lastImpact, abs(lastSpeed))
        }
        // A shock shakes the frame for some hundredths of a second.
        else {
            lastImpact *= 0.05 / (0.05 + tick.dt)
        }
        wasAgainstStop = element.isAgainstStop
        lastSpeed = element.speed
        let leak = hole.element.flow(b)
        lost += leak * tick.dt
        let passing = seal.element.value * (a - b)
        let rubbing = friction.element
        let rubbed = abs(rubbing.force * rubbing.slip) + rubbing.viscous * element.speed * element.speed
        let losses =
            passing * (a - b) + ports.0.element.flow * (tick.across(ends.a) - a) + ports.1.element.flow
            * (tick.across(ends.b) - b) + rubbed
        link.release(losses)
        particles.pass(
            0, .none, dust: Abrasion.rubbed(rubbed, wear: parameters.wear, particles.counts(tick)), tick.dt)
        tick[shown[0]] = element.position
        tick[shown[1]] = element.speed
        tick[shown[2]] = a
        tick[shown[3]] = b
        tick[shown[4]] = passing
        tick[shown[5]] = leak
        tick[shown[6]] = lost
        tick[shown[7]] = losses
        tick[shown[8]] = lastImpact
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        let share = piston.element.position / parameters.stroke
        let passing = tick[shown[4]]
        let difference = tick[shown[2]] - tick[shown[3]]
        switch sense {
        case .sight:
            let place =
                share < 0.01
                ? Text(fr: "la tige est rentrée", en: "the rod is in")
                : share > 0.99
                    ? Text(fr: "la tige est sortie", en: "the rod is out")
                    : abs(piston.element.speed) > 0.002
                        ? Text(fr: "la tige bouge", en: "the rod is moving")
                        : Text(fr: "la tige est arrêtée à mi-course", en: "the rod stands in mid-stroke")
            return [place] + Drip.percepts(tick[shown[5]], fr: "à la tige", en: "at the rod")
        case .hearing:
            var heard: [Text] = []
            if tick[shown[8]] > 0.08 {
                heard.append(Text(fr: "un choc sourd en fin de course", en: "a heavy knock at the end of the stroke"))
            }
            if abs(passing * difference) > 200 {
                heard.append(Text(fr: "l'huile siffle dans le vérin", en: "oil hisses inside the cylinder"))
            }
            return heard
        // The power of a leak over a seal of a few kilograms of steel.
        case .touch where abs(passing * difference) > 200:
            return [Text(fr: "le vérin est chaud au milieu", en: "the cylinder is hot in its middle")]
        default: return []
        }
    }
}
