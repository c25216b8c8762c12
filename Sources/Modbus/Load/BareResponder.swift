import CModbus
import Glibc

/// The least that a server of such answers can do: it waits by epoll, reads, counts whole requests of 12 bytes, and sends as many copies
/// of one answer in one write. It understands nothing. What a server is measured against.
public final class BareResponder: Sendable {
    public let endpoint: Endpoint
    private let thread: pthread_t
    private let stopper: Int32

    /// - Parameter registers: of each answer.
    public init(registers: Int, at endpoint: Endpoint = Endpoint(host: "127.0.0.1", port: 0)) throws(ServerError) {
        let listener: Int32
        (listener, self.endpoint) = try listen(at: endpoint)
        stopper = eventfd(0, Int32(EFD_CLOEXEC))
        let loop = BareLoop(listener: listener, stop: stopper, answer: Load.answer(registers: registers))
        thread = try startThread { loop.run() }
    }

    /// To be called once.
    public func stop() {
        eventfd_write(stopper, 1)
        pthread_join(thread, nil)
        close(stopper)
    }
}

private final class BareLoop {
    private static let inputSize = Service.streamLimit
    private let listener: Int32
    private let stop: Int32
    private let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    private let answers: [UInt8]
    private let answerSize: Int
    /// By descriptor: bytes of a request that has begun.
    private var begun = [Int](repeating: 0, count: 65536)
    private let input = UnsafeMutableRawPointer.allocate(byteCount: inputSize, alignment: 16)

    init(listener: Int32, stop: Int32, answer: [UInt8]) {
        self.listener = listener
        self.stop = stop
        answerSize = answer.count
        answers = (0...Self.inputSize / Load.requestSize).flatMap { _ in answer }
        for descriptor in [listener, stop] { watch(descriptor) }
    }

    deinit {
        close(listener)
        close(epoll)
        input.deallocate()
    }

    private func watch(_ descriptor: Int32) {
        var event = epoll_event()
        event.events = EPOLLIN.rawValue
        event.data.fd = descriptor
        epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)
    }

    func run() {
        let events = UnsafeMutablePointer<epoll_event>.allocate(capacity: 256)
        defer { events.deallocate() }
        var open: Set<Int32> = []
        defer { for descriptor in open { close(descriptor) } }
        while true {
            let count = epoll_wait(epoll, events, 256, -1)
            for index in 0..<Int(max(count, 0)) {
                let descriptor = events[index].data.fd
                if descriptor == stop { return }
                if descriptor == listener {
                    let client = accept(listener, nil, nil)
                    guard client >= 0 else { continue }
                    _ = fcntl(client, F_SETFL, O_NONBLOCK)
                    setOption(client, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
                    begun[Int(client)] = 0
                    open.insert(client)
                    watch(client)
                } else if !respond(descriptor) {
                    open.remove(descriptor)
                    close(descriptor)
                }
            }
        }
    }

    private func respond(_ descriptor: Int32) -> Bool {
        let received = recv(descriptor, input, Self.inputSize, 0)
        guard received > 0 else { return received < 0 && errno == EAGAIN }
        let total = begun[Int(descriptor)] + received
        begun[Int(descriptor)] = total % Load.requestSize
        let size = total / Load.requestSize * answerSize
        guard size > 0 else { return true }
        return answers.withUnsafeBytes { send(descriptor, $0.baseAddress, size, Int32(MSG_NOSIGNAL)) } == size
    }
}
