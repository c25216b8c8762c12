public import Modbus
public import Notation

/// How the four tables of Modbus are called, everywhere.
extension Area {
    /// As a map names it.
    public var key: String {
        switch self {
        case .coils: "coils"
        case .discreteInputs: "discrete-inputs"
        case .inputRegisters: "input-registers"
        case .holdingRegisters: "holding-registers"
        }
    }

    public var name: Text {
        switch self {
        case .coils: Text(fr: "bobines", en: "coils")
        case .discreteInputs: Text(fr: "entrées TOR", en: "discrete inputs")
        case .inputRegisters: Text(fr: "registres d'entrée", en: "input registers")
        case .holdingRegisters: Text(fr: "registres de maintien", en: "holding registers")
        }
    }

    /// With the functions that reach it: « bobines (lecture 1, écriture 5/15) ».
    public var heading: Text {
        let functions =
            switch self {
            case .coils: (read: "1", write: "5/15")
            case .discreteInputs: (read: "2", write: "")
            case .inputRegisters: (read: "4", write: "")
            case .holdingRegisters: (read: "3", write: "6/16/22/23")
            }
        let writing =
            functions.write.isEmpty
            ? Text("") : Text(fr: ", écriture \(functions.write)", en: ", write \(functions.write)")
        return name + Text(fr: " (lecture \(functions.read)", en: " (read \(functions.read)") + writing + Text(")")
    }

    /// Of the reference numbers.
    public var leadingDigit: Int {
        switch self {
        case .coils: 0
        case .discreteInputs: 1
        case .inputRegisters: 3
        case .holdingRegisters: 4
        }
    }

    /// The reference number that many masters show: 1-based, with the leading digit (00001, 10001, 30001, 40001).
    public func reference(of address: Int) -> String {
        let number = String(address + 1)
        return "\(leadingDigit)" + String(repeating: "0", count: max(0, 4 - number.count)) + number
    }
}
