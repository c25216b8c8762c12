/// The version of this banc, written in every journal.
enum Version {
    static let current = "0.1.0"
}
