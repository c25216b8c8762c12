/// The lesser and the greater of two quantities with the corner between them rounded by a parabola, so that slopes exist.
///
/// Beyond `width` from the corner they are exactly one of the two and their slopes exactly 0 and 1: a matrix whose elements stay on
/// their straight parts keeps its very numbers, and need not be factored again.
enum Corner {
    struct Value {
        let value: Double
        let byFirst: Double
        let bySecond: Double
    }

    static func lesser(_ a: Double, _ b: Double, width: Double) -> Value {
        let difference = a - b
        guard abs(difference) < width else {
            return difference < 0 ? Value(value: a, byFirst: 1, bySecond: 0) : Value(value: b, byFirst: 0, bySecond: 1)
        }
        // The exact lesser less a correction, so that a line of microvolts keeps its digits beside amperes.
        let room = width - abs(difference)
        let share = (1 - difference / width) / 2
        return Value(value: min(a, b) - room * room / (4 * width), byFirst: share, bySecond: 1 - share)
    }

    static func greater(_ a: Double, _ b: Double, width: Double) -> Value {
        let mirrored = lesser(-a, -b, width: width)
        return Value(value: -mirrored.value, byFirst: mirrored.byFirst, bySecond: mirrored.bySecond)
    }
}
