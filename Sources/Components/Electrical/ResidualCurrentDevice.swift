import Circuits
public import Notation

/// A residual-current device: it opens when the phasor sum of its poles' currents is too large for too long (IEC 61008-1).
///
/// The threshold of a specimen lies between 0.55 and 0.9 I_Δn (the standard: above 0.5, at most 1). Its delay falls with the current,
/// t = t₁ + t₂·I_Δn/I, within the standard's 0.3, 0.15 and 0.04 s at 1, 2 and 5 I_Δn; a selective one keeps to 0.13–0.5, 0.06–0.2 and
/// 0.05–0.15 s. Smooth direct current is not seen. The test button takes 2.5 I_Δn at 230 V around the last pole.
public struct ResidualCurrentDevice: Component {
    public struct Parameters: ParameterValues {
        var poles = 4
        var rating = 40.0
        var sensitivity = 0.03
        var isSelective = false
        var isClosed = false
        /// Threshold relative to that of a healthy one.
        var strength = 1.0
        var isJammed = false
        var isTestOpen = false
        var isOpenPole = [false, false, false, false]
        public init() {}

        /// Seconds at any current and at I_Δn.
        var delays: (Double, Double) { isSelective ? (0.05, 0.2) : (0.01, 0.1) }
    }

    public static let type = ComponentType<ResidualCurrentDevice>(
        name: "residual-current-device", text: Text(fr: "interrupteur différentiel", en: "residual-current device"),
        domain: .electrical,
        law: Text(
            fr: "déclenche si |ΣI| dépasse un seuil propre, 0,55 à 0,9 I_Δn, après 10 ms + 100 ms·I_Δn/I (CEI 61008-1)",
            en: "trips if |ΣI| exceeds its own threshold, 0.55 to 0.9 I_Δn, after 10 ms + 100 ms·I_Δn/I (IEC 61008-1)"),
        terminalsFor: { Poles.terminals($0.poles).map { Terminal($0, .electrical) } },
        parameters: [
            Parameter("poles", .count(\.poles, 2...4), Text(fr: "nombre de pôles", en: "number of poles")),
            Parameter("rating", .quantity(.current, \.rating, 10...125), Text(fr: "calibre I_n", en: "rating I_n")),
            Parameter(
                "sensitivity", .quantity(.current, \.sensitivity, 0.01...1), Text(fr: "sensibilité I_Δn", en: "sensitivity I_Δn"),
                source: "30 mA people, 300 mA fire"),
            Parameter("selective", .flag(\.isSelective), Text(fr: "type S, retardé", en: "type S, delayed")),
            Parameter("closed", .flag(\.isClosed), Text(fr: "enclenché au départ", en: "on at first")),
        ],
        failures: [
            Failure(
                "pole-open", Text(fr: "pôle qui ne ferme plus", en: "pole that no longer closes"), remedies: [.replace],
                hasItem: true
            ) {
                values, severity, item in if let pole = Poles.index(item) { values.isOpenPole[pole] = severity >= 0.5 }
            },
            Failure("over-sensitive", Text(fr: "déclenche trop tôt", en: "trips too early"), remedies: [.replace]) {
                values, severity, _ in values.strength *= 1 - 0.95 * severity
            },
            Failure(
                "does-not-trip", Text(fr: "mécanisme bloqué, ne déclenche plus", en: "jammed, no longer trips"),
                remedies: [.replace]
            ) {
                values, severity, _ in values.isJammed = severity >= 0.5
            },
            Failure("test-open", Text(fr: "circuit de test coupé", en: "test circuit open"), remedies: [.replace]) {
                values, severity, _ in values.isTestOpen = severity >= 0.5
            },
        ],
        signalsFor: { values in
            [
                .input("position", .ratio, Text(fr: "manette", en: "handle"), initial: values.isClosed ? 1 : 0),
                .input("test", .ratio, Text(fr: "bouton de test", en: "test button")),
                .output("closed", .ratio, Text(fr: "1 si fermé", en: "1 if closed")),
                .output("tripped", .ratio, Text(fr: "1 si déclenché sur défaut", en: "1 if tripped by a fault")),
                .output("residual", .current, Text(fr: "courant différentiel", en: "residual current")),
            ]
        },
        controlsFor: { _ in
            [
                Control(
                    "position", positions: [Text(fr: "déclenché", en: "off"), Text(fr: "enclenché", en: "on")], .maintained,
                    lockable: 0),
                Control("test", positions: [Text(fr: "relâché", en: "released"), Text(fr: "appuyé", en: "pressed")], .momentary),
            ]
        })

    private let poles: [Contact]
    private let testButton: Contact
    private let position: SignalIndex
    private let test: SignalIndex
    private let closed: SignalIndex
    private let tripped: SignalIndex
    private let residual: SignalIndex
    /// Where between 0.55 and 0.9 I_Δn this specimen trips, 0…1.
    private let share: Double
    private var parameters: Parameters
    private var handle = TripHandle()
    private var isTesting = false
    /// Share of the delay that has gone by.
    private var progress = 0.0

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        poles = Poles.names.prefix(parameters.poles).map { Contact(site, $0.0, $0.1) }
        let last = Poles.names[parameters.poles - 1]
        testButton = Contact(site, "test", site["2"], site[last.0])
        position = site.signal("position")
        test = site.signal("test")
        closed = site.signal("closed")
        tripped = site.signal("tripped")
        residual = site.signal("residual")
        share = site.share()
        handle.isClosed = parameters.isClosed
        handle.wasOn = parameters.isClosed
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        connect()
    }

    private func connect() {
        // 0.1 V at the rating: 2.5 mΩ at 40 A.
        for (index, pole) in poles.enumerated() {
            pole.set(handle.isClosed && !parameters.isOpenPole[index], 0.1 / parameters.rating)
        }
        testButton.set(isTesting && !parameters.isTestOpen, 230 / (2.5 * parameters.sensitivity))
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        var (real, imaginary) = (0.0, 0.0)
        for pole in poles {
            real += pole.current(tick, Layer.real)
            imaginary += pole.current(tick, Layer.imaginary)
        }
        let sum = (real * real + imaginary * imaginary).squareRoot()
        let threshold = (0.55 + 0.35 * share) * p.sensitivity * p.strength
        if handle.isClosed && sum > threshold {
            progress += tick.dt / (p.delays.0 + p.delays.1 * p.sensitivity / sum)
        } else {
            progress = 0
        }
        let wasTesting = isTesting
        isTesting = tick[test] > 0.5
        let hasMoved = handle.follow(tick, position, trips: progress >= 1 && !p.isJammed)
        if hasMoved || isTesting != wasTesting { connect() }
        tick[closed] = handle.isClosed ? 1 : 0
        tick[tripped] = handle.isTripped ? 1 : 0
        tick[residual] = sum
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] { sense == .sight ? [handle.text] : [] }
}
