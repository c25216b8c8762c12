import Circuits
public import Notation

/// A main switch that isolates: hand-operated poles, a handle that takes padlocks when open.
public struct Isolator: Component {
    public struct Parameters: ParameterValues {
        var poles = 3
        var isClosed = false
        var resistance = 0.001
        var welded = [false, false, false, false]
        var isOpenPole = [false, false, false, false]
        var worn = [0.0, 0.0, 0.0, 0.0]
        public init() {}
    }

    public static let type = ComponentType<Isolator>(
        name: "isolator", text: Text(fr: "sectionneur", en: "isolator"), domain: .electrical,
        law: Text(fr: "pôle fermé R_c, ouvert 1 GΩ (CEI 60947-3)", en: "closed pole R_c, open 1 GΩ (IEC 60947-3)"),
        terminalsFor: { Poles.terminals($0.poles).map { Terminal($0, .electrical) } },
        parameters: [
            Parameter("poles", .count(\.poles, 2...4), Text(fr: "nombre de pôles", en: "number of poles")),
            Parameter("closed", .flag(\.isClosed), Text(fr: "fermé au départ", en: "closed at first")),
            Parameter(
                "pole-resistance", .quantity(.resistance, \.resistance, 1e-4...0.1),
                Text(fr: "résistance d'un pôle fermé", en: "resistance of a closed pole")),
        ],
        failures: [
            Failure("pole-welded", Text(fr: "pôle soudé", en: "welded pole"), remedies: [.replace], hasItem: true) {
                values, severity, item in if let pole = Poles.index(item) { values.welded[pole] = severity >= 0.5 }
            },
            Failure(
                "pole-open", Text(fr: "pôle qui ne ferme plus", en: "pole that no longer closes"), remedies: [.replace],
                hasItem: true
            ) {
                values, severity, item in if let pole = Poles.index(item) { values.isOpenPole[pole] = severity >= 0.5 }
            },
            Failure("pole-worn", Text(fr: "pôle charbonné", en: "pitted pole"), remedies: [.replace], hasItem: true) {
                values, severity, item in if let pole = Poles.index(item) { values.worn[pole] = Contact.wear(severity) }
            },
        ],
        wear: [
            Wear(
                "pole-worn", items: ["1", "3", "5"], by: .rises(of: "closed"),
                source: "IEC 60947-3: 10 000 operations up to 100 A"
            ) { _ in 1e4 }
        ],
        signalsFor: { values in
            [
                .input("position", .ratio, Text(fr: "poignée", en: "handle"), initial: values.isClosed ? 1 : 0),
                .output("closed", .ratio, Text(fr: "1 si fermé", en: "1 if closed")),
            ] + ContactHeat.signals
        },
        controlsFor: { _ in
            [
                Control(
                    "position", positions: [Text(fr: "ouvert", en: "open"), Text(fr: "fermé", en: "closed")], .maintained,
                    lockable: 0)
            ]
        })

    private let poles: [Contact]
    private var heat: ContactHeat
    private let position: SignalIndex
    private let closed: SignalIndex
    private var parameters: Parameters
    private var isClosed: Bool

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        isClosed = parameters.isClosed
        poles = Poles.names.prefix(parameters.poles).map { Contact(site, $0.0, $0.1) }
        heat = ContactHeat(site, count: parameters.poles)
        position = site.signal("position")
        closed = site.signal("closed")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        connect()
    }

    private func connect() {
        for (index, pole) in poles.enumerated() {
            let isMade = (isClosed && !parameters.isOpenPole[index]) || parameters.welded[index]
            pole.set(isMade, parameters.resistance + parameters.worn[index])
        }
    }

    public mutating func update(_ tick: Tick) {
        heat.follow(poles, tick)
        let isOn = tick[position] > 0.5
        if isOn != isClosed {
            isClosed = isOn
            connect()
        }
        tick[closed] = isClosed ? 1 : 0
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        return [
            isClosed
                ? Text(fr: "la poignée est sur 1", en: "the handle is at 1")
                : Text(fr: "la poignée est sur 0", en: "the handle is at 0")
        ]
    }
}
