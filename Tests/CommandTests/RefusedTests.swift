import Foundation
import Notation
import Testing

@Suite struct RefusedTests {
    @Test(arguments: Corpus.cases)
    func `a broken file gets its messages`(_ broken: Corpus.Case) throws {
        let expected = try String(contentsOf: broken.expectation, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(!expected.isEmpty)
        let (lines, mistakes) = try broken.messages()
        #expect(lines == expected)
        let text = try Data(contentsOf: broken.file)
        let lineCount = text.count { $0 == 0x0A } + 1
        for mistake in mistakes {
            #expect(mistake.origin.file == "\(broken.name).yaml")
            #expect((1...lineCount).contains(mistake.origin.line))
        }
    }

    @Test func `the good files beside the broken ones are taken`() throws {
        for kind in Corpus.kinds {
            let url = Corpus.root.appending(path: Corpus.base).appending(path: "\(kind.folder).yaml")
            try kind.read(try String(contentsOf: url, encoding: .utf8), "\(kind.folder).yaml")
        }
    }

    @Test func `no file of the corpus is left out`() {
        #expect(Corpus.cases.count >= 140)
        let folders = Corpus.contents().filter { $0 != Corpus.base }
        #expect(folders == Corpus.kinds.map(\.folder).sorted())
        for folder in folders {
            let files = Corpus.contents(folder)
            let names = Set(files.map { $0.split(separator: ".").first.map(String.init) ?? $0 })
            for name in names.sorted() {
                #expect(files.contains("\(name).yaml") && files.contains("\(name).expected"), "\(folder)/\(name)")
            }
            #expect(files.count == 2 * names.count)
        }
    }

    @Test func `a file larger than a megabyte is refused`() {
        let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: 1_000_001)
        let mistake = #expect(throws: Mistake.self) { try Document.text(of: bytes, name: "machine.yaml") }
        #expect(mistake?.rendered(.fr) == "machine.yaml:1: le fichier dépasse 1 Mo")
        #expect(mistake?.rendered(.en) == "machine.yaml:1: the file is larger than 1 MB")
    }
}
