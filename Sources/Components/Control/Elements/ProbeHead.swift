import Glibc
import Notation

/// What a temperature probe touches: a body by its reference, or a temperature set from outside; the probe follows it as one body.
struct ProbeHead {
    static let signals: [Signal] = [
        .input(
            "process", .temperature,
            Text(fr: "température du milieu, sans lien", en: "temperature of the medium, without a link"), initial: Air.ambient),
        .output(
            "temperature", .temperature, Text(fr: "température de la sonde", en: "temperature of the probe"), initial: Air.ambient
        ),
    ]

    private let medium: SignalIndex
    private let signal: SignalIndex
    /// K.
    private(set) var temperature = Air.ambient

    /// - Parameter body: reference of a component with a signal `temperature`; empty for the input `process`.
    init(_ site: Site, on body: String) throws {
        medium = body.isEmpty || site.isTold("process") ? site.signal("process") : try site.signal("temperature", of: body)
        signal = site.signal("temperature")
    }

    /// - Parameter time: its time constant, seconds.
    mutating func follow(_ tick: Tick, time: Double) {
        temperature += (tick[medium] - temperature) * -expm1(-tick.dt / time)
        tick[signal] = temperature
    }

    var celsius: Double { temperature - 273.15 }
}
