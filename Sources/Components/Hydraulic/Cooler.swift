import Circuits
import Glibc
public import Notation

/// An oil-to-air cooler with its fan.
public struct Cooler: Component {
    public struct Parameters: Oiled {
        var oil = ""
        /// W/K.
        var conductance = 150.0
        var stillConductance = 20.0
        /// m³/s and Pa at reference viscosity.
        var ratedFlow = 16e-3 / 60
        var ratedLoss = 0.5e5
        /// V and W.
        var voltage = 230.0
        var power = 90.0
        /// What is left of the conductance.
        var cleanness = 1.0
        var clogging = 0.0
        /// m².
        var leak = 0.0
        var isFanDead = false
        public init() {}
    }

    public static let type = ComponentType<Cooler>(
        name: "cooler", text: Text(fr: "échangeur air-huile", en: "oil-to-air cooler"), domain: .hydraulic,
        law: Text(
            fr: "P = q·ρ·c·(T − T_air)·(1 − exp(−UA/(q·ρ·c))), UA ventilé ou non ; Δp = a·μ·q + b·q²",
            en: "P = q·ρ·c·(T − T_air)·(1 − exp(−UA/(q·ρ·c))), UA with fan or without; Δp = a·μ·q + b·q²"),
        terminals: [
            Terminal("1", .hydraulic, Text(fr: "entrée", en: "inlet")),
            Terminal("2", .hydraulic, Text(fr: "sortie", en: "outlet")),
            Terminal("L", .electrical, Text(fr: "ventilateur", en: "fan")), Terminal("N", .electrical),
        ],
        parameters: [
            .oil,
            Parameter(
                "conductance", .quantity(.thermalConductance, \.conductance, 1...5_000),
                Text(fr: "conductance UA, ventilateur en marche", en: "conductance UA, fan running"),
                source: "small coolers: 50–200 W/K"),
            Parameter(
                "still-conductance", .quantity(.thermalConductance, \.stillConductance, 0...500),
                Text(fr: "conductance UA, ventilateur arrêté", en: "conductance UA, fan stopped"),
                source: "natural convection: about a seventh of the fan's"),
            Parameter(
                "rated-flow", .quantity(.volumeFlow, \.ratedFlow, 1e-6...1e-2), Text(fr: "débit nominal", en: "rated flow"),
                source: "the pump of the unit: 16 l/min"),
            Parameter(
                "rated-loss", .quantity(.pressureDifference, \.ratedLoss, 1e3...10e5),
                Text(fr: "perte à ce débit, 46 mm²/s", en: "loss at this flow, 46 mm²/s"), source: "0.3–1 bar at rated flow"),
            Parameter(
                "voltage", .quantity(.voltage, \.voltage, 5...440), Text(fr: "tension du ventilateur", en: "voltage of the fan"),
                source: "IEC 60038: 230 V, 400 V; 24 V direct"),
            Parameter(
                "power", .quantity(.power, \.power, 1...5_000), Text(fr: "puissance du ventilateur", en: "power of the fan"),
                source: "axial fans of 250–300 mm: 60–120 W"),
        ],
        failures: [
            Failure("fouled", Text(fr: "ailettes encrassées", en: "fouled fins"), remedies: [.clean, .replace]) {
                // Grades of 20 % at 0.82 and of 3 % at 1.
                values, severity, _ in values.cleanness = 1 - 0.97 * severity
            },
            Failure("fan-dead", Text(fr: "ventilateur hors service", en: "dead fan"), remedies: [.replace]) {
                values, severity, _ in
                values.isFanDead = severity >= 0.5
            },
            Failure("clogged", Text(fr: "tubes bouchés", en: "clogged tubes"), remedies: [.clean, .replace]) {
                values, severity, _ in
                values.clogging = 15 * severity
            },
            Failure("leaking", Text(fr: "faisceau qui fuit", en: "leaking core"), remedies: [.replace]) { values, severity, _ in
                values.leak = 1e-6 * severity
            },
        ],
        wear: [
            Wear(
                "fouled", by: .time(while: "fan", above: 0.5), growth: 1.5,
                source: "chosen: fins cleaned each half-year in a hall with lint"
            ) { _ in Wear<Parameters>.hours(6_000) }
        ],
        signals: [
            .output("flow", .volumeFlow, Text(fr: "débit de 1 vers 2", en: "flow from 1 to 2")),
            .output("cooling-power", .power, Text(fr: "chaleur évacuée", en: "heat taken away")),
            .output(
                "efficiency", .ratio,
                Text(fr: "part de l'écart à l'air qu'il reprend", en: "share of the difference to the air that it takes")),
            .output("fan", .ratio, Text(fr: "vitesse du ventilateur", en: "speed of the fan")),
            .output(
                "outlet-temperature", .temperature, Text(fr: "température de sortie", en: "outlet temperature"),
                initial: Air.ambient),
            .output("leak", .volumeFlow, Text(fr: "débit perdu au sol", en: "flow lost on the floor")),
        ])

