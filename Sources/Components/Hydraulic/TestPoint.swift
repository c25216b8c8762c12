import Circuits
public import Notation

/// A pressure test point (minimess): a check coupling that a gauge's capillary hose opens when it is screwed on.
public struct TestPoint: Component {
    public struct Parameters: ParameterValues {
        /// m.
        var bore = 1.2e-3
        /// m³ of the capillary hose.
        var volume = 2e-6
        /// Share of the bore's section that is left.
        var section = 1.0
        /// m².
        var leak = 0.0
        public init() {}
    }

    public static let type = ComponentType<TestPoint>(
        name: "test-point", text: Text(fr: "prise de pression (minimess)", en: "pressure test point"), domain: .hydraulic,
        law: Text(
            fr: "q = C_d·A·√(2·Δp/ρ) dans le capillaire vissé ; fermé quand rien n'y est vissé",
            en: "q = C_d·A·√(2·Δp/ρ) in the capillary screwed on; shut when nothing is"),
        terminals: [
            Terminal("1", .hydraulic, Text(fr: "circuit", en: "circuit")),
            Terminal("M", .hydraulic, Text(fr: "mesure", en: "measuring side")),
        ],
        parameters: [
            Parameter(
                "bore", .quantity(.length, \.bore, 0.2e-3...5e-3),
                Text(fr: "diamètre du capillaire", en: "bore of the capillary"),
                source: "M16×2 couplings: hose DN 2, throttled to 1–1.5 mm"),
            Parameter(
                "volume", .quantity(.volume, \.volume, 1e-8...1e-4),
                Text(fr: "volume du flexible de mesure", en: "volume of the measuring hose"), source: "hose DN 2 of 630 mm: 2 cm³"
            ),
        ],
        failures: [
            Failure("plugged", Text(fr: "prise bouchée", en: "plugged"), remedies: [.clean, .replace]) { values, severity, _ in
                values.section = 1 - severity
            },
            Failure("leaking", Text(fr: "clapet de prise qui fuit", en: "leaking coupling"), remedies: [.tighten, .replace]) {
                values, severity, _ in values.leak = 2e-7 * severity
            },
        ],
        signals: [
            .input(
                "connected", .ratio, Text(fr: "1 si un flexible de mesure est vissé", en: "1 if a measuring hose is screwed on"),
                initial: 1),
            .output("pressure", .gaugePressure, Text(fr: "pression côté mesure", en: "pressure on the measuring side")),
            .output("leak", .volumeFlow, Text(fr: "débit perdu au sol", en: "flow lost on the floor")),
        ])

    private let ends: (Joint, Joint)
    private let capillary: Handle<Orifice>
    private let hole: Handle<Spill>
    private let hose: Handle<OilVolume>
    private let connected: SignalIndex
    private let shown: [SignalIndex]
    private var parameters: Parameters
    private var isConnected = true

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        ends = (site["1"], site["M"])
        capillary = site.add(Orifice(area: 0), "", ends.0, ends.1)
        hole = site.add(Spill(), "hole", ends.0)
        site.add(OilVolume(1e-6), "volume 1", ends.0)
        hose = site.add(OilVolume(p.volume), "volume M", ends.1)
        connected = site.signal("connected")
        shown = [site.signal("pressure"), site.signal("leak")]
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        hose.element.volume = p.volume
        hole.element = Spill(Orifice(area: p.leak))
        place()
    }

    private func place() {
        let area = .pi / 4 * parameters.bore * parameters.bore * parameters.section
        capillary.element = Orifice(area: isConnected ? area : 0)
    }

    public mutating func update(_ tick: Tick) {
        let wasConnected = isConnected
        isConnected = tick[connected] >= 0.5
        if isConnected != wasConnected { place() }
        tick[shown[0]] = tick.across(ends.1)
        tick[shown[1]] = hole.element.flow(tick.across(ends.0))
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        sense == .sight ? Drip.percepts(tick[shown[1]], fr: "à la prise de pression", en: "at the test point") : []
    }
}
