import Circuits
import Components
import Foundation
import Notation
import Vibration

extension ValidationTests {
    static let mechanics: [Check] = [
        Check(
            fr: "volant de 0,2 kg·m² freiné par 1 N·m depuis 100 rad/s",
            en: "flywheel of 0.2 kg·m² braked by 1 N·m from 100 rad/s",
            "s", 20, source: "J·ω/T", .within(0.02), whyFr: "quatre pas : l'adhérence à l'arrêt",
            why: "four steps: adhesion at the stop"
        ) {
            let (circuit, shaft, bed) = turning()
            let wheel = circuit.add(Inertia(0.2), named: "J", at: [shaft])
            let push = circuit.add(Draw(value: -2000), named: "push", at: [shaft])
            circuit.add(BristleFriction(breakaway: 1, coulomb: 1, viscous: 0, inertia: 0.2), named: "F", at: [shaft, bed])
            // 1999 N·m net for 10 ms and 1/199.9 of the rest.
            while wheel.element.speed < 100 { try circuit.step(1e-5) }
            push.element.value = 0
            let start = circuit.time
            while wheel.element.speed > 1e-3 { try circuit.step(0.005) }
            return circuit.time - start
        },
        Check(
            fr: "glissement à 80 % de l'adhérence pendant 10 min", en: "creep at 80 % of break-away for 10 min", "mm", 0...0.1,
            source: "frein qui tient / a brake that holds"
        ) {
            let circuit = Circuit()
            let frame = circuit.fixedJoint("frame", Domain.translation.nature, value: 0)
            let rod = circuit.joint("rod", Domain.translation.nature)
            circuit.add(Inertia(5), named: "m", at: [rod])
            circuit.add(BristleFriction(breakaway: 100, coulomb: 80, viscous: 50, inertia: 5), named: "F", at: [rod, frame])
            circuit.add(Draw(value: -80), named: "push", at: [rod])
            for _ in 0..<200 { try circuit.step(0.005) }
            var way = 0.0
            for _ in 0..<120_000 {
                try circuit.step(0.005)
                way += circuit.across(rod) * 0.005
            }
            return 1e3 * abs(way)
        },
        Check(
            fr: "vitesse après 1 m de chute libre", en: "speed after 1 m of free fall", "m/s", (2 * 9.81).squareRoot(),
            source: "√(2·g·h)",
            .share(0.01), whyFr: "Euler implicite : un demi-pas de g", why: "implicit Euler: half a step of g"
        ) {
            let circuit = Circuit()
            let joint = circuit.joint("load", Domain.translation.nature)
            let load = circuit.add(
                LiftedMass(mass: 40, weight: 40 * 9.81, travel: 0...2, position: 1.5), named: "load", at: [joint])
            while load.element.position > 0.5 { try circuit.step(0.005) }
            return abs(load.element.speed)
        },
        Check(
            fr: "échauffement de 60 W dans 500 J/K et 2 W/K après 100 s", en: "warming by 60 W in 500 J/K and 2 W/K after 100 s",
            "K",
            30 * (1 - exp(-0.4)), source: "P/G·(1 − e^(−t/τ))", .share(0.001), whyFr: "Euler implicite, h/2τ = 1e-5",
            why: "implicit Euler, h/2τ = 1e-5"
        ) {
            let circuit = Circuit()
            let ambient = circuit.fixedJoint("ambient", Domain.thermal.nature, value: Air.ambient)
            let joint = circuit.joint("body", Domain.thermal.nature)
            let body = circuit.add(ThermalBody(capacity: 500), named: "M", at: [joint])
            circuit.add(HeatPath(conductance: 2), named: "air", at: [joint, ambient])
            body.element.heat = 60
            for _ in 0..<20_000 { try circuit.step(0.005) }
            return body.element.temperature - Air.ambient
        },
        Check(
            fr: "fréquence propre de deux volants de 0,01 kg·m² sur 400 N·m/rad",
            en: "natural frequency of two wheels of 0.01 kg·m² on 400 N·m/rad",
            "Hz", (400 / 0.005).squareRoot() / (2 * .pi), source: "√(k·(1/J₁ + 1/J₂))/2π", .share(0.01),
            whyFr: "pas de 20 µs, période lue à un pas", why: "steps of 20 µs, period read to a step"
        ) {
            let circuit = Circuit()
            let ends = ["1", "2"].map { circuit.joint($0, Domain.rotation.nature) }
            for end in ends { circuit.add(Inertia(0.01), named: "J", at: [end]) }
            circuit.add(PlayedSpring(stiffness: 400), named: "k", at: ends)
            let push = circuit.add(Draw(value: -1), named: "push", at: [ends[0]])
            try circuit.step(2e-5)
            push.element.value = 0
            var crossings: [Double] = []
            var last = 1.0
            while crossings.count < 5 {
                try circuit.step(2e-5)
                let twist = circuit.across(ends[0]) - circuit.across(ends[1])
                if twist * last < 0 { crossings.append(circuit.time) }
                last = twist
            }
            return 2 / (crossings[4] - crossings[0])
        },
        Check(
            fr: "armoire de 120 W, 6 W/K de parois, 60 m³/h d'air, après 460 s",
            en: "cabinet of 120 W, 6 W/K of walls, 60 m³/h of air, after 460 s", "K", cabinet(460),
            source: "P/(UA + ρ·c_p·q)·(1 − e^(−t/τ))", .share(0.002), whyFr: "Euler implicite à 0,1 s",
            why: "implicit Euler at 0.1 s"
        ) {
            let rig = try Rig([("AR1", "cabinet", [("losses", .number(120))])])
            rig.source("AR1:F1", "AR1:F2", dc: 24)
            rig.add(Conductance(1), "AR1:F2", "PE")
            try rig.run(460, 0.1)
            return rig["AR1.temperature"] - Air.ambient
        },
        Check(
            fr: "borne de 1 Ω sous 24 V et 4,7 Ω, vue à la caméra après 90 s",
            en: "terminal of 1 Ω on 24 V and 4.7 Ω, seen by the camera after 90 s", "K", looseTerminal(),
            source: "R_th·R·I²·(1 − 1/e), 1,7 K/W", .share(0.01), whyFr: "vue dix fois par seconde",
            why: "looked at ten times a second"
        ) {
            let rig = try Rig([("X1", "terminal-strip", [])])
            rig.source("X1:3a", dc: 24)
            rig.add(Conductance(resistance: 4.7), "X1:3b", "PE")
            rig.assembly.setFailures([ActiveFailure("loose", severity: 0.1, item: "3")], on: "X1")
            try rig.run(90, 0.05)
            return rig["X1.contact-temperature"] - Air.ambient
        },
    ]

