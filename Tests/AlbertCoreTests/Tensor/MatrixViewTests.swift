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

    @Test("of bfloat16 moves by half words, and by rows of words")
    func narrow() {
        var words = [Float](repeating: 0, count: 12)
        words.withUnsafeMutableBufferPointer { words in
            let view = MatrixView(base: words.baseAddress!, stride: 4, isNarrow: true)
            let moved = view.rows(from: 1).columns(from: 3)
            #expect(moved.isNarrow && moved.stride == 4)
            #expect(UnsafeRawPointer(moved.base) - UnsafeRawPointer(view.base) == 16 + 6)
            #expect(UnsafeRawPointer(moved.row(1)) - UnsafeRawPointer(view.base) == 32 + 6)
        }
    }
}
