import CAlbert
import Testing

@Suite("a panel")
struct PackingTests {
    @Test("holds the matrix depth by depth with zeros past its columns", arguments: Table.all)
    func layout(_ table: Table) {
        for columns in 0...table.width {
            for depth in [0, 1, 3, 15, 16, 17, 33] {
                let source = (0..<columns * depth).map { Float($0 + 1) }
                let byColumns = Guarded(source, atEnd: true)
                let panel = Guarded([Float](repeating: -1, count: depth * table.width), atEnd: true, alignment: 64)
                table.float32.pack_transposed(columns, depth, byColumns.base, depth, panel.base)
                let expected = (0..<depth).flatMap { k in
                    (0..<table.width).map { j in j < columns ? source[j * depth + k] : 0 }
                }
                #expect(panel.array(depth * table.width) == expected, "\(columns) columns, depth \(depth)")

                let rows = (0..<depth).flatMap { k in (0..<columns).map { source[$0 * depth + k] } }
                let byRows = Guarded(rows, atEnd: true)
                let other = Guarded([Float](repeating: -1, count: depth * table.width), atEnd: true, alignment: 64)
                table.float32.pack_rows(columns, depth, byRows.base, columns, other.base)
                #expect(other.array(depth * table.width) == expected)
            }
        }
    }

    @Test("of bfloat16 holds pairs of rounded values, from floats or halves, by columns or rows", arguments: Table.all)
    func brainLayout(_ table: Table) {
        let product = table.bfloat16
        for columns in 0...table.width {
            for depth in [0, 1, 2, 3, 15, 16, 17, 31, 32, 33, 63, 65] {
                var stream = Stream(columns * 100 + depth)
                let source = stream.floats(columns * depth)
                let rounded = source.map(roundedToBrain)
                let steps = (depth + 1) / 2
                func pack(_ body: (UnsafeMutableRawPointer) -> Void) -> [UInt32] {
                    let panel = Guarded(
                        [UInt32](repeating: .max, count: steps * table.width), atEnd: true, alignment: 64)
                    body(UnsafeMutableRawPointer(panel.base))
                    return panel.array(steps * table.width)
                }
                let floats = Guarded(source, atEnd: true)
                let panel = pack { product.pack_transposed(columns, depth, floats.base, depth, $0) }
                let isRight = (0..<steps * table.width).allSatisfy { place in
                    let (step, j) = (place / table.width, place % table.width)
                    return (0..<2).allSatisfy { half in
                        let k = 2 * step + half
                        let value = brains([panel[place]])[half]
                        return value.bitPattern == (j < columns && k < depth ? rounded[j * depth + k].bitPattern : 0)
                    }
                }
                #expect(isRight, "\(columns) columns, depth \(depth)")

                // Rows of words, which begin with any half and end with the last value.
                for shift in 0..<2 {
                    let stride = steps + 1
                    let byColumns = halves(rows: columns, width: depth, stride: stride, shift: shift) {
                        rounded[$0 * depth + $1]
                    }
                    let other = pack {
                        product.pack_transposed_narrow(columns, depth, byColumns.base + shift, stride, $0)
                    }
                    #expect(other == panel, "\(columns) columns of halves, depth \(depth)")
                    let rowStride = (columns + 1) / 2 + 1
                    let byRows = halves(rows: depth, width: columns, stride: rowStride, shift: shift) {
                        rounded[$1 * depth + $0]
                    }
                    let third = pack {
                        product.pack_rows_narrow(columns, depth, byRows.base + shift, rowStride, $0)
                    }
                    #expect(third == panel, "\(columns) columns, depth \(depth) rows of halves")
                }
            }
        }
    }

    @Test("of int8 holds each column's values within half of its step, with their scale and sum", arguments: Table.all)
    func byteLayout(_ table: Table) {
        for columns in 0...table.width {
            for depth in [0, 1, 2, 3, 4, 5, 15, 16, 17, 63, 64, 65, 67] {
                var stream = Stream(columns * 100 + depth)
                // Columns of many sizes: ordinary, huge, tiny, zero.
                let source = (0..<columns).flatMap { stream.floats(depth, scale: [1, 3e38, 1e-30, 0][$0 % 4]) }
                let floats = Guarded(source, atEnd: true)
                let count = ((depth + 3) / 4 + 2) * table.width
                let words = Guarded([UInt32](repeating: .max, count: count), atEnd: true, alignment: 64)
                table.int8.pack_transposed(columns, depth, floats.base, depth, words.base)
                let panel = BytePanel(words: words.array(count), width: table.width)
                for j in 0..<table.width {
                    let values = j < columns ? Array(source[j * depth..<(j + 1) * depth]) : []
                    let scale = (values.map { abs($0) }.max() ?? 0) / 127
                    #expect(panel.scales[j] == scale)
                    #expect(panel.sums[j] == panel.columns[j].reduce(0, +))
                    #expect(panel.columns[j].dropFirst(values.count).allSatisfy { $0 == 0 })
                    let isNear = zip(values, panel.columns[j]).allSatisfy { value, byte in
                        abs(byte) <= 127
                            && abs(Double(value) - Double(scale) * Double(byte))
                                <= (halfAStep + 127 * 0x1p-23) * Double(scale)
                    }
                    #expect(isNear, "column \(j) of \(columns), depth \(depth)")
                }
            }
        }
    }

    @Test("of int8 has a scale of NaN in columns with NaN or infinity, and the same bits by every fused table")
    func byteScales() {
        var stream = Stream(3)
        var source = stream.floats(5 * 33)
        let panels = Table.fused.map { table -> [[Int]] in
            let count = 11 * table.width
            let words = Guarded([UInt32](repeating: 0, count: count), atEnd: true, alignment: 64)
            table.int8.pack_transposed(5, 33, source, 33, words.base)
            return Array(BytePanel(words: words.array(count), width: table.width).columns.prefix(5))
        }
        #expect(Set(panels).count <= 1)
        (source[40], source[70], source[164]) = (.nan, .infinity, -.infinity)
        for table in Table.all {
            let words = Guarded([UInt32](repeating: 0, count: 11 * table.width), atEnd: true, alignment: 64)
            table.int8.pack_transposed(5, 33, source, 33, words.base)
            let scales = BytePanel(words: words.array(11 * table.width), width: table.width).scales
            #expect(scales.prefix(5).map(\.isNaN) == [false, true, true, false, true], "\(table)")
        }
    }

    /// Rows of halves, `stride` words apart, `shift` halves into their words; what is between them is NaN.
    private func halves(
        rows: Int, width: Int, stride: Int, shift: Int, _ value: (Int, Int) -> Float
    ) -> Guarded<UInt16> {
        let count = rows == 0 ? shift : (rows - 1) * 2 * stride + shift + width
        var all = [UInt16](repeating: 0x7FC0, count: count)
        for row in 0..<rows {
            for column in 0..<width {
                all[row * 2 * stride + shift + column] = UInt16(
                    truncatingIfNeeded: value(row, column).bitPattern >> 16)
            }
        }
        return Guarded(all, atEnd: true)
    }
}
