public import Notation

/// What help says around the verbs.
enum VerbTexts {
    static func duration(_ seconds: Double) -> Text {
        seconds < 60
            ? Text("\(Int(seconds)) s")
            : Text("\(Int(seconds) / 60) min" + (Int(seconds) % 60 == 0 ? "" : " \(Int(seconds) % 60) s"))
    }

    static func durationEach(_ seconds: Double) -> Text {
        duration(seconds) + Text(fr: " chacun", en: " each")
    }

    static func tools(_ tools: [ToolKind]) -> Text {
        Text(fr: "il faut : ", en: "needs: ") + tools.map(\.text).joined(separator: Text(fr: " ou ", en: " or "))
    }

    static func example(_ example: Text) -> Text {
        Text(fr: "exemple : ", en: "example: ") + example
    }

    static func short(_ words: [String]) -> Text {
        Text(fr: "aussi : ", en: "also: ") + words.joined(separator: ", ")
    }
}

extension Verb.Family {
    var text: Text {
        switch self {
        case .whereAndWhat: Text(fr: "voir et lire", en: "see and read")
        case .people: Text(fr: "parler", en: "talk")
        case .measure: Text(fr: "mesurer", en: "measure")
        case .reason: Text(fr: "raisonner", en: "reason")
        case .makeSafe: Text(fr: "mettre en sécurité", en: "make safe")
        case .act: Text(fr: "agir", en: "act")
        case .organise: Text(fr: "organiser", en: "organise")
        case .tryOut: Text(fr: "essayer", en: "try")
        case .findOnesWay: Text(fr: "se repérer", en: "find one's way")
        }
    }
}

extension ToolKind {
    public var text: Text {
        switch self {
        case .multimeter: Text(fr: "multimètre", en: "multimeter")
        case .voltageTester: Text(fr: "VAT", en: "voltage tester")
        case .clampMeter: Text(fr: "pince ampèremétrique", en: "clamp meter")
        case .insulationTester: Text(fr: "mégohmmètre", en: "insulation tester")
        case .phaseTester: Text(fr: "contrôleur d'ordre des phases", en: "phase tester")
        case .gauge: Text(fr: "manomètre", en: "gauge")
        case .oilGauge: Text(fr: "manomètre d'huile 0–250 bar", en: "oil gauge 0–250 bar")
        case .contactThermometer: Text(fr: "thermomètre de contact", en: "contact thermometer")
        case .infraredThermometer: Text(fr: "thermomètre infrarouge", en: "infrared thermometer")
        case .stopwatch: Text(fr: "chronomètre", en: "stopwatch")
        case .tachometer: Text(fr: "tachymètre", en: "tachometer")
        case .tensionTester: Text(fr: "tensiomètre de courroie", en: "belt tension tester")
        case .vibrationMeter: Text(fr: "vibromètre", en: "vibration meter")
        case .leakDetector: Text(fr: "détecteur de fuites à ultrasons", en: "ultrasonic leak detector")
        case .soundLevelMeter: Text(fr: "sonomètre", en: "sound level meter")
        case .padlock: Text(fr: "cadenas et pancarte", en: "padlock and tag")
        case .torqueDriver: Text(fr: "tournevis dynamométrique", en: "torque screwdriver")
        case .screwdriver: Text(fr: "tournevis isolé", en: "insulated screwdriver")
        case .spanner: Text(fr: "clé", en: "spanner")
        case .greaseGun: Text(fr: "pompe à graisse", en: "grease gun")
        case .cloth: Text(fr: "chiffon et nettoyant", en: "cloth and cleaner")
        case .labels: Text(fr: "étiquettes", en: "labels")
        case .laptop: Text(fr: "console de programmation", en: "programming laptop")
        case .tray: Text(fr: "bac de rétention", en: "containment tray")
        case .feelerGauge: Text(fr: "jeu de cales", en: "feeler gauges")
        case .dialGauge: Text(fr: "comparateur", en: "dial gauge")
        }
    }
}

extension ToolKind {
    /// Other words for it.
    var aliases: [String] {
        switch self {
        case .padlock: ["cadenas", "pancarte", "tag", "padlocks", "macaron", "étiquette de consignation"]
        case .multimeter: ["voltmètre", "ohmmètre", "contrôleur universel", "voltmeter"]
        case .voltageTester: ["vérificateur d'absence de tension", "testeur"]
        case .clampMeter: ["pince"]
        case .torqueDriver: ["dynamométrique", "clé dynamométrique"]
        case .labels: ["étiquette", "repères"]
        case .laptop: ["console", "ordinateur", "pc"]
        case .tray: ["bac"]
        case .cloth: ["chiffon"]
        case .feelerGauge: ["cales"]
        case .dialGauge: ["comparateur à cadran"]
        case .oilGauge: ["manomètre hydraulique", "manomètre d'huile", "hydraulic gauge", "oil gauge", "minimess"]
        case .infraredThermometer: ["caméra thermique", "thermographe", "thermal camera"]
        case .insulationTester: ["contrôleur d'isolement", "megger", "megohmmeter"]
        case .phaseTester: ["testeur de rotation", "phase sequence tester"]
        case .leakDetector: ["détecteur de fuites", "ultrasons", "ultrasonic detector"]
        case .soundLevelMeter: ["sonometer"]
        case .gauge, .contactThermometer, .stopwatch, .tachometer, .tensionTester,
            .vibrationMeter, .screwdriver, .spanner, .greaseGun:
            []
        }
    }
}

extension Equipment {
    /// Other words for it.
    var aliases: [String] {
        switch self {
        case .faceShield: ["écran facial", "visière"]
        case .safetyShoes: ["chaussures de sécurité"]
        case .goggles: ["lunettes de protection"]
        case .hearingProtection: ["bouchons d'oreille", "casque antibruit"]
        case .insulatingGloves: ["gants électriques", "gants d'électricien"]
        case .mechanicalGloves, .nitrileGloves, .helmet, .harness: []
        }
    }
}
