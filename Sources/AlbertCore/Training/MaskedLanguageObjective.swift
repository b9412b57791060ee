// Finding masked pieces: only their rows reach the decoder, a few at a time, forwards and backwards at once, so that there are
// never more than `rowsPerDecoding` rows of logits.

struct MaskedLanguageObjective: @unchecked Sendable {
    /// [embeddingSize, hiddenSize]
    let dense: TrainedLinear
    let norm: TrainedNorm
    /// weight [vocabulary, embeddingSize]: the word table where they are tied; bias [vocabulary].
    let decoder: TrainedLinear
    let activation: Activation

    /// The loss of labelled pieces; where `factor` is given, their gradients times it go back into `scratch.hiddenGradient`.
    func run(_ pass: TrainingPass, _ labels: UnsafeBufferPointer<Int32>, factor: Float?) throws(AlbertError) -> LossSum
    {
        let rows = labels.indices.filter { labels[$0] != ignoredLabel }
        var result = LossSum()
        for start in stride(from: 0, to: rows.count, by: rowsPerDecoding) {
            try pass.watch.check()
            result += run(pass, labels, rows: rows[start..<min(start + rowsPerDecoding, rows.count)], factor: factor)
        }
        return result
    }

    private func run(
        _ pass: TrainingPass, _ labels: UnsafeBufferPointer<Int32>, rows: ArraySlice<Int>, factor: Float?
    ) -> LossSum {
        let scratch = pass.scratch
        let count = rows.count
        let width = norm.width
        let (gathered, inner) = (scratch.context.view, scratch.middle.view)
        let (active, narrow, logits) = (scratch.dropped.view, scratch.wide.view, scratch.logits.view)
        pass.gather(scratch.hidden.view, rows: rows, width: dense.inputs, into: gathered)
        dense.forward(pass, gathered, rows: count, into: inner)
        for row in 0..<count { active.row(row).update(from: inner.row(row), count: width) }
        pass.kernels.activate(activation, active, rows: count, width: width, threads: pass.threads)
        norm.forward(pass, active, rows: count, into: narrow)
        decoder.forward(pass, narrow, rows: count, into: logits)
        let result = lossesOfRows(count, threads: pass.threads) { row in
            let label = Int(labels[rows[rows.startIndex + row]])
            return pass.kernels.crossEntropy(logits.row(row), count: decoder.outputs, label: label, factor: factor)
        }
        guard factor != nil else { return result }

        decoder.addGradients(pass, input: narrow, gradient: logits, rows: count)
        decoder.backward(pass, gradient: logits, rows: count, into: narrow)
        norm.backward(pass, input: active, gradient: narrow, rows: count)
        pass.kernels.activateGradient(
            activation, inner, gradient: narrow, rows: count, width: width, threads: pass.threads)
        dense.addGradients(pass, input: gathered, gradient: narrow, rows: count)
        dense.backward(pass, gradient: narrow, rows: count, into: active)
        pass.scatter(active, rows: rows, width: dense.inputs, addingTo: scratch.hiddenGradient.view)
        return result
    }
}

/// The losses of rows, computed side by side and added up in order.
func lossesOfRows(_ count: Int, threads: Int, _ loss: (_ row: Int) -> LossSum) -> LossSum {
    var losses = [LossSum](repeating: LossSum(), count: count)
    losses.withUnsafeMutableBufferPointer { losses in
        let losses = LossSlots(base: losses.baseAddress)
        runTasks(count, threads: threads) { row, _ in losses.base?[row] = loss(row) }
    }
    return losses.reduce(into: LossSum()) { $0 += $1 }
}

private struct LossSlots: @unchecked Sendable { let base: UnsafeMutablePointer<LossSum>? }
