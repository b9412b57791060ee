// From a tokenizer's encodings to a model's batch.

extension Model {
    /// The tokenizer, or the error that says that the model came without one.
    func requireTokenizer() throws(AlbertError) -> Tokenizer {
        guard let tokenizer else {
            throw AlbertError(.missing, at: name, "the model's directory holds no tokenizer.json or spiece.model")
        }
        return tokenizer
    }

    /// The longest sequence that the model, the tokenizer's configuration and the caller allow.
    func lengthLimit(_ wanted: Int?) throws(AlbertError) -> Int {
        var limit = configuration.positionCount
        if let own = tokenizer?.modelMaxLength { limit = min(limit, own) }
        guard let wanted else { return limit }
        guard wanted <= configuration.positionCount else {
            throw AlbertError(
                .limit, at: "max_length", "\(wanted) is more than the model's \(configuration.positionCount) positions")
        }
        return wanted
    }
}

/// Encodings whose windows are the sequences of a batch.
struct TokenizedTexts: ~Copyable {
    let encodings: Encodings
    private let lengths: Buffer<Int64>

    init(_ encodings: Encodings) throws(AlbertError) {
        self.encodings = encodings
        let windowCount = encodings.windows.count / 3
        var lengths = try Buffer<Int64>(capacity: windowCount)
        for window in 0..<windowCount { try lengths.append(Int64(encodings.windows[3 * window + 2])) }
        self.lengths = lengths
    }

    /// Borrows this value's memory.
    var batch: Batch {
        Batch(ids: encodings.ids.elements, typeIDs: encodings.typeIDs.elements, lengths: lengths.elements)
    }
}
