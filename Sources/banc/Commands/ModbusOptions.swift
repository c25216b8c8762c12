import ArgumentParser
import Foundation
import Modbus
import Notation
import Simulation

/// Who may connect, how long a client is borne, and what is kept of what it asked.
struct ModbusOptions: ParsableArguments {
    @Flag(name: .long, help: ArgumentHelp(Text(fr: "répond à toute unité", en: "answers any unit id").spoken))
    var anyUnit = false

    @Flag(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr: "l'unité 0 écrit dans toutes, sans réponse", en: "unit 0 writes to all of them, without an answer"
            ).spoken))
    var broadcast = false

    @Option(name: .long, help: ArgumentHelp(Text(fr: "clients en même temps", en: "clients at one time").spoken))
    var maxClients: Int = 1024

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr: "ferme une connexion muette après cette durée, 0s jamais",
                en: "closes a silent connection after this time, 0s never"
            )
            .spoken))
    var idle: String = "600s"

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr: "durée donnée à une requête commencée, et à un client pour lire ses réponses",
                en: "time given to a request that has begun, and to a client to read its answers"
            ).spoken))
    var patience: String = "15s"

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "refuse toute écriture", en: "refuses every write").spoken))
    var readOnly = false

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            Text(fr: "seules adresses admises (répétable)", en: "the only addresses taken in (repeatable)").spoken,
            valueName: "address[/bits]"))
    var allow: [String] = []

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            Text(
                fr: "seuls clients qui écrivent, et où (répétable) : 10.0.0.7=holding-registers:0-99",
                en: "the only clients that write, and where (repeatable): 10.0.0.7=holding-registers:0-99"
            ).spoken, valueName: "address[/bits][=table:first-last]"))
    var allowWrites: [String] = []

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "dit chaque échange en clair", en: "tells each exchange in words").spoken))
    var trace = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(fr: "ajoute chaque écriture à ce fichier (JSON Lines)", en: "adds each write to this file (JSON Lines)").spoken,
            valueName: "file"))
    var audit: String?

    func validate() throws {
        guard 1...60_000 ~= maxClients else {
            throw ValidationError(Text(fr: "--max-clients : de 1 à 60000", en: "--max-clients: from 1 to 60000").spoken)
        }
    }

    /// - Parameter log: where exchanges are kept, if they are.
    func serverOptions(_ units: Units, log: RequestLog?) throws -> Server.Options {
        DescriptorLimit.raise()
        let idle = try Arguments.duration(self.idle, option: "--idle")
        let patience = Duration.seconds(try Arguments.duration(self.patience, option: "--patience"))
        return Server.Options(
            units: anyUnit ? .any : units, zeroIsBroadcast: broadcast,
            limits: Limits(
                connections: maxClients, idle: idle == 0 ? nil : .seconds(idle), frame: patience, unread: patience),
            policy: AccessPolicy(
                isReadOnly: readOnly, allowed: try allow.map { try network($0, option: "--allow \($0)") },
                writers: try allowWrites.map { try writer($0) }),
            log: log)
    }

    private func network(_ text: String, option: String) throws -> Network {
        guard let network = Network(text) else {
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "\(option) : écris une adresse ou un réseau, par exemple 192.168.1.0/24",
                    en: "\(option): write an address or a network, such as 192.168.1.0/24"))
        }
        return network
    }

    private func writer(_ text: String) throws -> AccessPolicy.Writer {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        let network = try network(parts.first ?? "", option: "--allow-writes \(text)")
        guard parts.count > 1 else { return .init(network) }
        let place = parts[1].split(separator: ":").map(String.init)
        let ends = place.count == 2 ? place[1].split(separator: "-").map { Int($0) } : []
        let area = [Area.coils, .holdingRegisters].first { $0.key == place.first }
        guard let area, let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, 0...last ~= first,
            last < 65536
        else {
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "--allow-writes \(text) : écris ADRESSE=coils:0-7 ou ADRESSE=holding-registers:0-99",
                    en: "--allow-writes \(text): write ADDRESS=coils:0-7 or ADDRESS=holding-registers:0-99"))
        }
        return .init(network, spans: [.init(area, first..<last + 1, .client)])
    }

    /// Watches what the options ask to be told or kept; nil when it is nothing.
    func watch(_ maps: [RegisterNames]) throws -> ModbusWatch? {
        guard trace || audit != nil else { return nil }
        return try ModbusWatch(names: maps, isTold: trace, audit: audit)
    }
}
