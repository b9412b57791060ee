// Likeness of texts: cosines of their vectors.

extension Model {
    /// Cosines of every text with every other one, into `similarities` [texts, others].
    func similarity(
        _ texts: GivenTexts, _ others: GivenTexts, options: EncodeTextOptions,
        into similarities: UnsafeMutableBufferPointer<Float>, watch: Watch
    ) throws(AlbertError) {
        let needed = try checkedProduct(texts.count, others.count)
        guard similarities.count >= needed else {
            throw AlbertError(
                .argument, at: "capacity",
                "\(similarities.count) floats given, \(texts.count) × \(others.count) needed")
        }
        // Progress is that of the larger part: of one count, as a call has only one.
        let otherIsLarger = others.count >= texts.count
        let one = try directions(of: texts, options, otherIsLarger ? watch.silent : watch)
        let other = try directions(of: others, options, otherIsLarger ? watch : watch.silent)
        let width = configuration.hiddenSize
        for row in 0..<texts.count {
            try watch.check()
            for column in 0..<others.count {
                similarities[row * others.count + column] = dot(
                    one.base + row * width, other.base + column * width, count: width)
            }
        }
    }

    /// The texts that are most like `query`, best first, `limit` of them at most.
    func rank(
        query: UnsafeBufferPointer<UInt8>, _ texts: GivenTexts, limit: Int, options: EncodeTextOptions, watch: Watch
    ) throws(AlbertError) -> ItemScores {
        let scores = try Buffer<Float>(uninitialized: texts.count)
        try similarity(
            GivenTexts(count: 1, text: { _ in query }), texts, options: options, into: scores.mutableElements,
            watch: watch)
        let answers = try ItemScores()
        for item in best(of: (0..<Int32(clamping: texts.count)).map { $0 }, count: limit, score: { scores[Int($0)] }) {
            try answers.append(item: Int(item), score: scores[Int(item)])
        }
        return answers
    }

    /// Vectors of length 1.
    private func directions(
        of texts: GivenTexts, _ options: EncodeTextOptions, _ watch: Watch
    ) throws(AlbertError) -> Buffer<Float> {
        var options = options
        options.normalizes = true
        let vectors = try Buffer<Float>(uninitialized: try checkedProduct(texts.count, configuration.hiddenSize))
        try encode(texts, options: options, into: vectors.mutableElements, watch: watch)
        return vectors
    }
}

/// The sum of products, in sixteen lanes.
private func dot(_ one: UnsafePointer<Float>, _ other: UnsafePointer<Float>, count: Int) -> Float {
    var lanes = SIMD16<Float>.zero
    let whole = count / 16 * 16
    for index in stride(from: 0, to: whole, by: 16) {
        lanes +=
            UnsafeRawPointer(one + index).loadUnaligned(as: SIMD16<Float>.self)
            * UnsafeRawPointer(other + index).loadUnaligned(as: SIMD16<Float>.self)
    }
    var sum = lanes.sum()
    for index in whole..<count { sum += one[index] * other[index] }
    return sum
}
