import Components
import Dossiers
import Foundation
import Machines
import Notation
import Testing

@testable import Assessment
@testable import Reports
@testable import Training

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite struct SessionReportTests {
    private func page(_ language: Language) throws -> String {
        let (score, debrief) = try HandmadeSession.score()
        return try SessionReport(try HandmadeSession.journal(), HandmadeSession.context).html(score, debrief, language)
    }

    @Test(arguments: Language.allCases)
    func `what the trainee writes is text, never markup`(_ language: Language) throws {
        let html = try page(language)
        #expect(!html.contains("<script"))
        #expect(!html.contains("<img"))
        #expect(html.contains("&lt;script&gt;"))
        // The template's own fields are not opened by what is typed.
        #expect(html.contains("{{{title}}}"))
    }

    @Test(arguments: Language.allCases)
    func `the page stands alone`(_ language: Language) throws {
        let html = try page(language)
        for outside in ["src=\"", "href=", "url(", "@import", "http://", "https://"] {
            #expect(!html.contains(outside), "\(outside)")
        }
        #expect(html.contains("@page { size: A4"))
        #expect(html.contains("<html lang=\"\(language.rawValue)\""))
    }

    @Test(arguments: Language.allCases)
    func `the page is well formed`(_ language: Language) throws {
        // Void elements are closed for the parser; the rest of the page is XML as it is.
        let html = try page(language)
            .replacing("<!DOCTYPE html>", with: "").replacing("<br>", with: "<br/>")
            .replacing(/<meta [^>]*>/, with: "")
        let parser = XMLParser(data: Data(html.utf8))
        #expect(parser.parse(), "\(parser.parserError.map { "\($0) line \(parser.lineNumber)" } ?? "")")
    }

    @Test func `every indicator is there with its state, its lines and what was missing, and so is every gate`() throws {
        let (score, _) = try HandmadeSession.score()
        let html = try page(.fr)
        #expect(score.indicators.count > 20)
        for indicator in score.indicators {
            #expect(html.contains(">\(indicator.id) "), "\(indicator.id)")
            if let missing = indicator.missing, indicator.state != .notObserved {
                #expect(html.contains(Self.escaped(missing.fr)), "\(missing.fr)")
            }
        }
        #expect(score.gates.contains { $0.danger == .safetyBypassed })
        for gate in score.gates { #expect(html.contains(gate.rule.fr.prefix(20))) }
        for unit in score.units { #expect(html.contains("\(unit.unit) — ")) }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing(
            "\"", with: "&quot;"
        )
        .replacing("'", with: "&#39;")
    }

    @Test func `the sheet is filled from the journal, each fact with its line`() throws {
        let sheet = DiagnosisSheet(SessionReport(try HandmadeSession.journal(), HandmadeSession.context), .fr)
        #expect(sheet.channels.map { $0.cells.map(\.text) }.last == ["2", "B2 %I0.6", "1", "0", "écart (F4)", "4"])
        #expect(
            sheet.measures.map { $0.cells.map(\.text) } == [
                ["1", "B2:1 – B2:3", "multimètre · tension continue", "24,0 V", "2,60 V", "non-conforme", "7"],
                ["2", "X2:12a – X2:12b", "multimètre · tension continue", "0,00 V", "OL", "—", "9"],
            ])
        #expect(sheet.cause.map(\.line) == ["10"])
        #expect(sheet.lockout.map(\.line) == ["11", "12", "13", "15"])
        #expect(sheet.proofs.count == 3)
        #expect(sheet.state.first?.value == "présente")
        #expect(sheet.risks.contains { $0.name.hasPrefix("Acte dangereux") && $0.line == "17" })
        #expect(sheet.forms.first?.fields.first?.value == HandmadeSession.hostile)
    }

    @Test func `the two languages have the same shape and not the same words`() throws {
        let (fr, en) = (try page(.fr), try page(.en))
        func count(_ tag: String, _ html: String) -> Int { html.components(separatedBy: tag).count }
        for tag in ["<h2", "<h3", "<tr", "<td"] { #expect(count(tag, fr) == count(tag, en), "\(tag)") }
        #expect(en.contains("Work request") && !en.contains("Demande d'intervention"))
        #expect(fr.contains("note officielle") && en.contains("official mark"))
    }

    @Test func `what was not the machine's own is told`() throws {
        func html(_ outside: Header.Outside?) throws -> String {
            try SessionReport(HandmadeSession.journal(outside: outside), HandmadeSession.context).html(nil, nil, .en)
        }
        #expect(try !html(nil).contains("Real devices"))
        let outside = Header.Outside(told: [.init(reference: "B20", input: "line-current", value: 0.9)], isControlled: true)
        let page = try html(outside)
        #expect(page.contains("B20.line-current") && page.contains("PLC outside"))
    }

    @Test func `a session without a score still has its sheet and its course`() throws {
        let html = try SessionReport(try HandmadeSession.journal(), HandmadeSession.context).html(nil, nil, .fr)
        #expect(html.contains("n&#39;a pas été évaluée") || html.contains("n'a pas été évaluée"))
        #expect(html.contains("B2:1 – B2:3"))
        let empty = try SessionReport(try HandmadeSession.journal([]), HandmadeSession.context).html(nil, nil, .en)
        #expect(empty.contains("Nothing in the journal."))
    }

    @Test(arguments: Language.allCases)
    func `score and debrief on a terminal keep to 80 columns and say everything without colour or boxes`(
        _ language: Language
    ) throws {
        let (score, debrief) = try HandmadeSession.score()
        for style in [TerminalStyle(), TerminalStyle(isPlain: true)] {
            let lines = score.lines(language, style) + debrief.lines(language, style)
            #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines.first { $0.count > 80 } ?? "")")
            let text = lines.joined(separator: "\n")
            for indicator in score.indicators { #expect(text.contains(indicator.id)) }
            if style.isPlain { #expect(!text.contains { "─│┌✓✗◐\u{1B}".contains($0) }) }
        }
    }
}
