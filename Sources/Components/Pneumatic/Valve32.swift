import Circuits
public import Notation

/// A 3/2 solenoid valve, normally closed, monostable: the safety exhaust of a machine's air.
public struct Valve32: Component {
    public struct Parameters: ParameterValues {
        var solenoid = ""
        /// m³/(s·Pa).
        var conductance = 6e-8
        var ratio = 0.35
        var exhaustConductance = 6e-8
        var exhaustRatio = 0.39
        var shiftTime = 0.03
        /// Pa.
        var minimumPilot = 1.8e5
        var leak = 1e-13
        var isStuckAtRest = false
        var isStuckActuated = false
        public init() {}
    }

    public static let type = ComponentType<Valve32>(
        name: "valve-3-2", text: Text(fr: "distributeur 3/2 de mise en service", en: "3/2 dump valve"), domain: .pneumatic,
        law: Text(
            fr: "repos 2→3 (purge), actionné 1→2 ; chaque voie ISO 6358-1 ; pilotage interne : pression mini à l'orifice 1",
            en: "rest 2→3 (exhaust), actuated 1→2; each way ISO 6358-1; internal pilot: least pressure at port 1"),
        terminalsFor: { _ in
            [
                Terminal("1", .pneumatic, Text(fr: "alimentation", en: "supply")),
                Terminal("2", .pneumatic, Text(fr: "utilisation", en: "outlet")),
                Terminal("3", .pneumatic, Text(fr: "échappement", en: "exhaust")),
            ]
        },
        parameters: [
            Parameter("solenoid", .link(\.solenoid), Text(fr: "bobine du pilote", en: "solenoid of the pilot")),
            Parameter(
                "conductance", .quantity(.sonicConductance, \.conductance, 1e-10...1e-6),
                Text(fr: "conductance sonique C, 1→2", en: "sonic conductance C, 1→2")),
            Parameter(
                "ratio", .quantity(.ratio, \.ratio, 0...0.6), Text(fr: "rapport critique b, 1→2", en: "critical ratio b, 1→2")),
            Parameter(
                "exhaust-conductance", .quantity(.sonicConductance, \.exhaustConductance, 1e-10...1e-6),
                Text(fr: "conductance sonique C, 2→3", en: "sonic conductance C, 2→3")),
            Parameter(
                "exhaust-ratio", .quantity(.ratio, \.exhaustRatio, 0...0.6),
                Text(fr: "rapport critique b, 2→3", en: "critical ratio b, 2→3")),
            Parameter(
                "shift-time", .quantity(.time, \.shiftTime, 1e-3...1), Text(fr: "temps de commutation", en: "shift time"),
                source: "5–40 ms"),
            Parameter(
                "minimum-pilot", .quantity(.pressureDifference, \.minimumPilot, 0...1e6),
                Text(fr: "pression relative minimale de pilotage", en: "least gauge pressure of the pilot"), source: "1.5–2 bar"),
        ],
        failures: [
            Failure(
                "stuck-rest", Text(fr: "tiroir bloqué au repos", en: "spool stuck at rest"), remedies: [.replace, .free, .clean]
            ) {
                values, severity, _ in values.isStuckAtRest = severity >= 0.5
            },
            Failure(
                "stuck-on", Text(fr: "tiroir bloqué actionné", en: "spool stuck actuated"), remedies: [.replace, .free, .clean]
            ) {
                values, severity, _ in values.isStuckActuated = severity >= 0.5
            },
            Failure("leaking", Text(fr: "clapet qui fuit", en: "leaking seat"), remedies: [.replace]) { values, severity, _ in
                values.leak += 2e-9 * severity
            },
            Failure("slow", Text(fr: "tiroir gommé, lent", en: "gummed, slow spool"), remedies: [.clean, .replace]) {
                values, severity, _ in values.shiftTime *= 1 + 9 * severity
            },
        ],
        wear: [
            Wear(
                "leaking", by: .rises(of: "spool"), growth: 2, slope: 1.5,
                source: "ISO 13849-1 table C.1: pneumatic components B10d 2e7"
            ) { _ in 2e7 }
        ],
        signalsFor: { _ in
            [
                .input("pilot", .ratio, Text(fr: "pilote (hors bobine)", en: "pilot (besides the solenoid)")),
                .input("override", .ratio, Text(fr: "commande manuelle", en: "manual override")),
                .output("spool", .ratio, Text(fr: "tiroir : 0 au repos, 1 actionné", en: "spool: 0 at rest, 1 actuated")),
            ]
        },
        controlsFor: { _ in
            [
                Control(
                    "override", positions: [Text(fr: "relâché", en: "released"), Text(fr: "appuyé", en: "pressed")], .momentary)
            ]
        })

    private let supply: Joint
    private let outlet: Joint
    private let feed: Handle<Restriction>
    private let exhaust: Handle<Restriction>
    private let pilot: SignalIndex
    private let manual: SignalIndex
    private let solenoid: SignalIndex?
    private let spoolSignal: SignalIndex
    private var parameters: Parameters
    private var spool = Spool(at: 0)

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        supply = site["1"]
        outlet = site["2"]
        feed = site.add(Restriction(conductance: 0), "1-2", supply, outlet)
        exhaust = site.add(Restriction(conductance: 0), "2-3", outlet, site["3"])
        for port in ["1", "2", "3"] { site.add(AirVolume(2e-6), "volume \(port)", site[port]) }
        pilot = site.signal("pilot")
        manual = site.signal("override")
        solenoid = parameters.solenoid.isEmpty ? nil : try site.signal("energised", of: parameters.solenoid)
        spoolSignal = site.signal("spool")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        place()
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        let isPiloted = tick[pilot] >= 0.5 || tick[manual] >= 0.5 || (solenoid.map { tick[$0] >= 0.5 } ?? false)
        let pilots = Spool.Pilots(
            side14: isPiloted, side12: false, pressure: tick.across(supply) - Air.atmosphere, minimum: p.minimumPilot,
            hasSpring: true)
        let before = spool.position
        spool.advance(
            pilots, held: p.isStuckAtRest ? 0 : p.isStuckActuated ? 1 : nil, shiftTime: p.shiftTime, dt: tick.dt)
        if spool.position != before { place() }
        tick[spoolSignal] = spool.position
    }

    private func place() {
        let p = parameters
        let open = spool.openings
        feed.element = Restriction(conductance: open.actuated * p.conductance + p.leak, ratio: p.ratio)
        exhaust.element = Restriction(conductance: open.rest * p.exhaustConductance + 1e-13, ratio: p.exhaustRatio)
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .hearing else { return [] }
        var heard: [Text] = []
        if spool.sinceShift < 0.3 { heard.append(Text(fr: "le tiroir claque", en: "the spool clicks")) }
        if spool.position == 0 {
            let flow = feed.element.flow(tick.across(supply), tick.across(outlet)).value
            heard += Hiss.percepts(flow, fr: "à l'échappement", en: "at the exhaust")
        }
        return heard
    }
}
