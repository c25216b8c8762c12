import ArgumentParser
import Devices
import Foundation
import Modbus
import Notation
import Simulation

/// `banc device`: a real device of the workshop bench, on Modbus TCP or RTU, through its profile.
struct DeviceCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "device",
            abstract: Text(
                fr: "un appareil réel, en Modbus TCP ou RTU, d'après son profil",
                en: "a real device, on Modbus TCP or RTU, through its profile"
            ).spoken,
            subcommands: [
                DeviceReadCommand.self, DeviceWatchCommand.self, DeviceRecordCommand.self, DeviceWriteCommand.self,
                DeviceScanCommand.self, DeviceNewCommand.self, DeviceTrendCommand.self,
            ])
    }
}

struct ProfileArgument: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            Text(fr: "profil : fichier, ou nom de Scenarios/devices", en: "profile: a file, or a name of Scenarios/devices")
                .spoken))
    var profile: String
}

/// Where a device is and how it is spoken to, where its profile does not say so.
struct LinkOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr: "où est l'appareil : HÔTE:PORT, ou le port série (/dev/ttyUSB0)",
                en: "where the device is: HOST:PORT, or its serial port (/dev/ttyUSB0)"
            ).spoken, valueName: "place"))
    var at: String?

    @Option(name: .long, help: ArgumentHelp(Text(fr: "numéro de l'appareil", en: "the device's number").spoken))
    var unit: UInt8?

    @Option(name: .long, help: ArgumentHelp(Text(fr: "vitesse du port série", en: "rate of the serial port").spoken))
    var baud: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(Text(fr: "parité : none, even ou odd", en: "parity: none, even or odd").spoken))
    var parity: String?

    @Option(name: .long, help: ArgumentHelp(Text(fr: "bits d'arrêt : 1 ou 2", en: "stop bits: 1 or 2").spoken))
    var stopBits: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr:
                    "qui tourne la ligne RS-485 pour émettre : adapter (l'adaptateur seul), kernel (le pilote), rts ou rts-inverted",
                en: "who turns the RS-485 line to send: adapter (the adapter itself), kernel (the driver), rts or rts-inverted"
            ).spoken))
    var direction: String?

    @Option(
        name: .long,
        help: ArgumentHelp(Text(fr: "durée laissée à une réponse", en: "time given to an answer").spoken, valueName: "time"))
    var timeout: String?

    func validate() throws {
        if let baud, !SerialLine.rates.contains(baud) {
            let known = SerialLine.rates.map { String($0) }.joined(separator: ", ")
            throw ValidationError("--baud: \(known)")
        }
        if let parity, SerialLine.Parity(rawValue: parity) == nil { throw ValidationError("--parity: none, even, odd") }
        if let direction, SerialLine.Direction(rawValue: direction) == nil {
            let known = SerialLine.Direction.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--direction: \(known)")
        }
        if let stopBits, !(1...2 ~= stopBits) { throw ValidationError("--stop-bits: 1, 2") }
    }

    /// The place that the options name, else the profile.
    func place(_ polling: Polling) throws -> DevicePlace {
        guard let address = at ?? polling.address else {
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "le profil ne dit pas où est l'appareil : donne --at HÔTE:PORT ou --at /dev/ttyUSB0",
                    en: "the profile does not say where the device is: give --at HOST:PORT or --at /dev/ttyUSB0"))
        }
        if address.hasPrefix("/") {
            return .line(
                SerialLine(
                    path: address, rate: baud ?? polling.rate,
                    parity: SerialLine.Parity(rawValue: parity ?? polling.parity) ?? .even,
                    stopBits: stopBits ?? (parity == nil ? polling.stopBits : nil),
                    direction: SerialLine.Direction(rawValue: direction ?? polling.direction) ?? .adapter,
                    turnaround: polling.turnaround.map { .seconds($0) }))
        }
        do {
            return .network(try Endpoint(parsing: address))
        } catch {
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "--at \(address) : écris HÔTE:PORT, par exemple 192.168.1.20:502, ou un port série comme /dev/ttyUSB0",
                    en: "--at \(address): write HOST:PORT, such as 192.168.1.20:502, or a serial port such as /dev/ttyUSB0"))
        }
    }

    /// Seconds.
    func patience(_ polling: Polling) throws -> Double {
        guard let timeout else { return polling.timeout }
        let seconds = try Arguments.duration(timeout, option: "--timeout")
        guard 0.01...60 ~= seconds else {
            throw Failure(
                Exit.misuse,
                Text(fr: "--timeout \(timeout) : de 10 ms à 60 s", en: "--timeout \(timeout): from 10 ms to 60 s"))
        }
        return seconds
    }

    func link(to place: DevicePlace, unit: UInt8, _ polling: Polling) throws -> ClientLink {
        if case .line = place, !(1...247 ~= unit) {
            throw Failure(
                Exit.misuse,
                Text(
                    fr: "--unit \(unit) : de 1 à 247 sur une ligne série",
                    en: "--unit \(unit): from 1 to 247 on a serial line"))
        }
        return ClientLink(
            place, unit: unit, timeout: .seconds(try patience(polling)), pause: .seconds(polling.pause))
    }
}

/// A device, its profile and the way to it.
struct BenchDevice {
    let profile: Profile
    let place: DevicePlace
    let link: ClientLink
    let clock = SystemClock()

    init(_ name: String, _ common: CommonOptions, _ options: LinkOptions) throws {
        profile = try common.library().profile(name)
        place = try options.place(profile.polling)
        link = try options.link(to: place, unit: options.unit ?? profile.map.unit, profile.polling)
    }

    /// "compteur d'énergie · 192.168.1.20:502, unité 10".
    var title: Text {
        profile.text + Text(" · \(place.summary)") + Text(fr: ", unité \(link.unit)", en: ", unit \(link.unit)")
    }

    func poller() -> Poller {
        Poller(profile, over: link, clock: clock, seed: UInt64(ProcessInfo.processInfo.processIdentifier))
    }

    /// The named points; all without a name.
    func points(_ names: [String]) throws -> [Int] {
        guard !names.isEmpty else { return Array(profile.points.indices) }
        return try names.map { name in
            guard let index = profile.point(name) else {
                let near = nearest(name, among: profile.points.map(\.name))
                throw Failure(
                    Exit.misuse,
                    Text(fr: "pas de valeur « \(name) » dans ce profil", en: "no value '\(name)' in this profile")
                        + (near.map { Text(fr: " ; la plus proche : \($0)", en: "; nearest: \($0)") } ?? Text("")))
            }
            return index
        }
    }

    /// Nobody is there: in one sentence, with what to look at.
    func failure(_ error: ClientError) -> Failure {
        Failure(
            Exit.device, Text("\(place.summary)") + Text(fr: ", unité \(link.unit) : ", en: ", unit \(link.unit): ") + error.text)
    }
}
