import Notation
import Testing

@testable import Grafcet

/// Programs with one mistake each: where, what, and the nearest right spelling.
@Suite struct RefusalTests {
    private static let variables = """
        variables:
          B1: {address: "%I0.0"}
          KM11: {address: "%Q0.0"}
          n: {type: count}
          vitesse: {address: "%IW0"}

        """
    private static let chart = """
        charts:
          GP: {rank: 1, steps: {1: {initial: true}}}

        """

    /// The only mistake: its line, what it says in French, and its nearest spelling.
    private func expect(
        _ yaml: String, line: Int, _ problem: String, nearest: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let found = mistakes(yaml)
        #expect(found.count == 1, "\(found)", sourceLocation: sourceLocation)
        guard let mistake = found.first else { return }
        #expect(mistake.origin.line == line, sourceLocation: sourceLocation)
        #expect(mistake.reason.fr.contains(problem), "\(mistake.reason.fr)", sourceLocation: sourceLocation)
        #expect(mistake.nearest == nearest, sourceLocation: sourceLocation)
    }

    private func program(_ steps: String, _ transitions: String = "[]", extra: String = "") -> String {
        // Lines: format 1, variables 2 to 6, charts 7, GP 8, rank 9, steps 10, transitions 11.
        Self.variables + "charts:\n  GP:\n    rank: 1\n    steps: \(steps)\n    transitions: \(transitions)\n" + extra
    }

    @Test func `the file's head`() {
        expect("chart: {}\n" + Self.chart, line: 2, "clé « chart » inconnue", nearest: "charts")
        expect("variables: {}", line: 1, "« charts » manque")
        expect("charts: {}", line: 2, "aucun grafcet")
    }

    @Test func `addresses`() {
        func variables(_ lines: String) -> String { "variables:\n" + lines + Self.chart }
        expect(variables("  a: {address: I0.5}\n"), line: 3, "« I0.5 » n'est pas une adresse", nearest: "%I0.5")
        expect(variables("  a: {address: \"%E0.5\"}\n"), line: 3, "n'est pas une adresse", nearest: "%I0.5")
        expect(variables("  a: {address: \"%I0.99\"}\n"), line: 3, "n'est pas une adresse")
        expect(variables("  a: {address: \"%I5\"}\n"), line: 3, "n'est pas une adresse")
        expect(
            variables("  a: {address: \"%I0.5\"}\n  b: {address: \"%I0.5\"}\n"), line: 4,
            "%I0.5 est déjà l'adresse de « a », ligne 3")
        expect(variables("  a: {address: \"%I0.5\", type: count}\n"), line: 3, "%I0.5 est un bit")
        expect(variables("  a: {address: \"%MW5\", type: bool}\n"), line: 3, "%MW5 est un mot")
        expect(variables("  a: {address: \"%S99\"}\n"), line: 3, "pas de bit système %S99")
        expect(variables("  a: {adress: \"%I0.0\"}\n"), line: 3, "clé « adress » inconnue", nearest: "address")
    }

    @Test func `variables`() {
        func variables(_ lines: String) -> String { "variables:\n" + lines + Self.chart }
        expect(variables("  AND: {}\n"), line: 3, "« AND » est un mot du langage")
        expect(variables("  3s: {}\n"), line: 3, "« 3s » ne peut pas être un nom")
        expect(variables("  a b: {}\n"), line: 3, "« a b » ne peut pas être un nom")
        expect(variables("  X1: {}\n"), line: 3, "« X1 » est l'activité de l'étape 1")
        expect(variables("  a: {type: conut}\n"), line: 3, "count", nearest: "count")
        expect(variables("  a: {constant: 3s, address: \"%M1\"}\n"), line: 3, "une constante n'a pas d'adresse")
        expect(variables("  a: {address: \"%I0.0\", retain: true}\n"), line: 3, "gardée à la coupure")
        expect(variables("  a: {address: \"%Q0.0\", initial: 1}\n"), line: 3, "valeur initiale")
        expect(variables("  a: {type: count, initial: 70000}\n"), line: 3, "limites")
    }

    @Test func `steps`() {
        expect(program("{1: {initial: true}, 1: }"), line: 10, "deux fois")
        expect(program("{X1: {initial: true}}"), line: 10, "« X1 » n'est pas un numéro d'étape", nearest: "1")
        expect(program("{1: }"), line: 9, "GP n'a pas d'étape initiale")
        expect(
            program("{1: {initial: true}}", extra: "  GQ: {rank: 1, steps: {1: {initial: true}}}\n"), line: 12,
            "l'étape 1 existe déjà, ligne 10")
        expect(program("{1: {inital: true}, 2: {initial: true}}"), line: 10, "« inital »", nearest: "initial")
    }

