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
        // Rows of many ranges, some of one sign only.
        a = (0..<rows).flatMap { row in
            stream.floats(depth, scale: [1, 30, 0.01][row % 3]).map { [$0, $0 + 20, abs($0), -abs($0)][row % 4] }
        }
        weight = stream.floats(columns * depth)
        bias = stream.floats(columns)
    }

    /// The tile's values, and what follows from the panel and the prepared rows by exact sums and two roundings.
    func run(_ table: Table, extra: Int = 0, withBias: Bool = true) -> (bits: [UInt32], expected: [UInt32])? {
        let product = table.int8
        let steps = (depth + 3) / 4
        let source = Guarded(spread(weight, rows: columns, width: depth, extra: extra), atEnd: true)
        let panelCount = (steps + 2) * table.width
        let panel = Guarded([UInt32](repeating: 9, count: panelCount), atEnd: true, alignment: 64)
        product.pack_transposed(columns, depth, source.base, depth + extra, panel.base)
        let stride = steps + 2 + extra
        let left = Guarded(
            [UInt32](repeating: 0x7FC0_7FC0, count: rows == 0 ? 0 : rows * stride - extra), atEnd: true)
        for row in 0..<rows {
            let values = Guarded(Array(a[row * depth..<(row + 1) * depth]), atEnd: true)
            product.prepare_row(depth, values.base, left.base + row * stride)
        }
        let shift = Guarded(bias, atEnd: true)
        let c = Guarded(
            [Float](repeating: 7, count: rows == 0 ? 0 : (rows - 1) * (columns + extra) + columns), atEnd: true)
        product.tile(
            rows, columns, steps, left.base, stride, panel.base, panel.base,
            withBias ? UnsafePointer(shift.base) : nil, c.base, columns + extra)

        let b = BytePanel(words: panel.array(panelCount), width: table.width)
        var (bits, expected): ([UInt32], [UInt32]) = ([], [])
        for row in 0..<rows {
            let words = Array(UnsafeBufferPointer(start: left.base + row * stride, count: steps + 2))
            let left = ByteRow(words: words)
            for column in 0..<columns {
                bits.append(c.base[row * (columns + extra) + column].bitPattern)
                let sum = (0..<depth).reduce(0) { $0 + (left.bytes[$1] - left.zeroPoint) * b.columns[column][$1] }
                let start = withBias ? bias[column] : 0
                let (factor, exact) = (left.scale * b.scales[column], Float(sum))
                expected.append(
                    (table.isFused ? start.addingProduct(exact, factor) : exact * factor + start).bitPattern)
            }
            for gap in 0..<(row + 1 < rows ? extra : 0) where c.base[row * (columns + extra) + columns + gap] != 7 {
                return nil
            }
        }
        return (bits, expected)
    }

    /// How far the values are from the product in double precision, in what quantizing may cost: half a step of every value
    /// of A times its weight, and of every weight times its value of A.
    func largestError(_ bits: [UInt32]) -> Double {
        var largest = 0.0
        for row in 0..<rows {
            let values = a[row * depth..<(row + 1) * depth].map { Double($0) }
            let step = (max(0, values.max() ?? 0) - min(0, values.min() ?? 0)) / 254
            for column in 0..<columns {
                let weights = weight[column * depth..<(column + 1) * depth].map { Double($0) }
                let weightStep = (weights.map { abs($0) }.max() ?? 0) / 127
                let exact = Double(bias[column]) + zip(values, weights).map { $0 * $1 }.reduce(0, +)
                let room = zip(values, weights).map {
                    halfAStep * (step * abs($1) + weightStep * abs($0) + halfAStep * step * weightStep)
                }.reduce(1e-6 * (1 + abs(exact)), +)
                largest = max(largest, abs(Double(Float(bitPattern: bits[row * columns + column])) - exact) / room)
            }
        }
        return largest
    }
}

@Suite("the int8 product of one tile")
struct ProductInt8Tests {
    @Test("sums exactly for every height and width, and touches nothing around it", arguments: Table.all)
    func everySize(_ table: Table) throws {
        for rows in 0...table.rowTile {
            for columns in 0...table.width {
                let tile = Tile(rows, columns, [1, 4, 7, 18][(rows + columns) % 4])
                let (bits, expected) = try #require(tile.run(table, extra: columns % 3))
                #expect(bits == expected, "\(rows) × \(columns)")
                #expect(tile.largestError(bits) <= 1)
            }
        }
    }

