import Foundation
import Modbus
import Notation
import Simulation
import Synchronization

/// The names of a unit's cells, for who reads a trace.
struct RegisterNames: Sendable {
    let unit: UInt8
    let names: [Cell: String]

    init(_ map: RegisterMap) {
        unit = map.unit
        names = map.entries.reduce(into: [:]) { names, entry in
            let cell = Cell(entry.area, entry.address)
            names[cell] = names[cell].map { "\($0), \(entry.name)" } ?? entry.name
        }
    }
}

/// Tells what passes between clients and the server, and keeps the writes, on a thread of its own: neither the machine nor the server
/// waits for a screen or a disk.
final class ModbusWatch: Sendable {
    let log: RequestLog
    private let names: [RegisterNames]
    private let isTold: Bool
    private let file: FileHandle?
    private let stopped = Interruption.Flag()
    private let finished = Interruption.Flag()
    private let failed = Mutex<String?>(nil)

    init(names: [RegisterNames], isTold: Bool, audit: String?) throws {
        self.names = names
        self.isTold = isTold
        log = RequestLog(keepsReads: isTold)
        file = try audit.map { path in
            let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                throw Failure(Exit.device, Text(fr: "impossible d'écrire \(path)", en: "cannot write \(path)"))
            }
            return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        }
    }

    func start() {
        let thread = Thread { [self] in
            while !stopped.isSet {
                turn()
                Thread.sleep(forTimeInterval: 0.05)
            }
            turn()
            finished.set()
        }
        thread.start()
    }

    /// Tells and keeps what is left. After the server has stopped nothing more comes.
    func stop() throws {
        stopped.set()
        while !finished.isSet { Thread.sleep(forTimeInterval: 0.005) }
        try check()
    }

    /// A write that cannot be kept ends the command: an audit with holes is none.
    func check() throws {
        if let reason = failed.withLock({ $0 }) {
            throw Failure(Exit.device, Text(fr: "journal des écritures : \(reason)", en: "audit of writes: \(reason)"))
        }
    }

    private func turn() {
        let (entries, lost) = log.take()
        for entry in entries {
            if isTold { Console.print(entry.text(names).spoken) }
            if let file, let line = AuditLine(entry) {
                do {
                    let encoder = JSONEncoder()
                    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                    try file.write(contentsOf: try encoder.encode(line) + Data("\n".utf8))
                } catch {
                    failed.withLock { $0 = $0 ?? "\(error)" }
                }
            }
        }
        if lost > 0 {
            if isTold { Console.print(Text(fr: "… \(lost) échanges non montrés", en: "… \(lost) exchanges not shown").spoken) }
            if file != nil { failed.withLock { $0 = $0 ?? "\(lost) lost" } }
        }
        if isTold { fflush(nil) }
    }
}

/// A write, or a try of one, as the audit keeps it.
private struct AuditLine: Encodable {
    let time: String
    let client: String
    let connection: Int
    let unit: UInt8
    let function: UInt8
    let table: String?
    let address: Int?
    let values: [UInt16]?
    /// "ok", "broadcast", or the exception's code.
    let result: String

    init?(_ entry: RequestLog.Entry) {
        guard case .exchange(let request, let answer) = entry.event else { return nil }
        let exchange = Exchange(request: request, answer: answer)
        guard exchange.function?.writesCells == true else { return nil }
        time = Date.now.ISO8601Format(.init(includingFractionalSeconds: true))
        client = entry.peer.address
        connection = entry.peer.number
        unit = exchange.unit
        function = exchange.code
        table = exchange.writes?.area.key
        address = exchange.writes?.addresses.lowerBound
        values = exchange.writes?.values
        result =
            switch exchange.outcome {
            case .answered: "ok"
            case .unanswered: "unanswered"
            case .exception(let code): "exception \(code.rawValue)"
            }
    }
}

extension RequestLog.Entry {
    /// Client, unit, function, addresses, values, result: one line.
    func text(_ names: [RegisterNames]) -> Text {
        let who = Text("#\(peer.number) \(peer.address) ")
        switch event {
        case .connected: return who + Text(fr: "se connecte", en: "connects")
        case .turnedAway: return who + Text(fr: "refusé : adresse non admise", en: "turned away: address not allowed")
        case .disconnected(let farewell): return who + farewell.text
        case .exchange(let request, let answer):
            return who + Exchange(request: request, answer: answer).text(names)
        }
    }
}

extension Exchange {
    func text(_ names: [RegisterNames]) -> Text {
        var text = Text(fr: "unité \(unit) · ", en: "unit \(unit) · ") + functionText
        if let reads { text = text + Text(fr: " · lit ", en: " · reads ") + reads.place(unit, names) }
        if let writes { text = text + Text(fr: " · écrit ", en: " · writes ") + writes.place(unit, names) + writes.shownValues }
        switch outcome {
        case .answered: text = text + Text(" → ") + (reads.map(\.shown) ?? Text(fr: "fait", en: "done"))
        case .unanswered: text = text + Text(fr: " → pas de réponse", en: " → no answer")
        case .exception(let code): text = text + Text(fr: " → refusé : ", en: " → refused: ") + code.text
        }
        return text
    }

