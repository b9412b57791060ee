// One vector per text: the encoder's hidden vectors, pooled; of a text that is longer than the model's limit, those of its
// first part or of overlapping windows.

/// How texts become vectors.
struct EncodeTextOptions {
    /// Nil: as the model's own files say, else the mean.
    var pooling: Pooling?
    /// Whether each vector is divided by its length; nil: as the model's own files say, else not.
    var normalizes: Bool?
    var truncationSide = EncodeOptions.Side.right
    /// Pieces that windows of a long text share; nil: long texts are truncated.
    var windowStride: Int?
    /// Most bytes of scratch memory; nil: what is fastest.
    var memoryBudget: Int?
    var texts = TextOptions()
}

/// The same with nothing left open.
private struct VectorPlan {
    let pooling: Pooling
    let normalizes: Bool
    let tokenizing: EncodeOptions
    let threads: Int?
    /// Tokens computed at once.
    let tokenLimit: Int

    /// The rows that the pooling reads; nil: all.
    func rowsRead(in pass: ForwardPass) -> RowSelection? {
        switch pooling {
        case .mean, .max: nil
        case .cls, .pooler: ForwardRequest(.pooled).rowsRead(in: pass)
        }
    }
}

extension Model {
    /// Writes the vectors of `texts`, each [hiddenSize], row after row into `vectors`.
    func encode(
        _ texts: GivenTexts, options: EncodeTextOptions, into vectors: UnsafeMutableBufferPointer<Float>, watch: Watch
    ) throws(AlbertError) {
        _ = try requireTokenizer()
        let width = configuration.hiddenSize
        let needed = try checkedProduct(texts.count, width)
        guard vectors.count >= needed else {
            throw AlbertError(
                .argument, at: "vector_capacity",
                "\(vectors.count) floats given, \(texts.count) × \(width) needed")
        }
        let plan = try vectorPlan(options)
        if plan.pooling == .pooler { try requireHeads(for: .pooled) }
        guard let base = vectors.baseAddress, texts.count > 0 else { return }
        let window = try Buffer<Float>(uninitialized: width)
        try forEachRound(of: texts, plan.tokenizing, watch: watch) { (round, encoded) throws(AlbertError) in
            // A tokenizer's files may give a text no piece at all, or ids and types that the model has not.
            try encoded.batch.validate(for: configuration)
            let target = MatrixView(base: base + round.lowerBound * width, stride: width)
            try forEachSlice(
                of: encoded.batch, tokenLimit: plan.tokenLimit, threads: plan.threads, watch: watch.silent
            ) { (pass) throws(AlbertError) in
                try run(pass, only: plan.rowsRead(in: pass))
                let pooled = plan.pooling == .pooler ? try pool(pass) : nil
                for (index, sequence) in pass.slice.sequences.enumerated() {
                    let vector = target.row(encoded.text(ofWindow: sequence))
                    if encoded.isWhole(sequence) {
                        pool(pass, index, pooled, plan.pooling, into: vector)
                    } else {
                        pool(pass, index, pooled, plan.pooling, into: window.base)
                        join(window.base, sequence, of: encoded, plan.pooling, into: vector)
                    }
                    if plan.normalizes, encoded.isLast(sequence) { normalize(vector) }
                }
            }
        }
    }

    private func vectorPlan(_ options: EncodeTextOptions) throws(AlbertError) -> VectorPlan {
        if options.pooling == nil, let unsupported = vectorSettings.unsupported {
            throw AlbertError(
                .unsupported, at: name,
                "sentence-transformers' files ask for \(unsupported), which this library does not do; the option pooling overrides it"
            )
        }
        var texts = options.texts
        if texts.maxLength == nil, let own = vectorSettings.maxLength {
            texts.maxLength = min(own, try lengthLimit(nil))
        }
        var tokenizing = try tokenizing(texts, .longestFirst)
        tokenizing.truncationSide = options.truncationSide
        if let stride = options.windowStride {
            tokenizing.overflow = true
            tokenizing.stride = stride
        }
        var limit = tokensPerSlice
        if let budget = options.memoryBudget {
            limit = try tokenLimit(
                memory: budget, length: try lengthLimit(texts.maxLength), threads: texts.threads ?? defaultThreads)
        }
        return VectorPlan(
            pooling: options.pooling ?? vectorSettings.pooling ?? .mean,
            normalizes: options.normalizes ?? vectorSettings.normalizes ?? false, tokenizing: tokenizing,
            threads: texts.threads, tokenLimit: limit)
    }

    /// The vector of the pass's sequence number `index`.
    private func pool(
        _ pass: ForwardPass, _ index: Int, _ pooled: MatrixView?, _ pooling: Pooling,
        into vector: UnsafeMutablePointer<Float>
    ) {
        let width = configuration.hiddenSize
        let hidden = pass.work.hidden.view.rows(from: pass.starts[index])
        let length = Int(pass.batch.lengths[pass.slice.sequences.lowerBound + index])
        vector.update(from: pooled?.row(index) ?? hidden.row(0), count: width)
        switch pooling {
        case .cls, .pooler: break
        case .mean:
            for token in 1..<Swift.max(length, 1) { kernels.add(hidden.row(token), to: vector, count: width) }
            kernels.scale(vector, by: 1 / Float(length), count: width)
        case .max:
            for token in 1..<Swift.max(length, 1) { kernels.raise(vector, to: hidden.row(token), count: width) }
        }
    }

    /// Takes one window's vector into its text's: weighted by the window's tokens, or the largest of each component.
    private func join(
        _ part: UnsafeMutablePointer<Float>, _ window: Int, of encoded: borrowing TokenizedTexts, _ pooling: Pooling,
        into vector: UnsafeMutablePointer<Float>
    ) {
        let width = configuration.hiddenSize
        if pooling != .max { kernels.scale(part, by: Float(encoded.length(ofWindow: window)), count: width) }
        if encoded.isFirst(window) {
            vector.update(from: part, count: width)
        } else if pooling == .max {
            kernels.raise(vector, to: part, count: width)
        } else {
            kernels.add(part, to: vector, count: width)
        }
        guard pooling != .max, encoded.isLast(window) else { return }
        kernels.scale(vector, by: 1 / Float(encoded.tokenCount(ofTextEndingWith: window)), count: width)
    }

    private func normalize(_ vector: UnsafeMutablePointer<Float>) {
        let norm = kernels.squareSum(vector, count: configuration.hiddenSize).squareRoot()
        kernels.scale(vector, by: 1 / Swift.max(norm, 1e-12), count: configuration.hiddenSize)
    }
}