    private static let laminarShare = 0.7
    /// Share of its voltage from which the fan turns, and seconds to its speed.
    private static let startsFrom = 0.6
    private static let runUp = 1.0
    /// W/K of oil that passes, below which it stands.
    private static let standing = 1e-3

    private let ends: (Joint, Joint)
    private let fanEnds: (Joint, Joint)
    private let path: Handle<ViscousPath>
    private let hole: Handle<Spill>
    private let fan: Handle<Conductance>
    private let bath: (joint: Joint, path: Handle<HeatPath>)?
    private let room: Joint
    private let volumes: PortVolumes
    private let shown: [SignalIndex]
    private var link: OilLink
    private var parameters: Parameters
    private var speed = 0.0

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        link = try OilLink(p.oil, at: site)
        ends = (site["1"], site["2"])
        fanEnds = (site["L"], site["N"])
        path = site.add(ViscousPath(laminar: 1, turbulent: 1), "", ends.0, ends.1)
        hole = site.add(Spill(), "hole", ends.0)
        fan = site.add(Conductance(0), "fan", fanEnds.0, fanEnds.1)
        room = site.ambient
        if p.oil.isEmpty {
            bath = nil
        } else {
            let joint = try site.joint("bath", of: p.oil)
            bath = (joint, site.add(HeatPath(conductance: 0), "cooling", joint, site.ambient))
        }
        volumes = PortVolumes(site, link, ["1", "2"], 5e-4)
        shown = ["flow", "cooling-power", "efficiency", "fan", "outlet-temperature", "leak"].map { site.signal($0) }
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        fan.element.value = p.isFanDead ? Contact.open : p.power / (p.voltage * p.voltage)
        place()
    }

    private func place() {
        let p = parameters
        path.element = ViscousPath(
            flow: p.ratedFlow, loss: p.ratedLoss * (1 + p.clogging), laminarShare: Self.laminarShare,
            thickness: link.properties.thickness)
        hole.element = Spill(Orifice(area: p.leak, oil: link.properties))
        volumes.set(link.properties)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        if link.follow(tick) { place() }
        let share = (tick.squaredVoltage(fanEnds.0, fanEnds.1)).squareRoot() / p.voltage
        let wanted = p.isFanDead || share < Self.startsFrom ? 0 : min(1, share)
        speed += (wanted - speed) * tick.dt / (Self.runUp + tick.dt)
        let difference = tick.across(ends.0) - tick.across(ends.1)
        let flow = path.element.flow(difference).value
        link.release(flow * difference)
        let conductance = p.cleanness * (p.stillConductance + (p.conductance - p.stillConductance) * speed)
        let stream = abs(flow) * link.properties.density * OilProperties.specificHeat
        let efficiency = stream > Self.standing ? -expm1(-conductance / stream) : 0
        var power = 0.0
        let air = tick.across(room)
        var outlet = air
        if let bath {
            bath.path.element.conductance = stream * efficiency
            let temperature = tick.across(bath.joint)
            power = stream * efficiency * (temperature - air)
            // Oil that stands in it becomes as cold as the air.
            outlet = stream > Self.standing ? temperature - efficiency * (temperature - air) : air
        }
        tick[shown[0]] = flow
        tick[shown[1]] = power
        tick[shown[2]] = efficiency
        tick[shown[3]] = speed
        tick[shown[4]] = outlet
        tick[shown[5]] = hole.element.flow(tick.across(ends.0))
    }

    /// dB of a fan of 120 W at its speed, and for ten times the speed: makers of axial fans; fan laws.
    private static let soundLevel = (rated: 72.0, tenfold: 50.0)

    public func sound(_ tick: Tick) -> Sound {
        guard speed > 0.05 else { return .silent }
        return .level(Self.soundLevel.rated + 10 * log10(parameters.power / 120) + Self.soundLevel.tenfold * log10(speed))
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight:
            var seen = [
                speed > 0.1
                    ? Text(fr: "le ventilateur tourne", en: "the fan turns")
                    : Text(fr: "le ventilateur est arrêté", en: "the fan stands still")
            ]
            if parameters.cleanness < 0.7 {
                seen.append(Text(fr: "les ailettes sont pleines de poussière", en: "the fins are full of dust"))
            }
            return seen + Drip.percepts(tick[shown[5]], fr: "à l'échangeur", en: "at the cooler")
        case .hearing where speed > 0.1: return [Text(fr: "le ventilateur souffle", en: "the fan blows")]
        case .touch: return warmth(tick[shown[4]])
        default: return []
        }
    }
}
