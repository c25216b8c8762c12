import ArgumentParser
import Devices
import Foundation
import Modbus
import Notation
import Simulation

/// `banc device write`: a value that the profile allows to be written; shown before and after.
struct DeviceWriteCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "write",
            abstract: Text(
                fr: "écrit une valeur que le profil permet, après l'avoir montrée",
                en: "writes a value that the profile allows, once shown"
            ).spoken)
    }

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: LinkOptions

    @OptionGroup var named: ProfileArgument

    @Argument(help: ArgumentHelp(Text(fr: "NOM=VALEUR", en: "NAME=VALUE").spoken))
    var assignment: String

    @Flag(name: .long, help: ArgumentHelp(Text(fr: "sans demander", en: "without asking").spoken))
    var yes = false

    @Flag(
        name: .long,
        help: ArgumentHelp(
            Text(
                fr: "ouvre d'abord le verrou de la valeur, et le referme", en: "opens the value's lock first, and closes it again"
            ).spoken))
    var unlock = false

    func run() throws {
        try reporting {
            let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                throw Failure(
                    Exit.misuse,
                    Text(fr: "« \(assignment) » : écris NOM=VALEUR", en: "'\(assignment)': write NAME=VALUE"))
            }
            let device = try BenchDevice(named.profile, common, options)
            let writing = try self.writing(parts[0], parts[1], device.profile)
            let before = try device.asked { () throws(ClientError) in try writing.reading(over: device.link) }
            let intended = writing.point.reading(writing.cells)
            show(device, writing, before, intended)
            guard
                try yes
                    || Console.confirms(
                        Text(fr: "Écrire ?", en: "Write?"),
                        otherwise: Text(fr: "ajoute --yes pour écrire", en: "add --yes to write"))
            else {
                Console.print(Text(fr: "Rien n'a été écrit.", en: "Nothing was written.").spoken)
                return
            }
            try carryOut(writing, device)
            let after = try device.asked { () throws(ClientError) in try writing.reading(over: device.link) }
            let shown = writing.point.shown(after, Spoken.language)
            guard after == intended else {
                throw Failure(
                    Exit.unmet,
                    Text(
                        fr: "relu \(shown) : l'appareil n'a pas gardé la valeur écrite",
                        en: "read back \(shown): the device has not kept the value written"))
            }
            Console.print(Text(fr: "Écrit. Relu : \(shown)", en: "Written. Read back: \(shown)").spoken)
        }
    }

    private func writing(_ name: String, _ value: String, _ profile: Profile) throws -> Writing {
        let writing: Writing
        do {
            writing = try Writing(value, into: name, of: profile)
        } catch {
            throw Failure(Exit.misuse, error.text)
        }
        if let lock = writing.lock, !unlock {
            throw Failure(
                Exit.misuse,
                Text(
                    fr:
                        "« \(name) » est derrière le verrou « \(lock.name) » (registre \(lock.address)) : ajoute --unlock pour l'ouvrir",
                    en: "'\(name)' is behind the lock '\(lock.name)' (register \(lock.address)): add --unlock to open it"))
        }
        return writing
    }

    private func show(_ device: BenchDevice, _ writing: Writing, _ before: Reading, _ intended: Reading) {
        let point = writing.point
        Console.print(device.title.spoken)
        let (old, new) = (point.shown(before, Spoken.language), point.shown(intended, Spoken.language))
        let cells = writing.cells.map { String($0) }.joined(separator: " ")
        Console.print(
            "\(point.name)\(Text.colon.spoken)\(old) → \(new)   (\(point.area.name.spoken) \(point.addresses.lowerBound), \(point.entry.reference) = \(cells))"
        )
    }

    private func carryOut(_ writing: Writing, _ device: BenchDevice) throws {
        let result: ClientError?
        do throws(ClientError) {
            try writing.carryOut(over: device.link)
            result = nil
        } catch {
            result = error
        }
        // The lock is closed whether the write went well or not.
        if device.link.isOpen { try device.asked { () throws(ClientError) in try writing.close(over: device.link) } }
        guard let result else { return }
        if case .exception = result { throw device.failure(result) }
        throw Failure(
            Exit.device,
            device.failure(result).text
                + Text(
                    fr: " ; l'écriture a pu se faire ou non : relis avant de recommencer",
                    en: "; the write may have been done or not: read before trying again"))
    }
}

extension BenchDevice {
    /// A question that ends the command when it has no answer.
    func asked<Answer>(_ question: () throws(ClientError) -> Answer) throws -> Answer {
        do {
            return try question()
        } catch {
            throw failure(error)
        }
    }
}
