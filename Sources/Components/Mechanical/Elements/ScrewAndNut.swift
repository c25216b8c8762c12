import Circuits
import Glibc
import Notation

/// A screw and its nut as the two types of screws build them: thread with play, friction under load, inertia, heat.
///
/// The friction is that of the load pressing on the flanks over the last 20 ms: with the force of the step itself, a screw that holds
/// by itself would have several solutions for one step (Painlevé).
struct ScrewAndNut {
    private static let settling = 0.02
    private let shaft: Joint
    private let carriage: Joint
    let thread: Handle<PlayedSpring>
    let friction: Handle<BristleFriction>
    private let screw: Handle<Inertia>
    let nut: Handle<ThermalBody>
    private let toAir: Handle<HeatPath>
    private var form = ScrewThread(lead: 0.01, diameter: 0.02, friction: 0.01)
    /// N·m without load.
    private var preload = 0.0
    /// Share of the friction that comes and goes once a turn: a bent screw.
    private var bend = 0.0
    /// N that press on the flanks, filtered.
    private var pressed = 0.0
    /// rad since the start.
    private var turned = 0.0

    init(_ site: Site) {
        shaft = site["shaft"]
        carriage = site["carriage"]
        thread = site.add(PlayedSpring(stiffness: 1e7), "thread", shaft, carriage)
        friction = site.add(BristleFriction(breakaway: 0, coulomb: 0, viscous: 0), "friction", shaft, site.bed)
        screw = site.add(Inertia(1e-4), "screw", shaft)
        // The nut alone: so that the carriage has an equation when the thread is stripped.
        site.add(Inertia(0.5), "nut", carriage)
        let body = site.inner("nut heat", .thermal)
        nut = site.add(ThermalBody(capacity: 1), "nut heat", body)
        toAir = site.add(HeatPath(conductance: 1), "nut to air", body, site.ambient)
    }

    mutating func refit(
        _ form: ScrewThread, preload: Double, bend: Double, play: Double, stiffness: Double, inertia: Double, capacity: Double,
        toAir conductance: Double, isWhole: Bool
    ) {
        self.form = form
        self.preload = preload
        self.bend = bend
        thread.element.arms = (form.perRadian, 1)
        thread.element.play = play
        thread.element.stiffness = stiffness
        thread.element.isWhole = isWhole
        screw.element.value = inertia
        nut.element.capacity = capacity
        toAir.element.conductance = conductance
        resist()
    }

    /// Friction for the load and the direction of the power as they are.
    private func resist() {
        let now = friction.element
        // Within a radian a second it is at rest: what holds there is what brakes a load that would turn the screw.
        let driving = min(max(now.slip * thread.element.force / max(pressed, 1), 0), 1)
        let drag = form.drivenDrag + (form.drivingDrag - form.drivenDrag) * driving
        let binding = 1 + bend * (1 + cos(turned))
        friction.element.hold((preload + pressed * drag) * binding, give: 0.025, speed: 150)
    }

    mutating func update(_ tick: Tick) {
        let force = abs(thread.element.force)
        pressed += (force - pressed) * tick.dt / (tick.dt + Self.settling)
        turned += tick.across(shaft) * tick.dt
        nut.element.heat = abs(friction.element.force * friction.element.slip)
        resist()
    }
}

/// What both types of screws show of theirs.
struct Screw {
    static let signals: [Signal] = [
        .output("position", .length, Text(fr: "course de l'écrou", en: "travel of the nut")),
        .output("speed", .speed, Text(fr: "vitesse de l'écrou", en: "speed of the nut")),
        .output("force", .force, Text(fr: "effort de la vis sur l'écrou", en: "force of the screw on the nut")),
        .output("torque", .torque, Text(fr: "couple de frottement", en: "friction torque")),
        .output("lash", .length, Text(fr: "jeu axial", en: "axial play")),
        .output("temperature", .temperature, Text(fr: "température de l'écrou", en: "nut temperature"), initial: Air.ambient),
        .output(
            "knock", .speed, Text(fr: "vitesse du dernier choc dans le jeu, qui s'efface", en: "speed of the last knock, fading")),
    ]

    var parts: ScrewAndNut
    private let shaft: Joint
    private let carriage: Joint
    private let shown: [SignalIndex]
    private var position = 0.0
    private var knock = 0.0

    init(_ site: Site) {
        parts = ScrewAndNut(site)
        shaft = site["shaft"]
        carriage = site["carriage"]
        shown = Self.signals.map { site.signal($0.name) }
    }

    mutating func update(_ tick: Tick) {
        parts.update(tick)
        let thread = parts.thread.element
        position += tick.across(carriage) * tick.dt
        knock = max(thread.impact, knock * 0.05 / (0.05 + tick.dt))
        tick[shown[0]] = position
        tick[shown[1]] = tick.across(carriage)
        tick[shown[2]] = thread.force
        tick[shown[3]] = parts.friction.element.force
        tick[shown[4]] = thread.play
        tick[shown[5]] = parts.nut.element.temperature
        tick[shown[6]] = knock
    }

    func isTurning(_ tick: Tick) -> Bool { abs(tick.across(shaft)) > 0.5 }

    func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .touch where parts.thread.element.play > 0.3e-3:
            return [Text(fr: "l'écrou a du jeu", en: "the nut has play")] + warmth(parts.nut.element.temperature)
        case .touch: return warmth(parts.nut.element.temperature)
        case .hearing where tick[shown[6]] > 0.01:
            return [Text(fr: "un claquement à l'inversion", en: "a clack at the reversal")]
        default: return []
        }
    }
}
