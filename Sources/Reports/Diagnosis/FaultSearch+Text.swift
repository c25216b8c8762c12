public import Diagnosis
public import Notation

extension FaultSearch {
    /// « 5,2 bits à trouver, 4 actes, 2 états, 12 min ; 2 suspectes à la fin ».
    public var difficulty: Text {
        Noun.bit.counted(bits) + Text(fr: " à trouver, ", en: " to find, ") + Noun.act.counted(steps.count) + ", "
            + Noun.state.counted(states.count) + ", " + minutes(seconds) + Text(fr: " ; ", en: "; ")
            + Noun.suspect.counted(group) + Text(fr: " à la fin", en: " at the end")
    }

    /// How many faults cannot be told from this one, itself included.
    public var group: Int { rivals.count + 1 }
}
