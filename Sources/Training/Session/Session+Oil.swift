import Components
import Grafcet
import Instruments
import Machines
import Notation
import Simulation

/// Oil under pressure: what it does to a hand, how it is let down, and where it is read.
extension Session {
    /// Pa of oil from which an opened fitting spurts; below it the oil runs out.
    static let oilLimit = 1e5
    /// K from which oil that runs out burns.
    static let hotOil = 333.15

    func isUnderOil(_ point: String) -> Bool { (machine.plant.gaugePressure(at: point) ?? 0) > Self.oilLimit }

    /// A port of oil is about to be open.
    func checkOil(_ target: Target) {
        let ports = points(of: target, [.hydraulic])
        guard !ports.isEmpty else { return }
        if ports.contains(where: isUnderOil) { danger(.oilJet, target.name) }
        let isHot = plan.components.contains {
            $0.type.name == "hydraulic-tank" && (machine.plant.value($0.reference, "temperature") ?? 0) > Self.hotOil
        }
        if isHot { danger(.burn, target.name) }
    }

    /// Oil comes out of what is opened: a tray and an absorbent must be there before.
    func checkContained(_ target: Target) {
        guard !points(of: target, [.hydraulic]).isEmpty, target.component?.type.name != "hydraulic-tank" else { return }
        let isContained = state.containments.contains { at in
            at.isEmpty || at == target.name || at == target.reference || at == target.location
        }
        if !isContained { danger(.spill, target.name) }
    }

    /// A gauge of the oil was read at nothing, or the accumulator was bled down, since the pump was stopped.
    var isOilVerified: Bool {
        state.bled.contains { isOil($0) }
            || state.readings.contains { $0.quantity == .pressure && isOil($0.from) && ($0.value ?? .infinity) < Self.oilLimit }
            || state.observations.contains { seen in
                seen.sense == .sight && seen.situation.whole?.pressurised == false
                    && seen.findings.contains { plan.component($0.ref)?.type.name == "hydraulic-gauge" }
            }
    }

    private func isOil(_ name: String) -> Bool { target(name)?.component?.type.domain == .hydraulic }

    // MARK: - Reading

    /// The gauge that stays on the machine, else the test gauge on a test point; nil where there is no oil.
    func oilPressure(_ name: String, _ target: Target) throws -> (instrument: PointInstrument, tool: ToolKind?)? {
        guard let component = target.component else { return nil }
        switch component.type.name {
        case "hydraulic-gauge": return (.oilNeedle, nil)
        case "test-point": return (.oilGauge, .oilGauge)
        default:
            guard !points(of: target, [.hydraulic]).isEmpty else { return nil }
            let near = plan.components.filter { ["test-point", "hydraulic-gauge"].contains($0.type.name) }.map(\.reference)
            throw Prevention(
                .safeState, name,
                Text(
                    fr: "Pas de prise de pression là : on n'ouvre pas un raccord pour mesurer. Prises et manomètres : ",
                    en: "No test point there: a fitting is not opened to measure. Test points and gauges: ")
                    + near.joined(separator: " "))
        }
    }

    // MARK: - Letting down

    /// Seconds for which one stands at the open bleed at most.
    private static let longestBleed = 180.0

