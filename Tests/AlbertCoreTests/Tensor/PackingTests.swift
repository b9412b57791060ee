import Testing

@testable import AlbertCore

@Suite("packing")
struct PackingTests {
    @Test("by rows and by columns gives the same panel for a matrix and its transpose")
    func rowsAndColumns() throws {
        let kernels = try Kernels.chosen()
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
}
