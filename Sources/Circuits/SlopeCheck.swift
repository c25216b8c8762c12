/// A slope that an element stamps and that its own values contradict.
public struct SlopeMismatch: Sendable, CustomStringConvertible {
    public let element: String
    public let row: Int
    public let column: Int
    public let stamped: Double
    public let measured: Double
    /// Local unknowns at which it was seen.
    public let point: [Double]

    public var description: String {
        "\(element): d[\(row)]/d[\(column)] stamped \(stamped), measured \(measured) at \(point)"
    }
}

extension Circuit {
    /// Compares every stamped slope with central differences of the stamped values, at seeded points of ordinary magnitude.
    ///
    /// - Parameter tries: points for each element.
    public func slopeMismatches(
        tries: Int, dt: Double = 0.005, using generator: inout some RandomNumberGenerator
    ) throws(CircuitError) -> [SlopeMismatch] {
        try compileIfNeeded()
        var mismatches: [SlopeMismatch] = []
        for group in groups {
            for island in islands.indices {
                for binding in group.bindings(ofIsland: island) {
                    let scales = ports(of: binding, in: group).map { port in
                        port.terminal < 0
                            ? (scale: 1.0, isPositive: false)
                            : (
                                scale: nature(group.placements[Int(binding.element)].joints[port.terminal]).scale,
                                isPositive: nature(group.placements[Int(binding.element)].joints[port.terminal]).initial > 0
                            )
                    }
                    for _ in 0..<tries {
                        let point = scales.map { range in
                            range.scale * Double.random(in: range.isPositive ? 0.1...1.5 : -1.2...1.2, using: &generator)
                        }
                        mismatches += mismatch(group, Int(binding.element), at: point, scales.map(\.scale), dt)
                    }
                }
            }
        }
        return mismatches
    }

    private func mismatch(
        _ group: any Group, _ element: Int, at point: [Double], _ scales: [Double], _ dt: Double
    ) -> [SlopeMismatch] {
        let count = point.count
        let slopes = group.probe(element, at: point, dt: dt).slopes
        var found: [SlopeMismatch] = []
        for column in 0..<count {
            let h = scales[column] * 1e-6
            var up = point
            var down = point
            up[column] += h
            down[column] -= h
            let high = group.probe(element, at: up, dt: dt).flows
            let low = group.probe(element, at: down, dt: dt).flows
            for row in 0..<count {
                let measured = (high[row] - low[row]) / (up[column] - down[column])
                let stamped = slopes[row * count + column]
                // What rounding in the two values can make of their difference.
                let rounding = 1e-14 * (abs(high[row]) + abs(low[row])) / h
                if abs(stamped - measured) > 1e-4 * max(abs(stamped), abs(measured)) + 4 * rounding {
                    found.append(
                        SlopeMismatch(
                            element: group.placements[element].name, row: row, column: column, stamped: stamped,
                            measured: measured, point: point))
                }
            }
        }
        return found
    }
}
