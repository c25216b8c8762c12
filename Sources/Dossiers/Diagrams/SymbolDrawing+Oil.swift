import Glibc
import Machines

/// Oil (ISO 1219-1). Column units are the pitch.
extension SymbolDrawing {
    /// Of what stands in the middle of a cell.
    private var radius: Double { abs(load - source) * 0.28 }

    /// The line through the cell as far as a symbol of that half height, in parts of the cell.
    private mutating func stems(_ half: Double) {
        stem(0, 0, 0.5 - half)
        stem(0, 0.5 + half, 1)
    }

    mutating func pump(isVariable: Bool) {
        stems(0.28)
        pen.circle(middle(0), radius)
        // Filled, because it is oil; it points the way of the flow.
        pen.line([at(0, 0.78), at(0, 0.62, -6), at(0, 0.62, 6)], closed: true, filled: true)
        if isVariable { pen.arrow(middle(0, -15, 13), middle(0, 15, -13), size: 5) }
        // The shaft.
        pen.line([middle(0, -radius, -2), middle(0, -radius - 10, -2)])
        pen.line([middle(0, -radius, 2), middle(0, -radius - 10, 2)])
    }

    /// Vented: an open vessel with what comes in and what goes out under the oil.
    mutating func tank() {
        let right = Double(part.width - 1)
        for pin in part.pins { stem(Double(pin.offset), 0.45, 1) }
        pen.line([at(0, 0.75, -12), at(0, 0.2, -12), at(right, 0.2, 12), at(right, 0.75, 12)])
    }

    /// One square, normally shut, that its own pressure opens against a spring.
    mutating func relief(isProportional: Bool) {
        stems(0.25)
        let side = abs(load - source) * 0.25
        pen.rectangle(middle(0, -side, -side), middle(0, side, side))
        pen.arrow(at(0, 0.25, side * 0.5), at(0, 0.75, side * 0.5), size: 4)
        // Pilot from the inlet.
        pen.line([at(0, 0.12), at(0, 0.12, -side - 6), middle(0, -side - 6), middle(0, -side)], dashed: true)
        var spring = [middle(0, side)]
        for index in 0..<5 { spring.append(middle(0, side + 3 + 3 * Double(index), index % 2 == 0 ? -5 : 5)) }
        pen.line(spring)
        if isProportional {
            pen.rectangle(middle(0, side + 18, -5), middle(0, side + 28, 5))
            pen.arrow(middle(0, side + 16, 8), middle(0, side + 30, -8), size: 4)
        } else {
            pen.arrow(middle(0, side + 4, 8), middle(0, side + 15, -8), size: 4)
        }
    }

    mutating func check() {
        stem(0, 0, 0.38)
        stem(0, 0.62, 1)
        pen.line([at(0, 0.38, -8), at(0, 0.52), at(0, 0.38, 8)])
        pen.circle(at(0, 0.56), abs(load - source) * 0.06)
        let spring = [at(0, 0.66), at(0, 0.7, -4), at(0, 0.75, 4), at(0, 0.8, -4), at(0, 0.84)]
        pen.line(spring)
    }

    mutating func throttle(isCompensated: Bool) {
        stem(0, 0, 1)
        for sign in [-1.0, 1.0] {
            pen.line([at(0, 0.35, sign * 7), at(0, 0.45, sign * 3), at(0, 0.55, sign * 3), at(0, 0.65, sign * 7)])
        }
        pen.arrow(at(0, 0.72, -11), at(0, 0.28, 11), size: 4)
        guard isCompensated else { return }
        let side = abs(load - source) * 0.3
        pen.rectangle(middle(0, -side, -side), middle(0, side, side))
        pen.arrow(at(0, 0.3, side * 0.6), at(0, 0.7, side * 0.6), size: 4)
    }

    /// Three positions, springs on both sides; the pins are on the centre one.
    mutating func fourWay(_ centre: Symbol.Centre?) {
        let (part, origin, step) = (part, x, pitch)
        let (low, high) = (min(source, load), max(source, load))
        let (top, bottom) = (low + (high - low) * 0.23, high - (high - low) * 0.23)
        let left = x + 1.5 * pitch
        let width = 2 * pitch
        for box in 0..<3 {
            pen.rectangle(Point(x: left + Double(box) * width, y: top), Point(x: left + Double(box + 1) * width, y: bottom))
        }
        for pin in part.pins { stem(Double(pin.offset), pin.side == .source ? 0 : 0.77, pin.side == .source ? 0.23 : 1) }
        let isUp = source < load
        func port(_ name: String, _ box: Int) -> Point {
            guard let pin = part.pin(name) else { return Point(x: origin, y: top) }
            let isAtTop = (pin.side == .source) == isUp
            return Point(x: origin + (Double(pin.offset) + 2 * Double(box - 1)) * step, y: isAtTop ? top : bottom)
        }
        pen.arrow(port("P", 0), port("A", 0), size: 4)
        pen.arrow(port("B", 0), port("T", 0), size: 4)
        pen.arrow(port("P", 2), port("B", 2), size: 4)
        pen.arrow(port("A", 2), port("T", 2), size: 4)
        rest(centre, port)
        for (index, edge) in [left, left + 3 * width].enumerated() {
            let sign = index == 0 ? -1.0 : 1.0
            pen.rectangle(Point(x: edge, y: top + 8), Point(x: edge + sign * pitch * 0.7, y: bottom - 8))
            pen.line([Point(x: edge, y: bottom - 8), Point(x: edge + sign * pitch * 0.7, y: top + 8)])
            if centre == nil {
                pen.arrow(
                    Point(x: edge + sign * pitch * 0.1, y: bottom), Point(x: edge + sign * pitch * 0.6, y: top), size: 4)
            }
            if part.pilots.indices.contains(index), !part.pilots[index].isEmpty {
                pen.write(
                    part.pilots[index], Point(x: edge + sign * pitch * 0.4, y: bottom + 6), size: 8.5, .middle, bold: true)
            }
        }
        if centre == nil {
            // The spool can stand anywhere between.
            for y in [top - 3, bottom + 3] { pen.line([Point(x: left, y: y), Point(x: left + 3 * width, y: y)], width: 0.8) }
        }
    }

