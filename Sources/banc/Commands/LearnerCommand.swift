import ArgumentParser
import Assessment
import Dossiers
import Foundation
import Learners
import Notation
import Records
import Reports
import Training

/// `banc learner`: the pupils of this box and what they have shown.
struct LearnerCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "learner",
            abstract: Text(
                fr: "les élèves de ce poste et ce qu'ils ont montré", en: "the learners of this box and what they have shown"
            )
            .spoken,
            subcommands: [
                LearnerListCommand.self, LearnerAddCommand.self, LearnerShowCommand.self, LearnerImportCommand.self,
                LearnerForgetCommand.self, LearnerRebuildCommand.self,
            ])
    }
}

let namesHelp = ArgumentHelp(
    Text(
        fr: "écrit aussi les noms, qui sinon restent dans le registre", en: "writes names too, which else stay in the register"
    ).spoken)

private let identifierHelp = ArgumentHelp(
    Text(fr: "pseudonyme, tel que dans les journaux", en: "pseudonym, as journals have it").spoken)

extension Register.Standing {
    /// What could not be read is said, and is in no table.
    func warn() {
        for path in lost {
            Console.error(
                Text(
                    fr: "\(path) : son résultat ne se lit plus, et le journal n'est plus celui qui a été compté",
                    en: "\(path): its result can no longer be read, and the journal is not the one that was counted"
                ).spoken)
        }
    }
}

/// `banc learner list`
struct LearnerListCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: Text(fr: "qui est dans le registre", en: "who is in the register").spoken)
    }

    @OptionGroup var common: CommonOptions
    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON", en: "one JSON value").spoken)) var json = false
    @Flag(name: .long, help: namesHelp) var names = false

    private struct Line: Encodable {
        let learner: String
        let name: String?
        let sessions: Int
        let finished: Int
    }

    func run() throws {
        try reporting {
            let register = try LearnerRegister.open(try common.library())
            let standing = try register.standing()
            standing.warn()
            let learners = try register.learners()
            let lines = learners.map { learner in
                let attempts = standing.attempts[learner.id] ?? []
                return Line(
                    learner: learner.id, name: json && !names ? nil : learner.name, sessions: attempts.count,
                    finished: attempts.count { $0.score.isComplete })
            }
            if json { return try Console.json(lines) }
            guard !lines.isEmpty else {
                return Console.print(
                    Text(fr: "personne encore : banc learner add ID", en: "nobody yet: banc learner add ID").spoken)
            }
            var table = TextTable(
                [
                    Text(fr: "pseudonyme", en: "pseudonym").spoken, Text(fr: "nom", en: "name").spoken,
                    Text(fr: "séances", en: "sessions").spoken, Text(fr: "terminées", en: "finished").spoken,
                ], keepsNames: true)
            for line in lines { table.add([line.learner, line.name ?? "–", "\(line.sessions)", "\(line.finished)"]) }
            for line in table.lines(common.style) { Console.print(line) }
        }
    }
}

/// `banc learner add`
struct LearnerAddCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "add",
            abstract: Text(
                fr: "inscrit un élève, et compte ses séances déjà faites ici",
                en: "puts a learner down, and counts the sessions held here already"
            ).spoken)
    }

    @OptionGroup var common: CommonOptions
    @Argument(help: identifierHelp) var id: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr: "nom, pour toi seul : il reste dans le registre de ce poste",
                en: "name, for you alone: it stays in this box's register"
            ).spoken))
    var name: String?

    func run() throws {
        try reporting {
            let register = try LearnerRegister.open(try common.library())
            let isNew = try register.add(id, name: name, at: Date().timeIntervalSince1970)
            let counted = try register.countWaiting(of: id)
            let id = try Register.identifier(id)
            Console.print(
                (isNew
                    ? Text(fr: "\(id) est inscrit", en: "\(id) is in the register")
                    : name != nil
                        ? Text(
                            fr: "\(id) était inscrit ; le nom est changé", en: "\(id) was in the register; the name is changed")
                        : Text(fr: "\(id) était déjà inscrit", en: "\(id) was in the register already")).spoken)
            if counted > 0 {
                Console.print(
                    Text(fr: "séances déjà faites, comptées : \(counted)", en: "sessions held already, counted: \(counted)")
                        .spoken)
            }
        }
    }
}

/// `banc learner show`
struct LearnerShowCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "show",
            abstract: Text(
                fr: "un portfolio : niveaux, preuves, ce qui n'a jamais été vu, quoi faire ensuite",
                en: "a portfolio: levels, evidence, what was never seen, what to do next"
            ).spoken)
    }

    @OptionGroup var common: CommonOptions
    @Argument(help: identifierHelp) var id: String
    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON", en: "one JSON value").spoken)) var json = false

    func run() throws {
        try reporting {
            let library = try common.library()
            let (portfolio, name) = try LearnerRegister.open(library).portfolio(of: id, library)
            if json { return try Console.json(portfolio) }
            for line in PortfolioReport(portfolio, name: name).lines(Spoken.language, common.style) { Console.print(line) }
        }
    }
}

