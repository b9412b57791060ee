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

    /// Queries, keys and values of a block's hidden vectors, or only keys and values.
    func project(_ block: RowBlock, withQueries: Bool) {
        block.linear(
            projections, block.own(block.pass.work.hidden.view),
            columns: (withQueries ? 0 : hiddenSize)..<3 * hiddenSize,
            into: block.own(block.pass.work.projections.view))
    }

    /// Queries alone, of rows gathered at the front.
    func projectQueries(_ block: RowBlock) {
        block.linear(
            projections, block.own(block.pass.work.hidden.view), columns: 0..<hiddenSize,
            into: block.own(block.pass.work.projections.view))
    }

    /// hidden = what the layer makes of hidden and of the context that attention left.
    func finish(_ block: RowBlock) {
        let hidden = block.own(block.pass.work.hidden.view)
        block.linear(attentionOutput, block.own(block.pass.work.context.view), into: block.update)
        block.norm(block.update, plus: hidden, width: hiddenSize, attentionNorm, into: hidden)

        block.linear(feedForward, hidden, activation, into: block.wide)
        block.linear(feedForwardOutput, block.wide, into: block.update)
        block.norm(block.update, plus: hidden, width: hiddenSize, outputNorm, into: hidden)
    }

    /// context = attention(projections), a task per sequence and head; with a selection, of its queries, which lie at the front
    /// as their context will. `record` receives the attention weights if somebody asked, which takes all rows.
    func attend(
        _ pass: ForwardPass, only selection: RowSelection?, _ record: AttentionRecord?
    ) throws(AlbertError) {
        let threads = pass.threads
        let products = pass.kernels.products(projections.weight.products.precision.ofAttention)
        let taskCount = pass.slice.sequences.count * headCount
        runTasks(taskCount, threads: threads) { task, thread in
            let sequence = task / headCount
            let head = task % headCount
            let length = Int(pass.batch.lengths[pass.slice.sequences.lowerBound + sequence])
            let first = pass.starts[sequence]
            let asking = selection?.selected(ofSequence: sequence) ?? first..<first + length
            let projected = pass.work.projections.view.columns(from: head * headWidth)
            let known = projected.rows(from: first)
            let room = pass.work.tiles.base + thread * pass.work.tileStride
            let block = pass.work.attention.base + thread * pass.work.attentionStride
            let scratch = AttentionScratch(block, length: length, headWidth: headWidth, products: products)
            AttentionHead(
                kernels: pass.kernels, products: products, headWidth: headWidth,
                queries: projected.rows(from: asking.lowerBound),
                queryCount: asking.count, keys: known.columns(from: hiddenSize),
                values: known.columns(from: 2 * hiddenSize), length: length, mask: pass.mask(from: first),
                context: pass.work.context.view.rows(from: asking.lowerBound).columns(from: head * headWidth),
                weights: record?.weights(sequence: pass.slice.sequences.lowerBound + sequence, head: head),
                tile: room, watch: pass.watch
            ).run(scratch)
        }
        try pass.watch.check()
    }
}
