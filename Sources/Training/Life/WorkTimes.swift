import Components
import Machines

/// How long hands take, by the durations of a session's verbs, seconds.
struct WorkTimes {
    let maintenance: Maintenance

    /// The papers, the operator's words, and each suspect gone to and measured.
    func diagnosis(suspects: Int) -> Double {
        seconds(.documents) + seconds(.ask) + Double(suspects) * (seconds(.go) + seconds(.measure))
    }

    /// Every source opened and locked, proved dead, and given back.
    var lockout: Double {
        let each = seconds(.isolate) + seconds(.lock) + seconds(.restore)
        return Double(maintenance.sources.count) * each + seconds(.prepareLockout) + seconds(.identify) + seconds(.proveDead)
    }

    /// At the part, with the lockout where its place wants one.
    func work(_ remedy: Remedy, on component: Machine.ComponentDeclaration?) -> Double {
        let isSafe = remedy == .clean && component?.access == .outside
        return seconds(.go) + (isSafe ? 0 : lockout) + seconds(verb(of: remedy)) + seconds(.restart)
    }

    private func verb(of remedy: Remedy) -> Verb {
        switch remedy {
        case .replace: .replace
        case .clean: .clean
        case .tighten: .tighten
        case .adjust: .adjust
        case .tension: .tension
        case .grease: .grease
        case .reconnect: .reconnect
        case .free: .free
        case .reset: .operate
        }
    }

    private func seconds(_ verb: Verb) -> Double {
        switch verb.duration {
        case .fixed(let seconds), .each(let seconds): seconds
        case .none, .asAsked: 0
        }
    }
}
