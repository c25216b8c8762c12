import Circuits
public import Notation

/// A soft-start valve: it fills the machine through a throttle, and opens fully once the outlet has a share of the inlet's pressure.
public struct SoftStartValve: Component {
    public struct Parameters: ParameterValues {
        /// m³/(s·Pa).
        var throttle = 1e-9
        var conductance = 6e-8
        var ratio = 0.35
        /// Gauge outlet pressure over gauge inlet pressure from which the main seat opens.
        var share = 0.5
        var isStuckClosed = false
        var isStuckOpen = false
        public init() {}
    }

    /// Share of the opening one under which the main seat falls back, and the gauge pressure that holds it at all, Pa.
    private static let (holding, least) = (0.5, 0.5e5)

    public static let type = ComponentType<SoftStartValve>(
        name: "soft-start-valve", text: Text(fr: "démarreur progressif", en: "soft-start valve"), domain: .pneumatic,
        law: Text(
            fr: "étranglement jusqu'à p₂ = 0,5·p₁ (relatives), puis pleine ouverture ; retour libre 2→1 ; chaque voie ISO 6358-1",
            en: "a throttle until p₂ = 0.5·p₁ (gauge), then fully open; free return 2→1; each way ISO 6358-1"),
        terminals: [
            Terminal("1", .pneumatic, Text(fr: "alimentation", en: "supply")),
            Terminal("2", .pneumatic, Text(fr: "utilisation", en: "outlet")),
        ],
        parameters: [
            Parameter(
                "throttle", .quantity(.sonicConductance, \.throttle, 1e-11...1e-7),
                Text(fr: "étranglement (conductance sonique C)", en: "throttle (sonic conductance C)"), adjustable: true),
            Parameter(
                "conductance", .quantity(.sonicConductance, \.conductance, 1e-9...1e-6),
                Text(fr: "conductance sonique C, pleine ouverture", en: "sonic conductance C, fully open")),
            Parameter("ratio", .quantity(.ratio, \.ratio, 0...0.6), Text(fr: "rapport critique b", en: "critical ratio b")),
            Parameter(
                "switching", .quantity(.ratio, \.share, 0.3...0.8),
                Text(fr: "part de p₁ qui l'ouvre", en: "share of p₁ that opens it"), source: "half the supply pressure"),
        ],
        failures: [
            Failure("throttle-clogged", Text(fr: "étranglement bouché", en: "clogged throttle"), remedies: [.clean, .adjust]) {
                values, severity, _ in values.throttle *= 1 - 0.97 * severity
            },
            Failure("throttle-open", Text(fr: "étranglement trop ouvert", en: "throttle open too far"), remedies: [.adjust]) {
                values, severity, _ in values.throttle += (values.conductance / 2 - values.throttle) * severity
            },
            Failure(
                "stuck-closed", Text(fr: "clapet principal bloqué fermé", en: "main seat stuck closed"),
                remedies: [.free, .replace]
            ) {
                values, severity, _ in values.isStuckClosed = severity >= 0.5
            },
            Failure(
                "stuck-open", Text(fr: "clapet principal bloqué ouvert", en: "main seat stuck open"), remedies: [.free, .replace]
            ) {
                values, severity, _ in values.isStuckOpen = severity >= 0.5
            },
        ],
        signals: [
            .output("open", .ratio, Text(fr: "1 si le clapet principal est ouvert", en: "1 if the main seat is open"))
        ])

    private let ends: (Joint, Joint)
    private let way: Handle<Restriction>
    private let back: Handle<CheckValve>
    private let open: SignalIndex
    private var parameters: Parameters
    private var isOpen = false

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        ends = (site["1"], site["2"])
        way = site.add(Restriction(conductance: 0), "way", ends.0, ends.1)
        back = site.add(CheckValve(seat: Restriction(conductance: 0), cracking: 0.05e5), "back", ends.1, ends.0)
        for port in ["1", "2"] { site.add(AirVolume(2e-6), "volume \(port)", site[port]) }
        open = site.signal("open")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        back.element.seat = Restriction(conductance: parameters.conductance, ratio: parameters.ratio)
        place()
    }

    private var isWide: Bool { (isOpen && !parameters.isStuckClosed) || parameters.isStuckOpen }

    private func place() {
        way.element = Restriction(conductance: isWide ? parameters.conductance : parameters.throttle, ratio: parameters.ratio)
    }

    public mutating func update(_ tick: Tick) {
        let inlet = tick.across(ends.0) - Air.atmosphere
        let outlet = tick.across(ends.1) - Air.atmosphere
        let wasOpen = isOpen
        if inlet > Self.least && outlet > parameters.share * inlet { isOpen = true }
        if inlet < Self.least || outlet < Self.holding * parameters.share * inlet { isOpen = false }
        if isOpen != wasOpen { place() }
        tick[open] = isWide ? 1 : 0
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .hearing, !isWide else { return [] }
        return Hiss.percepts(
            way.element.flow(tick.across(ends.0), tick.across(ends.1)).value, fr: "au démarreur progressif",
            en: "at the soft-start valve")
    }
}
