import Circuits
public import Notation

/// A place on a bearing housing or a foot where vibrations are measured: what it carries, and how it yields.
///
/// The parts it names shake it (`Excitation`). It yields as two modes: the machine on its support (m, k, ζ) and the housing by itself
/// (m_h, f_h, ζ_h); mobility v/F = Σ jω/(m·(ω₀² − ω² + 2jζω₀ω)). Nothing is computed in a step: see `Vibration`.
///
/// A loose foot softens the support and rattles: half, whole and multiple orders of what turns there.
public struct VibrationPoint: Component {
    public struct Parameters: ParameterValues {
        var parts: [String] = []
        var mass = 12.0
        var stiffness = 8e5
        var damping = 0.1
        var horizontal = 0.7
        var axial = 0.5
        var housingMass = 5.0
        var housingFrequency = 3_200.0
        var housingDamping = 0.03
        var footPlay = 0.02e-3
        var looseness = 0.0
        public init() {}
    }

    public static let type = ComponentType<VibrationPoint>(
        name: "vibration-point", text: Text(fr: "point de mesure vibratoire", en: "vibration measuring point"),
        domain: .translation,
        law: Text(
            fr: "v/F = Σ jω/(m·(ω₀² − ω² + 2jζω₀ω)) : la machine sur son support, le palier lui-même",
            en: "v/F = Σ jω/(m·(ω₀² − ω² + 2jζω₀ω)): the machine on its support, the housing by itself"),
        terminals: [],
        parameters: [
            Parameter("parts", .words(\.parts), Text(fr: "organes portés", en: "parts that it carries")),
            Parameter("mass", .quantity(.mass, \.mass, 0.1...1e5), Text(fr: "masse qui vibre", en: "mass that shakes")),
            Parameter(
                "stiffness", .quantity(.stiffness, \.stiffness, 1e3...1e10),
                Text(fr: "raideur verticale du support", en: "vertical stiffness of the support")),
            Parameter(
                "damping", .quantity(.ratio, \.damping, 0.005...0.9),
                Text(fr: "amortissement du support", en: "damping of the support")),
            Parameter(
                "horizontal", .quantity(.ratio, \.horizontal, 0.05...5),
                Text(fr: "raideur horizontale, part de la verticale", en: "horizontal stiffness, share of the vertical")),
            Parameter(
                "axial", .quantity(.ratio, \.axial, 0.05...5),
                Text(fr: "raideur axiale, part de la verticale", en: "axial stiffness, share of the vertical")),
            Parameter(
                "housing-mass", .quantity(.mass, \.housingMass, 0.05...1e4),
                Text(fr: "masse modale du palier", en: "modal mass of the housing")),
            Parameter(
                "housing-frequency", .quantity(.frequency, \.housingFrequency, 500...20_000),
                Text(fr: "résonance du palier", en: "resonance of the housing")),
            Parameter(
                "housing-damping", .quantity(.ratio, \.housingDamping, 0.005...0.5),
                Text(fr: "amortissement du palier", en: "damping of the housing")),
            Parameter(
                "foot-play", .quantity(.length, \.footPlay, 0...2e-3),
                Text(fr: "levée du pied au comparateur", en: "lift of the foot on a dial gauge"), source: "soft foot ≤ 0.05 mm"),
        ],
        failures: [
            Failure("foot-loose", Text(fr: "pied desserré", en: "loose foot"), remedies: [.tighten]) { values, severity, _ in
                values.looseness = severity
                values.stiffness *= 1 - 0.6 * severity
                values.footPlay += 0.13e-3 * severity
            },
            Failure("frame-cracked", Text(fr: "châssis fissuré", en: "cracked frame"), remedies: [.replace]) {
                values, severity, _ in
                values.stiffness *= 1 - 0.75 * severity
                values.damping *= 1 - 0.5 * severity
            },
        ],
        signals: [
            .output("foot-play", .length, Text(fr: "levée du pied", en: "lift of the foot"), initial: 0.02e-3),
            .output(
                "resonance", .frequency,
                Text(fr: "fréquence propre verticale du support", en: "vertical natural frequency of the support")),
        ])

    private let footPlay: SignalIndex
    private let resonance: SignalIndex
    private var parameters: Parameters

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        for part in parameters.parts { try site.check(part) }
        footPlay = site.signal("foot-play")
        resonance = site.signal("resonance")
    }

    public mutating func refit(_ parameters: Parameters) { self.parameters = parameters }

    public mutating func update(_ tick: Tick) {
        tick[footPlay] = parameters.footPlay
        tick[resonance] = (parameters.stiffness / parameters.mass).squareRoot() / (2 * .pi)
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .touch where parameters.looseness > 0.3:
            return [Text(fr: "le pied bouge sous la clé", en: "the foot moves under the spanner")]
        case .sight where parameters.looseness > 0.6:
            return [Text(fr: "un filet de poussière noire au pied", en: "a line of black dust at the foot")]
        default: return []
        }
    }
}
