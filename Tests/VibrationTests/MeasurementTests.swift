import Circuits
import Components
import Foundation
import Notation
import Testing
import Vibration

/// A shaft at a given speed with parts on it, on one measuring point.
private final class Shaft {
    let assembly = Assembly(seed: 5)
    private let drive: Handle<Spindle>

    /// - Parameter parts: rotation terminals that turn with the shaft, and those that stand behind a torque.
    init(
        _ parts: [(reference: String, type: String, terminal: String)], turns: Double = 25,
        _ values: [String: [(key: String, value: ParameterValue)]] = [:]
    ) throws {
        for part in parts {
            let type = Catalog.type(named: part.type)!
            try assembly.declare(part.reference, type, type.parameters(values[part.reference] ?? []))
        }
        let type = Catalog.type(named: "vibration-point")!
        try assembly.declare(
            "V1", type, type.parameters([("parts", .words(parts.map(\.reference)))] + (values["V1"] ?? [])))
        try assembly.build()
        let shaft = assembly.circuit.joint("shaft", Domain.rotation.nature)
        drive = assembly.circuit.add(Spindle(speed: 2 * .pi * turns), named: "drive", at: [shaft])
        for part in parts {
            _ = assembly.circuit.wire(
                part.reference, shaft, assembly.joint(part.reference, part.terminal)!, resistance: 1e-3, isMerged: true)
        }
        for _ in 0..<40 { try assembly.step(0.005) }
    }

    func fail(_ reference: String, _ name: String, _ severity: Double = 1) throws {
        assembly.setFailures([ActiveFailure(name, severity: severity)], on: reference)
        for _ in 0..<4 { try assembly.step(0.005) }
    }

    func measure(_ direction: Direction = .vertical) -> VibrationMeasurement {
        VibrationMeasurement(at: "V1", direction, of: assembly)!
    }
}

private struct Spindle: Element {
    var speed: Double
    static var isGrounded: Bool { true }
    static var isLinear: Bool { true }
    func stamp(_ s: Stamp) {
        s.add(0, 1e6 * (s[0] - speed))
        s.slope(0, 0, 1e6)
    }
}

@Suite struct MeasurementTests {
    /// The default support, vertically: 12 kg on 8e5 N/m, 10 %; and the housing: 5 kg at 3200 Hz.
    private func velocity(_ force: Double, _ frequency: Double, stiffness: Double = 8e5) -> Double {
        let w = 2 * Double.pi * frequency
        let damping = 2 * 0.1 * (stiffness * 12).squareRoot()
        let support = force * w / hypot(stiffness - 12 * w * w, damping * w)
        // Far below its resonance the housing gives by its own spring, in phase: F·ω/k_h, half a per mille here.
        let housing = force * w / (5 * pow(2 * .pi * 3_200, 2))
        return (stiffness > 12 * w * w ? support + housing : support - housing) / 2.0.squareRoot()
    }

    @Test(arguments: [(15.0, 0.0), (25, 0), (25, 1), (50, 0.5)])
    func `an unbalance shakes a mass on its spring as the closed form says, at one turn`(turns: Double, severity: Double) throws {
        let shaft = try Shaft([("R1", "rotor", "shaft")], turns: turns)
        if severity > 0 { try shaft.fail("R1", "unbalanced", severity) }
        let w = 2 * Double.pi * turns
        let force = (5e-5 + 4.5e-4 * severity) * w * w
        let measured = shaft.measure()
        #expect(measured.turning == turns || abs(measured.turning - turns) < 1e-3)
        #expect(abs(measured.spectrum.peaks(1)[0].frequency - turns) <= measured.spectrum.resolution)
        #expect(abs(measured.spectrum.level(at: turns) / velocity(force, turns) - 1) < 0.01)
        #expect(abs(measured.velocity.rms / measured.spectrum.level(at: turns) - 1) < 0.02)
        #expect(abs(measured.acceleration.rms / (measured.velocity.rms * w) - 1) < 0.02)
    }

