import Circuits
public import Notation

/// The bale of linen under the platen of a press: force against stroke, with the set that it keeps, another bale each time.
///
/// van Wyk's cube law of fibre masses (`FibreBale`); each bale differs by `spread` in hardness and height, after the specimen's own
/// sequence. What moves it joins at `platen`; positive speeds press. A bale is laid by hand, or comes when the count of `feed` rises
/// and goes with what `feed` takes away.
///
/// Default: 0.6 m of loose linen on 0.25 m², 50 kN at half of its height: a piston of 80 mm at 100 bar.
public struct PressLoad: Component {
    public struct Parameters: ParameterValues {
        var height = 0.6
        var clearance = 0.2
        var halfForce = 45_000.0
        var set = 0.6
        var spread = 0.08
        var platenMass = 60.0
        var feed = ""
        var isLoaded = true
        var wetness = 0.0
        var excess = 0.0
        var foreignHeight = 0.0
        var unevenness = 0.0
        public init() {}
    }

    public static let type = ComponentType<PressLoad>(
        name: "press-load", text: Text(fr: "balle de linge", en: "linen bale"), domain: .translation,
        law: Text(
            fr: "F = K·((h₀/h)³ − 1) à la première compression (van Wyk) ; retour plus raide, jusqu'au tassement conservé",
            en: "F = K·((h₀/h)³ − 1) when first pressed (van Wyk); steeper way back, to the set that it keeps"),
        terminalsFor: { _ in [Terminal("platen", .translation, Text(fr: "plateau", en: "platen"))] },
        parameters: [
            Parameter(
                "feed", .link(\.feed),
                Text(fr: "ce qui amène les balles, par son compte", en: "what brings the bales, by its count")),
            Parameter("height", .quantity(.length, \.height, 0.02...5), Text(fr: "hauteur libre", en: "free height")),
            Parameter(
                "clearance", .quantity(.length, \.clearance, 0...5),
                Text(fr: "jeu sous le plateau rentré", en: "clearance under the raised platen")),
            Parameter(
                "half-force", .quantity(.force, \.halfForce, 10...1e7),
                Text(fr: "effort à la moitié de la hauteur", en: "force at half of the height")),
            Parameter(
                "set", .quantity(.ratio, \.set, 0...0.95),
                Text(fr: "part de la compression conservée", en: "share of the compression kept")),
            Parameter(
                "spread", .quantity(.ratio, \.spread, 0...0.5),
                Text(fr: "dispersion d'une balle à l'autre", en: "spread among bales")),
            Parameter(
                "platen-mass", .quantity(.mass, \.platenMass, 0.1...5_000), Text(fr: "masse du plateau", en: "mass of the platen")
            ),
            Parameter(
                "loaded", .flag(\.isLoaded), Text(fr: "une balle est en place au départ", en: "a bale is there at the start")),
        ],
        failures: [
            Failure("overfilled", Text(fr: "trop de linge", en: "too much linen"), remedies: [.clean, .adjust]) {
                values, severity, _ in
                values.excess = severity
                // The same force at a height of as much more: van Wyk's K·h₀³ goes as the cube of the mass.
                let share = 1 + 0.5 * severity
                values.halfForce *= share * share * share
            },
            Failure("wet", Text(fr: "linge humide", en: "wet linen"), remedies: [.replace]) { values, severity, _ in
                values.wetness = severity
                values.halfForce *= 1 + 0.6 * severity
                values.set += (0.95 - values.set) * severity
            },
            Failure("foreign-body", Text(fr: "corps dur dans le linge", en: "hard object in the linen"), remedies: [.clean]) {
                values, severity, _ in values.foreignHeight = 0.7 * values.height * severity
            },
            Failure("uneven", Text(fr: "balle de travers", en: "lopsided bale"), remedies: [.adjust]) { values, severity, _ in
                values.unevenness = severity
                values.clearance *= 1 - 0.5 * severity
            },
        ],
        signalsFor: { values in
            [
                .output(
                    "present", .ratio, Text(fr: "1 si une balle est là", en: "1 if a bale is there"),
                    initial: values.isLoaded ? 1 : 0),
                .output("force", .force, Text(fr: "effort de la balle", en: "force of the bale")),
                .output("position", .length, Text(fr: "descente du plateau", en: "descent of the platen")),
                .output("speed", .speed, Text(fr: "vitesse du plateau", en: "platen speed")),
                .output("height", .length, Text(fr: "hauteur de la balle", en: "height of the bale"), initial: values.height),
                .output("bales", .ratio, Text(fr: "balles faites", en: "bales made")),
                .output("work", .energy, Text(fr: "travail donné à cette balle", en: "work put into this bale")),
                .input(
                    "bale", .ratio, Text(fr: "balle : 0 enlevée, 1 posée", en: "bale: 0 taken away, 1 laid"),
                    initial: values.isLoaded ? 1 : 0),
            ]
        },
        controlsFor: { _ in
            [Control("bale", positions: [Text(fr: "enlevée", en: "taken"), Text(fr: "posée", en: "laid")], .maintained)]
        })

