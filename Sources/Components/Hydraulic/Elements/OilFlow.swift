/// A flow from a first joint to a second and its slope by the pressure difference between them, m³/s and m³/(s·Pa).
struct OilFlow {
    var value: Double
    var slope: Double

    static let none = OilFlow(value: 0, slope: 0)
}
