// A layer norm and its gradients.

/// A layer norm in training; both parameters [width].
struct TrainedNorm: @unchecked Sendable {
    let scale: TrainedTensor
    let shift: TrainedTensor
    let width: Int
    let epsilon: Float

    func forward(_ pass: TrainingPass, row: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>) {
        pass.kernels.table.pointee.layer_norm(width, row, nil, scale.values, shift.values, epsilon, output)
    }

    /// output[rows, width] = LayerNorm(input[rows, width]).
    func forward(_ pass: TrainingPass, _ input: MatrixView, rows: Int, into output: MatrixView) {
        pass.kernels.forEachRun(of: rows, threads: pass.threads) { run in
            for row in run { forward(pass, row: input.row(row), into: output.row(row)) }
        }
    }

    /// In place the gradient by `input` from the one by the output; adds to the parameters' gradients.
    func backward(_ pass: TrainingPass, input: MatrixView, gradient: MatrixView, rows: Int) {
        pass.kernels.layerNormGradient(
            input, gradient: gradient, rows: rows, scale: scale.values, epsilon: epsilon, width: width,
            scaleGradient: scale.gradient, shiftGradient: shift.gradient, scratch: pass.scratch.sums,
            threads: pass.threads)
    }
}
