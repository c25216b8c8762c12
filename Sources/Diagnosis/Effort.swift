import Machines
import Training

/// Seconds that acts take, by the durations of their verbs.
struct Effort: Sendable {
    /// Where a search has come to.
    struct Standing: Sendable {
        var state: String?
        var place: String?
    }

    private let states: [MachineState]
    private let machine: Machine

    init(_ states: [MachineState], on machine: Machine) {
        self.states = states
        self.machine = machine
    }

    /// To take the machine into a state, go to the part and do it.
    func seconds(_ act: Act, in state: String, from standing: Standing) -> Double {
        let place = place(of: act)
        let walk = place == nil || place == standing.place ? 0 : Self.seconds("go")
        return seconds(from: standing.state, to: state) + walk + Self.seconds(act.verb)
    }

    func place(of act: Act) -> String? {
        guard let reference = act.reference else { return nil }
        return machine.component(reference)?.location
            ?? machine.wire(reference).flatMap { machine.component($0.from.reference)?.location }
    }

    /// From one state to another: on from the first where the other begins at its end, else from power-up.
    private func seconds(from state: String?, to name: String) -> Double {
        guard state != name, let wanted = states.first(where: { $0.name == name }) else { return 0 }
        return own(wanted) + (wanted.after.map { seconds(from: state, to: $0) } ?? 0)
    }

    private func own(_ state: MachineState) -> Double {
        let acts = state.steps.reduce((seconds: 0.0, operated: 0)) { sum, step in
            switch step {
            case .wait(let seconds): (sum.seconds + seconds, sum.operated)
            case .operate: (sum.seconds + Self.seconds("operate"), sum.operated + 1)
            }
        }
        guard state.isDead else { return acts.seconds }
        // Each source is opened, locked and given back; the place is identified and proved dead.
        let each = ["lockout isolate", "lockout lock", "restore"].map(Self.seconds).reduce(0, +)
        let once = ["lockout prepare", "lockout identify", "lockout prove-dead"].map(Self.seconds).reduce(0, +)
        return acts.seconds + Double(acts.operated) * each + once
    }

    private static func seconds(_ name: String) -> Double { seconds(Verb.known(name)) }

    private static func seconds(_ verb: Verb) -> Double {
        switch verb.duration {
        case .fixed(let seconds), .each(let seconds): seconds
        case .none, .asAsked: 0
        }
    }
}
