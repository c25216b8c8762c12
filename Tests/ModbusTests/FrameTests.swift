import Testing

@testable import Modbus

@Suite struct FrameTests {
    private func cut(_ hex: String) -> Frame.Cut {
        bytes(hex).withUnsafeBytes { Frame.cut($0) }
    }

    @Test func `a whole frame is cut at its length, whatever follows`() {
        #expect(cut("0001 0000 0006 FF 03 0000 0001") == .request(length: 12))
        #expect(cut("0001 0000 0006 FF 03 0000 0001 0002 0000") == .request(length: 12))
        #expect(cut("0001 0000 0002 FF 11") == .request(length: 8))
    }

    @Test func `every beginning of a frame is incomplete`() {
        let whole = bytes("0001 0000 0006 FF 03 0000 0001")
        for count in 0..<whole.count {
            #expect([UInt8](whole[..<count]).withUnsafeBytes { Frame.cut($0) } == .incomplete)
        }
    }

    @Test(arguments: [0, 1, 255, 256, 65535]) func `a length that no frame has breaks the stream as soon as it is read`(
        length: Int
    ) {
        #expect(cut("0001 0000 \(word(length))") == .broken)
        #expect(cut("0001 0001 \(word(length)) FF") == .broken)
    }

    @Test func `the longest frame has 260 bytes`() {
        let longest = frame([UInt8](repeating: 3, count: 253))
        #expect(longest.withUnsafeBytes { Frame.cut($0) } == .request(length: 260))
        #expect(longest.dropLast().withUnsafeBytes { Frame.cut($0) } == .incomplete)
    }

    @Test(arguments: ["0001", "0100", "FFFF"]) func `another protocol's frame is passed over`(id: String) {
        #expect(cut("0001 \(id) 0006 FF 03 0000 0001") == .foreign(length: 12))
    }
}