/// `banc learner import`
struct LearnerImportCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "import",
            abstract: Text(
                fr: "vérifie des journaux d'autres postes, les copie ici et les compte",
                en: "verifies journals of other machines, copies them here and counts them"
            ).spoken)
    }

    @OptionGroup var common: CommonOptions
    @Argument(help: ArgumentHelp(Text(fr: "journaux, ou dossiers de journaux", en: "journals, or folders of journals").spoken))
    var journals: [String]

    @Flag(
        name: .long,
        help: ArgumentHelp(
            Text(fr: "inscrit les élèves qui ne le sont pas", en: "puts learners down who are not in the register").spoken))
    var add = false

    @Flag(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr:
                    "rejoue aussi chaque séance sur la machine : un journal inventé se voit (quelques secondes à quelques minutes chacune)",
                en: "does each session again on the machine too: an invented journal is seen (seconds to minutes each)"
            ).spoken))
    var replay = false

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON", en: "one JSON value").spoken)) var json = false

    private struct Line: Encodable {
        enum State: String, Encodable {
            case counted, unfinished, known, refused
        }

        let journal: String
        let state: State
        var learner: String?
        var exercise: String?
        var lines: Int?
        /// Something was done to it since it was written.
        var tampered = false
        let text: Text
    }

    func run() throws {
        try reporting {
            let library = try common.library()
            let register = try LearnerRegister.open(library)
            var lines: [Line] = []
            for path in try files() {
                let line = try take(path, register, library)
                lines.append(line)
                if !json { Console.print("\(path) : \(line.text.spoken)") }
            }
            if json {
                try Console.json(lines)
            } else {
                let refused = lines.count { $0.state == .refused }
                Console.print(
                    Text(
                        fr: "journaux : \(lines.count), refusés : \(refused)",
                        en: "journals: \(lines.count), refused: \(refused)"
                    ).spoken)
            }
            if lines.contains(where: \.tampered) { throw Exit.unmet }
            if lines.contains(where: { $0.state == .refused }) { throw Exit.misuse }
        }
    }

    private func files() throws -> [String] {
        try journals.flatMap { path -> [String] in
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw Failure(Exit.misuse, Text(fr: "\(path) n'existe pas", en: "there is no \(path)"))
            }
            guard isFolder.boolValue else { return [path] }
            let found = Register.journals(in: path)
            guard !found.isEmpty else {
                throw Failure(
                    Exit.misuse, Text(fr: "\(path) : aucun journal (*.jsonl)", en: "\(path): no journal (*.jsonl)"))
            }
            return found
        }
    }

    private func take(_ path: String, _ register: Register, _ library: Library) throws -> Line {
        do {
            let brought = try register.bring(path, adds: add, now: Date().timeIntervalSince1970) { journal in
                guard replay else { return }
                if isatty(STDERR_FILENO) == 1 { Console.error("\(path)…") }
                do {
                    if let divergence = try Recorder.verify(journal, on: try library.exercise(journal.header.scenario)) {
                        throw RegisterRefusal.differs(divergence)
                    }
                } catch let error as JournalError {
                    throw RegisterRefusal.unsound(error)
                }
            }
            let (state, text): (Line.State, Text) =
                switch brought.taken {
                case .counted: (.counted, Text(fr: "compté", en: "counted"))
                case .unfinished:
                    (
                        .unfinished,
                        Text(fr: "gardé ; non terminé, il ne compte pas encore", en: "kept; not finished, it does not count yet")
                    )
                case .known: (.known, Text(fr: "déjà compté", en: "counted already"))
                case .longer(let lines):
                    (
                        .counted,
                        Text(
                            fr: "compté ; la séance était connue jusqu'à la ligne \(lines)",
                            en: "counted; the session was known up to line \(lines)")
                    )
                case .replacing(let lines):
                    (
                        .counted,
                        Text(
                            fr: "compté ; ce fichier contenait une autre séance de \(lines) lignes, dont le résultat reste",
                            en: "counted; this file held another session of \(lines) lines, whose result stays")
                    )
                }
            return Line(
                journal: path, state: state, learner: brought.learner, exercise: brought.exercise, lines: brought.lines,
                text: text + Text(" (\(brought.learner), \(brought.exercise))"))
        } catch let refusal as RegisterRefusal {
            return Line(
                journal: path, state: .refused, tampered: refusal.isTampering,
                text: Text(fr: "refusé : ", en: "refused: ") + refusal.text)
        }
    }
}

