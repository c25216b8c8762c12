import Circuits
import Components
import Foundation
import Notation

/// J/(kg·K) times K, of air at 20 °C.
private let gas = 287 * 293.15

/// kg/s by ISO 6358-1.
private func airFlow(_ upstream: Double, _ downstream: Double, _ conductance: Double, _ ratio: Double) -> Double {
    let t = max(0, (downstream / upstream - ratio) / (1 - ratio))
    return conductance * 1.185 * upstream * (1 - t * t).squareRoot()
}

/// 7 bar absolute through 4 l/(s·bar), b 0.4, then 2 l/(s·bar), b 0.3, to the atmosphere.
private let series: (middle: Double, flow: Double) = {
    var (low, high) = (101_325.0, 7e5)
    for _ in 0..<80 {
        let middle = (low + high) / 2
        if airFlow(7e5, middle, 4e-8, 0.4) > airFlow(middle, 101_325, 2e-8, 0.3) { low = middle } else { high = middle }
    }
    return (low, airFlow(low, 101_325, 2e-8, 0.3))
}()

extension ValidationTests {
    static let pneumatics: [Check] = [
        Check(
            fr: "débit sonique, C 2 l/(s·bar), 7 bar abs", en: "choked flow, C 2 l/(s·bar), 7 bar abs", "g/s",
            1e3 * 2e-8 * 1.185 * 7e5,
            source: "ISO 6358-1 : C·ρ₀·p₁", .share(1e-9), whyFr: "même forme close", why: "the same closed form"
        ) { -1e3 * Stamp.probe(Restriction(conductance: 2e-8, ratio: 0.3), at: [101_325, 7e5], dt: 0.005).flows[0] },
        Check(
            fr: "débit subsonique, 5 → 4 bar abs", en: "subsonic flow, 5 → 4 bar abs", "l/min ANR",
            60_000 * airFlow(5e5, 4e5, 2e-8, 0.3) / 1.185, source: "ISO 6358-1", .share(1e-9), whyFr: "même forme close",
            why: "the same closed form"
        ) { 60_000 / 1.185 * Stamp.probe(Restriction(conductance: 2e-8, ratio: 0.3), at: [5e5, 4e5], dt: 0.005).flows[0] },
        Check(
            fr: "exemple du fabricant, 0,4 → 0,3 MPa", en: "maker's example, 0.4 → 0.3 MPa", "l/min ANR", 420,
            source: "SMC, C 2, b 0.3", .within(10), whyFr: "l'exemple arrondit à 10", why: "the example rounds to 10"
        ) { 60_000 / 1.185 * Stamp.probe(Restriction(conductance: 2e-8, ratio: 0.3), at: [5e5, 4e5], dt: 0.005).flows[0] },
        Check(
            fr: "deux étranglements en série : pression", en: "two restrictions in series: pressure", "bar abs",
            series.middle / 1e5,
            source: "ISO 6358-3, dichotomie / bisection", .share(1e-6), whyFr: "tolérance de Newton", why: "Newton's tolerance"
        ) { try inSeries().middle / 1e5 },
        Check(
            fr: "deux étranglements en série : débit", en: "two restrictions in series: flow", "g/s", 1e3 * series.flow,
            source: "ISO 6358-3, dichotomie / bisection", .share(1e-6), whyFr: "tolérance de Newton", why: "Newton's tolerance"
        ) { 1e3 * (try inSeries().flow) },
        Check(
            fr: "remplissage de 2 l de 1 à 5 bar par C 1 l/(s·bar)", en: "filling of 2 l from 1 to 5 bar through C 1 l/(s·bar)",
            "s",
            fillTime(), source: "r = b + (1 − b)·sin(k·t/(1 − b))", .within(0.01), whyFr: "deux pas de 5 ms",
            why: "two steps of 5 ms"
        ) {
            let rig = try Rig([("B", "reservoir", [("volume", .number(2e-3))])])
            let network = rig.circuit.fixedJoint("network", Domain.pneumatic.nature, value: 7e5)
            rig.circuit.add(Restriction(conductance: 1e-8, ratio: 0.3), named: "feed", at: [network, rig.joint("B:1")])
            return try rig.time(20) { $0.across("B:1") >= 5e5 + 101_325 }
        },
        Check(
            fr: "fuite de 2 l de 7 à 5 bar par C 0,01 l/(s·bar)", en: "leak of 2 l from 7 to 5 bar through C 0.01 l/(s·bar)", "s",
            leakTime(), source: "V/(C·ρ₀·R·T)·ln(p₀/p₁)", .share(0.001),
            whyFr: "Euler implicite à 50 ms", why: "implicit Euler at 50 ms"
        ) {
            let rig = try Rig([("B", "reservoir", [("volume", .number(2e-3))])])
            let network = rig.circuit.fixedJoint("network", Domain.pneumatic.nature, value: 7e5 + 101_325)
            let feed = rig.circuit.add(
                Restriction(conductance: 1e-6, ratio: 0.3), named: "feed", at: [network, rig.joint("B:1")])
            try rig.run(10)
            feed.element.conductance = 0
            rig.add(Restriction(conductance: 1e-10, ratio: 0.3), "B:1", "~")
            return try rig.time(200, 0.05) { $0.across("B:1") <= 5e5 + 101_325 }
        },
        Check(
            fr: "course de vérin 32 × 200 sous 100 N", en: "stroke of a 32 × 200 cylinder under 100 N", "s",
            kept("integrations", "pneumatic-stroke"), source: "references/integrations.py, RK4 0,1 ms", .within(0.012),
            whyFr: "deux pas : départ et arrivée", why: "two steps: start and arrival"
        ) { try stroke() },
        Check(
            fr: "la même, silencieux colmaté", en: "the same, clogged silencer", "s",
            kept("integrations", "pneumatic-stroke-clogged"),
            source: "references/integrations.py, RK4 0,1 ms", .within(0.015), whyFr: "trois pas", why: "three steps"
        ) { try stroke(exhaust: 0.2e-8) },
        Check(
            fr: "la même, sous 250 N", en: "the same, under 250 N", "s", kept("integrations", "pneumatic-stroke-loaded"),
            source: "references/integrations.py, RK4 0,1 ms", .within(0.015), whyFr: "trois pas", why: "three steps"
        ) { try stroke(load: 250) },
    ]

