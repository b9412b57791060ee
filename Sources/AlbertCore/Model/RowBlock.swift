// Some rows of a slice on their way from one attention to the next. All of that happens row by row, so a block of rows goes
// through it on one thread, in that thread's caches, and nobody waits in between.

/// Rows, the threads that share them, and scratch for them.
struct RowBlock {
    let pass: ForwardPass
    let rows: Range<Int>
    let threads: Int
    /// [rows, intermediateSize]
    let wide: MatrixView
    /// [rows, hiddenSize]: what a sub-layer adds.
    let update: MatrixView
    let scratch: ProductScratch

    /// The block's rows of a matrix of the whole slice.
    func own(_ matrix: MatrixView) -> MatrixView { matrix.rows(from: rows.lowerBound) }

    /// target = activation(linear(input)); of its columns, `columns` or all. Both views begin with the block's first row. Ends
    /// early where the call is stopped: whoever runs the block checks that.
    func linear(
        _ linear: Linear, _ input: MatrixView, columns: Range<Int>? = nil, _ activation: Activation = .none,
        into target: MatrixView
    ) {
        pass.kernels.apply(
            linear, to: input, rows: rows.count, columns: columns, activation: activation, into: target,
            scratch: scratch, threads: threads, watch: pass.watch)
    }

    /// target = LayerNorm(input + residual); `target` may be either.
    func norm(
        _ input: MatrixView, plus residual: MatrixView? = nil, width: Int, _ norm: LayerNorm, into target: MatrixView
    ) {
        pass.kernels.layerNorm(
            input, plus: residual, rows: rows.count, width: width, norm, into: target, threads: threads)
    }
}

/// Fewer rows than this for each thread, two tiles, and the threads share every product by its columns instead.
private let leastRowsPerThread = 28

extension ForwardPass {
    /// Runs `body` on blocks that together are the rows below `count`, side by side. Throws when the call was stopped.
    func forEachBlock(of count: Int, _ body: (RowBlock) -> Void) throws(AlbertError) {
        if threads > 1, count < leastRowsPerThread * threads {
            body(block(0..<count, lane: 0, threads: threads))
        } else {
            // As many blocks for one thread as for the other.
            let rounds = (count + kernels.rowBlock * threads - 1) / (kernels.rowBlock * threads)
            let blockCount = min(rounds * threads, count)
            runTasks(blockCount, threads: threads) { index, lane in
                body(block(part(index, of: blockCount, count: count), lane: lane, threads: 1))
            }
        }
        try watch.check()
    }

    private func block(_ rows: Range<Int>, lane: Int, threads: Int) -> RowBlock {
        let first = lane * kernels.rowBlock
        return RowBlock(
            pass: self, rows: rows, threads: threads, wide: work.wide.view.rows(from: first),
            update: work.update.view.rows(from: first),
            scratch: ProductScratch(
                prepared: work.prepared.view.rows(from: first), tiles: work.tiles.base + lane * work.tileStride))
    }
}
