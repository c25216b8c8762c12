import Notation
import Testing

@testable import Grafcet

/// A controller worked by names, as from a console.
struct Panel {
    var controller: Controller

    init(_ yaml: String, name: String = "program.yaml") throws {
        controller = Controller(try Program.decode(Document.parse("format: 1\n" + yaml, name: name)))
    }

    func slot(_ name: String) -> Slot {
        guard let slot = controller.program.slot(name) else { preconditionFailure("no variable \(name)") }
        return slot
    }

    subscript(name: String) -> Double { controller[slot(name)] }

    mutating func set(_ values: [String: Double]) {
        for (name, value) in values { controller.set(slot(name), to: value) }
    }

    /// One scan of 10 ms with these inputs, which stay.
    mutating func scan(_ values: [String: Double] = [:], dt: Double = 0.01) {
        set(values)
        controller.scan(dt: dt)
    }

    mutating func wait(_ seconds: Double) {
        for _ in 0..<Int((seconds / 0.01).rounded()) { controller.scan(dt: 0.01) }
    }

    /// Names of active steps, in the order of the file.
    var active: [String] {
        controller.program.steps.filter { controller[$0.activity] != 0 }.map(\.name)
    }
}

/// The mistakes of a program that must be refused.
func mistakes(_ yaml: String) -> [Mistake] {
    do {
        _ = try Program.decode(Document.parse("format: 1\n" + yaml, name: "program.yaml"))
        Issue.record("the program was taken")
    } catch let mistakes as Mistakes {
        return mistakes.all
    } catch let mistake as Mistake {
        return [mistake]
    } catch {
        Issue.record(error)
    }
    return []
}
