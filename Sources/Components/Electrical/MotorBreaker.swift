import Circuits
public import Notation

/// A motor circuit-breaker: thermal class 10 with phase-loss sensitivity, magnetic at 13 times the setting (IEC 60947-4-1).
public struct MotorBreaker: Component {
    public struct Parameters: ParameterValues {
        var setting = 1.1
        var magnetic = 13.0
        var phaseLossFactor = 1.2
        var resistance = 0.1
        var isClosed = false
        /// Trip current relative to a healthy one.
        var strength = 1.0
        var isOpenPole = [false, false, false]
        var worn = [0.0, 0.0, 0.0]
        var oxide = 0.0
        public init() {}
    }

    private static let timeConstant = 283.0
    private static let conventional = 1.125

    public static let type = ComponentType<MotorBreaker>(
        name: "motor-breaker", text: Text(fr: "disjoncteur moteur", en: "motor circuit-breaker"), domain: .electrical,
        law: Text(
            fr: "τ·dθ/dt = (I/I_r)² − θ, déclenche à θ = 1,125², τ = 283 s (classe 10) ; magnétique 13·I_r",
            en: "τ·dθ/dt = (I/I_r)² − θ, trips at θ = 1.125², τ = 283 s (class 10); magnetic 13·I_r"),
        terminalsFor: { _ in
            ["1", "2", "3", "4", "5", "6", "13", "14", "21", "22"].map { Terminal($0, .electrical) }
        },
        parameters: [
            Parameter(
                "setting", .quantity(.current, \.setting, 0.1...100), Text(fr: "réglage I_r", en: "setting I_r"),
                adjustable: true),
            Parameter(
                "magnetic", .quantity(.ratio, \.magnetic, 8...16),
                Text(fr: "seuil magnétique, fois I_r", en: "magnetic threshold, times I_r"), source: "13 I_r"),
            Parameter(
                "phase-loss-factor", .quantity(.ratio, \.phaseLossFactor, 1...1.3),
                Text(fr: "sensibilité à la perte de phase", en: "phase-loss sensitivity"), source: "1.15–1.25"),
            Parameter(
                "pole-resistance", .quantity(.resistance, \.resistance, 1e-3...2),
                Text(fr: "résistance d'un pôle", en: "resistance of a pole")),
            Parameter("closed", .flag(\.isClosed), Text(fr: "enclenché au départ", en: "on at first")),
        ],
        failures: [
            Failure(
                "pole-open", Text(fr: "pôle qui ne ferme plus", en: "pole that no longer closes"), remedies: [.replace],
                hasItem: true
            ) {
                values, severity, item in
                if let pole = Poles.index(item), pole < 3 { values.isOpenPole[pole] = severity >= 0.5 }
            },
            Failure("pole-worn", Text(fr: "pôle charbonné", en: "pitted pole"), remedies: [.replace], hasItem: true) {
                values, severity, item in
                if let pole = Poles.index(item), pole < 3 { values.worn[pole] = Contact.wear(severity) }
            },
            Failure("weak-thermal", Text(fr: "thermique trop sensible", en: "over-sensitive thermal trip"), remedies: [.replace])
            {
                values, severity, _ in values.strength *= 1 - 0.6 * severity
            },
            Failure(
                "auxiliary-oxidised", Text(fr: "contact auxiliaire oxydé", en: "oxidised auxiliary contact"),
                remedies: [.clean, .replace]
            ) { values, severity, _ in values.oxide = Contact.oxide(severity) },
        ],
        wear: [
            Wear(
                "pole-worn", items: ["1", "3", "5"], by: .rises(of: "closed"),
                source: "makers: 100 000 operations"
            ) { _ in 1e5 }
        ],
        signalsFor: { values in
            [
                .input("position", .ratio, Text(fr: "bouton", en: "knob"), initial: values.isClosed ? 1 : 0),
                .output("closed", .ratio, Text(fr: "1 si fermé", en: "1 if closed")),
                .output("tripped", .ratio, Text(fr: "1 si déclenché sur défaut", en: "1 if tripped by a fault")),
                .output("heat", .ratio, Text(fr: "échauffement, 1 au déclenchement", en: "heat, 1 at the trip")),
            ] + ContactHeat.signals
        },
        controlsFor: { _ in
            [
                Control(
                    "position", positions: [Text(fr: "déclenché", en: "off"), Text(fr: "enclenché", en: "on")], .maintained,
                    lockable: 0)
            ]
        })

    private let poles: [Contact]
    private var contactHeat: ContactHeat
    private let normallyOpen: Contact
    private let normallyClosed: Contact
    private let position: SignalIndex
    private let closed: SignalIndex
    private let tripped: SignalIndex
    private let heat: SignalIndex
    private var parameters: Parameters
    private var bimetal = Bimetal(timeConstant: Self.timeConstant)
    private var handle = TripHandle()

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        poles = Poles.names.prefix(3).map { Contact(site, $0.0, $0.1) }
        contactHeat = ContactHeat(site, count: 3)
        normallyOpen = Contact(site, "13", "14")
        normallyClosed = Contact(site, "21", "22")
        position = site.signal("position")
        closed = site.signal("closed")
        tripped = site.signal("tripped")
        heat = site.signal("heat")
        handle.isClosed = parameters.isClosed
        handle.wasOn = parameters.isClosed
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        connect()
    }

    private func connect() {
        for (index, pole) in poles.enumerated() {
            pole.set(handle.isClosed && !parameters.isOpenPole[index], parameters.resistance + parameters.worn[index])
        }
        normallyOpen.set(handle.isClosed, 0.02 + parameters.oxide)
        normallyClosed.set(!handle.isClosed, 0.02 + parameters.oxide)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        var greatest = 0.0
        var least = Double.infinity
        for pole in poles {
            let square = pole.squaredCurrent(tick) / (p.setting * p.setting)
            greatest = max(greatest, square)
            least = min(least, square)
        }
        // The differential slide: a pole under 30 % of the others brings the trip nearer.
        let isUneven = least < 0.09 * greatest && greatest > 0.25
        bimetal.warm(isUneven ? greatest * p.phaseLossFactor * p.phaseLossFactor : greatest, tick.dt)
        let threshold = p.strength * p.strength * Self.conventional * Self.conventional
        let isShorted = greatest > p.magnetic * p.magnetic
        contactHeat.follow(poles, tick)
        if handle.follow(tick, position, trips: bimetal.heat > threshold || isShorted) { connect() }
        tick[closed] = handle.isClosed ? 1 : 0
        tick[tripped] = handle.isTripped ? 1 : 0
        tick[heat] = bimetal.heat / threshold
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] { sense == .sight ? [handle.text] : [] }
}
