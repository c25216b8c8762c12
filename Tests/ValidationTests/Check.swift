import Foundation
import Notation
import Testing

/// A quantity of banc held against a reference that owes nothing to banc's code.
struct Check: Sendable, CustomTestStringConvertible {
    /// How far what is found may be from the reference.
    enum Tolerance: Sendable {
        /// Share of the reference.
        case share(Double)
        /// In the quantity's unit.
        case within(Double)
        /// What a standard allows; the reference shown is its text.
        case band(ClosedRange<Double>)
    }

    let quantity: Text
    let unit: String
    /// Nil for a band.
    let reference: Double?
    let source: String
    let tolerance: Tolerance
    /// Why no nearer.
    let reason: Text
    let found: @Sendable () throws -> Double

    /// - Parameter reference: worked out beside the check.
    init(
        fr: String, en: String, _ unit: String, _ reference: Double, source: String, _ tolerance: Tolerance, whyFr: String,
        why: String, found: @escaping @Sendable () throws -> Double
    ) {
        self.init(
            quantity: Text(fr: fr, en: en), unit: unit, reference: reference, source: source, tolerance: tolerance,
            reason: Text(fr: whyFr, en: why), found: found)
    }

    init(
        fr: String, en: String, _ unit: String, _ band: ClosedRange<Double>, source: String,
        found: @escaping @Sendable () throws -> Double
    ) {
        self.init(
            quantity: Text(fr: fr, en: en), unit: unit, reference: nil, source: source, tolerance: .band(band),
            reason: Text(fr: "bande de la norme", en: "the standard's band"), found: found)
    }

    private init(
        quantity: Text, unit: String, reference: Double?, source: String, tolerance: Tolerance, reason: Text,
        found: @escaping @Sendable () throws -> Double
    ) {
        (self.quantity, self.unit, self.reference, self.source) = (quantity, unit, reference, source)
        (self.tolerance, self.reason, self.found) = (tolerance, reason, found)
    }

    var testDescription: String { quantity.en }

    func holds(_ value: Double) -> Bool {
        switch tolerance {
        case .share(let share): abs(value - reference!) <= share * abs(reference!)
        case .within(let distance): abs(value - reference!) <= distance
        case .band(let band): band.contains(value)
        }
    }

    /// A row of the table: quantity, reference, source, banc, difference, tolerance and why.
    func row(_ value: Double) -> String {
        let shown: String
        let difference: String
        let allowed: String
        switch tolerance {
        case .share(let share):
            shown = Self.digits(reference!)
            difference = Self.percent((value - reference!) / reference!)
            allowed = Self.percent(share)
        case .within(let distance):
            shown = Self.digits(reference!)
            difference = Self.digits(value - reference!, 2) + (unit.isEmpty ? "" : " \(unit)")
            allowed = Self.digits(distance, 2) + (unit.isEmpty ? "" : " \(unit)")
        case .band(let band):
            shown = "\(Self.digits(band.lowerBound)) … \(Self.digits(band.upperBound))"
            difference = "–"
            allowed = "–"
        }
        let name = "\(quantity.fr)<br>*\(quantity.en)*"
        let why = "\(reason.fr)<br>*\(reason.en)*"
        let source = source.replacingOccurrences(of: "|", with: "\\|")
        return "| \(name) | \(unit) | \(shown) | \(source) | \(Self.digits(value)) | \(difference) | \(allowed) | \(why) |"
    }

    /// So many significant digits, without an exponent.
    private static func digits(_ value: Double, _ count: Int = 4) -> String {
        guard value != 0, value.isFinite else { return value == 0 ? "0" : "∞" }
        let places = min(max(count - 1 - Int(floor(log10(abs(value)))), 0), 9)
        let text = String(format: "%.\(places)f", value)
        return Double(text) == 0 ? "0" : text
    }

    private static func percent(_ share: Double) -> String {
        let text = String(format: "%.2f", 100 * share)
        return (Double(text) == 0 ? "0.00" : text) + " %"
    }
}
