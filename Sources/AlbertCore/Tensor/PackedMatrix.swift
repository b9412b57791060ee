// A weight in the order in which the micro-kernel reads it: panels of `columnTile` columns, each depth by depth.

/// The right-hand side of a product, [depth, columns], packed once in one precision.
final class PackedMatrix: @unchecked Sendable {
    let columns: Int
    let depth: Int
    let products: ProductKernels
    /// Words of 32 bits, whatever they hold.
    let panels: Buffer<Float>

    /// Sums of this many 8-bit products stay within 32 bits.
    static let int8DepthLimit = 65_536

    init(columns: Int, depth: Int, products: ProductKernels) throws(AlbertError) {
        let width = products.columnTile
        let panelCount = try checkedSum(columns, width - 1) / width
        if products.precision == .int8, depth > Self.int8DepthLimit {
            throw AlbertError(
                .limit, at: "dtype", "int8 products take at most \(Self.int8DepthLimit) inputs, not \(depth)")
        }
        let words = try checkedProduct(width, try checkedSum(depth, Int(products.table.pointee.trailer)))
        _ = try checkedProduct(panelCount, words)
        let count = panelCount * products.panelWords(depth)
        var panels = try Buffer<Float>(capacity: count)
        try panels.resize(count)
        self.panels = panels
        self.columns = columns
        self.depth = depth
        self.products = products
    }

    var panelWidth: Int { products.columnTile }
    var panelCount: Int { (columns + panelWidth - 1) / panelWidth }
    var byteCount: Int { panels.byteCount }

    func panel(_ index: Int) -> UnsafeMutablePointer<Float> { panels.base + index * products.panelWords(depth) }

    /// The columns that panel `index` holds.
    func columnRange(ofPanel index: Int) -> Range<Int> {
        index * panelWidth..<min((index + 1) * panelWidth, columns)
    }

    /// Column `index` as `depth` floats: how the tied word embeddings are looked up without a second copy.
    @inline(__always)
    func copyColumn(_ index: Int, to target: UnsafeMutablePointer<Float>) {
        let source = panel(index / panelWidth) + index % panelWidth
        switch products.precision {
        case .float32: for step in 0..<depth { target[step] = source[step * panelWidth] }
        case .bfloat16:
            for step in 0..<depth {
                let pair = source[step / 2 * panelWidth].bitPattern
                target[step] = Float(bitPattern: step % 2 == 0 ? pair << 16 : pair & 0xFFFF_0000)
            }
        case .int8:
            let scale = source[products.steps(depth) * panelWidth]
            for step in 0..<depth {
                let four = source[step / 4 * panelWidth].bitPattern
                target[step] = Float(Int8(truncatingIfNeeded: four >> UInt32(step % 4 * 8))) * scale
            }
        }
    }
}