    @Test func `an unbalance of a well-balanced rotor lies in zone A or B, ten times as much in C or D`() throws {
        let shaft = try Shaft([("R1", "rotor", "shaft"), ("P1", "rolling-bearing", "shaft")])
        #expect(MachineClass.classI.zone(of: shaft.measure().overallVelocity) <= .b)
        try shaft.fail("R1", "unbalanced")
        #expect(MachineClass.classI.zone(of: shaft.measure().overallVelocity) >= .c)
    }

    @Test func `it turns: level and upright a quarter of a turn apart, and hardly along the shaft`() throws {
        let shaft = try Shaft([("R1", "rotor", "shaft")], ["V1": [("horizontal", .number(1))]])
        let (level, upright) = (shaft.measure(.horizontal).velocity, shaft.measure(.vertical).velocity)
        var product = 0.0
        for (a, b) in zip(level.samples, upright.samples) { product += a * b }
        // 32 turns: the mean of sin·cos.
        #expect(abs(product / Double(level.samples.count)) < 0.01 * level.rms * upright.rms)
        #expect(shaft.measure(.axial).velocity.rms < 1e-3 * level.rms)
    }

    @Test func `a shaft out of line shows at two turns, one at an angle along the shaft at one`() throws {
        let parts = [("R1", "rotor", "shaft"), ("A1", "coupling", "in")].map { (reference: $0.0, type: $0.1, terminal: $0.2) }
        let shaft = try Shaft(parts)
        func ratio() -> Double {
            let spectrum = shaft.measure().spectrum
            return spectrum.level(at: 50) / spectrum.level(at: 25)
        }
        #expect(ratio() < 0.5)
        let before = shaft.measure(.axial).spectrum.level(at: 25)
        try shaft.fail("A1", "misaligned")
        #expect(ratio() > 0.9)
        try shaft.fail("A1", "angular-misalignment")
        #expect(ratio() < 0.5)
        #expect(shaft.measure(.axial).spectrum.level(at: 25) > 10 * before + 1e-4)
    }

