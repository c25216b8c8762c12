import Circuits
import Glibc
public import Notation

/// A type 2 surge protector, one varistor from each line and from N to PE, each with its thermal disconnector; contact 11-12-14.
///
/// I = I₀·(U/U_c)³⁰ beyond its healthy microamperes. A varistor that is too warm (a lasting overvoltage, age) is cut off for good: its
/// window turns red, 11-14 opens and 11-12 closes, and nothing protects that line any more.
public struct SurgeProtector: Component {
    public struct Parameters: ParameterValues {
        var rating = 275.0
        /// Share of its clamping voltage that each varistor has lost.
        var age = [0.0, 0.0, 0.0, 0.0]
        var isCut = [false, false, false, false]
        var oxide = 0.0
        public init() {}
    }

    private static let lines = ["L1", "L2", "L3", "N"]

    public static let type = ComponentType<SurgeProtector>(
        name: "surge-protector", text: Text(fr: "parafoudre", en: "surge protector"), domain: .electrical,
        law: Text(
            fr:
                "I = 1 mA·(U/U_c)³⁰ par varistance ; 10 K/W, τ = 20 s, coupée pour de bon à +80 K ; contact de signalisation 11-12-14",
            en: "I = 1 mA·(U/U_c)³⁰ in each varistor; 10 K/W, τ = 20 s, cut off for good at +80 K; signal contact 11-12-14"),
        terminals: (lines + ["PE", "11", "12", "14"]).map { Terminal($0, .electrical) },
        parameters: [
            Parameter(
                "rating", .quantity(.voltage, \.rating, 100...600),
                Text(fr: "tension permanente U_c", en: "continuous voltage U_c"),
                source: "275 or 320 V for 230 V")
        ],
        failures: [
            Failure(
                "cartridge-dead", Text(fr: "cartouche en fin de vie", en: "cartridge at its end of life"), remedies: [.replace],
                hasItem: true
            ) {
                values, severity, item in
                if let index = lines.firstIndex(of: item) { values.isCut[index] = severity >= 0.5 }
            },
            Failure(
                "varistor-leaking", Text(fr: "varistance qui fuit", en: "leaking varistor"), remedies: [.replace], hasItem: true
            ) {
                values, severity, item in
                // At full severity 230 V are a fifth above what it bears.
                if let index = lines.firstIndex(of: item) { values.age[index] = 0.3 * severity }
            },
            Failure(
                "contact-oxidised", Text(fr: "contact de signalisation oxydé", en: "oxidised signal contact"),
                remedies: [.clean, .replace]
            ) {
                values, severity, _ in values.oxide = Contact.oxide(severity)
            },
        ],
        signals: [
            .output(
                "healthy", .ratio, Text(fr: "1 si toutes les cartouches protègent", en: "1 if every cartridge protects"),
                initial: 1),
            .output("leakage", .current, Text(fr: "courant de fuite", en: "leakage current")),
        ])

    /// Amperes at U_c, and siemens that no varistor exceeds.
    private static let (reference, most) = (1e-3, 0.1)
    /// K/W, seconds and K of the thermal disconnector.
    private static let (heating, time, limit) = (10.0, 20.0, 80.0)

    private let joints: [Joint]
    private let protection: Joint
    private let varistors: [Handle<Conductance>]
    private let work: Contact
    private let rest: Contact
    private let healthy: SignalIndex
    private let leakage: SignalIndex
    private var parameters: Parameters
    private var isBurnt = [false, false, false, false]
    /// K above ambient.
    private var rises = [0.0, 0.0, 0.0, 0.0]

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        let earth = site["PE"]
        protection = earth
        joints = Self.lines.map { site[$0] }
        varistors = Self.lines.map { site.add(Conductance(Contact.open), $0, site[$0], earth) }
        work = Contact(site, "11", "14")
        rest = Contact(site, "11", "12")
        healthy = site.signal("healthy")
        leakage = site.signal("leakage")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        connect()
    }

    private func isCut(_ index: Int) -> Bool { isBurnt[index] || parameters.isCut[index] }

    private var isHealthy: Bool { joints.indices.allSatisfy { !isCut($0) } }

    private func connect() {
        work.set(isHealthy, 0.05 + parameters.oxide)
        rest.set(!isHealthy, 0.05 + parameters.oxide)
        for index in varistors.indices where isCut(index) { varistors[index].element.value = Contact.open }
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        let share = -expm1(-tick.dt / Self.time)
        var total = 0.0
        var hasChanged = false
        for index in varistors.indices where !isCut(index) {
            let volts = tick.squaredVoltage(joints[index], protection).squareRoot()
            let bearing = p.rating * (1 - p.age[index])
            let wanted = min(Self.reference / bearing * pow(volts / bearing, 29), Self.most)
            // Half of the way at a time: the voltage answers to what it takes.
            let conductance = max(Contact.open, 0.5 * (varistors[index].element.value + wanted))
            varistors[index].element.value = conductance
            total += conductance * volts
            rises[index] += (Self.heating * conductance * volts * volts - rises[index]) * share
            if rises[index] > Self.limit {
                isBurnt[index] = true
                hasChanged = true
            }
        }
        if hasChanged { connect() }
        tick[healthy] = isHealthy ? 1 : 0
        tick[leakage] = total
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight:
            [
                isHealthy
                    ? Text(fr: "tous les voyants du parafoudre sont verts", en: "every window of the surge protector is green")
                    : Text(fr: "un voyant du parafoudre est rouge", en: "a window of the surge protector is red")
            ]
        case .touch: warmth(Air.ambient + (rises.max() ?? 0))
        default: []
        }
    }
}
