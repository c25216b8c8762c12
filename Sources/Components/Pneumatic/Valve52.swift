import Circuits
public import Notation

/// A 5/2 directional valve with internal pilots, monostable (spring return) or bistable (two pilots).
public struct Valve52: Component {
    public struct Parameters: ParameterValues {
        /// Index in `returns`.
        var returnBy = 0
        var solenoid14 = ""
        var solenoid12 = ""
        /// m³/(s·Pa), of one way from 1 to 2 or 4.
        var conductance = 2e-8
        var ratio = 0.35
        /// m³/(s·Pa), of one way from 2 to 3 or 4 to 5.
        var exhaustConductance = 2.4e-8
        var exhaustRatio = 0.39
        var shiftTime = 0.02
        /// Pa.
        var minimumPilot = 1.8e5
        /// Index in `sides`.
        var initial = 0
        var leak = 1e-13
        var isStuckAtRest = false
        var isStuckActuated = false
        public init() {}

        var hasSpring: Bool { returnBy == 0 }
    }

    static let returns = ["spring", "pilot"]
    static let sides = ["12", "14"]

    public static let type = ComponentType<Valve52>(
        name: "valve-5-2", text: Text(fr: "distributeur 5/2", en: "5/2 valve"), domain: .pneumatic,
        law: Text(
            fr: "repos 1→2, 4→5 ; actionné 1→4, 2→3 ; chaque voie ISO 6358-1 ; pilotage interne : pression mini à l'orifice 1",
            en: "rest 1→2, 4→5; actuated 1→4, 2→3; each way ISO 6358-1; internal pilot: least pressure at port 1"),
        terminalsFor: { _ in
            [
                Terminal("1", .pneumatic, Text(fr: "alimentation", en: "supply")),
                Terminal("2", .pneumatic, Text(fr: "sortie 2", en: "outlet 2")),
                Terminal("3", .pneumatic, Text(fr: "échappement de 2", en: "exhaust of 2")),
                Terminal("4", .pneumatic, Text(fr: "sortie 4", en: "outlet 4")),
                Terminal("5", .pneumatic, Text(fr: "échappement de 4", en: "exhaust of 4")),
            ]
        },
        parameters: [
            Parameter(
                "return", .choice(\.returnBy, returns),
                Text(
                    fr: "rappel : ressort (monostable) ou pilote (bistable)",
                    en: "return: spring (monostable) or pilot (bistable)")),
            Parameter("solenoid-14", .link(\.solenoid14), Text(fr: "bobine du pilote 14", en: "solenoid of pilot 14")),
            Parameter("solenoid-12", .link(\.solenoid12), Text(fr: "bobine du pilote 12", en: "solenoid of pilot 12")),
            Parameter(
                "conductance", .quantity(.sonicConductance, \.conductance, 1e-10...1e-6),
                Text(fr: "conductance sonique C, 1→2 et 1→4", en: "sonic conductance C, 1→2 and 1→4"),
                source: "size G1/8: 1.9 l/(s·bar), b 0.35"),
            Parameter(
                "ratio", .quantity(.ratio, \.ratio, 0...0.6),
                Text(fr: "rapport critique b, 1→2 et 1→4", en: "critical ratio b, 1→2 and 1→4")),
            Parameter(
                "exhaust-conductance", .quantity(.sonicConductance, \.exhaustConductance, 1e-10...1e-6),
                Text(fr: "conductance sonique C, 2→3 et 4→5", en: "sonic conductance C, 2→3 and 4→5"),
                source: "size G1/8: 2.4 l/(s·bar), b 0.39"),
            Parameter(
                "exhaust-ratio", .quantity(.ratio, \.exhaustRatio, 0...0.6),
                Text(fr: "rapport critique b, 2→3 et 4→5", en: "critical ratio b, 2→3 and 4→5")),
            Parameter(
                "shift-time", .quantity(.time, \.shiftTime, 1e-3...1), Text(fr: "temps de commutation", en: "shift time"),
                source: "5–40 ms"),
            Parameter(
                "minimum-pilot", .quantity(.pressureDifference, \.minimumPilot, 0...1e6),
                Text(fr: "pression relative minimale de pilotage", en: "least gauge pressure of the pilot"), source: "1.5–2 bar"),
            Parameter(
                "initial", .choice(\.initial, sides), Text(fr: "côté au départ (bistable)", en: "side at the start (bistable)")),
        ],
        failures: [
            Failure(
                "stuck-rest", Text(fr: "tiroir bloqué au repos", en: "spool stuck at rest"), remedies: [.replace, .free, .clean]
            ) {
                values, severity, _ in values.isStuckAtRest = severity >= 0.5
            },
            Failure(
                "stuck-actuated", Text(fr: "tiroir bloqué actionné", en: "spool stuck actuated"),
                remedies: [.replace, .free, .clean]
            ) { values, severity, _ in values.isStuckActuated = severity >= 0.5 },
            Failure("slow", Text(fr: "tiroir gommé, lent", en: "gummed, slow spool"), remedies: [.clean, .replace]) {
                values, severity, _ in values.shiftTime *= 1 + 9 * severity
            },
            Failure("leaking", Text(fr: "joints de tiroir usés", en: "worn spool seals"), remedies: [.replace]) {
                // 1e-9 at half severity: 42 l/min at 6 bar.
                values, severity, _ in values.leak += 2e-9 * severity
            },
        ],
        wear: [
            Wear(
                "leaking", by: .rises(of: "spool"), growth: 2, slope: 1.5,
                source: "ISO 13849-1 table C.1: pneumatic components B10d 2e7"
            ) { _ in 2e7 }
        ],
        signalsFor: { values in
            let initial = values.hasSpring ? 0.0 : Double(values.initial)
            return [
                .input("pilot-14", .ratio, Text(fr: "pilote 14 (hors bobine)", en: "pilot 14 (besides the solenoid)")),
                .input("pilot-12", .ratio, Text(fr: "pilote 12 (hors bobine)", en: "pilot 12 (besides the solenoid)")),
                .input("override-14", .ratio, Text(fr: "commande manuelle 14", en: "manual override 14")),
                .input("override-12", .ratio, Text(fr: "commande manuelle 12", en: "manual override 12")),
                .output(
                    "spool", .ratio, Text(fr: "tiroir : 0 côté 12, 1 côté 14", en: "spool: 0 on side 12, 1 on side 14"),
                    initial: initial),
            ]
        },
        controlsFor: { values in
            let words = [Text(fr: "relâché", en: "released"), Text(fr: "appuyé", en: "pressed")]
            let first = Control("override-14", positions: words, .momentary)
            return values.hasSpring ? [first] : [first, Control("override-12", positions: words, .momentary)]
        })

