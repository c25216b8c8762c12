import Components
import Grafcet
import Instruments
import Machines
import Notation
import Simulation

/// Instruments on the machine: every reading is the machine's.
extension Session {
    func measure(_ action: Action) throws {
        switch action {
        case .measure(let quantity, let from, let to, let expected, let because, let control):
            try take(quantity, from, to, expected, because, during: control, seconds: action.seconds)
        case .conclude(let verdict): try conclude(verdict)
        case .record(let point, let value, let verdict):
            emit(.recorded(point: point, value: value, verdict: verdict, situation: situation))
            say(Text(point) + .colon + Self.written(value) + " · " + verdict.text)
        default: preconditionFailure("\(action.verb.id) is of another family")
        }
    }

    private func conclude(_ verdict: Verdict) throws {
        guard let last = state.readings.last else {
            throw Prevention(.readings, nil, Text(fr: "Rien n'est mesuré encore.", en: "Nothing has been measured yet."))
        }
        emit(.concluded(reading: last.number, verdict: verdict))
        say(Text(fr: "n° \(last.number) : ", en: "no. \(last.number): ") + verdict.text)
    }

    static func written(_ amount: Amount) -> Text {
        Speech.number(amount.number, digits: 6) + (amount.unit.map { Text(" \($0)") } ?? Text(""))
    }

    // MARK: - One reading

    /// An instrument where it is put, ready to be read.
    private struct Placed {
        var from: String
        var to: String?
        /// Of an instrument with more leads than the two.
        var leads: [String]?
        /// Nil for what the machine itself shows.
        var instrument: ToolKind?
        /// Seconds of machine time that the reading itself takes at most.
        var seconds = 16.0
        /// What there is to say besides the value.
        var details: () -> [Text] = { [] }
        var read: () throws -> Display?

        /// As the journal names it.
        var instrumentName: String { instrument?.rawValue ?? "display" }
    }

    private func take(
        _ quantity: Measurand, _ from: String, _ to: String?, _ expected: Expected?, _ because: Int?, during control: String?,
        seconds: Double
    ) throws {
        let placed = try place(quantity, from, to, isCaused: control != nil)
        if let control { try checkOperable(control) }
        // A stroke is watched and a noise heard from beside, through the guard; anything else is touched.
        if Self.fromBeside.contains(quantity) {
            try walk(to: place(of: placed.from))
        } else {
            try reach(leadTarget(placed.from))
        }
        try useTool(placed.instrument.map { [$0] } ?? [])
        if let tool = placed.instrument.flatMap({ maintenance.tool($0) }), !tool.isValid {
            say(Text(fr: "Étiquette de contrôle périmée.", en: "Its calibration label is out of date."))
        }
        let livePoints = placed.leads ?? [placed.from] + (placed.to.map { [$0] } ?? [])
        checkVoltage(quantity, livePoints)
        // Before the meter puts its own current through.
        let isOhmsOnLive = isOhmsOnLive(quantity, livePoints)
        let wasLive = livePoints.contains { potential($0) > 1 }
        // The probes are put on first; what is read is what stands there then.
        try pass(max(0, seconds - placed.seconds))
        if let control { try operateAtASign(control) }
        if try giveSignal() { checkVoltage(quantity, livePoints) }
        guard let display = try placed.read() else {
            throw Prevention(.nothingToDo, placed.from, Text(fr: "Rien n'a bougé.", en: "Nothing moved."))
        }
        notice()
        if display.trouble == .unreachable {
            throw Prevention(
                .nothingToDo, placed.from,
                Text(fr: "Cet appareil ne se pose pas là.", en: "That instrument cannot be put there."))
        }
        if display.trouble != nil || isOhmsOnLive { danger(.ohmsOnLive, placed.from) }
        // A function that cannot show what is there makes a live part look dead.
        if [.voltageDC, .lowestVoltage].contains(quantity), display.hidden > Self.lowVoltageLimits.ac {
            danger(.wrongFunctionOnLive, placed.from)
        }
        if quantity == .voltageAC, display.hidden > Self.lowVoltageLimits.dc { danger(.wrongFunctionOnLive, placed.from) }
        let quantity = quantity.read(alternating: display.alternating)
        let number = state.readings.count + 1
        emit(
            .measured(
                reading: Reading(
                    number: number, quantity: quantity, instrument: placed.instrumentName, range: display.range,
                    from: placed.from, to: placed.to, value: display.value, expected: expected, because: because,
                    during: control,
                    live: wasLive || display.presentVoltage > 1, situation: situation)))
        if display.trouble == .damagedLive {
            emit(.instrumentDamaged(instrument: placed.instrumentName, by: placed.from))
            say(Text(fr: "Le fusible du multimètre a fondu.", en: "The meter's fuse has blown."))
        }
        say(line(number, quantity, placed, display, expected))
        for detail in placed.details() { say(detail) }
    }

