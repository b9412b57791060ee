// Operations that see one row at a time, dealt to threads in runs of rows.
import CAlbert

extension Kernels {
    /// target[r] = LayerNorm(input[r] + residual[r]) for `rows` rows of `width` floats; `target` may be either input.
    func layerNorm(
        _ input: MatrixView, plus residual: MatrixView?, rows: Int, width: Int, _ norm: LayerNorm,
        into target: MatrixView, threads: Int
    ) {
        let scale = norm.scale.base
        let shift = norm.shift.base
        let epsilon = norm.epsilon
        forEachRun(of: rows, threads: threads) { run in
            for row in run {
                table.pointee.layer_norm(
                    width, input.row(row), residual.map { UnsafePointer($0.row(row)) }, scale, shift, epsilon,
                    target.row(row))
            }
        }
    }

    /// Deals `rows` rows to the threads in contiguous runs, a few for each.
    func forEachRun(of rows: Int, threads: Int, _ body: (Range<Int>) -> Void) {
        let parts = max(1, min(threads > 1 ? 4 * threads : 1, rows))
        runTasks(parts, threads: threads) { task, _ in body(part(task, of: parts, count: rows)) }
    }
}

/// Single rows.
extension Kernels {
    /// sum[i] += values[i].
    func add(_ values: UnsafePointer<Float>, to sum: UnsafeMutablePointer<Float>, count: Int) {
        table.pointee.add(count, values, sum)
    }

    /// maximum[i] = max(maximum[i], values[i]).
    func raise(_ maximum: UnsafeMutablePointer<Float>, to values: UnsafePointer<Float>, count: Int) {
        table.pointee.maximum(count, values, maximum)
    }

    func scale(_ values: UnsafeMutablePointer<Float>, by factor: Float, count: Int) {
        table.pointee.scale(count, factor, values)
    }

    func squareSum(_ values: UnsafePointer<Float>, count: Int) -> Float { table.pointee.square_sum(count, values) }

    /// log(sum(exp(values))), safely.
    func logSumExp(_ values: UnsafePointer<Float>, count: Int) -> Float { table.pointee.log_sum_exp(count, values) }

    /// The layer norm of one row, in place.
    func normalize(_ row: UnsafeMutablePointer<Float>, _ norm: LayerNorm) {
        table.pointee.layer_norm(
            norm.scale.count, row, nil, norm.scale.base, norm.shift.base, norm.epsilon, row)
    }

    /// values = exp(factor · (values - max)) / sum, in place.
    func softmax(_ values: UnsafeMutablePointer<Float>, factor: Float = 1, count: Int) {
        table.pointee.softmax(count, factor, values)
    }

    func activate(_ activation: Activation, _ values: UnsafeMutablePointer<Float>, count: Int) {
        table.pointee.activate(activation, 1, count, values, count)
    }
}
