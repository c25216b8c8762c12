import Circuits

/// The contacts of a two-channel safety device: 11-12 and 21-22 that open, 33-34 that closes when it is actuated.
struct Channels: Sendable {
    static let names = [("11", "12"), ("21", "22"), ("33", "34")]
    var welded = [false, false, false]
    var oxide = [0.0, 0.0, 0.0]
    /// Contacts that open even at rest: a guard out of line.
    var forcedOpen = [false, false, false]

    static func index(_ item: String) -> Int? { names.firstIndex { $0.0 == item || $0.1 == item || "\($0.0)-\($0.1)" == item } }

    static func terminals(withSignal: Bool) -> [Terminal] {
        names.prefix(withSignal ? 3 : 2).flatMap { [Terminal($0.0, .electrical), Terminal($0.1, .electrical)] }
    }

    static func contacts(_ site: Site, withSignal: Bool) -> [Contact] {
        names.prefix(withSignal ? 3 : 2).map { Contact(site, $0.0, $0.1) }
    }

    func set(_ contacts: [Contact], isActuated: Bool) {
        for (index, contact) in contacts.enumerated() { set(contact, index, isActuated: isActuated) }
    }

    func set(_ contact: Contact, _ index: Int, isActuated: Bool) {
        let isMoved = isActuated || forcedOpen[index]
        let isMade = (index == 2 ? isMoved : !isMoved) || welded[index]
        contact.set(isMade, 0.02 + oxide[index])
    }
}
