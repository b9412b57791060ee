import Testing

@testable import AlbertCore

@Suite("a linear layer")
struct LinearTests {
    @Test("knows its widths and its size in memory")
    func sizes() throws {
        let kernels = try Kernels.chosen()
        let packed = try PackedMatrix(columns: kernels.columnTile, depth: 6, kernels: kernels)
        let linear = Linear(weight: packed, bias: try Buffer(repeating: 0, count: kernels.columnTile))
        #expect(linear.inputWidth == 6 && linear.outputWidth == kernels.columnTile)
        #expect(linear.byteCount == kernels.columnTile * 7 * 4)
    }
}
