import Circuits
import Components
import Foundation
import Notation

extension ValidationTests {
    static let electrical: [Check] = [
        Check(
            fr: "alimentation 24 V sous 6 Ω", en: "24 V supply on 6 Ω", "V", 24 * 6 / 6.03, source: "U·R/(R + R_i), R_i 30 mΩ",
            .within(0.005), whyFr: "arrondi du coude de courant limite : quelques mV",
            why: "rounding of the current limit's corner: some mV"
        ) { try supply(6, limit: 5) },
        Check(
            fr: "alimentation 24 V, 5 A, sous 3 Ω", en: "24 V, 5 A supply on 3 Ω", "V", 15, source: "R·I_lim", .within(0.05),
            whyFr: "pente de la limitation", why: "slope of the limitation"
        ) { try supply(3, limit: 5) },
        Check(
            fr: "courant d'une bobine de 1 W, 24 V", en: "current of a coil of 1 W, 24 V", "mA", 1e3 / 24, source: "P/U",
            .share(1e-4), whyFr: "dix constantes de temps", why: "ten time constants"
        ) {
            let rig = try Rig([("1Y14", "solenoid", [])])
            rig.source("1Y14:1", dc: 24)
            rig.join("1Y14:2", "PE")
            try rig.run(0.2)
            return 1e3 * rig["1Y14.current"]
        },
        Check(
            fr: "collage d'un contacteur 24 V (τ 20 ms, appel 0,7)", en: "pull-in of a 24 V contactor (τ 20 ms, pick-up 0.7)",
            "ms",
            -20 * log(0.3), source: "−τ·ln(1 − 0,7)", .within(5), whyFr: "un pas de 5 ms", why: "one step of 5 ms"
        ) {
            let rig = try Rig([("KM1", "contactor", [])])
            rig.source("KM1:A1", dc: 24)
            rig.join("KM1:A2", "PE")
            return 1e3 * (try rig.time(1) { $0["KM1.closed"] > 0.5 })
        },
        Check(
            fr: "retombée du même, bobine court-circuitée", en: "drop-out of the same, coil short-circuited", "ms",
            -20 * log(0.35),
            source: "−τ·ln 0,35", .within(5), whyFr: "un pas de 5 ms", why: "one step of 5 ms"
        ) {
            let rig = try Rig([("KM1", "contactor", [])])
            let source = rig.source("KM1:A1", dc: 24)
            rig.join("KM1:A2", "PE")
            try rig.run(1)
            source.element.dc = 0
            return 1e3 * (try rig.time(1) { $0["KM1.closed"] < 0.5 })
        },
        Check(
            fr: "charge d'un circuit L/R après une constante de temps", en: "charge of an L/R circuit after one time constant",
            "%",
            100 * (1 - exp(-1)), source: "1 − e⁻¹", .within(1), whyFr: "Euler implicite, h = τ/100",
            why: "implicit Euler, h = τ/100"
        ) {
            let rig = try Rig([("KM1", "contactor", [])])
            rig.source("KM1:A1", dc: 24)
            rig.join("KM1:A2", "PE")
            try rig.run(0.02, 2e-4)
            return 100 * rig["KM1.current"] / (2.3 / 24)
        },
        Check(
            fr: "décalage du neutre coupé, 50/100/200 Ω en étoile", en: "shift of an open neutral, 50/100/200 Ω in star", "V",
            neutralShift([50, 100, 200]), source: "Millman : |Σ Y·E|/Σ Y", .share(1e-6), whyFr: "linéaire : l'arrondi",
            why: "linear: rounding"
        ) {
            let rig = try Rig([("Q1", "isolator", [])])
            let star = rig.circuit.joint("star", Domain.electrical.nature)
            for (index, ohms) in [50.0, 100, 200].enumerated() {
                let line = rig.circuit.joint("L\(index + 1)", Domain.electrical.nature)
                let angle = -2 * Double.pi / 3 * Double(index)
                rig.circuit.add(
                    VoltageSource(real: 230 * cos(angle), imaginary: 230 * sin(angle)), named: "G",
                    at: [line, rig.assembly.earth])
                rig.circuit.add(Conductance(resistance: ohms), named: "R", at: [line, star])
            }
            try rig.run(0.01)
            return hypot(rig.circuit.across(star, layer: Layer.real), rig.circuit.across(star, layer: Layer.imaginary))
        },
    ]

    private static func supply(_ ohms: Double, limit: Double) throws -> Double {
        let rig = try Rig([("G1", "power-supply", [("current-limit", .number(limit))])])
        rig.source("G1:L", real: 230)
        rig.join("G1:N", "PE")
        let load = rig.add(Conductance(resistance: 1e6), "G1:+", "G1:-")
        try rig.run(0.3)
        load.element.value = 1 / ohms
        try rig.run(0.1)
        return rig.across("G1:+") - rig.across("G1:-")
    }

    private static func neutralShift(_ ohms: [Double]) -> Double {
        var (re, im, sum) = (0.0, 0.0, 0.0)
        for (index, ohms) in ohms.enumerated() {
            let angle = -2 * Double.pi / 3 * Double(index)
            re += 230 * cos(angle) / ohms
            im += 230 * sin(angle) / ohms
            sum += 1 / ohms
        }
        return hypot(re, im) / sum
    }

