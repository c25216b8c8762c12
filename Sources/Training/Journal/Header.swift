public import Machines

/// The first line of a journal: all that a session's course depends on besides the actions.
///
/// No wall clock: two sessions with the same header and the same actions are the same journal, byte for byte.
public struct Header: Codable, Hashable, Sendable {
    /// A file that was read to make the session, by its path under the scenarios' folder.
    public struct File: Codable, Hashable, Sendable {
        public var path: String
        public var sha256: Digest

        public init(path: String, sha256: Digest) {
            self.path = path
            self.sha256 = sha256
        }
    }

    /// What digits may depend on: "the same" means the same here.
    public struct Platform: Codable, Hashable, Sendable {
        public var system: String
        public var architecture: String
        /// The mathematical library, by name and version.
        public var library: String
        /// The processor's features that the library chooses its functions by, sorted.
        public var features: [String]

        public init(system: String, architecture: String, library: String, features: [String]) {
            self.system = system
            self.architecture = architecture
            self.library = library
            self.features = features
        }
    }

    /// How machine time passes.
    public enum Clock: String, Codable, Hashable, Sendable, CaseIterable {
        /// By what actions take.
        case turn
        /// By the wall.
        case live
    }

    /// What comes from outside the machine in the place of what is its own.
    public struct Outside: Codable, Hashable, Sendable {
        /// What real devices tell components in place of what they would sense; at first, what they told when the session began.
        public var told: [Machine.ToldInput]
        /// A brain outside holds the outputs.
        public var isControlled: Bool
        /// What was written from outside until the trainee came.
        public var writes: [OutsideWrite]

        public init(told: [Machine.ToldInput] = [], isControlled: Bool = false, writes: [OutsideWrite] = []) {
            self.told = told
            self.isControlled = isControlled
            self.writes = writes
        }
    }

    /// The newest format that this version reads, and the one it writes.
    public static let currentFormat = 1

    public var format: Int
    /// Version of banc.
    public var banc: String
    public var scenario: String
    public var machine: String
    /// Pseudonym.
    public var learner: String?
    public var seed: UInt64
    public var clock: Clock
    /// Of the competency framework.
    public var frameworkRevision: String
    /// Sorted by path.
    public var files: [File]
    public var platform: Platform
    /// Nil: nothing.
    public var outside: Outside?

    public init(
        banc: String, scenario: String, machine: String, learner: String?, seed: UInt64, clock: Clock, frameworkRevision: String,
        files: [File], platform: Platform, outside: Outside? = nil
    ) {
        format = Self.currentFormat
        self.banc = banc
        self.scenario = scenario
        self.machine = machine
        self.learner = learner
        self.seed = seed
        self.clock = clock
        self.frameworkRevision = frameworkRevision
        self.files = files.sorted { $0.path < $1.path }
        self.platform = platform
        self.outside = outside
    }

    /// The paths of files that are no longer what the session was made from, or are gone, or are new.
    public func changes(to files: [File]) -> [String] {
        let before = self.files, after = files.sorted { $0.path < $1.path }
        let changed = before.filter { !after.contains($0) }.map(\.path)
        let added = after.filter { file in !before.contains { $0.path == file.path } }.map(\.path)
        return (changed + added).sorted()
    }
}
