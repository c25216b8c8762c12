import Glibc

/// Characteristics of temperature sensors, in °C.
enum Thermometry {
    /// Ohms of a Pt100 (IEC 60751): R₀·(1 + A·T + B·T² + C·(T − 100)·T³), the last term under 0 °C; −200…850 °C, held beyond.
    static func platinum(_ celsius: Double) -> Double {
        let t = min(max(celsius, -200), 850)
        let cold = t < 0 ? cubic * (t - 100) * t * t * t : 0
        return 100 * (1 + linear * t + quadratic * t * t + cold)
    }

    /// °C of so many ohms; under 0 °C one of Newton's steps or two on top of the quadratic.
    static func platinumTemperature(_ ohms: Double) -> Double {
        var t = (-linear + (linear * linear - 4 * quadratic * (1 - ohms / 100)).squareRoot()) / (2 * quadratic)
        guard t < 0 else { return t }
        for _ in 0..<3 {
            let slope = 100 * (linear + 2 * quadratic * t + cubic * (4 * t - 300) * t * t)
            t -= (platinum(t) - ohms) / slope
        }
        return t
    }

    private static let (linear, quadratic, cubic) = (3.9083e-3, -5.775e-7, -4.183e-12)

    /// Volts of a type K thermocouple against 0 °C (IEC 60584-1, ITS-90); −270…1372 °C, held beyond.
    static func chromelAlumel(_ celsius: Double) -> Double {
        let t = min(max(celsius, -270), 1372)
        var sum = 0.0
        if t < 0 {
            for coefficient in below.reversed() { sum = sum * t + coefficient }
        } else {
            for coefficient in above.reversed() { sum = sum * t + coefficient }
            sum += 0.1185976 * exp(-1.183432e-4 * (t - 126.9686) * (t - 126.9686))
        }
        return sum / 1000
    }

    /// °C of so many volts against 0 °C, by bisection over −200…1372 °C.
    static func chromelAlumelTemperature(_ volts: Double) -> Double {
        var (low, high) = (-200.0, 1372.0)
        for _ in 0..<40 {
            let middle = (low + high) / 2
            if chromelAlumel(middle) < volts { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// Millivolts per power of °C.
    private static let above = [
        -0.17600413686e-1, 0.38921204975e-1, 0.18558770032e-4, -0.99457592874e-7, 0.31840945719e-9, -0.56072844889e-12,
        0.56075059059e-15, -0.32020720003e-18, 0.97151147152e-22, -0.12104721275e-25,
    ]
    private static let below = [
        0, 0.39450128025e-1, 0.23622373598e-4, -0.32858906784e-6, -0.49904828777e-8, -0.67509059173e-10, -0.57410327428e-12,
        -0.31088872894e-14, -0.10451609365e-16, -0.19889266878e-19, -0.16322697486e-22,
    ]
}
