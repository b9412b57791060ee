// The tasks as Swift programs call them: strings in, values out.

/// One answer for one mask.
public struct Prediction: Sendable, Hashable {
    /// The piece as it reads in a text.
    public let token: String
    public let tokenID: Int
    /// Its probability over the whole vocabulary.
    public let score: Float
    /// The whole text with this mask filled.
    public let sequence: String
}

extension Model {
    /// The best pieces for every [MASK] of `text`: a list per mask, best first.
    public func fillMask(
        _ text: String, topK: Int = 5, targets: [String]? = nil
    ) throws(AlbertError) -> [[Prediction]] {
        let options = FillMaskOptions(topK: topK, targets: targets?.map { Array($0.utf8) }, threads: nil)
        let answers = try withUTF8(text) { (bytes) throws(AlbertError) in
            try fillMask(bytes, options: options, watch: .none)
        }
        var lists: [[Prediction]] = []
        for row in 0..<answers.count {
            if Int(answers.masks[row]) == lists.count { lists.append([]) }
            lists[lists.count - 1].append(
                Prediction(
                    token: answers.tokens.string(row), tokenID: Int(answers.tokenIDs[row]), score: answers.scores[row],
                    sequence: answers.sequences.string(row)))
        }
        return lists
    }

    /// One vector per text, each hiddenSize long.
    public func encode(
        _ texts: [String], pooling: Pooling? = nil, normalizes: Bool? = nil
    ) throws(AlbertError) -> [[Float]] {
        var list = try TextList()
        for text in texts { try withUTF8(text) { (bytes) throws(AlbertError) in try list.append(bytes) } }
        let width = configuration.hiddenSize
        let vectors = try Buffer<Float>(uninitialized: try checkedProduct(texts.count, width))
        try encode(
            GivenTexts(count: texts.count, text: { list[$0] }),
            options: EncodeTextOptions(
                pooling: pooling, normalizes: normalizes ?? vectorSettings.normalizes ?? true),
            into: vectors.mutableElements, watch: .none)
        return (0..<texts.count).map { row in
            Array(UnsafeBufferPointer(start: vectors.base + row * width, count: width))
        }
    }

    /// The probability that `first` comes before `second`.
    public func sentenceOrder(_ first: String, _ second: String) throws(AlbertError) -> Float {
        try withUTF8(first) { (one) throws(AlbertError) in
            try withUTF8(second) { (other) throws(AlbertError) in
                try sentenceOrder(one, other, options: .init(), watch: .none)
            }
        }
    }
}