    private static func inSeries() throws -> (middle: Double, flow: Double) {
        let circuit = Circuit()
        let network = circuit.fixedJoint("network", Domain.pneumatic.nature, value: 7e5)
        let atmosphere = circuit.fixedJoint("atmosphere", Domain.pneumatic.nature, value: Air.atmosphere)
        let middle = circuit.joint("middle", Domain.pneumatic.nature)
        circuit.add(Restriction(conductance: 4e-8, ratio: 0.4), named: "1", at: [network, middle])
        let second = circuit.add(Restriction(conductance: 2e-8, ratio: 0.3), named: "2", at: [middle, atmosphere])
        try circuit.step(0.005)
        return (circuit.across(middle), try circuit.through(second, 0))
    }

    /// From the atmosphere to 5 bar gauge out of 7 bar absolute: choked, then not.
    private static func fillTime() -> Double {
        let k = 1e-8 * 1.185 * gas / 2e-3
        return (0.3 - 101_325 / 7e5) / k + 0.7 / k * asin((601_325 / 7e5 - 0.3) / 0.7)
    }

    /// Chambers as a valve leaves them that has just shifted: cap side at the atmosphere, rod side at 7 bar absolute.
    private static func stroke(exhaust: Double = 0.4e-8, load: Double = 100) throws -> Double {
        let rig = try Rig([
            (
                "A1", "double-acting-cylinder",
                [
                    ("mass", .number(5)), ("coulomb", .number(30)), ("breakaway", .number(30)), ("viscous", .number(80)),
                    ("dead-volume", .number(5e-6)), ("port-conductance", .number(1e-6)),
                ]
            )
        ])
        let network = rig.circuit.fixedJoint("network", Domain.pneumatic.nature, value: 7e5)
        let (a, b) = (rig.joint("A1:A"), rig.joint("A1:B"))
        let inlet = rig.circuit.add(Restriction(conductance: 0), named: "inlet", at: [network, a])
        let outlet = rig.circuit.add(Restriction(conductance: 0), named: "outlet", at: [b, rig.assembly.atmosphere])
        let feed = rig.circuit.add(Restriction(conductance: 2e-8), named: "feed", at: [network, b])
        rig.add(Draw(value: load), "A1:rod")
        try rig.run(2)
        feed.element.conductance = 0
        inlet.element.conductance = 2e-8
        outlet.element.conductance = exhaust
        return try rig.time(3) { $0["A1.position"] >= 0.2 - 1e-9 }
    }