    private let platen: Joint
    private let bale: Handle<FibreBale>
    private let mass: Handle<Inertia>
    private let feed: (bales: SignalIndex, present: SignalIndex)?
    private let present: SignalIndex
    private let force: SignalIndex
    private let position: SignalIndex
    private let speed: SignalIndex
    private let height: SignalIndex
    private let bales: SignalIndex
    private let work: SignalIndex
    private let baleInput: SignalIndex
    private var parameters: Parameters
    private var source: LineSource
    private var isThere: Bool
    private var wasAsked: Bool
    private var lastFed = 0.0
    private var wasBrought = false
    private var made = 0
    private var energy = 0.0
    /// Of this bale against the ordinary one.
    private var scatter = 1.0

    public init(_ p: Parameters, at site: Site) throws {
        parameters = p
        platen = site["platen"]
        bale = site.add(FibreBale(height: p.height, hardness: 1, set: p.set, clearance: p.clearance), "bale", platen)
        mass = site.add(Inertia(p.platenMass), "platen", platen)
        feed = p.feed.isEmpty ? nil : (try site.signal("bales", of: p.feed), try site.signal("present", of: p.feed))
        present = site.signal("present")
        force = site.signal("force")
        position = site.signal("position")
        speed = site.signal("speed")
        height = site.signal("height")
        bales = site.signal("bales")
        work = site.signal("work")
        baleInput = site.signal("bale")
        source = LineSource(seed: site.specimen)
        isThere = p.isLoaded
        wasAsked = p.isLoaded
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        mass.element.value = p.platenMass
        lay()
    }

    private func lay() {
        let p = parameters
        bale.element.isThere = isThere
        bale.element.height = p.height
        // (h₀/h)³ − 1 = 7 at half of the height.
        bale.element.hardness = p.halfForce * scatter / 7
        bale.element.set = p.set
        bale.element.clearance = p.clearance
        bale.element.floor.height = p.foreignHeight
    }

    public mutating func update(_ tick: Tick) {
        let isAsked = tick[baleInput] > 0.5
        let fed = feed.map { tick[$0.bales] } ?? 0
        let isBrought = feed.map { tick[$0.present] > 0.5 } ?? false
        if (isAsked && !wasAsked) || fed > lastFed {
            isThere = true
            made += 1
            energy = 0
            scatter = source.scatter(parameters.spread)
            bale.element.renew()
            lay()
        } else if (!isAsked && wasAsked) || (!isBrought && wasBrought) {
            isThere = false
            lay()
        }
        wasAsked = isAsked
        wasBrought = isBrought
        lastFed = fed
        let now = bale.element
        let v = tick.across(platen)
        energy += now.force * v * tick.dt
        let compression = min(max(now.position - now.clearance, 0), now.height)
        tick[present] = isThere ? 1 : 0
        tick[force] = now.force
        tick[position] = now.position
        tick[speed] = v
        tick[height] = isThere ? now.height - max(compression, now.set * now.deepest) : 0
        tick[bales] = Double(made)
        tick[work] = energy
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        guard sense == .sight else {
            return sense == .touch && isThere && parameters.wetness > 0.2
                ? [Text(fr: "le linge est humide", en: "the linen is wet")] : []
        }
        guard isThere else { return [Text(fr: "pas de balle sous le plateau", en: "no bale under the platen")] }
        var seen = [Text(fr: "une balle sous le plateau", en: "a bale under the platen")]
        if parameters.excess > 0.2 { seen.append(Text(fr: "la balle déborde", en: "the bale overflows")) }
        if parameters.unevenness > 0.2 { seen.append(Text(fr: "la balle est de travers", en: "the bale is lopsided")) }
        return seen
    }
}
