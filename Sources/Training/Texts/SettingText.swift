import Components
public import Notation

/// A setting as who adjusts it reads it, by the name of its parameter alone: a journal knows no machine.
public enum SettingText {
    /// Kinds of the quantities that are adjusted, where all types that have one of that name agree. Looked up by name only.
    private static let kinds: [String: Quantity.Kind] = {
        var kinds: [String: Set<Quantity.Kind>] = [:]
        for type in Catalog.all {
            for parameter in type.parameters where parameter.isAdjustable {
                if case .quantity(let kind, _) = parameter.form { kinds[parameter.key, default: []].insert(kind) }
            }
        }
        return kinds.compactMapValues { $0.count == 1 ? $0.first : nil }
    }()

    /// - Parameter value: SI.
    public static func text(_ value: Double, of parameter: String) -> Text {
        switch kinds[parameter] {
        case nil: Text(fr: value.formatted(.fr, digits: 3), en: value.formatted(.en, digits: 3))
        // Read on a gauge.
        case .pressure?: Speech.quantity(value - Air.atmosphere, .gaugePressure, digits: 3)
        case let kind?: Speech.quantity(value, kind, digits: 3)
        }
    }
}