    private static func cabinet(_ seconds: Double) -> Double {
        let conductance = 6 + 60.0 / 3_600 * 1.19 * 1_006
        return 120 / conductance * (1 - exp(-seconds * conductance / 12_000))
    }

    private static func looseTerminal() -> Double {
        let current = 24 / 5.7
        return 1.7 * current * current * (1 - exp(-1))
    }

    private static func turning() -> (Circuit, Joint, Joint) {
        let circuit = Circuit()
        let bed = circuit.fixedJoint("bed", Domain.rotation.nature, value: 0)
        return (circuit, circuit.joint("shaft", Domain.rotation.nature), bed)
    }

    // MARK: - Vibration

    /// 6205: nine balls of 7.94 mm on 38.5 mm, no contact angle, at 25 turns a second.
    private static let share = 7.94 / 38.5

    static let vibrations: [Check] = [
        tone("bague extérieure", "outer race", "outer-race", 4.5 * (1 - share) * 25, "N/2·f_r·(1 − d/D)"),
        tone("bague intérieure", "inner race", "inner-race", 4.5 * (1 + share) * 25, "N/2·f_r·(1 + d/D)"),
        tone("bille", "ball", "ball", (1 - share * share) / share * 25, "f_r·D/d·(1 − (d/D)²)"),
        tone("cage", "cage", "cage", 0.5 * (1 - share) * 25, "f_r/2·(1 − d/D)"),
        Check(
            fr: "vitesse efficace d'un balourd de 500 g·mm à 1500 tr/min",
            en: "RMS velocity of an unbalance of 500 g·mm at 1500 rpm",
            "mm/s", 1e3 * unbalance(5e-4, 25), source: "F·ω/|k − m·ω² + j·c·ω|/√2", .share(0.01),
            whyFr: "fuite d'une raie de 0,8 Hz",
            why: "leakage of a line of 0.8 Hz"
        ) { 1e3 * (try measured([("R1", "rotor", "shaft")], failing: ("R1", "unbalanced", 1)).spectrum.level(at: 25)) },
        Check(
            fr: "engrènement de 23 dents à 1500 tr/min", en: "mesh of 23 teeth at 1500 rpm", "Hz", 575, source: "z·f_r",
            .within(0.9),
            whyFr: "une raie de 0,8 Hz", why: "a line of 0.8 Hz"
        ) { try measured([("G1", "gear-stage", "in")], loaded: "G1").spectrum.peaks(1)[0].frequency },
    ]

