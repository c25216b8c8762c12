import Circuits
public import Notation

/// A two-way pressure-compensated flow regulator: the set flow from 1 to 2, free back.
public struct FlowRegulator: Component {
    public struct Parameters: Oiled {
        var oil = ""
        /// m³/s.
        var setFlow = 6e-3 / 60
        /// Pa from which it regulates.
        var least = 8e5
        /// Growth of the flow over 100 bar.
        var slope = 0.03
        var cracking = 0.5e5
        /// Share of the throttle's section that is left.
        var section = 1.0
        var isCompensatorStuck = false
        public init() {}
    }

    public static let type = ComponentType<FlowRegulator>(
        name: "flow-regulator", text: Text(fr: "régulateur de débit", en: "pressure-compensated flow regulator"),
        domain: .hydraulic,
        law: Text(
            fr: "q = C_d·A·√(2·Δp/ρ) jusqu'au débit réglé, puis constant à quelques centièmes ; 2→1 libre par clapet",
            en: "q = C_d·A·√(2·Δp/ρ) up to the set flow, then constant within a few hundredths; 2→1 free by a check"),
        terminals: [Terminal("1", .hydraulic), Terminal("2", .hydraulic)],
        parameters: [
            .oil,
            Parameter(
                "set-flow", .quantity(.volumeFlow, \.setFlow, 1e-7...5e-3), Text(fr: "débit réglé", en: "set flow"),
                adjustable: true, source: "NG6: 0.1–32 l/min"),
            Parameter(
                "least-difference", .quantity(.pressureDifference, \.least, 1e5...30e5),
                Text(fr: "écart de pression à partir duquel il régule", en: "pressure difference from which it regulates"),
                source: "5–12 bar"),
            Parameter(
                "slope", .quantity(.ratio, \.slope, 0...0.2),
                Text(fr: "hausse du débit sur 100 bar", en: "growth of the flow over 100 bar"), source: "±2–5 %"),
            Parameter(
                "cracking", .quantity(.pressureDifference, \.cracking, 1e4...5e5),
                Text(fr: "ouverture du clapet 2→1", en: "cracking pressure of the check 2→1"), source: "0.3–0.5 bar"),
        ],
        failures: [
            Failure("drifted", Text(fr: "réglage dérivé", en: "setting drifted"), remedies: [.adjust]) { values, severity, _ in
                // To a half at full severity.
                values.setFlow *= 1 - 0.5 * severity
            },
            Failure("clogged", Text(fr: "étranglement encrassé", en: "clogged"), remedies: [.clean, .replace]) {
                values, severity, _ in values.section = 1 - 0.97 * severity
            },
            Failure(
                "compensator-stuck", Text(fr: "balance de pression bloquée ouverte", en: "compensator stuck open"),
                remedies: [.clean, .replace]
            ) {
                values, severity, _ in values.isCompensatorStuck = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "clogged", by: .always,
                source: "chosen: silt in a narrow slit at 18/16/13",
                influences: { [.abrasion(in: $0.oil)] }
            ) { _ in Wear<Parameters>.hours(12_000) }
        ],
        signals: [.output("flow", .volumeFlow, Text(fr: "débit de 1 vers 2", en: "flow from 1 to 2"))])

    private let ends: (Joint, Joint)
    private let regulated: Handle<CompensatedOrifice>
    private let check: Handle<PoppetSeat>
    private let volumes: PortVolumes
    private let flow: SignalIndex
    private var link: OilLink
    private var particles: ParticleLink
    private var parameters: Parameters

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        link = try OilLink(p.oil, at: site)
        particles = try ParticleLink(p.oil, at: site)
        ends = (site["1"], site["2"])
        regulated = site.add(CompensatedOrifice(hole: Orifice(area: 0), setFlow: 1, slope: 0), "", ends.0, ends.1)
        check = site.add(PoppetSeat(hole: Orifice(area: 0), cracking: 1), "check", ends.1, ends.0)
        volumes = PortVolumes(site, link, ["1", "2"])
        flow = site.signal("flow")
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        place()
    }

    private func place() {
        let p = parameters
        let oil = link.properties
        let area = Orifice.area(passing: p.setFlow, at: p.least)
        // The flow that the compensator holds over its throttle follows the throttle's section.
        regulated.element = CompensatedOrifice(
            hole: Orifice(area: area * p.section, oil: oil),
            setFlow: p.isCompensatorStuck ? .infinity : p.setFlow * p.section, slope: p.slope / 100e5)
        check.element = PoppetSeat(hole: Orifice(area: 3 * area, oil: oil), cracking: p.cracking)
        volumes.set(oil)
    }

    public mutating func update(_ tick: Tick) {
        if link.follow(tick) { place() }
        let difference = tick.across(ends.0) - tick.across(ends.1)
        let passing = regulated.element.flow(difference).value - check.element.flow(-difference).value
        let throttled = passing * difference
        link.release(throttled)
        particles.erode(throttled, link.properties, tick)
        tick[flow] = passing
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .hearing, abs(tick[flow] * (tick.across(ends.0) - tick.across(ends.1))) > 300 else { return [] }
        return [Text(fr: "le régulateur souffle", en: "the regulator hisses")]
    }
}
