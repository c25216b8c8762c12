/// A force with which a component in motion shakes what carries it, as it runs now: a reading, of which no step knows.
///
/// From it and from the support, the `Vibration` target makes what an accelerometer gives.
public struct Excitation: Sendable, Hashable {
    public enum Form: Sendable, Hashable {
        /// A sine of this frequency, Hz; its strength is a peak in newtons.
        case sine(frequency: Double)
        /// Blows at this rate, Hz, each of so many N·s, that swell and fade at `modulation` Hz by the share `depth`; their intervals
        /// scatter by `jitter`, a share of the interval.
        case impacts(rate: Double, modulation: Double, depth: Double, jitter: Double)
        /// Random, of this strength in newtons RMS between two frequencies, Hz.
        case noise(from: Double, to: Double)
    }
    public let form: Form
    /// Across the shaft and along it: N or N·s, after the form.
    public let radial: Double
    public let axial: Double
    /// It turns with the shaft: a quarter of a turn later on the vertical than on the horizontal.
    public let isTurning: Bool

    public static func sine(_ frequency: Double, radial: Double = 0, axial: Double = 0, isTurning: Bool = false) -> Excitation {
        Excitation(form: .sine(frequency: abs(frequency)), radial: radial, axial: axial, isTurning: isTurning)
    }

    public static func impacts(
        _ rate: Double, radial: Double, axial: Double = 0, modulation: Double = 0, depth: Double = 0, jitter: Double = 0
    ) -> Excitation {
        Excitation(
            form: .impacts(rate: abs(rate), modulation: abs(modulation), depth: depth, jitter: jitter), radial: radial,
            axial: axial, isTurning: false)
    }

    public static func noise(_ band: ClosedRange<Double>, radial: Double, axial: Double = 0) -> Excitation {
        Excitation(form: .noise(from: band.lowerBound, to: band.upperBound), radial: radial, axial: axial, isTurning: false)
    }
}