    private static func tone(_ fr: String, _ en: String, _ failure: String, _ frequency: Double, _ formula: String) -> Check {
        Check(
            fr: "roulement 6205 écaillé, \(fr), 1500 tr/min", en: "spalled 6205 bearing, \(en), 1500 rpm", "Hz", frequency,
            source: formula, .within(1.2), whyFr: "une raie de 0,8 Hz ; ordre à trois chiffres",
            why: "a line of 0.8 Hz; three digits of the order"
        ) {
            let measured = try measured(
                [("R1", "rotor", "shaft"), ("P1", "rolling-bearing", "shaft")], failing: ("P1", failure, 0.7))
            return measured.envelopeSpectrum.peak(near: frequency, within: 0.4 * frequency).frequency
        }
    }

    /// 12 kg on 8e5 N/m with 10 % of damping, and a housing of 5 kg at 3200 Hz that gives in phase far below its resonance.
    private static func unbalance(_ product: Double, _ turns: Double) -> Double {
        let w = 2 * Double.pi * turns
        let force = product * w * w
        let damping = 2 * 0.1 * (8e5 * 12).squareRoot()
        let support = force * w / hypot(8e5 - 12 * w * w, damping * w)
        return (support + force * w / (5 * pow(2 * .pi * 3_200, 2))) / 2.0.squareRoot()
    }

    private static func measured(
        _ parts: [(reference: String, type: String, terminal: String)], failing failure: (String, String, Double)? = nil,
        loaded: String? = nil
    ) throws -> VibrationMeasurement {
        let rig = try Rig(
            seed: 5,
            parts.map { ($0.reference, $0.type, []) } + [("V1", "vibration-point", [("parts", .words(parts.map(\.reference)))])])
        let shaft = rig.circuit.joint("shaft", Domain.rotation.nature)
        rig.circuit.add(Hold(value: 2 * .pi * 25), named: "drive", at: [shaft])
        for part in parts {
            _ = rig.circuit.wire(
                part.reference, shaft, rig.joint("\(part.reference):\(part.terminal)"), resistance: 1e-3, isMerged: true)
        }
        if let loaded { rig.circuit.add(Conductance(0.6), named: "load", at: [rig.joint("\(loaded):out"), rig.assembly.bed]) }
        try rig.run(0.5)
        if let (reference, name, severity) = failure { rig.fail(reference, name, severity) }
        try rig.run(0.1)
        return VibrationMeasurement(at: "V1", .vertical, of: rig.assembly)!
    }
}
