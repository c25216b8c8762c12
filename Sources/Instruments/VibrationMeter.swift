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

    private func show(_ value: Double?, _ kind: Quantity.Kind, _ resolution: Double, _ unit: String, decimals: Int) -> Display {
        Display(
            value: value.map { ($0 / resolution).rounded() * resolution }, kind: kind, range: nil, decimals: decimals, unit: unit,
            presentVoltage: 0, trouble: value == nil ? .unreachable : nil)
    }

    /// 5 % + 1 digit (ISO 2954 allows 10 % in the middle of its band).
    public static func accuracy(of value: Double) -> Double { 0.05 * abs(value) + resolution }
}
