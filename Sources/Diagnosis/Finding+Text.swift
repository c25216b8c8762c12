public import Notation

extension Finding {
    /// « V= B2:3 – PE : 0 V → 21,5 V ».
    public var text: Text { healthyText + " → " + written(faulty) }

    /// What a healthy machine reads: « V= B2:3 – PE : 0 V ».
    var healthyText: Text { test.text + .colon + written(healthy) }

    private func written(_ value: Value) -> Text {
        switch value {
        case .none: return isMovement ? Text(fr: "ne bouge pas", en: "does not move") : Text("OL")
        case .word(let word): return Text(word)
        case .number(let read):
            let number = abs(read) < 1e-3 * greatest ? 0 : read
            return isShare
                ? Text(fr: "\(Int((number * 100).rounded())) % du temps", en: "\(Int((number * 100).rounded()))% of the time")
                : Text(
                    fr: Quantity(number, test.kind).formatted(.fr, digits: 3),
                    en: Quantity(number, test.kind).formatted(.en, digits: 3))
        }
    }

    /// Beside which a thousandth is nothing.
    private var greatest: Double {
        [healthy, faulty].map { if case .number(let number) = $0 { abs(number) } else { 0 } }.max() ?? 0
    }

    private var isMovement: Bool { if case .stroke = test { true } else { false } }
    private var isShare: Bool {
        switch test {
        case .percept, .alarm: true
        case .variable: margin <= 4 && healthyIsShare
        default: false
        }
    }
    private var healthyIsShare: Bool {
        if case .number(let before) = healthy, case .number(let after) = faulty {
            (0...1).contains(before) && (0...1).contains(after)
        } else {
            false
        }
    }
}
