import Foundation
import Notation
import Testing

@testable import Components

/// What parts radiate into the air, for a sound level meter and an ultrasonic detector.
@Suite struct SoundTests {
    private typealias Part = HydraulicBench.Part

    private func decibels(_ watts: Double) -> Double { 10 * log10(watts / Sound.reference) }

    @Test(arguments: [500.0, 5_000, 60_000]) func `the third octaves of a jet add up to the whole`(peak: Double) {
        let octaves = (-20...20).map { Sound.jetShare(peak * pow(2, Double($0) / 3), peak: peak) }
        // The standard rounds the constant of its spectrum to 8 dB.
        #expect(abs(10 * log10(octaves.reduce(0, +))) < 0.15, "\(octaves.reduce(0, +))")
    }

    @Test func `a leak of a millimetre at 6 bar is loud, a tenth of it ten decibels less, and most of it is not heard`() {
        // PHYSICS: 1.2 l/s. Half of a kilogram's c² a second, 1e-4 of it.
        let flow = 1.2e-3 * 1.185
        let whole = 1e-4 * flow * 313 * 313 / 2
        let leak = Sound.jet(flow)
        #expect(leak.audible < 0.5 * whole && leak.ultrasonic < 0.2 * whole)
        #expect((80...100).contains(decibels(leak.audible)) && decibels(leak.ultrasonic) > 85)
        let small = Sound.jet(flow / 10)
        // Smaller holes sing higher: they lose more than their flow to the ear, less to the detector.
        #expect(decibels(leak.audible) - decibels(small.audible) > 10)
        #expect(decibels(leak.ultrasonic) - decibels(small.ultrasonic) < 20)
        #expect(Sound.jet(0) == .silent && Sound.jet(-flow) == leak)
        #expect(abs(decibels(leak.audible) - decibels(Sound.jet(flow, muffled: 0.01).audible) - 20) < 1e-9)
    }

    @Test func `a pump is as loud as the power that it takes, and ten decibels louder when it cavitates`() throws {
        func level(_ bars: Double, _ failure: String? = nil) throws -> (level: Double, power: Double) {
            let bench = try HydraulicBench(
                [Part("TK", "hydraulic-tank"), Part("P1", "gear-pump")], pipes: [("TK:S", "P1:S")])
            if let failure { bench.fail("TK", failure, 1) }
            bench.turn("P1", 1450)
            bench.source("P1:P", bars * 1e5)
            try bench.run(2)
            return (decibels(bench.assembly.sound(of: "P1").audible), bench["P1", "torque"] * bench["P1", "speed"])
        }
        let (loaded, idle) = (try level(100), try level(5))
        #expect(abs(loaded.level - 78 - 11 * log10(loaded.power / 1_000)) < 0.3)
        #expect(abs(loaded.level - idle.level - 11 * log10(loaded.power / idle.power)) < 0.3)
        let starved = try level(5, "strainer-clogged")
        #expect(abs(starved.level - 78 - 11 * log10(starved.power / 1_000) - 10) < 0.3)
    }
}
