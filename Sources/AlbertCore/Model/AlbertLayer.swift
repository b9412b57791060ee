// One layer of the encoder, as in the original BERT: attention, add and norm, feed-forward, add and norm.

/// The parameters that one application of a layer uses; ALBERT applies the same ones again and again.
final class AlbertLayer: @unchecked Sendable {
    /// Queries, keys and values as one product: [hiddenSize, 3 × hiddenSize].
    let projections: Linear
    let attentionOutput: Linear
    let attentionNorm: LayerNorm
    let feedForward: Linear
    let feedForwardOutput: Linear
    let outputNorm: LayerNorm
    let headCount: Int
    let activation: Activation

    init(
        projections: Linear, attentionOutput: Linear, attentionNorm: LayerNorm, feedForward: Linear,
        feedForwardOutput: Linear, outputNorm: LayerNorm, headCount: Int, activation: Activation
    ) {
        self.projections = projections
        self.attentionOutput = attentionOutput
        self.attentionNorm = attentionNorm
        self.feedForward = feedForward
        self.feedForwardOutput = feedForwardOutput
        self.outputNorm = outputNorm
        self.headCount = headCount
        self.activation = activation
    }

    private var hiddenSize: Int { attentionOutput.outputWidth }
    private var headWidth: Int { hiddenSize / headCount }

    /// hidden = layer(hidden) for a slice of a batch; `weights` receives the attention weights if somebody asked.
    func apply(_ pass: ForwardPass, weights: AttentionRecord?) throws(AlbertError) {
        let work = pass.work
        let hidden = work.hidden.view
        try pass.linear(projections, hidden, into: work.projections.view)
        attend(pass, weights)
        try pass.linear(attentionOutput, work.context.view, into: work.update.view)
        pass.addAndNorm(work.update.view, to: hidden, attentionNorm)

        try pass.linear(feedForward, hidden, activation, into: work.wide.view)
        try pass.linear(feedForwardOutput, work.wide.view, into: work.update.view)
        pass.addAndNorm(work.update.view, to: hidden, outputNorm)
    }

    /// context = attention(projections), a task per sequence and head.
    private func attend(_ pass: ForwardPass, _ record: AttentionRecord?) {
        let threads = pass.threads
        let taskCount = pass.slice.sequences.count * headCount
        runTasks(taskCount, threads: threads) { task, thread in
            let sequence = task / headCount
            let head = task % headCount
            let length = Int(pass.batch.lengths[pass.slice.sequences.lowerBound + sequence])
            let first = pass.starts[sequence]
            let projected = pass.work.projections.view.rows(from: first).columns(from: head * headWidth)
            let block = pass.work.attention.base + thread * pass.work.attentionStride
            let scratch = AttentionScratch(block, length: length, headWidth: headWidth, kernels: pass.kernels)
            AttentionHead(
                kernels: pass.kernels, headWidth: headWidth, queries: projected,
                keys: projected.columns(from: hiddenSize), values: projected.columns(from: 2 * hiddenSize),
                length: length, mask: pass.mask(from: first),
                context: pass.work.context.view.rows(from: first).columns(from: head * headWidth),
                weights: record?.weights(sequence: pass.slice.sequences.lowerBound + sequence, head: head)
            ).run(scratch)
        }
    }
}
