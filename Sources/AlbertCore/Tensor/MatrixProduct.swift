// The macro loop around the micro-kernel: which tiles, in which order, on which thread. Packing is PackedMatrix's, the
// arithmetic of a tile is the kernel's.
import CAlbert

/// Rows of A that a thread keeps in its second-level cache while the panels of B stream past: eight tiles of 14.
private let rowsPerBlock = 112

extension Kernels {
    /// c[rows, columns] = activation(a[rows, depth] · b + bias), cut into tasks whose bounds do not change any element.
    ///
    /// The columns are dealt to the threads, the same ones in every call, so that a thread meets the same panels again in
    /// the next layer; the rows go by in blocks. With `columns`, only these are computed, and those before them that share
    /// their first panel. Ends early, leaving `c` half written, where `watch` says so.
    func multiply(
        _ a: MatrixView, rows: Int, by b: PackedMatrix, columns: Range<Int>? = nil, bias: UnsafePointer<Float>?,
        activation: Activation, into c: MatrixView, threads: Int, watch: Watch = .none
    ) {
        let columns = columns ?? 0..<b.columns
        guard rows > 0, !columns.isEmpty else { return }
        let panels = columns.lowerBound / b.panelWidth..<(columns.upperBound + b.panelWidth - 1) / b.panelWidth
        let columnParts = min(panels.count, max(threads, 1))
        let rowParts = (rows + rowsPerBlock - 1) / rowsPerBlock
        let job = ProductJob(
            kernels: self, a: a, rows: rows, b: b.panels.base, depth: b.depth, panels: panels,
            columnEnd: columns.upperBound, bias: bias, activation: activation, c: c, columnParts: columnParts,
            rowParts: rowParts, watch: watch)
        runTasks(columnParts * rowParts, threads: threads) { task, _ in job.run(task) }
    }
}

/// One product and how it is cut.
private struct ProductJob: @unchecked Sendable {
    let kernels: Kernels
    let a: MatrixView
    let rows: Int
    let b: UnsafeMutablePointer<Float>
    let depth: Int
    let panels: Range<Int>
    let columnEnd: Int
    let bias: UnsafePointer<Float>?
    let activation: Activation
    let c: MatrixView
    let columnParts: Int
    let rowParts: Int
    let watch: Watch

    func run(_ task: Int) {
        let dealt = part(task % columnParts, of: columnParts, count: panels.count)
        let rowRange = part(task / columnParts, of: rowParts, count: rows)
        let width = kernels.columnTile
        // Tiles of nearly equal height: 17 rows run as 9 and 8, not as 14 and 3.
        let tileCount = (rowRange.count + kernels.rowTile - 1) / kernels.rowTile
        for panel in panels.lowerBound + dealt.lowerBound..<panels.lowerBound + dealt.upperBound {
            // A panel takes a millisecond at the largest published size.
            if watch.isStopped { return }
            let first = panel * width
            let count = min(width, columnEnd - first)
            for tile in 0..<tileCount {
                let tileRows = part(tile, of: tileCount, count: rowRange.count)
                let row = rowRange.lowerBound + tileRows.lowerBound
                let target = c.row(row) + first
                kernels.table.pointee.product_tile(
                    tileRows.count, count, depth, a.row(row), a.stride, b + panel * width * depth,
                    bias.map { $0 + first }, target, c.stride)
                if activation != ALBERT_ACTIVATION_LINEAR {
                    for offset in 0..<tileRows.count {
                        kernels.table.pointee.activate(activation, count, target + offset * c.stride)
                    }
                }
            }
        }
    }
}

/// Part `index` of `count` things cut into `parts` nearly equal runs.
func part(_ index: Int, of parts: Int, count: Int) -> Range<Int> {
    let small = count / parts
    let larger = count % parts
    let start = index * small + min(index, larger)
    return start..<start + small + (index < larger ? 1 : 0)
}
