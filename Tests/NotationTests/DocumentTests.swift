import Notation
import Testing

@Suite struct DocumentTests {
    @Test func `reads a machine's file by declared types`() throws {
        let root = try Document.parse(
            """
            format: 1
            name: {fr: Convoyeur, en: Conveyor}
            components:
              KM1: {coil: 24 V, power: 0.37 kW, contact: NO, terminal: 1:13, number: 017, on: true, poles: 3}
              1V1: {pressure: 6 bar, C: 2.8 l/(s.bar), section: 1.5 mm2, ports: [1, 2, 4]}
            """, name: "machine.yaml")
        try root.format(1)
        let file = try root.mapping(keys: ["name", "components"])
        #expect(try file.required("name").text == Text(fr: "Convoyeur", en: "Conveyor"))
        let components = try file.required("components").mapping()
        #expect(components.keys == ["KM1", "1V1"])
        let contactor = try components.required("KM1").mapping()
        #expect(try contactor.required("coil").quantity(.voltage) == 24)
        #expect(try contactor.required("power").quantity(.power) == 370)
        #expect(try contactor.required("contact").string == "NO")
        #expect(try contactor.required("terminal").string == "1:13")
        #expect(try contactor.required("number").string == "017")
        #expect(try contactor.required("on").boolean)
        #expect(try contactor.required("poles").integer(in: 1...4) == 3)
        #expect(contactor["absent"] == nil)
        let valve = try components.required("1V1").mapping()
        #expect(try valve.required("pressure").quantity(.pressure) == 701_325)
        #expect(try valve.required("pressure").quantity(.gaugePressure) == 600_000)
        #expect(try valve.required("ports").strings == ["1", "2", "4"])
        #expect(try valve.required("C").origin == Origin(file: "machine.yaml", line: 5, path: "components.1V1.C"))
    }

    @Test(arguments: ["NO", "on", "Yes", "~", "null", "017", "1:13", "0x1F", "1e3", "2024-01-01", ".inf", "-1", "1_000"])
    func `a scalar read as text is what was written`(word: String) throws {
        #expect(try Document.parse("x: \(word)", name: "m").mapping().required("x").string == word)
        #expect(try Document.parse("\(word): x", name: "m").mapping().keys == [word])
    }

    @Test func `keys that YAML 1_1 would call equal are different texts`() throws {
        let root = try Document.parse("1: a\n01: b\n0x1: c\n'2': d\n\"3\": e\nyes: f\ntrue: g\n", name: "m")
        #expect(try root.mapping().keys == ["1", "01", "0x1", "2", "3", "yes", "true"])
    }

    @Test func `a quoted empty text is a text, an empty value is not`() throws {
        let root = try Document.parse("a: \"\"\nb:\n", name: "m").mapping()
        #expect(try root.required("a").string.isEmpty)
        #expect(root["b"]?.isEmpty == true)
    }

    @Test func `a plain text is the same in both languages`() throws {
        #expect(try Document.parse("KM1", name: "m").text == Text("KM1"))
    }

    @Test func `lines are right in blocks, after a byte order mark and with carriage returns`() throws {
        let root = try Document.parse("\u{FEFF}a: |\r\n  b: 1\r\n  c\r\nd:\r\n  - 1\r\n  - x: 2\r\n", name: "m")
        let mapping = try root.mapping()
        #expect(try mapping.required("a").string == "b: 1\nc\n")
        #expect(mapping.entries.map(\.keyOrigin.line) == [1, 4])
        let items = try mapping.required("d").sequence
        #expect(items.map(\.origin.line) == [5, 6])
        #expect(try items[1].mapping().required("x").origin.path == "d[2].x")
    }

    @Test func `an alias stands for its node, and a mistake in it is told where it is written`() throws {
        let root = try Document.parse("a: &coil 24 V\nb: *coil\n", name: "m").mapping()
        #expect(try root.required("b").quantity(.voltage) == 24)
        let mistake = try #require(throws: Mistake.self) { try root.required("b").quantity(.current) }
        #expect(mistake.origin == Origin(file: "m", line: 1, path: "b"))
    }

    // MARK: - What could exhaust a reader

    /// Ten levels of ten aliases: 10¹⁰ nodes.
    private static let bomb =
        "l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n"
        + (1...10).map { level in
            let items = [String](repeating: "*l\(level - 1)", count: 10).joined(separator: ", ")
            return "l\(level): &l\(level) [\(items)]\n"
        }.joined()

    private func problem(_ yaml: String) -> String? {
        do {
            _ = try Document.parse(yaml, name: "m")
            return nil
        } catch let mistake as Mistake {
            return mistake.problem.en
        } catch {
            return "\(error)"
        }
    }

    @Test(.timeLimit(.minutes(1))) func `aliases that multiply are refused`() {
        #expect(problem(Self.bomb) == "the aliases (*name) multiply without bound")
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "*l10 : 1\n", "? *l10\n: 1\n", "[*l10]: 1\n", "x: {*l10 : 1}\n", "x: {? *l10 : 1}\n", "- ? *l10\n",
            "x:\n  ? - *l10\n",
        ])
    func `aliases that multiply in a key are refused before they are compared`(key: String) {
        #expect(problem(Self.bomb + key) == "a key cannot hold an alias (*name)")
    }

    @Test func `aliases as values are no aliases in keys`() {
        #expect(
            problem("a: &a 1\nb: &b 2\nc: [*a, *b, *a]\nd: {x: *a, y: *b}\ne: *a\nf: >\n  Pourquoi ?\n  Oui *un* mot.\n") == nil)
    }

    @Test func `a text over one megabyte is refused`() {
        let line = "a: " + String(repeating: "x", count: 1_000_000 - 3)
        #expect(problem(line) == nil)
        #expect(problem(line + "x") == "the file is larger than 1 MB")
    }

    @Test(.timeLimit(.minutes(1))) func `deep nesting is refused`() {
        #expect(problem(String(repeating: "[", count: 60) + String(repeating: "]", count: 60)) == nil)
        #expect(
            problem(String(repeating: "[", count: 900) + String(repeating: "]", count: 900)) == "nested more than 64 levels deep")
        #expect(problem(String(repeating: "[", count: 400_000)) != nil)
        #expect(problem(String(repeating: "- ", count: 400_000)) != nil)
        #expect(problem(String(repeating: "{a: ", count: 200_000)) != nil)
        #expect(problem(String(repeating: "? ", count: 400_000)) != nil)
    }

    @Test(.timeLimit(.minutes(1))) func `many repeated keys are told in bounded time`() {
        let twice = (0..<20_000).map { "k\($0): 1\n" }.joined()
        #expect(problem(twice + twice)?.hasSuffix("is written twice") == true)
        let few = (0..<6).map { "k\($0): 1\n" }.joined()
        #expect(throws: Mistakes.self) { try Document.parse(few + few, name: "m") }
    }

    @Test(.timeLimit(.minutes(1))) func `a file of the largest size is read within seconds`() throws {
        let list = "[" + String(repeating: "1,", count: 450_000) + "1]"
        #expect(try Document.parse(list, name: "m").sequence.count == 450_001)
        let deep = String(repeating: "[", count: 50) + String(repeating: "1,", count: 450_000) + String(repeating: "]", count: 50)
        #expect(throws: Never.self) { try Document.parse(deep, name: "m") }
        let keys = (0..<60_000).map { "key\($0): 1\n" }.joined()
        #expect(try Document.parse(keys, name: "m").mapping().entries.count == 60_000)
    }
}
