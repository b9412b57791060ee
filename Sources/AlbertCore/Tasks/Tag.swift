// Token classification: the entities of a text. Read on in TagGrouping (pieces to entities) and TagWindows (long texts).

struct TagOptions {
    enum Aggregation: String {
        case none, simple, first, average, max
    }

    var aggregation = Aggregation.simple
    /// Names, with or without B- and I- as they are reported, that are left out.
    var ignoredLabels: [[UInt8]] = [Array("O".utf8)]
    /// Pieces that windows of a long text share; nil: a quarter of a window.
    var stride: Int?
    var offsets = EncodeOptions.OffsetUnit.bytes
    var texts = TextOptions()
}

/// Entities, text after text, in the order of the text.
final class TagAnswers: @unchecked Sendable {
    private(set) var items: Buffer<Int32>
    private(set) var scores: Buffer<Float>
    private(set) var starts: Buffer<Int32>
    private(set) var ends: Buffer<Int32>
    /// The piece's place in its window; -1 for what was put together from pieces.
    private(set) var places: Buffer<Int32>
    private(set) var names: TextList
    private(set) var words: TextList

    init() throws(AlbertError) {
        items = try Buffer()
        scores = try Buffer()
        starts = try Buffer()
        ends = try Buffer()
        places = try Buffer()
        names = try TextList()
        words = try TextList()
    }

    var count: Int { items.count }

    fileprivate func append(
        item: Int, _ entity: TaggedEntity, start: Int32, end: Int32, name: UnsafeBufferPointer<UInt8>,
        word: UnsafeBufferPointer<UInt8>
    ) throws(AlbertError) {
        try items.append(Int32(clamping: item))
        try scores.append(Float(entity.score))
        try starts.append(start)
        try ends.append(end)
        try places.append(Int32(clamping: entity.place))
        try names.append(name)
        try words.append(word)
    }
}

/// A run of pieces under one label.
struct TaggedEntity {
    let label: Int
    let score: Double
    /// Rows of the encodings.
    let rows: Range<Int>
    /// Bytes of the text.
    let span: Range<Int>
    var place = -1
}

extension Model {
    /// The entities of every text.
    func tag(_ texts: GivenTexts, options: TagOptions, watch: Watch) throws(AlbertError) -> TagAnswers {
        try requireTaskHead(.tags)
        let tokenizer = try requireTokenizer()
        var tokenizing = try tokenizing(options.texts, .longestFirst)
        tokenizing.overflow = true
        // A quarter of a window, where a window has room for that.
        let length = try lengthLimit(options.texts.maxLength)
        tokenizing.stride = options.stride ?? max(0, min(length / 4, length - 3))
        let tags = TagSet(labels, ignored: options.ignoredLabels, keepsPrefix: options.aggregation == .none)
        let answers = try TagAnswers()
        try forEachRound(of: texts, tokenizing, watch: watch) { (round, encoded) throws(AlbertError) in
            var first = 0
            while first < encoded.windowCount {
                let windows = encoded.windows(from: first)
                first = windows.upperBound
                let item = round.lowerBound + encoded.text(ofWindow: windows.lowerBound)
                let found = try entities(
                    of: texts.text(item), encoded, windows, stride: tokenizing.stride, tags, options, watch)
                try append(found, of: item, texts.text(item), encoded.encodings, tags, options, tokenizer, to: answers)
            }
        }
        return answers
    }

    /// Window by window, a bounded number of tokens at a time.
    private func entities(
        of text: UnsafeBufferPointer<UInt8>, _ encoded: borrowing TokenizedTexts, _ windows: Range<Int>, stride: Int,
        _ tags: TagSet, _ options: TagOptions, _ watch: Watch
    ) throws(AlbertError) -> [TaggedEntity] {
        var found: [[TaggedEntity]] = []
        var first = windows.lowerBound
        while first < windows.upperBound {
            var last = first + 1
            var tokens = encoded.length(ofWindow: first)
            while last < windows.upperBound, tokens + encoded.length(ofWindow: last) <= tokensPerSlice {
                tokens += encoded.length(ofWindow: last)
                last += 1
            }
            let output = try forward(
                encoded.batch(ofWindows: first..<last), ForwardRequest(.tagLogits), threads: options.texts.threads,
                watch: watch.silent)
            guard let logits = output.taskLogits else {
                throw AlbertError(.internal, at: "tag", "the forward pass gave no logits")
            }
            let start = encoded.rows(ofWindow: first).lowerBound
            for window in first..<last {
                let rows = encoded.rows(ofWindow: window)
                let scores = TagScores(
                    logits: logits.values.base + (rows.lowerBound - start) * labels.count, width: labels.count,
                    rows: rows)
                found.append(scores.entities(encoded.encodings, text, tags, options.aggregation))
            }
            first = last
        }
        guard found.count > 1 else { return found.first ?? [] }
        guard options.aggregation == .none else { return withoutOverlaps(found.flatMap { $0 }) }
        let rows = windows.map { encoded.rows(ofWindow: $0) }
        return ownedByWindows(found, rows, encoded.encodings, stride: stride)
    }

    private func append(
        _ entities: [TaggedEntity], of item: Int, _ text: UnsafeBufferPointer<UInt8>, _ encodings: Encodings,
        _ tags: TagSet, _ options: TagOptions, _ tokenizer: Tokenizer, to answers: TagAnswers
    ) throws(AlbertError) {
        var starts = OffsetCursor(text, options.offsets)
        var ends = starts
        for entity in entities {
            let start = Int32(clamping: entity.span.lowerBound)
            let end = Int32(clamping: entity.span.upperBound)
            let name = tags.name(of: entity.label)
            let from = starts?.move(to: start) ?? start
            let to = ends?.move(to: end) ?? end
            if options.aggregation == .none {
                let word = tokenizer.spelling(entity.rows.lowerBound, of: encodings, in: text)
                try answers.append(item: item, entity, start: from, end: to, name: name, word: word)
            } else {
                let word = try tokenizer.reading(entity.rows, of: encodings, in: text)
                try answers.append(item: item, entity, start: from, end: to, name: name, word: word.elements)
            }
        }
    }
}
