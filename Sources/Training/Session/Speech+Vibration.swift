import Instruments
import Notation
import Vibration

extension Speech {
    /// Directions and zone, the highest lines by their frequency, then the envelope: never a cause.
    static func vibration(_ survey: VibrationSurvey) -> [Text] {
        let letters = survey.velocities.map { velocity in
            Text("\(velocity.direction.letter) ") + millimetres(velocity.value)
        }
        return [
            letters.joined(separator: Text(" · "))
                + Text(" · zone \(survey.zone.rawValue), ")
                + survey.machineClass.text,
            Text(fr: "Raies de vitesse : ", en: "Velocity lines: ")
                + told(survey.lines, millimetres),
            Text(fr: "Enveloppe : ", en: "Envelope: ") + quantity(survey.ringing, .acceleration)
                + Text(fr: " ; raies ", en: "; lines ")
                + told(survey.envelope) { quantity($0, .acceleration) },
        ]
    }

    private static func millimetres(_ speed: Double) -> Text {
        let speed = Quantity(speed, .speed)
        return Text(
            fr: speed.formatted(.fr, unit: "mm/s", decimals: 2), en: speed.formatted(.en, unit: "mm/s", decimals: 2))
    }

    private static func told(_ lines: [VibrationSurvey.Line], _ level: (Double) -> Text) -> Text {
        guard !lines.isEmpty else { return Text(fr: "aucune", en: "none") }
        return lines.map { line in
            let frequency = Quantity(line.frequency, .frequency)
            return Text(
                fr: frequency.formatted(.fr, unit: "Hz", decimals: 1), en: frequency.formatted(.en, unit: "Hz", decimals: 1))
                + " " + level(line.value)
        }.joined(separator: Text(", "))
    }
}

extension Direction {
    /// As rounds write it, in both languages.
    fileprivate var letter: String {
        switch self {
        case .horizontal: "H"
        case .vertical: "V"
        case .axial: "A"
        }
    }
}

extension MachineClass {
    fileprivate var text: Text {
        switch self {
        case .classI: Text(fr: "ISO 10816-1 classe I", en: "ISO 10816-1 class I")
        case .classII: Text(fr: "ISO 10816-1 classe II", en: "ISO 10816-1 class II")
        case .classIII: Text(fr: "ISO 10816-1 classe III", en: "ISO 10816-1 class III")
        case .classIV: Text(fr: "ISO 10816-1 classe IV", en: "ISO 10816-1 class IV")
        case .group1Rigid: Text(fr: "ISO 20816-3 groupe 1, rigide", en: "ISO 20816-3 group 1, rigid")
        case .group1Flexible: Text(fr: "ISO 20816-3 groupe 1, souple", en: "ISO 20816-3 group 1, flexible")
        case .group2Rigid: Text(fr: "ISO 20816-3 groupe 2, rigide", en: "ISO 20816-3 group 2, rigid")
        case .group2Flexible: Text(fr: "ISO 20816-3 groupe 2, souple", en: "ISO 20816-3 group 2, flexible")
        }
    }
}