    // MARK: - Hydraulics

    static let hydraulics: [Check] = [
        Check(
            fr: "viscosité d'une VG 46 à 60 °C", en: "viscosity of a VG 46 at 60 °C", "mm²/s", walther(60),
            source: "ASTM D341 par (40 °C, 46) et (100 °C, 6,8)", .share(0.001), whyFr: "même loi, autre écriture",
            why: "the same law in other words"
        ) { try viscosity(60) },
        Check(
            fr: "viscosité d'une VG 46 à 20 °C", en: "viscosity of a VG 46 at 20 °C", "mm²/s", 130,
            source: "fiches d'huiles / oil sheets",
            .share(0.06), whyFr: "les fiches s'écartent de 6 %", why: "sheets differ by 6 %"
        ) { try viscosity(20) },
        Check(
            fr: "diaphragme de 2 mm sous 100 bar", en: "orifice of 2 mm at 100 bar", "l/min",
            torricelli(), source: "C_d·A·√(2Δp/ρ)", .share(0.002),
            whyFr: "reste laminaire à Re 6000", why: "what is laminar at Re 6000"
        ) { 60_000 * Stamp.probe(Orifice(area: .pi * 1e-6, oil: OilProperties()), at: [100e5, 0], dt: 0.005).flows[0] },
        Check(
            fr: "perte d'un tube de 10 mm, 2 m, 16 l/min", en: "loss of a tube of 10 mm, 2 m, 16 l/min", "bar",
            poiseuille(), source: "Hagen–Poiseuille", .share(1e-6),
            whyFr: "tolérance de Newton", why: "Newton's tolerance"
        ) { try tubeLoss(bore: 0.01, thickness: 1, flow: 16e-3 / 60) / 1e5 },
        Check(
            fr: "perte d'un tube de 12 mm, 2 m, 60 l/min, huile fluide", en: "loss of a tube of 12 mm, 2 m, 60 l/min, thin oil",
            "bar",
            blasius(bore: 0.012, viscosity: 0.12 * 46e-6, flow: 1e-3) / 1e5, source: "Blasius 0,3164/Re^¼", .share(1e-6),
            whyFr: "tolérance de Newton", why: "Newton's tolerance"
        ) { try tubeLoss(bore: 0.012, thickness: 0.12, flow: 1e-3) / 1e5 },
        Check(
            fr: "pompe de 11 cm³ à 1450 tr/min et 100 bar", en: "pump of 11 cm³ at 1450 rpm and 100 bar", "l/min",
            11e-3 * 1_450 - 60_000 * 1.55e-12 * 100e5, source: "D·n − k·Δp, k 1,55e-12", .share(0.001),
            whyFr: "résistance de la source idéale", why: "resistance of the ideal source"
        ) { try pumpFlow(1.55e-12) },
        Check(
            fr: "la même, usée six fois", en: "the same, worn six times", "l/min", 11e-3 * 1_450 - 60_000 * 9.3e-12 * 100e5,
            source: "D·n − 6·k·Δp", .share(0.001), whyFr: "résistance de la source idéale", why: "resistance of the ideal source"
        ) { try pumpFlow(9.3e-12) },
        Check(
            fr: "accumulateur 2,5 l, 151 → 100 bar abs, adiabatique", en: "accumulator 2.5 l, 151 → 100 bar abs, adiabatic", "l",
            adiabatic(), source: "p·V^1,4", .share(0.001),
            whyFr: "huile comprimée du raccord", why: "pressed oil of the fitting"
        ) { try delivered(1.4) },
        Check(
            fr: "le même, isotherme", en: "the same, isothermal", "l", 2.5 * (91.0 / 100 - 91.0 / 151), source: "p·V",
            .share(0.001),
            whyFr: "huile comprimée du raccord", why: "pressed oil of the fitting"
        ) { try delivered(1) },
        Check(
            fr: "vidange du même par 1 l/min à 100 bar", en: "bleeding of the same through 1 l/min at 100 bar", "s",
            kept("integrations", "accumulator-bleed"), source: "references/integrations.py, RK4 1 ms", .share(0.02),
            whyFr: "l'orifice est un peu laminaire", why: "the orifice is a little laminar"
        ) {
            let rig = try Rig([("Z1", "accumulator", [("bleed-flow", .number(1e-3 / 60))])])
            rig.join("Z1:T", "_")
            let feed = rig.add(Draw(value: -20e-3 / 60), "Z1:1")
            _ = try rig.time(60) { $0.across("Z1:1") > 150e5 }
            feed.element.value = 0
            rig["Z1.bleed"] = 1
            return try rig.time(600) { $0["Z1.oil"] < 1e-6 }
        },
        Check(
            fr: "montée de 1 l d'huile où entrent 10 cm³", en: "rise of 1 l of oil that takes in 10 cm³", "bar", 140,
            source: "β·ΔV/V, β 1,4 GPa", .share(1e-6), whyFr: "tolérance de Newton", why: "Newton's tolerance"
        ) { try pressed(OilLaw()) },
        Check(
            fr: "raideur d'une huile à 0,5 % d'air sous 50 bar", en: "stiffness of oil with 0.5 % of air at 50 bar", "GPa",
            aeratedStiffness() / 1e9, source: "1/β = (1 − α)/β_h + α·p₀/p²",
            .share(0.03), whyFr: "la formule usuelle néglige β_h/p² et α·p/β", why: "the usual formula leaves out second orders"
        ) {
            // Slope of the content over a bar, out of the element itself.
            let volume = OilVolume(1, law: OilLaw(air: 0.005))
            let flows = [49.5e5, 50.5e5].map { Stamp.probe(volume, at: [$0], dt: 1).flows[0] }
            return 1e-9 * 1e5 / (flows[1] - flows[0])
        },
        Check(
            fr: "course de vérin 50/28 × 400 sous 8 kN", en: "stroke of a 50/28 × 400 cylinder under 8 kN", "s",
            kept("integrations", "hydraulic-stroke"), source: "references/integrations.py, RK4 20 µs", .share(0.01),
            whyFr: "Euler implicite et forme des orifices", why: "implicit Euler and the orifices' form"
        ) { try hydraulicStroke() },
        Check(
            fr: "drain d'une pompe à pistons, 1,2e-12 m³/(s·Pa), 100 bar",
            en: "drain of a piston pump, 1.2e-12 m³/(s·Pa), 100 bar",
            "l/min", 60_000 * 1.2e-12 * 100e5, source: "k·Δp", .share(0.002), whyFr: "pression du carter",
            why: "pressure in the case"
        ) { try drainFlow() },
        Check(
            fr: "particules ≥ 6 µm en régime établi, 60 µg/l, β₁₀ = 200", en: "particles ≥ 6 µm once settled, 60 µg/l, β₁₀ = 200",
            "1/ml", settledCount(), source: "Ġ/(q·(1 − 1/β)), β = 200^0,36", .share(0.01), whyFr: "moyenne d'une seconde",
            why: "a mean over a second"
        ) { try cleanliness(dust: 6e-5, for: 6_000)["OIL.count-6"] },
        Check(
            fr: "nettoyage de 42 l à 16 l/min en 300 s, ≥ 4 µm", en: "cleaning of 42 l at 16 l/min in 300 s, ≥ 4 µm", "",
            cleaned(), source: "exp(−q·(1 − 1/β)·t/V), β = 200^0,16", .share(0.02), whyFr: "Euler implicite à 0,5 s",
            why: "implicit Euler at 0.5 s"
        ) {
            let rig = try cleanliness(dust: 0, for: 2)
            let start = rig["OIL.count-4"]
            try rig.run(300, 0.5)
            return rig["OIL.count-4"] / start
        },
        Check(
            fr: "appoint de 10 l neufs à 42 l plus sales de 6 codes, ≥ 6 µm",
            en: "10 l of new oil onto 42 l dirtier by 6 codes, ≥ 6 µm",
            "", (42 * 64 + 10) / 52, source: "(V·n + ΔV·n₀)/(V + ΔV)/n₀", .share(0.001), whyFr: "versé en un pas",
            why: "poured within a step"
        ) { try toppedUp() },
        Check(
            fr: "air aspiré en 40 s, 9,4 l là où 12 l noient l'aspiration, 16 l/min",
            en: "air drawn in 40 s, 9.4 l where 12 l cover the mouth, 16 l/min",
            "%", 100 * drawnAir(), source: "a_b·k/(k + 1/τ)·(1 − exp(−(k + 1/τ)·t)), k = q/V", .share(0.01),
            whyFr: "Euler implicite",
            why: "implicit Euler"
        ) {
            let rig = try Rig([("OIL", "oil", []), ("TK", "hydraulic-tank", [("oil", .link("OIL"))])])
            rig.assembly.setFailures([ActiveFailure("low-level", severity: 0.85)], on: "TK")
            rig.add(Draw(value: 16e-3 / 60), "TK:S")
            rig.add(Draw(value: -16e-3 / 60), "TK:T")
            try rig.run(40)
            return 100 * rig["OIL.air"]
        },
        Check(
            fr: "code ISO 4406 de 3000 particules par ml", en: "ISO 4406 code of 3000 particles per ml", "", 19,
            source: "exemple d'un fabricant de compteurs / a counter maker's example", .within(0), whyFr: "un code est entier",
            why: "a code is a whole number"
        ) { Double(ParticleCounts.code(3_000e6)) },
    ]

