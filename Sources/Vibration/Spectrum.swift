import Glibc

/// One side of a spectrum: each line the RMS value of a sine that lies on it.
public struct Spectrum: Sendable, Hashable {
    public enum Window: Sendable, Hashable {
        /// For what is periodic in the record.
        case none
        /// For everything else: a line between two reads 15 % low at most, its neighbours show it.
        case hann
    }
    /// Hz between two lines.
    public let resolution: Double
    public let lines: [Double]
    /// Lines that a noise of one line's width fills: 1.5 for Hann.
    public let noiseBandwidth: Double

    public init(_ waveform: Waveform, window: Window = .hann) {
        let count = waveform.samples.count
        var samples = waveform.samples
        var gain = 1.0
        if window == .hann {
            for index in samples.indices { samples[index] *= 0.5 * (1 - cos(2 * .pi * Double(index) / Double(count))) }
            gain = 0.5
        }
        noiseBandwidth = window == .hann ? 1.5 : 1
        resolution = waveform.rate / Double(count)
        let transform = FourierTransform.lines(of: samples)
        lines = transform.indices.map { index in
            let isSingle = index == 0 || index == transform.count - 1
            return transform[index].modulus / (Double(count) * gain) * (isSingle ? 1 : 2.0.squareRoot())
        }
    }

    /// Hz of the highest line.
    public var highest: Double { Double(lines.count - 1) * resolution }

    public func frequency(of line: Int) -> Double { Double(line) * resolution }

    /// RMS value of all that lies in a band (Parseval, less what the window spreads).
    public func rms(in band: ClosedRange<Double>) -> Double {
        var sum = 0.0
        for index in lines.indices where band.contains(frequency(of: index)) { sum += lines[index] * lines[index] }
        return (sum / noiseBandwidth).squareRoot()
    }

    /// RMS value of what stands at a frequency: the lines over which the window spreads a sine there.
    public func level(at frequency: Double) -> Double {
        let reach = (noiseBandwidth > 1 ? 2 : 0.5) * resolution
        return rms(in: max(0, frequency - reach)...frequency + reach)
    }

    /// The highest line within `reach` Hz of a frequency.
    public func peak(near frequency: Double, within reach: Double) -> (frequency: Double, value: Double) {
        var best = (frequency: 0.0, value: -1.0)
        for index in lines.indices where abs(self.frequency(of: index) - frequency) <= reach && lines[index] > best.value {
            best = (self.frequency(of: index), lines[index])
        }
        return best
    }

    /// The highest lines that stand above both neighbours, from the highest.
    public func peaks(_ count: Int, above least: Double = 0) -> [(frequency: Double, value: Double)] {
        guard lines.count > 2 else { return [] }
        let tops = (1..<lines.count - 1).filter {
            lines[$0] > least && lines[$0] >= lines[$0 - 1] && lines[$0] > lines[$0 + 1]
        }
        return tops.sorted { lines[$0] > lines[$1] }.prefix(count).map { (frequency(of: $0), lines[$0]) }
    }
}
