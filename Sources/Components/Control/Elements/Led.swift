import Notation

/// Sentences about the small lamps of devices.
enum Led {
    static func text(_ name: Text, isLit: Bool) -> Text {
        isLit
            ? Text(fr: "LED \(name.fr) allumée", en: "\(name.en) LED on")
            : Text(fr: "LED \(name.fr) éteinte", en: "\(name.en) LED off")
    }

    /// One sentence for the lamps of a card: those that are lit, by name.
    static func lit(_ names: [String]) -> Text {
        names.isEmpty
            ? Text(fr: "aucune LED de voie allumée", en: "no channel LED on")
            : Text(fr: "LED allumées : ", en: "LEDs on: ") + names.joined(separator: " ")
    }
}
