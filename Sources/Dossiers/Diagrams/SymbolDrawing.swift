import Machines

/// One symbol in its cell. `y` goes from 0 at the source side to 1 at the load side, whichever of them is up.
struct SymbolDrawing {
    typealias Point = Pen.Point

    let part: SymbolPart
    /// Of the first column's axis.
    let x: Double
    /// Of the source side and of the load side.
    let source: Double
    let load: Double
    let pitch: Double
    var pen: Pen

    func at(_ column: Double, _ y: Double, _ dx: Double = 0) -> Point {
        Point(x: x + column * pitch + dx, y: source + (load - source) * y)
    }

    mutating func stem(_ column: Double, _ from: Double, _ to: Double) { pen.line([at(column, from), at(column, to)]) }

    /// Half of it above and half below the middle of the cell, whatever the direction.
    func middle(_ column: Double, _ dx: Double = 0, _ dy: Double = 0) -> Point {
        Point(x: x + column * pitch + dx, y: (source + load) / 2 + dy)
    }

    mutating func draw() {
        switch part.symbol {
        case .mains: mains()
        case .isolatorPoles(let count): for pole in 0..<count { isolatorPole(Double(pole)) }; ganged(count)
        case .breakerPoles(let count):
            for pole in 0..<count { breakerPole(Double(pole), magnetic: true, thermal: true) }; ganged(count)
        case .residualCurrentPoles(let count):
            for pole in 0..<count { blade(Double(pole)) }; ganged(count); summation(count)
        case .motorBreakerPoles(let count):
            for pole in 0..<count { breakerPole(Double(pole), magnetic: true, thermal: true) }
            ganged(count)
        case .contactorPoles(let count): for pole in 0..<count { contactorPole(Double(pole)) }; ganged(count)
        case .normallyOpen(let actuator): contact(0, closed: false); actuate(actuator)
        case .normallyClosed(let actuator): contact(0, closed: true); actuate(actuator)
        case .changeover(let actuator): changeover(); actuate(actuator)
        case .coil, .solenoid: coil()
        case .fuse: stem(0, 0, 1); pen.rectangle(at(0, 0.25, -4), at(0, 0.75, 4))
        case .resistor: stem(0, 0, 0.2); stem(0, 0.8, 1); pen.rectangle(at(0, 0.2, -5), at(0, 0.8, 5))
        case .lamp: lamp()
        case .motor: motor()
        case .supplyInput: supply(input: true)
        case .supplyOutput: supply(input: false)
        case .terminal: stem(0, 0, 0.38); stem(0, 0.62, 1); pen.circle(middle(0), abs(load - source) * 0.12)
        case .link:
            stem(0, 0, 0.3); stem(0, 0.7, 1); pen.circle(at(0, 0.3), 2.5, filled: true); pen.circle(at(0, 0.7), 2.5, filled: true)
            pen.line([at(0, 0.3), at(0, 0.7)], width: 3)
        case .socket: socket()
        case .sensor(let kind): sensor(kind)
        case .currentSensor: stem(0, 0, 1); pen.circle(middle(0), 9)
        case .transmitterLoop: loop()
        case .plcSupply, .plcInput, .plcOutput, .plcAnalogInput, .electronics: module()
        case .airSource: airSource()
        case .shutOff: valve(boxes: 2, restAt: 3, ways: 3); hand(); detent()
        case .dumpValve: valve(boxes: 2, restAt: 3, ways: 3); pilot(left: true); spring()
        case .springReturnValve: valve(boxes: 2, restAt: 4, ways: 5); pilot(left: true); spring()
        case .doublePilotValve: valve(boxes: 2, restAt: 4, ways: 5); pilot(left: true); pilot(left: false)
        case .filterRegulator: filterRegulator()
        case .oneWayFlowControl: flowControl()
        case .silencer: silencer()
        case .gauge: gauge()
        case .cylinder: cylinder()
        case .reservoir: reservoir()
        case .pressureSwitch: airPressureSwitch()
        case .tank: tank()
        case .pump(let isVariable): pump(isVariable: isVariable)
        case .reliefValve(let isProportional): relief(isProportional: isProportional)
        case .checkValve: check()
        case .throttle(let isCompensated): throttle(isCompensated: isCompensated)
        case .fourWayValve(let centre): fourWay(centre)
        case .accumulator: accumulator()
        case .oilFilter: filter()
        case .cooler: cooler()
        case .testPoint: testPoint()
        case .flowMeter: flowMeter()
        case .pressureSensor: pressureSensor()
        case .box: box()
        }
    }

