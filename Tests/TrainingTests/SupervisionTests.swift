import Foundation
import Machines
import Notation
import Simulation
import Testing

@testable import Training

/// What the supervisor in the office shows, beside what the machine's own screen shows.
@Suite struct SupervisionTests {
    private func session() throws -> Session {
        let scenario = """
            format: 1
            title: {fr: Rien, en: Nothing}
            family: corrective
            order: {complaint: {fr: Rien., en: Nothing.}}
            faults: [borne-x2-12-desserree]
            start: {for: 30 s}
            """
        let session = try Session(Bench.exercise("convoyeur-tri/short", scenario: scenario), seed: 1)
        session.machine.withdraw("borne-x2-12-desserree")
        return session
    }

    /// The values of the page, by name; nothing where no answer came.
    private func page(_ session: Session) throws -> [String: Double] {
        let events = try Bench.play(["ihm supervision"], on: session).flatMap(\.events)
        for case .pageRead(_, let values) in events {
            return Dictionary(values.map { ($0.name, $0.value) }) { first, _ in first }
        }
        return [:]
    }

    /// m/s of the belt, give or take what it changes by while one reads.
    private func isBeltSpeed(_ value: Double?, _ session: Session, times factor: Double = 1) -> Bool {
        guard let value, let speed = session.machine.plant.value("TA1", "speed") else { return false }
        return abs(value - factor * speed) < factor * 0.02
    }

    @Test func `a sound link shows the machine's values, and a scale set wrong shows ten times as much`() throws {
        let session = try session()
        #expect(isBeltSpeed(try page(session)["TA1.speed"], session))
        try Bench.play(["regler modbus echelle 10"], on: session)
        #expect(isBeltSpeed(try page(session)["TA1.speed"], session, times: 10))
        try Bench.play(["regler modbus echelle 1"], on: session)
        #expect(isBeltSpeed(try page(session)["TA1.speed"], session))
    }

    @Test func `a second device of the same number answers in turn with nonsense and with nothing`() throws {
        let session = try session()
        try Bench.play(["regler modbus autre-esclave 1"], on: session)
        let speeds = try (0..<4).map { _ in try page(session)["TA1.speed"] }
        #expect(speeds.contains { $0 == nil } && speeds.contains { $0 == 0 })
        try Bench.play(["regler modbus autre-esclave 6"], on: session)
        for _ in 0..<4 { #expect(isBeltSpeed(try page(session)["TA1.speed"], session)) }
    }

    @Test func `values whose exchange has stopped stand still while the belt does not run any more`() throws {
        let session = try session()
        try Bench.play(["regler modbus rafraichissement arrete"], on: session)
        #expect(isBeltSpeed(try page(session)["TA1.speed"], session))
        try Bench.play(["actionner S2", "attendre 20s"], on: session)
        #expect(try #require(try page(session)["TA1.speed"]) > 0.1)
        #expect(abs(session.machine.plant.value("TA1", "speed") ?? 1) < 0.01)
    }
}