    private let supply: Joint
    private let ports: [Joint]
    /// 1→2, 1→4, 2→3, 4→5.
    private let ways: [Handle<Restriction>]
    private let inputs: [SignalIndex]
    private let overrides: [SignalIndex]
    private let solenoids: [SignalIndex?]
    private let spoolSignal: SignalIndex
    private var parameters: Parameters
    private var spool: Spool

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        supply = site["1"]
        ports = ["1", "2", "3", "4", "5"].map { site[$0] }
        ways = [("1", "2"), ("1", "4"), ("2", "3"), ("4", "5")].map {
            site.add(Restriction(conductance: 0), "\($0.0)-\($0.1)", site[$0.0], site[$0.1])
        }
        for (index, port) in ports.enumerated() { site.add(AirVolume(1e-6), "volume \(index + 1)", port) }
        solenoids = try [parameters.solenoid14, parameters.solenoid12].map {
            $0.isEmpty ? nil : try site.signal("energised", of: $0)
        }
        inputs = [site.signal("pilot-14"), site.signal("pilot-12")]
        overrides = [site.signal("override-14"), site.signal("override-12")]
        spoolSignal = site.signal("spool")
        spool = Spool(at: parameters.hasSpring ? 0 : Double(parameters.initial))
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        place()
    }

    @inline(__always)
    private func isPiloted(_ side: Int, _ tick: Tick) -> Bool {
        tick[inputs[side]] >= 0.5 || tick[overrides[side]] >= 0.5 || (solenoids[side].map { tick[$0] >= 0.5 } ?? false)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        let pilots = Spool.Pilots(
            side14: isPiloted(0, tick), side12: isPiloted(1, tick), pressure: tick.across(supply) - Air.atmosphere,
            minimum: p.minimumPilot, hasSpring: p.hasSpring)
        let before = spool.position
        spool.advance(
            pilots, held: p.isStuckAtRest ? 0 : p.isStuckActuated ? 1 : nil, shiftTime: p.shiftTime, dt: tick.dt)
        if spool.position != before { place() }
        tick[spoolSignal] = spool.position
    }

    private func place() {
        let p = parameters
        let open = spool.openings
        let supplied = [open.rest, open.actuated]
        let exhausted = [open.actuated, open.rest]
        for side in 0..<2 {
            ways[side].element = Restriction(conductance: supplied[side] * p.conductance + p.leak, ratio: p.ratio)
            ways[2 + side].element = Restriction(
                conductance: exhausted[side] * p.exhaustConductance + 1e-13, ratio: p.exhaustRatio)
        }
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .hearing else { return [] }
        var heard: [Text] = []
        if spool.sinceShift < 0.3 { heard.append(Text(fr: "le tiroir claque", en: "the spool clicks")) }
        // What passes to the side that is being exhausted.
        if spool.position == 0 || spool.position == 1 {
            let closed = spool.position == 0 ? 1 : 0
            let outlet = ports[closed == 0 ? 1 : 3]
            let flow = ways[closed].element.flow(tick.across(supply), tick.across(outlet)).value
            heard += Hiss.percepts(flow, fr: "à l'échappement du distributeur", en: "at the valve's exhaust")
        }
        return heard
    }
}
