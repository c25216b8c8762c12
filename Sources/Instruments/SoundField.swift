import Components
import Glibc
import Machines
import Notation
import Simulation

/// What a machine's parts radiate, and how far each is from somebody who stands at one of its places.
enum SoundField {
    struct Source {
        let reference: String
        /// Nil for what has no place.
        let place: String?
        let sound: Sound
    }

    static func sources(_ machine: RunningMachine) -> [Source] {
        let plan = machine.definition.machine
        let fitted = machine.plant.fittings.map { fitting in
            Source(
                reference: fitting.part,
                place: fitting.neighbour.map { plan.component($0)?.location } ?? fitting.at,
                sound: machine.plant.assembly.sound(of: fitting.part))
        }
        return fitted
            + plan.components.map { component in
                // A hose sounds where it is worst: at the end that its failures open.
                let end = plan.hoses.first { $0.reference == component.reference }?.to.reference
                return Source(
                    reference: component.reference, place: component.location ?? end.flatMap { plan.component($0)?.location },
                    sound: machine.plant.assembly.sound(of: component.reference))
            }
    }

    /// Looks at what is heard while an instrument settles.
    private static let samples = 10

    /// Mean over so many seconds of what all sources bring to a place, W/m²; machine time passes.
    ///
    /// - Parameter intensity: of one source.
    static func mean(_ seconds: Double, on machine: RunningMachine, of intensity: (Source) -> Double) throws -> Double {
        var sum = 0.0
        for _ in 0..<samples {
            try machine.advance(by: seconds / Double(samples))
            sum += sources(machine).reduce(0) { $0 + intensity($1) }
        }
        return sum / Double(samples)
    }

    /// The display of an intensity, W/m², as dB above 1 pW/m² or 20 µPa.
    static func display(_ intensity: Double, decimals: Int, unit: String) -> Display {
        let steps = pow(10, Double(decimals))
        let level = (10 * log10(intensity / Sound.reference) * steps).rounded() / steps
        var display = Display(
            value: level, kind: .ratio, range: nil, decimals: decimals, unit: "", presentVoltage: 0, trouble: nil)
        let shown = Quantity(level, .ratio)
        display.words = Text(
            fr: shown.formatted(.fr, unit: "", decimals: decimals) + " \(unit)",
            en: shown.formatted(.en, unit: "", decimals: decimals) + " \(unit)")
        return display
    }
}
