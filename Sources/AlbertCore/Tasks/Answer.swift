// Extractive question answering (ALBERT.md 5.5): where in a context a question's answer stands. Read on in AnswerWindows
// (probabilities and candidates of one window) and AnswerSpan (from pieces to characters).

struct AnswerOptions {
    /// How an answer's ends, which are pieces', become characters'.
    enum Alignment: String {
        /// Grows to whole words; punctuation is no part of a word.
        case word
        /// Grows to what stands between spaces, punctuation included.
        case space
        /// Stays what the pieces cover.
        case piece
    }

    var topK = 1
    /// Pieces that windows of a long context share; nil: 128, or half of a window.
    var stride: Int?
    /// In pieces.
    var maxAnswerLength = 15
    /// Whether there may be no answer.
    var allowsNone = false
    var alignment = Alignment.word
    /// One softmax over all windows of a context instead of one for each.
    var isComparable = false
    var offsets = EncodeOptions.OffsetUnit.bytes
    var texts = TextOptions()
}

/// Answers, question after question, best first.
final class AnswerList: @unchecked Sendable {
    private(set) var items: Buffer<Int32>
    private(set) var scores: Buffer<Float>
    private(set) var starts: Buffer<Int32>
    private(set) var ends: Buffer<Int32>
    private(set) var texts: TextList

    init() throws(AlbertError) {
        items = try Buffer()
        scores = try Buffer()
        starts = try Buffer()
        ends = try Buffer()
        texts = try TextList()
    }

    var count: Int { items.count }

    fileprivate func append(
        item: Int, _ answer: FoundAnswer, in context: UnsafeBufferPointer<UInt8>, _ unit: EncodeOptions.OffsetUnit
    ) throws(AlbertError) {
        let start = Int32(clamping: answer.span.lowerBound)
        let end = Int32(clamping: answer.span.upperBound)
        var cursor = OffsetCursor(context, unit)
        try items.append(Int32(clamping: item))
        try scores.append(Float(answer.score))
        try starts.append(cursor?.move(to: start) ?? start)
        try ends.append(cursor?.move(to: end) ?? end)
        try texts.append(UnsafeBufferPointer(rebasing: context[answer.span]))
    }
}

/// A span of the context with the sum of the scores of all spans that read the same.
struct FoundAnswer {
    let span: Range<Int>
    var score: Double
}

enum AnswerLimits {
    /// Answers to one question.
    static let count = 1000
    /// All texts that one question's windows propose, each with what it takes to keep it.
    static let byteCount = 256 << 20
}

/// About what a text takes besides its bytes.
private let bytesPerAnswer = 128
/// What published readers were trained with.
private let standardLength = 384
private let standardStride = 128

extension Model {
    /// The best answers to each question, `texts` being questions and their contexts.
    func answer(_ texts: GivenTexts, options: AnswerOptions, watch: Watch) throws(AlbertError) -> AnswerList {
        try requireTaskHead(.spans)
        _ = try requireTokenizer()
        guard options.topK <= AnswerLimits.count else {
            throw AlbertError(
                .limit, at: "top_k", "is \(options.topK), the limit for answers is \(AnswerLimits.count)")
        }
        let answers = try AnswerList()
        for item in 0..<texts.count {
            let question = texts.text(item)
            guard !question.isEmpty else { throw AlbertError(.argument, at: "questions[\(item)]", "is empty") }
            guard let context = texts.pair?(item), !context.isEmpty else {
                throw AlbertError(.argument, at: "contexts[\(item)]", "is empty")
            }
            for answer in try found(question, item, in: context, options, watch) {
                try watch.check()
                try answers.append(item: item, answer, in: context, options.offsets)
            }
            watch.report(item + 1, of: texts.count)
        }
        return answers
    }

    private func found(
        _ question: UnsafeBufferPointer<UInt8>, _ item: Int, in context: UnsafeBufferPointer<UInt8>,
        _ options: AnswerOptions, _ watch: Watch
    ) throws(AlbertError) -> [FoundAnswer] {
        let tokenizer = try requireTokenizer()
        let tokenizing = try tokenizing(question, item, options, watch)
        let encodings: Encodings
        do throws(AlbertError) {
            encodings = try tokenizer.encode(question, pair: context, options: tokenizing, watch: watch.silent)
        } catch {
            // A stride that windows have room for, but not beside this question.
            let empty = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
            let room = (tokenizing.maxLength ?? 0) - (try pieceCount(empty, options, watch))
            guard error.place == "stride", tokenizing.stride < room else { throw error }
            throw AlbertError(error.code, at: "questions[\(item)]", error.detail)
        }
        let encoded = try TokenizedTexts(encodings)
        let logits = try spanLogits(of: encoded, options, watch)
        var windows: [AnswerWindow] = []
        for window in 0..<encoded.windowCount {
            let rows = encoded.rows(ofWindow: window)
            windows.append(AnswerWindow(logits: logits.base + 2 * rows.lowerBound, rows: rows, encoded.encodings))
        }
        if options.isComparable { windows = normalizedTogether(windows) }

        // A span that grows is often found again: more candidates than answers.
        let candidateCount = options.alignment == .piece ? options.topK : 2 * options.topK + 10
        var growth = AnswerGrowth(context, options.alignment)
        var found = AnswerCollection(context)
        for window in windows {
            let candidates = window.candidates(candidateCount, longest: options.maxAnswerLength, watch: watch)
            try watch.check()
            for candidate in candidates {
                let start = encoded.encodings.span(candidate.start, in: context).lowerBound
                let end = encoded.encodings.span(candidate.end, in: context).upperBound
                let span = growth.aligned(start..<max(start, end))
                try found.add(FoundAnswer(span: span, score: candidate.score))
            }
        }
        if options.allowsNone {
            try found.add(FoundAnswer(span: 0..<0, score: leastNoneScore(of: windows)))
        }
        return found.best(options.topK)
    }