    /// Turn-overs of the tank bring what it holds to what a mouth a fifth bared takes in; bubbles rise in two minutes.
    private static func drawnAir() -> Double {
        let (turns, rise) = (16e-3 / 60 / 9.4e-3, 1.0 / 120)
        let taken = 0.6 * 2 * (1 - 9.4 / 12)
        return taken * turns / (turns + rise) * (1 - exp(-40 * (turns + rise)))
    }

    private static func toppedUp() throws -> Double {
        let rig = try Rig([("OIL", "oil", []), ("TK", "hydraulic-tank", [("oil", .link("OIL")), ("dust", .number(0))])])
        try rig.run(0.1)
        let bought = rig["OIL.count-6"]
        rig.assembly.setFailures([ActiveFailure("contaminated", severity: 1)], on: "OIL")
        rig["TK.poured"] = 10e-3
        try rig.run(0.1)
        return rig["OIL.count-6"] / bought
    }

    /// Dust as ISO medium test dust: 8e11 particles of 6 µm and more in a kilogram.
    private static func settledCount() -> Double {
        let beta = pow(200, 0.36)
        return 6e-5 * 8e11 / (1 - 1 / beta) * 1e-6
    }

    private static func cleaned() -> Double {
        let share = 1 - pow(200, -0.16)
        return exp(-16e-3 / 60 * share * 300 / 42e-3)
    }

