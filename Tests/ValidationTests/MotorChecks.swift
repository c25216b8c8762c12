import Circuits
import Components
import Foundation
import Notation

/// Complex numbers of the checks' own.
private struct Complex {
    var re: Double
    var im: Double
    init(_ re: Double, _ im: Double = 0) { (self.re, self.im) = (re, im) }
    var modulus: Double { hypot(re, im) }
    static func + (a: Complex, b: Complex) -> Complex { Complex(a.re + b.re, a.im + b.im) }
    static func * (a: Complex, b: Complex) -> Complex { Complex(a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re) }
    static func / (a: Complex, b: Complex) -> Complex {
        let d = b.re * b.re + b.im * b.im
        return Complex((a.re * b.re + a.im * b.im) / d, (a.im * b.re - a.re * b.im) / d)
    }
}

/// The 4 kW motor on paper: R_s 1.405, R_r 1.395, X 1.834376 each, X_m 54.0982 Ω.
private enum OnPaper {
    static let synchronous = 2 * Double.pi * 25
    static let phase = 400 / 3.0.squareRoot()

    static func impedances(_ slip: Double) -> (whole: Complex, air: Complex) {
        let rotor = Complex(1.395 / slip, 1.834376)
        let magnetising = Complex(0, 54.0982)
        let air = magnetising * rotor / (magnetising + rotor)
        return (Complex(1.405, 1.834376) + air, air)
    }

    static func current(_ slip: Double, _ volts: Double = phase) -> Double { volts / impedances(slip).whole.modulus }

    static func torque(_ slip: Double, _ amperes: Double) -> Double {
        3 * amperes * amperes * impedances(slip).air.re / synchronous
    }

    /// The slip under 18 % at which `torque` is met.
    static func slip(_ wanted: Double, _ torque: (Double) -> Double) -> Double {
        var (low, high) = (1e-6, 0.18)
        for _ in 0..<80 {
            let middle = (low + high) / 2
            if torque(middle) > wanted { high = middle } else { low = middle }
        }
        return low
    }

    static func loaded(_ wanted: Double, _ volts: Double = phase) -> Double {
        slip(wanted) { torque($0, current($0, volts)) }
    }

    /// One line open: both sequences carry the same current, I = U_LL/|Z(s) + Z(2 − s)|/√3.
    static func singlePhased(_ slip: Double) -> (line: Double, torque: Double) {
        let sequence = 400 / (impedances(slip).whole + impedances(2 - slip).whole).modulus / 3.0.squareRoot() * 1
        return (sequence * 3.0.squareRoot(), torque(slip, sequence) - torque(2 - slip, sequence))
    }
}

extension ValidationTests {
    private static let kilowatts4: Rig.Settings = [
        ("power", .number(4_000)), ("current", .number(8.85)), ("stator-resistance", .number(1.405)),
        ("stator-reactance", .number(1.834376)), ("rotor-resistance", .number(1.395)), ("rotor-reactance", .number(1.834376)),
        ("deep-cage", .flag(false)), ("magnetising-reactance", .number(54.0982)), ("iron-loss", .number(0)),
        ("inertia", .number(0.0131)), ("friction", .number(0)), ("windage", .number(0)),
    ]

    private static func motor(
        line: Double = 400, torque: Double? = nil, speed: Double? = nil,
        lost: Bool = false
    ) throws -> Rig {
        let rig = try Rig([("G1", "three-phase-supply", []), ("M1", "induction-motor", kilowatts4)])
        if lost {
            for (a, b) in [("L1", "U"), ("L2", "V"), ("L3", "W")] { rig.join("G1:\(a)", "M1:\(b)") }
        } else {
            rig.feed(["M1:U", "M1:V", "M1:W"], line: line)
        }
        rig.join("M1:PE", "PE")
        if let torque { rig.add(Draw(value: torque), "M1:shaft") }
        if let speed { rig.add(Hold(value: speed), "M1:shaft") }
        try rig.run(2)
        if lost {
            rig.assembly.setFailures([ActiveFailure("phase-lost", severity: 1, item: "L1")], on: "G1")
            try rig.run(3)
        }
        return rig
    }

