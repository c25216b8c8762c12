public import Machines
public import Simulation
import Training

/// Faults put on a machine one after the other, and taken off again as their remedies do.
///
/// Deterministic: the same definition, states and seed give the same trials, in whatever order.
public final class FaultTrials {
    public struct Trial: Sendable {
        /// What tells the fault from health, in the machine's states as far as one that shows it without an instrument.
        public let signature: Signature
        /// What still differs, once it is mended, from a machine as old that never had it.
        public let left: Signature
    }

    /// Seconds after a remedy: what is new has come up; a thermometer put into its pocket has the oil's temperature.
    private static let settling = (first: 1.0, longest: 60.0)
    /// States in which what is mended is compared: under power, and ready to start.
    private static let compared = 2

    private let survey: Survey
    private let mended: Survey

    /// - Parameters:
    ///   - states: those of the machine's `states.yaml`, in their order.
    ///   - step: of the plant, seconds.
    public init(
        _ definition: MachineDefinition, states: [MachineState], seed: UInt64 = 1, step: Double = RunningMachine.scanLength
    ) throws {
        survey = try Survey(definition, states: states, seed: seed, step: step)
        mended = try Survey(definition, states: Array(states.prefix(Self.compared)), seed: seed, step: step)
    }

    public func trial(of fault: Machines.Fault) throws -> Trial {
        let signature = try survey.signature(of: fault) { $0.isObservable && $0.hasSymptom }
        var left = try traces(of: fault, mendedFor: Self.settling.first)
        if left.isObservable { left = try traces(of: fault, mendedFor: Self.settling.longest) }
        return Trial(signature: signature, left: left)
    }

    /// What is left of a fault so many seconds after its remedy.
    private func traces(of fault: Machines.Fault, mendedFor seconds: Double) throws -> Signature {
        try mended.signature(of: [fault.target]) { running in
            running.inject(fault)
            try running.advance(by: 0.5)
            running.remedy(fault)
            try running.advance(by: seconds)
        }
    }
}
