import Circuits

/// A hole through which oil leaves for the floor. It lets nothing back: air that would come in is not followed.
struct Spill: Element {
    var hole: Orifice

    init(_ hole: Orifice = Orifice(area: 0)) { self.hole = hole }

    static var isGrounded: Bool { true }

    /// m³/s at a gauge pressure.
    func flow(_ pressure: Double) -> Double { hole.isOpen && pressure > 0 ? hole.flow(pressure).value : 0 }

    func stamp(_ s: Stamp) {
        // A hole that is none, as most are.
        guard hole.isOpen, s[0] > 0 else { return }
        let flow = hole.flow(s[0])
        s.add(0, flow.value)
        s.slope(0, 0, flow.slope)
    }
}
