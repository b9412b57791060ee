// One application of a layer, forwards and backwards: attention, add and norm, feed-forward, add and norm.

/// What backwards needs of one application's way forwards; of the last one, behind `projections`, only the rows that somebody reads,
/// one after the other.
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

    var linears: [TrainedLinear] { [projections, attentionOutput, feedForward, feedForwardOutput] }

    private var hiddenSize: Int { attentionOutput.outputs }

    private func attention(_ application: Int) -> TrainedAttention {
        TrainedAttention(headCount: headCount, headWidth: hiddenSize / headCount, place: application)
    }

    /// The way to the activation function: all that `record` keeps, and `scratch.middle`, which the rest builds on. From
    /// attention on only the rows of `selection`, where there is one, one after the other.
    func begin(
        _ pass: TrainingPass, _ input: MatrixView, application: Int, only selection: RowSelection?,
        into record: LayerRecord
    ) {
        let (context, sum, middle) = (record.context.view, record.firstSum.view, pass.scratch.middle.view)
        projections.forward(pass, input, rows: pass.rows, into: record.projections.view)
        attention(application).forward(pass, projections: record.projections.view, into: context)
        let rows = pass.rowCount(selection)
        var residual = input
        if let selection {
            selection.gather(context, width: hiddenSize)
            pass.gather(input, rows: selection.rows[...], width: hiddenSize, into: middle)
            residual = middle
        }
        attentionOutput.forward(pass, context, rows: rows, into: sum)
        add(pass, residual, to: sum, .attentionOutput, application, selection)
        attentionNorm.forward(pass, sum, rows: rows, into: middle)
        feedForward.forward(pass, middle, rows: rows, into: record.wide.view)
    }

    /// The rest, after `begin`: `sum` becomes what the last norm gets, and `output` what it gives, there every row in its place.
    func finish(
        _ pass: TrainingPass, application: Int, only selection: RowSelection?, _ record: LayerRecord,
        sum: MatrixView, into output: MatrixView
    ) {
        let rows = pass.rowCount(selection)
        let width = feedForward.outputs
        let active = pass.scratch.wide.view
        pass.kernels.forEachRun(of: rows, threads: pass.threads) { run in
            for row in run {
                active.row(row).update(from: record.wide.view.row(row), count: width)
                pass.kernels.activate(activation, active.row(row), count: width)
            }
        }
        feedForwardOutput.forward(pass, active, rows: rows, into: sum)
        add(pass, pass.scratch.middle.view, to: sum, .feedForwardOutput, application, selection)
        outputNorm.forward(pass, sum, rows: rows, into: output)
        selection?.scatter(output, width: hiddenSize)
    }

    /// In place the gradient by the application's input from the one by its output. Spoils `record.wide`.
    func backward(
        _ pass: TrainingPass, input: MatrixView, application: Int, only selection: RowSelection?,
        _ record: LayerRecord, sum: MatrixView, gradient: MatrixView
    ) {
        let rows = pass.rowCount(selection)
        let wide = record.wide.view
        let wideGradient = pass.scratch.wide.view
        selection?.gather(gradient, width: hiddenSize)
        outputNorm.backward(pass, input: sum, gradient: gradient, rows: rows)
        var update = dropped(pass, gradient, .feedForwardOutput, application, selection)
        feedForwardOutput.backward(pass, gradient: update, rows: rows, into: wideGradient)
        pass.kernels.activateGradient(
            activation, wide, gradient: wideGradient, rows: rows, width: feedForward.outputs, threads: pass.threads)
        feedForwardOutput.addGradients(pass, input: wide, gradient: update, rows: rows)

        let middle = pass.scratch.middle.view
        attentionNorm.forward(pass, record.firstSum.view, rows: rows, into: middle)
        feedForward.addGradients(pass, input: middle, gradient: wideGradient, rows: rows)
        feedForward.backward(pass, gradient: wideGradient, rows: rows, into: gradient, adds: true)

        attentionNorm.backward(pass, input: record.firstSum.view, gradient: gradient, rows: rows)
        update = dropped(pass, gradient, .attentionOutput, application, selection)
        attentionOutput.addGradients(pass, input: record.context.view, gradient: update, rows: rows)
        let context = pass.scratch.context.view
        attentionOutput.backward(pass, gradient: update, rows: rows, into: context)

        selection?.spread(context, width: hiddenSize, count: pass.rows)
        selection?.spread(gradient, width: hiddenSize, count: pass.rows)
        attention(application).backward(
            pass, projections: record.projections.view, gradient: context, into: wideGradient)
        projections.addGradients(pass, input: input, gradient: wideGradient, rows: pass.rows)
        projections.backward(pass, gradient: wideGradient, rows: pass.rows, into: gradient, adds: true)
    }

    /// sum = dropout(sum) + residual.
    private func add(
        _ pass: TrainingPass, _ residual: MatrixView, to sum: MatrixView, _ site: DropoutSite, _ application: Int,
        _ selection: RowSelection?
    ) {
        let rows = pass.rowCount(selection)
        pass.drop(
            pass.dropout?.mask(site, place: application), sum, rows: rows, width: hiddenSize,
            firstRow: pass.firstToken, only: selection)
        pass.kernels.forEachRun(of: rows, threads: pass.threads) { run in
            for row in run { pass.kernels.add(residual.row(row), to: sum.row(row), count: hiddenSize) }
        }
    }

    /// The gradient by what dropout got: a copy with some left out, or `gradient` itself.
    private func dropped(
        _ pass: TrainingPass, _ gradient: MatrixView, _ site: DropoutSite, _ application: Int,
        _ selection: RowSelection?
    ) -> MatrixView {
        guard let mask = pass.dropout?.mask(site, place: application) else { return gradient }
        let rows = pass.rowCount(selection)
        let copy = pass.scratch.dropped.view
        pass.kernels.forEachRun(of: rows, threads: pass.threads) { run in
            for row in run { copy.row(row).update(from: gradient.row(row), count: hiddenSize) }
        }
        pass.drop(mask, copy, rows: rows, width: hiddenSize, firstRow: pass.firstToken, only: selection)
        return copy
    }
}