    private func line(
        _ number: Int, _ quantity: Measurand, _ placed: Placed, _ display: Display, _ expected: Expected?
    ) -> Text {
        var text = Text(fr: "n° \(number) · ", en: "no. \(number) · ") + lead(placed.from)
        if let to = placed.to { text = text + Text(" – ") + lead(to) }
        text = text + .colon + Speech.value(display)
        switch quantity {
        case .voltageDC, .currentDC: text = text + " DC"
        case .lowestVoltage:
            text = text + Text(fr: " DC au plus bas en une minute", en: " DC at its lowest in a minute")
        case .voltageAC, .currentAC: text = text + " AC"
        default: break
        }
        if let range = display.range, [.voltageDC, .voltageAC, .lowestVoltage, .resistance].contains(quantity),
            display.value != nil
        {
            text = text + Text(fr: " (calibre ", en: " (range ") + Speech.quantity(range, display.kind, digits: 1) + ")"
        }
        switch expected {
        case .value(let si): text = text + Text(fr: " · attendu ", en: " · expected ") + Self.expectation(si, quantity)
        case .overload: text = text + Text(fr: " · attendu OL", en: " · expected OL")
        case nil: break
        }
        return text
    }

    /// In the unit of the instrument where that of its size would be another.
    private static func expectation(_ si: Double, _ quantity: Measurand) -> Text {
        if quantity == .level { return Text(Quantity(si, .ratio), unit: quantity.usualUnit, decimals: 0) }
        guard quantity == .gap else {
            if quantity.isInDecibels || quantity == .phaseOrder { return quantity.told(si) }
            return Speech.quantity(
                si, quantity.kind,
                digits: isToldByTwoDigits(quantity.kind == .temperature ? si - 273.15 : si) ? 2 : Speech.readingDigits)
        }
        return Text(Quantity(si, .length), unit: quantity.usualUnit, decimals: 2)
    }

    private static func isToldByTwoDigits(_ value: Double) -> Bool {
        var scaled = abs(value)
        while scaled >= 100 { scaled /= 10 }
        while scaled > 0, scaled < 10 { scaled *= 10 }
        return abs(scaled - scaled.rounded()) < 1e-6
    }

    /// A place by its name, or that of a part.
    private func place(of name: String) throws -> String? { try location(name)?.name ?? required(name).location }

    /// `B2:1 brun`.
    private func lead(_ point: String) -> Text {
        if location(point) != nil { return placeText(point) }
        guard let colon = point.firstIndex(of: ":") else { return Text(point) }
        let terminal = machine.plant.assembly.terminals(of: String(point[..<colon])).first {
            $0.name == String(point[point.index(after: colon)...])
        }
        guard let text = terminal?.text else { return Text(point) }
        return Text("\(point) ") + text.map { String($0.prefix { $0 != "," }) }
    }

    /// A named point is brought by a long lead to where one stands; anything else must be reached.
    private func leadTarget(_ point: String) throws -> Target {
        // Earth is wherever one stands.
        if point == "PE" { return Target(name: point, component: nil, item: nil, wire: nil, location: nil) }
        let target = try required(point)
        if case .terminal? = plan.points.first(where: { $0.name == point })?.place,
            machine.plant.domain(ofPoint: point) == .electrical,
            potential(point) < Self.lowVoltageLimits.ac
        {
            return Target(name: target.name, component: nil, item: nil, wire: nil, location: nil)
        }
        return target
    }

    /// Ohms on a circuit that is alive though nothing stands between the two points: a closed contact of it, its 0 V.
    private func isOhmsOnLive(_ quantity: Measurand, _ points: [String]) -> Bool {
        guard [.resistance, .continuity, .insulation].contains(quantity) else { return false }
        let wires = plan.wires.filter { points.contains($0.from.description) || points.contains($0.to.description) }
        return points.contains { potential($0) > Multimeter.refusedAbove }
            || wires.contains { wire in
                guard let current = try? machine.plant.current(inWire: wire.number) else { return false }
                return max(abs(current.dc), current.rms) > Self.leastCurrent
            }
    }

    private static let fromBeside: Set<Measurand> = [.duration, .ultrasound, .soundLevel]

    /// A in a wire above which its circuit is alive: below an input's current, above that of an instrument.
    private static let leastCurrent = 0.5e-3

