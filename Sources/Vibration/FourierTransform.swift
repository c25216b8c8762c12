import CFFT
import Glibc

/// A complex number of a spectrum.
struct Complex: Sendable, Hashable {
    var re: Double
    var im: Double

    var modulus: Double { (re * re + im * im).squareRoot() }
    static func + (a: Complex, b: Complex) -> Complex { Complex(re: a.re + b.re, im: a.im + b.im) }
    static func * (a: Complex, b: Complex) -> Complex {
        Complex(re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re)
    }
    static func * (k: Double, a: Complex) -> Complex { Complex(re: k * a.re, im: k * a.im) }
    /// 1/(re + j·im).
    var inverse: Complex { Complex(re: re / (re * re + im * im), im: -im / (re * re + im * im)) }
}

/// The discrete Fourier transform of real samples, by KissFFT in single precision: 1e-7 of the largest line, a hundred times finer than
/// the converter of an analyser.
enum FourierTransform {
    /// Lines 0…count/2 of an even number of samples: X = Σ x·e^(−2πjkn/N).
    static func lines(of samples: [Double]) -> [Complex] {
        let count = samples.count
        precondition(count > 0 && count.isMultiple(of: 2), "an even number of samples")
        let plan = kiss_fftr_alloc(Int32(count), 0, nil, nil)
        defer { free(UnsafeMutableRawPointer(plan)) }
        var out = [kiss_fft_cpx](repeating: kiss_fft_cpx(r: 0, i: 0), count: count / 2 + 1)
        kiss_fftr(plan, samples.map { Float($0) }, &out)
        return out.map { Complex(re: Double($0.r), im: Double($0.i)) }
    }

    /// Samples of lines 0…count/2.
    static func samples(of lines: [Complex]) -> [Double] {
        let count = 2 * (lines.count - 1)
        precondition(count > 0, "at least two lines")
        let plan = kiss_fftr_alloc(Int32(count), 1, nil, nil)
        defer { free(UnsafeMutableRawPointer(plan)) }
        var out = [Float](repeating: 0, count: count)
        kiss_fftri(plan, lines.map { kiss_fft_cpx(r: Float($0.re), i: Float($0.im)) }, &out)
        return out.map { Double($0) / Double(count) }
    }
}
