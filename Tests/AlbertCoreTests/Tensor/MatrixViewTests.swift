import Testing

@testable import AlbertCore

@Suite("a matrix view")
struct MatrixViewTests {
    @Test("moves by rows and columns")
    func moves() {
        var values = (0..<12).map { Float($0) }
        values.withUnsafeMutableBufferPointer { values in
            let view = MatrixView(base: values.baseAddress!, stride: 4)
            #expect(view.row(2)[1] == 9)
            #expect(view.rows(from: 1).columns(from: 2).row(1)[0] == 10)
        }
    }

    @Test("keeps rows of a tile out of one cache set")
    func strides() {
        for width in [1, 16, 128, 768, 1024, 3072, 4096] {
            let stride = rowStride(width)
            #expect(stride >= width && stride % 16 == 0)
            #expect(stride * 4 % 4096 != 0)
        }
    }
}
