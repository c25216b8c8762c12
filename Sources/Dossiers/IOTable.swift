public import Grafcet
public import Machines
public import Notation
import Simulation

/// A PLC channel with the variable, the wire and the terminal behind it.
public struct WiredChannel: Sendable {
    public let address: Address
    public let terminal: Machine.TerminalReference
    /// Nil for a free channel.
    public let variable: Variable?
    /// Numbers of the wires on the terminal.
    public let wires: [String]

    public var meaning: Text? { variable?.meaning }
}

extension Machine {
    /// Every channel of every module, whether the program uses it or not: inputs, then outputs, as the controller reads them.
    public func channels(_ program: Program?) -> [WiredChannel] {
        let all = IOChannel.all(of: self)
        return (all.filter { !$0.kind.isOutput } + all.filter(\.kind.isOutput)).compactMap { channel in
            guard let place = channel.place, let address = Address(channel.number) else { return nil }
            let terminal = TerminalReference(reference: place.reference, terminal: place.terminal)
            return WiredChannel(
                address: address, terminal: terminal, variable: program?.variable(at: address),
                wires: ends(at: terminal).map(\.wire))
        }
    }
}
