import Circuits
public import Notation

/// A guard door with its interlocking switch and lock, power to release (ISO 14119): a spring locks the shut door, the solenoid frees it.
///
/// 11-12 and 21-22 are closed with the door shut and locked, one for each channel; 33-34 with the door open; 41-42 with the bolt in.
/// A locked door does not open: who pulls on it feels that. The auxiliary release frees it with a tool, without power.
public struct GuardLock: Component {
    public struct Parameters: ParameterValues {
        var voltage = 24.0
        var power = 5.0
        var pickUp = 0.7
        var dropOut = 0.25
        var channels = Channels()
        var isCoilOpen = false
        var isBoltJammed = false
        var isBoltBroken = false
        var boltOxide = 0.0
        public init() {}
    }

    public static let type = ComponentType<GuardLock>(
        name: "guard-lock", text: Text(fr: "interverrouillage de protecteur", en: "guard lock"), domain: .electrical,
        law: Text(
            fr:
                "verrou à ressort, libéré par l'électroaimant (U = R·i + L·di/dt, appel 0,7 U_n) ; contact fermé 20 mΩ, ouvert 1 GΩ",
            en: "spring-locked, freed by the solenoid (U = R·i + L·di/dt, pick-up 0.7 U_n); closed contact 20 mΩ, open 1 GΩ"),
        terminals: [Terminal("A1", .electrical), Terminal("A2", .electrical)] + Channels.terminals(withSignal: true) + [
            Terminal("41", .electrical), Terminal("42", .electrical),
        ],
        parameters: [
            Parameter(
                "voltage", .quantity(.voltage, \.voltage, 12...240),
                Text(fr: "tension de l'électroaimant (continue)", en: "solenoid voltage (DC)")),
            Parameter(
                "power", .quantity(.power, \.power, 1...20), Text(fr: "puissance de l'électroaimant", en: "solenoid power"),
                source: "4–8 W"),
            Parameter(
                "pick-up", .quantity(.ratio, \.pickUp, 0.4...0.85), Text(fr: "appel, part de U_n", en: "pick-up, share of U_n")),
            Parameter(
                "drop-out", .quantity(.ratio, \.dropOut, 0.1...0.7), Text(fr: "chute, part de U_n", en: "drop-out, share of U_n")),
        ],
        failures: [
            Failure("contact-welded", Text(fr: "contact soudé", en: "welded contact"), remedies: [.replace], hasItem: true) {
                values, severity, item in if let index = Channels.index(item) { values.channels.welded[index] = severity >= 0.5 }
            },
            Failure(
                "contact-oxidised", Text(fr: "contact oxydé", en: "oxidised contact"), remedies: [.clean, .replace], hasItem: true
            ) {
                values, severity, item in
                if let index = Channels.index(item) {
                    values.channels.oxide[index] = Contact.oxide(severity)
                } else if item == "41" || item == "42" {
                    values.boltOxide = Contact.oxide(severity)
                }
            },
            Failure("misaligned", Text(fr: "languette mal alignée", en: "misaligned actuator"), remedies: [.adjust]) {
                values, severity, _ in
                // The second channel goes first: a discrepancy before a clean opening.
                values.channels.forcedOpen[1] = severity >= 0.5
                values.channels.forcedOpen[0] = severity >= 0.9
            },
            Failure("coil-open", Text(fr: "électroaimant coupé", en: "open solenoid"), remedies: [.replace]) {
                values, severity, _ in values.isCoilOpen = severity >= 0.5
            },
            Failure("bolt-jammed", Text(fr: "pêne coincé rentré", en: "bolt jammed in"), remedies: [.free, .replace]) {
                values, severity, _ in values.isBoltJammed = severity >= 0.5
            },
            Failure("bolt-broken", Text(fr: "ressort de pêne cassé", en: "broken bolt spring"), remedies: [.replace]) {
                values, severity, _ in values.isBoltBroken = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "bolt-broken", by: .rises(of: "locked"), growth: 3,
                source: "makers: 1e6 operations"
            ) { _ in 1e6 }
        ],
        signals: [
            .input("guard", .ratio, Text(fr: "1 si le protecteur est ouvert", en: "1 if the guard is open")),
            .input(
                "release", .ratio,
                Text(fr: "1 si le déverrouillage auxiliaire est tourné", en: "1 if the auxiliary release is turned")),
            .output(
                "locked", .ratio, Text(fr: "1 si le pêne tient le protecteur", en: "1 if the bolt holds the guard"), initial: 1),
            .output("closed", .ratio, Text(fr: "1 si le protecteur est fermé", en: "1 if the guard is closed"), initial: 1),
            .output("current", .current, Text(fr: "courant de l'électroaimant", en: "solenoid current")),
        ],
        controls: [
            Control("guard", positions: [Text(fr: "fermé", en: "closed"), Text(fr: "ouvert", en: "open")], .maintained),
            Control(
                "release", positions: [Text(fr: "en service", en: "normal"), Text(fr: "déverrouillé", en: "released")],
                .maintained),
        ])

