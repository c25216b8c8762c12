import Foundation
import Testing

@Suite struct CommandLineTests {
    private func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Command.Result {
        try Command.run(arguments, environment: environment)
    }

    private func run(_ arguments: [String]) throws -> Command.Result { try Command.run(arguments, environment: [:]) }

    @Test func `machines are listed in the language asked for`() throws {
        let french = try run("list", "--lang", "fr")
        #expect(french.status == 0 && french.errors.isEmpty)
        #expect(french.lines.contains("convoyeur-tri  Convoyeur de tri"))
        #expect(try run("list", "--lang", "en").lines.contains("convoyeur-tri  Sorting conveyor"))
        #expect(try run("list", environment: ["LANG": "en_GB.UTF-8"]).lines.contains("convoyeur-tri  Sorting conveyor"))
        #expect(try run("list", environment: ["LANG": "en_GB.UTF-8", "LC_ALL": "fr_FR"]).output == french.output)
        #expect(try run("list").output == french.output)
        // Options that every command takes may stand before its name.
        #expect(try run("--lang", "en", "list", "machines").lines.contains("convoyeur-tri  Sorting conveyor"))
        #expect(try run("--plain", "--lang", "en", "list").output == run("list", "--lang", "en").output)
    }

    @Test func `faults and component types are listed`() throws {
        let faults = try run("list", "faults", "convoyeur-tri", "--lang", "en")
        #expect(faults.lines.first == "borne-x2-12-desserree  X2 · terminal X2:12 loose (0 V of B2)")
        #expect(faults.lines.count(where: { !$0.isEmpty }) >= 25)
        let types = try run("list", "components", "--lang", "fr")
        #expect(types.lines.contains { $0.hasPrefix("terminal-strip ") && $0.hasSuffix("bornier") })
        #expect(types.output == (try run("list", "components", "--plain", "--lang", "fr").output))
    }

    @Test func `the Modbus map shows both numberings`() throws {
        let map = try run("map", "convoyeur-tri", "--lang", "fr")
        #expect(map.status == 0)
        #expect(map.lines.first == "unité 1, et 0 ou 255")
        #expect(map.lines.contains("    0  00001  L/É  bit  cmd_fin_cycle  demander l'arrêt en fin de cycle"))
        #expect(map.lines.contains { $0.hasPrefix("   10  30011  L    f32  intensite ") })
        #expect(map.lines.contains { $0.hasPrefix("    0  40001  L/É  u16  seuil_courant") })
        let english = try run("map", "convoyeur-tri", "--lang", "en")
        #expect(english.lines.contains("    0  00001  R/W  bit  cmd_fin_cycle  ask for the stop at the end of the cycle"))
        #expect(english.lines.count == map.lines.count)
    }

    @Test func `simulate writes CSV in SI with the names that were asked`() throws {
        let result = try run(
            "simulate", "convoyeur-tri", "--for", "300ms", "--every", "100ms", "--probe", "T1:+-T1:-", "--probe", "0P1.pressure",
            "--csv", "-", "--lang", "fr")
        #expect(result.status == 0 && result.errors.isEmpty)
        let rows = result.lines.filter { !$0.isEmpty }
        #expect(rows.first == "time,T1:+-T1:-,0P1.pressure")
        let values = rows.dropFirst().map { $0.split(separator: ",").compactMap { Double($0) } }
        #expect(values.map(\.first) == [0, 0.1, 0.2, 0.3])
        for row in values {
            // 24.1 V behind the supply's own resistance; 6 bar above the atmosphere, in pascals.
            #expect(row.count == 3 && abs(row[1] - 24.1) < 0.1 && abs(row[2] - 701_325) < 20_000, "\(row)")
        }
    }

