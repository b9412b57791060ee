// The backward halves of operations on rows.
import CAlbert

/// Rows whose contributions to the gradient of a vector are summed before they join the others: the same ones whatever the
/// number of threads.
let rowsPerSum = 64

extension Kernels {
    /// target[j][i] = source[i][j] for `rows` × `columns` floats.
    func transpose(_ source: MatrixView, rows: Int, columns: Int, into target: MatrixView, threads: Int) {
        let parts = threads > 1 ? min((columns + 15) / 16, 4 * threads) : 1
        runTasks(parts, threads: threads) { task, _ in
            // Whole blocks of sixteen, so that no two tasks write to one line.
            let blocks = part(task, of: parts, count: (columns + 15) / 16)
            let some = blocks.lowerBound * 16..<min(blocks.upperBound * 16, columns)
            table.pointee.transpose(
                rows, some.count, source.base + some.lowerBound, source.stride, target.row(some.lowerBound),
                target.stride)
        }
    }

    /// values = f(values) and gradient *= f'(values), row by row.
    func activateGradient(
        _ activation: Activation, _ values: MatrixView, gradient: MatrixView, rows: Int, width: Int, threads: Int
    ) {
        forEachRun(of: rows, threads: threads) { run in
            table.pointee.activate_gradient(
                activation, run.count, width, values.row(run.lowerBound), values.stride, gradient.row(run.lowerBound),
                gradient.stride)
        }
    }

    /// values = f(values), row by row.
    func activate(_ activation: Activation, _ values: MatrixView, rows: Int, width: Int, threads: Int) {
        forEachRun(of: rows, threads: threads) { run in
            table.pointee.activate(activation, run.count, width, values.row(run.lowerBound), values.stride)
        }
    }

    /// sums[width] += the sum of `rows` rows.
    func addColumns(
        _ values: MatrixView, rows: Int, width: Int, to sums: UnsafeMutablePointer<Float>, scratch: RowSums,
        threads: Int
    ) {
        scratch.sum(rows: rows, width: width, into: [sums], kernels: self, threads: threads) { row, partial in
            table.pointee.add(width, values.row(row), partial)
        }
    }

    /// The layer norm of rows backwards: `gradient` by the output becomes the one by `input`.
    func layerNormGradient(
        _ input: MatrixView, gradient: MatrixView, rows: Int, scale: UnsafePointer<Float>, epsilon: Float, width: Int,
        scaleGradient: UnsafeMutablePointer<Float>, shiftGradient: UnsafeMutablePointer<Float>, scratch: RowSums,
        threads: Int
    ) {
        scratch.sum(
            rows: rows, width: width, into: [scaleGradient, shiftGradient], kernels: self, threads: threads
        ) { row, partial in
            table.pointee.layer_norm_gradient(
                width, input.row(row), scale, epsilon, gradient.row(row), partial, partial + width)
        }
    }

    /// In place the gradient by a softmax's input from that by its output, `weights`.
    func softmaxGradient(
        _ weights: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>, factor: Float, count: Int
    ) {
        table.pointee.softmax_gradient(count, factor, weights, gradient)
    }

    /// sum += factor · values.
    func add(_ values: UnsafePointer<Float>, times factor: Float, to sum: UnsafeMutablePointer<Float>, count: Int) {
        table.pointee.add_scaled(count, factor, values, sum)
    }
}

/// Scratch for sums over rows: `width` values for each `rowsPerSum` rows.
struct RowSums: @unchecked Sendable {
    let base: UnsafeMutablePointer<Float>

    /// Floats for sums of `sets` sets of `width` values over `rows` rows.
    static func count(rows: Int, width: Int, sets: Int) throws(AlbertError) -> Int {
        try checkedProduct((rows + rowsPerSum - 1) / rowsPerSum, try checkedProduct(width, sets))
    }

    /// Adds to each of `targets` its part of what `body` adds to a partial sum, [targets, width], for every row.
    func sum(
        rows: Int, width: Int, into targets: [UnsafeMutablePointer<Float>], kernels: Kernels, threads: Int,
        _ body: (_ row: Int, _ partial: UnsafeMutablePointer<Float>) -> Void
    ) {
        let count = (rows + rowsPerSum - 1) / rowsPerSum
        let stride = width * targets.count
        runTasks(count, threads: threads) { task, _ in
            let partial = base + task * stride
            partial.update(repeating: 0, count: stride)
            for row in task * rowsPerSum..<min((task + 1) * rowsPerSum, rows) { body(row, partial) }
        }
        for task in 0..<count {
            for (index, target) in targets.enumerated() {
                kernels.add(base + task * stride + index * width, to: target, count: width)
            }
        }
    }
}
