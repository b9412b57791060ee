// Sentence order: which of two texts comes first.

/// How the order of two texts is judged.
struct SentenceOrderOptions {
    var maxLength: Int?
    var threads: Int?
}

extension Model {
    /// The probability that `first` comes before `second`.
    func sentenceOrder(
        _ first: UnsafeBufferPointer<UInt8>, _ second: UnsafeBufferPointer<UInt8>, options: SentenceOrderOptions,
        watch: Watch
    ) throws(AlbertError) -> Float {
        let tokenizer = try requireTokenizer()
        try requireHeads(for: .sopLogits)
        guard !first.isEmpty else { throw AlbertError(.argument, at: "first", "the text is empty") }
        guard !second.isEmpty else { throw AlbertError(.argument, at: "second", "the text is empty") }
        var tokenizing = EncodeOptions()
        tokenizing.maxLength = try lengthLimit(options.maxLength)
        tokenizing.truncation = .longestFirst
        let texts = try TokenizedTexts(
            try tokenizer.encode(first, pair: second, options: tokenizing, watch: watch))
        let output = try forward(texts.batch, ForwardRequest(.sopLogits), threads: options.threads, watch: watch)
        guard let logits = output.sopLogits, logits.count == 2 else {
            throw AlbertError(.internal, at: "sentence_order", "the forward pass gave no logits")
        }
        return probability(logits.values[0], logTotal: kernels.logSumExp(logits.values.base, count: 2))
    }
}