    /// Opens the bleed of an accumulator and watches the needle: it falls slowly while the gas pushes oil out, then drops at once; where it
    /// drops is the pre-charge.
    func bleedDown(_ target: Target) throws {
        let reference = target.reference
        guard machine.controls(of: reference).contains(where: { $0.control.signal == "bleed" }) else {
            throw Prevention(
                .nothingToDo, target.name,
                Text(
                    fr: "Pas de purge là : la pression tombe par l'accumulateur ou par le distributeur, à la main.",
                    en: "No bleed there: the pressure is let down at the accumulator or with the valve's manual override."))
        }
        if !plan.components.contains(where: { $0.type.name == "hydraulic-gauge" }) { try useTool([.oilGauge]) }
        let port = "\(reference):1"
        func pressure() -> Double { machine.plant.gaugePressure(at: port) ?? 0 }
        // The gauge in the hand is on the line; without one, it is the machine's own that is watched, as it is.
        let own = state.toolsOut.contains(ToolKind.oilGauge.rawValue) ? nil : provingNeedle(of: reference)
        func watched() -> Double { own.flatMap { machine.plant.value($0, "pressure") } ?? pressure() }
        let (before, beginning) = (pressure(), watched())
        _ = try? machine.operate(reference, to: "1")
        if let source = maintenance.sources.first(where: { $0.device == reference }) { takeIn(source) }
        var needle = Needle(watched(), every: machine.plant.step)
        _ = try pass(
            upTo: Self.longestBleed,
            until: {
                needle.follow(watched())
                return max(needle.shown, pressure()) < Self.oilLimit / 4
            })
        let after = pressure()
        func read(_ pressure: Double) -> Text {
            Speech.quantity(max(0, (pressure / 1e4).rounded() * 1e4), .gaugePressure, digits: 3)
        }
        emit(.bled(ref: reference, before: before, after: after))
        say(Text(own ?? reference) + .colon + read(beginning) + " → " + read(watched()))
        if after > Self.oilLimit {
            say(
                Text(
                    fr: "L'aiguille ne tombe pas : quelque chose débite encore.",
                    en: "The needle does not fall: something still delivers."))
        } else if watched() > Self.oilLimit {
            say(Text(fr: "L'aiguille n'a pas bougé.", en: "The needle has not moved."))
        } else if let knee = needle.knee {
            let number = state.readings.count + 1
            let shown = (knee / 1e5).rounded() * 1e5
            emit(
                .measured(
                    reading: Reading(
                        number: number, quantity: .pressure, instrument: own == nil ? ToolKind.oilGauge.rawValue : "display",
                        from: reference, value: shown, live: false, situation: situation)))
            say(
                Text(fr: "n° \(number) · \(reference) : ", en: "no. \(number) · \(reference): ")
                    + Text(fr: "l'aiguille descend doucement jusqu'à ", en: "the needle falls gently to ")
                    + Speech.stated(shown, .gaugePressure)
                    + Text(fr: ", puis tombe d'un coup.", en: ", then drops."))
        } else if beginning < Self.oilLimit / 4 {
            // Empty, or so it says.
            say(Text(fr: "L'aiguille était déjà à zéro.", en: "The needle was at zero already."))
        } else {
            say(Text(fr: "L'aiguille tombe d'un coup.", en: "The needle drops at once."))
        }
        say(Text(fr: "La purge reste ouverte.", en: "The bleed stays open."))
    }

    /// The hydraulic gauge that the lockout sheet reads once this accumulator is bled.
    private func provingNeedle(of reference: String) -> String? {
        let proofs = maintenance.sources.first { $0.device == reference }?.proofs ?? []
        let gauges = proofs.compactMap { proof in if case .gauge(let name) = proof { name } else { nil } }
        return gauges.first { plan.component($0)?.type.name == "hydraulic-gauge" }
    }

    /// A needle with its damping, and where its fall turned into a drop.
    private struct Needle {
        private(set) var shown: Double
        private(set) var knee: Double?
        private let step: Double
        private var since = 0.0
        private var atStart: Double
        /// Pa/s of the slowest fall that an eye has seen so far.
        private var slowest = Double.infinity
        private var isWatching = false

        /// Seconds: damping of a glycerine gauge, a glance, and what passes before the eye trusts what it sees.
        private static let lag = 0.1
        private static let glance = 0.25
        private static let trust = 1.0
        /// Times the fall until then.
        private static let drop = 5.0

        init(_ pressure: Double, every step: Double) {
            shown = pressure
            atStart = pressure
            self.step = step
        }

        private var elapsed = 0.0

        mutating func follow(_ pressure: Double) {
            shown += (pressure - shown) * step / (Self.lag + step)
            since += step
            elapsed += step
            guard since >= Self.glance else { return }
            let rate = (atStart - shown) / since
            if elapsed > Self.trust, knee == nil, rate > Self.drop * slowest, atStart > 5e5 { knee = atStart }
            if rate > 0 { slowest = min(slowest, rate) }
            since = 0
            atStart = shown
        }
    }
}
