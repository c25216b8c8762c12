import Circuits
import Notation

/// A float switch in an oil tank: its contact is closed while the oil reaches it.
public struct LevelSwitch: Component {
    public struct Parameters: ParameterValues {
        var tank = ""
        /// m above the bottom.
        var height = 0.15
        var hysteresis = 0.008
        /// Index in `stuck`.
        var floating = 0
        var isContactOpen = false
        public init() {}
    }

    public static let type = ComponentType<LevelSwitch>(
        name: "level-switch", text: Text(fr: "contacteur de niveau d'huile", en: "oil level switch"), domain: .electrical,
        law: Text(
            fr: "1-2 fermé si le niveau dépasse la hauteur du flotteur ; ouvert au-dessous, moins l'hystérésis",
            en: "1-2 closed if the level is above the float's height; open below, less the hysteresis"),
        terminals: [Terminal("1", .electrical), Terminal("2", .electrical)],
        parameters: [
            Parameter("tank", .link(\.tank), Text(fr: "réservoir (sans : plein)", en: "tank (without: full)")),
            Parameter(
                "height", .quantity(.length, \.height, 0...2), Text(fr: "hauteur de basculement", en: "switching height"),
                adjustable: true, source: "minimum mark: 60 % of a full tank"),
            Parameter(
                "hysteresis", .quantity(.length, \.hysteresis, 0...0.1), Text(fr: "hystérésis", en: "hysteresis"),
                source: "reed and float: 5–10 mm"),
        ],
        failures: [
            Failure("stuck-up", Text(fr: "flotteur coincé en haut", en: "float stuck up"), remedies: [.free, .clean, .replace]) {
                values, severity, _ in if severity >= 0.5 { values.floating = 1 }
            },
            Failure("sunk", Text(fr: "flotteur percé, coulé", en: "holed float, sunk"), remedies: [.replace]) {
                values, severity, _ in
                if severity >= 0.5 { values.floating = -1 }
            },
            Failure("contact-open", Text(fr: "contact coupé", en: "contact open"), remedies: [.replace, .reconnect]) {
                values, severity, _ in values.isContactOpen = severity >= 0.5
            },
        ],
        signals: [.output("closed", .ratio, Text(fr: "1 si 1-2 est fermé", en: "1 if 1-2 is closed"))],
        told: [.input("oil-level", .length, Text(fr: "niveau d'huile", en: "oil level")), .reached])

    private let contact: Contact
    private let level: SignalIndex?
    private let told: ToldSwitch
    private let closed: SignalIndex
    private var parameters: Parameters
    private var isUp = true

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        contact = Contact(site, "1", "2")
        told = ToldSwitch(site, "oil-level")
        level = try told.quantity ?? (p.tank.isEmpty ? nil : site.signal("level", of: p.tank))
        closed = site.signal("closed")
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        connect()
    }

    private var isClosed: Bool { isUp && !parameters.isContactOpen }

    private func connect() { contact.set(isClosed, 0.1) }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        if p.floating != 0 {
            isUp = p.floating > 0
        } else if let isReached = told.isReached(tick) {
            isUp = isReached
        } else if let level {
            if tick[level] > p.height { isUp = true }
            if tick[level] < p.height - p.hysteresis { isUp = false }
        } else {
            isUp = true
        }
        connect()
        tick[closed] = isClosed ? 1 : 0
    }
}
