public import Modbus
public import Notation
public import Simulation

/// A value that is to be written into a device, checked against its profile before anything is sent.
public struct Writing: Sendable {
    public let point: Point
    public let cells: [UInt16]
    /// The lock that must be opened first.
    public let lock: RegisterMap.KeyLock?
    private let functions: Set<FunctionCode>

    /// - Parameter value: in the unit of the point, with a decimal point or comma; a text for a string.
    public init(_ value: String, into name: String, of profile: Profile) throws(WritingError) {
        guard let index = profile.point(name) else {
            throw .unknown(name, nearest: nearest(name, among: profile.points.map(\.name)))
        }
        let point = profile.points[index]
        self.point = point
        guard point.entry.isWritable else {
            throw .notWritable(name, writable: profile.points.filter(\.entry.isWritable).map(\.name))
        }
        lock = point.entry.lock.flatMap { name in profile.map.locks.first { $0.name == name } }
        functions = profile.map.functions ?? Set(FunctionCode.allCases)
        if point.entry.format == .string, !point.area.holdsBits {
            guard let cells = point.cells(value) else { throw .badText(name, length: point.entry.length) }
            self.cells = cells
            return
        }
        guard let number = Double(value.replacing(",", with: ".")), number.isFinite else { throw .notANumber(value) }
        if let range = point.range, !(range.lowerBound...range.upperBound ~= number) {
            throw .outOfRange(name, point.unit, minimum: range.lowerBound, maximum: range.upperBound)
        }
        guard let cells = point.cells(number) else { throw .doesNotFit(name, value) }
        self.cells = cells
    }

    /// What the device holds now.
    public func reading(over link: any DeviceLink) throws(ClientError) -> Reading {
        try open(link)
        return point.reading(
            try link.read(point.area, at: point.addresses.lowerBound, count: point.addresses.count))
    }

    /// Sends it; a lock is opened first.
    public func carryOut(over link: any DeviceLink) throws(ClientError) {
        try open(link)
        if let lock { try link.write(.holdingRegisters, at: lock.address, [lock.value], isSingle: single(.holdingRegisters)) }
        let address = point.addresses.lowerBound
        guard point.entry.bits != nil else {
            let isSingle = cells.count == 1 && single(point.area)
            return try link.write(point.area, at: address, cells, isSingle: isSingle)
        }
        let mask = point.entry.mask
        if functions.contains(.maskWriteRegister) {
            do throws(ClientError) {
                return try link.mask(at: address, and: ~mask, or: cells[0])
            } catch {
                // Few devices know function 22; the others are read and written back.
                guard error == .exception(.illegalFunction) else { throw error }
            }
        }
        let register = try link.read(point.area, at: address, count: 1)[0]
        try link.write(point.area, at: address, [register & ~mask | cells[0]], isSingle: single(point.area))
    }

    /// Closes the lock again.
    public func close(over link: any DeviceLink) throws(ClientError) {
        guard let lock, link.isOpen else { return }
        try link.write(.holdingRegisters, at: lock.address, [0], isSingle: single(.holdingRegisters))
    }

    private func open(_ link: any DeviceLink) throws(ClientError) {
        if !link.isOpen { try link.open() }
    }

    /// Whether the device has the function that writes one cell.
    private func single(_ area: Area) -> Bool {
        functions.contains(area == .coils ? .writeSingleCoil : .writeSingleRegister)
    }
}

extension Point {
    /// What may be written, in the written unit.
    public var range: ClosedRange<Double>? {
        guard let range = entry.range else { return nil }
        let (scale, offset) = scaling
        let ends = [range.lowerBound, range.upperBound].map { ($0 - entry.offset) / entry.scale * scale + offset }
        return min(ends[0], ends[1])...max(ends[0], ends[1])
    }
}

/// Why nothing is sent.
public enum WritingError: Error, Sendable, Equatable {
    case unknown(String, nearest: String?)
    case notWritable(String, writable: [String])
    case notANumber(String)
    case outOfRange(String, String, minimum: Double, maximum: Double)
    case doesNotFit(String, String)
    case badText(String, length: Int)

    public var text: Text {
        switch self {
        case .unknown(let name, let near):
            Text(fr: "pas de valeur « \(name) » dans ce profil", en: "no value '\(name)' in this profile")
                + (near.map { Text(fr: " ; la plus proche : \($0)", en: "; nearest: \($0)") } ?? Text(""))
        case .notWritable(let name, let writable):
            Text(
                fr: "le profil ne permet pas d'écrire « \(name) »", en: "the profile does not allow '\(name)' to be written")
                + (writable.isEmpty
                    ? Text(fr: " ; il ne permet aucune écriture", en: "; it allows no write at all")
                    : Text(fr: " ; il permet : ", en: "; it allows: ") + writable.prefix(12).joined(separator: ", "))
        case .notANumber(let value):
            Text(fr: "« \(value) » n'est pas un nombre", en: "'\(value)' is not a number")
        case .outOfRange(let name, let unit, let minimum, let maximum):
            Text(
                fr: "\(name) : de \(minimum.formatted(.fr, digits: 9)) à \(maximum.formatted(.fr, digits: 9)) \(unit)",
                en: "\(name): from \(minimum.formatted(.en, digits: 9)) to \(maximum.formatted(.en, digits: 9)) \(unit)"
            ).map { $0.trimmingSuffix(" ") }
        case .doesNotFit(let name, let value):
            Text(
                fr: "\(value) ne tient pas dans les registres de « \(name) »",
                en: "\(value) does not fit the registers of '\(name)'")
        case .badText(let name, let length):
            Text(
                fr: "« \(name) » prend au plus \(length) caractères sans accent",
                en: "'\(name)' takes at most \(length) characters without accents")
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: Character) -> String {
        last == suffix ? String(dropLast()) : self
    }
}
