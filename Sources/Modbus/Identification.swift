/// What a unit says of itself to function 43/14 (V1.1b3, section 6.21): numbered objects, each a short text.
public struct Identification: Sendable, Equatable {
    /// Bytes of an object's value at most: with its number and length it must fit in one answer.
    public static let valueLimit = 244

    /// By number, ascending: 0 to 2 the basic ones, to 6 the regular ones, from 128 the extended ones.
    let objects: [Object]

    struct Object: Sendable, Equatable {
        let number: UInt8
        let value: [UInt8]
    }

    /// - Parameters:
    ///   - revision: major and minor, "1.4".
    ///   - extended: numbers from 128 to 255.
    public init(
        vendorName: String, productCode: String, revision: String, vendorURL: String? = nil, productName: String? = nil,
        modelName: String? = nil, userApplicationName: String? = nil, extended: [UInt8: String] = [:]
    ) throws(IdentificationError) {
        let named: [(UInt8, String?)] = [
            (0, vendorName), (1, productCode), (2, revision), (3, vendorURL), (4, productName), (5, modelName),
            (6, userApplicationName),
        ]
        let others = extended.sorted { $0.key < $1.key }.map { ($0.key, Optional($0.value)) }
        var objects: [Object] = []
        for case (let number, let value?) in named + others {
            guard number <= 6 || number >= 128 else { throw .reservedNumber(number) }
            let bytes = [UInt8](value.utf8)
            guard bytes.count <= Self.valueLimit else { throw .tooLong(number) }
            guard bytes.allSatisfy({ 0x20...0x7E ~= $0 }) else { throw .notASCII(number) }
            objects.append(Object(number: number, value: bytes))
        }
        self.objects = objects
    }

    /// The level that this unit has, with access to each object on its own: 81 basic, 82 regular, 83 extended.
    var conformity: UInt8 {
        let highest = objects.last?.number ?? 0
        return highest >= 128 ? 0x83 : highest > 2 ? 0x82 : 0x81
    }

    /// Appends the answering PDU: as many objects as fit, from the one asked for; a client asks on from the one named as next.
    func answer(_ request: IdentificationRequest, into output: inout Output) throws(ExceptionCode) {
        var chosen: ArraySlice<Object>
        switch request.code {
        case .individual:
            guard let index = objects.firstIndex(where: { $0.number == request.object }) else { throw .illegalDataAddress }
            chosen = objects[index...index]
        case .basic, .regular, .extended:
            // Asked for more than there is, it says what there is.
            chosen = objects.prefix { $0.number <= request.code.lastObject }
            // An object that is not there is asked for as the first would be.
            if let index = chosen.firstIndex(where: { $0.number == request.object }) { chosen = chosen[index...] }
        }
        var room = Frame.largestPDU - 7
        let sent = chosen.prefix { object in
            room -= 2 + object.value.count
            return room >= 0
        }
        let next = chosen.dropFirst(sent.count).first
        output.append(FunctionCode.encapsulatedInterface.rawValue)
        output.append(IdentificationRequest.interfaceType)
        output.append(request.code.rawValue)
        output.append(conformity)
        output.append(next == nil ? UInt8(0) : 0xFF)
        output.append(next?.number ?? 0)
        output.append(UInt8(sent.count))
        for object in sent {
            output.append(object.number)
            output.append(UInt8(object.value.count))
            object.value.withUnsafeBytes { output.append($0) }
        }
    }
}

/// What a request of function 43/14 asks for.
struct IdentificationRequest: Equatable {
    /// MEI type "read device identification".
    static let interfaceType: UInt8 = 14

    enum Code: UInt8 {
        case basic = 1
        case regular, extended, individual

        /// The highest object number of the category.
        var lastObject: UInt8 {
            switch self {
            case .basic: 2
            case .regular: 127
            case .extended, .individual: 255
            }
        }
    }

    let code: Code
    let object: UInt8

    init(pdu: UnsafeRawBufferPointer) throws(ExceptionCode) {
        guard pdu.count >= 2 else { throw .illegalDataValue }
        guard pdu[1] == Self.interfaceType else { throw .illegalFunction }
        guard pdu.count == 4, let code = Code(rawValue: pdu[2]) else { throw .illegalDataValue }
        self.code = code
        object = pdu[3]
    }
}

/// Objects that make no identification; each case carries the object's number.
public enum IdentificationError: Error, Sendable, Equatable {
    case tooLong(UInt8)
    case notASCII(UInt8)
    /// 7 to 127 are the specification's.
    case reservedNumber(UInt8)
}

extension IdentificationError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLong(let number): "object \(number) is longer than \(Identification.valueLimit) bytes"
        case .notASCII(let number): "object \(number) has other characters than printable ASCII"
        case .reservedNumber(let number): "object \(number) is reserved: private ones go from 128 to 255"
        }
    }
}
