// From the first token of every sequence through the pooler to a head's logits, and back.

struct TrainedPooler: @unchecked Sendable {
    /// [hiddenSize, hiddenSize], then tanh.
    let linear: TrainedLinear

    /// Runs `head` on the pooled vectors, with `mask` before it. `losses` gets the logits [sequences, outputs] and, where
    /// `trains`, leaves their gradient in their place; it then goes back into `scratch.hiddenGradient`.
    func run(
        _ pass: TrainingPass, head: TrainedLinear, mask: DropoutMask?, trains: Bool,
        _ losses: (MatrixView) -> LossSum
    ) -> LossSum {
        let count = pass.starts.count
        let width = linear.inputs
        let (first, inner) = (pass.scratch.context.view, pass.scratch.middle.view)
        let (pooled, logits) = (pass.scratch.dropped.view, pass.scratch.wide.view)
        pass.gather(pass.scratch.hidden.view, rows: pass.starts[...], width: width, into: first)
        linear.forward(pass, first, rows: count, into: inner)
        for row in 0..<count { pooled.row(row).update(from: inner.row(row), count: width) }
        pass.kernels.activate(.tanh, pooled, rows: count, width: width, threads: pass.threads)
        pass.drop(mask, pooled, rows: count, width: width, firstRow: pass.firstSequence)
        head.forward(pass, pooled, rows: count, into: logits)
        let result = losses(logits)
        guard trains else { return result }

        head.addGradients(pass, input: pooled, gradient: logits, rows: count)
        head.backward(pass, gradient: logits, rows: count, into: pooled)
        pass.drop(mask, pooled, rows: count, width: width, firstRow: pass.firstSequence)
        pass.kernels.activateGradient(
            .tanh, inner, gradient: pooled, rows: count, width: width, threads: pass.threads)
        linear.addGradients(pass, input: first, gradient: pooled, rows: count)
        linear.backward(pass, gradient: pooled, rows: count, into: logits)
        pass.scatter(logits, rows: pass.starts[...], width: width, addingTo: pass.scratch.hiddenGradient.view)
        return result
    }
}
