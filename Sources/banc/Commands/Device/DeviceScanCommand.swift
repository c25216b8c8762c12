import ArgumentParser
import Devices
import Foundation
import Modbus
import Notation
import Simulation

/// Which cells a scan asks for.
struct ScanOptions: ParsableArguments {
    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            Text(
                fr:
                    "table à balayer (répétable) : coils, discrete-inputs, input-registers, holding-registers ; toutes par défaut",
                en: "table to scan (repeatable): coils, discrete-inputs, input-registers, holding-registers; all by default"
            ).spoken))
    var table: [String] = []

    @Option(name: .long, help: ArgumentHelp(Text(fr: "première adresse, depuis 0", en: "first address, from 0").spoken))
    var from = 0

    @Option(name: .long, help: ArgumentHelp(Text(fr: "dernière adresse", en: "last address").spoken))
    var to = 255

    @Option(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr: "silence entre deux requêtes ; 20 ms sur une ligne série, 5 ms sur un réseau",
                en: "silence between two requests; 20 ms on a serial line, 5 ms on a network"
            ).spoken, valueName: "time"))
    var pause: String?

    func validate() throws {
        guard 0...65535 ~= from, from...65535 ~= to else {
            throw ValidationError(Text(fr: "--from, --to : de 0 à 65535", en: "--from, --to: from 0 to 65535").spoken)
        }
        let known = Area.allCases.map(\.key)
        if let wrong = table.first(where: { !known.contains($0) }) {
            throw ValidationError("--table \(wrong): \(known.joined(separator: ", "))")
        }
    }

    var areas: [Area] { table.isEmpty ? Area.allCases : Area.allCases.filter { table.contains($0.key) } }

    /// Seconds.
    func silence(at place: DevicePlace) throws -> Double {
        if let pause { return try Arguments.duration(pause, option: "--pause") }
        if case .line = place { return 0.02 }
        return 0.005
    }

    /// What answers, asked for until Ctrl-C.
    func found(
        on link: ClientLink, at place: DevicePlace, _ interruption: Interruption, tell: (Area) -> Void
    ) throws -> [Scan.Found] {
        var scan = Scan(link, clock: SystemClock(), pause: try silence(at: place))
        var found: [Scan.Found] = []
        for area in areas where !interruption.isAsked {
            tell(area)
            do throws(ClientError) {
                found += try scan.cells(of: area, in: from..<to + 1) { interruption.isAsked }
            } catch {
                throw Failure(
                    Exit.device,
                    Text("\(place.summary)") + Text(fr: ", unité \(link.unit) : ", en: ", unit \(link.unit): ") + error.text)
            }
        }
        return found
    }
}

