import Circuits
import Notation

/// How warm the contacts of a component are, each by its own I²·R: what a thermal camera sees of them.
///
/// τ·dΔT/dt = R_th·P − ΔT, above the air. A contact that is well stays within a kelvin or two, and costs nothing to follow.
/// It is followed before its contact moves at the end of a step: the voltage of the step is that of the contact as it was.
struct ContactHeat {
    /// K/W and s of a screw terminal or a pole and the copper on it: 30 W on a pole of a contactor are some 50 K.
    static let resistance = 1.7
    private static let timeConstant = 90.0
    /// K below which a contact is as warm as the air.
    private static let least = 0.05

    /// Seconds between two looks at a contact: a small part of its time constant.
    private static let interval = 0.1

    private(set) var rises: [Double]
    private var elapsed = 0.0
    private let temperature: SignalIndex
    private let hottest: SignalIndex

    /// Signals of every component whose contacts warm.
    static let signals: [Signal] = [
        .output(
            "contact-temperature", .temperature,
            Text(fr: "température du contact le plus chaud", en: "temperature of the hottest contact"),
            initial: Air.ambient),
        .output(
            "hottest-contact", .ratio,
            Text(fr: "rang du contact le plus chaud, 0 : aucun", en: "number of the hottest contact, 0: none")),
    ]

    init(_ site: Site, count: Int) {
        rises = Array(repeating: 0, count: count)
        temperature = site.signal("contact-temperature")
        hottest = site.signal("hottest-contact")
    }

    /// Seconds since the last look, when it is time for the next; else nil.
    mutating func due(_ dt: Double) -> Double? {
        elapsed += dt
        guard elapsed >= Self.interval - dt / 2 else { return nil }
        defer { elapsed = 0 }
        return elapsed
    }

    /// - Parameter power: watts in a contact now.
    mutating func warm(_ index: Int, _ power: Double, _ dt: Double) {
        guard power > 1e-3 || rises[index] > 0 else { return }
        rises[index] += (Self.resistance * power - rises[index]) * dt / (Self.timeConstant + dt)
        if rises[index] < Self.least && Self.resistance * power < Self.least { rises[index] = 0 }
    }

    /// What poles take, when it is time to look; before they move.
    mutating func follow(_ poles: [Contact], _ tick: Tick) {
        guard let dt = due(tick.dt) else { return }
        for (index, pole) in poles.enumerated() { warm(index, pole.power(tick), dt) }
        show(tick)
    }

    func show(_ tick: Tick) {
        var (most, number) = (0.0, 0)
        // Of those that are alike, the first.
        for (index, rise) in rises.enumerated() where rise > (1 + 1e-6) * most { (most, number) = (rise, index + 1) }
        tick[temperature] = Air.ambient + most
        tick[hottest] = Double(number)
    }
}
