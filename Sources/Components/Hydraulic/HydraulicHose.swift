import Circuits
public import Notation

/// A high-pressure hose with its fittings: the loss of a tube between two halves of its volume.
public struct HydraulicHose: Component {
    public struct Parameters: Oiled {
        var oil = ""
        /// m.
        var length = 1.0
        var bore = 0.01
        /// Pa, of the wall: how much it gives.
        var wallModulus = 0.9e9
        var fittings = 1.5
        /// Share of the bore that is left.
        var section = 1.0
        /// m².
        var leak = 0.0
        var compliance = 1.0
        var isPlugged = false
        var isDisconnected = false
        public init() {}

        /// m³.
        var volume: Double { .pi / 4 * bore * bore * length }
        /// m².
        var area: Double { .pi / 4 * bore * bore }
    }

    public static let type = ComponentType<HydraulicHose>(
        name: "hydraulic-hose", text: Text(fr: "flexible hydraulique", en: "hydraulic hose"), domain: .hydraulic,
        law: Text(
            fr: "Δp = (λ·L/d + ζ)·ρ·u²/2, λ = 64/Re puis 0,3164/Re^¼ ; demi-volume à chaque bout, 1/β = 1/β_huile + 1/β_paroi",
            en: "Δp = (λ·L/d + ζ)·ρ·u²/2, λ = 64/Re then 0.3164/Re^¼; half of the volume at each end, 1/β = 1/β_oil + 1/β_wall"),
        terminals: [Terminal("1", .hydraulic), Terminal("2", .hydraulic)],
        parameters: [
            .oil,
            Parameter(
                "length", .quantity(.length, \.length, 0.05...50), Text(fr: "longueur", en: "length"), source: "0.5–3 m"),
            Parameter(
                "bore", .quantity(.length, \.bore, 0.002...0.08), Text(fr: "diamètre intérieur", en: "inner diameter"),
                source: "DN 10: 5 m/s at most in pressure lines, 1 m/s in suction lines"),
            Parameter(
                "wall-modulus", .quantity(.bulkModulus, \.wallModulus, 5e7...1e11),
                Text(fr: "module apparent de la paroi", en: "apparent modulus of the wall"),
                source: "braided hose: 0.5–1 GPa; steel tube: above 10 GPa"),
            Parameter(
                "fittings", .quantity(.ratio, \.fittings, 0...50),
                Text(fr: "coefficient ζ des deux raccords", en: "coefficient ζ of both fittings"),
                source: "two swept fittings: 0.5–1 each"),
        ],
        failures: [
            Failure("leaking", Text(fr: "raccord qui fuit", en: "leaking fitting"), remedies: [.tighten, .reconnect, .replace]) {
                // 4.7 l/min at 70 bar.
                values, severity, _ in values.leak = 1e-6 * severity
            },
            Failure("kinked", Text(fr: "flexible pincé", en: "kinked"), remedies: [.replace, .free]) { values, severity, _ in
                values.section = 1 - 0.85 * severity
            },
            Failure("plugged", Text(fr: "flexible bouché", en: "plugged"), remedies: [.replace, .clean]) { values, severity, _ in
                values.isPlugged = severity >= 0.5
            },
            Failure("disconnected", Text(fr: "flexible débranché", en: "disconnected"), remedies: [.reconnect, .replace]) {
                values, severity, _ in values.isDisconnected = severity >= 0.5
            },
            Failure("aged", Text(fr: "flexible délaminé, gonflant", en: "delaminated, swelling"), remedies: [.replace]) {
                // Five times the give.
                values, severity, _ in values.compliance = 1 + 4 * severity
            },
        ],
        wear: [
            Wear(
                "aged", by: .always, growth: 2,
                source: "DIN 20066: in service six years at the most"
            ) { _ in Wear<Parameters>.hours(52_600) }
        ],
        signals: [
            .output("flow", .volumeFlow, Text(fr: "débit de 1 vers 2", en: "flow from 1 to 2")),
            .output("leak", .volumeFlow, Text(fr: "débit perdu au sol", en: "flow lost on the floor")),
            .output("lost", .volume, Text(fr: "huile perdue au sol", en: "oil lost on the floor")),
        ])

    private let ends: (Joint, Joint)
    private let tube: Handle<PipeFlow>
    private let volumes: (Handle<OilVolume>, Handle<OilVolume>)
    private let holes: (Handle<Spill>, Handle<Spill>)
    private let shown: [SignalIndex]
    private var link: OilLink
    private var parameters: Parameters
    private var lost = 0.0

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        link = try OilLink(p.oil, at: site)
        ends = (site["1"], site["2"])
        tube = site.add(PipeFlow(length: p.length, bore: p.bore, fittings: p.fittings), "", ends.0, ends.1)
        volumes = (
            site.add(link.volume(p.volume / 2), "volume 1", ends.0), site.add(link.volume(p.volume / 2), "volume 2", ends.1)
        )
        holes = (site.add(Spill(), "hole 1", ends.0), site.add(Spill(), "hole 2", ends.1))
        shown = ["flow", "leak", "lost"].map { site.signal($0) }
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        place()
    }

    private func place() {
        let p = parameters
        let oil = link.properties
        tube.element.lay(length: p.length, bore: p.bore * p.section, fittings: p.fittings, oil)
        tube.element.isPlugged = p.isPlugged || p.isDisconnected
        let modulus = 1 / ((1 / oil.modulus + 1 / p.wallModulus) * p.compliance)
        let law = OilLaw(modulus: modulus, oil)
        volumes.0.element.law = law
        volumes.1.element.law = law
        let mouth = p.isDisconnected ? p.area : 0
        holes.0.element = Spill(Orifice(area: mouth, oil: oil))
        holes.1.element = Spill(Orifice(area: mouth + p.leak, oil: oil))
    }

    public mutating func update(_ tick: Tick) {
        if link.follow(tick) { place() }
        let (first, second) = (tick.across(ends.0), tick.across(ends.1))
        let flow = tube.element.flow
        link.release(flow * (first - second))
        let leak = holes.0.element.flow(first) + holes.1.element.flow(second)
        lost += leak * tick.dt
        tick[shown[0]] = flow
        tick[shown[1]] = leak
        tick[shown[2]] = lost
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        var seen: [Text] = []
        if parameters.isDisconnected { seen.append(Text(fr: "le flexible est débranché", en: "the hose is disconnected")) }
        if parameters.section < 0.8 { seen.append(Text(fr: "le flexible est pincé", en: "the hose is kinked")) }
        if parameters.compliance > 1.8 {
            seen.append(
                max(tick.across(ends.0), tick.across(ends.1)) > 20e5
                    ? Text(fr: "le flexible est cloqué et gonfle", en: "the hose is blistered and swells")
                    : Text(fr: "le flexible est cloqué", en: "the hose is blistered"))
        }
        return seen + Drip.percepts(tick[shown[1]], fr: "au flexible", en: "at the hose")
    }
}
