import Circuits
public import Notation

/// A bladder accumulator with its safety block: a bleed to the tank.
public struct Accumulator: Component {
    public struct Parameters: Oiled {
        var oil = ""
        /// m³.
        var gasVolume = 2.5e-3
        /// Gauge Pa.
        var precharge = 90e5
        var exponent = 1.4
        /// m³/s and Pa, of its neck.
        var ratedFlow = 100e-3 / 60
        var ratedLoss = 2e5
        /// m³/s and Pa, of the open bleed.
        var bleedFlow = 2e-3 / 60
        var bleedLoss = 100e5
        var isBurst = false
        public init() {}
    }

    public static let type = ComponentType<Accumulator>(
        name: "accumulator", text: Text(fr: "accumulateur à vessie", en: "bladder accumulator"), domain: .hydraulic,
        law: Text(
            fr: "p·V_gazⁿ = p₀·V₀ⁿ, huile = V₀ − V_gaz ; vide au-dessous du gonflage",
            en: "p·V_gasⁿ = p₀·V₀ⁿ, oil = V₀ − V_gas; empty below the pre-charge"),
        terminalsFor: { _ in
            [
                Terminal("1", .hydraulic, Text(fr: "circuit", en: "circuit")),
                Terminal("T", .hydraulic, Text(fr: "purge vers le réservoir", en: "bleed to the tank")),
            ]
        },
        parameters: [
            .oil,
            Parameter(
                "gas-volume", .quantity(.volume, \.gasVolume, 1e-5...0.1), Text(fr: "volume de gaz V₀", en: "gas volume V₀"),
                source: "0.5–50 l"),
            Parameter(
                "pre-charge", .quantity(.gaugePressure, \.precharge, 1e5...350e5),
                Text(fr: "pression de gonflage (azote)", en: "pre-charge pressure (nitrogen)"), adjustable: true,
                source: "0.9 of the lowest working pressure"),
            Parameter(
                "exponent", .quantity(.ratio, \.exponent, 1...1.6),
                Text(
                    fr: "exposant polytropique : 1 isotherme, 1,4 adiabatique",
                    en: "polytropic exponent: 1 isothermal, 1.4 adiabatic"), source: "nitrogen: 1.2–1.6 in fast cycles"),
            Parameter(
                "rated-flow", .quantity(.volumeFlow, \.ratedFlow, 1e-6...0.1),
                Text(fr: "débit nominal du col", en: "rated flow of the neck"),
                source: "bladder accumulators of 1–4 l: up to 4 l/s"),
            Parameter(
                "rated-loss", .quantity(.pressureDifference, \.ratedLoss, 1e4...20e5),
                Text(fr: "perte du col à ce débit", en: "loss of the neck at this flow"),
                source: "chosen: about 2 bar at 100 l/min"),
            Parameter(
                "bleed-flow", .quantity(.volumeFlow, \.bleedFlow, 1e-7...1e-2),
                Text(fr: "débit de la purge ouverte sous sa perte nominale", en: "flow of the open bleed at its rated loss"),
                source: "chosen: a bleed of a millimetre; some ten seconds to empty"),
            Parameter(
                "bleed-loss", .quantity(.pressureDifference, \.bleedLoss, 1e5...300e5),
                Text(fr: "perte nominale de la purge", en: "rated loss of the bleed"),
                source: "chosen: a bleed of a millimetre; some ten seconds to empty"),
        ],
        failures: [
            Failure("lost-pre-charge", Text(fr: "gonflage perdu", en: "pre-charge lost"), remedies: [.adjust, .replace]) {
                values, severity, _ in values.precharge *= 1 - severity
            },
            Failure("overcharged", Text(fr: "gonflage trop fort", en: "overcharged"), remedies: [.adjust]) {
                values, severity, _ in
                // 90 → 120 bar.
                values.precharge *= 1 + severity / 3
            },
            Failure("bladder-burst", Text(fr: "vessie crevée", en: "burst bladder"), remedies: [.replace]) {
                values, severity, _ in
                values.isBurst = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "lost-pre-charge", by: .always,
                source: "makers: checked each half-year, a tenth lost in a year"
            ) { _ in Wear<Parameters>.hours(80_000) }
        ],
        signalsFor: { _ in
            [
                .input("bleed", .ratio, Text(fr: "robinet de purge : 0 fermé, 1 ouvert", en: "bleed valve: 0 closed, 1 open")),
                .output("pressure", .gaugePressure, Text(fr: "pression", en: "pressure")),
                .output("oil", .volume, Text(fr: "huile emmagasinée", en: "oil stored")),
            ]
        },
        controlsFor: { _ in
            [
                Control(
                    "bleed", positions: [Text(fr: "fermé", en: "closed"), Text(fr: "ouvert", en: "open")], .maintained,
                    lockable: 1)
            ]
        })

    /// Absolute Pa and exponent of what gas is left when the bladder has burst.
    private static let burst = (pressure: 2e3, exponent: 1.0)

    private let body: Joint
    private let ends: (circuit: Joint, tank: Joint)
    private let gas: Handle<GasCharge>
    private let neck: Handle<Orifice>
    private let opening: Handle<Orifice>
    private let inside: Handle<OilVolume>
    private let volumes: PortVolumes
    private let bleed: SignalIndex
    private let shown: [SignalIndex]
    private var link: OilLink
    private var parameters: Parameters
    private var isBleeding = false

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        link = try OilLink(p.oil, at: site)
        body = site.inner("body", .hydraulic)
        ends = (site["1"], site["T"])
        gas = site.add(
            GasCharge(gasVolume: p.gasVolume, precharge: p.precharge + Air.atmosphere, exponent: p.exponent), "gas", body)
        neck = site.add(Orifice(area: 0), "neck", ends.circuit, body)
        opening = site.add(Orifice(area: 0), "bleed", ends.circuit, ends.tank)
        inside = site.add(link.volume(5e-5), "body", body)
        volumes = PortVolumes(site, link, ["1", "T"])
        bleed = site.signal("bleed")
        shown = [site.signal("pressure"), site.signal("oil")]
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        gas.element.gasVolume = p.gasVolume
        gas.element.precharge = p.isBurst ? Self.burst.pressure : p.precharge + Air.atmosphere
        gas.element.exponent = p.isBurst ? Self.burst.exponent : p.exponent
        place()
    }

    private func place() {
        let p = parameters
        let oil = link.properties
        neck.element = Orifice(area: Orifice.area(passing: p.ratedFlow, at: p.ratedLoss), oil: oil)
        opening.element = Orifice(area: isBleeding ? Orifice.area(passing: p.bleedFlow, at: p.bleedLoss) : 0, oil: oil)
        inside.element.law = OilLaw(oil)
        volumes.set(oil)
    }

    public mutating func update(_ tick: Tick) {
        let wasBleeding = isBleeding
        isBleeding = tick[bleed] >= 0.5
        if link.follow(tick) || isBleeding != wasBleeding { place() }
        let (circuit, tank, inner) = (tick.across(ends.circuit), tick.across(ends.tank), tick.across(body))
        link.release(
            neck.element.flow(circuit - inner).value * (circuit - inner)
                + opening.element.flow(circuit - tank).value * (circuit - tank))
        tick[shown[0]] = inner
        tick[shown[1]] = gas.element.oil
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .hearing, isBleeding, tick.across(ends.circuit) - tick.across(ends.tank) > 5e5 else { return [] }
        return [Text(fr: "l'huile siffle par la purge", en: "oil hisses through the bleed")]
    }
}
