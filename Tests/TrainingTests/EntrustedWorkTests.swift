import Notation
import Simulation
import Testing

@testable import Training

/// A machine made ready for somebody else: the sources are listed by who prepares, and who takes the work over looks first.
@Suite struct EntrustedWorkTests {
    private static let preparation = """
        format: 1
        title: {fr: Préparer, en: Prepare}
        family: preparation
        order:
          complaint: {fr: À préparer., en: To be prepared.}
        faults: []
        start: {for: 3 s, operations: [Q0=ouvert@1s]}
        people:
          team:
            work: {when: [attestation], on: [X0, X2], for: 2 min, say: {fr: "Fini.", en: "Done."}}
        """

    private func session(_ scenario: String = preparation) throws -> Session {
        try Session(Bench.exercise("convoyeur-tri/short", scenario: scenario), seed: 7)
    }

    private let dead = [
        "ouvrir armoire", "consigner separer Q0 QX0", "condamner Q0 QX0", "porter gants-isolants ecran", "consigner vat X0",
    ]

    private func handing(_ outcomes: [Outcome]) -> [Bool] {
        outcomes.flatMap(\.events).compactMap { if case .entrusted(_, _, let isAccepted, _) = $0 { isAccepted } else { nil } }
    }

    @Test func `work is taken over on a machine that was proved dead, and takes its time`() throws {
        let session = try session()
        try Bench.play(dead, on: session)
        let before = session.machine.time
        let outcomes = try Bench.play(["prevenir equipe attestation : c'est prêt"], on: session)
        #expect(handing(outcomes) == [true] && Bench.dangers(outcomes).isEmpty)
        #expect(session.machine.time - before >= 120)
        #expect(Bench.said(outcomes).contains("Fini."))
    }

    /// Without one act of the lockout, or with one that gives it up again.
    @Test(arguments: [("condamner Q0 QX0", "aide", Danger.workNotLocked), ("consigner vat X0", "aide", .workNotVerified)])
    func `nobody works on a machine that is not safe`(act: String, instead: String, danger: Danger) throws {
        let session = try session()
        let lines = dead.map { $0 == act ? instead : $0 }
        #expect(lines != dead)
        try Bench.play(lines, on: session)
        let before = session.machine.time
        let outcomes = try Bench.play(["prevenir equipe attestation"], on: session)
        #expect(handing(outcomes) == [false] && Bench.dangers(outcomes) == [danger])
        #expect(session.machine.time - before < 60)
        #expect(!Bench.said(outcomes).contains("Fini."))
    }

    @Test func `voltage upstream of the isolator is met by the tester, and the work is refused`() throws {
        let session = try session()
        let outcomes = try Bench.play(
            ["ouvrir armoire", "consigner separer Q0", "condamner Q0", "porter gants-isolants ecran", "consigner vat X0"],
            on: session)
        #expect(Bench.said(outcomes).contains("TENSION PRÉSENTE"))
        #expect(session.state.verificationFailed)
        let handed = try Bench.play(["prevenir equipe attestation"], on: session)
        #expect(handing(handed) == [false] && Bench.dangers(handed).first == .workNotIsolated)
    }

    @Test func `who prepares lists the sources, anybody else has them told`() throws {
        let session = try session()
        let untold = try Bench.play(["consigner preparation"], on: session)
        #expect(session.state.preparedSources == nil && !Bench.said(untold).contains("QX0"))
        try Bench.play(["consigner preparation Q0 0V1"], on: session)
        #expect(session.state.preparedSources == ["Q0", "0V1"])
        let other = try self.session(SessionTests.shortest)
        let told = try Bench.play(["consigner preparation"], on: other)
        #expect(other.state.preparedSources == ["Q0", "QX0", "0V1"] && Bench.said(told).contains("QX0"))
    }

    @Test func `a device that somebody else has opened is answered for once, then it is open already`() throws {
        let session = try session()
        let taken = try Bench.play(["ouvrir armoire", "consigner separer Q0"], on: session)
        #expect(session.state.isolated == ["Q0"] && Bench.said(taken).contains("déjà ouvert par quelqu'un d'autre"))
        let locked = try self.session()
        try Bench.play(["condamner Q0"], on: locked)
        #expect(locked.state.isolated == ["Q0"] && locked.state.locked == ["Q0"])
        let again = try Bench.play(["consigner separer Q0"], on: session)
        #expect(again.flatMap(\.events).map(\.kind) == [.prevented])
    }

    // MARK: - What floats

    /// Between two open contacts a conductor stands at what their gigaohms make of 231 V, and a tester's 300 kΩ leave nothing of it.
    @Test func `a conductor that floats between two open contacts hurts nobody, a live one does`() throws {
        let session = try session(SessionTests.shortest.replacing("{for: 10 s}", with: "{for: 3 s, operations: []}"))
        try Bench.play(dead, on: session)
        #expect(session.isDangerous("KM11:3"))
        #expect(try !session.isShocking("KM11:3"))
        #expect(try Bench.dangers(Bench.play(["remplacer KM11 LC1D09BL"], on: session)).isEmpty)
        let live = try self.session(SessionTests.shortest)
        #expect(try live.isShocking("KM11:3"))
    }

    @Test func `a probe may stand on the earth, wherever one is`() throws {
        let session = try session(SessionTests.shortest)
        try Bench.play(["ouvrir armoire", "porter gants-isolants ecran", "mesurer tension Q0:2 PE attendu 230"], on: session)
        #expect(try abs(Bench.last(session) - 231) < 6)
    }
}
