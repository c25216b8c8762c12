import Components
public import Grafcet
public import Machines
public import Notation

/// A PLC channel with the variable, the wire and the component behind it.
public struct IOChannel: Sendable {
    public let address: Address
    public let terminal: Machine.TerminalReference
    /// Nil for a free channel.
    public let variable: Variable?
    /// Numbers of the wires on the terminal.
    public let wires: [String]

    public var meaning: Text? { variable?.meaning }
}

extension Machine {
    /// Every channel of every module in the order of addresses, whether the program uses it or not.
    ///
    /// Modules of a kind share the address space in the order of the machine file, each from a byte of its own, as the controller reads
    /// them; analogue channels are words.
    public func channels(_ program: Program?) -> [IOChannel] {
        channels(of: "plc-inputs", "I", program) { $0.hasPrefix("I") }
            + channels(of: "plc-analog-inputs", "IW", program) { $0.hasSuffix("+") }
            + channels(of: "plc-outputs", "Q", program) { $0.hasPrefix("Q") }
            + channels(of: "plc-analog-outputs", "QW", program) { $0.hasSuffix("+") && $0 != "L+" }
    }

    private func channels(
        of type: String, _ area: String, _ program: Program?, where isChannel: (String) -> Bool
    ) -> [IOChannel] {
        var count = 0
        var result: [IOChannel] = []
        let isWord = area.hasSuffix("W")
        for module in components where module.type.name == type {
            if !isWord { count = (count + 7) / 8 * 8 }
            for terminal in module.terminals(.electrical) where isChannel(terminal) {
                let written = isWord ? "%\(area)\(count)" : "%\(area)\(count / 8).\(count % 8)"
                count += 1
                guard let address = Address(written) else { continue }
                let place = TerminalReference(reference: module.reference, terminal: terminal)
                result.append(
                    IOChannel(
                        address: address, terminal: place, variable: program?.variable(at: address),
                        wires: ends(at: place).map(\.wire)))
            }
        }
        return result
    }
}
