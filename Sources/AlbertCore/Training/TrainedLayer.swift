// One application of a layer, forwards and backwards: attention, add and norm, feed-forward, add and norm.

/// What backwards needs of one application's way forwards.
final class LayerRecord: @unchecked Sendable {
    /// [tokens, 3 × hiddenSize]
    let projections: FloatMatrix
    /// [tokens, hiddenSize]: what attention gathered, and the sum that the first norm got.
    let context: FloatMatrix
    let firstSum: FloatMatrix
    /// [tokens, intermediateSize]: what the activation function got.
    let wide: FloatMatrix

    init(tokens: Int, hiddenSize: Int, intermediateSize: Int) throws(AlbertError) {
        projections = try FloatMatrix(rows: tokens, width: 3 * hiddenSize)
        context = try FloatMatrix(rows: tokens, width: hiddenSize)
        firstSum = try FloatMatrix(rows: tokens, width: hiddenSize)
        wide = try FloatMatrix(rows: tokens, width: intermediateSize)
    }
}

/// A layer's parameters; shared by all applications, whose gradients add up.
struct TrainedLayer: @unchecked Sendable {
    let projections: TrainedLinear
    let attentionOutput: TrainedLinear
    let attentionNorm: TrainedNorm
    let feedForward: TrainedLinear
    let feedForwardOutput: TrainedLinear
    let outputNorm: TrainedNorm
    let headCount: Int
    let activation: Activation

    private var hiddenSize: Int { attentionOutput.outputs }

    private func attention(_ application: Int) -> TrainedAttention {
        TrainedAttention(headCount: headCount, headWidth: hiddenSize / headCount, place: application)
    }

    /// The way to the activation function: all that `record` keeps, and `scratch.middle`, which the rest builds on.
    func begin(_ pass: TrainingPass, _ input: MatrixView, application: Int, into record: LayerRecord) {
        let rows = pass.rows
        projections.forward(pass, input, rows: rows, into: record.projections.view)
        attention(application).forward(pass, projections: record.projections.view, into: record.context.view)
        let sum = record.firstSum.view
        attentionOutput.forward(pass, record.context.view, rows: rows, into: sum)
        add(pass, input, to: sum, .attentionOutput, application)
        attentionNorm.forward(pass, sum, rows: rows, into: pass.scratch.middle.view)
        feedForward.forward(pass, pass.scratch.middle.view, rows: rows, into: record.wide.view)
    }

    /// The rest, after `begin`: `sum` becomes what the last norm gets, and `output` what it gives.
    func finish(
        _ pass: TrainingPass, application: Int, _ record: LayerRecord, sum: MatrixView, into output: MatrixView
    ) {
        let rows = pass.rows
        let width = feedForward.outputs
        let active = pass.scratch.wide.view
        pass.kernels.forEachRun(of: rows, threads: pass.threads) { run in
            for row in run {
                active.row(row).update(from: record.wide.view.row(row), count: width)
                pass.kernels.activate(activation, active.row(row), count: width)
            }
        }
        feedForwardOutput.forward(pass, active, rows: rows, into: sum)
        add(pass, pass.scratch.middle.view, to: sum, .feedForwardOutput, application)
        outputNorm.forward(pass, sum, rows: rows, into: output)
    }

    /// In place the gradient by the application's input from the one by its output. Spoils `record.wide`.
    func backward(
        _ pass: TrainingPass, input: MatrixView, application: Int, _ record: LayerRecord, sum: MatrixView,
        gradient: MatrixView
    ) {
        let rows = pass.rows
        let wide = record.wide.view
        let wideGradient = pass.scratch.wide.view
        outputNorm.backward(pass, input: sum, gradient: gradient, rows: rows)
        var update = dropped(pass, gradient, .feedForwardOutput, application)
        feedForwardOutput.backward(pass, gradient: update, rows: rows, into: wideGradient)
        pass.kernels.activateGradient(
            activation, wide, gradient: wideGradient, rows: rows, width: feedForward.outputs, threads: pass.threads)
        feedForwardOutput.addGradients(pass, input: wide, gradient: update, rows: rows)

        let middle = pass.scratch.middle.view
        attentionNorm.forward(pass, record.firstSum.view, rows: rows, into: middle)
        feedForward.addGradients(pass, input: middle, gradient: wideGradient, rows: rows)
        feedForward.backward(pass, gradient: wideGradient, rows: rows, into: gradient, adds: true)

        attentionNorm.backward(pass, input: record.firstSum.view, gradient: gradient, rows: rows)
        update = dropped(pass, gradient, .attentionOutput, application)
        attentionOutput.addGradients(pass, input: record.context.view, gradient: update, rows: rows)
        attentionOutput.backward(pass, gradient: update, rows: rows, into: pass.scratch.context.view)
        attention(application).backward(
            pass, projections: record.projections.view, gradient: pass.scratch.context.view, into: wideGradient)
        projections.addGradients(pass, input: input, gradient: wideGradient, rows: rows)
        projections.backward(pass, gradient: wideGradient, rows: rows, into: gradient, adds: true)
    }

    /// sum = dropout(sum) + residual.
    private func add(
        _ pass: TrainingPass, _ residual: MatrixView, to sum: MatrixView, _ site: DropoutSite, _ application: Int
    ) {
        pass.drop(
            pass.dropout?.mask(site, place: application), sum, rows: pass.rows, width: hiddenSize,
            firstRow: pass.firstToken)
        pass.kernels.forEachRun(of: pass.rows, threads: pass.threads) { run in
            for row in run { pass.kernels.add(residual.row(row), to: sum.row(row), count: hiddenSize) }
        }
    }

    /// The gradient by what dropout got: a copy with some left out, or `gradient` itself.
    private func dropped(
        _ pass: TrainingPass, _ gradient: MatrixView, _ site: DropoutSite, _ application: Int
    ) -> MatrixView {
        guard let mask = pass.dropout?.mask(site, place: application) else { return gradient }
        let copy = pass.scratch.dropped.view
        pass.kernels.forEachRun(of: pass.rows, threads: pass.threads) { run in
            for row in run { copy.row(row).update(from: gradient.row(row), count: hiddenSize) }
        }
        pass.drop(mask, copy, rows: pass.rows, width: hiddenSize, firstRow: pass.firstToken)
        return copy
    }
}
