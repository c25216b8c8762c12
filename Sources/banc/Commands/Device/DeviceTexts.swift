import Devices
import Foundation
import Modbus
import Notation
import Simulation

extension ClientError {
    /// What went wrong and what to look at next.
    var text: Text {
        switch self {
        case .exception(let code): Text(fr: "l'appareil refuse : ", en: "the device refuses: ") + code.text
        case .link(let error): error.text
        }
    }
}

extension LinkError {
    var text: Text {
        switch self {
        case .timedOut:
            Text(
                fr: "pas de réponse ; vérifie l'alimentation, le câblage, le numéro d'unité et la vitesse",
                en: "no answer; check power, wiring, unit number and rate")
        case .refused:
            Text(
                fr: "rien n'écoute là ; vérifie l'adresse et le port",
                en: "nothing listens there; check the address and the port")
        case .unreachable: Text(fr: "adresse injoignable ; vérifie le réseau", en: "address not reachable; check the network")
        case .unknownHost(let endpoint):
            Text(fr: "aucune machine ne s'appelle \(endpoint.host)", en: "no host is called \(endpoint.host)")
        case .closed: Text(fr: "la liaison est coupée", en: "the link is down")
        case .badAnswer: Text(fr: "la réponse n'est pas celle de la question", en: "the answer is not one to the request")
        case .badChecksum:
            Text(
                fr: "réponse abîmée (CRC) ; vérifie la parité, la vitesse, le blindage et la terminaison",
                en: "disturbed answer (CRC); check parity, rate, shield and termination")
        case .wrongUnit:
            Text(
                fr: "une autre unité a répondu ; deux maîtres sur la ligne ?",
                en: "another unit answered; two masters on the line?")
        case .badRequest: Text(fr: "une requête Modbus ne peut demander cela", en: "no Modbus request can ask for that")
        case .tooManyDescriptors:
            Text(fr: "trop de fichiers et de connexions ouverts", en: "too many files and connections are open")
        case .noDevice(let path):
            Text(
                fr: "\(path) n'existe pas ; l'adaptateur est-il branché ?", en: "there is no \(path); is the adapter plugged in?")
        case .notSerial(let path): Text(fr: "\(path) n'est pas un port série", en: "\(path) is no serial port")
        case .settingsRefused(let path):
            Text(
                fr: "\(path) ne prend pas cette vitesse ou cette parité", en: "\(path) does not take this rate or this parity")
        case .directionRefused(let path, .kernel):
            Text(
                fr: "le pilote de \(path) ne sait pas tourner une ligne RS-485 ; "
                    + "la plupart des adaptateurs USB le font seuls (direction: adapter), sinon essaie rts",
                en: "the driver of \(path) cannot turn an RS-485 line; "
                    + "most USB adapters do it by themselves (direction: adapter), else try rts")
        case .directionRefused(let path, _):
            Text(
                fr: "\(path) n'a pas de ligne RTS à commander ; essaie direction: adapter ou kernel",
                en: "\(path) has no line RTS to set; try direction: adapter or kernel")
        case .notPermitted(let path):
            Text(
                fr: "pas le droit d'ouvrir \(path) ; entre dans le groupe « dialout »",
                en: "no right to open \(path); join the group 'dialout'")
        case .lineInUse(let path):
            Text(fr: "un autre programme tient \(path)", en: "another program has \(path)")
        case .system: Text(description)
        }
    }
}

extension Point {
    /// "231,5 V", in the decimals of its scale; of a floating value, six digits.
    func shown(_ reading: Reading?, _ language: Language) -> String {
        switch reading {
        case .number(let value): shown(value, language)
        case .text(let text): text
        case .absent: Text(fr: "pas de mesure", en: "no measure")[language]
        case .failed, nil: "–"
        }
    }

    /// - Parameter finer: decimals more than the scale tells apart, for a mean; of a floating value a mean has four digits.
    func shown(_ value: Double, _ language: Language, finer: Int = 0) -> String {
        var number = decimals.map { String(format: "%.\($0 + finer)f", value) } ?? value.formatted(.en, digits: finer > 0 ? 4 : 6)
        if language == .fr { number = number.replacing(".", with: ",") }
        return unit.isEmpty ? number : "\(number) \(unit)"
    }
}

extension Polling.Thresholds.Level {
    /// Empty when all is well.
    var text: Text {
        switch self {
        case .normal: Text("")
        case .alert: Text(fr: "alerte", en: "alert")
        case .alarm: Text(fr: "ALARME", en: "ALARM")
        }
    }
}

extension Counters {
    /// What went wrong, and how much went at all.
    var text: Text {
        var parts = [Text(fr: "requêtes \(requests)", en: "requests \(requests)")]
        func add(_ count: Int, _ fr: String, _ en: String) {
            if count > 0 { parts.append(Text(fr: "\(fr) \(count)", en: "\(en) \(count)")) }
        }
        add(timeouts, "sans réponse", "unanswered")
        add(badChecksums, "CRC faux", "bad CRC")
        add(wrongUnits, "autre unité", "other unit")
        add(badAnswers, "hors sujet", "off the point")
        add(exceptions, "refusées", "refused")
        add(retries, "redemandées", "asked again")
        add(lostConnections, "liaisons perdues", "links lost")
        add(failedConnections, "connexions manquées", "failed connections")
        add(max(0, connections - 1), "reconnexions", "reconnections")
        add(splits, "coupées en deux", "cut in two")
        add(missed, "tours passés", "turns missed")
        add(strayBytes, "octets perdus", "stray bytes")
        return parts.joined(separator: " · ")
    }
}

/// The time of day of a sample, for who sits in front of it.
func clockTime(_ date: Double) -> String {
    let milliseconds = Int((date * 1000).rounded())
    var seconds = milliseconds / 1000
    var parts = tm()
    localtime_r(&seconds, &parts)
    return String(format: "%02d:%02d:%02d.%03d", parts.tm_hour, parts.tm_min, parts.tm_sec, milliseconds % 1000)
}
