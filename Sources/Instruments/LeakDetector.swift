import Components
import Glibc
import Machines
import Notation
public import Simulation

/// An ultrasonic detector at 40 kHz with its cone: what escapes by a hole is heard over the noise of a workshop.
///
/// L = 10·lg Σ W·10^(−a·r/10)/(2π·r²) above 1 pW/m²: half a sphere around each source, a = 1.3 dB/m in air at 20 °C (ISO 9613-1).
public struct LeakDetector: Sendable {
    /// m from what the cone is held against; from what else stands at the same place; from what stands elsewhere: chosen.
    public static let near = 0.1
    public static let beside = 2.0
    public static let away = 8.0
    /// dB/m.
    public static let absorption = 1.3
    /// dB: noise of its own.
    public static let floor = 20.0
    /// Seconds.
    public static let settling = 3.0

    public init() {}

    /// Held against a component, from its place; it shows the mean of its settling time.
    public func read(_ reference: String, at place: String?, on machine: RunningMachine) throws -> Display {
        let heard = try SoundField.mean(Self.settling, on: machine) { source in
            let distance = source.reference == reference ? Self.near : source.place == place ? Self.beside : Self.away
            return source.sound.ultrasonic * (pow(10, -Self.absorption * distance / 10) / (2 * .pi * distance * distance))
        }
        return SoundField.display(heard + Sound.reference * pow(10, Self.floor / 10), decimals: 0, unit: "dB")
    }

    /// dB.
    public static let accuracy = 3.0
}
