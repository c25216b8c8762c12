import Foundation
import Notation

/// Ctrl-C during a session: says how to go on with it, gives the terminal back as it was, and leaves with status 130.
///
/// Every act is in the journal before its outcome is shown: there is nothing to save.
enum LeaveTaking {
    // Written once before the signal can come, read by its handler, which may call nothing but what POSIX lists as safe.
    nonisolated(unsafe) private static var message: UnsafeMutableBufferPointer<UInt8> = .init(start: nil, count: 0)
    nonisolated(unsafe) private static var terminal = termios()
    nonisolated(unsafe) private static var hasTerminal = false

    static func says(_ text: Text) {
        let bytes = Array(("\n" + text.spoken + "\n").utf8)
        message = .allocate(capacity: bytes.count)
        _ = message.initialize(from: bytes)
        hasTerminal = tcgetattr(STDIN_FILENO, &terminal) == 0
        signal(SIGINT) { _ in
            if LeaveTaking.hasTerminal { tcsetattr(STDIN_FILENO, TCSANOW, &LeaveTaking.terminal) }
            _ = write(STDERR_FILENO, LeaveTaking.message.baseAddress, LeaveTaking.message.count)
            _exit(130)
        }
        // Whoever started the command may have left it blocked.
        var interrupt = sigset_t()
        sigemptyset(&interrupt)
        sigaddset(&interrupt, SIGINT)
        pthread_sigmask(SIG_UNBLOCK, &interrupt, nil)
    }
}
