import Notation

/// Measuring, and what is concluded from it.
extension Verb {
    static let measuring: [Verb] = [measure, conclude, record]

    static let expected = Words(
        fr: ["attendu", "attendue"], en: ["expect", "expected"], also: ["attendus", "je m'attends a", "valeur attendue"])
    static let because = Words(fr: ["parce que", "pour"], en: ["because", "for"], also: ["car", "a cause de"])

    static let whileOperating = Words(
        fr: ["en actionnant"], en: ["while operating"], also: ["en appuyant sur", "while pressing"])

    static let measure = Verb(
        Words(fr: "mesurer", en: "measure", short: "m"), .measure,
        Text(
            fr: "mesurer une grandeur entre deux points ou en un point ; dis d'abord la valeur attendue",
            en: "measure a quantity between two points or at one; say the expected value first"),
        duration: .fixed(30), standing: .byTheTarget,
        tools: [
            .multimeter, .clampMeter, .insulationTester, .phaseTester, .gauge, .oilGauge, .contactThermometer,
            .infraredThermometer,
            .stopwatch,
            .tachometer, .tensionTester, .vibrationMeter, .leakDetector, .soundLevelMeter, .feelerGauge, .dialGauge,
        ],
        writes: [.measured],
        examples: [
            Text(fr: "mesurer tension KM10:A1 KM10:A2 attendu 24", en: "measure voltage KM10:A1 KM10:A2 expect 24"),
            Text(fr: "m u km10:a1 km10:a2", en: "m v km10:a1 0V because H2"),
            Text(
                fr: "mesurer resistance S4:13 S4:14 attendu OL parce que H1", en: "measure temperature carcasse-moteur expect 45"),
            Text(fr: "mesurer pression 0Z1 attendu 6", en: "measure pressure 0Z1 expect 6 bar"),
            Text(fr: "mesurer isolement M1:U PE attendu 100 MΩ", en: "measure insulation M1:U PE expect 100 MΩ"),
            Text(fr: "mesurer ordre-phases Q1 attendu direct", en: "measure phase-order Q1 expect direct"),
            Text(fr: "mesurer ultrasons H7", en: "measure ultrasound H7"),
            Text(fr: "mesurer duree 1A1 en actionnant S1", en: "measure duration 1A1 while operating S1"),
        ],
        Form(
            .quantity, .leads, Slot.expectation.ifItFits().hidden(), Slot.expectation.after(expected),
            Slot.suspect.after(because),
            Slot.name(Text(fr: "COMMANDE", en: "CONTROL"), .component).after(whileOperating)
        ) { .measure(quantity: $0, from: $1.from, to: $1.to, expected: $3 ?? $2, because: $4, during: $5) })

    static let conclude = Verb(
        Words(fr: "conclure", en: "conclude"), .measure,
        Text(fr: "dire si la dernière mesure est conforme", en: "say whether the last reading is conforming"),
        duration: .fixed(5), writes: [.concluded],
        examples: [Text(fr: "conclure non conforme", en: "conclude ok")],
        Form(.choice(Text(fr: "conforme|non conforme", en: "ok|not ok"))) { .conclude(verdict: $0) })

    static let record = Verb(
        Words(fr: "relever", en: "record"), .measure,
        Text(
            fr: "noter la valeur d'un point de ronde, avec son unité, et si elle est conforme",
            en: "note the value of a round's point, with its unit, and whether it conforms"),
        duration: .fixed(15), writes: [.recorded],
        examples: [
            Text(fr: "relever carcasse-moteur 45 °C c", en: "record carcasse-moteur 45 °C ok"),
            Text(fr: "relever manometre-0Z1 5,2 bar non conforme", en: "record manometre-0Z1 5.2 bar nc"),
        ],
        Form(
            .name(Text(fr: "POINT", en: "POINT"), .roundPoint, .terminal, .component), .amount(Text(fr: "VALEUR", en: "VALUE")),
            .choice(Text("c|nc"))
        ) { .record(point: $0, value: $1, verdict: $2) })
}

extension Slot where Value == Int {
    /// A hypothesis by its number, or by what it suspects.
    fileprivate static let suspect: Slot<Int> = {
        let number = Slot<Int>.ordinal(Text(fr: "HYPOTHÈSE", en: "HYPOTHESIS"))
        var shape = number.shape
        shape.candidates = { scope in
            scope.context.suspects.indices.map { Candidate("H\($0 + 1)", about: Text(scope.context.suspects[$0])) }
        }
        return Slot(shape: shape) { [shape] (cursor: inout Cursor) throws(Misread) -> Int in
            if let number = cursor.readOrdinal() { return number }
            let before = cursor
            guard let entry = cursor.readEntry([.component, .terminal, .wire, .hose, .suspect, .roundPoint]) else {
                throw cursor.notUnderstood(shape)
            }
            guard let index = cursor.scope.context.suspects.lastIndex(of: entry.name) else {
                throw Misread(reason: .noSuspect(entry.name), position: before.position, scope: before.scope)
            }
            return index + 1
        }
    }()
}