    private let coil: Handle<Coil>
    private let contacts: [Contact]
    private let bolt: Contact
    private let guardSignal: SignalIndex
    private let release: SignalIndex
    private let lockedSignal: SignalIndex
    private let closedSignal: SignalIndex
    private let currentSignal: SignalIndex
    private var parameters: Parameters
    private var isOpen = false
    private var isLocked = true
    private var isPulled = false
    /// Seconds since somebody pulled on the locked door.
    private var sincePull = 1e9

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        coil = site.add(Coil(resistance: 115, inductance: 1), "A1-A2", site["A1"], site["A2"])
        contacts = Channels.contacts(site, withSignal: true)
        bolt = Contact(site, "41", "42")
        guardSignal = site.signal("guard")
        release = site.signal("release")
        lockedSignal = site.signal("locked")
        closedSignal = site.signal("closed")
        currentSignal = site.signal("current")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        let resistance = parameters.voltage * parameters.voltage / parameters.power
        coil.element.resistance = parameters.isCoilOpen ? 1e9 : resistance
        coil.element.inductance = 0.01 * resistance
        connect()
    }

    private func connect() {
        let channels = parameters.channels
        for (index, contact) in contacts.enumerated() {
            let isActuated = index == 2 ? isOpen : isOpen || !isLocked
            channels.set(contact, index, isActuated: isActuated)
        }
        bolt.set(isLocked, 0.02 + parameters.boltOxide)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        let current = abs(coil.element.current(in: tick.dt / 2))
        let nominal = p.power / p.voltage
        if current > p.pickUp * nominal { isPulled = true }
        if current < p.dropOut * nominal { isPulled = false }
        let before = (isOpen, isLocked)
        let isFreed = isPulled || tick[release] > 0.5
        if isFreed && !p.isBoltJammed { isLocked = false }
        if p.isBoltBroken { isLocked = false }
        sincePull += tick.dt
        if tick[guardSignal] > 0.5 {
            if isLocked {
                sincePull = 0
                tick[guardSignal] = 0
            } else {
                isOpen = true
            }
        } else {
            isOpen = false
        }
        // The bolt finds its hole in a shut door only.
        if !isOpen && !isFreed && !p.isBoltBroken { isLocked = true }
        if before != (isOpen, isLocked) { connect() }
        tick[lockedSignal] = isLocked ? 1 : 0
        tick[closedSignal] = isOpen ? 0 : 1
        tick[currentSignal] = coil.element.current
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight:
            [
                isOpen
                    ? Text(fr: "le protecteur est ouvert", en: "the guard is open")
                    : Text(fr: "le protecteur est fermé", en: "the guard is closed"),
                Led.text(Text(fr: "de verrouillage", en: "lock"), isLit: isLocked),
            ]
        case .touch where sincePull < 5:
            [Text(fr: "le protecteur résiste : il est verrouillé", en: "the guard resists: it is locked")]
        case .hearing where isPulled && parameters.isBoltJammed:
            [Text(fr: "l'électroaimant ronfle sans tirer le pêne", en: "the solenoid hums without drawing the bolt")]
        default: []
        }
    }
}
