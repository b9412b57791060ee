// The macro loop around the micro-kernel: which tiles, in which order, on which thread. Packing is PackedMatrix's, the
// arithmetic of a tile is the kernel's.
import CAlbert

/// Threads take tasks as they get free: with this many each, the last one ends soon after the others.
private let tasksPerThread = 8

extension Kernels {
    /// c[rows, columns] = activation(a[rows, depth] · b + bias), cut into tasks whose bounds do not change any element. `a`
    /// is prepared for b's precision; `tiles` has room for a tile of floats per thread, where `c` is narrow.
    ///
    /// A task is a block of rows times a run of panels; who is free takes the next one. With `columns`, only these are computed, and those before them that share
    /// their first panel. Ends early, leaving `c` half written, where `watch` says so.
    func multiply(
        _ a: MatrixView, rows: Int, by b: PackedMatrix, columns: Range<Int>? = nil, bias: UnsafePointer<Float>?,
        activation: Activation, into c: MatrixView, tiles: UnsafeMutablePointer<Float>? = nil, threads: Int,
        watch: Watch = .none
    ) {
        let columns = columns ?? 0..<b.columns
        guard rows > 0, !columns.isEmpty else { return }
        let panels = columns.lowerBound / b.panelWidth..<(columns.upperBound + b.panelWidth - 1) / b.panelWidth
        let rowParts = (rows + rowBlock - 1) / rowBlock
        let wantedTasks = threads > 1 ? threads * tasksPerThread : 1
        let columnParts = min(panels.count, (wantedTasks + rowParts - 1) / rowParts)
        let job = ProductJob(
            kernels: self, a: a, rows: rows, products: b.products, b: b.panels.base, steps: b.products.steps(b.depth),
            panelWords: b.products.panelWords(b.depth), panels: panels, columnEnd: columns.upperBound, bias: bias,
            activation: activation, c: c, tiles: tiles, columnParts: columnParts, rowParts: rowParts, watch: watch)
        runTasks(columnParts * rowParts, threads: threads) { task, thread in job.run(task, thread: thread) }
    }
}

/// One product and how it is cut.
private struct ProductJob: @unchecked Sendable {
    let kernels: Kernels
    let a: MatrixView
    let rows: Int
    let products: ProductKernels
    let b: UnsafeMutablePointer<Float>
    let steps: Int
    let panelWords: Int
    let panels: Range<Int>
    let columnEnd: Int
    let bias: UnsafePointer<Float>?
    let activation: Activation
    let c: MatrixView
    let tiles: UnsafeMutablePointer<Float>?
    let columnParts: Int
    let rowParts: Int
    let watch: Watch

    func run(_ task: Int, thread: Int) {
        let dealt = part(task % columnParts, of: columnParts, count: panels.count)
        let rowRange = part(task / columnParts, of: rowParts, count: rows)
        // Tiles of nearly equal height: 17 rows run as 9 and 8, not as 14 and 3.
        let tileCount = (rowRange.count + products.rowTile - 1) / products.rowTile
        let room = tiles.map { $0 + thread * products.tileCount }
        for panel in panels.lowerBound + dealt.lowerBound..<panels.lowerBound + dealt.upperBound {
            // A panel takes a millisecond at the largest published size.
            if watch.isStopped { return }
            let words = b + panel * panelWords
            for tile in 0..<tileCount {
                let tileRows = part(tile, of: tileCount, count: rowRange.count)
                // The first tile fetches the panel itself, far ahead; the last one the next panel.
                let isLast = tile > 0 && tile == tileCount - 1
                let next = words + (isLast ? panelWords : kernels.rowsAhead * products.columnTile)
                run(
                    rowRange.lowerBound + tileRows.lowerBound, count: tileRows.count, panel: panel, words: words,
                    next: next, room: room)
            }
        }
    }

    /// One tile: `count` rows from `row` on.
    @inline(__always)
    private func run(
        _ row: Int, count: Int, panel: Int, words: UnsafeMutablePointer<Float>, next: UnsafeMutablePointer<Float>,
        room: UnsafeMutablePointer<Float>?
    ) {
        let first = panel * products.columnTile
        let columns = min(products.columnTile, columnEnd - first)
        let bias = bias.map { $0 + first }
        let target = c.rows(from: row).columns(from: first)
        let multiply = products.table.pointee.tile
        if c.isNarrow, let room {
            let width = products.columnTile
            multiply?(count, columns, steps, a.row(row), a.stride, words, next, bias, room, width)
            kernels.table.pointee.activate_narrow(
                activation, count, columns, room, width, target.base, target.stride)
        } else {
            multiply?(count, columns, steps, a.row(row), a.stride, words, next, bias, target.base, target.stride)
            kernels.table.pointee.activate(activation, count, columns, target.base, target.stride)
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
