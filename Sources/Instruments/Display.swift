public import Notation

/// What an instrument shows, and what happened to it.
public struct Display: Sendable, Hashable {
    /// SI, as the display has it after its resolution; gauge for a pressure; nil when it shows OL, dashes or nothing.
    public let value: Double?
    public let kind: Quantity.Kind
    /// Full scale of the range that the instrument chose, SI; nil for one without ranges.
    public let range: Double?
    /// Digits after the decimal sign in `unit`.
    public let decimals: Int
    public let unit: String
    /// What was between the points before the instrument came, V: the larger of DC and RMS.
    public let presentVoltage: Double
    public let trouble: Trouble?
    /// An instrument that finds by itself whether it is direct or alternating has found that it alternates.
    public var alternating = false
    /// On direct volts, RMS V between the points that do not show; on alternating ones, the direct V.
    public var hidden = 0.0
    /// What an instrument with a memory saw besides: `value` is then the lowest of its watch, this the highest.
    public var highest: Double?
    /// Length of that watch, seconds.
    public var watch: Double?
    /// What an instrument shows that tells no number, or one in a unit of its own.
    public var words: Text?

    public enum Trouble: String, Sendable, Hashable, Codable {
        /// Ohms or continuity on points that something else feeds: the value would be false, the instrument refuses.
        case refusedLive
        /// The same with a voltage that its protection does not survive.
        case damagedLive
        /// The probe cannot be put there.
        case unreachable
    }

    /// « 2,6 V », « OL ».
    public func formatted(_ language: Language) -> String {
        if let words { return words[language] }
        guard let value else { return trouble == nil ? "OL" : "----" }
        let shown = Quantity(value, kind).formatted(language, unit: unit, decimals: decimals)
        guard let highest, let watch else { return shown }
        let most = Quantity(highest, kind).formatted(language, unit: unit, decimals: decimals)
        return switch language {
        case .fr: "\(shown) au plus bas en \(Int(watch)) s (\(most) au plus haut)"
        case .en: "\(shown) at the lowest in \(Int(watch)) s (\(most) at the highest)"
        }
    }
}

/// A scale of a digital instrument.
struct Scale: Sendable {
    /// SI.
    let fullScale: Double
    /// SI.
    let resolution: Double
    let unit: String
    let decimals: Int

    func shown(_ value: Double) -> Double { (value / resolution).rounded() * resolution }

    /// The first scale that holds a value.
    static func chosen(for value: Double, among scales: [Scale]) -> Scale? { scales.first { abs(value) <= $0.fullScale } }
}
