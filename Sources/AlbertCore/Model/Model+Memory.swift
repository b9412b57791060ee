// How much memory a model's weights hold: what is shared is counted once, what packing pads is counted in.

extension Model {
    /// Bytes of all packed weights. Workspaces and the tokenizer come on top.
    public var weightByteCount: Int {
        encoder.byteCount + (pooler?.byteCount ?? 0) + (sentenceOrderHead?.byteCount ?? 0)
            + (taskHead?.linear.byteCount ?? 0)
            + (maskedLanguageHead?.byteCount(besides: encoder.embeddings.words) ?? 0)
    }
}

extension Encoder {
    fileprivate var byteCount: Int {
        embeddings.byteCount + groups.joined().reduce(0) { $0 + $1.byteCount }
    }
}

extension Embeddings {
    fileprivate var byteCount: Int {
        words.byteCount + positions.byteCount + types.byteCount + norm.byteCount + widening.byteCount
    }
}

extension AlbertLayer {
    fileprivate var byteCount: Int {
        projections.byteCount + attentionOutput.byteCount + attentionNorm.byteCount + feedForward.byteCount
            + feedForwardOutput.byteCount + outputNorm.byteCount
    }
}

extension MaskedLanguageHead {
    /// Without the decoder where it is the table `words` itself.
    fileprivate func byteCount(besides words: PackedMatrix) -> Int {
        dense.byteCount + norm.byteCount + bias.byteCount + (decoder === words ? 0 : decoder.byteCount)
    }
}