    @Test("sums exactly for every depth around the edges of words and vectors", arguments: Table.all)
    func everyDepth(_ table: Table) throws {
        for depth in [0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 66, 127, 128, 129, 255, 768] {
            let tile = Tile(table.rowTile, table.width, depth)
            for withBias in [true, false] {
                let (bits, expected) = try #require(tile.run(table, withBias: withBias))
                #expect(bits == expected, "depth \(depth)")
                if withBias { #expect(tile.largestError(bits) <= 1, "depth \(depth)") }
            }
        }
    }

    @Test("has the same bits by every fused table, and in rows computed alone")
    func sameBits() {
        for depth in [5, 128, 300] {
            let tile = Tile(5, 11, depth)
            let results = Table.fused.map { tile.run($0)?.bits }
            #expect(results.allSatisfy { $0 == results[0] })
        }
    }

    @Test("holds the largest sums that 65,536 values can have", arguments: Table.all)
    func largestSums(_ table: Table) {
        let steps = 1 << 14
        for (byte, zeroPoint, weight) in [(255, 0, 127), (255, 0, -127), (0, 255, 127), (0, 255, -127), (128, 7, 127)] {
            let word = UInt32(UInt8(truncatingIfNeeded: weight)) * 0x0101_0101
            var words = [UInt32](repeating: word, count: steps * table.width)
            words += [UInt32](repeating: Float(0.5).bitPattern, count: table.width)
            words += [UInt32](
                repeating: UInt32(bitPattern: Int32(weight * 4 * steps)), count: table.width)
            let panel = Guarded(words, atEnd: true, alignment: 64)
            let row = [UInt32](repeating: UInt32(byte) * 0x0101_0101, count: steps)
            let left = Guarded(row + [Float(2).bitPattern, UInt32(zeroPoint)], atEnd: true)
            var c = [Float](repeating: 0, count: table.width)
            table.int8.tile(
                1, table.width, steps, left.base, steps + 2, panel.base, panel.base, nil, &c, table.width)
            let expected = Float((byte - zeroPoint) * weight * 4 * steps)
            #expect(c.allSatisfy { $0 == expected }, "\(byte), \(zeroPoint), \(weight): \(c[0])")
        }
    }

    @Test("is exact for every pair of an 8-bit value and a weight", arguments: Table.all)
    func everyPair(_ table: Table) {
        for place in 0..<4 {
            for first in stride(from: -127, through: 127, by: table.width) {
                let weights = (0..<table.width).map { min(first + $0, 127) }
                let words = weights.map { UInt32(UInt8(truncatingIfNeeded: $0)) << UInt32(8 * place) }
                let trailer = [UInt32](repeating: Float(1).bitPattern, count: table.width)
                let sums = weights.map { UInt32(bitPattern: Int32($0)) }
                let panel = Guarded(words + trailer + sums, atEnd: true, alignment: 64)
                var wrong = 0
                for byte in 0...255 {
                    // The other three bytes meet weights of 0.
                    let word = UInt32(byte) << UInt32(8 * place) | 0xA5A5_A5A5 & ~(255 << UInt32(8 * place))
                    var c = [Float](repeating: 0.5, count: table.width)
                    table.int8.tile(
                        1, table.width, 1, [word, Float(1).bitPattern, 100], 3, panel.base, panel.base, nil, &c,
                        table.width)
                    wrong += zip(c, weights).filter { $0 != Float((byte - 100) * $1) }.count
                }
                #expect(wrong == 0)
            }
        }
    }

    @Test("gives NaN where a row or a column holds NaN or infinity, and only there", arguments: Table.all)
    func notFinite(_ table: Table) {
        for bad in [Float.nan, .infinity, -.infinity] {
            var weight = [Float](repeating: 1, count: 4 * 5)
            weight[2 * 5 + 1] = bad
            let panel = Guarded([UInt32](repeating: 0, count: 4 * table.width), atEnd: true, alignment: 64)
            table.int8.pack_transposed(4, 5, weight, 5, panel.base)
            let rows: [[Float]] = [[1, 2, bad, 3, 4], [1, 2, 3, 4, bad], [0, 0, 0, 0, 5]]
            for (index, row) in rows.enumerated() {
                var (left, c) = ([UInt32](repeating: 0, count: 4), [Float](repeating: 0, count: 4))
                table.int8.prepare_row(5, row, &left)
                table.int8.tile(1, 4, 2, left, 4, panel.base, panel.base, [1, 1, 1, 1], &c, 4)
                for column in 0..<4 {
                    #expect(index < 2 || column == 2 ? c[column].isNaN : abs(c[column] - 6) < 1e-5, "\(row), \(column)")
                }
            }
        }
    }
}
