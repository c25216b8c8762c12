import Components
import Grafcet
import Instruments
public import Machines
import Notation
public import Training

/// A test that reads otherwise than on the healthy machine, beyond what its instrument can err.
public struct Finding: Sendable, Hashable {
    public enum Value: Sendable, Hashable {
        case number(Double)
        /// Open circuit, or a movement that did not take place.
        case none
        case word(String)
    }

    /// Name of the machine's state.
    public let state: String
    public let test: DiagnosticTest
    public let healthy: Value
    public let faulty: Value
    /// The difference in instrument errors: 1 is just told.
    public let margin: Double

    public init(state: String, test: DiagnosticTest, healthy: Value, faulty: Value, margin: Double) {
        self.state = state
        self.test = test
        self.healthy = healthy
        self.faulty = faulty
        self.margin = margin
    }
}

/// All the tests that tell a broken machine from a healthy one.
public struct Signature: Sendable {
    public internal(set) var findings: [Finding]
    /// Names of the states in which it was looked for.
    public internal(set) var states: Set<String>

    public init(_ findings: [Finding] = [], states: Set<String> = []) {
        self.findings = findings
        self.states = states
    }

    /// Something tells it for sure.
    var isPlain: Bool { findings.contains(where: \.isPlain) }
    public var isObservable: Bool { !findings.isEmpty }
    public var hasSymptom: Bool { findings.contains { $0.test.isSymptom } }

    /// Those that these tools, and the senses, can make.
    public func with(tools: [ToolKind]) -> Signature {
        var kept = self
        kept.findings.removeAll { finding in finding.test.tool.map { !tools.contains($0) } ?? false }
        return kept
    }

    /// Without what only a hand would feel, but in some states.
    func withoutTouch(but states: Set<String>) -> Signature {
        var kept = self
        kept.findings.removeAll { finding in
            if case .percept(_, .touch, _) = finding.test { !states.contains(finding.state) } else { false }
        }
        return kept
    }

    /// The finding that says most, on the part itself when there is one: what a proof would quote.
    public func best(for fault: Machines.Fault, in machine: Machine) -> Finding? {
        var near = [fault.target.reference]
        if case .wire(let number, _) = fault.target, let wire = machine.wire(number) {
            near += [wire.from.reference, wire.to.reference]
        }
        func rank(_ finding: Finding) -> Double {
            let isNear = finding.test.reference.map { near.contains($0) } ?? false
            // A voltage tells that a sensor saw the fault; a trade's own instrument tells the fault.
            let isElectrical =
                switch finding.test {
                case .voltage, .current, .resistance, .variable, .register: true
                default: false
                }
            let isOfTrade = isElectrical == (fault.technology == .electricity)
            return min(finding.margin, 100) * (isNear ? 100 : 1) * (isOfTrade ? 10 : 1)
        }
        return findings.enumerated().max { (rank($0.element), -$0.offset) < (rank($1.element), -$1.offset) }?.element
    }
}

extension Signature {
    /// Share of the looks by which a percept or a bit must differ.
    private static let leastShare = 0.25

    /// What differs between the healthy machine's readings and others, in one state.
    static func findings(_ state: String, _ healthy: Readings, _ faulty: Readings, _ bench: Bench) -> [Finding] {
        var findings: [Finding] = []
        func found(_ test: DiagnosticTest, _ before: Finding.Value, _ after: Finding.Value, _ margin: Double) {
            findings.append(Finding(state: state, test: test, healthy: before, faulty: after, margin: margin))
        }
        func compare(_ test: DiagnosticTest, _ before: Readings.Span, _ after: Readings.Span, _ accuracy: (Double) -> Double) {
            guard before.width >= 0, after.width >= 0 else { return }
            let error = accuracy(before.middle) + accuracy(after.middle)
            guard before.width <= error, after.width <= error else { return }
            let difference = abs(after.middle - before.middle)
            if difference > error { found(test, .number(before.middle), .number(after.middle), difference / error) }
        }
        for (index, point) in bench.points.enumerated() {
            compare(
                .voltage(from: point.name, to: "PE", isAlternating: false), healthy.directVoltages[index],
                faulty.directVoltages[index]
            ) { Multimeter.accuracy(.voltageDC, of: $0) }
            compare(
                .voltage(from: point.name, to: "PE", isAlternating: true), healthy.alternatingVoltages[index],
                faulty.alternatingVoltages[index]
            ) { Multimeter.accuracy(.voltageAC, of: $0) }
        }
        for (index, wire) in bench.wires.enumerated() {
            compare(
                .current(wire: wire, isAlternating: false), healthy.directCurrents[index], faulty.directCurrents[index],
                ClampMeter.accuracy)
            compare(
                .current(wire: wire, isAlternating: true), healthy.alternatingCurrents[index],
                faulty.alternatingCurrents[index], ClampMeter.accuracy)
        }
        for (index, analogue) in bench.analogues.enumerated() {
            compare(analogue.test, healthy.analogues[index], faulty.analogues[index], analogue.accuracy)
        }
        for (index, gauge) in bench.gauges.enumerated() {
            guard case .gauge(let reference) = bench.analogues[gauge].test else { continue }
            let (before, after) = (healthy.lowest[index], faulty.lowest[index])
            let error = bench.analogues[gauge].accuracy(before) + bench.analogues[gauge].accuracy(after)
            if abs(after - before) > error {
                found(.gaugeDip(reference), .number(before), .number(after), abs(after - before) / error)
            }
        }
        findings += movements(state, healthy, faulty, bench)
        findings += signs(state, healthy, faulty, bench)
        return findings
    }