    /// Windows that hold the whole question each.
    private func tokenizing(
        _ question: UnsafeBufferPointer<UInt8>, _ item: Int, _ options: AnswerOptions, _ watch: Watch
    ) throws(AlbertError) -> EncodeOptions {
        var tokenizing = try tokenizing(options.texts, .onlySecond)
        var length = try lengthLimit(options.texts.maxLength)
        if options.texts.maxLength == nil { length = min(length, standardLength) }
        tokenizing.maxLength = length
        tokenizing.overflow = true
        let taken = try pieceCount(question, options, watch)
        guard taken < length else {
            throw AlbertError(
                .limit, at: "questions[\(item)]",
                "the question has \(taken) tokens, which of \(length) leaves none for the context")
        }
        tokenizing.stride = options.stride ?? min(standardStride, length / 2, length - taken - 1)
        return tokenizing
    }

    /// The pieces of a question before an empty context, special ones included.
    private func pieceCount(
        _ question: UnsafeBufferPointer<UInt8>, _ options: AnswerOptions, _ watch: Watch
    ) throws(AlbertError) -> Int {
        var alone = EncodeOptions()
        alone.specialText = options.texts.specialText
        let empty = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        return try requireTokenizer().encodeBatch(
            count: 1, text: { _ in question }, pair: { _ in empty }, options: alone, watch: watch.silent
        ).ids.count
    }

    /// [tokens, 2], computed a bounded number of tokens at a time.
    private func spanLogits(
        of encoded: borrowing TokenizedTexts, _ options: AnswerOptions, _ watch: Watch
    ) throws(AlbertError) -> Buffer<Float> {
        let output = try forward(
            encoded.batch, ForwardRequest(.spanLogits), threads: options.texts.threads, watch: watch.silent)
        guard let logits = output.taskLogits else {
            throw AlbertError(.internal, at: "answer", "the forward pass gave no logits")
        }
        var copy = try Buffer<Float>(capacity: logits.count)
        try copy.append(logits.values.elements)
        return copy
    }
}

/// The answers found so far, those that read the same (whatever their case) as one.
private struct AnswerCollection {
    private let context: UnsafeBufferPointer<UInt8>
    private var answers: [FoundAnswer] = []
    private var places: [[UInt8]: Int] = [:]
    private var last: (span: Range<Int>, place: Int)?
    private var byteCount = 0

    init(_ context: UnsafeBufferPointer<UInt8>) { self.context = context }

    mutating func add(_ answer: FoundAnswer) throws(AlbertError) {
        let place = try place(of: answer.span)
        answers[place].score += answer.score
        last = (answer.span, place)
    }

    /// Where the answer that reads as `span` does is kept; a new one begins with a score of 0.
    private mutating func place(of span: Range<Int>) throws(AlbertError) -> Int {
        // Neighbouring windows find the same answers, and long words are slow to read.
        if let last, last.span == span { return last.place }
        let reading = lowerCased(UnsafeBufferPointer(rebasing: context[span]))
        if let place = places[reading] { return place }
        byteCount += reading.count + bytesPerAnswer
        guard byteCount <= AnswerLimits.byteCount else {
            throw AlbertError(
                .limit, at: "top_k",
                "the windows have more than \(AnswerLimits.byteCount) bytes of answers; fewer or shorter ones are asked for with top_k and max_answer_length"
            )
        }
        places[reading] = answers.count
        answers.append(FoundAnswer(span: span, score: 0))
        return answers.count - 1
    }

    /// Best first; of equally good ones the one that was found first.
    func best(_ count: Int) -> [FoundAnswer] {
        AlbertCore.best(of: answers.indices.map { Int32(clamping: $0) }, count: count) { answers[Int($0)].score }
            .map { answers[Int($0)] }
    }
}
