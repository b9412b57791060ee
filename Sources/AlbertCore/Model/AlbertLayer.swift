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

    /// Scores and weights have no columns that int8 could scale: beside int8 layers, attention runs in bfloat16.
    private var attentionPrecision: Precision { projections.weight.products.precision.outsideLayers }
    private var hiddenSize: Int { attentionOutput.outputWidth }
    private var headWidth: Int { hiddenSize / headCount }

    /// hidden = layer(hidden) for a slice of a batch, or for `selection` of its rows, which leaves the others undefined;
    /// `weights` receives the attention weights if somebody asked, which takes all rows.
    func apply(_ pass: ForwardPass, only selection: RowSelection?, weights: AttentionRecord?) throws(AlbertError) {
        let work = pass.work
        let hidden = work.hidden.view
        let rows = selection?.count ?? pass.rows
        try project(pass, selection)
        try attend(pass, selection, weights)
        try pass.linear(attentionOutput, work.context.view, rows: rows, into: work.update.view)
        pass.addAndNorm(work.update.view, to: hidden, rows: rows, attentionNorm)

        try pass.linear(feedForward, hidden, rows: rows, activation, into: work.wide.view)
        try pass.linear(feedForwardOutput, work.wide.view, rows: rows, into: work.update.view)
        pass.addAndNorm(work.update.view, to: hidden, rows: rows, outputNorm)
        selection?.scatter(hidden, width: hiddenSize)
    }

    /// Queries, keys and values of hidden. With a selection, its rows of hidden are gathered at the front, and so are their
    /// queries.
    private func project(_ pass: ForwardPass, _ selection: RowSelection?) throws(AlbertError) {
        let hidden = pass.work.hidden.view
        let target = pass.work.projections.view
        guard let selection else { return try pass.linear(projections, hidden, rows: pass.rows, into: target) }
        try pass.linear(projections, hidden, rows: pass.rows, columns: hiddenSize..<3 * hiddenSize, into: target)
        selection.gather(hidden, width: hiddenSize)
        try pass.linear(projections, hidden, rows: selection.count, columns: 0..<hiddenSize, into: target)
    }

    /// context = attention(projections), a task per sequence and head.
    private func attend(
        _ pass: ForwardPass, _ selection: RowSelection?, _ record: AttentionRecord?
    ) throws(AlbertError) {
        let threads = pass.threads
        let products = pass.kernels.products(attentionPrecision)
        let taskCount = pass.slice.sequences.count * headCount
        runTasks(taskCount, threads: threads) { task, thread in
            let sequence = task / headCount
            let head = task % headCount
            let length = Int(pass.batch.lengths[pass.slice.sequences.lowerBound + sequence])
            let first = pass.starts[sequence]
            // Queries and context of selected rows lie at the front.
            let asking = selection?.selected(ofSequence: sequence) ?? first..<first + length
            let projected = pass.work.projections.view.columns(from: head * headWidth)
            let known = projected.rows(from: first)
            let block = pass.work.attention.base + thread * pass.work.attentionStride
            let scratch = AttentionScratch(block, length: length, headWidth: headWidth, products: products)
            AttentionHead(
                kernels: pass.kernels, products: products, headWidth: headWidth, queries: projected.rows(from: asking.lowerBound),
                queryCount: asking.count, keys: known.columns(from: hiddenSize),
                values: known.columns(from: 2 * hiddenSize), length: length, mask: pass.mask(from: first),
                context: pass.work.context.view.rows(from: asking.lowerBound).columns(from: head * headWidth),
                weights: record?.weights(sequence: pass.slice.sequences.lowerBound + sequence, head: head),
                watch: pass.watch
            ).run(scratch)
        }
        try pass.watch.check()
    }
}