/// `banc device scan`: which units answer, or which cells of a unit.
struct DeviceScanCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "scan",
            abstract: Text(
                fr: "cherche les unités qui répondent, ou les adresses d'une unité (--unit)",
                en: "looks for the units that answer, or the addresses of a unit (--unit)"
            ).spoken)
    }

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: LinkOptions
    @OptionGroup var cells: ScanOptions

    @Option(name: .long, help: ArgumentHelp(Text(fr: "unités à chercher : 1-247", en: "units to look for: 1-247").spoken))
    var units = "1-247"

    func run() throws {
        try reporting {
            let polling = Polling()
            let place = try options.place(polling)
            let interruption = Interruption()
            if let unit = options.unit {
                let link = try options.link(to: place, unit: unit, polling)
                let found = try cells.found(on: link, at: place, interruption) { _ in }
                show(found, place, unit)
            } else {
                try look(for: try unitNumbers(), place, polling, interruption)
            }
            if interruption.isAsked { throw Exit.interrupted }
        }
    }

    private func unitNumbers() throws -> ClosedRange<UInt8> {
        let ends = units.split(separator: "-", omittingEmptySubsequences: false).map { UInt8($0) }
        guard 1...2 ~= ends.count, let first = ends.first ?? nil, let last = ends.last ?? nil, 1...247 ~= first,
            first...247 ~= last
        else {
            throw Failure(
                Exit.misuse,
                Text(fr: "--units \(units) : écris 1-247 ou 10", en: "--units \(units): write 1-247 or 10"))
        }
        return first...last
    }

    private func look(
        for numbers: ClosedRange<UInt8>, _ place: DevicePlace, _ polling: Polling, _ interruption: Interruption
    ) throws {
        let isLive = isatty(STDOUT_FILENO) == 1 && !common.plain
        var count = 0
        for number in numbers where !interruption.isAsked {
            let link = try options.link(to: place, unit: number, polling)
            if isLive { print("\r\(number)/\(numbers.upperBound) ", terminator: "") }
            fflush(nil)
            do throws(ClientError) {
                // Nobody at the other end at all is not a unit that is silent.
                try link.open()
            } catch {
                throw Failure(Exit.device, Text("\(place.summary): ") + error.text)
            }
            var scan = Scan(link, clock: SystemClock(), pause: try cells.silence(at: place))
            guard try scan.isThere() else { continue }
            count += 1
            Console.print((isLive ? "\r" : "") + Text(fr: "unité \(number) répond", en: "unit \(number) answers").spoken)
        }
        if isLive { print("\r", terminator: "") }
        Console.print(
            count == 0
                ? Text(
                    fr: "aucune unité ne répond ; vérifie le câblage, la vitesse et la parité",
                    en: "no unit answers; check wiring, rate and parity"
                ).spoken
                : Text(fr: "\(count) trouvée(s) ; ses adresses : --unit N", en: "\(count) found; its addresses: --unit N").spoken)
    }

    private func show(_ found: [Scan.Found], _ place: DevicePlace, _ unit: UInt8) {
        Console.print("\(place.summary)" + Text(fr: ", unité \(unit)", en: ", unit \(unit)").spoken)
        for stretch in found {
            let (first, last) = (stretch.addresses.lowerBound, stretch.addresses.upperBound - 1)
            let shown = stretch.cells.prefix(8).map { String($0) }.joined(separator: " ") + (stretch.cells.count > 8 ? " …" : "")
            let addresses = first == last ? "\(first)" : "\(first)–\(last)"
            Console.print("\(stretch.area.name.spoken) \(addresses)\(Text.colon.spoken)\(shown)")
        }
        if found.isEmpty {
            Console.print(Text(fr: "aucune adresse ne répond", en: "no address answers").spoken)
        } else {
            Console.print(
                Text(fr: "un profil à compléter : banc device new", en: "a profile to complete: banc device new").spoken)
        }
    }
}

/// `banc device new`: a profile to go on from, of what answers.
struct DeviceNewCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "new",
            abstract: Text(
                fr: "balaye une unité et écrit un profil à compléter", en: "scans a unit and writes a profile to complete"
            ).spoken)
    }

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: LinkOptions
    @OptionGroup var cells: ScanOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            Text(fr: "fichier à écrire ; la sortie par défaut", en: "file to write; standard output by default").spoken))
    var output: String?

    func run() throws {
        try reporting {
            let polling = Polling()
            let place = try options.place(polling)
            let unit = options.unit ?? 1
            let link = try options.link(to: place, unit: unit, polling)
            let interruption = Interruption()
            let found = try cells.found(on: link, at: place, interruption) { area in
                if isatty(STDERR_FILENO) == 1 { Console.error(area.name.spoken + "…") }
            }
            if interruption.isAsked { throw Exit.interrupted }
            guard !found.isEmpty else {
                throw Failure(
                    Exit.unmet,
                    Text(
                        fr: "aucune adresse de \(cells.from) à \(cells.to) ne répond : essaie --to, ou une autre unité",
                        en: "no address from \(cells.from) to \(cells.to) answers: try --to, or another unit"))
            }
            let yaml = ProfileDraft(found, at: place, unit: unit).yaml(Spoken.language)
            guard let output else {
                print(yaml, terminator: "")
                return
            }
            let file = open(output, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
            guard file >= 0 else {
                throw Failure(
                    Exit.device,
                    errno == EEXIST
                        ? Text(
                            fr: "\(output) existe déjà : donne un autre nom", en: "\(output) exists already: give another name")
                        : Text(fr: "impossible d'écrire \(output)", en: "cannot write \(output)"))
            }
            try FileHandle(fileDescriptor: file, closeOnDealloc: true).write(contentsOf: Data(yaml.utf8))
            Console.print(
                Text(
                    fr: "\(output) : \(found.reduce(0) { $0 + $1.cells.count }) cellules à nommer",
                    en: "\(output): \(found.reduce(0) { $0 + $1.cells.count }) cells to name"
                ).spoken)
        }
    }
}
