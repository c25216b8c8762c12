import Circuits
public import Notation

/// The reservoir of a hydraulic power unit: what is drawn and what comes back changes its level.
///
/// A suction mouth that the level bares draws air with the oil, as long as a pump draws at all: each turn-over of the tank, V/q, brings
/// its share of air a nearer to what the mouth takes in, a_b; bubbles rise and burst with the time constant τ.
public struct HydraulicTank: Component {
    public struct Parameters: Oiled {
        var oil = ""
        /// m³.
        var capacity = 60e-3
        var volume = 40e-3
        /// m².
        var area = 0.16
        /// m³ below which the suction pipe begins to draw air.
        var suctionVolume = 12e-3
        /// m³/s and Pa.
        var strainerFlow = 16e-3 / 60
        var strainerLoss = 0.08e5
        /// W/K.
        var wallConductance = 15.0
        /// kg/m³ of oil that circulates.
        var dust = 3e-5
        var clogging = 0.0
        /// Seconds in which the air above comes back to the atmosphere.
        var breathing = 0.0
        /// Share of the breather that is gone.
        var opening = 0.0
        /// m².
        var leak = 0.0
        /// m³ that somebody let out.
        var missing = 0.0
        public init() {}
    }

    public static let type = ComponentType<HydraulicTank>(
        name: "hydraulic-tank", text: Text(fr: "réservoir d'huile", en: "hydraulic tank"), domain: .hydraulic,
        law: Text(
            fr:
                "V₁ = V₀ + Δt·Σq, p = ρ·g·V/A ; crépine Δp = a·μ·q + b·q² ; parois UA ; aspiration dénoyée : da/dt = q·(a_b − a)⁺/V − a/τ",
            en: "V₁ = V₀ + Δt·Σq, p = ρ·g·V/A; strainer Δp = a·μ·q + b·q²; walls UA; bared mouth: da/dt = q·(a_b − a)⁺/V − a/τ"),
        terminalsFor: { _ in
            [
                Terminal("S", .hydraulic, Text(fr: "aspiration", en: "suction")),
                Terminal("T", .hydraulic, Text(fr: "retour", en: "return")),
                Terminal("oil", .thermal, Text(fr: "doigt de gant dans l'huile", en: "pocket in the oil")),
            ]
        },
        parameters: [
            .oil,
            Parameter(
                "capacity", .quantity(.volume, \.capacity, 1e-3...2), Text(fr: "contenance", en: "capacity"),
                source: "three to five times the pump's flow a minute"),
            Parameter(
                "volume", .quantity(.volume, \.volume, 1e-4...2), Text(fr: "huile au départ", en: "oil at the start"),
                source: "two thirds of the capacity"),
            Parameter(
                "area", .quantity(.area, \.area, 0.01...4), Text(fr: "surface de l'huile", en: "surface of the oil"),
                source: "400 mm × 400 mm"),
            Parameter(
                "suction-volume", .quantity(.volume, \.suctionVolume, 0...1),
                Text(fr: "volume qui couvre l'aspiration", en: "volume that covers the suction"),
                source: "pipe mouth 75 mm above the bottom"),
            Parameter(
                "strainer-flow", .quantity(.volumeFlow, \.strainerFlow, 1e-6...1e-2),
                Text(fr: "débit nominal de la crépine", en: "rated flow of the strainer"),
                source: "the pump of the unit: 16 l/min"),
            Parameter(
                "strainer-loss", .quantity(.pressureDifference, \.strainerLoss, 1e2...5e4),
                Text(fr: "perte de la crépine propre à ce débit", en: "loss of the clean strainer at this flow"),
                source: "suction −0.1 bar at 46 mm²/s"),
            Parameter(
                "wall-conductance", .quantity(.thermalConductance, \.wallConductance, 0...500),
                Text(fr: "conductance thermique des parois", en: "heat conductance of the walls"),
                source: "10–15 W/(m²·K) on 1.2 m²"),
            Parameter(
                "dust", .quantity(.density, \.dust, 0...1e-2),
                Text(
                    fr: "poussière qui entre par reniflard et racleurs, par volume d'huile qui circule",
                    en: "dust let in by breather and wipers, by volume of oil that circulates"),
                source: "chosen: 0.5 mg/min at 16 l/min; a filter element of 20 g then lasts some 700 h of running"),
        ],
        failures: [
            Failure(
                "strainer-clogged", Text(fr: "crépine colmatée", en: "clogged suction strainer"), remedies: [.clean, .replace]
            ) {
                // −0.4 bar and a third less flow at about a half.
                values, severity, _ in values.clogging = 12 * severity
            },
            Failure("breather-clogged", Text(fr: "reniflard bouché", en: "clogged breather"), remedies: [.clean, .replace]) {
                values, severity, _ in values.breathing = 3_600 * severity
            },
            Failure(
                "breather-open", Text(fr: "reniflard ôté ou crevé", en: "breather gone or torn"), remedies: [.replace]
            ) {
                // Thirty times the dust: five codes.
                values, severity, _ in
                values.opening = severity
                values.dust *= 1 + 30 * severity
            },
            Failure("leaking", Text(fr: "réservoir qui fuit", en: "leaking tank"), remedies: [.tighten, .replace]) {
                // 0.3 l/min under a foot of oil.
                values, severity, _ in values.leak = 4e-6 * severity
            },
            Failure("low-level", Text(fr: "niveau d'huile bas", en: "low oil level"), remedies: [.adjust]) {
                values, severity, _ in
                values.missing = 0.9 * severity * values.volume
            },
        ],
        wear: [
            Wear(
                "strainer-clogged", by: .always, growth: 2,
                source: "chosen: looked at each year",
                influences: { [.abrasion(in: $0.oil)] }
            ) { _ in Wear<Parameters>.hours(12_000) },
            Wear(
                "breather-clogged", by: .always, growth: 2,
                source: "makers: breather changed each year"
            ) { _ in Wear<Parameters>.hours(8_000) },
        ],
        signalsFor: { values in
            [
                .output("volume", .volume, Text(fr: "volume d'huile", en: "volume of oil"), initial: values.volume),
                .output(
                    "level", .length, Text(fr: "hauteur d'huile", en: "height of oil"), initial: values.volume / values.area),
                .output("fill", .ratio, Text(fr: "remplissage", en: "filling"), initial: values.volume / values.capacity),
                .output(
                    "temperature", .temperature, Text(fr: "température de l'huile", en: "oil temperature"),
                    initial: Air.ambient),
                .output(
                    "suction-pressure", .gaugePressure,
                    Text(fr: "pression derrière la crépine", en: "pressure behind the strainer")),
                .output("leak", .volumeFlow, Text(fr: "débit perdu au sol", en: "flow lost on the floor")),
                .input("poured", .volume, Text(fr: "huile versée depuis le départ", en: "oil poured in since the start")),
            ]
        })

