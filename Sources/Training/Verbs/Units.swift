import Notation

/// The symbol of the unit that a trainee wrote, as it is displayed, or nil when the word is no unit.
///
/// Another case is taken for the units of every day (`24v`); a lone `c` is a verdict, not a coulomb.
func unitSymbol(_ word: String) -> String? {
    guard folded(word) != "c", !word.isEmpty else { return nil }
    if let symbol = unitWords[folded(word)] { return symbol }
    for kind in Quantity.Kind.allCases {
        if let unit = kind.unit(word) { return unit.symbol }
    }
    for kind in everydayKinds {
        guard (try? Quantity.parse("1 \(word)", as: kind, lenient: true)) != nil else { continue }
        for candidate in [word.lowercased(), word.uppercased(), word.prefix(1).uppercased() + word.dropFirst()] {
            if let unit = kind.unit(candidate) { return unit.symbol }
        }
    }
    return nil
}

private let everydayKinds: [Quantity.Kind] = [
    .voltage, .current, .resistance, .power, .frequency, .gaugePressure, .force, .torque, .time, .length, .temperature, .volume,
]

/// Units that are written out.
private let unitWords: [String: String] = [
    "sec": "s", "seconde": "s", "secondes": "s", "second": "s", "seconds": "s",
    "mn": "min", "minute": "min", "minutes": "min", "heure": "h", "heures": "h", "hour": "h", "hours": "h",
    "volt": "V", "volts": "V", "ampere": "A", "amperes": "A", "amp": "A", "amps": "A", "ohm": "Ω", "ohms": "Ω",
    "bars": "bar", "newton": "N", "newtons": "N",
]

/// With a comma or a point; nil for anything else.
func decimalNumber(_ word: String) -> Double? {
    let plain = word.replacing(",", with: ".").replacing("−", with: "-")
    guard plain.contains(where: \.isNumber), plain.allSatisfy({ $0.isASCII && ($0.isNumber || "+-.".contains($0)) }) else {
        return nil
    }
    guard let number = Double(plain), number.isFinite else { return nil }
    return number
}
