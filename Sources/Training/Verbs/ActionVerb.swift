extension Action {
    /// The verb that says it.
    public var verb: Verb {
        switch self {
        case .here: .here
        case .view: .view
        case .go: .go
        case .open: .open
        case .close: .close
        case .look: .look
        case .listen: .listen
        case .touch: .touch
        case .smell: .smell
        case .document: .documents
        case .diagram: .diagram
        case .inputsOutputs: .inputsOutputs
        case .hmi: .hmi
        case .step: .step
        case .ask: .ask
        case .warn: .warn
        case .alert: .alert
        case .reply: .reply
        case .measure: .measure
        case .conclude: .conclude
        case .record: .record
        case .function: .function
        case .chain: .chain
        case .hypothesis: .hypothesis
        case .diagnosis: .diagnosis
        case .answer: .answer
        case .wear: .wear
        case .takeOff: .takeOff
        case .markOut: .markOut
        case .prepareLockout: .prepareLockout
        case .isolate: .isolate
        case .lock: .lock
        case .identify: .identify
        case .proveDead: .proveDead
        case .bleed: .bleed
        case .block: .block
        case .restore: .restore
        case .placeContainment: .placeContainment
        case .bypass: .bypass
        case .operate: .operate
        case .force: .force
        case .unforce: .unforce
        case .take: .take
        case .putBack: .putBack
        case .tidy: .tidy
        case .tag: .tag
        case .backUp: .backUp
        case .disconnect: .disconnect
        case .reconnect: .reconnect
        case .fit: .fit
        case .unfit: .unfit
        case .replace: .replace
        case .adjust: .adjust
        case .tighten: .tighten
        case .clean: .clean
        case .free: .free
        case .grease: .grease
        case .tension: .tension
        case .bleedAir: .bleedAir
        case .drain: .drain
        case .topUp: .topUp
        case .sortWaste: .sortWaste
        case .openForm(let form), .fill(let form, _, _): form.verb
        case .skipField: .skipField
        case .previousField: .previousField
        case .leaveForm: .leaveForm
        case .file: .file
        case .tasks, .taskDone: .tasks
        case .stock: .stock
        case .buy: .buy
        case .handOver: .handOver
        case .test: .test
        case .restart: .restart
        case .wait: .wait
        case .help: .help
        case .whereAmI: .whereAmI
        case .summary: .summary
        case .repeatLast: .repeatLast
        case .more: .more
        case .word: .word
        case .finish: .finish
        }
    }

    /// How many things are named, for a duration that counts them.
    var count: Int {
        switch self {
        case .tighten(let refs, _), .tag(let refs), .disconnect(let refs), .reconnect(let refs, _): refs.count
        case .isolate(let sources), .lock(let sources): sources.count
        case .wear(let equipment), .takeOff(let equipment): equipment.count
        case .take(let tools), .putBack(let tools): tools.count
        default: 1
        }
    }

    /// Machine seconds that the act takes of itself, walking not included.
    public var seconds: Double { verb.seconds(of: self) }
}

extension FormKind {
    fileprivate var verb: Verb {
        switch self {
        case .request: .request
        case .order: .order
        case .report: .report
        }
    }
}
