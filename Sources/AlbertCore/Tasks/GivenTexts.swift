// Many texts, a round at a time: tokenized and computed together, so that memory does not grow with their number.

/// Texts, or pairs of texts, that a task is given; they stay where they are while it runs.
struct GivenTexts {
    typealias Text = UnsafeBufferPointer<UInt8>

    let count: Int
    let text: (Int) -> Text
    /// Nil: single texts. Where it gives nil, this text has no second one.
    var pair: ((Int) -> Text?)?

    init(count: Int, text: @escaping (Int) -> Text, pair: ((Int) -> Text?)? = nil) {
        self.count = count
        self.text = text
        self.pair = pair
    }

    /// The round that begins with `first`: neighbours, bounded in number and bytes so that a million texts take constant memory.
    fileprivate func round(from first: Int) -> Range<Int> {
        var end = first
        var byteCount = 0
        while end < count, end - first < roundTextCount, byteCount < roundByteCount {
            byteCount += text(end).count + (pair?(end)?.count ?? 0)
            end += 1
        }
        return first..<end
    }
}

/// Enough texts for all threads, and some sixteen slices of tokens.
private let roundTextCount = 256
private let roundByteCount = 64 << 10

extension Model {
    /// Lends `body` the encodings of one round of texts after another, with the numbers of its texts; their windows are numbered
    /// from the round's first text. Reports progress in texts.
    func forEachRound(
        of texts: GivenTexts, _ tokenizing: EncodeOptions, watch: Watch,
        _ body: (Range<Int>, borrowing TokenizedTexts) throws(AlbertError) -> Void
    ) throws(AlbertError) {
        let tokenizer = try requireTokenizer()
        watch.report(0, of: texts.count)  // a round may take seconds
        var first = 0
        while first < texts.count {
            let round = texts.round(from: first)
            let pair = texts.pair.map { pair in { pair(round.lowerBound + $0) } }
            let encodings = try tokenizer.encodeBatch(
                count: round.count, text: { texts.text(round.lowerBound + $0) }, pair: pair, options: tokenizing,
                watch: watch.silent)
            try body(round, try TokenizedTexts(encodings))
            watch.report(round.upperBound, of: texts.count)
            first = round.upperBound
        }
    }

    /// The logits of the task head for every text, or pair, cut to one sequence each: `row` lends the outputs of each.
    func forEachLogits(
        of texts: GivenTexts, from head: TaskHead.Kind, _ options: TextOptions,
        truncation: EncodeOptions.Truncation = .longestFirst, watch: Watch,
        _ row: (Int, UnsafeBufferPointer<Float>) throws(AlbertError) -> Void
    ) throws(AlbertError) {
        try requireTaskHead(head)
        let width = head.outputCount(configuration)
        try forEachRound(of: texts, try tokenizing(options, truncation), watch: watch) {
            (round, encoded) throws(AlbertError) in
            let output = try forward(
                encoded.batch, ForwardRequest(head.output), threads: options.threads, watch: watch.silent)
            guard let logits = output.taskLogits, logits.count == round.count * width else {
                throw AlbertError(.internal, at: head.rawValue, "the forward pass gave no logits")
            }
            for item in round {
                let start = (item - round.lowerBound) * width
                try row(item, UnsafeBufferPointer(rebasing: logits.values.elements[start..<start + width]))
            }
        }
    }

    /// How a task's texts are tokenized: cut to what the model, its files and the caller allow.
    func tokenizing(_ options: TextOptions, _ truncation: EncodeOptions.Truncation) throws(AlbertError) -> EncodeOptions
    {
        var tokenizing = EncodeOptions()
        tokenizing.maxLength = try lengthLimit(options.maxLength)
        tokenizing.truncation = truncation
        tokenizing.specialText = options.specialText
        tokenizing.threads = options.threads ?? defaultThreads
        return tokenizing
    }
}

/// What the tasks over many texts have in common.
struct TextOptions {
    /// Most pieces of a sequence; nil: what the model takes.
    var maxLength: Int?
    var specialText = EncodeOptions.SpecialText.special
    var threads: Int?
}