    @Test func `transitions`() {
        let steps = "{10: {initial: true}, 11: }"
        expect(program(steps, "[{from: 10, to: 12, if: B1}]"), line: 11, "pas d'étape « 12 » dans GP", nearest: "10")
        expect(program(steps, "[{from: X10, to: 11, if: B1}]"), line: 11, "pas d'étape « X10 »", nearest: "10")
        expect(program(steps, "[{from: 10, to: 11}]"), line: 11, "« if » manque")
        expect(
            program(steps, "[{from: 10, to: 11, if: B1 AND B2}]"), line: 11, "colonne 8 : pas de variable « B2 »", nearest: "B1")
        expect(program(steps, "[{from: 10, to: 11, if: B1 AND X12}]"), line: 11, "pas d'étape « 12 »", nearest: "X10")
        expect(program(steps, "[{from: 10, to: 11, if: vitesse}]"), line: 11, "« vitesse » est un nombre ; attendu : BOOL")
        expect(program(steps, "[{from: [10, 10], to: 11, if: B1}]"), line: 11, "citée deux fois")
        expect(program(steps, "[{from: [], to: [], if: B1}]"), line: 11, "ne relie rien")
        expect(program(steps, "[{from: 10, to: 11, if: B1, do: n = 1}]"), line: 11, "action mémorisée", nearest: ":=")
        expect(program(steps, "[{from: 10, to: 11, if: B1, do: B1 := 1}]"), line: 11, "ne peut pas écrire « B1 »")
        expect(
            program(
                steps, "[]", extra: "  GQ: {rank: 1, steps: {20: {initial: true}}, transitions: [{from: 20, to: 10, if: B1}]}\n"),
            line: 12, "pas d'étape « 10 » dans GQ, elle est dans GP")
    }

    @Test func `actions`() {
        func step(_ action: String) -> String { program("{1: {initial: true, actions: [\(action)]}}") }
        expect(step("KM12"), line: 10, "pas de variable « KM12 »", nearest: "KM11")
        expect(step("B1"), line: 10, "ne peut pas écrire « B1 »")
        expect(step("n"), line: 10, "pilote un bit")
        expect(step("n := n + 1"), line: 10, "à quel moment")
        expect(step("{do: KM11, if: ↑B1}"), line: 10, "un front ne dure qu'un instant")
        expect(step("{do: KM11, after: 3}"), line: 10, "TIME")
        expect(step("{event: B1, do: n := 1}"), line: 10, "un événement est un front")
        expect(step("{activation: n := 1, if: B1}"), line: 10, "« if » ne va pas avec « activation »")
        expect(step("{activation: n := 1, deactivation: n := 2}"), line: 10, "un moment")
        expect(step("{activation: n := B1}"), line: 10, "BOOL")
        expect(step("{activation: SET n}"), line: 10, "SET")
        expect(step("KM11, {activation: SET KM11}"), line: 10, "« KM11 » est écrit de deux façons")
    }

    @Test func `forcing orders`() {
        func step(_ order: String) -> String {
            program("{1: {initial: true, actions: [\"\(order)\"]}}", extra: "  GQ: {rank: 2, steps: {20: }}\n")
                .replacing("{20: }", with: "{20: {initial: true}}")
        }
        expect(step("F/GX:{*}"), line: 10, "pas de grafcet « GX »", nearest: "GP")
        expect(step("F/GQ"), line: 10, "n'est pas un ordre de forçage")
        expect(step("F/GQ:{21}"), line: 10, "pas d'étape « 21 » dans GQ", nearest: "20")
        expect(step("F/GP:{INIT}"), line: 10, "ne peut pas forcer")
        expect(
            program("{1: {initial: true, actions: [\"F/GQ:{INIT}\", \"F/GQ:{20}\"]}}", extra: "  GQ: {rank: 2, steps: {20: }}\n"),
            line: 10, "GQ n'a pas d'étape initiale où le forcer")
    }

    @Test func `equations, modes and alarms`() {
        expect(Self.variables + "equations: {KM12: B1}\n" + Self.chart, line: 7, "pas de variable « KM12 »", nearest: "KM11")
        expect(Self.variables + "equations: {KM11: n}\n" + Self.chart, line: 7, "« n » est un nombre")
        expect(Self.variables + "equations: {KM11: ↑B1}\n" + Self.chart, line: 7, "un front ne dure")
        expect(Self.variables + "modes: {A8: B1}\n" + Self.chart, line: 7, "pas de mode « A8 »", nearest: "A1")
        expect(Self.variables + "modes: {A1: {if: B1, when: B1}}\n" + Self.chart, line: 7, "« if » inconnue")
        expect(Self.variables + "alarms: {a: {when: B1}}\n" + Self.chart, line: 7, "« text » manque")
    }

    @Test func `all mistakes of a file are told at once`() {
        let found = mistakes(program("{10: {initial: true, actions: [KM12]}}", "[{from: 10, to: 11, if: B2}]"))
        #expect(found.count == 3)
    }

    @Test func `a step that cannot be reached and an output that nothing drives are warnings`() throws {
        let program = try Program.decode(
            Document.parse(
                "format: 1\n" + program("{1: {initial: true}, 2: , 3: }", "[{from: 1, to: 2, if: B1}]"), name: "program.yaml"))
        #expect(program.warnings.count == 2)
        #expect(program.warnings.first?.reason.fr == "l'étape 3 de GP ne peut jamais être active")
        #expect(program.warnings.first?.origin.line == 10)
        #expect(program.warnings.last?.reason.fr == "rien ne pilote la sortie « KM11 »")
    }

    @Test(arguments: ["%I0.5", "%Q1.15", "%M3", "%IW0", "%QW2", "%MW10", "%S6"])
    func `an address reads and writes as in the workshop`(text: String) throws {
        #expect(try #require(Address(text)).description == text)
    }

    @Test(arguments: [
        "", "%", "I0.5", "%I", "%I0", "%I0.32", "%M0.3", "%IW0.1", "%X3", "%SW6", "%I0.05", "%I-1.0", "%MW 1", "%IX0.0",
    ])
    func `what is no address is not read`(text: String) {
        #expect(Address(text) == nil)
    }
}
