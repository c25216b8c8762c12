import Circuits

/// A 24 V logic input of a device, against its common: IEC 61131-2 type 3, on from 11 V, off under 5 V.
struct LogicInput {
    private let pin: Joint
    private let common: Joint
    private(set) var isOn = false

    init(_ site: Site, _ name: String, common: Joint) {
        pin = site[name]
        self.common = common
        site.add(InputSink(resistance: 2500, knee: 5), name, pin, common)
    }

    mutating func read(_ tick: Tick) {
        let voltage = tick.voltage(pin, common)
        if voltage > 11 { isOn = true }
        if voltage < 5 { isOn = false }
    }
}