    private func checkVoltage(_ quantity: Measurand, _ points: [String]) {
        let isElectrical = quantity.leads.upperBound == 2 && (quantity.kind == .voltage || quantity.kind == .resistance)
        guard isElectrical || quantity == .phaseOrder else { return }
        guard points.contains(where: isDangerous) else { return }
        if !isProtectedForVoltage { danger(.liveWithoutEquipment, points.first) }
        if !mayWorkOnVoltage { danger(.beyondAuthorisation, points.first) }
    }

    // MARK: - While something is operated

    /// Something that a mate can operate from outside while one holds the instrument.
    private func checkOperable(_ control: String) throws {
        let target = try required(control)
        guard let component = target.component, !machine.controls(of: component.reference).isEmpty,
            barrier(before: component) == nil, !maintenance.sources.contains(where: { $0.device == component.reference })
        else {
            throw Prevention(
                .nothingToDo, control,
                Text(control)
                    + Text(
                        fr: " ne se commande pas à ton signal : nomme un bouton du pupitre.",
                        en: " is not operated at your sign: name a button of the panel."))
        }
    }

    private func operateAtASign(_ control: String) throws {
        do {
            try machine.operate(control, to: nil)
        } catch {
            throw Prevention(
                .nothingToDo, control, Text(control) + Text(fr: " ne se commande pas.", en: " is not operated."))
        }
        emit(.operated(ref: control, position: nil, situation: situation))
        say(Text(fr: "À ton signal : \(control).", en: "At your sign: \(control)."))
    }

    // MARK: - Which instrument, where

    /// - Parameter isCaused: what is read is what an operation brings about, and over with it.
    private func place(_ quantity: Measurand, _ from: String, _ to: String?, isCaused: Bool) throws -> Placed {
        let machine = machine
        func meter(_ function: Multimeter.Function) throws -> Placed {
            let a = try electricalPoint(from)
            let b = try to.map { try electricalPoint($0) } ?? a
            // Both ends must be at hand.
            try reach(leadTarget(a))
            try checkReachable(leadTarget(b))
            let seconds = function == .lowest ? Multimeter.settling + Multimeter.watch : 16
            return Placed(from: a, to: b, instrument: .multimeter, seconds: seconds) {
                try Multimeter().read(function, from: a, to: b, on: machine)
            }
        }
        func held(_ instrument: PointInstrument, _ tool: ToolKind) throws -> Placed {
            let reference = try required(from).reference
            let seconds = max(16, instrument.settling + (instrument.watch ?? 0))
            return Placed(from: from, to: nil, instrument: tool, seconds: seconds) {
                try instrument.read(reference, on: machine)
            }
        }
        func shown(_ instrument: PointInstrument) throws -> Placed {
            guard instrument.signal(of: try required(from).reference, on: machine) != nil else { throw noInstrument(nil) }
            var placed = try held(instrument, .gauge)
            placed.instrument = nil
            return placed
        }
        switch quantity {
        case .voltage: return try meter(.voltage)
        case .voltageDC: return try meter(.voltageDC)
        case .voltageAC: return try meter(.voltageAC)
        case .lowestVoltage: return try meter(.lowest)
        case .resistance: return try meter(.resistance)
        case .continuity: return try meter(.continuity)
        case .frequency: return try meter(.frequency)
        case .current, .currentAC, .currentDC:
            let wire = try clampedWire(from)
            return Placed(from: wire, to: nil, instrument: .clampMeter) {
                try ClampMeter().read(
                    wire: wire, direct: quantity == .current ? nil : quantity == .currentDC, on: machine)
            }
        case .pressure: return try pressure(from)
        case .temperature:
            let isContact = PointInstrument.thermalCamera.signal(of: try required(from).reference, on: machine) != nil
            return isContact ? try seenWarm(from) : try held(.thermometer, .contactThermometer)
        case .speed: return try held(.tachometer, .tachometer)
        case .beltTension: return try held(.tensionGauge, .tensionTester)
        case .duration:
            let reference = try required(from).reference
            if PointInstrument.gauge.signal(of: reference, on: machine) != nil {
                return Placed(from: from, to: to, instrument: .stopwatch) {
                    try Stopwatch().read(reference, limit: 30, on: machine)
                }
            }
            var strokes: Stopwatch.Strokes?
            return Placed(
                from: reference, to: to, instrument: .stopwatch, details: { strokes.map(Speech.strokes) ?? [] }
            ) {
                strokes = try Stopwatch().strokes(of: reference, limit: 30, on: machine) {
                    isCaused ? $0.out != nil || $0.back != nil : $0.out != nil && $0.back != nil
                }
                return (strokes?.out ?? strokes?.back).map(Stopwatch().display)
            }
        case .insulation: return try insulation(from, to)
        case .phaseOrder: return try phaseOrder(from)
        case .vibration: return try vibration(from)
        case .ultrasound:
            let target = try required(from)
            return Placed(from: from, to: nil, instrument: .leakDetector) {
                try LeakDetector().read(target.reference, at: target.location, on: machine)
            }
        case .gap:
            guard !isMotorRunning else {
                throw Prevention(
                    .safeState, from,
                    Text(
                        fr: "Un jeu se lit à l'arrêt : ce qui tourne ou vibre fait danser l'aiguille.",
                        en: "A play is read at rest: what turns or shakes makes the needle dance."))
            }
            let byFeeler = PointInstrument.feelerGauges.signal(of: try required(from).reference, on: machine) != nil
            return try byFeeler ? held(.feelerGauges, .feelerGauge) : held(.dialGauge, .dialGauge)
        case .flow: return try flow(from)
        case .level: return try shown(.sightGlass)
        case .power: return try shown(.powerDisplay)
        case .rotationSpeed: return try held(.shaftTachometer, .tachometer)
        case .soundLevel:
            let place = try self.place(of: from)
            return Placed(from: from, to: nil, instrument: .soundLevelMeter) {
                try SoundLevelMeter().read(at: place, on: machine)
            }
        case .humidity: throw noInstrument(nil)
        }
    }

