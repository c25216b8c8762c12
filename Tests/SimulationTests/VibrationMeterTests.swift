import Foundation
import Instruments
import Machines
import Notation
import Simulation
import Testing
import Vibration

/// The sorting conveyor with a measuring point on its motor and its gearbox.
@Suite struct VibrationMeterTests {
    private func machine() throws -> RunningMachine {
        var files = try Conveyor.files()
        let file = try #require(files["machine.yaml"])
        let point =
            "\ncomponents:\n  VP1: {type: vibration-point, parts: [M1, R1], location: tete, text: {fr: palier moteur, en: motor bearing}}"
        #expect(file.text.contains("\ncomponents:"))
        files["machine.yaml"] = (file.shown, file.text.replacingOccurrences(of: "\ncomponents:", with: point))
        return try RunningMachine(MachineDefinition.decode(named: "convoyeur-tri", files: files), seed: 1)
    }

    @Test func `reads next to nothing at rest, zone A in production, the motor's turns and twice the line`() throws {
        let machine = try machine()
        let still = try VibrationMeter().read("VP1", .vertical, on: machine)
        #expect(still.value == 0 && still.trouble == nil)
        try machine.start()
        let display = try VibrationMeter().read("VP1", .vertical, on: machine)
        let velocity = try #require(display.value)
        #expect(velocity > 0.05e-3)
        #expect(MachineClass.of(power: 370).zone(of: velocity) <= .b)
        #expect(display.formatted(.fr).hasSuffix("mm/s"))
        let measured = try #require(try VibrationMeter().measure("VP1", .vertical, on: machine))
        let turns = machine.quantity("M1", "speed") / (2 * .pi)
        #expect(abs(measured.turning - turns) < 0.5)
        #expect(abs(measured.spectrum.peak(near: 100, within: 3).frequency - 100) <= measured.spectrum.resolution)
    }

    @Test func `says that it cannot be put where there is no point`() throws {
        let machine = try Conveyor.machine()
        #expect(try VibrationMeter().read("M1", .axial, on: machine).trouble == .unreachable)
    }
}
