import Testing

@testable import Modbus

@Suite struct EndpointTests {
    @Test(arguments: [
        ("127.0.0.1:1502", "127.0.0.1", 1502), ("[::1]:502", "::1", 502), ("bench.local:0", "bench.local", 0),
        ("0.0.0.0:65535", "0.0.0.0", 65535),
    ])
    func `host and port are read and written back`(text: String, host: String, port: UInt16) throws {
        let endpoint = try Endpoint(parsing: text)
        #expect(endpoint == Endpoint(host: host, port: port))
        #expect(endpoint.description == text)
    }

    @Test(arguments: [
        ("localhost", EndpointError.missingPort("localhost")), ("::1:502", .bracketsMissing("::1:502")),
        (":502", .badHost(":502")),
        ("localhost:", .badPort("")), ("localhost:65536", .badPort("65536")), ("localhost:+5", .badPort("+5")),
        ("localhost:http", .badPort("http")), ("[]:502", .badHost("[]:502")), ("a b:502", .badHost("a b:502")),
    ])
    func `text that names no endpoint is told what is wrong with it`(text: String, error: EndpointError) {
        #expect(throws: error) { try Endpoint(parsing: text) }
    }
}
