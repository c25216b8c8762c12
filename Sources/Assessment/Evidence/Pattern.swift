import Notation
public import Training

/// Events that are meant together: of some kinds, with some facts.
public struct Pattern: Hashable, Sendable {
    /// A turn of an intervention, named: what it begins with.
    public enum Moment: String, Hashable, Sendable, CaseIterable {
        /// A reading of an instrument.
        case measurement
        /// Hands on the machine, in any way.
        case physical
        /// Something is taken apart.
        case dismantling
        /// Something is changed, adjusted or mended, or given to somebody else who does it.
        case work
        /// The first energy is cut.
        case isolation
        /// The first energy is given back.
        case restoration
        /// A trial of the machine.
        case trial
        /// Back to production.
        case production
        /// The machine is given back.
        case handOver = "hand-over"

        var kinds: [Event.Kind] {
            switch self {
            case .measurement: [.measured]
            case .dismantling: [.disconnected, .fitted, .unfitted, .replaced, .drained]
            case .work:
                [
                    .disconnected, .fitted, .unfitted, .replaced, .adjusted, .tightened, .cleaned, .freed, .greased, .tensioned,
                    .airBled, .drained, .toppedUp, .entrusted,
                ]
            case .physical:
                Moment.work.kinds + [.measured, .operated, .isolated, .reconnected, .forced, .tested, .restarted]
            case .isolation: [.isolated]
            case .restoration: [.restored]
            case .trial: [.tested, .restarted]
            case .production: [.restarted]
            case .handOver: [.handedOver]
            }
        }

        var text: Text {
            switch self {
            case .measurement: Text(fr: "la première mesure", en: "the first reading")
            case .physical: Text(fr: "le premier geste sur la machine", en: "the first act on the machine")
            case .dismantling: Text(fr: "tout démontage", en: "taking anything apart")
            case .work: Text(fr: "le premier geste d'intervention", en: "the first piece of work")
            case .isolation: Text(fr: "la séparation", en: "isolating")
            case .restoration: Text(fr: "la remise sous énergie", en: "giving the energy back")
            case .trial: Text(fr: "les essais", en: "the tests")
            case .production: Text(fr: "la remise en production", en: "the restart")
            case .handOver: Text(fr: "la restitution", en: "handing over")
            }
        }
    }

    /// A fact asked of the event: the field has one of these values.
    public struct Condition: Hashable, Sendable {
        public var field: String
        public var values: [String]
    }

    public var kinds: [Event.Kind]
    public var conditions: [Condition]

    public init(_ kinds: [Event.Kind], where conditions: [Condition] = []) {
        self.kinds = kinds
        self.conditions = conditions
    }

    public init(_ moment: Moment) {
        self.init(moment.kinds)
    }

    public func matches(_ event: Event) -> Bool {
        guard kinds.contains(event.kind) else { return false }
        return conditions.allSatisfy { condition in
            guard let text = event.text(of: condition.field) else { return false }
            return condition.values.contains { folded($0) == folded(text) }
        }
    }
}

extension Event {
    /// Whether this is work on the machine for which energies are cut.
    var isWork: Bool { Pattern.Moment.work.kinds.contains(kind) }
}
