// Self-attention of one head over one sequence: the only step in which tokens see each other.
//
// Keys and values of the head are packed into panels, then the queries go by one tile of rows at a time: scores, their
// exponentials and the weighted sum of a tile stay in the cache, and no [length, length] matrix exists unless the caller wants to
// see it. Exponentials are divided by their sum after the product, where a row is a head's width instead of the length.

/// Where the scratch of one thread lies, in words.
struct AttentionScratch {
    let keys: UnsafeMutablePointer<Float>
    let values: UnsafeMutablePointer<Float>
    let kept: UnsafeMutablePointer<Float>
    /// What a row of the result is to be multiplied by, for each row of a tile.
    let shares: UnsafeMutablePointer<Float>
    let scores: UnsafeMutablePointer<Float>
    let scoreStride: Int

    init(_ base: UnsafeMutablePointer<Float>, length: Int, headWidth: Int, products: ProductKernels) {
        let counts = Self.counts(length: length, headWidth: headWidth, products: products)
        keys = base
        values = keys + counts.keys
        kept = values + counts.values
        shares = kept + counts.kept
        scores = shares + counts.shares
        scoreStride = rowStride(length)
    }

    static func wordCount(length: Int, headWidth: Int, products: ProductKernels) -> Int {
        let counts = counts(length: length, headWidth: headWidth, products: products)
        return counts.keys + counts.values + counts.kept + counts.shares
            + (products.rowTile * rowStride(length)).roundedUpToLine
    }

    private static func counts(
        length: Int, headWidth: Int, products: ProductKernels
    ) -> (keys: Int, values: Int, kept: Int, shares: Int) {
        let tile = products.columnTile
        let keyPanels = (length + tile - 1) / tile
        let valuePanels = (headWidth + tile - 1) / tile
        return (
            keys: (keyPanels * products.panelWords(headWidth)).roundedUpToLine,
            values: (valuePanels * products.panelWords(length)).roundedUpToLine,
            kept: (2 * length * headWidth).roundedUpToLine,
            shares: products.rowTile.roundedUpToLine
        )
    }
}

extension Int {
    /// Up to a multiple of 16 floats, one cache line.
    fileprivate var roundedUpToLine: Int { (self + 15) / 16 * 16 }
}

/// One head of one sequence.
struct AttentionHead {
    let kernels: Kernels
    /// Of scores and weighted sums; float32 or bfloat16.
    let products: ProductKernels
    let headWidth: Int
    /// [queryCount, headWidth], inside the projections; narrow where the products are.
    let queries: MatrixView
    let queryCount: Int
    /// [length, headWidth] each, inside the projections.
    let keys: MatrixView
    let values: MatrixView
    let length: Int
    /// [length] of 0 and 1; nil: all 1.
    let mask: UnsafePointer<Int32>?
    /// [queryCount, headWidth]
    let context: MatrixView
    /// [queryCount, length], or nil when nobody asked.
    let weights: UnsafeMutablePointer<Float>?
    /// Room for a tile of floats, where the context is narrow.
    let tile: UnsafeMutablePointer<Float>
    var watch = Watch.none

    /// Leaves the rest undone where `watch` says so.
    func run(_ scratch: AttentionScratch) {
        guard queryCount > 0 else { return }
        let keptCount = pack(scratch)
        let factor = 1 / Float(headWidth).squareRoot()
        let tileCount = (queryCount + products.rowTile - 1) / products.rowTile
        for index in 0..<tileCount {
            if watch.isStopped { return }
            let rows = part(index, of: tileCount, count: queryCount)
            let scores = MatrixView(base: scratch.scores, stride: scratch.scoreStride)
            product(
                queries.rows(from: rows.lowerBound), rows: rows.count, depth: headWidth, panels: scratch.keys,
                columns: keptCount, into: scores)
            for row in 0..<rows.count {
                if let weights {
                    write(scores.row(row), count: keptCount, factor, to: weights + (rows.lowerBound + row) * length)
                }
                scratch.shares[row] = products.weigh(scores.row(row), factor: factor, count: keptCount)
            }
            product(
                scores, rows: rows.count, depth: keptCount, panels: scratch.values, columns: headWidth,
                shares: scratch.shares, into: context.rows(from: rows.lowerBound))
        }
    }

    /// Packs the keys and values that the mask keeps; gives their number.
    private func pack(_ scratch: AttentionScratch) -> Int {
        var keys = keys
        var values = values
        var count = length
        if let mask {
            let width = keys.isNarrow ? (headWidth + 1) / 2 : headWidth
            let keptKeys = MatrixView(base: scratch.kept, stride: width, isNarrow: keys.isNarrow)
            let keptValues = keptKeys.rows(from: length)
            let byteCount = headWidth * (keys.isNarrow ? 2 : 4)
            count = 0
            for position in 0..<length where mask[position] != 0 {
                UnsafeMutableRawPointer(keptKeys.row(count)).copyMemory(from: keys.row(position), byteCount: byteCount)
                UnsafeMutableRawPointer(keptValues.row(count)).copyMemory(
                    from: values.row(position), byteCount: byteCount)
                count += 1
            }
            keys = keptKeys
            values = keptValues
        }
        let tile = products.columnTile
        for first in stride(from: 0, to: count, by: tile) {
            products.packTransposed(
                keys.rows(from: first), columns: min(tile, count - first), depth: headWidth,
                into: scratch.keys + first / tile * products.panelWords(headWidth))
        }
        for first in stride(from: 0, to: headWidth, by: tile) {
            products.packRows(
                values.columns(from: first), columns: min(tile, headWidth - first), depth: count,
                into: scratch.values + first / tile * products.panelWords(count))
        }
        return count
    }

    /// One tile of rows times all panels; row i times `shares[i]`.
    private func product(
        _ a: MatrixView, rows: Int, depth: Int, panels: UnsafePointer<Float>, columns: Int,
        shares: UnsafePointer<Float>? = nil, into c: MatrixView
    ) {
        let width = products.columnTile
        for first in stride(from: 0, to: columns, by: width) {
            let count = min(width, columns - first)
            let target = c.columns(from: first)
            let sums = c.isNarrow ? MatrixView(base: tile, stride: width) : target
            products.tile(
                a, rows: rows, depth: depth, panel: panels + first / width * products.panelWords(depth),
                columns: count, into: sums)
            if let shares {
                for row in 0..<rows { kernels.scale(sums.row(row), by: shares[row], count: count) }
            }
            if c.isNarrow {
                kernels.table.pointee.activate_narrow(.none, rows, count, tile, width, target.base, target.stride)
            }
        }
    }

    /// Writes the weights that scores of the kept keys come to into a row over all keys: masked ones get 0.
    private func write(
        _ scores: UnsafePointer<Float>, count: Int, _ factor: Float, to row: UnsafeMutablePointer<Float>
    ) {
        row.update(from: scores, count: count)
        if count > 0 { kernels.softmax(row, factor: factor, count: count) }
        guard let mask else { return }
        // From the back, where nothing is overwritten that is still to be moved.
        var next = count
        for position in (0..<length).reversed() {
            next -= mask[position] != 0 ? 1 : 0
            row[position] = mask[position] != 0 ? row[next] : 0
        }
    }
}
