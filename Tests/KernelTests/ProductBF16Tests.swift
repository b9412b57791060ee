import CAlbert
import Testing

/// One tile and what it should give.
private struct Tile {
    let rows: Int
    let columns: Int
    let depth: Int
    let a: [Float]
    /// [columns, depth]
    let weight: [Float]
    let bias: [Float]

    init(_ rows: Int, _ columns: Int, _ depth: Int) {
        var stream = Stream(rows * 10_007 + columns * 101 + depth)
        (self.rows, self.columns, self.depth) = (rows, columns, depth)
        a = stream.floats(rows * depth)
        weight = stream.floats(columns * depth)
        bias = stream.floats(columns)
    }

    private var steps: Int { (depth + 1) / 2 }

    /// [rows, columns], a chain of fused multiply-adds that takes the second value of each pair first; products of bfloat16
    /// are exact in float, so that fused or not makes no difference.
    func expected(withBias: Bool) -> [UInt32] {
        let a = a.map(roundedToBrain), b = weight.map(roundedToBrain)
        return (0..<rows).flatMap { row in
            (0..<columns).map { column in
                var sum: Float = 0
                for k in stride(from: 0, to: depth, by: 2) {
                    let (left, right) = (row * depth + k, column * depth + k)
                    if k + 1 < depth { sum = sum.addingProduct(a[left + 1], b[right + 1]) }
                    sum = sum.addingProduct(a[left], b[right])
                }
                return ((withBias ? bias[column] : 0) + sum).bitPattern
            }
        }
    }

    /// The tile's bits by the table, in guarded memory; `extra` is the distance between rows beyond their length. Nil when
    /// something beside the tile was written.
    func run(_ table: Table, extra: Int = 0, withBias: Bool = true) -> [UInt32]? {
        let product = table.bfloat16
        let source = Guarded(spread(weight, rows: columns, width: depth, extra: extra), atEnd: true)
        let panel = Guarded([UInt32](repeating: 9, count: steps * table.width), atEnd: true, alignment: 64)
        product.pack_transposed(columns, depth, source.base, depth + extra, panel.base)
        let left = Guarded(
            [UInt32](repeating: 0x7FC0_7FC0, count: rows == 0 ? 0 : (rows - 1) * (steps + extra) + steps), atEnd: true)
        for row in 0..<rows {
            let values = Guarded(Array(a[row * depth..<(row + 1) * depth]), atEnd: true)
            product.prepare_row(depth, values.base, left.base + row * (steps + extra))
        }
        let shift = Guarded(bias, atEnd: true)
        let c = Guarded(
            [Float](repeating: 7, count: rows == 0 ? 0 : (rows - 1) * (columns + extra) + columns), atEnd: true)
        product.tile(
            rows, columns, steps, left.base, steps + extra, panel.base, panel.base,
            withBias ? UnsafePointer(shift.base) : nil, c.base, columns + extra)
        var bits: [UInt32] = []
        for row in 0..<rows {
            for column in 0..<columns { bits.append(c.base[row * (columns + extra) + column].bitPattern) }
            for gap in 0..<(row + 1 < rows ? extra : 0) where c.base[row * (columns + extra) + columns + gap] != 7 {
                return nil
            }
        }
        return bits
    }
}

@Suite("the bfloat16 product of one tile")
struct ProductBF16Tests {
    @Test(
        "has the bits of its definition for every height and width, and touches nothing around it",
        arguments: Table.all)
    func everySize(_ table: Table) {
        for rows in 0...table.rowTile {
            for columns in 0...table.width {
                let tile = Tile(rows, columns, [1, 4, 7, 18][(rows + columns) % 4])
                #expect(
                    tile.run(table, extra: columns % 3) == tile.expected(withBias: true), "\(rows) × \(columns)")
            }
        }
    }

    @Test("has them for every depth around the edges of words and vectors", arguments: Table.all)
    func everyDepth(_ table: Table) {
        for depth in [0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 66, 127, 128, 129, 255, 768] {
            let tile = Tile(table.rowTile, table.width, depth)
            for withBias in [true, false] {
                #expect(tile.run(table, withBias: withBias) == tile.expected(withBias: withBias), "depth \(depth)")
            }
        }
    }

    @Test("has the same bits in rows computed alone", arguments: Table.all)
    func rowsAlone(_ table: Table) {
        let tile = Tile(table.rowTile, 11, 65)
        let together = tile.run(table) ?? []
        let panel = Guarded([UInt32](repeating: 0, count: 33 * table.width), atEnd: true, alignment: 64)
        table.bfloat16.pack_transposed(11, 65, tile.weight, 65, panel.base)
        for row in 0..<tile.rows {
            var (prepared, c) = ([UInt32](repeating: 0, count: 33), [Float](repeating: 0, count: 11))
            table.bfloat16.prepare_row(65, Array(tile.a[row * 65..<(row + 1) * 65]), &prepared)
            table.bfloat16.tile(1, 11, 33, prepared, 33, panel.base, panel.base, tile.bias, &c, 11)
            #expect(c.map(\.bitPattern) == Array(together[row * 11..<(row + 1) * 11]))
        }
    }

    @Test("carries NaN and infinity to the elements that they belong to", arguments: Table.all)
    func notFinite(_ table: Table) {
        let panel = Guarded([UInt32](repeating: 0, count: 2 * table.width), atEnd: true, alignment: 64)
        var weight = [Float](repeating: 1, count: 4 * 3)
        weight[2 * 3 + 1] = .nan
        table.bfloat16.pack_transposed(4, 3, weight, 3, panel.base)
        var left = [UInt32](repeating: 0, count: 3 * 2)
        left.withUnsafeMutableBufferPointer { left in
            for (row, values) in [[1, .nan, 1], [1, .infinity, 1], [1, 2, 3] as [Float]].enumerated() {
                table.bfloat16.prepare_row(3, values, left.baseAddress! + 2 * row)
            }
        }
        for row in 0..<3 {
            var c = [Float](repeating: 0, count: 4)
            left.withUnsafeBufferPointer {
                table.bfloat16.tile(1, 4, 2, $0.baseAddress! + 2 * row, 2, panel.base, panel.base, nil, &c, 4)
            }
            for (column, value) in c.enumerated() {
                let isNaN = row == 0 || column == 2
                #expect(isNaN ? value.isNaN : value == [0, .infinity, 6][row], "\(row), \(column): \(value)")
            }
        }
    }
}
