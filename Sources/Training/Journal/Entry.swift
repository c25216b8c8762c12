/// One line of a journal after the header: something came in, and what happened then.
public struct Entry: Codable, Hashable, Sendable {
    /// What the session was given.
    public enum Input: Hashable, Sendable {
        case action(Action)
        /// What came from outside and that the plant latched.
        case writes([OutsideWrite])
        /// Steps of the machine that went by on the wall's clock while nobody acted.
        case passing(Int)
    }

    /// From 1.
    public var index: Int
    /// Machine time when the events had happened, s.
    public var time: Double
    /// The controller's scan that came last before the events ended.
    public var scan: Int
    public var input: Input
    public var events: [Event]
    /// Of the line before, without its end of line.
    public var previous: Digest

    public init(index: Int, time: Double, scan: Int, input: Input, events: [Event], previous: Digest) {
        self.index = index
        self.time = time
        self.scan = scan
        self.input = input
        self.events = events
        self.previous = previous
    }

    public var action: Action? {
        if case .action(let action) = input { action } else { nil }
    }

    private enum CodingKeys: String, CodingKey {
        case index, time, scan, action, writes, passing, events, previous
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        index = try container.decode(Int.self, forKey: .index)
        time = try container.decode(Double.self, forKey: .time)
        scan = try container.decode(Int.self, forKey: .scan)
        events = try container.decode([Event].self, forKey: .events)
        previous = try container.decode(Digest.self, forKey: .previous)
        if let action = try container.decodeIfPresent(Action.self, forKey: .action) {
            input = .action(action)
        } else if let steps = try container.decodeIfPresent(Int.self, forKey: .passing) {
            input = .passing(steps)
        } else {
            input = .writes(try container.decode([OutsideWrite].self, forKey: .writes))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(index, forKey: .index)
        try container.encode(time, forKey: .time)
        try container.encode(scan, forKey: .scan)
        try container.encode(events, forKey: .events)
        try container.encode(previous, forKey: .previous)
        switch input {
        case .action(let action): try container.encode(action, forKey: .action)
        case .writes(let writes): try container.encode(writes, forKey: .writes)
        case .passing(let steps): try container.encode(steps, forKey: .passing)
        }
    }
}

/// What came from outside (a Modbus client's write, a real device's measure), as the plant latched it at the start of a scan.
public struct OutsideWrite: Codable, Hashable, Sendable {
    public var scan: Int
    /// Of the register map, of an output, or `REF.input`.
    public var name: String
    /// As the map scales it: SI, or 0 and 1.
    public var value: Double

    public init(scan: Int, name: String, value: Double) {
        self.scan = scan
        self.name = name
        self.value = value
    }
}
