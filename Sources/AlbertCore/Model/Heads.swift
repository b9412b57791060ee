// The pre-training heads and the pooler: what turns hidden vectors into answers.

/// Scores every piece of the vocabulary for a position: dense, activation, norm, then the tied word table.
final class MaskedLanguageHead: @unchecked Sendable {
    /// [hiddenSize, embeddingSize]
    let dense: Linear
    let norm: LayerNorm
    /// [embeddingSize, vocabulary]: the embedding table itself where the weights are tied.
    let decoder: PackedMatrix
    /// [vocabulary]
    let bias: Buffer<Float>
    let activation: Activation

    init(
        dense: Linear, norm: LayerNorm, decoder: PackedMatrix, bias: consuming Buffer<Float>, activation: Activation
    ) {
        self.dense = dense
        self.norm = norm
        self.decoder = decoder
        self.bias = bias
        self.activation = activation
    }

    /// logits[rows, vocabulary] from the first `rows` rows of hidden; the pass's narrow matrix is scratch.
    func apply(_ pass: ForwardPass, to hidden: MatrixView, rows: Int, into logits: MatrixView) throws(AlbertError) {
        try pass.forEachBlock(of: rows) { block in
            let narrow = block.own(pass.work.narrow.view)
            block.linear(dense, block.own(hidden), activation, into: narrow)
            block.norm(narrow, width: dense.outputWidth, norm, into: narrow)
            pass.kernels.apply(
                decoder, bias: UnsafePointer(bias.base), to: narrow, rows: block.rows.count, into: block.own(logits),
                scratch: block.scratch, threads: block.threads, watch: pass.watch)
        }
    }
}

extension Model {
    /// Throws `missing` when the model's file lacks what an output needs.
    func requireHeads(for outputs: ForwardOutputs) throws(AlbertError) {
        if outputs.contains(.pooled), pooler == nil { throw lacks("the pooler (pooler.weight)") }
        if outputs.contains(.mlmLogits), maskedLanguageHead == nil {
            throw lacks("the masked-language-model head (predictions.dense.weight)")
        }
        for kind in TaskHead.Kind.allCases where outputs.contains(kind.output) { try requireTaskHead(kind) }
        guard outputs.contains(.sopLogits) else { return }
        if pooler == nil { throw lacks("the pooler (pooler.weight), which sentence order needs") }
        if sentenceOrderHead == nil { throw lacks("the sentence-order head (sop_classifier.classifier.weight)") }
    }

    func lacks(_ what: String) -> AlbertError {
        AlbertError(.missing, at: name, "the model's file does not hold \(what)")
    }

    /// Writes what `request` wants of a slice whose hidden vectors are ready.
    func heads(_ pass: ForwardPass, _ request: ForwardRequest, _ output: ForwardOutput) throws(AlbertError) {
        if let logits = output.mlmLogits { try maskedLanguageLogits(pass, request.positions, into: logits) }
        let task = output.taskLogits == nil ? nil : taskHead
        if let logits = output.taskLogits, let task, !task.kind.readsPooled {
            try apply(task, pass, pooled: nil, into: logits)
        }
        guard output.pooled != nil || output.sopLogits != nil || task?.kind.readsPooled == true else { return }
        let pooled = try pool(pass)
        if let logits = output.taskLogits, let task, task.kind.readsPooled {
            try apply(task, pass, pooled: pooled, into: logits)
        }
        let sequences = pass.slice.sequences
        output.pooled?.copyRows(pooled, rows: sequences)
        if let logits = output.sopLogits, let head = sentenceOrderHead {
            let target = MatrixView(base: logits.values.base + 2 * sequences.lowerBound, stride: 2)
            try pass.forEachBlock(of: sequences.count) { block in
                block.linear(head, block.own(pooled), into: block.own(target))
            }
        }
    }

    /// tanh(pooler(first token)) of every sequence of the slice: [sequences, hiddenSize], in `pass.work.pooled`.
    func pool(_ pass: ForwardPass) throws(AlbertError) -> MatrixView {
        guard let pooler else { throw lacks("the pooler (pooler.weight)") }
        let firstTokens = pass.work.gathered.view
        for (index, start) in pass.starts.enumerated() {
            firstTokens.row(index).update(from: pass.work.hidden.view.row(start), count: configuration.hiddenSize)
        }
        let pooled = pass.work.pooled.view
        try pass.forEachBlock(of: pass.starts.count) { block in
            block.linear(pooler, block.own(firstTokens), .tanh, into: block.own(pooled))
        }
        return pooled
    }

    /// The logits of those wanted positions that lie in the slice, into their rows of `logits`.
    private func maskedLanguageLogits(
        _ pass: ForwardPass, _ positions: UnsafeBufferPointer<Int64>?, into logits: Tensor
    ) throws(AlbertError) {
        guard let head = maskedLanguageHead else { return }
        let vocabulary = configuration.vocabularySize
        let work = pass.work
        guard let positions else {
            let target = MatrixView(
                base: logits.values.base + pass.slice.tokens.lowerBound * vocabulary, stride: vocabulary)
            return try head.apply(pass, to: work.hidden.view, rows: pass.rows, into: target)
        }
        // Wanted rows may come in any order and more than once: they are gathered, in runs that the workspace has room for.
        var next = 0
        while next < positions.count {
            let first = next
            var rows = 0
            while next < positions.count, rows < work.tokenCapacity,
                pass.slice.tokens.contains(Int(positions[next]))
            {
                let row = Int(positions[next]) - pass.slice.tokens.lowerBound
                work.gathered.view.row(rows).update(from: work.hidden.view.row(row), count: configuration.hiddenSize)
                rows += 1
                next += 1
            }
            if rows == 0 {
                next += 1
                continue
            }
            try head.apply(
                pass, to: work.gathered.view, rows: rows,
                into: MatrixView(base: logits.values.base + first * vocabulary, stride: vocabulary))
        }
    }
}
