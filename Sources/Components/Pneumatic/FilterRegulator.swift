import Circuits
import Glibc
public import Notation

/// A filter and a relieving pressure regulator in one housing.
public struct FilterRegulator: Component {
    public struct Parameters: ParameterValues {
        /// Pa absolute.
        var setPressure = 6e5 + Air.atmosphere
        /// m³/(s·Pa).
        var filterConductance = 4e-8
        var conductance = 6e-8
        var ratio = 0.4
        /// Pa.
        var droop = 0.3e5
        var isRelieving = true
        var seatLeak = 0.0
        public init() {}
    }

    public static let type = ComponentType<FilterRegulator>(
        name: "filter-regulator", text: Text(fr: "filtre-régulateur", en: "filter-regulator"), domain: .pneumatic,
        law: Text(
            fr: "filtre ISO 6358-1, puis siège ouvert de (p_consigne − p₂)/statisme, 0…1 ; décharge à partir de +0,3 bar",
            en: "ISO 6358-1 filter, then a seat open by (p_set − p₂)/droop, 0…1; relief from +0.3 bar"),
        terminals: [Terminal("1", .pneumatic), Terminal("2", .pneumatic)],
        parameters: [
            Parameter(
                "set-pressure", .quantity(.pressure, \.setPressure, 1.2e5...1.3e6),
                Text(fr: "pression de consigne", en: "set pressure"), adjustable: true),
            Parameter(
                "filter-conductance", .quantity(.sonicConductance, \.filterConductance, 1e-9...1e-6),
                Text(fr: "conductance sonique C du filtre", en: "sonic conductance C of the filter"), source: "15–40 l/(s·bar)"),
            Parameter(
                "conductance", .quantity(.sonicConductance, \.conductance, 1e-9...1e-6),
                Text(fr: "conductance sonique C du siège ouvert", en: "sonic conductance C of the open seat")),
            Parameter(
                "ratio", .quantity(.ratio, \.ratio, 0...0.6),
                Text(fr: "rapport de pression critique b", en: "critical pressure ratio b")),
            Parameter(
                "droop", .quantity(.pressureDifference, \.droop, 1e3...5e5),
                Text(fr: "statisme : chute de pression à pleine ouverture", en: "droop: pressure fall at full opening"),
                source: "0.2–0.5 bar"),
            Parameter("relieving", .flag(\.isRelieving), Text(fr: "avec décharge", en: "relieving")),
        ],
        failures: [
            Failure("clogged", Text(fr: "cartouche colmatée", en: "clogged element"), remedies: [.replace, .clean]) {
                values, severity, _ in values.filterConductance *= 1 - 0.95 * severity
            },
            Failure("creep", Text(fr: "clapet qui fuit", en: "creeping: leaking seat"), remedies: [.replace, .clean]) {
                values, severity, _ in
                // 1e-12 m³/(s·Pa) is 2 bar in 10 min in a quarter of a litre; 1e-9 is 42 l/min at 6 bar.
                values.seatLeak = 1e-12 * pow(1000, severity)
            },
            Failure("set-drift", Text(fr: "consigne déréglée", en: "set pressure drifted"), remedies: [.adjust, .replace]) {
                values, severity, _ in
                values.setPressure = max(Air.atmosphere, values.setPressure - 4e5 * severity)
            },
            Failure("droop", Text(fr: "ressort ou membrane fatigués", en: "tired spring or diaphragm"), remedies: [.replace]) {
                values, severity, _ in values.droop += 2.5e5 * severity
            },
        ],
        wear: [
            Wear(
                "clogged", by: .always, growth: 3, slope: 3,
                source: "makers: element changed each year"
            ) { _ in Wear<Parameters>.hours(8_000) }
        ],
        signals: [.output("relief", .massFlow, Text(fr: "débit de la décharge", en: "flow of the relief"))])

    private let inlet: Joint
    private let bowl: Joint
    private let outlet: Joint
    private let filter: Handle<Restriction>
    private let seat: Handle<RegulatorSeat>
    private let leak: Handle<Restriction>
    /// When the inlet is exhausted the outlet's air lifts the valve: what is downstream empties through the regulator.
    private let back: Handle<CheckValve>
    private let relief: SignalIndex

    public init(_ parameters: Parameters, at site: Site) throws {
        inlet = site["1"]
        outlet = site["2"]
        bowl = site.inner("bowl", .pneumatic)
        filter = site.add(Restriction(conductance: 0), "filter", inlet, bowl)
        seat = site.add(
            RegulatorSeat(
                setPressure: parameters.setPressure, droop: parameters.droop, seat: Restriction(conductance: 0),
                vent: Restriction(conductance: 0)), "regulator", bowl, outlet, site.atmosphere)
        leak = site.add(Restriction(conductance: 0), "seat leak", bowl, outlet)
        back = site.add(CheckValve(seat: Restriction(conductance: 0), cracking: 0.1e5), "back", outlet, bowl)
        site.add(AirVolume(2e-6), "volume 1", inlet)
        site.add(AirVolume(3e-5), "bowl volume", bowl)
        site.add(AirVolume(5e-6), "volume 2", outlet)
        relief = site.signal("relief")
    }

    public mutating func refit(_ p: Parameters) {
        filter.element = Restriction(conductance: p.filterConductance, ratio: p.ratio)
        seat.element.setPressure = p.setPressure
        seat.element.droop = p.droop
        seat.element.seat = Restriction(conductance: p.conductance, ratio: p.ratio)
        seat.element.vent = Restriction(conductance: p.isRelieving ? 0.02 * p.conductance : 0, ratio: p.ratio)
        back.element.seat = Restriction(conductance: p.conductance, ratio: p.ratio)
        leak.element = Restriction(conductance: p.seatLeak, ratio: p.ratio)
    }

    public mutating func update(_ tick: Tick) {
        tick[relief] = seat.element.relief(tick.across(outlet), Air.atmosphere).value
    }

    public func sound(_ tick: Tick) -> Sound { .jet(tick[relief]) }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        // The indicator of a filter rises at half a bar.
        case .sight where tick.across(inlet) - tick.across(bowl) > 0.5e5:
            [Text(fr: "le témoin de colmatage du filtre est rouge", en: "the filter's clogging indicator is red")]
        case .hearing: Hiss.percepts(tick[relief], fr: "à l'évent du régulateur", en: "at the regulator's vent")
        default: []
        }
    }
}
