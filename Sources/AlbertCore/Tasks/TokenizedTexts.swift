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

    /// The same for some of the windows.
    func batch(ofWindows windows: Range<Int>) -> Batch {
        let rows = rows(ofWindow: windows.lowerBound).lowerBound..<rows(ofWindow: windows.upperBound - 1).upperBound
        return Batch(
            ids: UnsafeBufferPointer(rebasing: encodings.ids.elements[rows]),
            typeIDs: UnsafeBufferPointer(rebasing: encodings.typeIDs.elements[rows]),
            lengths: UnsafeBufferPointer(rebasing: lengths.elements[windows]))
    }

    var windowCount: Int { lengths.count }

    func length(ofWindow window: Int) -> Int { Int(lengths[window]) }

    func rows(ofWindow window: Int) -> Range<Int> {
        let first = Int(encodings.windows[3 * window + 1])
        return first..<first + length(ofWindow: window)
    }

    /// The number of the text, counted from the first one tokenized together.
    func text(ofWindow window: Int) -> Int { Int(encodings.windows[3 * window]) }

    func isFirst(_ window: Int) -> Bool { window == 0 || text(ofWindow: window - 1) != text(ofWindow: window) }

    func isLast(_ window: Int) -> Bool {
        window + 1 == windowCount || text(ofWindow: window + 1) != text(ofWindow: window)
    }

    /// Whether the window is all of its text that there is.
    func isWhole(_ window: Int) -> Bool { isFirst(window) && isLast(window) }

    /// The windows of the text whose first window is `first`.
    func windows(from first: Int) -> Range<Int> {
        var last = first
        while !isLast(last) { last += 1 }
        return first..<last + 1
    }

    /// The tokens of all windows of a text, those that windows share counted in each.
    func tokenCount(ofTextEndingWith window: Int) -> Int {
        var first = window
        while !isFirst(first) { first -= 1 }
        return (first...window).reduce(0) { $0 + length(ofWindow: $1) }
    }
}