    /// What the centre position joins.
    private mutating func rest(_ centre: Symbol.Centre?, _ port: (String, Int) -> Point) {
        func shut(_ name: String) {
            let at = port(name, 1)
            let other = port(name == "P" || name == "T" ? "A" : "P", 1)
            let inward = at.y + (other.y - at.y) * 0.25
            pen.line([at, Point(x: at.x, y: inward)])
            pen.line([Point(x: at.x - 4, y: inward), Point(x: at.x + 4, y: inward)])
        }
        func join(_ names: [String]) {
            let points = names.map { port($0, 1) }
            let y = (port("P", 1).y + port("A", 1).y) / 2
            for point in points { pen.line([point, Point(x: point.x, y: y)]) }
            if let first = points.map(\.x).min(), let last = points.map(\.x).max(), first < last {
                pen.line([Point(x: first, y: y), Point(x: last, y: y)])
            }
        }
        switch centre {
        case .tandem: join(["P", "T"]); shut("A"); shut("B")
        case .float: shut("P"); join(["A", "B", "T"])
        case .open: join(["P", "T", "A", "B"])
        case .closed, nil: for name in ["P", "T", "A", "B"] { shut(name) }
        }
    }

    /// A vessel with its bladder; the gas above.
    mutating func accumulator() {
        for pin in part.pins where pin.side == .load { stem(Double(pin.offset), 0.82, 1) }
        for pin in part.pins where pin.side == .source { stem(Double(pin.offset), 0, 0.2) }
        let (half, high) = (9.0, abs(load - source) * 0.32)
        var outline: [Point] = []
        for step in 0...16 {
            let angle = Double.pi * Double(step) / 8
            let (dx, dy) = (half * cos(angle), half * sin(angle))
            outline.append(middle(0, dx, dy + (dy >= 0 ? high - half : half - high)))
        }
        pen.line(outline, closed: true)
        pen.line([middle(0, -half, 0), middle(0, half, 0)])
        pen.line([middle(0, -4, -high + 5), middle(0, 4, -high + 5), middle(0, 0, -high + 11)], closed: true)
    }

    /// A diamond on the line: what conditions the oil.
    private mutating func diamond() {
        stems(0.3)
        let r = abs(load - source) * 0.3
        pen.line([middle(0, 0, -r), middle(0, r, 0), middle(0, 0, r), middle(0, -r, 0)], closed: true)
    }

    mutating func filter() {
        diamond()
        let r = abs(load - source) * 0.3
        pen.line([middle(0, -r, 0), middle(0, r, 0)], dashed: true)
    }

    /// The arrows say that heat leaves.
    mutating func cooler() {
        diamond()
        let r = abs(load - source) * 0.3
        for sign in [-1.0, 1.0] { pen.arrow(middle(0, sign * r * 0.3, 0), middle(0, sign * (r + 9), 0), size: 4) }
    }

    /// A coupling that opens when a gauge is screwed on.
    mutating func testPoint() {
        stem(0, 0, 0.4)
        pen.circle(at(0, 0.46), 3.4)
        pen.line([at(0, 0.54, -5), at(0, 0.46, -5), at(0, 0.4), at(0, 0.46, 5), at(0, 0.54, 5)])
        stem(0, 0.6, 1)
        pen.line([at(0, 0.6, -6), at(0, 0.6, 6)])
    }

    mutating func flowMeter() {
        stems(0.28)
        pen.circle(middle(0), radius)
        pen.line([middle(0, -7, -6), middle(0, -3, 0), middle(0, -7, 6)])
        pen.line([middle(0, 7, -6), middle(0, 3, 0), middle(0, 7, 6)])
        pen.write("q", middle(0, radius + 7, 4), size: 9, .middle)
    }

    /// What turns a pressure into a signal.
    mutating func pressureSensor() {
        stem(0, 0, 0.25)
        pen.rectangle(at(0, 0.25, -14), at(0, 0.75, 14))
        pen.write("p", middle(0, -5, 4), size: 11, .middle)
        pen.line([at(0, 0.75, -14), at(0, 0.25, 14)], width: 0.8)
        pen.write("I", middle(0, 8, 7), size: 8, .middle)
    }
}
