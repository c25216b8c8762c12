import Glibc

/// A complex number for phasors and impedances, in the two or three operations that machines need.
struct Complex {
    var re: Double
    var im: Double

    @inline(__always)
    init(_ re: Double, _ im: Double = 0) {
        self.re = re
        self.im = im
    }

    /// Of modulus 1.
    init(angle: Double) { self.init(cos(angle), sin(angle)) }

    @inline(__always) var squaredModulus: Double { re * re + im * im }
    @inline(__always) var conjugate: Complex { Complex(re, -im) }
    @inline(__always) var inverse: Complex { Complex(re / squaredModulus, -im / squaredModulus) }
    @inline(__always) static func + (a: Complex, b: Complex) -> Complex { Complex(a.re + b.re, a.im + b.im) }
    @inline(__always) static func - (a: Complex, b: Complex) -> Complex { Complex(a.re - b.re, a.im - b.im) }
    @inline(__always) static func * (a: Complex, b: Complex) -> Complex {
        Complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re)
    }
    @inline(__always) static func * (k: Double, a: Complex) -> Complex { Complex(k * a.re, k * a.im) }
}
