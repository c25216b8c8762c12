import Circuits
import Notation

/// What all pumps have: a displacement between suction and outlet, their small volumes, a rotor, what can leak, and what is heard.
struct PumpUnit {
    let pump: Handle<Displacement>
    private let rotor: Handle<Inertia>
    private let volumes: (Handle<OilVolume>, Handle<OilVolume>)
    private let hole: Handle<Spill>
    private let outlet: Joint
    private let shaft: Joint
    private let shown: [SignalIndex]

    static let signals: [Signal] = [
        .output("flow", .volumeFlow, Text(fr: "débit refoulé", en: "flow delivered")),
        .output("torque", .torque, Text(fr: "couple absorbé", en: "torque absorbed")),
        .output("losses", .power, Text(fr: "pertes", en: "losses")),
        .output("filling", .ratio, Text(fr: "remplissage des chambres", en: "filling of the chambers"), initial: 1),
        .output("leak", .volumeFlow, Text(fr: "débit perdu au sol", en: "flow lost on the floor")),
    ]

    /// m³ of the suction and the outlet chamber.
    private static let chamber = 2e-5
    /// Share of filling below which it cavitates audibly.
    private static let rattling = 0.97

    init(_ site: Site, _ link: OilLink, displacement: Double) {
        outlet = site["P"]
        shaft = site["shaft"]
        pump = site.add(Displacement(displacement), "", site["S"], outlet, shaft)
        rotor = site.add(Inertia(1e-4), "rotor", shaft)
        volumes = (
            site.add(link.volume(Self.chamber), "volume S", site["S"]), site.add(link.volume(Self.chamber), "volume P", outlet)
        )
        hole = site.add(Spill(), "hole", outlet)
        shown = Self.signals.map { site.signal($0.name) }
    }

    func set(
        _ oil: OilProperties, leakage: Double, drag: Double, airLeak: Double, caseLeak: Double, inertia: Double
    ) {
        pump.element.leakage = leakage * oil.fluidity
        pump.element.drag = drag * oil.thickness
        pump.element.air = min(0.95, oil.air + airLeak)
        rotor.element.value = inertia
        hole.element = Spill(Orifice(area: caseLeak, oil: oil))
        volumes.0.element.law = OilLaw(oil)
        volumes.1.element.law = OilLaw(oil)
    }

    func show(_ tick: Tick) {
        let element = pump.element
        tick[shown[0]] = element.flow
        tick[shown[1]] = element.torque
        tick[shown[2]] = element.losses
        tick[shown[3]] = element.filling
        tick[shown[4]] = hole.element.flow(tick.across(outlet))
    }

    func percepts(_ sense: Sense, _ tick: Tick, wear: Double, isSeized: Bool, airLeak: Double) -> [Text] {
        let isTurning = abs(tick.across(shaft)) > 5
        switch sense {
        case .hearing where isTurning:
            if airLeak > 0.02 || pump.element.air > 0.02 {
                return [Text(fr: "la pompe crépite : elle prend de l'air", en: "the pump crackles: it draws air")]
            }
            if pump.element.filling < Self.rattling {
                return [Text(fr: "la pompe cavite : un bruit de graviers", en: "the pump cavitates: a noise of gravel")]
            }
            return [
                wear > 0.4
                    ? Text(fr: "la pompe ronfle, irrégulière", en: "the pump growls unevenly")
                    : Text(fr: "la pompe ronronne", en: "the pump hums")
            ]
        case .sight: return Drip.percepts(tick[shown[4]], fr: "à la pompe", en: "at the pump")
        case .touch where isSeized:
            return [Text(fr: "l'arbre de la pompe ne tourne pas à la main", en: "the pump shaft is stuck")]
        default: return []
        }
    }
}