    // MARK: - Protections

    static let protections: [Check] = [
        Check(
            fr: "disjoncteur moteur à 7,2 I_r, à froid", en: "motor breaker at 7.2 I_r, cold", "s", 4...10,
            source: "CEI 60947-4-1, tableau 3, classe 10"
        ) { try motorBreaker(7.2, dt: 0.005) },
        Check(
            fr: "le même contre sa forme close", en: "the same against its closed form", "s", tripTime(7.2),
            source: "τ·ln(k²/(k² − 1,125²)), τ 283 s", .within(0.02), whyFr: "quelques pas de 5 ms", why: "some steps of 5 ms"
        ) { try motorBreaker(7.2, dt: 0.005) },
        Check(
            fr: "disjoncteur moteur à 1,568 I_r, à froid", en: "motor breaker at 1.568 I_r, cold", "s", tripTime(1.568),
            source: "τ·ln(k²/(k² − 1,125²)), τ 283 s", .share(0.002), whyFr: "pas de 50 ms", why: "steps of 50 ms"
        ) { try motorBreaker(1.568, dt: 0.05) },
        Check(
            fr: "disjoncteur moteur à 1,5 I_r, à chaud", en: "motor breaker at 1.5 I_r, warm", "s", 0...240,
            source: "CEI 60947-4-1, tableau 3, classe 10"
        ) { try motorBreaker(1.5, after: 1, dt: 0.5) },
        Check(
            fr: "relais thermique classe 20 à 7,2 I_r", en: "class 20 overload relay at 7.2 I_r", "s", 6...20,
            source: "CEI 60947-4-1, tableau 3"
        ) {
            let rig = try Rig([("F1", "thermal-overload", [("class", .count(2)), ("setting", .number(4))])])
            _ = rig.drive("F1", poles: 3, 4 * 7.2)
            return try rig.time(40) { $0["F1.tripped"] > 0.5 }
        },
        Check(
            fr: "disjoncteur C10 à 2,55 I_n", en: "circuit-breaker C10 at 2.55 I_n", "s", 1...60, source: "CEI 60898-1, tableau 7"
        ) { try breaker(25.5, dt: 0.1, 70) },
        Check(
            fr: "disjoncteur C10 à 10 I_n", en: "circuit-breaker C10 at 10 I_n", "s", 0...0.1, source: "CEI 60898-1, tableau 7"
        ) { try breaker(100, dt: 0.005, 1) },
        Check(fr: "fusible gG 16 A sous 65 A", en: "gG fuse of 16 A at 65 A", "s", 0...5, source: "CEI 60269-1, tableau 3") {
            try fuse(65, dt: 0.01, 20)
        },
        Check(fr: "fusible gG 16 A sous 33 A", en: "gG fuse of 16 A at 33 A", "s", 10...1e4, source: "CEI 60269-1, tableau 3") {
            try fuse(33, dt: 0.05, 1e4)
        },
        Check(
            fr: "différentiel 30 mA à IΔn", en: "30 mA residual-current device at IΔn", "s", 0...0.3,
            source: "CEI 61008-1, tableau 1"
        ) { try residual(0.03) },
        Check(
            fr: "différentiel 30 mA à 5 IΔn", en: "30 mA residual-current device at 5 IΔn", "s", 0...0.04,
            source: "CEI 61008-1, tableau 1"
        ) { try residual(0.15) },
    ]

    private static func tripTime(_ ratio: Double) -> Double {
        let square = ratio * ratio
        return 283 * log(square / (square - 1.125 * 1.125))
    }

    private static func motorBreaker(_ ratio: Double, after preload: Double? = nil, dt: Double) throws -> Double {
        let rig = try Rig([("F1", "motor-breaker", [("setting", .number(4)), ("closed", .flag(true))])])
        let loads = rig.drive("F1", poles: 3, 4 * (preload ?? ratio))
        if preload != nil {
            try rig.run(7_200, 1)
            for load in loads { load.element.value = 4 * ratio / 1e4 }
        }
        return try rig.time(1_000, dt) { $0["F1.tripped"] > 0.5 }
    }

    private static func breaker(_ amperes: Double, dt: Double, _ limit: Double) throws -> Double {
        let rig = try Rig([("F1", "circuit-breaker", [("rating", .number(10)), ("curve", .count(1)), ("closed", .flag(true))])])
        _ = rig.drive("F1", poles: 1, amperes)
        return try rig.time(limit, dt) { $0["F1.tripped"] > 0.5 }
    }

    private static func fuse(_ amperes: Double, dt: Double, _ limit: Double) throws -> Double {
        let rig = try Rig([("F1", "fuse", [("rating", .number(16)), ("curve", .count(1))])])
        _ = rig.drive("F1", poles: 1, amperes)
        return try rig.time(limit, dt) { $0["F1.blown"] > 0.5 }
    }

    private static func residual(_ amperes: Double) throws -> Double {
        let rig = try Rig([("Q1", "residual-current-device", [("closed", .flag(true))])])
        rig.feed(["Q1:1", "Q1:3", "Q1:5"], line: 400)
        rig.join("Q1:7", "PE")
        rig.add(Conductance(amperes / (400 / 3.0.squareRoot())), "Q1:2", "PE")
        return try rig.time(1) { $0["Q1.tripped"] > 0.5 }
    }
}
