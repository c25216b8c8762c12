public import Components

/// A graphical symbol of a diagram: IEC 60617 for electricity, ISO 1219-1 for air and oil.
public enum Symbol: Sendable, Hashable {
    /// What moves a contact.
    public enum Actuator: Sendable, Hashable {
        case pushButton, selector, emergencyStop, `guard`, pressure, breaker
        /// The coil of the same component.
        case coil
    }

    /// What a 4/3 valve joins in its centre position.
    public enum Centre: String, Sendable, Hashable {
        case closed, tandem, float, open
    }

    public enum SensorKind: Sendable, Hashable {
        case optical, magnetic, inductive
    }

    // Electricity.
    case mains
    case isolatorPoles(Int)
    case breakerPoles(Int)
    case residualCurrentPoles(Int)
    case motorBreakerPoles(Int)
    case contactorPoles(Int)
    case normallyOpen(Actuator)
    case normallyClosed(Actuator)
    case changeover(Actuator)
    case coil
    case solenoid
    case fuse
    case lamp
    case motor
    case supplyInput
    case supplyOutput
    case terminal
    case link
    case socket
    case sensor(SensorKind)
    case currentSensor
    case transmitterLoop
    case plcSupply
    case plcInput
    case plcOutput
    case plcAnalogInput
    /// A terminal of a relay's inner electronics: an input, an output of test pulses, the reset.
    case electronics
    case resistor

    // Air.
    case airSource
    case shutOff
    case filterRegulator
    case dumpValve
    case springReturnValve
    case doublePilotValve
    case oneWayFlowControl
    case silencer
    case gauge
    case cylinder
    case reservoir
    case pressureSwitch

    // Oil.
    case tank
    case pump(isVariable: Bool)
    case reliefValve(isProportional: Bool)
    case checkValve
    case throttle(isCompensated: Bool)
    /// Nil for a proportional one.
    case fourWayValve(Centre?)
    case accumulator
    case oilFilter
    case cooler
    case testPoint
    case flowMeter
    case pressureSensor

    /// A type without a symbol of its own.
    case box
}

/// A piece of a component as a diagram draws it: a contactor is a coil here, three poles there and contacts elsewhere.
public struct SymbolPart: Sendable, Hashable {
    public enum Side: Sendable, Hashable {
        /// Towards the source.
        case source
        /// Towards the load.
        case load
    }

    public struct Pin: Sendable, Hashable {
        public let terminal: String
        public var side: Side
        /// In columns from the part's left edge.
        public let offset: Int
    }

    public let reference: String
    public let symbol: Symbol
    public internal(set) var pins: [Pin]
    /// In columns.
    public let width: Int
    /// Can be drawn either way up: a terminal of a strip, a bonding link.
    public let isReversible: Bool
    /// References of the solenoids on the left and on the right of a valve.
    public let pilots: [String]

    public func pin(_ terminal: String) -> Pin? { pins.first { $0.terminal == terminal } }

    /// The same, the other way up.
    func reversed() -> SymbolPart {
        var part = self
        for index in part.pins.indices { part.pins[index].side = part.pins[index].side == .source ? .load : .source }
        return part
    }
}

extension SymbolPart {
    init(
        _ reference: String, _ symbol: Symbol, source: [(String, Int)] = [], load: [(String, Int)] = [], width: Int = 1,
        reversible: Bool = false, pilots: [String] = []
    ) {
        self.reference = reference
        self.symbol = symbol
        pins =
            source.map { Pin(terminal: $0.0, side: .source, offset: $0.1) }
            + load.map { Pin(terminal: $0.0, side: .load, offset: $0.1) }
        self.width = width
        isReversible = reversible
        self.pilots = pilots
    }

    /// A symbol through which current or air passes straight.
    fileprivate static func through(_ reference: String, _ symbol: Symbol, _ from: String, _ to: String) -> SymbolPart {
        SymbolPart(reference, symbol, source: [(from, 0)], load: [(to, 0)])
    }