    /// 16 l/min from a tank of 40 l through a filter of 10 µm and back, 2 l besides.
    private static func cleanliness(dust: Double, for seconds: Double) throws -> Rig {
        let rig = try Rig([
            ("OIL", "oil", []), ("TK", "hydraulic-tank", [("oil", .link("OIL")), ("dust", .number(dust))]),
            ("Z1", "hydraulic-filter", [("oil", .link("OIL"))]),
        ])
        rig.join("Z1:2", "TK:T")
        rig.add(Draw(value: 16e-3 / 60), "TK:S")
        rig.add(Draw(value: -16e-3 / 60), "Z1:1")
        try rig.run(seconds, 0.5)
        return rig
    }

    private static func drainFlow() throws -> Double {
        let rig = try Rig([("P1", "variable-pump", [("drain", .count(1)), ("set-pressure", .number(200e5))])])
        rig.pressure("P1:S", 0)
        rig.pressure("P1:P", 100e5)
        rig.pressure("P1:L", 0)
        rig.add(Hold(value: 1_450 * .pi / 30), "P1:shaft")
        try rig.run(0.5)
        return 60_000 * rig["P1.drain"]
    }

    private static func aeratedStiffness() -> Double {
        let (air, absolute) = (0.005, 50e5 + 101_325)
        let compliance = (1 - air) / 1.4e9 + air * 101_325 / (absolute * absolute)
        return 1 / compliance
    }

    private static func poiseuille() -> Double {
        let viscosity = 46e-6 * 870.0
        let flow = 16e-3 / 60
        return 128 * viscosity * 2 * flow / (Double.pi * 1e-8) / 1e5
    }

    private static func torricelli() -> Double {
        let speed = (2 * 100e5 / 870.0).squareRoot()
        return 60_000 * 0.62 * Double.pi * 1e-6 * speed
    }

    private static func adiabatic() -> Double {
        let (low, high) = (pow(91.0 / 100, 1 / 1.4), pow(91.0 / 151, 1 / 1.4))
        return 2.5 * (low - high)
    }

    private static func leakTime() -> Double {
        let constant = 2e-3 / (1e-10 * 1.185 * gas)
        return constant * log(8.01325 / 6.01325)
    }

