import CAlbert
import Testing

@Suite("a panel of bfloat16 from rows of floats")
struct PackingRowsTests {
    private static let depths = [0, 1, 2, 3, 15, 16, 17, 31, 32, 33, 64]

    private func panel(
        _ table: Table, steps: Int, _ body: (UnsafeMutablePointer<UInt32>) -> Void
    ) -> [UInt32] {
        let words = Guarded([UInt32](repeating: .max, count: steps * table.width), atEnd: true, alignment: 64)
        body(words.base)
        return words.array(steps * table.width)
    }

    /// The panel by way of rows of halves, as the kernels for each of the two steps make it.
    private func byHalves(_ table: Table, columns: Int, depth: Int, _ source: [Float]) -> [UInt32] {
        let words = max((columns + 1) / 2, 1)
        let halves = Guarded([UInt32](repeating: .max, count: depth * words), atEnd: true)
        for row in 0..<depth {
            table.bfloat16.prepare_row(
                columns, Array(source[row * columns..<(row + 1) * columns]), halves.base + row * words)
        }
        return panel(table, steps: (depth + 1) / 2) {
            table.bfloat16.pack_rows_narrow(columns, depth, halves.base, words, $0)
        }
    }

    @Test("is that of the rows rounded first, for every width and depth, read within its memory", arguments: Table.all)
    func layout(_ table: Table) {
        for columns in 0...table.width {
            for depth in Self.depths {
                var stream = Stream(columns * 100 + depth + 7)
                let source = stream.floats(columns * depth, scale: 3)
                let extra = (columns + depth) % 3
                let floats = Guarded(spread(source, rows: depth, width: columns, extra: extra), atEnd: true)
                let found = panel(table, steps: (depth + 1) / 2) {
                    table.bfloat16.pack_rows(columns, depth, floats.base, columns + extra, $0)
                }
                #expect(
                    found == byHalves(table, columns: columns, depth: depth, source), "\(columns) × \(depth)")
            }
        }
    }

    @Test("holds each value rounded to even in its place, and zeros where there is none", arguments: Table.all)
    func values(_ table: Table) {
        for (columns, depth) in [(1, 1), (5, 3), (16, 4), (17, 9), (table.width, 33)] {
            var stream = Stream(columns + depth)
            // Halfway between two bfloat16 values now and then, and the largest floats, which round to infinity.
            let source = stream.floats(columns * depth).enumerated().map { index, x in
                switch index % 5 {
                case 0: Float(bitPattern: x.bitPattern & 0xFFFF_0000 | 0x8000)
                case 1: index % 2 == 0 ? Float.greatestFiniteMagnitude : -.infinity
                default: x
                }
            }
            let found = panel(table, steps: (depth + 1) / 2) {
                table.bfloat16.pack_rows(columns, depth, source, columns, $0)
            }
            for (place, word) in found.enumerated() {
                let (step, j) = (place / table.width, place % table.width)
                for (half, value) in brains([word]).enumerated() {
                    let k = 2 * step + half
                    let expected = j < columns && k < depth ? roundedToBrain(source[k * columns + j]) : 0
                    #expect(value.bitPattern == expected.bitPattern, "row \(k), column \(j) of \(columns) × \(depth)")
                }
            }
        }
    }

    @Test("is the one of the matrix given by its columns", arguments: Table.all)
    func transposed(_ table: Table) {
        let (columns, depth) = (table.width - 1, 21)
        var stream = Stream(12)
        let source = stream.floats(columns * depth)
        let byColumns = (0..<columns).flatMap { j in (0..<depth).map { source[$0 * columns + j] } }
        let one = panel(table, steps: 11) { table.bfloat16.pack_rows(columns, depth, source, columns, $0) }
        let other = panel(table, steps: 11) { table.bfloat16.pack_transposed(columns, depth, byColumns, depth, $0) }
        #expect(one == other)
    }

    @Test("keeps NaN NaN, beside neighbours that stay numbers", arguments: Table.all)
    func notFinite(_ table: Table) {
        for nan in [Float.nan, -.nan, .signalingNaN, Float(bitPattern: 0x7F80_0001), Float(bitPattern: 0xFFFF_FFFF)] {
            for place in 0..<9 {
                var source = [Float](repeating: 1, count: 9)
                source[place] = nan
                let found = panel(table, steps: 2) { table.bfloat16.pack_rows(3, 3, source, 3, $0) }
                for k in 0..<3 {
                    for j in 0..<3 {
                        let value = brains([found[k / 2 * table.width + j]])[k % 2]
                        #expect(k * 3 + j == place ? value.isNaN : value == 1)
                    }
                }
            }
        }
    }
}
