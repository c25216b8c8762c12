import Glibc

/// How the viscosity of an oil falls with its temperature: lg lg(ν + 0.7) = A − B·lg T, ν in mm²/s, T in K (ASTM D341, Walther).
struct Walther: Sendable, Hashable {
    private let a: Double
    private let b: Double

    /// - Parameters: kinematic viscosities at 40 °C and at 100 °C, m²/s.
    init(at40: Double, at100: Double) {
        let (cold, hot) = (Self.double(at40), Self.double(at100))
        let (coldT, hotT) = (log10(313.15), log10(373.15))
        b = (cold - hot) / (hotT - coldT)
        a = cold + b * coldT
    }

    private static func double(_ viscosity: Double) -> Double { log10(log10(viscosity * 1e6 + 0.7)) }

    /// m²/s at a temperature, K.
    func viscosity(_ temperature: Double) -> Double {
        (pow(10, pow(10, a - b * log10(temperature))) - 0.7) * 1e-6
    }
}
