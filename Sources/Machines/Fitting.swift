import Circuits
import Components

/// Where a part of the kit is put.
public enum FittingPlace: Hashable, Sendable {
    /// Between the end of a hose and the port that it is screwed on; 0 is its first end.
    case hose(String, end: Int)
    /// On a port, before everything that is screwed on it.
    case port(Machine.TerminalReference)
    /// At a place of the machine: what has no port, a relay on its rail.
    case location(String)

    var name: String {
        switch self {
        case .hose(let reference, _): reference
        case .port(let port): port.description
        case .location(let name): name
        }
    }
}

/// A part of the kit that is on the machine.
public struct Fitting: Hashable, Sendable {
    public let part: String
    /// The port on which it is, or on which the hose was; else the place.
    public let at: String
    /// Whose port that is; nil for a place.
    public let neighbour: String?
    /// Ends of hoses that were screwed on that port, and come to the part since.
    public let hoses: [String]
}

/// Why a part cannot be put there.
public enum FittingError: Error, Hashable, Sendable {
    /// It is not of the kit.
    case noKitPart(String)
    case alreadyFitted(String)
    /// There is no such hose or port, or it leads another energy.
    case noPort(String)
}

/// The parts of a kit over one circuit: which lie beside the machine, and between what the others are.
///
/// A part lies there with its ports shut. To fit it is to move the ends of joints that exist already, so that nothing is added to the
/// circuit: a snapshot taken before and one taken after are of the same parts.
struct Kit {
    /// A fluid port of a hose or a kit part, and the joint that screws it on something.
    private struct Coupling {
        let reference: String
        let end: Int
        let wire: Wire
    }

    private var hoses: [Coupling] = []
    private var parts: [Coupling] = []
    private(set) var fittings: [Fitting] = []

    static let domains: Set<Domain> = [.pneumatic, .hydraulic]

    mutating func add(hose reference: String, end: Int, _ wire: Wire) {
        hoses.append(Coupling(reference: reference, end: end, wire: wire))
    }

    /// A part of the kit: its first port joined to itself.
    mutating func add(part reference: String, on circuit: Circuit, _ ports: [Joint]) {
        guard let first = ports.first else { return }
        let wire = circuit.wire("\(reference):\(reference)", first, first, resistance: 1e-6, isMerged: true)
        parts.append(Coupling(reference: reference, end: 0, wire: wire))
    }

    func wire(ofHose reference: String, end: Int) -> Wire? {
        hoses.first { $0.reference == reference && $0.end == end }?.wire
    }

    /// Puts a part before a port: its first port towards what feeds it.
    ///
    /// - Parameters:
    ///   - ports: of the part, inlet first; one alone is a branch.
    ///   - target: the port.
    ///   - isThrough: whether an end goes through the part from now on, of those that are on the port.
    mutating func fit(
        _ reference: String, _ ports: [Joint], at port: Machine.TerminalReference, _ target: Joint, on circuit: Circuit,
        isThrough: (String, Int) -> Bool
    ) {
        guard let own = parts.first(where: { $0.reference == reference }) else { return }
        var moved: [Coupling] = []
        if ports.count > 1 {
            moved = (hoses + parts).filter { circuit.ends($0.wire).1 == target && isThrough($0.reference, $0.end) }
            // A hose's second end feeds the port that it is on.
            let isFed = moved.contains { coupling in coupling.end == 1 }
            circuit.attach(own.wire, end: 0, to: isFed ? ports[1] : ports[0])
            for coupling in moved { circuit.attach(coupling.wire, end: 1, to: isFed ? ports[0] : ports[1]) }
        }
        circuit.attach(own.wire, end: 1, to: target)
        fittings.append(
            Fitting(part: reference, at: port.description, neighbour: port.reference, hoses: moved.map(\.reference)))
    }

    /// Puts a part without a port at a place.
    mutating func stand(_ reference: String, at location: String) {
        fittings.append(Fitting(part: reference, at: location, neighbour: nil, hoses: []))
    }

    /// Takes a part off; what came to it goes where it was.
    mutating func remove(_ reference: String, _ ports: [Joint], on circuit: Circuit) {
        guard let old = fittings.first(where: { $0.part == reference }) else { return }
        fittings.removeAll { $0.part == reference }
        // What was on one of its ports is on that port now.
        fittings = fittings.map { fitting in
            guard fitting.neighbour == reference else { return fitting }
            return Fitting(part: fitting.part, at: old.at, neighbour: old.neighbour, hoses: fitting.hoses)
        }
        guard let own = parts.first(where: { $0.reference == reference }) else { return }
        let target = circuit.ends(own.wire).1
        for coupling in hoses + parts where coupling.reference != reference {
            if ports.contains(circuit.ends(coupling.wire).1) { circuit.attach(coupling.wire, end: 1, to: target) }
        }
        circuit.attach(own.wire, end: 0, to: ports[0])
        circuit.attach(own.wire, end: 1, to: ports[0])
    }
}
