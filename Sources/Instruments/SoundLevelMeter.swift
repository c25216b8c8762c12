import Components
import Glibc
import Machines
import Notation
public import Simulation

/// A sound level meter of class 2 (IEC 61672-1), A-weighted and slow, held where somebody works.
///
/// L = 10·lg Σ W·(Q/(4π·r²) + 4/R) above 1 pW/m²: each source over a floor (Q = 2), and the hall that gives back, R = A/(1 − ᾱ); the
/// approximations are those of ISO 3746.
public struct SoundLevelMeter: Sendable {
    /// m from what stands at the place, and from what stands elsewhere: ISO 3746 asks for 1 m.
    public static let beside = 1.0
    public static let away = 6.0
    /// m²: a workshop of 15 m × 12 m × 5 m with bare walls, ᾱ = 0.15.
    public static let room = 111.0
    /// dB(A) of the hall without the machine.
    public static let background = 50.0
    /// Seconds.
    public static let settling = 5.0

    public init() {}

    public func read(at place: String?, on machine: RunningMachine) throws -> Display {
        let heard = try SoundField.mean(Self.settling, on: machine) { source in
            let distance = source.place == place ? Self.beside : Self.away
            return source.sound.audible * (2 / (4 * .pi * distance * distance) + 4 / Self.room)
        }
        return SoundField.display(heard + Sound.reference * pow(10, Self.background / 10), decimals: 1, unit: "dB(A)")
    }

    /// dB, class 2.
    public static let accuracy = 1.4
}
