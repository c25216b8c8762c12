import Circuits
public import Notation

/// A miniature circuit-breaker: a bimetal for overloads, a coil for short-circuits; any pole opens all (IEC 60898-1).
///
/// The coil of a specimen trips somewhere within its band: B 3–5, C 5–10, D 10–20 I_n.
public struct CircuitBreaker: Component {
    public struct Parameters: ParameterValues {
        var poles = 1
        var rating = 10.0
        var curve = 1
        var isClosed = false
        /// Both thresholds, relative to a healthy one.
        var strength = 1.0
        var isJammed = false
        var isOpenPole = [false, false, false, false]
        public init() {}
    }

    /// Magnetic bands, times the rating, with a margin inside the standard's.
    private static let bands = [3.3...4.7, 5.5...9.5, 11.0...19.0]
    /// Lasting current that trips, times the rating: between 1.13 and 1.45.
    private static let conventional = 1.3
    private static let timeConstant = 100.0

    public static let type = ComponentType<CircuitBreaker>(
        name: "circuit-breaker", text: Text(fr: "disjoncteur", en: "circuit-breaker"), domain: .electrical,
        law: Text(
            fr: "τ·dθ/dt = (I/I_n)² − θ, déclenche à θ = 1,3² ; magnétique B 3–5, C 5–10, D 10–20 I_n (CEI 60898-1)",
            en: "τ·dθ/dt = (I/I_n)² − θ, trips at θ = 1.3²; magnetic B 3–5, C 5–10, D 10–20 I_n (IEC 60898-1)"),
        terminalsFor: { Poles.terminals($0.poles).map { Terminal($0, .electrical) } },
        parameters: [
            Parameter("poles", .count(\.poles, 1...4), Text(fr: "nombre de pôles", en: "number of poles")),
            Parameter("rating", .quantity(.current, \.rating, 0.5...125), Text(fr: "calibre I_n", en: "rating I_n")),
            Parameter("curve", .choice(\.curve, ["B", "C", "D"]), Text(fr: "courbe", en: "curve")),
            Parameter("closed", .flag(\.isClosed), Text(fr: "enclenché au départ", en: "on at first")),
        ],
        failures: [
            Failure(
                "pole-open", Text(fr: "pôle qui ne ferme plus", en: "pole that no longer closes"), remedies: [.replace],
                hasItem: true
            ) {
                values, severity, item in if let pole = Poles.index(item) { values.isOpenPole[pole] = severity >= 0.5 }
            },
            Failure("weak", Text(fr: "déclenche trop tôt", en: "trips too early"), remedies: [.replace]) {
                values, severity, _ in values.strength *= 1 - 0.6 * severity
            },
            Failure(
                "does-not-trip", Text(fr: "mécanisme bloqué, ne déclenche plus", en: "jammed, no longer trips"),
                remedies: [.replace]
            ) {
                values, severity, _ in values.isJammed = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "weak", by: .rises(of: "closed"),
                source: "makers: 20 000 operations"
            ) { _ in 2e4 }
        ],
        signalsFor: { values in
            [
                .input("position", .ratio, Text(fr: "manette", en: "handle"), initial: values.isClosed ? 1 : 0),
                .output("closed", .ratio, Text(fr: "1 si fermé", en: "1 if closed")),
                .output("tripped", .ratio, Text(fr: "1 si déclenché sur défaut", en: "1 if tripped by a fault")),
            ]
        },
        controlsFor: { _ in
            [
                Control(
                    "position", positions: [Text(fr: "déclenché", en: "off"), Text(fr: "enclenché", en: "on")], .maintained,
                    lockable: 0)
            ]
        })

    private let poles: [Contact]
    private let position: SignalIndex
    private let closed: SignalIndex
    private let tripped: SignalIndex
    /// Where in its magnetic band this specimen trips, 0…1.
    private let share: Double
    private var parameters: Parameters
    private var bimetals: [Bimetal]
    private var handle = TripHandle()

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        poles = Poles.names.prefix(parameters.poles).map { Contact(site, $0.0, $0.1) }
        position = site.signal("position")
        closed = site.signal("closed")
        tripped = site.signal("tripped")
        share = site.share()
        bimetals = poles.map { _ in Bimetal(timeConstant: Self.timeConstant) }
        handle.isClosed = parameters.isClosed
        handle.wasOn = parameters.isClosed
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        connect()
    }

    private func connect() {
        // 0.15 V at the rating: 15 mΩ at 10 A.
        for (index, pole) in poles.enumerated() {
            pole.set(handle.isClosed && !parameters.isOpenPole[index], 0.15 / parameters.rating)
        }
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        let band = Self.bands[p.curve]
        let magnetic = p.strength * (band.lowerBound + share * (band.upperBound - band.lowerBound))
        let thermal = p.strength * p.strength * Self.conventional * Self.conventional
        var isHot = false
        var isShorted = false
        for index in poles.indices {
            let square = poles[index].squaredCurrent(tick) / (p.rating * p.rating)
            bimetals[index].warm(square, tick.dt)
            isHot = isHot || bimetals[index].heat > thermal
            isShorted = isShorted || square > magnetic * magnetic
        }
        if handle.follow(tick, position, trips: !p.isJammed && (isHot || isShorted)) { connect() }
        tick[closed] = handle.isClosed ? 1 : 0
        tick[tripped] = handle.isTripped ? 1 : 0
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] { sense == .sight ? [handle.text] : [] }
}
