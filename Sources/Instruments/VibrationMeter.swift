import Components
import Machines
import Notation
public import Simulation
public import Vibration

/// A vibration meter with an accelerometer on a magnet: overall velocity, acceleration of the ringing, spectra and waveforms.
public struct VibrationMeter: Sendable {
    /// m/s, m/s².
    public static let resolution = 1e-5
    public static let ringingResolution = 0.01
    /// Seconds before the filters have settled and the averages are done.
    public static let settling = 5.0

    public init() {}

    /// All that the sensor gives at a point; nil when there is no such measuring point.
    public func measure(_ point: String, _ direction: Direction, on machine: RunningMachine) throws -> VibrationMeasurement? {
        try machine.advance(by: Self.settling)
        return VibrationMeasurement(at: point, direction, of: machine.plant.assembly)
    }

    /// RMS velocity from 10 Hz to 1 kHz, to be judged by ISO 10816-1 or ISO 20816-3.
    public func read(_ point: String, _ direction: Direction, on machine: RunningMachine) throws -> Display {
        show(try measure(point, direction, on: machine)?.overallVelocity, .speed, Self.resolution, "mm/s", decimals: 2)
    }

    /// RMS acceleration from 1 to 10 kHz: the state of a bearing.
    public func readRinging(_ point: String, _ direction: Direction, on machine: RunningMachine) throws -> Display {
        show(try measure(point, direction, on: machine)?.ringing, .acceleration, Self.ringingResolution, "m/s²", decimals: 2)
    }

    /// A round of the three directions: severity of the strongest, its highest lines, and the envelope of what rings.
    public func survey(_ point: String, on machine: RunningMachine) throws -> VibrationSurvey? {
        try machine.advance(by: Self.settling)
        let assembly = machine.plant.assembly
        let measured = Direction.allCases.compactMap { direction in
            VibrationMeasurement(at: point, direction, of: assembly).map { (direction, $0) }
        }
        guard let strongest = measured.max(by: { $0.1.overallVelocity < $1.1.overallVelocity }) else { return nil }
        let ringing = measured.max { $0.1.ringing < $1.1.ringing }!.1
        return VibrationSurvey(
            velocities: measured.map { ($0.0, $0.1.overallVelocity) }, machineClass: Self.machineClass(at: point, assembly),
            lines: Self.lines(of: strongest.1.velocity), ringing: ringing.ringing,
            envelope: Self.lines(of: ringing.acceleration.envelope(of: VibrationMeasurement.ringing).alternating),
            display: show(strongest.1.overallVelocity, .speed, Self.resolution, "mm/s", decimals: 2))
    }

    /// Hz below which a housing's own swaying and the drift of the sensor lie.
    private static let lowest = 3.0
    /// Share of the highest line under which a line is not worth telling.
    private static let least = 0.1
    /// Times the median line; noise alone reaches three or four.
    private static let standsOut = 5.0

    /// The highest lines of a spectrum.
    private static func lines(of waveform: Waveform) -> [VibrationSurvey.Line] {
        let spectrum = Spectrum(waveform)
        // A line is what stands out of the noise around: of half of the lines it is several times as high.
        let noise = spectrum.lines.sorted()[spectrum.lines.count / 2]
        let all = spectrum.peaks(40, above: standsOut * noise).filter { $0.frequency >= lowest }
        guard let highest = all.first?.value, highest > 0 else { return [] }
        return all.filter { $0.value >= least * highest }.prefix(4).map {
            VibrationSurvey.Line(frequency: $0.frequency, value: $0.value)
        }
    }

    /// By the rated power of the motor that the point carries; small machines where it carries none.
    private static func machineClass(at point: String, _ assembly: Assembly) -> MachineClass {
        guard case .words(let parts)? = assembly.parameter("parts", of: point) else { return .classI }
        for part in parts where assembly.type(of: part)?.name.hasSuffix("motor") == true {
            if case .number(let power)? = assembly.parameter("power", of: part) { return .of(power: power) }
        }
        return .classI
    }

    private func show(_ value: Double?, _ kind: Quantity.Kind, _ resolution: Double, _ unit: String, decimals: Int) -> Display {
        Display(
            value: value.map { ($0 / resolution).rounded() * resolution }, kind: kind, range: nil, decimals: decimals, unit: unit,
            presentVoltage: 0, trouble: value == nil ? .unreachable : nil)
    }

    /// 5 % + 1 digit (ISO 2954 allows 10 % in the middle of its band).
    public static func accuracy(of value: Double) -> Double { 0.05 * abs(value) + resolution }
}

/// What a round of a measuring point gives.
public struct VibrationSurvey: Sendable {
    public struct Line: Sendable, Hashable {
        /// Hz.
        public let frequency: Double
        /// RMS, m/s of the velocity or m/s² of the envelope.
        public let value: Double
    }
    /// m/s RMS, by direction.
    public let velocities: [(direction: Direction, value: Double)]
    public let machineClass: MachineClass
    /// Of the velocity in the strongest direction, from the highest.
    public let lines: [Line]
    /// m/s² RMS where bearings ring.
    public let ringing: Double
    /// Of the envelope of what rings, from the highest.
    public let envelope: [Line]
    /// Of the strongest direction.
    public let display: Display

    public var zone: Zone { machineClass.zone(of: velocities.map(\.value).max() ?? 0) }
}
