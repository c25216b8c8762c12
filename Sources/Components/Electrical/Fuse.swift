import Circuits
public import Notation

/// A fuse cartridge: three bodies warmed by I², the notch, the strip and the whole; it melts when their sum passes a threshold.
///
/// The constants of gG put all ratings from 16 to 63 A within the gates of IEC 60269-1 table 3; those of glass F and T within the bands of
/// IEC 60127-2 (2.75, 4 and 10 times the rating).
public struct Fuse: Component {
    public struct Parameters: ParameterValues {
        var rating = 2.0
        var curve = 0
        var isBlown = false
        var oxide = 0.0
        public init() {}
    }

    private struct Curve {
        /// Share of the heat and time constant of each body, seconds.
        let bodies: [(share: Double, timeConstant: Double)]
        /// Heat that melts, as the square of a lasting current over the rating.
        let threshold: Double
    }

    private static let curves = [
        Curve(bodies: [(1, 0.3)], threshold: 3.2),
        Curve(bodies: [(0.012, 0.02), (0.2, 0.8), (0.788, 100)], threshold: 2),
        Curve(bodies: [(1, 4)], threshold: 3.2),
    ]

    public static let type = ComponentType<Fuse>(
        name: "fuse", text: Text(fr: "fusible", en: "fuse"), domain: .electrical,
        law: Text(
            fr: "fond quand l'échauffement par I² passe un seuil : gG (portes CEI 60269-1), verre F et T (CEI 60127-2)",
            en: "melts when the heat of I² passes a threshold: gG (IEC 60269-1 gates), glass F (IEC 60127-2)"),
        terminals: [Terminal("1", .electrical), Terminal("2", .electrical)],
        parameters: [
            Parameter("rating", .quantity(.current, \.rating, 0.1...125), Text(fr: "calibre", en: "rating")),
            Parameter(
                "curve", .choice(\.curve, ["F", "gG", "T"]),
                Text(fr: "courbe : verre F (rapide), gG, verre T (retardé)", en: "curve: glass F (fast), gG, glass T (time-lag)")),
        ],
        failures: [
            Failure("blown", Text(fr: "fondu", en: "blown"), remedies: [.replace]) { values, severity, _ in
                values.isBlown = severity >= 0.5
            },
            Failure(
                "contact-oxidised", Text(fr: "contact du porte-fusible oxydé", en: "oxidised contact of the holder"),
                remedies: [.clean, .replace]
            ) { values, severity, _ in values.oxide = Contact.oxide(severity) },
        ],
        signals: [.output("blown", .ratio, Text(fr: "1 si fondu", en: "1 if blown"))] + ContactHeat.signals)

    private let element: Contact
    private var heat: ContactHeat
    private let blown: SignalIndex
    private var parameters: Parameters
    private var curve: Curve
    private var bodies: [Bimetal]
    private var hasMelted = false

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        element = Contact(site, "1", "2")
        heat = ContactHeat(site, count: 1)
        blown = site.signal("blown")
        curve = Self.curves[parameters.curve]
        bodies = curve.bodies.map { Bimetal(timeConstant: $0.timeConstant) }
    }

    public mutating func refit(_ parameters: Parameters) {
        self.parameters = parameters
        curve = Self.curves[parameters.curve]
        connect()
    }

    public mutating func update(_ tick: Tick) {
        if let dt = self.heat.due(tick.dt) {
            self.heat.warm(0, element.power(tick), dt)
            self.heat.show(tick)
        }
        let square = element.squaredCurrent(tick) / (parameters.rating * parameters.rating)
        var heat = 0.0
        for index in bodies.indices {
            bodies[index].warm(square, tick.dt)
            heat += curve.bodies[index].share * bodies[index].heat
        }
        if !hasMelted && heat > curve.threshold {
            hasMelted = true
            connect()
        }
        tick[blown] = isOpen ? 1 : 0
    }

    private var isOpen: Bool { hasMelted || parameters.isBlown }

    private func connect() {
        // 0.1 V at the rating: 50 mΩ at 2 A, 6 mΩ at 16 A.
        element.set(!isOpen, 0.1 / parameters.rating + parameters.oxide)
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        // A gG cartridge shows nothing.
        guard parameters.curve != 1 else { return [] }
        return isOpen
            ? [Text(fr: "le fil du verre est coupé", en: "the wire in the glass is broken")]
            : [Text(fr: "le fil du verre est entier", en: "the wire in the glass is whole")]
    }
}
