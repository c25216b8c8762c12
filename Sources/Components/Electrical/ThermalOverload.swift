import Circuits
public import Notation

/// A thermal overload relay behind a contactor: bimetals of a class, phase-loss sensitivity, contacts 95-96 and 97-98 (IEC 60947-4-1).
///
/// It does not cut the poles itself. Tripped, it is reset by its button once cool, or by itself if so set.
public struct ThermalOverload: Component {
    public struct Parameters: ParameterValues {
        var setting = 2.5
        /// Index in `classes`.
        var tripClass = 1
        var isAutomatic = false
        var phaseLossFactor = 1.2
        var resistance = 0.05
        /// Trip current relative to that of a healthy one.
        var strength = 1.0
        var isJammed = false
        var oxide = 0.0
        var isOpenPole = [false, false, false]
        public init() {}
    }

    static let classes = ["10A", "10", "20", "30"]
    /// Seconds of one body that keeps the class's four columns.
    private static let times = [180.0, 283, 560, 850]
    private static let conventional = 1.125 * 1.125
    /// Heat, relative to the rating, under which it can be reset.
    private static let cool = 0.6

    public static let type = ComponentType<ThermalOverload>(
        name: "thermal-overload", text: Text(fr: "relais thermique", en: "thermal overload relay"), domain: .electrical,
        law: Text(
            fr: "τ·dθ/dt = (I/I_r)² − θ, déclenche à θ = 1,125² ; τ = 180, 283, 560, 850 s pour les classes 10A, 10, 20, 30",
            en: "τ·dθ/dt = (I/I_r)² − θ, trips at θ = 1.125²; τ = 180, 283, 560, 850 s for classes 10A, 10, 20, 30"),
        terminals: ["1", "2", "3", "4", "5", "6", "95", "96", "97", "98"].map { Terminal($0, .electrical) },
        parameters: [
            Parameter(
                "setting", .quantity(.current, \.setting, 0.1...200), Text(fr: "réglage I_r", en: "setting I_r"), adjustable: true
            ),
            Parameter("class", .choice(\.tripClass, classes), Text(fr: "classe de déclenchement", en: "trip class")),
            Parameter("automatic", .flag(\.isAutomatic), Text(fr: "réarmement automatique", en: "automatic reset")),
            Parameter(
                "phase-loss-factor", .quantity(.ratio, \.phaseLossFactor, 1...1.3),
                Text(fr: "sensibilité à la perte de phase", en: "phase-loss sensitivity"), source: "1.15–1.25"),
            Parameter(
                "pole-resistance", .quantity(.resistance, \.resistance, 1e-4...2),
                Text(fr: "résistance d'un pôle", en: "resistance of a pole")),
        ],
        failures: [
            Failure("weak", Text(fr: "trop sensible", en: "over-sensitive"), remedies: [.replace]) { values, severity, _ in
                values.strength *= 1 - 0.6 * severity
            },
            Failure("does-not-trip", Text(fr: "mécanisme bloqué", en: "jammed"), remedies: [.replace]) { values, severity, _ in
                values.isJammed = severity >= 0.5
            },
            Failure(
                "contact-oxidised", Text(fr: "contact 95-96 oxydé", en: "oxidised contact 95-96"), remedies: [.clean, .replace]
            ) {
                values, severity, _ in values.oxide = Contact.oxide(severity)
            },
            Failure("pole-open", Text(fr: "bilame brûlé", en: "burnt heater"), remedies: [.replace], hasItem: true) {
                values, severity, item in
                if let pole = Poles.index(item), pole < 3 { values.isOpenPole[pole] = severity >= 0.5 }
            },
        ],
        signals: [
            .input("reset", .ratio, Text(fr: "bouton de réarmement", en: "reset button")),
            .input("test", .ratio, Text(fr: "bouton de test", en: "test button")),
            .output("tripped", .ratio, Text(fr: "1 si déclenché", en: "1 if tripped")),
            .output("heat", .ratio, Text(fr: "échauffement, 1 au déclenchement", en: "heat, 1 at the trip")),
        ],
        controls: [
            Control("reset", positions: [Text(fr: "relâché", en: "released"), Text(fr: "appuyé", en: "pressed")], .momentary),
            Control("test", positions: [Text(fr: "relâché", en: "released"), Text(fr: "appuyé", en: "pressed")], .momentary),
        ])

    private let poles: [Contact]
    private let normallyClosed: Contact
    private let normallyOpen: Contact
    private let reset: SignalIndex
    private let test: SignalIndex
    private let tripped: SignalIndex
    private let heat: SignalIndex
    private var parameters: Parameters
    private var bimetal = Bimetal(timeConstant: 283)
    private var isTripped = false

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        poles = Poles.names.prefix(3).map { Contact(site, $0.0, $0.1) }
        normallyClosed = Contact(site, "95", "96")
        normallyOpen = Contact(site, "97", "98")
        reset = site.signal("reset")
        test = site.signal("test")
        tripped = site.signal("tripped")
        heat = site.signal("heat")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        bimetal.timeConstant = Self.times[parameters.tripClass]
        for (index, pole) in poles.enumerated() { pole.set(!parameters.isOpenPole[index], parameters.resistance) }
        connect()
    }

    private func connect() {
        normallyClosed.set(!isTripped, 0.02 + parameters.oxide)
        normallyOpen.set(isTripped, 0.02)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        var (greatest, least) = (0.0, Double.infinity)
        for pole in poles {
            let square = pole.squaredCurrent(tick) / (p.setting * p.setting)
            greatest = max(greatest, square)
            least = min(least, square)
        }
        // The differential slide: a pole under 30 % of the others brings the trip nearer.
        let isUneven = least < 0.09 * greatest && greatest > 0.25
        bimetal.warm(isUneven ? greatest * p.phaseLossFactor * p.phaseLossFactor : greatest, tick.dt)
        let threshold = p.strength * p.strength * Self.conventional
        let wasTripped = isTripped
        if (tick[reset] > 0.5 || p.isAutomatic) && bimetal.heat < Self.cool * threshold { isTripped = false }
        if (bimetal.heat > threshold || tick[test] > 0.5) && !p.isJammed { isTripped = true }
        if isTripped != wasTripped { connect() }
        tick[tripped] = isTripped ? 1 : 0
        tick[heat] = bimetal.heat / threshold
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        return [
            isTripped
                ? Text(fr: "le témoin de déclenchement est sorti", en: "the trip flag is out")
                : Text(fr: "le témoin de déclenchement est rentré", en: "the trip flag is in")
        ]
    }
}
