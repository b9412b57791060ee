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

extension Kernels {
    /// target[rows, out] = activation(linear(input[rows, in])), all columns or `columns` of them, half written where
    /// `watch` ended it. `prepared` is room for the rows as the weight's precision wants them.
    func apply(
        _ linear: Linear, to input: MatrixView, rows: Int, prepared: MatrixView, columns: Range<Int>? = nil,
        activation: Activation = .none, into target: MatrixView, threads: Int, watch: Watch = .none
    ) {
        multiply(
            prepare(input, rows: rows, for: linear.weight, in: prepared, threads: threads), rows: rows,
            by: linear.weight, columns: columns, bias: UnsafePointer(linear.bias.base), activation: activation,
            into: target, threads: threads, watch: watch)
    }

    /// Rows of `input` as a product with `weight` reads them: themselves, or rows made in `room`.
    func prepare(
        _ input: MatrixView, rows: Int, for weight: PackedMatrix, in room: MatrixView, threads: Int
    ) -> MatrixView {
        let products = weight.products
        guard products.preparesRows else { return input }
        forEachRun(of: rows, threads: threads) { run in
            for row in run { products.prepare(input.row(row), depth: weight.depth, into: room.row(row)) }
        }
        return room
    }
}
