// A window on numbers that someone else owns.

/// `rows` rows of floats or, where it is narrow, of bfloat16, `stride` words of 32 bits apart. Does not keep the memory alive.
struct MatrixView: @unchecked Sendable {
    let base: UnsafeMutablePointer<Float>
    let stride: Int
    var isNarrow = false

    func row(_ index: Int) -> UnsafeMutablePointer<Float> { base + index * stride }

    /// The same rows from column `offset` on. Narrow columns may begin within a word: such rows are for the kernels only.
    func columns(from offset: Int) -> MatrixView {
        guard isNarrow else { return MatrixView(base: base + offset, stride: stride) }
        let start = (UnsafeMutableRawPointer(base) + 2 * offset).assumingMemoryBound(to: Float.self)
        return MatrixView(base: start, stride: stride, isNarrow: true)
    }

    /// The same columns from row `offset` on.
    func rows(from offset: Int) -> MatrixView { MatrixView(base: row(offset), stride: stride, isNarrow: isNarrow) }
}

/// The distance between rows of `width` words: 64 bytes more than a multiple of 64, so that the rows of one tile fall
/// into different sets of the first-level cache even when the width is a power of two.
func rowStride(_ width: Int) -> Int { (width + 15) / 16 * 16 + 16 }
