import Circuits
public import Notation

/// A 2P+E socket, in which an inspection lamp can be plugged.
public struct SocketOutlet: Component {
    public struct Parameters: ParameterValues {
        var oxide = 0.0
        public init() {}
    }

    public static let type = ComponentType<SocketOutlet>(
        name: "socket-outlet", text: Text(fr: "prise de courant", en: "socket outlet"), domain: .electrical,
        law: Text(fr: "baladeuse de 60 W à 230 V si elle est branchée", en: "a 60 W inspection lamp at 230 V when plugged in"),
        terminals: ["L", "N", "PE"].map { Terminal($0, .electrical) },
        failures: [
            Failure("contact-oxidised", Text(fr: "alvéole oxydée", en: "oxidised contact"), remedies: [.replace]) {
                values, severity, _ in values.oxide = Contact.oxide(severity)
            }
        ],
        signals: [
            .input("plugged", .ratio, Text(fr: "1 si la baladeuse est branchée", en: "1 if the inspection lamp is plugged in")),
            .output("lit", .ratio, Text(fr: "éclat de la baladeuse", en: "brightness of the inspection lamp")),
        ],
        controls: [
            Control("plugged", positions: [Text(fr: "vide", en: "empty"), Text(fr: "baladeuse", en: "lamp")], .maintained)
        ])

    private static let lamp = 60.0 / (230 * 230)
    private let contact: Contact
    private let load: Handle<Conductance>
    private let pin: Joint
    private let neutral: Joint
    private let plugged: SignalIndex
    private let lit: SignalIndex
    private var parameters: Parameters

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        pin = site.inner("pin", .electrical)
        neutral = site["N"]
        contact = Contact(site, "L", site["L"], pin)
        load = site.add(Conductance(Contact.open), "lamp", pin, neutral)
        plugged = site.signal("plugged")
        lit = site.signal("lit")
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        contact.set(true, 0.01 + parameters.oxide)
    }

    public mutating func update(_ tick: Tick) {
        let isPlugged = tick[plugged] > 0.5
        load.element.value = isPlugged ? Self.lamp : Contact.open
        tick[lit] = isPlugged ? min(1.5, tick.squaredVoltage(pin, neutral) / (230 * 230)) : 0
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight, tick[plugged] > 0.5 else { return [] }
        let light = tick[lit]
        if light < 0.1 { return [Text(fr: "la baladeuse est éteinte", en: "the inspection lamp is off")] }
        return light < 0.8
            ? [Text(fr: "la baladeuse éclaire faiblement", en: "the inspection lamp is dim")]
            : [Text(fr: "la baladeuse est allumée", en: "the inspection lamp is on")]
    }
}
