import Circuits

/// The port of a cylinder's chamber and its end-of-stroke cushion: joints port, chamber, rod.
///
/// Oil leaves through the whole port until the piston's spear enters its bore, `length` before the end; over the first third of that
/// length the way out narrows (cubic) to the needle. Oil that enters lifts a check: the way in is always the whole port.
struct CushionedOrifice: Element {
    var port: Orifice
    /// Share of the port's flow that the needle lets out.
    var needle: Double
    /// m; 0 without a cushion.
    var length: Double
    /// Distance of the piston from this end at the position 0, m, and its change with the position: +1 or −1.
    let start: Double
    let direction: Double
    /// Of the rod, m.
    private(set) var position: Double
    /// m³/s into the chamber, last step.
    private(set) var flow = 0.0

    init(start: Double, direction: Double, position: Double) {
        port = Orifice(area: 0)
        needle = 1
        length = 0
        self.start = start
        self.direction = direction
        self.position = position
    }

    /// Share of the port that is open to the oil that leaves at a position, and its slope.
    private func share(_ x: Double) -> (value: Double, slope: Double) {
        guard length > 0 else { return (1, 0) }
        let distance = start + direction * x
        let depth = (length - distance) / (length / 3)
        guard depth > 0 else { return (1, 0) }
        guard depth < 1 else { return (needle, 0) }
        return (
            1 - (1 - needle) * depth * depth * (3 - 2 * depth),
            (1 - needle) * 6 * depth * (1 - depth) / (length / 3) * direction
        )
    }

    static var readings: [PartialKeyPath<Self>] { [\.flow] }
    /// Nanometres.
    static var keptTolerance: Double { 1e-9 }

    func stamp(_ s: Stamp) {
        let flow = port.flow(s[0] - s[1])
        guard flow.value < 0 else {
            s.flow(from: 0, to: 1, flow.value, flow.slope, -flow.slope)
            return
        }
        let share = share(position + s[2] * s.dt)
        s.flow(from: 0, to: 1, share.value * flow.value, share.value * flow.slope, -share.value * flow.slope)
        let bySpeed = flow.value * share.slope * s.dt
        s.slope(0, 2, bySpeed)
        s.slope(1, 2, -bySpeed)
    }

    mutating func accept(_ s: Stamp) {
        position += s[2] * s.dt
        let whole = port.flow(s[0] - s[1]).value
        flow = whole < 0 ? share(position).value * whole : whole
    }

    func through(_ index: Int, _ s: Stamp) -> Double { index == 0 ? flow : index == 1 ? -flow : 0 }
}