    static let motors: [Check] = [
        Check(
            fr: "moteur 4 kW à 26,7 N·m : courant", en: "4 kW motor at 26.7 N·m: current", "A",
            OnPaper.current(OnPaper.loaded(26.7)), source: "schéma équivalent / equivalent circuit", .share(0.001),
            whyFr: "frein idéal : 1e-6 rad/s", why: "ideal brake: 1e-6 rad/s"
        ) { try motor(torque: 26.7)["M1.current"] },
        Check(
            fr: "moteur 4 kW à 26,7 N·m : vitesse", en: "4 kW motor at 26.7 N·m: speed", "tr/min",
            1_500 * (1 - OnPaper.loaded(26.7)), source: "schéma équivalent / equivalent circuit", .share(0.001),
            whyFr: "frein idéal : 1e-6 rad/s", why: "ideal brake: 1e-6 rad/s"
        ) { try motor(torque: 26.7)["M1.speed"] * 30 / .pi },
        Check(
            fr: "moteur 4 kW calé : courant", en: "4 kW motor locked: current", "A", OnPaper.current(1),
            source: "schéma équivalent / equivalent circuit", .share(0.001), whyFr: "frein idéal : 1e-6 rad/s",
            why: "ideal brake: 1e-6 rad/s"
        ) { try motor(speed: 0)["M1.current"] },
        Check(
            fr: "moteur 4 kW calé : couple", en: "4 kW motor locked: torque", "N·m", OnPaper.torque(1, OnPaper.current(1)),
            source: "schéma équivalent / equivalent circuit", .share(0.001), whyFr: "frein idéal : 1e-6 rad/s",
            why: "ideal brake: 1e-6 rad/s"
        ) { try motor(speed: 0)["M1.torque"] },
        Check(
            fr: "moteur 4 kW sous 320 V à 26,7 N·m : courant", en: "4 kW motor on 320 V at 26.7 N·m: current", "A",
            OnPaper.current(OnPaper.loaded(26.7, 320 / 3.0.squareRoot()), 320 / 3.0.squareRoot()),
            source: "schéma équivalent / equivalent circuit", .share(0.001), whyFr: "frein idéal : 1e-6 rad/s",
            why: "ideal brake: 1e-6 rad/s"
        ) { try motor(line: 320, torque: 26.7)["M1.current"] },
        Check(
            fr: "moteur 4 kW, phase perdue, 13,35 N·m : vitesse", en: "4 kW motor, a phase lost, 13.35 N·m: speed", "tr/min",
            1_500 * (1 - OnPaper.slip(13.35) { OnPaper.singlePhased($0).torque }),
            source: "composantes symétriques / symmetrical components", .share(0.002), whyFr: "impédance du réseau",
            why: "impedance of the mains"
        ) { try motor(torque: 13.35, lost: true)["M1.speed"] * 30 / .pi },
        Check(
            fr: "moteur 4 kW, 0,2131 kg·m², de 0 à 1400 tr/min", en: "4 kW motor, 0.2131 kg·m², from 0 to 1400 rpm", "s",
            kept("integrations", "motor-run-up"), source: "references/integrations.py, RK4 0,1 ms", .within(0.01),
            whyFr: "un pas, et la moitié d'un par l'Euler implicite", why: "a step, and half a one of implicit Euler"
        ) {
            let rig = try Rig([("M1", "induction-motor", kilowatts4)])
            rig.feed(["M1:U", "M1:V", "M1:W"])
            rig.join("M1:PE", "PE")
            rig.add(Inertia(0.2), "M1:shaft")
            return try rig.time(3) { $0["M1.speed"] >= 1_400 * .pi / 30 }
        },
        Check(
            fr: "bus continu du variateur sous 400 V", en: "DC link of the drive on 400 V", "V", 400 * 3 * 2.0.squareRoot() / .pi,
            source: "3√2/π·U", .share(0.005), whyFr: "le type arrondit 1,3505 à 1,35", why: "the type rounds 1.3505 to 1.35"
        ) {
            let rig = try drive()
            return rig.across("U1:DC+") - rig.across("U1:DC-")
        },
        Check(
            fr: "variateur : rampe de 0 à 50 Hz en 3 s", en: "drive: ramp from 0 to 50 Hz in 3 s", "s", 3,
            source: "réglage / setting", .within(0.05), whyFr: "mise en marche et pas", why: "start and steps"
        ) {
            let rig = try drive()
            rig.source("U1:AI", "U1:COM", dc: 10)
            rig.source("U1:FWD", "U1:COM", dc: 24)
            return try rig.time(10) { $0["U1.output-frequency"] >= 50 - 1e-6 }
        },
    ]

    private static func drive() throws -> Rig {
        let rig = try Rig([
            ("G1", "three-phase-supply", []), ("U1", "frequency-drive", []), ("M1", "induction-motor", [("drive", .link("U1"))]),
        ])
        for (line, output) in [("L1", "U"), ("L2", "V"), ("L3", "W")] {
            rig.join("G1:\(line)", "U1:\(line)")
            rig.join("U1:\(output)", "M1:\(output)")
        }
        rig.join("M1:PE", "PE")
        rig.join("U1:COM", "PE")
        try rig.run(2)
        return rig
    }
}