    @Test func `simulate writes a file, and says when it cannot`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "banc-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "trace.csv")
        #expect(
            try run(
                "simulate", "convoyeur-tri", "--for", "10ms", "--probe", "M1.speed", "--csv", file.path(percentEncoded: false)
            )
            .status == 0)
        #expect(try String(contentsOf: file, encoding: .utf8).hasPrefix("time,M1.speed\n0.0,"))
        let nowhere = folder.appending(path: "absent/trace.csv").path(percentEncoded: false)
        let refused = try run(
            "simulate", "convoyeur-tri", "--for", "10ms", "--probe", "M1.speed", "--csv", nowhere, "--lang", "en")
        #expect(refused.status == 3)
        #expect(refused.errors == "cannot write \(nowhere)\n")
    }

    @Test func `a full disk ends with its status`() throws {
        let result = try run(
            "simulate", "convoyeur-tri", "--for", "10ms", "--probe", "M1.speed", "--csv", "/dev/full", "--lang", "en")
        #expect(result.status == 3)
        #expect(result.errors.hasPrefix("cannot write"))
    }

    @Test func `a bare circuit is simulated from its file`() throws {
        let text = """
            format: 1
            wire-classes:
              fil: {section: 1 mm², colour: {fr: bleu, en: blue}, rated: 5 A}
            components:
              RESEAU: {type: three-phase-supply}
              T1: {type: power-supply}
              R1: {type: resistive-load, resistance: 100 Ω}
            wires:
              "1": {from: "RESEAU:L1", to: "T1:L", class: fil}
              "2": {from: "RESEAU:N", to: "T1:N", class: fil}
              "3": {from: "T1:+", to: "R1:1", class: fil}
              "4": {from: "T1:-", to: "R1:2", class: fil}
              "5": {from: "T1:-", to: PE, class: fil}
            """
        let file = FileManager.default.temporaryDirectory.appending(path: "circuit-\(UUID().uuidString).yaml")
        try text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let result = try run("simulate", file.path(percentEncoded: false), "--for", "1s", "--probe", "R1.power", "--csv", "-")
        let power = result.lines.last { !$0.isEmpty }?.split(separator: ",").last.flatMap { Double($0) }
        // U²/R with 24 V, 5 % for the supply's resistance.
        #expect(abs((power ?? 0) - 5.76) < 0.3, "\(result.output)\(result.errors)")
    }

    /// 0.985 of 1 cm³ a turn and 138.9 rad/s, less the slip; through 60 bar at 1.4 l/min as the square.
    @Test func `the hydraulic circuit of the docs stands where pump and throttle agree`() throws {
        let file = Command.repository.appending(path: "docs/circuits/hydraulic-power-unit.yaml").path(percentEncoded: false)
        let result = try run(
            "simulate", file, "--for", "3s", "--probe", "ET1:1-ET1:2", "--probe", "P1.flow", "--every", "1s", "--csv", "-")
        let last = try #require(result.lines.last { !$0.isEmpty }?.split(separator: ",").compactMap { Double($0) })
        try #require(last.count == 3, "\(result.output)\(result.errors)")
        let flow = last[2] * 60_000
        #expect(abs(flow - 1.18) < 0.03)
        #expect(abs(last[1] / (60e5 * (flow / 1.4) * (flow / 1.4)) - 1) < 0.05)
    }

    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "banc-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test(arguments: ["fr", "en"]) func `the circuit of the command's help is one that it runs, and plots`(language: String)
        throws
    {
        let help = try run("simulate", "--help", "--lang", language)
        let start = try #require(help.lines.firstIndex(of: "format: 1"))
        let circuit = help.lines[start...].prefix { !$0.isEmpty }.joined(separator: "\n")
        try inFolder { folder in
            let file = folder.appending(path: "pompe.yaml").path(percentEncoded: false)
            let plot = folder.appending(path: "pompe.svg")
            try circuit.write(toFile: file, atomically: true, encoding: .utf8)
            let result = try run(
                "simulate", file, "--for", "2s", "--probe", "V1:P", "--probe", "P1.flow", "--probe", "NET:L1-NET:L2~", "--plot",
                plot.path(percentEncoded: false), "--csv", "-", "--lang", language)
            let last = try #require(result.lines.last { !$0.isEmpty }?.split(separator: ",").compactMap { Double($0) })
            try #require(last.count == 4, "\(result.output)\(result.errors)")
            // The relief valve holds its 60 bar; 1 cm³ a turn, less 9.3 ml/min and bar of leakage; 400 V between phases.
            #expect(
                abs(last[1] / 60e5 - 1) < 0.03 && abs(last[2] * 60_000 - (1.39 - 0.0093 * 60.4)) < 0.03 && abs(last[3] - 400) < 1)
            let drawing = try String(contentsOf: plot, encoding: .utf8)
            #expect(drawing.hasPrefix("<svg ") && drawing.hasSuffix("</svg>\n"))
            for word in ["P1.flow · ", "NET:L1-NET:L2~", ">bar</text>", ">l/min</text>", ">V</text>", ">s</text>"] {
                #expect(drawing.contains(word), "\(word)")
            }
        }
    }

    @Test func `values that are not written to a file are told with their units`() throws {
        let result = try run(
            "simulate", "convoyeur-tri", "--for", "100ms", "--probe", "T1:+-T1:-", "--probe", "0P1.pressure", "--lang", "fr")
        #expect(result.lines[0].hasPrefix("T1:+-T1:- = 24,") && result.lines[0].hasSuffix(" V"))
        #expect(result.lines[1].hasPrefix("0P1.pressure = ") && result.lines[1].hasSuffix(" bar"))
    }

    @Test func `a failure of any type and an input of the process are given by hand`() throws {
        let circuit = """
            format: 1
            components:
              RA1: {type: air-supply}
              VE1: {type: vacuum-ejector}
              VC1: {type: vacuum-cup}
            hoses:
              H1: {from: "RA1:1", to: "VE1:1", length: 1 m, bore: 6 mm}
              H2: {from: "VE1:V", to: "VC1:V", length: 0.5 m, bore: 4 mm}
            """
        try inFolder { folder in
            let file = folder.appending(path: "vide.yaml").path(percentEncoded: false)
            try circuit.write(toFile: file, atomically: true, encoding: .utf8)
            func force(_ options: String...) throws -> Double {
                let result = try Command.run(
                    ["simulate", file, "--for", "3s", "--probe", "VC1.force", "--every", "3s", "--csv", "-"] + options)
                return result.lines.last { !$0.isEmpty }?.split(separator: ",").last.flatMap { Double($0) } ?? .nan
            }
            // 50 mm at 71 kPa below the atmosphere; nothing without a sheet; less through a torn lip, which is torn for the last second.
            let held = try force("--set", "VC1.sheet=1")
            #expect(abs(held / (71_300 * Double.pi / 4 * 0.05 * 0.05) - 1) < 0.05, "\(held)")
            #expect(try force() < 0.1 * held)
            #expect(try force("--set", "VC1.sheet=1", "--fault", "VC1.torn:1@2s") < 0.9 * held)
        }
    }

    @Test func `use wears a machine, and the trend of a probe is written with a row for each leap`() throws {
        let file = Command.repository.appending(path: "docs/circuits/hydraulic-power-unit.yaml").path(percentEncoded: false)
        try inFolder { folder in
            let csv = folder.appending(path: "tendance.csv")
            let result = try run(
                "simulate", file, "--for", "2s", "--every", "1s", "--age", "400d", "--stretch", "2s", "--probe", "P1.flow",
                "--csv",
                csv.path(percentEncoded: false), "--lang", "en")
            #expect(result.status == 0 && result.lines[0] == "wear after 400 days of use", "\(result.output)\(result.errors)")
            #expect(result.lines.contains { $0.hasPrefix("  P1 worn ") && $0.hasSuffix("%") })
            let rows = try String(contentsOf: csv, encoding: .utf8).split(separator: "\n").dropFirst().map {
                $0.split(separator: ",").compactMap { Double($0) }
            }
            #expect(rows.count > 10 && rows.last![0] <= 2 + 400 * 86_400 && rows.last![0] > 200 * 86_400)
            // A worn pump delivers less.
            #expect(rows.last![1] < 0.9 * rows[2][1])
        }
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let fr: String
        let en: String

        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test(arguments: [
        Wrong(
            arguments: ["simulate", "convoyeur-trri"],
            fr: "machine « convoyeur-trri » introuvable ; la plus proche : convoyeur-tri",
            en: "machine 'convoyeur-trri' not found; nearest: convoyeur-tri"),
        Wrong(
            arguments: ["list", "faults"], fr: "de quelle machine ? banc list faults MACHINE",
            en: "of which machine? banc list faults MACHINE"),
        Wrong(
            arguments: ["simulate", "convoyeur-tri", "--probe", "M1.sped"],
            fr: "sonde « M1.sped » : introuvable ; le plus proche : M1.speed",
            en: "probe 'M1.sped': not found; nearest: M1.speed"),
        Wrong(
            arguments: ["simulate", "convoyeur-tri", "--probe", "KM1O:A1"], fr: "sonde « KM1O:A1 » : introuvable",
            en: "probe 'KM1O:A1': not found"),
        Wrong(
            arguments: ["simulate", "convoyeur-tri", "--plot", "x.svg"], fr: "--plot trace des sondes : --probe",
            en: "--plot draws probes: --probe"),
        Wrong(
            arguments: ["simulate", "convoyeur-tri", "--probe", "M1.speed", "--csv", "-", "--plot", "-"],
            fr: "--csv - et --plot - : un seul sur la sortie", en: "--csv - and --plot -: only one on the output"),
        Wrong(
            arguments: ["simulate", "convoyeur-tri", "--fault", "KM11.pole-wornn:0.5"],
            fr: "KM11 ne tombe pas en panne « pole-wornn » ; le plus proche : pole-worn",
            en: "KM11 does not fail as 'pole-wornn'; nearest: pole-worn"),
        Wrong(
            arguments: ["simulate", "convoyeur-tri", "--fault", "KM11.pole-worn:0.5"],
            fr: "--fault KM11.pole-worn:0.5 : dis à quel élément, KM11:ÉLÉMENT.pole-worn",
            en: "--fault KM11.pole-worn:0.5: say of which item, KM11:ITEM.pole-worn"),
        Wrong(
            arguments: ["simulate", "convoyeur-tri", "--probe", "0V2:1~"],
            fr: "sonde « 0V2:1~ » : ~ est pour une tension alternative",
            en: "probe '0V2:1~': ~ is for an alternating voltage"),
        Wrong(
            arguments: ["simulate", "convoyeur-tri", "--probe", "T1:+-0V2:1"],
            fr: "sonde « T1:+-0V2:1 » : deux énergies différentes", en: "probe 'T1:+-0V2:1': two kinds of energy"),
        Wrong(
            arguments: ["simulate", "convoyeur-tri", "--for", "10"],
            fr: "--for 10: « 10 » n'a pas d'unité ; attendu : une durée, par exemple 200 ms",
            en: "--for 10: '10' has no unit; expected: a duration, e.g. 200 ms"),
        Wrong(
            arguments: ["simulate", "convoyeur-tri", "--for", "1e9s"], fr: "--for 1e9s : de 0 s à 1000 jours",
            en: "--for 1e9s: from 0 s to 1000 days"),
        Wrong(
            arguments: ["simulate", "convoyeur-tri", "--fault", "borne-x2-12-deserree"],
            fr: "panne « borne-x2-12-deserree » inconnue de cette machine ; la plus proche : borne-x2-12-desserree",
            en: "fault 'borne-x2-12-deserree' is unknown to this machine; nearest: borne-x2-12-desserree"),
        Wrong(
            arguments: ["simulate", "convoyeur-tri", "--fault", "fil-signal-b2-coupe:2"],
            fr: "--fault fil-signal-b2-coupe:2 : une gravité va de 0 à 1",
            en: "--fault fil-signal-b2-coupe:2: a severity goes from 0 to 1"),
        Wrong(
            arguments: ["simulate", "convoyeur-tri", "--operate", "S1"],
            fr: "--operate S1 : écris REF[=POSITION]@TEMPS[+DURÉE], par exemple S1@2s",
            en: "--operate S1: write REF[=POSITION]@TIME[+DURATION], such as S1@2s"),
        Wrong(
            arguments: ["simulate", "convoyeur-tri", "--operate", "S12@1s"],
            fr: "pas de composant « S12 » ; le plus proche : S10", en: "no component 'S12'; nearest: S10"),
        Wrong(
            arguments: ["simulate", "convoyeur-tri", "--for", "10ms", "--operate", "M1@0s"], fr: "M1 ne s'actionne pas à la main",
            en: "M1 is not operated by hand"),
        Wrong(
            arguments: ["simulate", "convoyeur-tri", "--for", "10ms", "--operate", "S7=semi@0s"],
            fr: "S7 n'a pas de position « semi » ; positions : auto, manuel, pas-a-pas",
            en: "S7 has no position 'semi'; positions: auto, manuel, pas-a-pas"),
        Wrong(
            arguments: ["simulate", "convoyeur-tri", "--set", "0Z1.set-presure=6bar"],
            fr: "0Z1 n'a pas de réglage « set-presure » ; le plus proche : set-pressure",
            en: "0Z1 has no setting 'set-presure'; nearest: set-pressure"),
        Wrong(
            arguments: ["simulate", "convoyeur-tri", "--set", "0Z1.set-pressure=600bar"],
            fr: "--set 0Z1.set-pressure=600bar : hors limites", en: "--set 0Z1.set-pressure=600bar: out of bounds"),
        Wrong(
            arguments: ["simulate", "convoyeur-tri", "--set", "S7.contacts=auto"],
            fr: "--set S7.contacts=auto : cela se change dans le fichier de la machine, pas en marche",
            en: "--set S7.contacts=auto: this is changed in the machine's file, not on the run"),
        Wrong(
            arguments: ["serve", "convoyeur-tri", "--modbus", "1502"],
            fr: "--modbus 1502 : écris HÔTE:PORT, par exemple 127.0.0.1:1502",
            en: "--modbus 1502: write HOST:PORT, such as 127.0.0.1:1502"),
        Wrong(
            arguments: ["serve", "convoyeur-tri", "--modbus", "127.0.0.1:70000"],
            fr: "--modbus 127.0.0.1:70000 : écris HÔTE:PORT, par exemple 127.0.0.1:1502",
            en: "--modbus 127.0.0.1:70000: write HOST:PORT, such as 127.0.0.1:1502"),
        Wrong(
            arguments: ["list", "--scenarios", "/absent"], fr: "dossier « /absent » introuvable", en: "folder '/absent' not found"
        ),
    ])
    func `wrong use gets one sentence and exit status 2`(_ wrong: Wrong) throws {
        for (language, sentence) in [("fr", wrong.fr), ("en", wrong.en)] {
            let result = try Command.run(wrong.arguments + ["--lang", language])
            #expect(result.status == 2)
            #expect(result.errors == sentence + "\n")
            #expect(result.output.isEmpty)
        }
    }

    @Test(arguments: [
        ["frobnicate"], ["list", "--bogus"], ["list", "--lang", "de"], ["list", "things"], ["simulate"],
        ["simulate", "convoyeur-tri", "--for"], ["serve", "convoyeur-tri", "--speed", "0"],
    ])
    func `wrong options are told on standard error with exit status 2`(_ arguments: [String]) throws {
        let result = try Command.run(arguments)
        #expect(result.status == 2)
        #expect(!result.errors.isEmpty && result.output.isEmpty)
    }

    @Test func `help is asked for, not an error`() throws {
        for arguments in [["--help"], ["simulate", "--help"], ["help", "serve"]] {
            let result = try Command.run(arguments)
            #expect(result.status == 0 && result.errors.isEmpty && !result.output.isEmpty)
        }
        #expect(try run("list", "--help", "--lang", "en").output.contains("what there is"))
        #expect(try run("simulate", "--help", "--lang", "fr").output.contains("fait tourner une machine"))
    }

    @Test func `a bad file is told with its line and exit status 2`() throws {
        let broken = Corpus.root.appending(path: "machine/wrong-dimension.yaml").path(percentEncoded: false)
        let result = try run("simulate", broken, "--lang", "en")
        #expect(result.status == 2)
        #expect(result.errors.contains("wrong-dimension.yaml:6: components.H1.voltage: '24 A' is a current"))
        #expect(result.output.isEmpty)
    }

    @Test func `nothing is coloured when colour is refused or nobody looks`() throws {
        for environment in [[:], ["NO_COLOR": "1"], ["TERM": "xterm-256color"]] {
            let result = try run("map", "convoyeur-tri", "--plain", environment: environment)
            #expect(!result.output.contains("\u{1B}"))
        }
    }

    @Test func `with --json standard output is one value`() throws {
        let result = try run("bench", "--json", "--seconds", "0.5")
        #expect(result.status == 0)
        let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        let machine = (value?["machines"] as? [[String: Any]])?.first
        #expect(machine?["machine"] as? String == "convoyeur-tri")
        #expect((machine?["simulatedSecondsPerSecond"] as? Double ?? 0) > 0)
        for key in ["components", "unknowns", "nanosecondsPerStep", "residentMegabytes", "megabytesPerMachine", "costOfEight"] {
            #expect(machine?[key] != nil, "\(key)")
        }
    }

    /// The conveyor with two faults and two states: what a search for them takes, in both languages.
    @Test func `diagnose says which faults are told apart, by which acts, and what that would take`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "banc-\(UUID().uuidString)")
        let machine = folder.appending(path: "machines/convoyeur-tri")
        try FileManager.default.createDirectory(at: folder.appending(path: "machines"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.copyItem(
            at: Command.repository.appending(path: "Scenarios/machines/convoyeur-tri"), to: machine)
        let faults = machine.appending(path: "faults.yaml")
        let entries = try String(contentsOf: faults, encoding: .utf8).components(separatedBy: "\n  - id: ")
        let kept = entries.filter { $0.hasPrefix("fil-signal-b2-coupe\n") || $0.hasPrefix("fil-226-au-24v\n") }
        try Data((["format: 1\nfaults:"] + kept).joined(separator: "\n  - id: ").utf8).write(to: faults)
        let states = """
            format: 1
            states:
              arme:
                text: {fr: armée, en: armed}
                operations: [{operate: S4}, {wait: 2 s}]
            """
        try Data(states.utf8).write(to: machine.appending(path: "states.yaml"))
        let place = folder.path(percentEncoded: false)
        func diagnose(_ arguments: String...) throws -> Command.Result {
            try run(["diagnose", "convoyeur-tri", "--scenarios", place] + arguments)
        }
        let french = try diagnose("--lang", "fr", "--fault", "fil-226-au-24v")
        #expect(french.status == 0 && french.errors.isEmpty, "\(french)")
        #expect(
            french.lines.filter { !$0.isEmpty } == [
                "convoyeur-tri : 2 pannes, 1 état", "Recherche : 0,81 bit à trouver ; en moyenne 1,0 acte, 1 min",
                "fil-226-au-24v : 1 acte, 1 état, 1 min",
                "  1. armée · es : variable B2 : 0 % du temps → 100 % du temps (2 → 1)", "  isolée de toutes les autres",
            ])
        let english = try diagnose("--lang", "en")
        #expect(
            english.lines.filter { !$0.isEmpty } == [
                "convoyeur-tri: 2 faults, 1 state", "Search: 0.81 bits to find; on average 1.0 act, 1 min",
                "First act: armed · io (0.81 bits, 1 min)", "  io: as a healthy machine: 1 suspect",
                "  io: variable B2: 0% of the time → 100% of the time: 1 suspect",
            ])
        let value = try #require(
            JSONSerialization.jsonObject(with: Data(try diagnose("--json").output.utf8)) as? [String: Any])
        #expect(value["machine"] as? String == "convoyeur-tri" && (value["faults"] as? [Any])?.count == 2)
        let wrong = try diagnose("--fault", "fil-226-au-24", "--lang", "en")
        #expect(wrong.status == 2 && wrong.errors.contains("nearest: fil-226-au-24v"), "\(wrong)")
    }
}