    // MARK: - Poles and contacts

    private mutating func mains() {
        for pin in part.pins { stem(Double(pin.offset), 0.55, 1); pen.circle(at(Double(pin.offset), 0.5), 2.5) }
        pen.line([at(0, 0.25, -8), at(Double(part.width - 1), 0.25, 8)], width: 2.4)
        for pin in part.pins { stem(Double(pin.offset), 0.25, 0.45) }
    }

    private mutating func blade(_ column: Double) {
        stem(column, 0, 0.3)
        stem(column, 0.7, 1)
        pen.line([at(column, 0.7), at(column, 0.28, -9)])
    }

    private mutating func isolatorPole(_ column: Double) {
        blade(column)
        pen.line([at(column, 0.3, -5), at(column, 0.3, 5)])
        pen.circle(at(column, 0.7), 2)
    }

    private mutating func breakerPole(_ column: Double, magnetic: Bool, thermal: Bool) {
        blade(column)
        let tip = at(column, 0.3)
        pen.line([Point(x: tip.x - 3.5, y: tip.y - 3.5), Point(x: tip.x + 3.5, y: tip.y + 3.5)])
        pen.line([Point(x: tip.x - 3.5, y: tip.y + 3.5), Point(x: tip.x + 3.5, y: tip.y - 3.5)])
        // Thermal release: a square wave on the pole; magnetic: a chevron.
        pen.rectangle(at(column, 0.72, -4), at(column, 0.84, 4))
    }

    /// The transformer around all the conductors, and its line to the release.
    private mutating func summation(_ count: Int) {
        pen.rectangle(at(0, 0.76, -5), at(Double(count - 1), 0.86, 5))
        pen.line([at(0, 0.76, -5), at(0, 0.5, -5)], dashed: true)
    }

    private mutating func contactorPole(_ column: Double) {
        blade(column)
        let tip = at(column, 0.3)
        pen.line([tip, Point(x: tip.x - 4, y: tip.y + 2), Point(x: tip.x - 5, y: tip.y - 3)])
    }

    private mutating func ganged(_ count: Int) {
        guard count > 1 else { return }
        pen.line([at(0, 0.5, -5), at(Double(count - 1), 0.5, -5)], dashed: true)
    }

    private mutating func contact(_ column: Double, closed: Bool) {
        stem(column, 0, 0.3)
        stem(column, 0.7, 1)
        if closed {
            pen.line([at(column, 0.7), at(column, 0.24, 7)])
            pen.line([at(column, 0.3), at(column, 0.3, 8)])
        } else {
            pen.line([at(column, 0.7), at(column, 0.28, -9)])
        }
    }

    private mutating func changeover() {
        let common = Double(part.pins.first { $0.side == .source }?.offset ?? 0)
        stem(common, 0, 0.3)
        pen.circle(at(common, 0.3), 2)
        for pin in part.pins where pin.side == .load {
            stem(Double(pin.offset), 0.75, 1)
            pen.circle(at(Double(pin.offset), 0.75), 2)
        }
        // At rest it stands on the contact that opens (…2).
        let rest = part.pins.first { $0.side == .load && $0.terminal.hasSuffix("2") }?.offset ?? 0
        pen.line([at(common, 0.3), at(Double(rest), 0.73)])
    }

