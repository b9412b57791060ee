import Testing

@testable import AlbertCore

@Suite("packing")
struct PackingTests {
    @Test("by rows and by columns gives the same panel for a matrix and its transpose")
    func rowsAndColumns() throws {
        let kernels = try Kernels.chosen().products(.float32)
        let (columns, depth) = (7, 9)
        var byRows = (0..<columns * depth).map { Float($0) }
        var byColumns = (0..<columns).flatMap { column in (0..<depth).map { byRows[$0 * columns + column] } }
        let one = try Buffer<Float>(repeating: -1, count: depth * kernels.columnTile)
        let other = try Buffer<Float>(repeating: -2, count: depth * kernels.columnTile)
        byRows.withUnsafeMutableBufferPointer {
            kernels.packRows(
                MatrixView(base: $0.baseAddress!, stride: columns), columns: columns, depth: depth, into: one.base)
        }
        byColumns.withUnsafeMutableBufferPointer {
            kernels.packTransposed(
                MatrixView(base: $0.baseAddress!, stride: depth), columns: columns, depth: depth, into: other.base)
        }
        #expect(one.elements.elementsEqual(other.elements))
        #expect(one[3 * kernels.columnTile + 2] == 23)
    }

    @Test("widens 16-bit floats exactly and counts what is not finite")
    func widens() throws {
        let kernels = try Kernels.chosen()
        var out = [Float](repeating: 0, count: 4)
        let half: [UInt16] = [0x3C00, 0xC000, 0x0001, 0x7C00]
        half.withUnsafeBytes { kernels.widen($0.baseAddress!, isBrain: false, to: &out, count: 4) }
        #expect(out == [1, -2, 5.9604645e-8, .infinity])
        let brain: [UInt16] = [0x3F80, 0xC000, 0x7F80, 0x3F81]
        brain.withUnsafeBytes { kernels.widen($0.baseAddress!, isBrain: true, to: &out, count: 4) }
        #expect(out == [1, -2, .infinity, 1.0078125])
        #expect(kernels.nonFiniteCount([1, .nan, .infinity, -2], count: 4) == 2)
    }

    @Test("of narrow rows by rows and by columns gives the same panel for a matrix and its transpose")
    func narrow() throws {
        let products = try Kernels.chosen().products(.bfloat16)
        let (columns, depth) = (7, 9)
        let values = (0..<columns * depth).map { Float($0) }
        let transposed = (0..<columns).flatMap { column in (0..<depth).map { values[$0 * columns + column] } }
        let byRows = try NarrowRows(values, width: columns)
        let byColumns = try NarrowRows(transposed, width: depth)
        let count = products.panelWords(depth)
        #expect(count == 5 * products.columnTile)
        let floats = try Buffer(copying: transposed)
        let wide = MatrixView(base: floats.base, stride: depth)
        let panels = try (0..<3).map { kind in
            let panel = try Buffer<Float>(repeating: Float(kind), count: count)
            switch kind {
            case 0: products.packRows(byRows.view, columns: columns, depth: depth, into: panel.base)
            case 1: products.packTransposed(byColumns.view, columns: columns, depth: depth, into: panel.base)
            default: products.packTransposed(wide, columns: columns, depth: depth, into: panel.base)
            }
            return panel.elements.map(\.bitPattern)
        }
        #expect(panels[0] == panels[1] && panels[0] == panels[2])
    }

    @Test("is preceded by preparing rows where the kernels do not take them as they are")
    func prepares() throws {
        let kernels = try Kernels.chosen()
        let floats = try Buffer<Float>(repeating: 1, count: 8)
        let wide = MatrixView(base: floats.base, stride: 8)
        var narrow = wide
        narrow.isNarrow = true
        let kinds = [(Precision.float32, false, false), (.bfloat16, true, false), (.int8, true, true)]
        for (precision, ofFloats, ofNarrow) in kinds {
            #expect(kernels.products(precision).prepares(wide) == ofFloats)
            #expect(kernels.products(precision).prepares(narrow) == ofNarrow)
        }
        // What needs no preparing stays as it is.
        kernels.products(.float32).prepare(wide, row: 0, depth: 8, into: floats.base)
        #expect(floats.elements.allSatisfy { $0 == 1 })
        kernels.products(.bfloat16).prepare(wide, row: 0, depth: 8, into: floats.base)
        #expect(floats[0].bitPattern == 0x3F80_3F80 && floats[4] == 1)
    }
}

/// Rows of bfloat16 in memory of their own.
final class NarrowRows {
    let words: Buffer<Float>
    let view: MatrixView

    init(_ values: [Float], width: Int) throws {
        let stride = rowStride((width + 1) / 2)
        let rows = width == 0 ? 0 : values.count / width
        words = try Buffer<Float>(repeating: 0, count: rows * stride)
        view = MatrixView(base: words.base, stride: stride, isNarrow: true)
        let kernels = try Kernels.chosen()
        let source = try Buffer(copying: values)
        kernels.table.pointee.activate_narrow(.none, rows, width, source.base, width, words.base, stride)
    }

    /// The rows as floats again.
    static func widened(_ view: MatrixView, rows: Int, width: Int) throws -> [Float] {
        let kernels = try Kernels.chosen()
        let target = try Buffer<Float>(repeating: 0, count: rows * width)
        for row in 0..<rows { kernels.widen(view.row(row), isBrain: true, to: target.base + row * width, count: width) }
        return Array(target.elements)
    }
}
