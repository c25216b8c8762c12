/// When a machine is asked to produce: so many shifts of eight hours a day, so many days a week, the first of them the week's first.
///
/// A day begins with its first shift. Required time is what passes while it is asked to produce, and stands still in between.
public struct WorkCalendar: Sendable, Hashable {
    public static let day = 86_400.0
    public static let week = 7 * day
    /// Seconds.
    static let shiftLength = 8 * 3_600.0

    /// 1…3.
    public let shifts: Int
    /// 1…7.
    public let daysPerWeek: Int

    public init(shifts: Int, daysPerWeek: Int) {
        precondition((1...3).contains(shifts) && (1...7).contains(daysPerWeek))
        self.shifts = shifts
        self.daysPerWeek = daysPerWeek
    }

    /// Required seconds in a working day.
    private var daily: Double { Double(shifts) * Self.shiftLength }

    /// It stands still for some hours of each day.
    public var hasPauses: Bool { shifts < 3 }

    /// Required seconds that have passed at a date, in seconds since the first day began.
    public func required(at date: Double) -> Double {
        let weeks = (date / Self.week).rounded(.down)
        let inWeek = date - weeks * Self.week
        let days = (inWeek / Self.day).rounded(.down)
        let today = Int(days) < daysPerWeek ? min(inWeek - days * Self.day, daily) : 0
        return (weeks * Double(daysPerWeek) + min(days, Double(daysPerWeek))) * daily + today
    }

    /// The first date at which so many required seconds have passed and it is asked to produce.
    public func date(of required: Double) -> Double {
        let days = (required / daily).rounded(.down)
        let weeks = (days / Double(daysPerWeek)).rounded(.down)
        return weeks * Self.week + (days - weeks * Double(daysPerWeek)) * Self.day + (required - days * daily)
    }
}
