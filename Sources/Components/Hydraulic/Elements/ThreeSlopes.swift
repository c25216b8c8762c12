import Circuits

extension Stamp {
    /// A flow from the first joint to the second that the pressures of three joints govern, with its slopes by each.
    func flow(_ value: Double, _ byFirst: Double, _ bySecond: Double, _ byThird: Double) {
        add(0, value)
        add(1, -value)
        slope(0, 0, byFirst)
        slope(0, 1, bySecond)
        slope(0, 2, byThird)
        slope(1, 0, -byFirst)
        slope(1, 1, -bySecond)
        slope(1, 2, -byThird)
    }
}