    private static func walther(_ celsius: Double) -> Double {
        func ordinate(_ viscosity: Double) -> Double { log10(log10(viscosity + 0.7)) }
        let (t1, t2, t) = (log10(313.15), log10(373.15), log10(celsius + 273.15))
        let y = ordinate(46) + (ordinate(6.8) - ordinate(46)) * (t - t1) / (t2 - t1)
        return pow(10, pow(10, y)) - 0.7
    }

    private static func viscosity(_ celsius: Double) throws -> Double {
        let rig = try Rig([("OIL", "oil", [("initial-temperature", .number(celsius + 273.15))])])
        try rig.run(0.01)
        return 1e6 * rig["OIL.kinematic-viscosity"]
    }

    private static func blasius(bore: Double, viscosity: Double, flow: Double) -> Double {
        let speed = flow / (.pi / 4 * bore * bore)
        return 0.3164 / pow(speed * bore / viscosity, 0.25) * 2 / bore * 870 / 2 * speed * speed
    }

    private static func tubeLoss(bore: Double, thickness: Double, flow: Double) throws -> Double {
        var oil = OilProperties()
        oil.viscosity *= thickness
        let circuit = Circuit()
        let joint = circuit.joint("inlet", Domain.hydraulic.nature)
        let floor = circuit.fixedJoint("floor", Domain.hydraulic.nature, value: 0)
        circuit.add(Draw(value: -flow), named: "pump", at: [joint])
        circuit.add(PipeFlow(length: 2, bore: bore, fittings: 0, oil: oil), named: "tube", at: [joint, floor])
        for _ in 0..<3 { try circuit.step(0.005) }
        return circuit.across(joint)
    }

    private static func pumpFlow(_ leakage: Double) throws -> Double {
        let rig = try Rig([("P1", "gear-pump", [("leakage", .number(leakage))])])
        rig.pressure("P1:S", 0)
        rig.pressure("P1:P", 100e5)
        rig.add(Hold(value: 1_450 * .pi / 30), "P1:shaft")
        try rig.run(0.1)
        return 60_000 * rig["P1.flow"]
    }

    private static func delivered(_ exponent: Double) throws -> Double {
        let rig = try Rig([("Z1", "accumulator", [("pre-charge", .number(91e5 - 101_325)), ("exponent", .number(exponent))])])
        let source = rig.pressure("Z1:1", 151e5 - 101_325)
        try rig.run(20)
        let full = rig["Z1.oil"]
        rig.circuit.setFixed(source, value: 100e5 - 101_325)
        try rig.run(20)
        return 1e3 * (full - rig["Z1.oil"])
    }

    private static func pressed(_ law: OilLaw) throws -> Double {
        let circuit = Circuit()
        let joint = circuit.joint("vessel", Domain.hydraulic.nature)
        circuit.add(OilVolume(1e-3, law: law), named: "vessel", at: [joint])
        circuit.add(Draw(value: -1e-5), named: "pump", at: [joint])
        for _ in 0..<200 { try circuit.step(0.005) }
        return circuit.across(joint) / 1e5
    }

    private static func hydraulicStroke() throws -> Double {
        let rig = try Rig([
            (
                "A1", "hydraulic-cylinder",
                [
                    ("bore", .number(0.05)), ("rod", .number(0.028)), ("stroke", .number(0.4)), ("mass", .number(200)),
                    ("dead-volume", .number(3e-5)), ("coulomb", .number(400)), ("breakaway", .number(400)),
                    ("viscous", .number(500)),
                ]
            )
        ])
        // An orifice of 2.2e-5 m³/s at 1 bar: its area by C_d·A·√(2Δp/ρ).
        let area = 2.2e-5 / (0.62 * (2 * 1e5 / 870.0).squareRoot())
        let supply = rig.circuit.fixedJoint("supply", Domain.hydraulic.nature, value: 100e5)
        rig.add(Draw(value: 8_000), "A1:rod")
        rig.circuit.add(Orifice(area: area, oil: OilProperties()), named: "in", at: [supply, rig.joint("A1:A")])
        rig.circuit.add(Orifice(area: area, oil: OilProperties()), named: "out", at: [rig.joint("A1:B"), rig.assembly.tank])
        return try rig.time(20) { $0["A1.position"] >= 0.4 - 1e-6 }
    }
}