    private var functionText: Text {
        guard let function else { return Text(fr: "fonction \(code) inconnue", en: "unknown function \(code)") }
        return Text(fr: "fonction \(code), ", en: "function \(code), ") + function.text
    }
}

extension Exchange.Span {
    /// "registres de maintien 8–9 (40009), seuil".
    fileprivate func place(_ unit: UInt8, _ names: [RegisterNames]) -> Text {
        let first = addresses.lowerBound
        let range = addresses.count == 1 ? "\(first)" : "\(first)–\(addresses.upperBound - 1)"
        let known = names.first { $0.unit == unit } ?? ((unit == 0 || unit == 255) ? names.first : nil)
        let names = Self.joined(addresses.compactMap { known?.names[Cell(area, $0)] })
        return area.name + Text(" \(range) (\(area.reference(of: first)))" + (names.isEmpty ? "" : " ") + names)
    }

    /// Names one after another; those that differ by a number that goes up by one are told by the first and the last number.
    private static func joined(_ names: [String]) -> String {
        var runs: [(stem: Substring, first: Int?, last: Int?)] = []
        for name in names {
            let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
            let stem = name.dropLast(digits)
            let number = digits < 10 && name.suffix(digits).first != "0" || digits == 1 ? Int(name.suffix(digits)) : nil
            if let number, let last = runs.last, last.stem == stem, let before = last.last, number == before + 1 {
                runs[runs.count - 1].last = number
            } else {
                runs.append(number == nil ? (Substring(name), nil, nil) : (stem, number, number))
            }
        }
        return runs.map { run in
            guard let first = run.first, let last = run.last else { return String(run.stem) }
            return first == last ? "\(run.stem)\(first)" : "\(run.stem)\(first)…\(last)"
        }.joined(separator: ", ")
    }

    fileprivate var shownValues: Text { values.isEmpty ? Text("") : Text(" = ") + shown }

    fileprivate var shown: Text {
        let list = values.prefix(16).map { String($0) }.joined(separator: " ")
        return Text(values.count > 16 ? "\(list) … (\(values.count))" : list)
    }
}

extension FunctionCode {
    var text: Text {
        switch self {
        case .readCoils: Text(fr: "lecture de bobines", en: "read coils")
        case .readDiscreteInputs: Text(fr: "lecture d'entrées TOR", en: "read discrete inputs")
        case .readHoldingRegisters: Text(fr: "lecture de registres de maintien", en: "read holding registers")
        case .readInputRegisters: Text(fr: "lecture de registres d'entrée", en: "read input registers")
        case .writeSingleCoil: Text(fr: "écriture d'une bobine", en: "write one coil")
        case .writeSingleRegister: Text(fr: "écriture d'un registre", en: "write one register")
        case .diagnostics: Text(fr: "diagnostic", en: "diagnostics")
        case .writeMultipleCoils: Text(fr: "écriture de bobines", en: "write coils")
        case .writeMultipleRegisters: Text(fr: "écriture de registres", en: "write registers")
        case .maskWriteRegister: Text(fr: "écriture masquée d'un registre", en: "mask-write one register")
        case .readWriteMultipleRegisters: Text(fr: "écriture puis lecture de registres", en: "write then read registers")
        case .encapsulatedInterface: Text(fr: "identification", en: "identification")
        }
    }
}

extension ExceptionCode {
    var text: Text {
        switch self {
        case .illegalFunction: Text(fr: "fonction illégale (01)", en: "illegal function (01)")
        case .illegalDataAddress: Text(fr: "adresse illégale (02)", en: "illegal data address (02)")
        case .illegalDataValue: Text(fr: "valeur ou quantité illégale (03)", en: "illegal data value (03)")
        case .serverDeviceFailure: Text(fr: "défaut de l'esclave (04)", en: "server device failure (04)")
        case .acknowledge: Text(fr: "reçu, en cours (05)", en: "acknowledge, still working (05)")
        case .serverDeviceBusy: Text(fr: "esclave occupé (06)", en: "server device busy (06)")
        case .memoryParityError: Text(fr: "erreur de parité mémoire (08)", en: "memory parity error (08)")
        case .gatewayPathUnavailable: Text(fr: "passerelle sans chemin (0A)", en: "gateway path unavailable (0A)")
        case .gatewayTargetFailedToRespond:
            Text(fr: "pas de réponse derrière la passerelle (0B)", en: "gateway target failed to respond (0B)")
        }
    }
}

extension Farewell {
    var text: Text {
        switch self {
        case .client: Text(fr: "s'en va", en: "leaves")
        case .broken: Text(fr: "coupé : trame d'une longueur impossible", en: "closed: a frame of an impossible length")
        case .idle: Text(fr: "coupé : muet trop longtemps", en: "closed: silent for too long")
        case .unfinished: Text(fr: "coupé : requête jamais finie", en: "closed: a request never ended")
        case .unread: Text(fr: "coupé : ne lit pas ses réponses", en: "closed: does not read its answers")
        case .replaced: Text(fr: "coupé : place donnée à un autre client", en: "closed: its place given to another client")
        }
    }
}
