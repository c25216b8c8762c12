import Foundation

extension Quantity {
    /// For a reader: `2,6 V`, `20 kΩ`, `0,45 s`, `6,0 bar` (gauge, whatever the kind of pressure).
    /// - Parameters:
    ///   - unit: a unit of the kind (`Kind.unit` and `Node.unit` check one that comes from outside); nil chooses the one that a workshop would use.
    ///   - digits: significant digits, kept even if zero; the digits before the decimal sign are never rounded away.
    public func formatted(_ language: Language, unit: String? = nil, digits: Int = 2) -> String {
        let chosen = unit.map(known) ?? displayUnit(digits: digits)
        let number = (value - chosen.offset) / chosen.factor
        let places = Quantity.decimals(of: number, digits: digits)
        return Quantity.joined(number, places, chosen, language)
    }

    /// For an instrument whose display has a fixed number of decimals in its range: `24,10 V`.
    public func formatted(_ language: Language, unit: String, decimals: Int) -> String {
        let chosen = known(unit)
        return Quantity.joined((value - chosen.offset) / chosen.factor, decimals, chosen, language)
    }

    /// As a file writes it, read back by `parse`: decimal point in any language, at most nine digits, no more than needed.
    public var written: String {
        let unit = displayUnit(digits: 9)
        let number = (value - unit.offset) / unit.factor
        return Quantity.spaced(Quantity.plain(number, digits: 9), unit.symbol, .en)
    }

    /// The number in a unit of the kind, for a plot or a column that names its unit. Nil if the kind has no such unit.
    public func value(in unit: String) -> Double? {
        kind.unit(unit).map { (value - $0.offset) / $0.factor }
    }

    /// The unit in which a workshop would tell this value, for an axis or a column that shows others of its size.
    public var tellingUnit: Unit { displayUnit(digits: 3) }

    private func known(_ unit: String) -> Unit {
        guard let known = kind.unit(unit) else { preconditionFailure("\(unit) is no unit of \(kind)") }
        return known
    }

    /// The usual unit from a tenth of it upwards; below, the largest smaller unit that gives at least 1.
    private func displayUnit(digits: Int) -> Unit {
        let usual = kind.usualUnit
        let ladder = kind.ladder
        let magnitude = abs(Quantity.rounded((value - usual.offset) / usual.factor, digits: digits)) * usual.factor
        guard magnitude > 0, magnitude.isFinite, ladder.count > 1 else { return usual }
        let tolerance = 1 - 1e-12
        if magnitude < 0.1 * usual.factor * tolerance {
            let smaller = ladder.filter { $0.factor < usual.factor }
            return smaller.last { magnitude >= $0.factor * tolerance } ?? smaller.first ?? usual
        }
        return ladder.last { $0.factor > usual.factor && magnitude >= $0.factor * tolerance } ?? usual
    }

    private static func joined(_ number: Double, _ places: Int, _ unit: Unit, _ language: Language) -> String {
        spaced(fixed(number, places, language), unit.symbol(language), language)
    }

    private static func spaced(_ number: String, _ symbol: String, _ language: Language) -> String {
        symbol.isEmpty ? number : symbol == "%" && language == .en ? "\(number)%" : "\(number) \(symbol)"
    }

    /// A number with this many decimals; never `-0`.
    static func fixed(_ number: Double, _ places: Int, _ language: Language) -> String {
        var text = String(format: "%.\(Swift.max(0, places))f", number)
        if text.hasPrefix("-"), !text.contains(where: { ("1"..."9").contains($0) }) { text.removeFirst() }
        return language == .fr ? text.replacing(".", with: ",") : text
    }

    /// Decimals that show so many significant digits of the number.
    static func decimals(of number: Double, digits: Int) -> Int {
        let rounded = abs(Quantity.rounded(number, digits: digits))
        guard rounded > 0, rounded.isFinite else { return Swift.max(0, digits - 1) }
        let exponent = Int(floor(log10(rounded) + 1e-9))
        return Swift.max(0, digits - 1 - exponent)
    }

    static func rounded(_ number: Double, digits: Int) -> Double {
        Double(String(format: "%.\(Swift.max(0, digits - 1))e", number)) ?? number
    }

    /// At most so many significant digits, without trailing zeros.
    static func plain(_ number: Double, digits: Int) -> String {
        let rounded = rounded(number, digits: digits)
        if rounded == rounded.rounded(), abs(rounded) < 1e15 { return String(format: "%.0f", rounded == 0 ? 0 : rounded) }
        return "\(rounded)"
    }
}

extension Double {
    /// A number without unit for a reader: `0,85` in French, `0.85` in English; at most so many significant digits.
    public func formatted(_ language: Language, digits: Int) -> String {
        let text = Quantity.plain(self, digits: digits)
        return language == .fr ? text.replacing(".", with: ",") : text
    }
}