    /// What moves the contact, at its left.
    private mutating func actuate(_ actuator: Symbol.Actuator) {
        let reach = -20.0
        switch actuator {
        case .coil: return
        case .breaker: return
        case .pushButton:
            pen.line([middle(0, -4), middle(0, reach)], dashed: true)
            pen.line([middle(0, reach + 4, -5), middle(0, reach, -5), middle(0, reach, 5), middle(0, reach + 4, 5)])
        case .selector:
            pen.line([middle(0, -4), middle(0, reach)], dashed: true)
            pen.line([middle(0, reach, -6), middle(0, reach, 6)])
            pen.line([middle(0, reach, -6), middle(0, reach - 4, -6)])
            pen.line([middle(0, reach, 6), middle(0, reach + 4, 6)])
        case .emergencyStop:
            pen.line([middle(0, -4), middle(0, reach)], dashed: true)
            pen.line(
                [
                    middle(0, reach, -6), middle(0, reach - 5, -3), middle(0, reach - 5, 3), middle(0, reach, 6),
                ], closed: true)
            pen.line([middle(0, -12, -3), middle(0, -9, 0), middle(0, -12, 3)])
        case .guard:
            pen.line([middle(0, -4), middle(0, reach)], dashed: true)
            pen.circle(middle(0, reach - 3), 3)
        case .pressure:
            let column = Double(part.pins.first { $0.side == .source }?.offset ?? 0)
            pen.line([middle(column, -1, -2), middle(column, reach + 2, -2)], dashed: true)
            pen.rectangle(middle(column, reach - 10, -8), middle(column, reach + 2, 4))
            pen.write("p", middle(column, reach - 4, 1), size: 8, .middle)
        }
    }

    private mutating func coil() {
        stem(0, 0, 0.28)
        stem(0, 0.72, 1)
        pen.rectangle(at(0, 0.28, -11), at(0, 0.72, 11))
        if part.symbol == .solenoid {
            pen.line([at(0, 0.72, -11), at(0, 0.28, 11)])
        }
    }

    private mutating func lamp() {
        stem(0, 0, 0.32)
        stem(0, 0.68, 1)
        let radius = abs(load - source) * 0.18
        pen.circle(middle(0), radius)
        let d = radius * 0.7
        pen.line([middle(0, -d, -d), middle(0, d, d)])
        pen.line([middle(0, -d, d), middle(0, d, -d)])
    }

    private mutating func motor() {
        let radius = 24.0
        let center = Point(x: x + pitch, y: load - radius + 6)
        for pin in part.pins where pin.terminal != "PE" {
            let px = x + Double(pin.offset) * pitch
            let dx = px < center.x ? -0.64 : px > center.x ? 0.64 : 0
            let touch = Point(x: center.x + dx * radius, y: center.y - (1 - dx * dx).squareRoot() * radius)
            pen.line([Point(x: px, y: source), Point(x: px, y: source + 5), touch])
        }
        if let earth = part.pins.first(where: { $0.terminal == "PE" }) {
            let px = x + Double(earth.offset) * pitch
            pen.line([Point(x: px, y: source), Point(x: px, y: center.y), Point(x: center.x + radius, y: center.y)])
        }
        pen.circle(center, radius)
        pen.write("M", Point(x: center.x, y: center.y - 1), size: 12, .middle, bold: true)
        pen.write("3~", Point(x: center.x, y: center.y + 12), size: 10, .middle)
    }

    private mutating func supply(input: Bool) {
        let right = Double(part.width - 1)
        pen.rectangle(at(0, 0.25, -12), at(right, 0.75, 12))
        for pin in part.pins { stem(Double(pin.offset), input ? 0 : 0.75, input ? 0.25 : 1) }
        pen.write(
            input ? "~ / =" : "=", Point(x: x + right * pitch / 2, y: (source + load) / 2 + 4), size: 10, .middle, bold: true)
    }

