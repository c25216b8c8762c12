import Testing

@testable import Modbus

@Suite struct LayoutTests {
    @Test func `each cell has its owner, and gaps have none`() throws {
        let layout = try benchLayout()
        #expect(layout.owner(of: Cell(.coils, 15)) == .client)
        #expect(layout.owner(of: Cell(.coils, 16)) == .plant)
        #expect(layout.owner(of: Cell(.coils, 24)) == nil)
        #expect(layout.owner(of: Cell(.holdingRegisters, 65535)) == .client)
        #expect(layout.owner(of: Cell(.inputRegisters, 65535)) == nil)
    }

    @Test func `spans that make no map are refused by name`() {
        let inputs = Layout.Span(.discreteInputs, 0..<8, .client)
        #expect(throws: LayoutError.notWritable(inputs)) { try Layout([inputs]) }
        let long = Layout.Span(.coils, 65530..<65537, .client)
        #expect(throws: LayoutError.outsideAddressSpace(long)) { try Layout([long]) }
        let none = Layout.Span(.coils, 3..<3, .client)
        #expect(throws: LayoutError.empty(none)) { try Layout([none]) }
        let one = Layout.Span(.coils, 0..<8, .client)
        let other = Layout.Span(.coils, 7..<9, .plant)
        #expect(throws: LayoutError.overlap(one, other)) { try Layout([other, one]) }
    }

    @Test func `a map without a cell answers every read as an illegal address`() throws {
        let layout = try Layout([])
        var service = Service([Station(Device(number: 1, layout: layout), Mailbox(layout))], .any)
        for function in FunctionCode.allCases where function.touchesCells {
            #expect(service.answer(goodRequest(function)) == hex([function.rawValue | 0x80, 2]))
        }
    }
}
