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
                table.kernels.pack_transposed(columns, depth, byColumns.base, depth, panel.base)
                let expected = (0..<depth).flatMap { k in
                    (0..<table.width).map { j in j < columns ? source[j * depth + k] : 0 }
                }
                #expect(panel.array(depth * table.width) == expected, "\(columns) columns, depth \(depth)")

                let rows = (0..<depth).flatMap { k in (0..<columns).map { source[$0 * depth + k] } }
                let byRows = Guarded(rows, atEnd: true)
                let other = Guarded([Float](repeating: -1, count: depth * table.width), atEnd: true, alignment: 64)
                table.kernels.pack_rows(columns, depth, byRows.base, columns, other.base)
                #expect(other.array(depth * table.width) == expected)
            }
        }
    }
}
