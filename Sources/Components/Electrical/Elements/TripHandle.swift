import Notation

/// The latch of a breaker: a hand closes it, a fault opens it and throws the handle back; it closes again only from off to on.
struct TripHandle: Sendable, Hashable {
    var isClosed = false
    var isTripped = false
    var wasOn = false

    /// Follows the handle's signal, and throws it back when the breaker trips or will not latch.
    ///
    /// - Returns: whether the poles moved.
    mutating func follow(_ tick: Tick, _ position: SignalIndex, trips: Bool) -> Bool {
        let wasClosed = isClosed
        let isOn = tick[position] > 0.5
        if !isOn { isClosed = false }
        if isOn && !wasOn && !trips {
            isClosed = true
            isTripped = false
        }
        if isClosed && trips {
            isClosed = false
            isTripped = true
        }
        if isOn && !isClosed { tick[position] = 0 }
        wasOn = isOn && isClosed
        return isClosed != wasClosed
    }

    var text: Text {
        if isTripped {
            return Text(
                fr: "la manette est déclenchée, voyant de défaut visible", en: "the handle has tripped, its fault flag shows")
        }
        return isClosed
            ? Text(fr: "la manette est enclenchée (I)", en: "the handle is on (I)")
            : Text(fr: "la manette est abaissée (0)", en: "the handle is off (0)")
    }
}
