import Testing

@testable import Circuits

@Suite struct SparseLUTests {
    /// A full system of order two, columns first.
    private func system() -> SparseLU { SparseLU(order: 2, entries: [(0, 0), (1, 0), (0, 1), (1, 1), (1, 1)]) }

    private func solution(_ lu: SparseLU, _ right: [Double]) -> [Double] {
        var vector = right
        lu.solve(&vector)
        return vector
    }

    @Test func `unchanged values are not factored again`() throws {
        let lu = system()
        var values = [2.0, 1, 1, 3]
        try lu.factor(&values)
        let first = lu.factorisations
        try lu.factor(&values)
        #expect(lu.factorisations == first)
        values[3] = 4
        try lu.factor(&values)
        #expect(lu.factorisations == first + 1)
        #expect(lu.pivotChoices == 1)
    }

    @Test func `pivots that have gone bad are chosen anew`() throws {
        let lu = system()
        var values = [1.0, 2, 3, 4]
        try lu.factor(&values)
        #expect(lu.pivotChoices == 1)
        // With the kept pivot 1e-14 the first unknown would come out of a difference of numbers of 1e14: no digit left.
        values = [1e-14, 1, 1, 1]
        try lu.factor(&values)
        #expect(lu.pivotChoices == 2)
        let x = solution(lu, [1, 2])
        #expect(abs(x[0] - 1) < 1e-12)
        #expect(abs(x[1] - 1) < 1e-12)
    }

    @Test func `a pivot that has become zero is no error as long as another will do`() throws {
        let lu = system()
        var values = [1.0, 0.5, 0.5, 1]
        try lu.factor(&values)
        values = [0, 1, 1, 0]
        try lu.factor(&values)
        #expect(solution(lu, [3, 4]) == [4, 3])
    }

    @Test func `a singular matrix names its column, and a good one may follow`() throws {
        let lu = SparseLU(order: 3, entries: [(0, 0), (1, 1), (2, 2)])
        var values = [1.0, 0, 2]
        #expect {
            try lu.factor(&values)
        } throws: {
            ($0 as? SingularColumn)?.column == 1
        }
        values[1] = 1
        try lu.factor(&values)
        #expect(solution(lu, [1, 1, 1]) == [1, 1, 0.5])
    }

    @Test func `a restored copy goes on with the same digits, whatever was factored meanwhile`() throws {
        var random = Seeded(3)
        let entries = (0..<12).flatMap { row in (0..<12).map { (row: Int32(row), column: Int32($0)) } }
        let lu = SparseLU(order: 12, entries: entries)
        func matrix() -> [Double] {
            (0..<144).map { _ in Double.random(in: -1...1, using: &random) * random.decade(1e-6...1e6) }
        }
        for _ in 0..<20 {
            var (values, later) = (matrix(), matrix())
            try lu.factor(&values)
            values[7] *= 1.001
            try lu.factor(&values)
            let copy = lu.copy
            later[0] = values[0]
            let right = (0..<12).map { Double($0) }
            let next = values.enumerated().map { $0.offset % 5 == 0 ? $0.element * 1.01 : $0.element }
            var straight = next
            try lu.factor(&straight)
            let expected = solution(lu, right)
            try lu.factor(&later)
            try lu.restore(copy)
            var again = next
            try lu.factor(&again)
            #expect(solution(lu, right).map(\.bitPattern) == expected.map(\.bitPattern))
        }
    }

    @Test func `eliminating only what a change reaches gives the digits of eliminating everything`() throws {
        var random = Seeded(11)
        // A tree with a few loops, as circuits are.
        let order = 40
        var edges = (1..<order).map { (Int.random(in: 0..<$0, using: &random), $0) }
        edges += (0..<12).map { _ in (Int.random(in: 0..<order, using: &random), Int.random(in: 0..<order, using: &random)) }
        let places = edges.flatMap { [($0.0, $0.1), ($0.1, $0.0)] } + (0..<order).map { ($0, $0) }
        let entries = places.map { (row: Int32($0.0), column: Int32($0.1)) }
        let (partly, wholly) = (SparseLU(order: order, entries: entries), SparseLU(order: order, entries: entries))
        var values = (0..<partly.entryCount).map { _ in Double.random(in: -1...1, using: &random) }
        for place in 0..<order { values[Int(partly.position(row: Int32(place), column: Int32(place))!)] += 4 }
        let right = (0..<order).map { _ in Double.random(in: -1...1, using: &random) }
        try partly.factor(&values)
        let choices = partly.pivotChoices
        for _ in 0..<200 {
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                values[Int.random(in: 0..<values.count, using: &random)] *= Double.random(in: 0.8...1.2, using: &random)
            }
            try partly.factor(&values)
            // Pivots as chosen at the beginning, then every column that differs from there: nearly all.
            try wholly.restore(partly.copy)
            #expect(solution(partly, right).map(\.bitPattern) == solution(wholly, right).map(\.bitPattern))
        }
        #expect(partly.pivotChoices == choices)
    }
}