    private static let gravity = 9.81
    /// Share of air that a mouth takes in which is half bared: chosen; pumps lose their prime there.
    private static let mostAir = 0.6
    /// Seconds in which bubbles rise: chosen, a few minutes until a tank that foams is clear.
    private static let settling = 120.0
    /// m³ of oil below which a tank counts as no smaller.
    private static let leastVolume = 1e-4
    private static let strainerLaminarShare = 0.5

    private let suction: Joint
    private let bath: Joint
    private let inside: Joint
    private let store: Handle<TankStore>
    private let strainer: Handle<ViscousPath>
    private let hole: Handle<Spill>
    private let walls: Handle<Conductance>
    private let body: Handle<OilBath>?
    private let signals: [SignalIndex]
    /// Inputs of the oil.
    private let told: (volume: SignalIndex, air: SignalIndex, toppedUp: SignalIndex)?
    private var link: OilLink
    private var particles: ParticleLink
    private let soiling: SignalIndex?
    private var parameters: Parameters
    private let poured: SignalIndex
    private var air = 0.0
    /// m³ that somebody poured in, and with what has come back of the missing.
    private var added = 0.0
    private var toppedUp = 0.0

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        link = try OilLink(p.oil, at: site)
        particles = try ParticleLink(p.oil, at: site)
        soiling = p.oil.isEmpty ? nil : try site.signal("soiling", of: p.oil)
        suction = site["S"]
        bath = site["oil"]
        inside = site["T"]
        store = site.add(TankStore(head: 1, volume: p.volume), "store", inside)
        strainer = site.add(ViscousPath(laminar: 1, turbulent: 1), "strainer", inside, suction)
        site.add(link.volume(1e-5), "volume S", suction)
        hole = site.add(Spill(), "hole", inside)
        walls = site.add(Conductance(1), "walls", bath, site.ambient)
        if p.oil.isEmpty {
            body = site.add(
                OilBath(
                    capacity: OilProperties().density * OilProperties.specificHeat * p.volume, temperature: Air.ambient), "oil",
                bath)
            told = nil
        } else {
            body = nil
            told = (
                try site.input("tank-volume", of: p.oil), try site.input("entrained-air", of: p.oil),
                try site.input("topped-up", of: p.oil)
            )
            _ = site.wire("bath", bath, try site.joint("bath", of: p.oil), resistance: 1e-3)
        }
        poured = site.signal("poured")
        signals = ["volume", "level", "fill", "temperature", "suction-pressure", "leak"].map { site.signal($0) }
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        refill()
        store.element.breathing = p.breathing
        hole.element = Spill(Orifice(area: p.leak, oil: link.properties))
        walls.element.value = p.wallConductance
        place()
    }

    private mutating func refill() {
        let before = store.element.volume
        store.element.remove(parameters.missing - added)
        toppedUp += max(0, store.element.volume - before)
    }

    private func place() {
        let p = parameters
        let volume = store.element.volume
        store.element.head = link.properties.density * Self.gravity / p.area
        store.element.airStiffness =
            (Air.atmosphere + store.element.airPressure) / max(p.capacity - volume, 0.02 * p.capacity)
        let loss = p.strainerLoss * (1 + p.clogging)
        // A mouth that hangs in the air draws no oil at all.
        let bared = max(0, 1 - volume / (0.5 * p.suctionVolume + 1e-9))
        strainer.element = ViscousPath(
            flow: p.strainerFlow, loss: loss * (1 + 1e4 * bared * bared), laminarShare: Self.strainerLaminarShare,
            thickness: link.properties.thickness)
        body?.element.resize(link.properties.density * OilProperties.specificHeat * max(volume, Self.leastVolume))
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        _ = link.follow(tick)
        if tick[poured] != added {
            added = tick[poured]
            refill()
        }
        place()
        let volume = store.element.volume
        let bared = p.suctionVolume > 0 ? max(0, 1 - volume / p.suctionVolume) : 0
        let taken = Self.mostAir * min(1, 2 * bared)
        let pressure = tick.across(suction)
        let drawn = strainer.element.flow(tick.across(inside) - pressure).value
        let renewed = taken > air ? max(drawn, 0) * tick.dt / max(volume, Self.leastVolume) : 0
        air = (air + renewed * taken) / (1 + renewed + tick.dt / Self.settling)
        if air < 1e-6 { air = 0 }
        if let told {
            tick[told.volume] = volume
            tick[told.air] = air
            tick[told.toppedUp] = toppedUp
        }
        link.release(abs(drawn * (tick.across(inside) - pressure)))
        if let soiling { particles.pass(0, .none, dust: p.dust * tick[soiling] * max(drawn, 0), tick.dt) }
        tick[signals[0]] = volume
        tick[signals[1]] = volume / p.area
        tick[signals[2]] = volume / p.capacity
        tick[signals[3]] = tick.across(bath)
        tick[signals[4]] = pressure
        tick[signals[5]] = hole.element.flow(tick.across(inside))
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        let fill = store.element.volume / parameters.capacity
        switch sense {
        case .sight:
            var seen = [
                fill < 0.9 * parameters.suctionVolume / parameters.capacity
                    ? Text(fr: "l'huile ne se voit plus au niveau", en: "no oil is seen in the sight glass")
                    : fill < 0.75 * parameters.volume / parameters.capacity
                        ? Text(fr: "le niveau est au-dessous du mini", en: "the level is below the minimum")
                        : Text(fr: "le niveau est bon", en: "the level is right")
            ]
            if air > 0.02 { seen.append(Text(fr: "l'huile mousse dans le réservoir", en: "the oil foams in the tank")) }
            if parameters.opening > 0.3 { seen.append(Text(fr: "le reniflard est ouvert", en: "the breather is open")) }
            return seen + Drip.percepts(tick[signals[5]], fr: "au réservoir", en: "at the tank")
        case .touch: return warmth(tick.across(bath))
        case .hearing where store.element.airPressure < -0.02e5:
            return [Text(fr: "le réservoir aspire par son bouchon", en: "the tank sucks at its cap")]
        default: return []
        }
    }
}