    fileprivate static func poles(_ reference: String, _ symbol: Symbol, _ terminals: [String]) -> SymbolPart {
        let count = terminals.count / 2
        return SymbolPart(
            reference, symbol, source: (0..<count).map { (terminals[2 * $0], $0) },
            load: (0..<count).map { (terminals[2 * $0 + 1], $0) }, width: count)
    }
}

extension Machine.ComponentDeclaration {
    /// Its terminals of a technology.
    public func terminals(_ domain: Domain) -> [String] {
        type.terminals(parameters).filter { $0.domain == domain }.map(\.name)
    }

    /// How the diagrams of a technology draw it, every terminal of that technology in one part and no other.
    public func symbolParts(_ domain: Domain) -> [SymbolPart] {
        let terminals = terminals(domain)
        guard !terminals.isEmpty else { return [] }
        let parts =
            switch domain {
            case .pneumatic: pneumaticParts(terminals)
            case .electrical: electricalParts(terminals)
            case .hydraulic: hydraulicParts(terminals)
            case .translation, .rotation, .thermal: [box(terminals)]
            }
        let drawn = parts.flatMap { $0.pins.map(\.terminal) }
        // A symbol that does not know all the terminals of its type is no use: the box shows them all.
        return Set(drawn) == Set(terminals) && drawn.count == terminals.count ? parts : [box(terminals)]
    }

    private func box(_ terminals: [String]) -> SymbolPart {
        let half = (terminals.count + 1) / 2
        return SymbolPart(
            reference, .box, source: terminals.prefix(half).enumerated().map { ($1, $0) },
            load: terminals.dropFirst(half).enumerated().map { ($1, $0) }, width: max(1, half))
    }

    /// Contacts in pairs after the convention of numbers: x1-x2 opens, x3-x4 closes.
    private func contacts(_ terminals: [String], _ actuator: Symbol.Actuator) -> [SymbolPart] {
        stride(from: 0, to: terminals.count - 1, by: 2).map { index in
            let isClosed = terminals[index].hasSuffix("1")
            return .through(
                reference, isClosed ? .normallyClosed(actuator) : .normallyOpen(actuator), terminals[index], terminals[index + 1])
        }
    }

    private func electricalParts(_ all: [String]) -> [SymbolPart] {
        switch type.name {
        case "three-phase-supply": [SymbolPart(reference, .mains, load: all.enumerated().map { ($1, $0) }, width: all.count)]
        case "isolator": [.poles(reference, .isolatorPoles(all.count / 2), all)]
        case "circuit-breaker": [.poles(reference, .breakerPoles(all.count / 2), all)]
        case "residual-current-device": [.poles(reference, .residualCurrentPoles(all.count / 2), all)]
        case "motor-breaker":
            [.poles(reference, .motorBreakerPoles(3), Array(all.prefix(6)))] + contacts(Array(all.dropFirst(6)), .breaker)
        case "contactor":
            [.through(reference, .coil, "A1", "A2"), .poles(reference, .contactorPoles(3), ["1", "2", "3", "4", "5", "6"])]
                + contacts(all.filter { $0.count == 2 && !$0.hasPrefix("A") }, .coil)
        case "relay": [.through(reference, .coil, "A1", "A2")] + changeovers(all.filter { !$0.hasPrefix("A") })
        case "safety-relay": safetyRelay(all)
        case "fuse": [.through(reference, .fuse, "1", "2")]
        case "lamp": [.through(reference, .lamp, "X1", "X2")]
        case "link": [SymbolPart(reference, .link, source: [("a", 0)], load: [("b", 0)], reversible: true)]
        case "resistive-load": [.through(reference, .resistor, "1", "2")]
        case "solenoid": [.through(reference, .solenoid, "1", "2")]
        case "socket-outlet": [SymbolPart(reference, .socket, source: all.enumerated().map { ($1, $0) }, width: all.count)]
        case "induction-motor": [SymbolPart(reference, .motor, source: all.enumerated().map { ($1, $0) }, width: all.count)]
        case "power-supply":
            [
                SymbolPart(reference, .supplyInput, source: [("L", 0), ("N", 1), ("PE", 2)], width: 3),
                SymbolPart(reference, .supplyOutput, load: [("+", 0), ("-", 1)], width: 2),
            ]
        case "terminal-strip":
            stride(from: 0, to: all.count - 1, by: 2).map {
                SymbolPart(reference, .terminal, source: [(all[$0], 0)], load: [(all[$0 + 1], 0)], reversible: true)
            }
        case "emergency-stop": contacts(all, .emergencyStop)
        case "guard-switch": contacts(all, .guard)
        case "push-button": contacts(all, .pushButton)
        case "selector": contacts(all, .selector)
        case "photocell":
            [SymbolPart(reference, .sensor(.optical), source: [("1", 0), ("2", 1)], load: [("3", 0), ("4", 1)], width: 2)]
        case "reed-switch": [SymbolPart(reference, .sensor(.magnetic), source: [("1", 0)], load: [("3", 0), ("4", 1)], width: 2)]
        case "inductive-sensor":
            [SymbolPart(reference, .sensor(.inductive), source: [("1", 0)], load: [("3", 0), ("4", 1)], width: 2)]
        case "pressure-switch", "hydraulic-pressure-switch":
            [SymbolPart(reference, .changeover(.pressure), source: [("1", 1)], load: [("2", 1), ("4", 2)], width: 3)]
        case "ct-transmitter":
            [.through(reference, .currentSensor, "P1", "P2"), .through(reference, .transmitterLoop, "+", "-")]
        case "pressure-transmitter", "flow-transmitter", "oil-temperature": [.through(reference, .transmitterLoop, "+", "-")]
        case "hydraulic-filter": [.through(reference, .normallyOpen(.pressure), "13", "14")]
        case "plc-cpu": [.through(reference, .plcSupply, "L+", "M")]
        case "plc-inputs", "plc-outputs", "plc-analog-inputs": plcModule(all)
        default: [box(all)]
        }
    }

