// The macro loop around the micro-kernel: which tiles, in which order, on which thread. Packing is PackedMatrix's, the
// arithmetic of a tile is the kernel's.
import CAlbert

/// Rows of A that a thread keeps in its second-level cache while the panels of B stream past: eight tiles of 14.
private let rowsPerBlock = 112

extension Kernels {
    /// c[rows, columns] = activation(a[rows, depth] · b + bias), cut into tasks whose bounds do not change any element.
    ///
    /// The columns are dealt to the threads, the same ones in every call, so that a thread meets the same panels again in
    /// the next layer; the rows go by in blocks.
    func multiply(
        _ a: MatrixView, rows: Int, by b: PackedMatrix, bias: UnsafePointer<Float>?, activation: Activation,
        into c: MatrixView, threads: Int
    ) {
        guard rows > 0, b.columns > 0 else { return }
        let columnParts = min(b.panelCount, max(threads, 1))
        let rowParts = (rows + rowsPerBlock - 1) / rowsPerBlock
        let job = ProductJob(
            kernels: self, a: a, rows: rows, panels: b.panels.base, depth: b.depth, columns: b.columns,
            panelCount: b.panelCount, bias: bias, activation: activation, c: c, columnParts: columnParts,
            rowParts: rowParts)
        runTasks(columnParts * rowParts, threads: threads) { task, _ in job.run(task) }
    }
}

/// One product and how it is cut.
private struct ProductJob: @unchecked Sendable {
    let kernels: Kernels
    let a: MatrixView
    let rows: Int
    let panels: UnsafeMutablePointer<Float>
    let depth: Int
    let columns: Int
    let panelCount: Int
    let bias: UnsafePointer<Float>?
    let activation: Activation
    let c: MatrixView
    let columnParts: Int
    let rowParts: Int

    func run(_ task: Int) {
        let panelRange = part(task % columnParts, of: columnParts, count: panelCount)
        let rowRange = part(task / columnParts, of: rowParts, count: rows)
        let width = kernels.columnTile
        // Tiles of nearly equal height: 17 rows run as 9 and 8, not as 14 and 3.
        let tileCount = (rowRange.count + kernels.rowTile - 1) / kernels.rowTile
        for panel in panelRange {
            let first = panel * width
            let count = min(width, columns - first)
            for tile in 0..<tileCount {
                let tileRows = part(tile, of: tileCount, count: rowRange.count)
                let row = rowRange.lowerBound + tileRows.lowerBound
                let target = c.row(row) + first
                kernels.table.pointee.product_tile(
                    tileRows.count, count, depth, a.row(row), a.stride, panels + panel * width * depth,
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
