import Notation

/// What an ear makes of air that escapes.
enum Hiss {
    /// kg/s: about 3 l/min ANR is heard beside the leak in a quiet workshop, 60 l/min is loud.
    static let audible = 6e-5
    static let loud = 1.2e-3

    static func percepts(_ flow: Double, fr: String, en: String) -> [Text] {
        if flow > loud { return [Text(fr: "l'air s'échappe bruyamment \(fr)", en: "air blows out loudly \(en)")] }
        if flow > audible { return [Text(fr: "un sifflement d'air \(fr)", en: "a hiss of air \(en)")] }
        return []
    }
}
