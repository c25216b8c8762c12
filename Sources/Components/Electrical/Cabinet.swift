import Circuits
public import Notation

/// The air in an electrical cabinet, its walls, and its fan behind a filter.
///
/// One temperature inside. What is linked to it (a drive) gives its losses to this air and is cooled by it; `losses` stands for all
/// that is not. Radiation and the sun are left out.
public struct Cabinet: Component {
    public struct Parameters: ParameterValues {
        /// J/K.
        var capacity = 12e3
        /// W/K.
        var walls = 6.0
        /// m³/s.
        var airflow = 60.0 / 3_600
        /// Watts.
        var losses = 40.0
        var voltage = 24.0
        var power = 4.0
        var clogging = 0.0
        var isFanDead = false
        var isDoorOpen = 0.0
        public init() {}
    }

    public static let type = ComponentType<Cabinet>(
        name: "cabinet", text: Text(fr: "armoire électrique", en: "electrical cabinet"), domain: .electrical,
        law: Text(
            fr: "C·dT/dt = ΣP − (UA + ρ·c_p·q)·(T − T_a), q : débit du ventilateur à travers son filtre ; porte ouverte : UA × 5",
            en: "C·dT/dt = ΣP − (UA + ρ·c_p·q)·(T − T_a), q: flow of the fan through its filter; open door: UA × 5"),
        terminals: [
            Terminal("F1", .electrical, Text(fr: "ventilateur +", en: "fan +")),
            Terminal("F2", .electrical, Text(fr: "ventilateur −", en: "fan −")),
            Terminal("air", .thermal, Text(fr: "air de l'armoire", en: "air inside")),
        ],
        parameters: [
            Parameter(
                "capacity", .quantity(.heatCapacity, \.capacity, 500...1e6),
                Text(fr: "capacité thermique de l'air et du matériel", en: "heat capacity of air and equipment"),
                source: "25 kg of steel and copper at 0.46 kJ/(kg·K)"),
            Parameter(
                "walls", .quantity(.thermalConductance, \.walls, 0.1...200),
                Text(fr: "conductance des parois", en: "conductance of the walls"),
                source: "IEC/TR 60890: 5.5 W/(m²·K) on 1.1 m² that are free"),
            Parameter(
                "airflow", .quantity(.volumeFlow, \.airflow, 0...1),
                Text(fr: "débit du ventilateur, filtre propre (0 : aucun)", en: "flow of the fan, clean filter (0: none)"),
                source: "filter fans: 20–105 m³/h; 60 m³/h carry 20 W/K"),
            Parameter(
                "losses", .quantity(.power, \.losses, 0...1e4),
                Text(fr: "pertes de ce qui n'est pas relié à l'armoire", en: "losses of what is not linked to the cabinet"),
                source: "of the machine: supplies, contactors, PLC"),
            Parameter(
                "fan-voltage", .quantity(.voltage, \.voltage, 5...400),
                Text(fr: "tension du ventilateur", en: "voltage of the fan"), source: "24 V DC or 230 V AC"),
            Parameter(
                "fan-power", .quantity(.power, \.power, 0.1...200), Text(fr: "puissance du ventilateur", en: "power of the fan"),
                source: "filter fans of 60 m³/h: 4 W"),
        ],
        failures: [
            Failure("filter-clogged", Text(fr: "filtre colmaté", en: "clogged filter"), remedies: [.clean, .replace]) {
                values, severity, _ in values.clogging = severity
            },
            Failure("fan-dead", Text(fr: "ventilateur hors service", en: "dead fan"), remedies: [.replace]) {
                values, severity, _ in values.isFanDead = severity >= 0.5
            },
        ],
        wear: [
            Wear(
                "filter-clogged", by: .time(while: "fan", above: 0.5), growth: 1.5,
                source: "chosen: mat changed each half-year in a hall with lint"
            ) { _ in Wear<Parameters>.hours(4_380) }
        ],
        signals: [
            .output(
                "temperature", .temperature, Text(fr: "température de l'air", en: "air temperature"), initial: Air.ambient),
            .output("fan", .ratio, Text(fr: "1 si le ventilateur tourne", en: "1 if the fan turns")),
            .output("airflow", .volumeFlow, Text(fr: "débit d'air", en: "air flow")),
            .input("door", .ratio, Text(fr: "porte : 1 ouverte", en: "door: 1 open")),
        ])

    /// J/(m³·K) of air.
    private static let volumetricHeat = 1.19 * 1_006
    /// Share of its voltage from which a fan turns, and by how much more an open door lets out than the walls.
    private static let leastVoltage = 0.5
    private static let openDoor = 5.0

    private let fan: (Joint, Joint)
    private let load: Handle<Conductance>
    private let body: Handle<ThermalBody>
    private let path: Handle<HeatPath>
    private let shown: [SignalIndex]
    private let door: SignalIndex
    private var parameters: Parameters
    private var isTurning = false
    private var isOpen = false

    public init(_ parameters: Parameters, at site: Site) throws {
        self.parameters = parameters
        fan = (site["F1"], site["F2"])
        load = site.add(Conductance(1e-9), "fan", fan.0, fan.1)
        body = site.add(ThermalBody(capacity: parameters.capacity), "air", site["air"])
        path = site.add(HeatPath(conductance: 1), "walls", site["air"], site.ambient)
        shown = ["temperature", "fan", "airflow"].map { site.signal($0) }
        door = site.signal("door")
    }

    public mutating func refit(_ p: Parameters) {
        parameters = p
        load.element = p.isFanDead ? Conductance(1e-9) : Conductance(p.power / (p.voltage * p.voltage))
        body.element.capacity = p.capacity
        body.element.heat = p.losses
        lead()
    }

    /// m³/s: a mat full of lint lets a tenth through.
    private var airflow: Double { isTurning ? parameters.airflow * (1 - 0.9 * parameters.clogging) : 0 }

    private func lead() {
        path.element.conductance = parameters.walls * (isOpen ? Self.openDoor : 1) + Self.volumetricHeat * airflow
    }

    public mutating func update(_ tick: Tick) {
        let p = parameters
        let least = Self.leastVoltage * p.voltage
        let turns = !p.isFanDead && tick.squaredVoltage(fan.0, fan.1) >= least * least
        if turns != isTurning || (tick[door] > 0.5) != isOpen {
            (isTurning, isOpen) = (turns, tick[door] > 0.5)
            lead()
        }
        tick[shown[0]] = body.element.temperature
        tick[shown[1]] = isTurning ? 1 : 0
        tick[shown[2]] = airflow
    }

    public func percepts(_ sense: Sense, _ tick: Tick) -> [Text] {
        switch sense {
        case .sight where parameters.clogging > 0.4:
            [Text(fr: "la natte du filtre est grise de peluche", en: "the filter mat is grey with lint")]
        case .hearing where isTurning: [Text(fr: "le ventilateur d'armoire souffle", en: "the cabinet's fan blows")]
        case .touch: warmth(body.element.temperature)
        default: []
        }
    }
}