    /// The high-voltage lead on the first point, the other on the second.
    private func insulation(_ from: String, _ to: String?) throws -> Placed {
        let machine = machine
        let a = try electricalPoint(from)
        let b = try to.map { try electricalPoint($0) } ?? "PE"
        try reach(leadTarget(a))
        if b != "PE" { try checkReachable(leadTarget(b)) }
        return Placed(from: a, to: b, instrument: .insulationTester) {
            try InsulationTester().read(from: a, to: b, on: machine)
        }
    }

    /// The three leads on the three phases of what is named, in the order of its terminals.
    private func phaseOrder(_ name: String) throws -> Placed {
        let machine = machine
        let target = try required(name)
        guard let leads = phases(of: target) else {
            throw Prevention(
                .nothingToDo, name,
                Text(name)
                    + Text(
                        fr: " n'a pas trois phases : nomme un départ, un sectionneur, un moteur.",
                        en: " has no three phases: name a feeder, an isolator, a motor."))
        }
        return Placed(from: name, to: nil, leads: leads, instrument: .phaseTester) { try PhaseTester().read(leads, on: machine) }
    }

    /// Terminals of three phases, of which the one that is named, or those where its energy comes out.
    private func phases(of target: Target) -> [String]? {
        guard let component = target.component else { return nil }
        let names = machine.plant.assembly.terminals(of: component.reference).filter { $0.domain == .electrical }.map(\.name)
        let groups = [["U", "V", "W"], ["2", "4", "6"], ["L1", "L2", "L3"], ["1", "3", "5"]]
        let known = groups.filter { $0.allSatisfy(names.contains) }
        guard let group = target.item.map({ item in known.first { $0.contains(item) } }) ?? known.first else { return nil }
        return group.map { "\(component.reference):\($0)" }
    }

    private func noInstrument(_ tool: ToolKind?) -> Prevention {
        Prevention(
            .tool, tool?.rawValue,
            Text(fr: "L'atelier n'a pas l'appareil pour cette grandeur.", en: "The workshop has no instrument for this quantity.")
        )
    }

    private func checkReachable(_ target: Target) throws {
        guard let component = target.component, let door = barrier(before: component) else { return }
        throw Prevention(
            .openDoor, door,
            Text(target.name) + Text(fr: " est derrière ", en: " is behind ") + barrierText(door)
                + Text(fr: " : ouvre d'abord.", en: ": open it first."))
    }

    /// The screw of a strip is its field side when no side is said.
    private func electricalPoint(_ name: String) throws -> String {
        if machine.plant.joint(name) != nil, machine.plant.domain(ofPoint: name) == .electrical { return name }
        if machine.plant.joint(name + "b") != nil { return name + "b" }
        throw Prevention(
            .nothingToDo, name,
            Text(name)
                + Text(
                    fr: " n'est pas un point où poser une pointe : donne une borne.",
                    en: " is no point for a probe: name a terminal."))
    }

