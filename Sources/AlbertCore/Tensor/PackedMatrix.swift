// A weight in the order in which the micro-kernel reads it: panels of `columnTile` columns, each depth by depth.

/// The right-hand side of a product, [depth, columns], packed once.
final class PackedMatrix: @unchecked Sendable {
    let columns: Int
    let depth: Int
    let panelWidth: Int
    let panels: Buffer<Float>

    init(columns: Int, depth: Int, kernels: Kernels) throws(AlbertError) {
        let width = kernels.columnTile
        let panelCount = try checkedSum(columns, width - 1) / width
        let count = try checkedProduct(try checkedProduct(panelCount, width), depth)
        var panels = try Buffer<Float>(capacity: count)
        try panels.resize(count)
        self.panels = panels
        self.columns = columns
        self.depth = depth
        panelWidth = width
    }

    var panelCount: Int { (columns + panelWidth - 1) / panelWidth }
    var byteCount: Int { panels.byteCount }

    func panel(_ index: Int) -> UnsafeMutablePointer<Float> { panels.base + index * panelWidth * depth }

    /// The columns that panel `index` holds.
    func columnRange(ofPanel index: Int) -> Range<Int> {
        index * panelWidth..<min((index + 1) * panelWidth, columns)
    }

    /// Column `index` as `depth` floats: how the tied word embeddings are looked up without a second copy.
    @inline(__always)
    func copyColumn(_ index: Int, to target: UnsafeMutablePointer<Float>) {
        let source = panel(index / panelWidth) + index % panelWidth
        for step in 0..<depth { target[step] = source[step * panelWidth] }
    }
}
