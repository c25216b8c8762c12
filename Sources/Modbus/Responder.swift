import CModbus
import Glibc

/// libmodbus as the encoder of answers and the hand that reads and writes the tables.
///
/// `modbus_reply` writes its answer to a socket, once, and knows neither a full buffer nor a second answer. So it is given the near
/// end of a socket pair and the answers of a whole batch are taken from the far end as one run of bytes: a client's socket never
/// sees libmodbus, an answer is never cut short by a client that does not read, and pipelined answers leave in one write. This
/// costs two system calls on memory for a lone request and one more for each further one of a batch. Encoding ten functions by hand
/// would save them; it would also be a second reading of the specification beside the one that libmodbus' clients prove daily.
struct Responder: ~Copyable {
    /// Answers that wait in the pair at most: 16 × 260 bytes stay far below any buffer size, so a send never blocks or fails.
    private static let batchLimit = 16

    private let context: OpaquePointer
    private let near: Int32
    private let far: Int32
    /// libmodbus reads the fields of a function wherever the request ends: it gets zeros there.
    private let padded: UnsafeMutableRawBufferPointer
    private var waitingBytes = 0
    private var waitingAnswers = 0

    init() throws(ServerError) {
        var pair: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0, &pair) == 0
        else { throw .system(call: "socketpair", errno) }
        guard let context = modbus_new_tcp("127.0.0.1", 502) else {
            let reason = errno
            close(pair[0])
            close(pair[1])
            throw .system(call: "modbus_new_tcp", reason)
        }
        self.context = context
        (near, far) = (pair[0], pair[1])
        padded = .allocate(byteCount: Frame.maximumLength, alignment: 1)
        modbus_set_socket(context, near)
        // Should libmodbus ever refuse what was checked here, it sleeps for this long (µs) before it answers; 0 is not accepted.
        modbus_set_response_timeout(context, 0, 1)
    }

    deinit {
        modbus_free(context)
        close(near)
        close(far)
        padded.deallocate()
    }

    /// Carries out a checked request on the tables. The answer waits in the pair; false when libmodbus gave none.
    mutating func reply(to frame: UnsafeRawBufferPointer, _ tables: borrowing Tables) -> Bool {
        pad(frame)
        return count(modbus_reply(context, padded.bindMemory(to: UInt8.self).baseAddress, Int32(frame.count), tables.mapping))
    }

    /// Refuses a request; false when libmodbus gave no answer.
    mutating func refuse(_ frame: UnsafeRawBufferPointer, _ code: ExceptionCode) -> Bool {
        pad(frame)
        // libmodbus adds 0x80, which would turn a function that has the bit already into a normal answer.
        padded[Frame.headerLength] &= 0x7F
        return count(modbus_reply_exception(context, padded.bindMemory(to: UInt8.self).baseAddress, UInt32(code.rawValue)))
    }

    var isFull: Bool { waitingAnswers == Self.batchLimit }

    /// Moves the answers that wait to the end of the output.
    mutating func drain(into output: inout Output) {
        while waitingBytes > 0 {
            let received = recv(far, output.free.baseAddress, waitingBytes, 0)
            // The bytes were counted when libmodbus sent them: that they are not there is a fault of ours, not of a client.
            precondition(received > 0, "answers lost between libmodbus and the server")
            output.count += received
            waitingBytes -= received
        }
        waitingAnswers = 0
    }

    private func pad(_ frame: UnsafeRawBufferPointer) {
        padded.copyMemory(from: frame)
        memset(padded.baseAddress! + frame.count, 0, padded.count - frame.count)
    }

    private mutating func count(_ sent: Int32) -> Bool {
        guard sent > 0 else { return false }
        waitingBytes += Int(sent)
        waitingAnswers += 1
        return true
    }
}

/// Bytes on their way to a client, in memory that is allocated once.
struct Output: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer
    var count = 0

    init(capacity: Int) {
        memory = .allocate(byteCount: capacity, alignment: 1)
    }

    deinit {
        memory.deallocate()
    }

    var free: UnsafeMutableRawBufferPointer { .init(rebasing: memory[count...]) }
    var bytes: UnsafeRawBufferPointer { .init(rebasing: memory[..<count]) }
}