    private func clampedWire(_ name: String) throws -> String {
        let target = try required(name)
        if let wire = target.wire { return wire.number }
        let points = points(of: target)
        let wire = plan.wires.first { points.contains($0.from.description) || points.contains($0.to.description) }
        guard let wire else { throw noInstrument(.clampMeter) }
        return wire.number
    }

    /// The accelerometer in three directions on a measuring point: the strongest is the reading, the rest is said.
    private func vibration(_ name: String) throws -> Placed {
        let machine = machine
        let reference = try required(name).reference
        guard plan.component(reference)?.type.name == "vibration-point" else {
            let near = plan.components.filter { $0.type.name == "vibration-point" }.map(\.reference)
            throw Prevention(
                .nothingToDo, name,
                near.isEmpty
                    ? Text(fr: "Aucun point de mesure vibratoire ici.", en: "There is no vibration measuring point here.")
                    : Text(fr: "L'accéléromètre se pose sur un point repéré : ", en: "The accelerometer goes on a marked point: ")
                        + near.joined(separator: " "))
        }
        var survey: VibrationSurvey?
        return Placed(
            from: name, to: nil, instrument: .vibrationMeter, details: { survey.map(Speech.vibration) ?? [] }
        ) {
            survey = try VibrationMeter().survey(reference, on: machine)
            return survey?.display
        }
    }

    /// Contacts under the thermal camera: the hottest of them is the reading, and told.
    private func seenWarm(_ name: String) throws -> Placed {
        let machine = machine
        let reference = try required(name).reference
        let camera = PointInstrument.thermalCamera
        return Placed(
            from: name, to: nil, instrument: .infraredThermometer,
            details: {
                let number = Int(machine.plant.value(reference, "hottest-contact") ?? 0)
                guard number > 0 else { return [] }
                // Two numbered terminals to a contact, in their order.
                let terminals = machine.plant.assembly.terminals(of: reference).filter { $0.name.first?.isNumber == true }
                let ends = terminals.dropFirst(2 * (number - 1)).prefix(2).map { "\(reference):\($0.name)" }
                return [Text(fr: "Le plus chaud : ", en: "The hottest: ") + ends.joined(separator: " – ")]
            }
        ) { try camera.read(reference, on: machine) }
    }

    /// The display of a flow meter that is there, else a jug under the drain of a pump's case.
    private func flow(_ name: String) throws -> Placed {
        let machine = machine
        let reference = try required(name).reference
        let isShown = PointInstrument.flowDisplay.signal(of: reference, on: machine) != nil
        let instrument = isShown ? PointInstrument.flowDisplay : .measuringJug
        guard instrument.signal(of: reference, on: machine) != nil else { throw noInstrument(nil) }
        return Placed(
            from: name, to: nil, instrument: isShown ? nil : .stopwatch, seconds: max(16, instrument.settling)
        ) { try instrument.read(reference, on: machine) }
    }

    /// The needle of a gauge that is there, else the test gauge on a port.
    private func pressure(_ name: String) throws -> Placed {
        let machine = machine
        let target = try required(name)
        if PointInstrument.vacuumDisplay.signal(of: target.reference, on: machine) != nil {
            let reference = target.reference
            let display = PointInstrument.vacuumDisplay
            let seconds = display.settling + (display.watch ?? 0)
            return Placed(from: name, to: nil, instrument: nil, seconds: seconds) { try display.read(reference, on: machine) }
        }
        if PointInstrument.gauge.signal(of: target.reference, on: machine) != nil {
            let reference = target.reference
            return Placed(from: name, to: nil, instrument: .gauge) { try PointInstrument.gauge.read(reference, on: machine) }
        }
        if let (instrument, tool) = try oilPressure(name, target) {
            let reference = target.reference
            return Placed(from: name, to: nil, instrument: tool) { try instrument.read(reference, on: machine) }
        }
        let ports = points(of: target, [.pneumatic])
        // The outlet of what has one.
        guard let port = ports.first(where: { $0.hasSuffix(":2") }) ?? ports.first else { throw noInstrument(.gauge) }
        return Placed(from: name, to: nil, instrument: .gauge) { try PointInstrument.gauge.read(port: port, on: machine) }
    }
}

extension Verdict {
    var text: Text {
        switch self {
        case .conforming: Text(fr: "conforme", en: "conforming")
        case .nonConforming: Text(fr: "non conforme", en: "non-conforming")
        }
    }
}

extension Text {
    /// A value in both languages.
    fileprivate init(_ value: Quantity, unit: String, decimals: Int) {
        self.init(
            fr: value.formatted(.fr, unit: unit, decimals: decimals), en: value.formatted(.en, unit: unit, decimals: decimals))
    }
}
