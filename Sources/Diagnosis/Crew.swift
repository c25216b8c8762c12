import Dispatch
import Synchronization

/// Pieces of work done side by side.
enum Crew {
    /// The results in the order of the pieces, whoever did which.
    ///
    /// - Parameters:
    ///   - start: called once by each worker; what it gives back does a piece.
    ///   - progress: called after each piece, from any thread, with how many are done.
    /// - Throws: what first stopped a worker; the others stop then too.
    static func map<Result: Sendable>(
        _ count: Int, workers: Int, progress: @Sendable (Int) -> Void,
        _ start: @Sendable () throws -> (Int) throws -> Result
    ) throws -> [Result] {
        let board = Board<Result>(count)
        // Its closure may not throw: what stops a worker goes to the board.
        DispatchQueue.concurrentPerform(iterations: max(1, min(workers, count))) { _ in
            do {
                let work = try start()
                while let next = board.next() { progress(board.put(next, try work(next))) }
            } catch {
                board.fail(error)
            }
        }
        return try board.results()
    }

    /// What the workers share.
    private final class Board<Result: Sendable>: Sendable {
        private struct State {
            var next = 0
            var done = 0
            var results: [Result?]
            var failure: (any Error)?
        }
        private let state: Mutex<State>

        init(_ count: Int) { state = Mutex(State(results: [Result?](repeating: nil, count: count))) }

        func next() -> Int? {
            state.withLock { state in
                guard state.failure == nil, state.next < state.results.count else { return nil }
                defer { state.next += 1 }
                return state.next
            }
        }

        /// - Returns: how many are done.
        func put(_ index: Int, _ result: Result) -> Int {
            state.withLock { state in
                state.results[index] = result
                state.done += 1
                return state.done
            }
        }

        func fail(_ error: any Error) { state.withLock { $0.failure = $0.failure ?? error } }

        func results() throws -> [Result] {
            try state.withLock { state in
                if let failure = state.failure { throw failure }
                return state.results.compactMap { $0 }
            }
        }
    }
}
