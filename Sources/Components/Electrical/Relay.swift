import Circuits
public import Notation

/// A plug-in interface relay: a coil with its LED, one to four changeover contacts (11-12 closed at rest, 11-14 when it pulls).
public struct Relay: Component {
    public struct Parameters: ParameterValues {
        var voltage = 24.0
        var power = 0.6
        var timeConstant = 0.005
        var pickUp = 0.7
        var dropOut = 0.2
        var changeovers = 2
        var insulation = 1e9
        var isCoilOpen = false
        var isStuck = false
        /// Ohms added to, and whether welded: rest and work contact of each changeover.
        var oxide = [Double](repeating: 0, count: 8)
        var welded = [Bool](repeating: false, count: 8)
        public init() {}
    }

    /// Index in `oxide` and `welded` of the contact that ends at this terminal: 12 is 0, 14 is 1, 22 is 2…
    private static func contact(_ item: String) -> Int? {
        guard let number = Int(item.split(separator: "-").last ?? ""), (1...4).contains(number / 10) else { return nil }
        switch number % 10 {
        case 2: return (number / 10 - 1) * 2
        case 4: return (number / 10 - 1) * 2 + 1
        default: return nil
        }
    }

    public static let type = ComponentType<Relay>(
        name: "relay", text: Text(fr: "relais", en: "relay"), domain: .electrical,
        law: Text(
            fr: "bobine U = R·i + L·di/dt ; colle si i > i_appel, retombe si i < i_chute ; contact inverseur",
            en: "coil U = R·i + L·di/dt; pulls in if i > pick-up, drops out if i < drop-out; changeover contact"),
        terminalsFor: { values in
            ["A1", "A2"].map { Terminal($0, .electrical) }
                + (1...values.changeovers).flatMap { k in [1, 2, 4].map { Terminal("\(k)\($0)", .electrical) } }
        },
        parameters: [
            Parameter(
                "voltage", .quantity(.voltage, \.voltage, 5...230),
                Text(fr: "tension de bobine (continue)", en: "coil voltage (DC)")),
            Parameter(
                "power", .quantity(.power, \.power, 0.1...3), Text(fr: "puissance de bobine", en: "coil power"),
                source: "250 Ω–1.2 kΩ at 24 V"),
            Parameter(
                "time-constant", .quantity(.time, \.timeConstant, 0.001...0.05),
                Text(fr: "constante de temps L/R", en: "time constant L/R")),
            Parameter(
                "pick-up", .quantity(.ratio, \.pickUp, 0.4...0.85), Text(fr: "appel, part de U_n", en: "pick-up, share of U_n")),
            Parameter(
                "drop-out", .quantity(.ratio, \.dropOut, 0.05...0.7),
                Text(fr: "chute, part de U_n", en: "drop-out, share of U_n")),
            Parameter(
                "changeovers", .count(\.changeovers, 1...4), Text(fr: "nombre d'inverseurs", en: "number of changeovers")),
            Parameter(
                "insulation", .quantity(.resistance, \.insulation, 1e3...1e12),
                Text(fr: "isolement de la bobine au PE", en: "insulation of the coil to PE")),
        ],
        failures: [
            Failure("coil-open", Text(fr: "bobine coupée", en: "coil open"), remedies: [.replace]) { values, severity, _ in
                values.isCoilOpen = severity >= 0.5
            },
            Failure("contact-oxidised", Text(fr: "contact oxydé", en: "oxidised contact"), remedies: [.replace], hasItem: true) {
                values, severity, item in if let index = contact(item) { values.oxide[index] = Contact.oxide(severity) }
            },
            Failure("contact-welded", Text(fr: "contact soudé", en: "welded contact"), remedies: [.replace], hasItem: true) {
                values, severity, item in if let index = contact(item) { values.welded[index] = severity >= 0.5 }
            },
            Failure("earth-fault", Text(fr: "bobine à la masse", en: "coil to earth"), remedies: [.replace]) {
                values, severity, _ in values.insulation = Contact.leak(severity)
            },
            Failure("stuck", Text(fr: "armature bloquée", en: "armature stuck"), remedies: [.replace]) {
                values, severity, _ in values.isStuck = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "contact-oxidised", items: ["14"], by: .rises(of: "closed"), growth: 2, slope: 1.5,
                source: "ISO 13849-1 table C.1: B10d 4e5 at the rated load"
            ) { _ in 4e5 }
        ],
        signalsFor: { _ in
            [
                .output("closed", .ratio, Text(fr: "1 si collé", en: "1 if pulled in")),
                .output("current", .current, Text(fr: "courant de bobine", en: "coil current")),
                .output("led", .ratio, Text(fr: "LED de bobine", en: "coil LED")),
            ]
        })

    private let coil: Handle<Coil>
    private let leak: Handle<Conductance>
    private let ends: (Joint, Joint)
    private let rest: [Contact]
    private let work: [Contact]
    private let closed: SignalIndex
    private let current: SignalIndex
    private let led: SignalIndex
    private var parameters: Parameters
    private var isPulled = false
    private var fading = CoilFading()

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        ends = (site["A1"], site["A2"])
        coil = site.add(Coil(resistance: 960, inductance: 5), "A1-A2", ends.0, ends.1)
        leak = site.add(Conductance(1e-9), "insulation", ends.1, site.earth)
        rest = (1...parameters.changeovers).map { Contact(site, "\($0)1", "\($0)2") }
        work = (1...parameters.changeovers).map { Contact(site, "\($0)1", "\($0)4") }
        closed = site.signal("closed")
        current = site.signal("current")
        led = site.signal("led")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        let resistance = parameters.voltage * parameters.voltage / parameters.power
        coil.element.resistance = parameters.isCoilOpen ? 1e9 : resistance
        coil.element.inductance = resistance * parameters.timeConstant
        leak.element.value = 1 / parameters.insulation
        connect()
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        let magnitude = abs(coil.element.current(in: tick.dt / 2, &fading))
        let nominal = p.power / p.voltage
        let wasPulled = isPulled
        if !p.isStuck {
            if magnitude > p.pickUp * nominal { isPulled = true }
            if magnitude < p.dropOut * nominal { isPulled = false }
        }
        // An armature cannot leave a welded contact.
        for index in rest.indices {
            if p.welded[2 * index] { isPulled = false }
            if p.welded[2 * index + 1] { isPulled = true }
        }
        if isPulled != wasPulled { connect() }
        tick[closed] = isPulled ? 1 : 0
        tick[current] = coil.element.current
        tick[led] = tick.voltage(ends.0, ends.1) > 0.4 * p.voltage ? 1 : 0
    }

    private func connect() {
        for index in rest.indices {
            let (isRestWelded, isWorkWelded) = (parameters.welded[2 * index], parameters.welded[2 * index + 1])
            rest[index].set((!isPulled || isRestWelded) && !isWorkWelded, 0.05 + parameters.oxide[2 * index])
            work[index].set((isPulled || isWorkWelded) && !isRestWelded, 0.05 + parameters.oxide[2 * index + 1])
        }
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        return [
            Led.text(Text(fr: "du relais", en: "relay"), isLit: tick[led] > 0.5),
            isPulled
                ? Text(fr: "l'indicateur montre le relais collé", en: "the flag shows the relay pulled in")
                : Text(fr: "l'indicateur montre le relais au repos", en: "the flag shows the relay released"),
        ]
    }
}
