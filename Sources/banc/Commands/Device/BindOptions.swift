import ArgumentParser
import Devices
import Foundation
import Machines
import Modbus
import Notation
import Simulation

/// Real devices in the place of components.
struct BindOptions: ParsableArguments {
    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            Text(
                fr:
                    "un appareil réel à la place de ce que sent un composant (répétable) : B10=device:bloc-temperature/di1@192.168.1.20:502",
                en:
                    "a real device in place of what a component senses (repeatable): B10=device:bloc-temperature/di1@192.168.1.20:502"
            ).spoken, valueName: "REF[.input]=device:profile/value[@place]"))
    var bind: [String] = []

    /// Nil when nothing is bound.
    func bench(_ definition: MachineDefinition, _ library: Library) throws -> BoundBench? {
        guard !bind.isEmpty else { return nil }
        let bench = BoundBench()
        for text in bind { try bench.add(text, definition, library) }
        return bench
    }
}

/// The devices that feed a machine.
final class BoundBench {
    private var feeds: [Feed] = []
    private var bindings: [(binding: Binding, feed: Feed)] = []
    private var silent: Set<Int> = []

    /// What the machine is told at first; once they have started.
    var told: [Machine.ToldInput] {
        bindings.compactMap { binding, feed in
            binding.value(feed).map { Machine.ToldInput(reference: binding.reference, input: binding.input, value: $0) }
        }
    }

    func add(_ text: String, _ definition: MachineDefinition, _ library: Library) throws {
        guard let match = text.wholeMatch(of: #/([^=]+)=device:([^@]+)/([^/@]+)(?:@(.+))?/#) else {
            throw Failure(
                Exit.misuse,
                Text(
                    fr:
                        "--bind \(text) : écris REF=device:PROFIL/VALEUR@OÙ, par exemple B10=device:bloc-temperature/di1@192.168.1.20:502",
                    en:
                        "--bind \(text): write REF=device:PROFILE/VALUE@PLACE, such as B10=device:bloc-temperature/di1@192.168.1.20:502"
                ))
        }
        let profile = try library.profile(String(match.2))
        var options = try LinkOptions.parse([])
        options.at = match.4.map(String.init)
        let place = try options.place(profile.polling)
        let known = feeds.first { $0.profile.name == profile.name && $0.place == place }
        let feed = known ?? Feed(profile, at: place, unit: profile.unit, timeout: .seconds(profile.polling.timeout))
        // A meter's values one after another: `WM1=device:compteur-energie/u1,u2,u3,i1,i2,i3`.
        var taken: [String] = []
        for name in match.3.split(separator: ",") {
            do {
                let binding = try Binding(String(match.1), to: String(name), of: profile, in: definition, besides: taken)
                taken.append(binding.input)
                bindings.append((binding, feed))
            } catch {
                throw Failure(Exit.misuse, Text("--bind \(text): ") + error.text)
            }
        }
        if known == nil { feeds.append(feed) }
    }

    /// A session that goes on has the machine that it began with: what was told from outside then, and nothing else.
    func check(against begun: [Machine.ToldInput]) throws {
        let known = begun.map { "\($0.reference).\($0.input)" }
        for (binding, _) in bindings where !known.contains(binding.target) {
            throw Failure(
                Exit.misuse,
                known.isEmpty
                    ? Text(
                        fr: "\(binding.target) : cette séance a commencé sans appareil réel, elle continue de même",
                        en: "\(binding.target): this session began without a real device and goes on so")
                    : Text(
                        fr: "\(binding.target) n'était pas lié quand la séance a commencé ; l'étaient : "
                            + known.joined(separator: ", "),
                        en: "\(binding.target) was not bound when the session began; bound were: "
                            + known.joined(separator: ", ")))
        }
    }

    /// Waits for a first value of everything that is bound; a device that does not answer ends it with its time-out.
    func start() throws {
        let lines = try sharedLines()
        for feed in feeds { feed.start(over: feed.place.line.flatMap { line in lines.first { $0.line == line } }) }
        while let missing = bindings.first(where: { $0.binding.value($0.feed) == nil }) {
            if let failure = missing.feed.failure {
                throw Failure(Exit.device, Text("\(missing.feed.place.summary): ") + failure.text)
            }
            if missing.feed.turns > 3 {
                throw Failure(
                    Exit.device,
                    Text("\(missing.feed.place.summary): ")
                        + Text(
                            fr: "pas de mesure pour \(missing.binding.reference)",
                            en: "no measure for \(missing.binding.reference)"))
            }
            Thread.sleep(forTimeInterval: 0.01)
        }
    }

    /// Several devices may be on one serial line, which takes one setting.
    private func sharedLines() throws -> [SharedLine] {
        let lines = feeds.compactMap(\.place.line)
        for (index, line) in lines.enumerated() {
            guard let other = lines[..<index].first(where: { $0.path == line.path && $0 != line }) else { continue }
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "deux profils règlent la même ligne autrement : \(other.summary) et \(line.summary)",
                    en: "two profiles set the same line in two ways: \(other.summary) and \(line.summary)"))
        }
        return Set(lines).map { line in
            let there = feeds.filter { $0.place.line == line }
            return SharedLine(
                line, timeout: there.map(\.timeout).max() ?? .seconds(1),
                pause: .seconds(there.map(\.profile.polling.pause).max() ?? 0))
        }
    }

    func stop() {
        for feed in feeds { feed.stop() }
    }

    /// The devices' last values go to the machine; that one has fallen silent is told once.
    func feed(_ machine: RunningMachine) {
        for (binding, feed) in bindings {
            if let value = binding.value(feed) { machine.feed(binding.reference, binding.input, value) }
        }
        for (index, feed) in feeds.enumerated() {
            if let failure = feed.failure {
                guard silent.insert(index).inserted else { continue }
                Console.error((Text("\(feed.place.summary): ") + failure.text).spoken)
            } else if silent.remove(index) != nil {
                Console.error(
                    "\(feed.place.summary): " + Text(fr: "l'appareil répond de nouveau", en: "the device answers again").spoken)
            }
        }
    }
}