    private func changeovers(_ names: [String]) -> [SymbolPart] {
        stride(from: 0, to: names.count - 2, by: 3).map {
            SymbolPart(
                reference, .changeover(.coil), source: [(names[$0], 0)], load: [(names[$0 + 2], 0), (names[$0 + 1], 1)], width: 2)
        }
    }

    private func safetyRelay(_ all: [String]) -> [SymbolPart] {
        let outputs = ["S11", "S21", "Y1"]
        let inputs = ["S12", "S22", "Y2"]
        return [.through(reference, .coil, "A1", "A2")]
            + outputs.map { SymbolPart(reference, .electronics, load: [($0, 0)]) }
            + inputs.map { SymbolPart(reference, .electronics, source: [($0, 0)]) }
            + contacts(all.filter { $0.count == 2 && $0.allSatisfy(\.isNumber) }, .coil)
    }

    private func plcModule(_ all: [String]) -> [SymbolPart] {
        var parts: [SymbolPart] = []
        if all.contains("L+") {
            parts.append(.through(reference, .plcSupply, "L+", "M"))
        } else if all.contains("M") {
            parts.append(SymbolPart(reference, .plcSupply, load: [("M", 0)]))
        }
        for name in all where name != "L+" && name != "M" {
            if name.hasSuffix("+") {
                parts.append(.through(reference, .plcAnalogInput, name, name.dropLast() + "-"))
            } else if name.hasPrefix("Q") {
                parts.append(SymbolPart(reference, .plcOutput, load: [(name, 0)]))
            } else if !name.hasSuffix("-") {
                parts.append(SymbolPart(reference, .plcInput, source: [(name, 0)]))
            }
        }
        return parts
    }

