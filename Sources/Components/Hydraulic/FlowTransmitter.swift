import Circuits
public import Notation

/// A gear flow meter in the line with its display and a two-wire 4–20 mA output.
public struct FlowTransmitter: Component {
    public struct Parameters: Oiled {
        var oil = ""
        /// m³/s.
        var range = 20e-3 / 60
        /// Pa, at `range` and reference viscosity.
        var ratedLoss = 0.5e5
        var compliance = 10.0
        var lag = 0.05
        /// Share of the flow that it sees.
        var gain = 1.0
        /// Times its loss when its gears are held.
        var drag = 1.0
        var isDead = false
        public init() {}
    }

    public static let type = ComponentType<FlowTransmitter>(
        name: "flow-transmitter", text: Text(fr: "débitmètre à engrenages 4-20 mA", en: "4–20 mA gear flow meter"),
        domain: .hydraulic,
        law: Text(
            fr: "i = 4 mA + 16 mA·q/gamme, retard du premier ordre, de 3,6 à 20,5 mA (NAMUR NE 43) ; Δp = a·μ·q + b·q²",
            en: "i = 4 mA + 16 mA·q/range, first-order lag, from 3.6 to 20.5 mA (NAMUR NE 43); Δp = a·μ·q + b·q²"),
        terminals: [
            Terminal("1", .hydraulic, Text(fr: "entrée", en: "inlet")),
            Terminal("2", .hydraulic, Text(fr: "sortie", en: "outlet")),
            Terminal("+", .electrical), Terminal("-", .electrical),
        ],
        parameters: [
            .oil,
            Parameter(
                "range", .quantity(.volumeFlow, \.range, 1e-6...1e-2), Text(fr: "gamme", en: "range"),
                source: "gear flow meters: 0.2–20 l/min"),
            Parameter(
                "rated-loss", .quantity(.pressureDifference, \.ratedLoss, 1e3...10e5),
                Text(fr: "perte à pleine gamme, 46 mm²/s", en: "loss at full range, 46 mm²/s"),
                source: "gear flow meters: 0.3–1 bar at full range"),
            Parameter(
                "compliance", .quantity(.voltage, \.compliance, 5...15), Text(fr: "tension minimale", en: "least voltage"),
                source: "10–12 V"),
            Parameter(
                "lag", .quantity(.time, \.lag, 1e-3...10), Text(fr: "temps de réponse", en: "response time"),
                source: "frequency-to-current converter: 20–100 ms"),
        ],
        failures: [
            Failure("worn", Text(fr: "pignons usés, lit trop bas", en: "worn gears, reads low"), remedies: [.replace]) {
                values, severity, _ in values.gain *= 1 - 0.4 * severity
            },
            Failure(
                "stuck", Text(fr: "pignons bloqués par une impureté", en: "gears held by dirt"), remedies: [.clean, .replace]
            ) {
                // Held, it lets pass what its clearances let pass, and counts nothing.
                values, severity, _ in
                values.gain *= severity >= 0.5 ? 0 : 1
                values.drag = 1 + 20 * severity
            },
            Failure("dead", Text(fr: "hors service", en: "dead"), remedies: [.replace]) { values, severity, _ in
                values.isDead = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "worn", by: .path(of: "flow"),
                source: "chosen: the gears outlast 10 000 h at 16 l/min",
                influences: { [.abrasion(in: $0.oil)] }
            ) { _ in 1e4 }
        ],
        signals: [
            .output("loop-current", .current, Text(fr: "courant de boucle", en: "loop current")),
            .output("flow", .volumeFlow, Text(fr: "débit affiché", en: "flow shown")),
        ],
        told: [.input("line-flow", .volumeFlow, Text(fr: "débit de la ligne", en: "flow of the line"))])

    private static let laminarShare = 0.6

    private let ends: (Joint, Joint)
    private let path: Handle<ViscousPath>
    private let loop: Handle<LimitedSink>
    private let volumes: PortVolumes
    private let told: SignalIndex?
    private let shown: [SignalIndex]
    private var link: OilLink
    private var parameters: Parameters
    /// m³/s that the converter has followed.
    private var followed = 0.0

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        link = try OilLink(p.oil, at: site)
        ends = (site["1"], site["2"])
        path = site.add(ViscousPath(laminar: 1, turbulent: 1), "", ends.0, ends.1)
        loop = site.add(LimitedSink(drop: 10, resistance: 10, limit: 0.004), "loop", site["+"], site["-"])
        volumes = PortVolumes(site, link, ["1", "2"], 5e-6)
        told = site.told("line-flow")
        shown = [site.signal("loop-current"), site.signal("flow")]
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        loop.element.drop = p.compliance
        place()
        drive()
    }

    private func place() {
        let p = parameters
        path.element = ViscousPath(
            flow: p.range, loss: p.ratedLoss * p.drag, laminarShare: Self.laminarShare, thickness: link.properties.thickness)
        volumes.set(link.properties)
    }

    private func drive() {
        let p = parameters
        let asked = 0.004 + 0.016 * followed / p.range
        loop.element.law.limit = p.isDead ? 0 : min(max(asked, 0.0036), 0.0205)
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        if link.follow(tick) { place() }
        let difference = tick.across(ends.0) - tick.across(ends.1)
        let flow = path.element.flow(difference).value
        link.release(flow * difference)
        followed += (p.gain * (tick[told: told] ?? flow) - followed) * tick.dt / (p.lag + tick.dt)
        drive()
        tick[shown[0]] = loop.element.current
        // The display lives on the loop.
        tick[shown[1]] = loop.element.current > 0.003 ? followed : 0
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else { return [] }
        guard tick[shown[0]] > 0.003 else { return [Text(fr: "l'afficheur est éteint", en: "the display is dark")] }
        let digit = 0.1e-3 / 60
        let read = Quantity((tick[shown[1]] / digit).rounded() * digit, .volumeFlow)
        return [
            Text(
                fr: "l'afficheur indique \(read.formatted(.fr, unit: "l/min", decimals: 1))",
                en: "the display shows \(read.formatted(.en, unit: "l/min", decimals: 1))")
        ]
    }
}
