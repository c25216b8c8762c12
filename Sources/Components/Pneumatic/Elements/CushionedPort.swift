public import Circuits

/// The port of a cylinder's chamber and its end-of-stroke cushion: joints port, chamber, rod.
///
/// Air leaves through the whole port until the piston's spear enters the seal, `length` before the end; over the first third of that
/// length the way out narrows (cubic) to the needle. Air that enters lifts the seal: the way in is always the whole port.
public struct CushionedPort: Element {
    /// Conductance of the whole port.
    public var port: Restriction
    /// Conductance left at the end of the stroke, m³/(s·Pa).
    public var needle: Double
    /// m; 0 without a cushion.
    public var length: Double
    /// Distance of the piston from this end at the position 0, m, and its change with the position: +1 or −1.
    public let start: Double
    public let direction: Double
    /// Position of the rod, m.
    public private(set) var position: Double

    public init(port: Restriction, needle: Double, length: Double, start: Double, direction: Double, position: Double) {
        self.port = port
        self.needle = needle
        self.length = length
        self.start = start
        self.direction = direction
        self.position = position
    }

    /// Share of the port that is left to the air that goes out, and its slope by the distance from this end.
    @inline(__always)
    private func share(at position: Double) -> (value: Double, byDistance: Double) {
        let distance = start + direction * position
        // 0 at the spear's mouth, 1 where only the needle is left.
        let depth = min(max((length - distance) / (length / 3), 0), 1)
        let closed = 1 - needle / port.conductance
        return (1 - closed * depth * depth * (3 - 2 * depth), closed * 6 * depth * (1 - depth) / (length / 3))
    }

    public func stamp(_ s: Stamp) {
        let flow = port.flow(s[0], s[1])
        guard flow.value < 0, length > 0 else {
            s.flow(from: 0, to: 1, flow.value, flow.byFirst, flow.bySecond)
            return
        }
        let (share, byDistance) = share(at: position + s[2] * s.dt)
        s.flow(from: 0, to: 1, share * flow.value, share * flow.byFirst, share * flow.bySecond)
        let bySpeed = flow.value * byDistance * direction * s.dt
        s.slope(0, 2, bySpeed)
        s.slope(1, 2, -bySpeed)
    }

    public mutating func accept(_ s: Stamp) { position += s[2] * s.dt }

    public func through(_ index: Int, _ s: Stamp) -> Double {
        guard index < 2 else { return 0 }
        let flow = port.flow(s[0], s[1]).value
        let out = flow < 0 && length > 0 ? flow * share(at: position).value : flow
        return index == 0 ? out : -out
    }
}
