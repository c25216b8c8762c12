/// What a sensor gives over time: equal intervals, the unit of its quantity.
public struct Waveform: Sendable, Hashable {
    public let samples: [Double]
    /// Samples a second.
    public let rate: Double

    public init(_ samples: [Double], rate: Double) {
        self.samples = samples
        self.rate = rate
    }

    /// Seconds.
    public var duration: Double { Double(samples.count) / rate }
    public var rms: Double { (samples.reduce(0) { $0 + $1 * $1 } / Double(max(samples.count, 1))).squareRoot() }
    public var peak: Double { samples.reduce(0) { max($0, abs($1)) } }
    /// Peak over RMS: 1.41 for a sine, well above 3 when something strikes.
    public var crestFactor: Double { rms > 0 ? peak / rms : 0 }

    /// The envelope of what lies in a band, by the analytic signal: how strong the ringing is at each moment.
    public func envelope(of band: ClosedRange<Double>) -> Waveform {
        let lines = FourierTransform.lines(of: samples)
        let resolution = rate / Double(samples.count)
        let kept = lines.indices.map { band.contains(Double($0) * resolution) ? lines[$0] : Complex(re: 0, im: 0) }
        let real = FourierTransform.samples(of: kept)
        let imaginary = FourierTransform.samples(of: kept.map { Complex(re: $0.im, im: -$0.re) })
        return Waveform(zip(real, imaginary).map { ($0 * $0 + $1 * $1).squareRoot() }, rate: rate)
    }

    /// The same without its mean.
    public var alternating: Waveform {
        let mean = samples.reduce(0, +) / Double(max(samples.count, 1))
        return Waveform(samples.map { $0 - mean }, rate: rate)
    }
}
