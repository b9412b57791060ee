// y = x · weightᵀ + bias, and its gradients.

/// A Linear layer in training; weight [outputs, inputs], bias [outputs].
struct TrainedLinear: @unchecked Sendable {
    let weight: TrainedTensor
    let bias: TrainedTensor
    let inputs: Int
    let outputs: Int

    /// output[rows, outputs] = input[rows, inputs] · weightᵀ + bias.
    func forward(_ pass: TrainingPass, _ input: MatrixView, rows: Int, into output: MatrixView) {
        pass.multiply(
            FreshProduct(
                a: input, rows: rows, depth: inputs, b: pass.packed?.forward(self) ?? forwardSide, columns: outputs,
                bias: UnsafePointer(bias.values), c: output))
    }

    /// inputGradient[rows, inputs] = gradient[rows, outputs] · weight, or added to what is there.
    func backward(
        _ pass: TrainingPass, gradient: MatrixView, rows: Int, into inputGradient: MatrixView, adds: Bool = false
    ) {
        pass.multiply(
            FreshProduct(
                a: gradient, rows: rows, depth: outputs, b: pass.packed?.backward(self) ?? backwardSide,
                columns: inputs, c: inputGradient, adds: adds))
    }

    /// weight's gradient += gradientᵀ · input; bias's gradient += the sum of gradient's rows.
    func addGradients(_ pass: TrainingPass, input: MatrixView, gradient: MatrixView, rows: Int) {
        pass.addWeightGradient(
            input: input, inputs: inputs, gradient: gradient, outputs: outputs, rows: rows, to: weight.gradient)
        pass.kernels.addColumns(
            gradient, rows: rows, width: outputs, to: bias.gradient, scratch: pass.scratch.sums,
            threads: pass.threads)
    }

    /// The weight as the right-hand side of either way.
    var forwardSide: RightSide { .transposed(weightView) }
    var backwardSide: RightSide { .rows(weightView) }

    private var weightView: MatrixView { MatrixView(base: weight.values, stride: inputs) }
}
