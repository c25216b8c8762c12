import Circuits
import Glibc
public import Notation

/// A pneumatic tube with its fittings at both ends: a restriction between two halves of its volume.
public struct Hose: Component {
    public struct Parameters: ParameterValues {
        /// m.
        var length = 1.0
        var bore = 0.004
        /// Share of the section that is left.
        var section = 1.0
        /// m³/(s·Pa), to the atmosphere at end 2.
        var leak = 0.0
        var isPlugged = false
        var isDisconnected = false
        public init() {}

        /// m³/(s·Pa). Eckersten's formula for tubes (in Beater, Pneumatic Drives, 2007): C = 0.029·d²/√(L/d^1.25 + 510).
        var conductance: Double { 0.029 * bore * bore / (length / pow(bore, 1.25) + 510).squareRoot() }
        /// b = 474·C/d², within what ISO 6358 knows.
        var ratio: Double { min(474 * conductance / (bore * bore), 0.6) }
        /// m³.
        var volume: Double { .pi / 4 * bore * bore * length }
        /// m³/(s·Pa), of an end that is open: the same formula without length.
        var mouth: Double { 0.029 * bore * bore / 510.0.squareRoot() }
    }

    public static let type = ComponentType<Hose>(
        name: "hose", text: Text(fr: "tuyau", en: "hose"), domain: .pneumatic,
        law: Text(
            fr: "C = 0,029·d²/√(L/d^1,25 + 510), b = 474·C/d² (Eckersten) ; moitié du volume à chaque bout",
            en: "C = 0.029·d²/√(L/d^1.25 + 510), b = 474·C/d² (Eckersten); half of the volume at each end"),
        terminals: [Terminal("1", .pneumatic), Terminal("2", .pneumatic)],
        parameters: [
            Parameter("length", .quantity(.length, \.length, 0.01...50), Text(fr: "longueur", en: "length")),
            Parameter("bore", .quantity(.length, \.bore, 0.001...0.05), Text(fr: "diamètre intérieur", en: "inner diameter")),
        ],
        failures: [
            Failure("leaking", Text(fr: "raccord qui fuit", en: "leaking fitting"), remedies: [.replace, .tighten, .reconnect]) {
                // 2e-9 at half severity: 84 l/min at 6 bar.
                values, severity, _ in values.leak = 4e-9 * severity
            },
            Failure("kinked", Text(fr: "tuyau pincé", en: "kinked"), remedies: [.replace, .free]) { values, severity, _ in
                values.section = 1 - 0.95 * severity
            },
            Failure("plugged", Text(fr: "tuyau bouché", en: "plugged"), remedies: [.replace, .clean]) { values, severity, _ in
                values.isPlugged = severity >= 0.5
            },
            Failure("disconnected", Text(fr: "tuyau débranché", en: "disconnected"), remedies: [.reconnect, .replace]) {
                values, severity, _ in values.isDisconnected = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "leaking", by: .always, growth: 3,
                source: "chosen: polyurethane tubes and their seals, ten years"
            ) { _ in Wear<Parameters>.hours(80_000) }
        ],
        signals: [
            .output("flow", .massFlow, Text(fr: "débit de 1 vers 2", en: "flow from 1 to 2")),
            .output("leak", .massFlow, Text(fr: "débit perdu à l'air libre", en: "flow lost to the atmosphere")),
        ])

    private let ends: (Joint, Joint)
    private let tube: Handle<Restriction>
    private let openings: [Handle<Restriction>]
    private let volumes: [Handle<AirVolume>]
    private let flow: SignalIndex
    private let lost: SignalIndex
    private var parameters: Parameters
    /// Pressures at its ends for which its signals stand; no number where they must be told anew.
    private var shown = (first: Double.nan, second: Double.nan)

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        ends = (site["1"], site["2"])
        tube = site.add(Restriction(conductance: 0), "", ends.0, ends.1)
        openings = [ends.0, ends.1].enumerated().map {
            site.add(Restriction(conductance: 0), "leak \($0.offset + 1)", $0.element, site.atmosphere)
        }
        volumes = [ends.0, ends.1].enumerated().map {
            site.add(AirVolume(parameters.volume / 2), "volume \($0.offset + 1)", $0.element)
        }
        flow = site.signal("flow")
        lost = site.signal("leak")
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        shown = (.nan, .nan)
        let open = p.isDisconnected ? p.mouth : 0
        tube.element = Restriction(
            conductance: p.isDisconnected || p.isPlugged ? 1e-14 : p.section * p.conductance, ratio: p.ratio)
        openings[0].element = Restriction(conductance: open, ratio: 0.4)
        openings[1].element = Restriction(conductance: open + p.leak, ratio: 0.4)
        for volume in volumes { volume.element.volume = p.volume / 2 }
    }

    public mutating func update(_ tick: Tick) {
        let (first, second) = (tick.across(ends.0), tick.across(ends.1))
        if first == shown.first && second == shown.second { return }
        shown = (first, second)
        tick[flow] = tube.element.flow(first, second).value
        tick[lost] =
            openings[0].element.flow(first, Air.atmosphere).value + openings[1].element.flow(second, Air.atmosphere).value
    }

    public func sound(_ tick: Tick) -> Sound { .jet(tick[lost]) }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight where parameters.isDisconnected && abs(tick[lost]) > Hiss.loud:
            [Text(fr: "le tuyau débranché fouette : danger", en: "the loose hose whips: danger")]
        case .sight where parameters.isDisconnected: [Text(fr: "le tuyau est débranché", en: "the hose is disconnected")]
        case .sight where parameters.section < 0.7: [Text(fr: "le tuyau est pincé", en: "the hose is kinked")]
        case .hearing: Hiss.percepts(abs(tick[lost]), fr: "au raccord du tuyau", en: "at the hose's fitting")
        case .touch where abs(tick[lost]) > Hiss.audible:
            [Text(fr: "tu sens l'air sur la main, au raccord", en: "you feel air on your hand at the fitting")]
        default: []
        }
    }
}
