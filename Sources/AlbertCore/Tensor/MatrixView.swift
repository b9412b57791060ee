// A window on floats that someone else owns.

/// `rows` rows of floats, `stride` apart. Does not keep the memory alive.
struct MatrixView: @unchecked Sendable {
    let base: UnsafeMutablePointer<Float>
    let stride: Int

    func row(_ index: Int) -> UnsafeMutablePointer<Float> { base + index * stride }

    /// The same rows from column `offset` on.
    func columns(from offset: Int) -> MatrixView { MatrixView(base: base + offset, stride: stride) }

    /// The same columns from row `offset` on.
    func rows(from offset: Int) -> MatrixView { MatrixView(base: row(offset), stride: stride) }
}

/// The distance between rows of `width` floats: 64 bytes more than a multiple of 64, so that the rows of one tile fall
/// into different sets of the first-level cache even when the width is a power of two.
func rowStride(_ width: Int) -> Int { (width + 15) / 16 * 16 + 16 }