    private mutating func socket() {
        let right = Double(part.width - 1)
        for pin in part.pins { stem(Double(pin.offset), 0, 0.4) }
        pen.line([at(0, 0.4, -8), at(right, 0.4, 8)])
        pen.line([at(0, 0.4, -8), at(0.3, 0.8), at(right - 0.3, 0.8), at(right, 0.4, 8)])
    }

    private mutating func sensor(_ kind: Symbol.SensorKind) {
        for pin in part.pins {
            if pin.side == .source { stem(Double(pin.offset), 0, 0.2) } else { stem(Double(pin.offset), 0.8, 1) }
        }
        let (a, b) = (at(0, 0.2, -12), at(Double(part.width - 1), 0.8, 9))
        pen.rectangle(a, b)
        let c = middle(0, 2)
        switch kind {
        case .optical:
            pen.line([Point(x: c.x - 9, y: c.y - 5), Point(x: c.x - 9, y: c.y + 5), Point(x: c.x - 1, y: c.y)], closed: true)
            for dy in [-4.0, 3.0] {
                pen.arrow(Point(x: c.x + 3, y: c.y + dy), Point(x: c.x + 11, y: c.y + dy - 4), size: 4)
            }
        case .magnetic:
            pen.rectangle(Point(x: c.x - 8, y: c.y - 5), Point(x: c.x + 4, y: c.y + 5))
            pen.line([Point(x: c.x - 2, y: c.y - 5), Point(x: c.x - 2, y: c.y + 5)])
        case .inductive:
            pen.line(
                [
                    Point(x: c.x - 2, y: c.y - 6), Point(x: c.x + 5, y: c.y), Point(x: c.x - 2, y: c.y + 6),
                    Point(x: c.x - 9, y: c.y),
                ], closed: true)
        }
        pen.write(part.reference, middle(Double(part.width - 1), 6, 3), size: 9.5, .end, bold: true)
    }

    private mutating func loop() {
        stem(0, 0, 0.25)
        stem(0, 0.75, 1)
        pen.rectangle(at(0, 0.25, -13), at(0, 0.75, 13))
        pen.write("I/mA", middle(0, 0, 3), size: 8, .middle)
    }

    private mutating func module() {
        for pin in part.pins { stem(Double(pin.offset), pin.side == .source ? 0 : 0.75, pin.side == .source ? 0.25 : 1) }
        pen.rectangle(at(0, 0.25, -17), at(Double(part.width - 1), 0.75, 17))
    }

    private mutating func box() {
        for pin in part.pins { stem(Double(pin.offset), pin.side == .source ? 0 : 0.2, pin.side == .source ? 0.2 : 1) }
        pen.rectangle(at(0, 0.2, -15), at(Double(part.width - 1), 0.8, 15))
    }

    // MARK: - Air (ISO 1219-1). Column units are the pitch.

    private mutating func airSource() {
        stem(0, 0.55, 1)
        pen.line([at(0, 0.55), at(0, 0.2, -10), at(0, 0.2, 10)], closed: true)
    }

    private var top: Double { (source + load) / 2 + (load - source) * 0.27 }
    private var bottom: Double { (source + load) / 2 - (load - source) * 0.27 }