    @Test func `a loose foot brings half and multiple orders`() throws {
        let shaft = try Shaft([("R1", "rotor", "shaft")])
        let healthy = shaft.measure().spectrum
        try shaft.fail("V1", "foot-loose")
        let loose = shaft.measure().spectrum
        for order in [0.5, 2, 3, 4, 5] { #expect(loose.level(at: 25 * order) > 5 * healthy.level(at: 25 * order) + 1e-5) }
        // Softer: 31 Hz instead of 41 Hz brings 25 Hz nearer to the resonance.
        #expect(shaft.measure().overallVelocity > 1.5 * healthy.rms(in: 10...1_000))
    }

    @Test(arguments: [("outer-race", 3.57), ("inner-race", 5.43), ("ball", 4.64), ("cage", 0.397)])
    func `a spalled bearing shows its own tone in the envelope`(failure: String, order: Double) throws {
        let shaft = try Shaft([("R1", "rotor", "shaft"), ("P1", "rolling-bearing", "shaft")])
        let healthy = shaft.measure()
        try shaft.fail("P1", failure, 0.7)
        let measured = shaft.measure()
        let tone = order * 25
        let envelope = measured.envelopeSpectrum
        let peak = envelope.peak(near: tone, within: 0.4 * tone)
        // The table's order has three digits; a line is 0.8 Hz wide.
        #expect(abs(peak.frequency - tone) < 1.2)
        #expect(peak.value > 5 * healthy.envelopeSpectrum.level(at: tone))
        #expect(measured.acceleration.crestFactor > 1.2 * healthy.acceleration.crestFactor)
    }

    @Test func `an inner race's tone has sidebands of one turn, an outer race's has not`() throws {
        for (failure, tone, hasSides) in [("outer-race", 89.3, false), ("inner-race", 135.7, true)] {
            let shaft = try Shaft([("P1", "rolling-bearing", "shaft")])
            try shaft.fail("P1", failure)
            let envelope = shaft.measure().envelopeSpectrum
            let side = (envelope.level(at: tone - 25) + envelope.level(at: tone + 25)) / 2 / envelope.level(at: tone)
            #expect(hasSides ? side > 0.15 : side < 0.1)
        }
    }

    @Test func `a whole outer race is in zone A, a spalled one in C; a dry one rings five times louder`() throws {
        let shaft = try Shaft([("P1", "rolling-bearing", "shaft")])
        let healthy = shaft.measure()
        #expect(MachineClass.classI.zone(of: healthy.overallVelocity) == .a)
        try shaft.fail("P1", "outer-race")
        #expect(MachineClass.classI.zone(of: shaft.measure().overallVelocity) >= .b)
        #expect(shaft.measure().overallVelocity > 1.5e-3)
        try shaft.fail("P1", "dry")
        #expect(abs(shaft.measure().ringing / healthy.ringing - 5) < 0.3)
    }

    @Test func `teeth sing at their mesh frequency, a broken one with sidebands of a turn`() throws {
        let shaft = try Shaft([("G1", "gear-stage", "in")])
        let brake = shaft.assembly.joint("G1", "out")!
        shaft.assembly.circuit.add(Conductance(0.6), named: "load", at: [brake, shaft.assembly.bed])
        for _ in 0..<100 { try shaft.assembly.step(0.005) }
        let healthy = shaft.measure().spectrum
        #expect(abs(healthy.peaks(1)[0].frequency - 575) <= healthy.resolution)
        try shaft.fail("G1", "tooth-broken")
        let broken = shaft.measure().spectrum
        for side in [550.0, 600] { #expect(broken.level(at: side) > 5 * healthy.level(at: side)) }
    }

    @Test func `a motor hums at twice the line frequency, and louder with a phase lost`() throws {
        let assembly = Assembly(seed: 5)
        let type = Catalog.type(named: "induction-motor")!
        try assembly.declare("M1", type, type.parameters())
        let point = Catalog.type(named: "vibration-point")!
        try assembly.declare("V1", point, point.parameters([("parts", .words(["M1"]))]))
        try assembly.build()
        var sources: [Handle<VoltageSource>] = []
        for (index, name) in ["U", "V", "W"].enumerated() {
            let angle = -2 * Double.pi / 3 * Double(index)
            sources.append(
                assembly.circuit.add(
                    VoltageSource(real: 400 / 3.0.squareRoot() * cos(angle), imaginary: 400 / 3.0.squareRoot() * sin(angle)),
                    named: name, at: [assembly.joint("M1", name)!, assembly.earth]))
        }
        for _ in 0..<400 { try assembly.step(0.005) }
        let healthy = VibrationMeasurement(at: "V1", .vertical, of: assembly)!.spectrum
        #expect(healthy.level(at: 100) > 5 * healthy.level(at: 90))
        assembly.setFailures([ActiveFailure("winding-open", severity: 1, item: "U")], on: "M1")
        for _ in 0..<200 { try assembly.step(0.005) }
        #expect(VibrationMeasurement(at: "V1", .vertical, of: assembly)!.spectrum.level(at: 100) > 2 * healthy.level(at: 100))
    }

    @Test func `the same machine at the same time gives the same record, at rest nothing, and a wrong place none`() throws {
        let shaft = try Shaft([("R1", "rotor", "shaft"), ("P1", "rolling-bearing", "shaft")])
        #expect(shaft.measure().velocity == shaft.measure().velocity)
        #expect(VibrationMeasurement(at: "R1", .vertical, of: shaft.assembly) == nil)
        let still = try Shaft([("R1", "rotor", "shaft")], turns: 0)
        #expect(still.measure().velocity.rms == 0)
    }

    @Test func `a point refuses a part that is not there`() throws {
        let assembly = Assembly(seed: 1)
        let type = Catalog.type(named: "vibration-point")!
        try assembly.declare("V1", type, type.parameters([("parts", .words(["M9"]))]))
        #expect(throws: AssemblyError.unknownLink(from: "V1", to: "M9", known: ["V1"])) { try assembly.build() }
    }
}
