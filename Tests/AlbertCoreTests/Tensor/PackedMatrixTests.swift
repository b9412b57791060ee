import Testing

@testable import AlbertCore

@Suite("a packed matrix")
struct PackedMatrixTests {
    @Test("gives back the columns that were packed, and zeros past the last")
    func columns() throws {
        let kernels = try Kernels.chosen()
        let (columns, depth) = (kernels.columnTile + 3, 5)
        let packed = try PackedMatrix(columns: columns, depth: depth, kernels: kernels)
        var source = (0..<columns * depth).map { Float($0) }
        source.withUnsafeMutableBufferPointer { source in
            for panel in 0..<packed.panelCount {
                let range = packed.columnRange(ofPanel: panel)
                kernels.packTransposed(
                    MatrixView(base: source.baseAddress! + range.lowerBound * depth, stride: depth),
                    columns: range.count,
                    depth: depth, into: packed.panel(panel))
            }
        }
        #expect(packed.panelCount == 2)
        for column in 0..<columns {
            var out = [Float](repeating: 0, count: depth)
            packed.copyColumn(column, to: &out)
            #expect(out == Array(source[column * depth..<(column + 1) * depth]))
        }
        for k in 0..<depth {
            for j in 3..<kernels.columnTile { #expect(packed.panel(1)[k * kernels.columnTile + j] == 0) }
        }
    }

    @Test("is refused when its size overflows")
    func overflows() throws {
        let kernels = try Kernels.chosen()
        #expect(throws: AlbertError.self) { _ = try PackedMatrix(columns: Int.max / 2, depth: 100, kernels: kernels) }
        #expect(throws: AlbertError.self) { _ = try PackedMatrix(columns: Int.max, depth: 1, kernels: kernels) }
    }
}