    private static func movements(_ state: String, _ healthy: Readings, _ faulty: Readings, _ bench: Bench) -> [Finding] {
        var findings: [Finding] = []
        func compare(_ test: DiagnosticTest, _ before: Double?, _ after: Double?) {
            switch (before, after) {
            case (nil, nil): return
            case (let before?, let after?):
                let error = 2 * Stopwatch.error
                guard abs(after - before) > error else { return }
                findings.append(
                    Finding(
                        state: state, test: test, healthy: .number(before), faulty: .number(after),
                        margin: abs(after - before) / error))
            case (let before?, nil):
                findings.append(Finding(state: state, test: test, healthy: .number(before), faulty: .none, margin: 10))
            case (nil, let after?):
                findings.append(Finding(state: state, test: test, healthy: .none, faulty: .number(after), margin: 10))
            }
        }
        for (index, cylinder) in bench.cylinders.enumerated() {
            compare(.stroke(cylinder.reference, isOut: true), healthy.strokesOut[index], faulty.strokesOut[index])
            compare(.stroke(cylinder.reference, isOut: false), healthy.strokesIn[index], faulty.strokesIn[index])
        }
        for response in healthy.responses {
            if let other = faulty.responses.first(where: { $0.test == response.test }) {
                compare(response.test, response.seconds, other.seconds)
            }
        }
        for (index, counter) in bench.counters.enumerated() {
            let (before, after) = (healthy.counts[index], faulty.counts[index])
            // A box more or less in a time is chance; none at all is not.
            guard abs(after - before) > 1 || (before == 0) != (after == 0) else { continue }
            findings.append(
                Finding(
                    state: state, test: counter.test, healthy: .number(before), faulty: .number(after),
                    margin: abs(after - before)))
        }
        return findings
    }

    private static func signs(_ state: String, _ healthy: Readings, _ faulty: Readings, _ bench: Bench) -> [Finding] {
        var findings: [Finding] = []
        func compare(_ test: DiagnosticTest, _ before: Int, _ after: Int) {
            let shares = (Double(before) / Double(max(healthy.looks, 1)), Double(after) / Double(max(faulty.looks, 1)))
            guard abs(shares.1 - shares.0) > leastShare else { return }
            findings.append(
                Finding(
                    state: state, test: test, healthy: .number(shares.0), faulty: .number(shares.1),
                    margin: abs(shares.1 - shares.0) / leastShare))
        }
        for (percept, count) in healthy.percepts {
            let other = faulty.places[percept].map { faulty.percepts[$0].count } ?? 0
            compare(.percept(percept.reference, sense: percept.sense, text: percept.text), count, other)
        }
        for (percept, count) in faulty.percepts where healthy.places[percept] == nil {
            compare(.percept(percept.reference, sense: percept.sense, text: percept.text), 0, count)
        }
        for (index, bit) in bench.bits.enumerated() { compare(.variable(bit.name), healthy.bits[index], faulty.bits[index]) }
        func alarms(_ ones: Readings, without others: Readings, isFaulty: Bool) {
            for alarm in ones.alarms where !others.alarms.contains(where: { $0.name == alarm.name }) {
                findings.append(
                    Finding(
                        state: state, test: .alarm(alarm.name, text: alarm.text), healthy: .number(isFaulty ? 0 : 1),
                        faulty: .number(isFaulty ? 1 : 0), margin: 10))
            }
        }
        alarms(faulty, without: healthy, isFaulty: true)
        alarms(healthy, without: faulty, isFaulty: false)
        if healthy.mode != faulty.mode {
            findings.append(
                Finding(state: state, test: .mode, healthy: .word(healthy.mode), faulty: .word(faulty.mode), margin: 10))
        }
        return findings
    }
}
