import Grafcet
import Instruments
import Machines
import Notation
import Simulation

/// How a session says numbers, points and states.
enum Speech {
    /// A display as the instrument shows it.
    static func value(_ display: Display) -> Text {
        Text(fr: display.formatted(.fr), en: display.formatted(.en))
    }

    static func quantity(_ value: Double, _ kind: Quantity.Kind, digits: Int = 2) -> Text {
        if value == 0, kind != .temperature { return Text(fr: "0 \(kind.usualUnit.symbol)", en: "0 \(kind.usualUnit.symbol)") }
        let quantity = Quantity(value, kind)
        return Text(fr: quantity.formatted(.fr, digits: digits), en: quantity.formatted(.en, digits: digits))
    }

    /// A value as a dossier states it, with a third digit where it says something: `1,03 s`, `38 °C`.
    static func stated(_ value: Double, _ kind: Quantity.Kind) -> Text {
        let (whole, short) = (quantity(value, kind, digits: readingDigits), quantity(value, kind))
        let number = whole.en.prefix { $0 != " " }
        return number.contains(".") && number.hasSuffix("0") ? short : whole
    }

    /// As many as a reading's display is worth: `21,5 V`.
    static let readingDigits = 3

    /// A value that was read, in words where the instrument has words for it.
    static func reading(_ value: Double, _ quantity: Measurand) -> Text {
        quantity == .phaseOrder ? quantity.told(value) : Speech.quantity(value, quantity.kind, digits: readingDigits)
    }

    static func number(_ value: Double, digits: Int = 3) -> Text {
        Text(fr: value.formatted(.fr, digits: digits), en: value.formatted(.en, digits: digits))
    }

    /// « sortie 0,77 s · rentrée 0,45 s ».
    static func strokes(_ strokes: Stopwatch.Strokes) -> [Text] {
        var ways: [Text] = []
        if let out = strokes.out { ways.append(Text(fr: "sortie ", en: "out ") + value(Stopwatch().display(out))) }
        if let back = strokes.back { ways.append(Text(fr: "rentrée ", en: "back ") + value(Stopwatch().display(back))) }
        return ways.isEmpty ? [] : [ways.joined(separator: Text(" · "))]
    }

    static func seconds(_ seconds: Double) -> Text { quantity(seconds, .time) }

    /// The numbers of a sentence, and what stands around them: one more text than numbers.
    private static func split(_ sentence: String) -> (texts: [String], numbers: [String]) {
        var texts = [""], numbers: [String] = []
        var isInNumber = false
        for sign in sentence {
            let goesOn = isInNumber && ",.".contains(sign)
            if sign.isNumber || goesOn {
                if !isInNumber {
                    let minus = texts[texts.count - 1].last.flatMap { "-−".contains($0) ? $0 : nil }
                    if minus != nil { texts[texts.count - 1].removeLast() }
                    numbers.append(minus.map(String.init) ?? "")
                    texts.append("")
                }
                numbers[numbers.count - 1].append(sign)
                isInNumber = true
            } else {
                texts[texts.count - 1].append(sign)
                isInNumber = false
            }
        }
        // A comma or a full stop after a number belongs to the sentence.
        for (index, number) in numbers.enumerated() {
            guard let last = number.last, ",.".contains(last) else { continue }
            numbers[index].removeLast()
            texts[index + 1] = String(last) + texts[index + 1]
        }
        return (texts, numbers)
    }

    /// Whether two sentences are the same but for their numbers; a sentence with a number is so with itself.
    static func differsInNumber(_ first: String, _ second: String) -> Bool {
        let (first, second) = (split(first), split(second))
        return !first.numbers.isEmpty && first.texts == second.texts
    }

    /// `l'aiguille indique entre 70,0 et 107,5 bar`, of sentences that differ in their numbers.
    static func span(_ sentences: [String], _ between: String, _ and: String) -> String {
        func value(_ number: String) -> Double {
            Double(number.replacing(",", with: ".").replacing("−", with: "-")) ?? 0
        }
        let parts = sentences.map(split)
        guard let first = parts.first else { return "" }
        return first.texts.enumerated().map { index, text in
            guard index > 0 else { return text }
            let sorted = parts.map { $0.numbers[index - 1] }.sorted { value($0) < value($1) }
            guard let low = sorted.first, let high = sorted.last else { return text }
            return (low == high ? low : "\(between) \(low) \(and) \(high)") + text
        }.joined()
    }

    /// `10 min`, `45 s`, in whole numbers.
    static func span(_ seconds: Double) -> Text {
        let whole = Int(seconds.rounded())
        return whole < 60 ? Text("\(whole) s") : Text("\(whole / 60) min")
    }

    /// `F1 → A2 → A1 (arrêt dans l'état initial)`.
    static func modes(_ path: [String], _ definition: MachineDefinition) -> Text {
        let last = path.last ?? ""
        return Text(fr: "Mode : ", en: "Mode: ") + path.joined(separator: " → ") + name(ofMode: last, definition)
    }

    /// ` (production)`, or nothing for a mode without a name.
    static func name(ofMode mode: String, _ definition: MachineDefinition) -> Text {
        if let rule = definition.program?.modes.first(where: { $0.mode.rawValue == mode }) {
            return Text(" (") + rule.name + ")"
        }
        return switch mode {
        case Session.unpowered: Text(fr: " (automate hors tension)", en: " (controller without supply)")
        case Session.untold:
            Text(fr: " (l'automate extérieur ne dit pas son mode)", en: " (the PLC outside does not say its mode)")
        default: Text("")
        }
    }

    static func quoted(by name: String, _ text: Text) -> Text {
        Text(fr: "\(name) : « \(text.fr) »", en: "\(name): \"\(text.en)\"")
    }

    /// Short items on lines that fit a screen of 80 columns, the same items on the same lines in both languages.
    static func wrapped(_ items: [Text], separator: String = " · ", width: Int = 76) -> [Text] {
        var lines: [Text] = []
        for item in items {
            if let last = lines.last, max(last.fr.count + item.fr.count, last.en.count + item.en.count) + separator.count <= width
            {
                lines[lines.count - 1] = last + separator + item
            } else {
                lines.append(item)
            }
        }
        return lines
    }

    /// The words that two phrases begin with and what follows in each; nil when they begin differently or one says no more.
    static func beginning(_ first: String, _ second: String) -> (shared: String, first: String, second: String)? {
        let one = first.split(separator: " "), two = second.split(separator: " ")
        let count = zip(one, two).prefix { $0 == $1 }.count
        guard count > 0, count < one.count, count < two.count else { return nil }
        func words(_ words: ArraySlice<Substring>) -> String { words.joined(separator: " ") }
        return (words(one[..<count]), words(one[count...]), words(two[count...]))
    }

    /// A phrase after a space, with a capital.
    static func sentence(_ text: Text) -> Text {
        text.map { line in line.isEmpty ? line : line.prefix(1).uppercased() + line.dropFirst() + "." }
    }
}
