import Notation

/// What is seen of oil that is lost.
enum Drip {
    /// m³/s: a drop in a few seconds, a thread, a jet.
    static let drops = 1e-8
    static let thread = 2e-7
    static let jet = 5e-6

    static func percepts(_ flow: Double, fr: String, en: String) -> [Text] {
        if flow > jet { return [Text(fr: "un jet d'huile \(fr) : danger", en: "a jet of oil \(en): danger")] }
        if flow > thread { return [Text(fr: "un filet d'huile coule \(fr)", en: "a thread of oil runs \(en)")] }
        if flow > drops { return [Text(fr: "de l'huile goutte \(fr)", en: "oil drips \(en)")] }
        return []
    }
}
