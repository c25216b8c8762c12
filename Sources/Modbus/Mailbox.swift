import Synchronization

/// Where the plant's thread and the socket's thread meet: the last snapshot, the plant's stores on their way to the tables, and the
/// clients' writes on their way to the plant. The lock is held for moving these and never while a request is answered or a step runs.
///
/// One order for both sides: a client's write belongs to the scan that latches it, hence comes after every store that the plant makes
/// before. So a store to a cell whose write is not yet latched is overtaken and dropped, and a session that replays the writes at
/// their scans ends with the same cells.
final class Mailbox: Sendable {
    /// Writing requests that may wait for the plant; more are told that it is busy. (At 100 scans a second, 800 000 a second.)
    static let writeLimit = 8192

    private struct State {
        var snapshot: Snapshot?
        /// Snapshots so far.
        var publications: UInt64 = 0
        /// The clients' cells after every store and every latched write.
        var cells: ClientCells
        /// Not yet in the tables. At most one for each cell.
        var stores: [Cell: UInt16] = [:]
        /// Not yet latched, in order.
        var writes: [Write] = []
        var disturbance: Disturbance?
        /// The cells of `writes`.
        var unlatched: Set<Cell> = []

        /// Neighbours are stored together or not at all: half a value is none.
        mutating func store(_ first: Cell, _ values: [UInt16]) -> Bool {
            let addresses = first.address..<first.address + values.count
            guard unlatched.isEmpty || !addresses.contains(where: { unlatched.contains(Cell(first.area, $0)) }) else {
                return false
            }
            for (address, value) in zip(addresses, values) {
                cells.values[Cell(first.area, address)] = value
                stores[Cell(first.area, address)] = value
            }
            return true
        }
    }

    private let state: Mutex<State>
    private let limit: Int

    init(_ layout: Layout, writeLimit: Int = Mailbox.writeLimit) {
        state = Mutex(State(cells: ClientCells(layout)))
        limit = writeLimit
    }

    // MARK: The plant's side

    /// Both at once: a response that shows the snapshot shows the stores that were made with it.
    /// - Returns: the snapshot's number.
    @discardableResult
    func publish(_ snapshot: Snapshot, storing stores: [(address: Cell, values: [UInt16])]) -> UInt64 {
        state.withLock { state in
            state.snapshot = snapshot
            state.publications += 1
            for (first, values) in stores { _ = state.store(first, values) }
            return state.publications
        }
    }

    func latch() -> Latch {
        state.withLock { state in
            for write in state.writes {
                for (cell, value) in write.cells { state.cells.values[cell] = value }
            }
            let latch = Latch(cells: state.cells, writes: state.writes)
            state.writes = []
            state.unlatched.removeAll(keepingCapacity: true)
            return latch
        }
    }

    func store(_ cell: Cell, _ value: UInt16) -> Bool {
        state.withLock { $0.store(cell, [value]) }
    }

    /// What is wrong with the answers from now on; nil for nothing.
    func disturb(_ disturbance: Disturbance?) {
        state.withLock { $0.disturbance = disturbance }
    }

    // MARK: The socket's side

    /// Brings the tables up to date before a batch of requests; the number of writes that may be accepted in it, what disturbs them,
    /// and the number of the snapshot that they show.
    func bring(to tables: Tables) -> (room: Int, disturbance: Disturbance?, publication: UInt64) {
        let (snapshot, stores, brought) = state.withLock { state in
            let brought = (
                state.snapshot, state.stores, (limit - state.writes.count, state.disturbance, state.publications)
            )
            state.snapshot = nil
            if !state.stores.isEmpty { state.stores = [:] }
            return brought
        }
        if let snapshot { tables.adopt(snapshot) }
        // The order of a dictionary is of no account here: the cells differ.
        for (cell, value) in stores { tables[cell] = value }
        return brought
    }

    /// Hands over what a batch has written, before its answers leave: who has the answer finds the write in the next latch.
    func take(_ writes: [Write]) {
        guard !writes.isEmpty else { return }
        state.withLock { state in
            for write in writes {
                for (cell, _) in write.cells {
                    state.stores[cell] = nil
                    state.unlatched.insert(cell)
                }
            }
            state.writes += writes
        }
    }
}

/// The clients' cells at the beginning of a scan.
public struct Latch: Sendable, Equatable {
    public let cells: ClientCells
    /// The writes since the last latch, in the order in which they were carried out.
    public let writes: [Write]
}