/// `banc learner forget`
struct LearnerForgetCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "forget",
            abstract: Text(
                fr: "efface tout d'un élève : nom, résultats, journaux", en: "erases all of a learner: name, results, journals"
            ).spoken)
    }

    @OptionGroup var common: CommonOptions
    @Argument(help: identifierHelp) var id: String
    @Flag(name: .long, help: ArgumentHelp(Text(fr: "sans demander", en: "without asking").spoken)) var yes = false

    func run() throws {
        try reporting {
            let register = try LearnerRegister.open(try common.library())
            let journals = try register.journals(of: id)
            if journals.isEmpty { _ = try register.learner(id) }
            let question = Text(
                fr: "Effacer \(id) : son nom, ses résultats et ses journaux (\(journals.count)), sans retour ?",
                en: "Erase \(id): name, results and journals (\(journals.count)), for good?")
            guard
                try yes
                    || Console.confirms(question, otherwise: Text(fr: "ajoute --yes pour effacer", en: "add --yes to erase"))
            else {
                return Console.print(Text(fr: "rien n'est effacé", en: "nothing is erased").spoken)
            }
            try register.forget(id)
            Console.print(
                Text(
                    fr: "\(id) est oublié. Journaux effacés : \(journals.count)",
                    en: "\(id) is forgotten. Journals erased: \(journals.count)"
                ).spoken)
            Console.print(
                Text(
                    fr: "Reste à effacer toi-même : les rapports, les copies sur clé et les autres postes.",
                    en: "Left for you to erase: reports, copies on sticks, other machines."
                ).spoken)
        }
    }
}

/// `banc learner rebuild`
struct LearnerRebuildCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "rebuild",
            abstract: Text(
                fr: "vérifie tous les journaux et refait tous les résultats d'après eux",
                en: "verifies all journals and makes all results again from them"
            ).spoken)
    }

    @OptionGroup var common: CommonOptions
    @Flag(name: .long, help: ArgumentHelp(Text(fr: "une valeur JSON", en: "one JSON value").spoken)) var json = false

    private struct Result: Encodable {
        let sessions: Int
        let rescored: Int
        let counted: Int
        let altered: [String]
        let missing: [String]
    }

    func run() throws {
        try reporting {
            let register = try LearnerRegister.open(try common.library())
            let rescored = try register.standing(anew: true).rescored
            let counted = try register.learners().reduce(0) { try $0 + register.countWaiting(of: $1.id) }
            let standing = try register.standing()
            standing.warn()
            let attempts = standing.attempts.keys.sorted().flatMap { standing.attempts[$0] ?? [] }
            let result = Result(
                sessions: attempts.count, rescored: rescored, counted: counted,
                altered: attempts.filter { $0.state == .altered }.map(\.journal),
                missing: attempts.filter { $0.state == .missing }.map(\.journal))
            if json {
                try Console.json(result)
            } else {
                Console.print(
                    Text(
                        fr: "séances : \(result.sessions), jugées à nouveau : \(result.rescored), nouvelles : \(counted)",
                        en: "sessions: \(result.sessions), scored again: \(result.rescored), new: \(counted)"
                    ).spoken)
                for name in result.altered {
                    Console.print(
                        Text(
                            fr: "! \(name) : raccourci ou modifié depuis ; le résultat d'alors est gardé",
                            en: "! \(name): shortened or changed since; the result of then is kept"
                        ).spoken)
                }
                for name in result.missing {
                    Console.print(
                        Text(
                            fr: "! \(name) : le fichier n'est plus là ; le résultat d'alors est gardé",
                            en: "! \(name): the file is gone; the result of then is kept"
                        ).spoken)
                }
            }
            if !result.altered.isEmpty { throw Exit.unmet }
        }
    }
}

extension Register {
    /// Counts the sessions of a learner that lie among the journals and are not in the register; what refuses is said.
    func countWaiting(of id: String) throws -> Int {
        var counted = 0
        for path in try journals(of: id) {
            do {
                if try bring(path, adds: false, now: Date().timeIntervalSince1970).taken != .known { counted += 1 }
            } catch let refusal as RegisterRefusal {
                Console.error("\(path) : \(refusal.text.spoken)")
            }
        }
        return counted
    }

    /// A learner's portfolio over the exercises at hand, and the name, where there is one.
    func portfolio(of id: String, _ library: Library) throws -> (Portfolio, name: String?) {
        let learner = try learner(id)
        let framework = try library.framework()
        let standing = try standing(of: learner.id)
        standing.warn()
        let portfolio = Portfolio(
            of: learner.id, standing.attempts[learner.id] ?? [], framework: framework,
            occasions: try library.occasions(for: framework))
        return (portfolio, learner.name)
    }
}
