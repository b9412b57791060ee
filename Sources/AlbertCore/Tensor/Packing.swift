// Packing, prepared rows and single tiles, for matrices that are made and used within a layer.

extension ProductKernels {
    /// One panel from a matrix given by its columns: source row j becomes column j. Narrow ones for bfloat16 only.
    func packTransposed(_ source: MatrixView, columns: Int, depth: Int, into panel: UnsafeMutablePointer<Float>) {
        if source.isNarrow {
            table.pointee.pack_transposed_narrow(columns, depth, source.base, source.stride, panel)
        } else {
            table.pointee.pack_transposed(columns, depth, source.base, source.stride, panel)
        }
    }

    /// One panel from a matrix given by its rows: floats for float32, narrow for bfloat16, none for int8.
    func packRows(_ source: MatrixView, columns: Int, depth: Int, into panel: UnsafeMutablePointer<Float>) {
        if source.isNarrow {
            table.pointee.pack_rows_narrow(columns, depth, source.base, source.stride, panel)
        } else {
            table.pointee.pack_rows(columns, depth, source.base, source.stride, panel)
        }
    }

    /// Whether rows like those of `source` must be prepared before they are multiplied.
    func prepares(_ source: MatrixView) -> Bool {
        source.isNarrow ? table.pointee.prepare_narrow != nil : table.pointee.prepare_row != nil
    }

    /// Row `index` of a left-hand side as the kernels read it, `words(depth)` words. Where there is no trailer, `target` may
    /// be the row itself.
    func prepare(_ source: MatrixView, row index: Int, depth: Int, into target: UnsafeMutablePointer<Float>) {
        if source.isNarrow {
            table.pointee.prepare_narrow?(depth, source.row(index), target)
        } else {
            table.pointee.prepare_row?(depth, source.row(index), target)
        }
    }

    /// Turns a row of scores into one of a left-hand side: exp(factor · (score - max)). Gives what a row of the product is to be
    /// multiplied by, 1 / their sum; 1 where there are none.
    func weigh(_ scores: UnsafeMutablePointer<Float>, factor: Float, count: Int) -> Float {
        guard count > 0, let weigh = table.pointee.weigh else { return 1 }
        return weigh(count, factor, scores)
    }

    /// c[rows, columns] = a[rows, depth] · panel, at most one tile; `a` is prepared.
    func tile(
        _ a: MatrixView, rows: Int, depth: Int, panel: UnsafePointer<Float>, columns: Int, into c: MatrixView
    ) {
        table.pointee.tile(rows, columns, steps(depth), a.base, a.stride, panel, panel, nil, c.base, c.stride)
    }
}

/// Weights on their way in.
extension Kernels {
    /// Widens `count` 16-bit floats, bfloat16 or IEEE binary16, exactly.
    func widen(_ source: UnsafeRawPointer, isBrain: Bool, to target: UnsafeMutablePointer<Float>, count: Int) {
        if isBrain {
            table.pointee.widen_bf16(count, source, target)
        } else {
            table.pointee.widen_f16(count, source, target)
        }
    }

    /// How many values are NaN or infinite.
    func nonFiniteCount(_ values: UnsafePointer<Float>, count: Int) -> Int {
        Int(clamping: table.pointee.count_non_finite(count, values))
    }
}
