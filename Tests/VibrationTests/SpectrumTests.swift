import Foundation
import Testing

@testable import Vibration

/// Sines by their frequency, Hz, and peak.
private func sines(_ parts: [(frequency: Double, peak: Double)], rate: Double = 2_560, count: Int = 2_048) -> Waveform {
    Waveform(
        (0..<count).map { index in
            parts.reduce(0) { $0 + $1.peak * sin(2 * .pi * $1.frequency * Double(index) / rate + $1.frequency) }
        }, rate: rate)
}

@Suite struct SpectrumTests {
    @Test func `agrees with a transform written out, line by line`() {
        let waveform = sines([(10, 1), (333.3, 0.2), (1_000, 0.5)], count: 256)
        let spectrum = Spectrum(waveform, window: .none)
        for line in 1..<128 {
            var (re, im) = (0.0, 0.0)
            for (index, sample) in waveform.samples.enumerated() {
                re += sample * cos(2 * .pi * Double(line * index) / 256)
                im -= sample * sin(2 * .pi * Double(line * index) / 256)
            }
            // Single precision.
            #expect(abs(spectrum.lines[line] - (re * re + im * im).squareRoot() * 2.0.squareRoot() / 256) < 2e-6)
        }
    }

    @Test func `a sine on a line stands there with its RMS value, and between two lines loses at most 15 % under Hann`() {
        for window in [Spectrum.Window.none, .hann] {
            let spectrum = Spectrum(sines([(100, 3)]), window: window)
            #expect(spectrum.resolution == 1.25)
            #expect(spectrum.peak(near: 95, within: 10).frequency == 100)
            #expect(abs(spectrum.peak(near: 100, within: 5).value - 3 / 2.0.squareRoot()) < 1e-5)
            #expect(abs(spectrum.level(at: 100) - 3 / 2.0.squareRoot()) < 1e-5)
        }
        let between = Spectrum(sines([(100.625, 3)]))
        #expect(abs(between.peak(near: 100, within: 5).value / (3 / 2.0.squareRoot()) - 0.849) < 0.002)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `the RMS of a record is that of its spectrum`(seed: UInt64) {
        var state = seed
        let waveform = Waveform(
            (0..<8_192).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Double(Int64(bitPattern: state) >> 32) / 2_147_483_648
            }, rate: 2_560)
        let whole = Spectrum(waveform, window: .none)
        // Parseval, to single precision.
        #expect(abs(whole.rms(in: 0...1_280) / waveform.rms - 1) < 1e-5)
        // Under a window only the expectation is the same: 4096 lines scatter by a per cent or two.
        #expect(abs(Spectrum(waveform).rms(in: 0...1_280) / waveform.rms - 1) < 0.04)
    }

    @Test func `an envelope finds the beat of a ringing that swells and fades`() {
        let rate = 25_600.0
        let waveform = Waveform(
            (0..<16_384).map { index in
                let t = Double(index) / rate
                return (1 + 0.6 * cos(2 * .pi * 87.5 * t)) * sin(2 * .pi * 3_200 * t) + 4 * sin(2 * .pi * 25 * t)
            }, rate: rate)
        let envelope = waveform.envelope(of: 1_000...10_000)
        #expect(abs(envelope.samples.reduce(0, +) / 16_384 - 1) < 1e-3)
        let spectrum = Spectrum(envelope.alternating, window: .none)
        #expect(spectrum.peaks(1)[0].frequency == 87.5)
        #expect(abs(spectrum.peaks(1)[0].value - 0.6 / 2.0.squareRoot()) < 1e-3)
        #expect(spectrum.level(at: 25) < 1e-3)
    }
}

@Suite struct SeverityTests {
    @Test func `small motors are judged by class I, larger ones by the groups of ISO 20816-3`() {
        #expect(MachineClass.of(power: 370) == .classI)
        #expect(MachineClass.of(power: 30_000) == .group2Rigid)
        #expect(MachineClass.of(power: 400_000, isFlexible: true) == .group1Flexible)
        let zones = [0.5e-3, 1.0e-3, 3e-3, 5e-3].map { MachineClass.classI.zone(of: $0) }
        #expect(zones == [.a, .b, .c, .d])
        #expect(MachineClass.classI.zone(of: 1.8e-3) == .b && MachineClass.group2Rigid.zone(of: 4.6e-3) == .d)
        for machineClass in MachineClass.allCases {
            let limits = machineClass.boundaries
            #expect(limits.ab < limits.bc && limits.bc < limits.cd)
        }
    }
}
