/// In which order the types of an assembly are updated at the end of a step: what is followed before what follows it.
///
/// A chain of commands (a coil, its spool, the rod, the switch on it) is then handed on within one step's end, as it is on the
/// machine, and not a step later at each link. The order follows from who follows whom alone, not from the machine's file.
enum Succession {
    /// For each record, how many types its own follows, directly or through others. What gives a signal has a lower rank than what
    /// follows it, but where types follow one another in a circle: these have the same rank, and read one another's last step.
    static func ranks(_ records: [Assembly.Record]) -> [Int] {
        var types: [ObjectIdentifier: Int] = [:]
        for record in records where types[record.type.identity] == nil { types[record.type.identity] = types.count }
        let typeOf = records.map { types[$0.type.identity]! }
        var numbers: [String: Int] = [:]
        for (number, record) in records.enumerated() { numbers[record.reference] = number }
        var follows = [[Bool]](repeating: [Bool](repeating: false, count: types.count), count: types.count)
        for (number, record) in records.enumerated() {
            for link in record.type.links(record.values) {
                if let source = numbers[link] { follows[typeOf[number]][typeOf[source]] = true }
            }
        }
        for middle in follows.indices {
            for follower in follows.indices where follows[follower][middle] {
                for source in follows.indices where follows[middle][source] { follows[follower][source] = true }
            }
        }
        return typeOf.map { type in follows[type].filter { $0 }.count }
    }
}