    /// Envelopes side by side; the pins are on the one of the rest position, the last.
    private mutating func valve(boxes: Int, restAt: Int, ways: Int) {
        let columns = ways == 5 ? 3.0 : 2.0
        let rest = x + (Double(restAt) - 0.5) * pitch
        let width = columns * pitch
        for box in 0..<boxes {
            let left = rest - Double(box) * width
            pen.rectangle(Point(x: left, y: top), Point(x: left + width, y: bottom))
        }
        for pin in part.pins { stem(Double(pin.offset), pin.side == .source ? 0 : 0.77, pin.side == .source ? 0.23 : 1) }
        func port(_ name: String, actuated: Bool) -> Point {
            guard let pin = part.pin(name) else { return middle(0) }
            return Point(
                x: x + Double(pin.offset) * pitch - (actuated ? width : 0), y: pin.side == .source ? bottom : top)
        }
        func closed(_ name: String, actuated: Bool) {
            let at = port(name, actuated: actuated)
            let inward = at.y == bottom ? (load - source) * 0.1 : (source - load) * 0.1
            pen.line([at, Point(x: at.x, y: at.y + inward)])
            pen.line([Point(x: at.x - 4, y: at.y + inward), Point(x: at.x + 4, y: at.y + inward)])
        }
        if ways == 5 {
            pen.arrow(port("1", actuated: false), port("2", actuated: false))
            pen.arrow(port("4", actuated: false), port("5", actuated: false))
            closed("3", actuated: false)
            pen.arrow(port("1", actuated: true), port("4", actuated: true))
            pen.arrow(port("2", actuated: true), port("3", actuated: true))
            closed("5", actuated: true)
        } else {
            pen.arrow(port("2", actuated: false), port("3", actuated: false))
            closed("1", actuated: false)
            pen.arrow(port("1", actuated: true), port("2", actuated: true))
            closed("3", actuated: true)
        }
        // An exhaust that no hose leads away.
        for pin in part.pins where pin.terminal == "3" && ways == 3 {
            pen.line([at(Double(pin.offset), 0, -4), at(Double(pin.offset), 0, 4)], width: 0.8)
        }
    }

    private var leftEdge: Double {
        let columns = part.pins.count == 5 ? 3.0 : 2.0
        return x + (Double(part.pin("1")!.offset) - (columns == 3 ? 1.5 : 0.5)) * pitch - columns * pitch
    }

    private var rightEdge: Double {
        let columns = part.pins.count == 5 ? 3.0 : 2.0
        return leftEdge + 2 * columns * pitch
    }

    private mutating func pilot(left: Bool) {
        let edge = left ? leftEdge : rightEdge
        let sign = left ? -1.0 : 1.0
        let (low, high) = (min(top, bottom) + 8, max(top, bottom) - 8)
        pen.rectangle(Point(x: edge, y: low), Point(x: edge + sign * pitch * 0.8, y: high))
        pen.line([Point(x: edge, y: high), Point(x: edge + sign * pitch * 0.8, y: low)])
        guard part.pilots.indices.contains(left ? 0 : 1) else { return }
        pen.write(
            part.pilots[left ? 0 : 1], Point(x: edge + sign * pitch * 0.4, y: high + 10), size: 8.5, .middle, bold: true)
    }

    private mutating func spring() {
        let y = (top + bottom) / 2
        let step = pitch * 0.16
        var points = [Point(x: rightEdge, y: y)]
        for index in 0..<5 { points.append(Point(x: rightEdge + step * (Double(index) + 0.7), y: y + (index % 2 == 0 ? -6 : 6))) }
        pen.line(points)
    }

    private mutating func hand() {
        let y = (top + bottom) / 2
        pen.line([Point(x: leftEdge, y: y), Point(x: leftEdge - pitch * 0.7, y: y)])
        pen.line([Point(x: leftEdge - pitch * 0.7, y: y - 9), Point(x: leftEdge - pitch * 0.7, y: y + 9)])
    }

    private mutating func detent() {
        let y = (top + bottom) / 2
        pen.line([
            Point(x: rightEdge, y: y), Point(x: rightEdge + 6, y: y), Point(x: rightEdge + 9, y: y - 4),
            Point(x: rightEdge + 12, y: y),
            Point(x: rightEdge + 18, y: y),
        ])
    }

    private mutating func filterRegulator() {
        stem(1, 0, 0.2)
        stem(1, 0.8, 1)
        pen.rectangle(at(0, 0.05, -8), at(2, 0.95, 8), dashed: true)
        let c = at(1, 0.36)
        let r = abs(load - source) * 0.16
        pen.line(
            [Point(x: c.x, y: c.y - r), Point(x: c.x + r, y: c.y), Point(x: c.x, y: c.y + r), Point(x: c.x - r, y: c.y)],
            closed: true)
        pen.line([Point(x: c.x - r, y: c.y), Point(x: c.x + r, y: c.y)], dashed: true)
        stem(1, 0.52, 0.56)
        pen.rectangle(at(1, 0.56, -11), at(1, 0.8, 11))
        pen.arrow(at(1, 0.56, -3), at(1, 0.8, -3), size: 4)
        pen.line([at(1, 0.68, 11), at(1, 0.68, 15), at(1, 0.62, 18), at(1, 0.74, 21), at(1, 0.68, 24)])
    }