    private func pneumaticParts(_ all: [String]) -> [SymbolPart] {
        switch type.name {
        case "air-supply": [SymbolPart(reference, .airSource, load: [("1", 0)])]
        case "shut-off-valve": [SymbolPart(reference, .shutOff, source: [("1", 3), ("3", 4)], load: [("2", 3)], width: 6)]
        case "valve-3-2":
            [SymbolPart(reference, .dumpValve, source: [("1", 3), ("3", 4)], load: [("2", 3)], width: 6, pilots: pilots)]
        case "filter-regulator": [SymbolPart(reference, .filterRegulator, source: [("1", 1)], load: [("2", 1)], width: 3)]
        case "valve-5-2":
            [
                SymbolPart(
                    reference, returnsBySpring ? .springReturnValve : .doublePilotValve,
                    source: [("5", 4), ("1", 5), ("3", 6)], load: [("4", 4), ("2", 6)], width: 9, pilots: pilots)
            ]
        case "one-way-flow-control": [.through(reference, .oneWayFlowControl, "1", "2")]
        case "silencer": [SymbolPart(reference, .silencer, load: [("1", 0)])]
        case "gauge": [SymbolPart(reference, .gauge, source: [("1", 0)])]
        case "reservoir": [SymbolPart(reference, .reservoir, source: [("1", 1)], width: 3)]
        case "pressure-switch": [SymbolPart(reference, .pressureSwitch, source: [("P", 0)], width: 2)]
        case "double-acting-cylinder": [SymbolPart(reference, .cylinder, source: [("A", 0), ("B", 4)], width: 7)]
        default: [box(all)]
        }
    }

    private func hydraulicParts(_ all: [String]) -> [SymbolPart] {
        func fourWay(_ centre: Symbol.Centre?) -> SymbolPart {
            SymbolPart(
                reference, .fourWayValve(centre), source: [("P", 4), ("T", 5)], load: [("A", 4), ("B", 5)], width: 9,
                pilots: centre == nil ? [] : ["solenoid-a", "solenoid-b"].map { link($0) ?? "" })
        }
        switch type.name {
        case "hydraulic-tank": return [SymbolPart(reference, .tank, load: [("S", 0), ("T", 1)], width: 2)]
        case "gear-pump": return [.through(reference, .pump(isVariable: false), "S", "P")]
        case "variable-pump": return [.through(reference, .pump(isVariable: true), "S", "P")]
        case "hydraulic-check-valve": return [.through(reference, .checkValve, "1", "2")]
        case "relief-valve": return [.through(reference, .reliefValve(isProportional: false), "P", "T")]
        case "proportional-relief": return [.through(reference, .reliefValve(isProportional: true), "P", "T")]
        case "throttle": return [.through(reference, .throttle(isCompensated: false), "1", "2")]
        case "flow-regulator": return [.through(reference, .throttle(isCompensated: true), "1", "2")]
        case "valve-4-3":
            let words = ["closed", "tandem", "float", "open"]
            guard case .count(let index)? = type.value(of: "centre", in: parameters), words.indices.contains(index) else {
                return [fourWay(.closed)]
            }
            return [fourWay(Symbol.Centre(rawValue: words[index]))]
        case "proportional-valve": return [fourWay(nil)]
        case "hydraulic-cylinder": return [SymbolPart(reference, .cylinder, source: [("A", 0), ("B", 4)], width: 7)]
        case "accumulator": return [.through(reference, .accumulator, "1", "T")]
        case "hydraulic-filter": return [.through(reference, .oilFilter, "1", "2")]
        case "cooler": return [.through(reference, .cooler, "1", "2")]
        case "hydraulic-gauge": return [SymbolPart(reference, .gauge, source: [("1", 0)])]
        case "test-point": return [.through(reference, .testPoint, "1", "M")]
        case "hydraulic-pressure-switch": return [SymbolPart(reference, .pressureSwitch, source: [("P", 0)], width: 2)]
        case "pressure-transmitter": return [SymbolPart(reference, .pressureSensor, source: [("P", 0)], width: 2)]
        case "flow-transmitter": return [.through(reference, .flowMeter, "1", "2")]
        default: return [box(all)]
        }
    }

    private func link(_ key: String) -> String? { links.first { $0.key == key && !$0.reference.isEmpty }?.reference }

    private var pilots: [String] {
        ["solenoid", "solenoid-14", "solenoid-12"].compactMap { key in
            links.first { $0.key == key && !$0.reference.isEmpty }?.reference
        }
    }

    /// A 5/2 valve with one pilot comes back by its spring.
    var returnsBySpring: Bool { !links.contains { $0.key == "solenoid-12" && !$0.reference.isEmpty } }
}
