import CModbus
import Glibc
import Synchronization

/// A Modbus TCP server with its own thread. The plant's thread publishes, latches and stores; none of these waits for a client, and no
/// client waits for another or for the plant.
public final class Server: Sendable {
    public struct Options: Sendable {
        public var units: Units
        /// Unit 0 means every unit, and is not answered, as on a serial line; else it means the first unit.
        public var zeroIsBroadcast: Bool
        public var limits: Limits
        public var policy: AccessPolicy
        public var log: RequestLog?

        public init(
            units: Units = .own([]), zeroIsBroadcast: Bool = false, limits: Limits = Limits(),
            policy: AccessPolicy = AccessPolicy(),
            log: RequestLog? = nil
        ) {
            self.units = units
            self.zeroIsBroadcast = zeroIsBroadcast
            self.limits = limits
            self.policy = policy
            self.log = log
        }
    }

    /// Where it listens, with the port that the system chose if it was asked to.
    public let endpoint: Endpoint
    /// The first unit's.
    public var layout: Layout { layouts[0] }
    /// By unit, as the mailboxes are.
    private let layouts: [Layout]
    private let mailboxes: [Mailbox]
    private let gauge = ConnectionGauge()
    private let running: Mutex<Running?>

    private struct Running {
        var thread: pthread_t
        var stop: Int32
    }

    /// Listens from now on for one unit with every cell at 0.
    public convenience init(
        _ layout: Layout, at endpoint: Endpoint = .loopback, options: Options = Options()
    ) throws(ServerError) {
        try self.init([Device(number: 255, layout: layout)], at: endpoint, options: options)
    }

    /// Listens from now on, with every cell at 0.
    /// - Parameter units: at least one; the first is the one that is meant when none is named.
    public init(_ units: [Device], at endpoint: Endpoint = .loopback, options: Options = Options()) throws(ServerError) {
        precondition(!units.isEmpty, "a server without a unit")
        layouts = units.map(\.layout)
        mailboxes = units.map { Mailbox($0.layout) }
        let service = Service(
            zip(units, mailboxes).map { Station($0, $1) }, options.units, zeroIsBroadcast: options.zeroIsBroadcast,
            log: options.log)
        let listener: Int32
        (listener, self.endpoint) = try listen(at: endpoint)
        let stop = eventfd(0, Int32(EFD_CLOEXEC))
        guard stop >= 0 else {
            let reason = errno
            close(listener)
            throw ServerError(call: "eventfd", reason, at: endpoint)
        }
        var limits = options.limits
        limits.connections = max(1, limits.connections)
        do throws(ServerError) {
            let loop = try EventLoop(
                listener: listener, stop: stop, service, gauge, limits: limits, policy: options.policy, log: options.log)
            running = Mutex(Running(thread: try startThread { loop.run() }, stop: stop))
        } catch {
            close(stop)
            throw error
        }
    }

    deinit {
        stop()
    }

    /// Closes every connection and the port, and returns when the thread has ended. May be called again.
    public func stop() {
        guard let running = running.withLock({ $0.take() }) else { return }
        eventfd_write(running.stop, 1)
        pthread_join(running.thread, nil)
        close(running.stop)
    }

    public func layout(ofUnit unit: Int) -> Layout { layouts[unit] }

    // MARK: The plant's side

    /// Replaces all of the plant's cells at once: every response shows one snapshot, whole, and the stores made with it.
    /// - Parameters:
    ///   - stores: values of the clients' cells that the program has changed, each from its first cell on; one of which a client has
    ///     written any cell since the last latch is overtaken.
    ///   - unit: which of the server's units, from 0.
    @discardableResult
    public func publish(
        _ snapshot: Snapshot, storing stores: [(address: Cell, values: [UInt16])] = [], unit: Int = 0
    ) -> Publication {
        precondition(snapshot.layout == layouts[unit], "a snapshot of another layout")
        return Publication(
            number: mailboxes[unit].publish(snapshot, storing: stores), instant: monotonicNanoseconds())
    }

    /// The clients' cells, to be called at each scan's start. Without it, writes are refused as busy (06) after 8192 requests.
    public func latch(unit: Int = 0) -> Latch {
        mailboxes[unit].latch()
    }

    /// Gives one of the clients' cells another value, for when the program changes it. Any later write by a client wins; so does a
    /// write that the plant has not latched yet, and the result is then false: in the order of scans it is the later one.
    @discardableResult
    public func store(_ cell: Cell, _ value: UInt16, unit: Int = 0) -> Bool {
        precondition(layouts[unit].owner(of: cell) == .client, "\(cell) is not the clients'")
        return mailboxes[unit].store(cell, value)
    }

    /// Lets something be wrong with a unit's answers, or with none any more.
    public func disturb(_ disturbance: Disturbance?, unit: Int = 0) {
        mailboxes[unit].disturb(disturbance)
    }

    /// Clients connected now.
    public var connectionCount: Int { gauge.count.load(ordering: .relaxed) }
}

/// A listening socket on the first of the host's addresses that can be had, and where it is.
func listen(at endpoint: Endpoint) throws(ServerError) -> (Int32, Endpoint) {
    var failure = ServerError.unknownHost(endpoint)
    for address in SocketAddress.all(of: endpoint, toListen: true) {
        let descriptor = openStreamSocket(address.family)
        guard descriptor >= 0 else {
            failure = ServerError(call: "socket", errno, at: endpoint)
            continue
        }
        setOption(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        guard address.withPointer({ bind(descriptor, $0, address.length) }) == 0, Glibc.listen(descriptor, SOMAXCONN) == 0 else {
            failure = ServerError(call: "bind", errno, at: endpoint)
            close(descriptor)
            continue
        }
        let (_, bound) = SocketAddress.filled { getsockname(descriptor, $0, $1) }
        return (descriptor, bound.endpoint)
    }
    throw failure
}

/// Runs the body on a thread of its own, which takes no signals: those are for the program's main thread. What the body holds is that
/// thread's alone from here on.
func startThread(_ body: @escaping () -> Void) throws(ServerError) -> pthread_t {
    final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let argument = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let result = pthread_create(
        &thread, nil,
        { argument in
            Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
            return nil
        }, argument.toOpaque())
    guard result == 0 else {
        argument.release()
        throw .system(call: "pthread_create", result)
    }
    return thread
}
