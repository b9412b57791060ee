import CAlbert
import Testing

/// One tile and what it should give.
private struct Tile {
    let rows: Int
    let columns: Int
    let depth: Int
    let a: [Float]
    /// [columns, depth], as a Linear layer's weight lies in a file.
    let weight: [Float]
    let bias: [Float]

    init(_ rows: Int, _ columns: Int, _ depth: Int) {
        var stream = Stream(rows * 10_007 + columns * 101 + depth)
        (self.rows, self.columns, self.depth) = (rows, columns, depth)
        a = stream.floats(rows * depth)
        weight = stream.floats(columns * depth)
        bias = stream.floats(columns)
    }

    /// The product by the table, in guarded memory; `extra` is the distance between rows beyond their length.
    func run(_ table: Table, extra: Int = 0, withBias: Bool = true, atEnd: Bool = true) -> [Float] {
        let panel = Guarded([Float](repeating: 9, count: depth * table.width), atEnd: atEnd, alignment: 64)
        table.float32.pack_transposed(columns, depth, weight, depth, panel.base)
        var spread = [Float]()
        for row in 0..<rows {
            spread += a[row * depth..<(row + 1) * depth]
            if row + 1 < rows { spread += [Float](repeating: .nan, count: extra) }
        }
        let left = Guarded(spread, atEnd: atEnd)
        let shift = Guarded(bias, atEnd: atEnd)
        let count = rows == 0 ? 0 : (rows - 1) * (columns + extra) + columns
        let c = Guarded([Float](repeating: 7, count: count), atEnd: atEnd)
        table.float32.tile(
            rows, columns, depth, left.base, depth + extra, panel.base, panel.base,
            withBias ? UnsafePointer(shift.base) : nil, c.base, columns + extra)
        let all = c.array(count)
        for row in 0..<max(rows - 1, 0) {
            for gap in 0..<extra where all[row * (columns + extra) + columns + gap] != 7 { return [] }
        }
        return (0..<rows).flatMap { all[$0 * (columns + extra)..<$0 * (columns + extra) + columns] }
    }

    func largestError(_ values: [Float], withBias: Bool = true) -> Double {
        guard values.count == rows * columns else { return .infinity }
        var largest = 0.0
        for row in 0..<rows {
            for column in 0..<columns {
                var sum = withBias ? Double(bias[column]) : 0
                for k in 0..<depth { sum += Double(a[row * depth + k]) * Double(weight[column * depth + k]) }
                let error = abs(Double(values[row * columns + column]) - sum)
                largest = error.isNaN ? .infinity : max(largest, error)
            }
        }
        return largest
    }
}

@Suite("the product of one tile")
struct ProductTests {
    @Test("is right for every height and width, and touches nothing around it", arguments: Table.all)
    func everySize(_ table: Table) {
        for rows in 0...table.rowTile {
            for columns in 0...table.width {
                let tile = Tile(rows, columns, [1, 3, 17][(rows + columns) % 3])
                #expect(tile.largestError(tile.run(table, extra: columns % 3)) < 1e-5, "\(rows) × \(columns)")
            }
        }
    }

    @Test("is right for every depth around the blocks' edges", arguments: Table.all)
    func everyDepth(_ table: Table) {
        for depth in [0, 1, 2, 7, 15, 16, 17, 64, 127, 128, 129, 255, 256, 257, 511, 512, 513, 768] {
            let tile = Tile(table.rowTile, table.width, depth)
            #expect(tile.largestError(tile.run(table)) < 2e-5, "depth \(depth)")
            #expect(tile.largestError(tile.run(table, withBias: false, atEnd: false), withBias: false) < 2e-5)
        }
    }

    @Test("has the same bits in rows computed alone, together, and by any fused table")
    func sameBits() {
        for depth in [5, 128, 300] {
            let tile = Tile(5, 11, depth)
            let results = Table.fused.map { tile.run($0).map(\.bitPattern) }
            #expect(results.allSatisfy { $0 == results[0] })
            guard let table = Table.fused.first else { continue }
            let panel = Guarded([Float](repeating: 0, count: depth * table.width), atEnd: true, alignment: 64)
            table.float32.pack_transposed(11, depth, tile.weight, depth, panel.base)
            for row in 0..<5 {
                var c = [Float](repeating: 0, count: 11)
                Array(tile.a[row * depth..<(row + 1) * depth]).withUnsafeBufferPointer {
                    table.float32.tile(
                        1, 11, depth, $0.baseAddress, depth, panel.base, panel.base, tile.bias, &c, 11)
                }
                #expect(c.map(\.bitPattern) == Array(results[0][row * 11..<(row + 1) * 11]))
            }
        }
    }

    @Test("carries NaN and infinity to the elements that they belong to", arguments: Table.all)
    func notFinite(_ table: Table) {
        let panel = Guarded([Float](repeating: 1, count: 3 * table.width), atEnd: true, alignment: 64)
        var c = [Float](repeating: 0, count: 2 * 4)
        let a: [Float] = [1, .nan, 1, 1, .infinity, 1]
        table.float32.tile(2, 4, 3, a, 3, panel.base, panel.base, nil, &c, 4)
        #expect(c[0..<4].allSatisfy { $0.isNaN })
        #expect(c[4..<8].allSatisfy { $0 == .infinity })
    }
}
