// The two kinds of parameters that a layer is made of.

/// y = x · weight + bias; weight [in, out] packed, bias [out].
final class Linear: @unchecked Sendable {
    let weight: PackedMatrix
    let bias: Buffer<Float>

    init(weight: PackedMatrix, bias: consuming Buffer<Float>) {
        self.weight = weight
        self.bias = bias
    }

    var inputWidth: Int { weight.depth }
    var outputWidth: Int { weight.columns }
    var byteCount: Int { weight.byteCount + bias.byteCount }
}

/// A layer norm's parameters, each [width].
final class LayerNorm: @unchecked Sendable {
    let scale: Buffer<Float>
    let shift: Buffer<Float>
    let epsilon: Float

    var byteCount: Int { scale.byteCount + shift.byteCount }

    init(scale: consuming Buffer<Float>, shift: consuming Buffer<Float>, epsilon: Float) {
        self.scale = scale
        self.shift = shift
        self.epsilon = epsilon
    }
}

/// Scratch of the threads that work on one product.
struct ProductScratch {
    /// [rows, words]: the left-hand side as its precision wants it.
    let prepared: MatrixView
    /// A tile of floats per thread.
    let tiles: UnsafeMutablePointer<Float>
}

extension Kernels {
    /// target[rows, out] = activation(linear(input[rows, in])), all columns or `columns` of them, half written where
    /// `watch` ended it.
    func apply(
        _ linear: Linear, to input: MatrixView, rows: Int, columns: Range<Int>? = nil, activation: Activation = .none,
        into target: MatrixView, scratch: ProductScratch, threads: Int, watch: Watch = .none
    ) {
        apply(
            linear.weight, bias: UnsafePointer(linear.bias.base), to: input, rows: rows, columns: columns,
            activation: activation, into: target, scratch: scratch, threads: threads, watch: watch)
    }

    func apply(
        _ weight: PackedMatrix, bias: UnsafePointer<Float>?, to input: MatrixView, rows: Int,
        columns: Range<Int>? = nil, activation: Activation = .none, into target: MatrixView, scratch: ProductScratch,
        threads: Int, watch: Watch = .none
    ) {
        let products = weight.products
        var a = input
        if products.prepares(input) {
            a = scratch.prepared
            forEachRun(of: rows, threads: threads) { run in
                for row in run { products.prepare(input, row: row, depth: weight.depth, into: a.row(row)) }
            }
        }
        multiply(
            a, rows: rows, by: weight, columns: columns, bias: bias, activation: activation, into: target,
            tiles: scratch.tiles, threads: threads, watch: watch)
    }
}