    private mutating func flowControl() {
        stem(0, 0, 0.2)
        stem(0, 0.8, 1)
        // Restriction, adjustable.
        stem(0, 0.2, 0.8)
        for sign in [-1.0, 1.0] {
            pen.line([at(0, 0.35, sign * 6), at(0, 0.45, sign * 3), at(0, 0.55, sign * 3), at(0, 0.65, sign * 6)])
        }
        pen.arrow(at(0, 0.7, -9), at(0, 0.3, 9), size: 4)
        // Check valve beside it: free towards the cylinder.
        pen.line([at(0, 0.2), at(0, 0.2, 16), at(0, 0.36, 16)])
        pen.circle(at(0, 0.46, 16), 3.4)
        pen.line([at(0, 0.36, 11), at(0, 0.46, 13)], width: 1)
        pen.line([at(0, 0.36, 21), at(0, 0.46, 19)], width: 1)
        pen.line([at(0, 0.54, 16), at(0, 0.8, 16), at(0, 0.8)])
    }

    private mutating func silencer() {
        stem(0, 0.6, 1)
        pen.rectangle(at(0, 0.6, -6), at(0, 0.3, 6))
        pen.line([at(0, 0.3, -6), at(0, 0.18), at(0, 0.3, 6)])
    }

    private mutating func gauge() {
        stem(0, 0, 0.4)
        let radius = abs(load - source) * 0.22
        let center = Point(x: x, y: source + (load - source) * 0.4 + (load > source ? radius : -radius))
        pen.circle(center, radius)
        pen.arrow(
            Point(x: center.x - radius * 0.5, y: center.y + radius * 0.5),
            Point(x: center.x + radius * 0.6, y: center.y - radius * 0.6),
            size: 4)
    }

    private mutating func cylinder() {
        let left = x - pitch * 0.6
        let right = x + 4.6 * pitch
        let (low, high) = (min(top, bottom), max(top, bottom))
        pen.rectangle(Point(x: left, y: low), Point(x: right, y: high))
        for pin in part.pins { stem(Double(pin.offset), 0, 0.23) }
        let piston = x + pitch * 0.75
        pen.rectangle(Point(x: piston, y: low), Point(x: piston + 8, y: high))
        let rodHigh = (low + high) / 2 - 4
        let rodLow = (low + high) / 2 + 4
        pen.rectangle(Point(x: piston + 8, y: rodHigh), Point(x: x + 6 * pitch, y: rodLow))
        // Cushions.
        pen.rectangle(Point(x: piston - 5, y: (low + high) / 2 - 6), Point(x: piston, y: (low + high) / 2 + 6), width: 0.8)
        pen.rectangle(Point(x: piston + 8, y: (low + high) / 2 - 8), Point(x: piston + 13, y: (low + high) / 2 + 8), width: 0.8)
        pen.arrow(Point(x: piston - 6, y: high + 4), Point(x: piston + 18, y: low - 6), size: 5)
    }

    private mutating func reservoir() {
        stem(1, 0, 0.3)
        pen.rectangle(at(0, 0.3, -4), at(2, 0.8, 4))
    }

    private mutating func airPressureSwitch() {
        stem(0, 0, 0.25)
        pen.rectangle(at(0, 0.25, -14), at(0, 0.75, 14))
        pen.line([at(0, 0.66, -8), at(0, 0.66, 8)])
        pen.write("p", middle(0, 0, 4), size: 11, .middle)
        pen.line([middle(0, 14), middle(0, 24)])
    }
}
