// A portion's text as pieces, sentence after sentence, made on several threads.

final class TokenizedPortion: Sendable {
    struct Document: BitwiseCopyable {
        /// Counted from the portion's first one, those without any piece included.
        let number: Int
        /// The number of sentences up to its end.
        let end: Int
    }

    /// Of all documents, end to end.
    let ids: Buffer<Int32>
    /// Where the sentences end among `ids`; none is empty.
    let sentenceEnds: Buffer<Int>
    /// None is empty.
    let documents: Buffer<Document>
    /// The number of the portion's first document in the corpus.
    let firstDocument: UInt64

    var sentenceCount: Int { sentenceEnds.count }

    /// Texts of this size are one task.
    private static let taskByteCount = 256 << 10

    /// The text of `portion` is gone afterwards.
    init(
        _ portion: TextPortion, firstDocument: UInt64, _ format: PretrainingSettings.TextFormat,
        _ tokenizer: Tokenizer, threads: Int, watch: Watch
    ) throws(AlbertError) {
        let tasks = try Self.tasks(of: portion)
        let results = TokenizedLines.Places(count: tasks.count - 1)
        try Self.tokenize(portion, tasks, format, tokenizer, results, threads: threads, watch: watch)
        try portion.dropText()
        var ids = try Buffer<Int32>(capacity: results.pieceCount)
        var sentenceEnds = try Buffer<Int>()
        var documents = try Buffer<Document>()
        var (line, document) = (0, 0)
        for task in 0..<tasks.count - 1 {
            guard let part = results.take(task) else { throw AlbertError(.internal, at: "", "a task did not run") }
            var sentence = 0
            for sentenceEnd in part.lineEnds.elements {
                while sentence < sentenceEnd {
                    try sentenceEnds.append(ids.count + part.sentenceEnds[sentence])
                    sentence += 1
                }
                line += 1
                guard line == portion.documentEnds[document] else { continue }
                let last = documents.isEmpty ? 0 : documents[documents.count - 1].end
                if sentenceEnds.count > last {
                    try documents.append(Document(number: document, end: sentenceEnds.count))
                }
                document += 1
            }
            try ids.append(part.ids.elements)
        }
        self.ids = ids
        self.sentenceEnds = sentenceEnds
        self.documents = documents
        self.firstDocument = firstDocument
    }

    /// The document's number in the corpus.
    func number(ofDocument document: Int) -> UInt64 { firstDocument &+ UInt64(documents[document].number) }

    func sentences(ofDocument document: Int) -> Range<Int> {
        (document == 0 ? 0 : documents[document - 1].end)..<documents[document].end
    }

    /// Where the pieces of these sentences are among `ids`; at least one sentence.
    func pieces(_ sentences: Range<Int>) -> Range<Int> {
        let start = sentences.lowerBound == 0 ? 0 : sentenceEnds[sentences.lowerBound - 1]
        return start..<sentenceEnds[sentences.upperBound - 1]
    }

    /// Lines at which tasks begin, and the end.
    private static func tasks(of portion: TextPortion) throws(AlbertError) -> Buffer<Int> {
        var starts = try Buffer<Int>()
        for line in 0..<portion.lineCount {
            let last = starts.isEmpty ? nil : starts[starts.count - 1]
            if last.map({ portion.start(ofLine: line) - portion.start(ofLine: $0) >= taskByteCount }) ?? true {
                try starts.append(line)
            }
        }
        try starts.append(portion.lineCount)
        return starts
    }

    private static func tokenize(
        _ portion: TextPortion, _ tasks: borrowing Buffer<Int>, _ format: PretrainingSettings.TextFormat,
        _ tokenizer: Tokenizer, _ results: TokenizedLines.Places, threads: Int, watch: Watch
    ) throws(AlbertError) {
        let starts = tasks.elements
        try runTasks(
            tasks.count - 1, threads: threads,
            failing: { (task, _) throws(AlbertError) in
                results.put(
                    try TokenizedLines(portion, starts[task]..<starts[task + 1], format, tokenizer, watch: watch), task)
            })
    }
}

/// What one task leaves.
private final class TokenizedLines: @unchecked Sendable {
    let ids: Buffer<Int32>
    let sentenceEnds: Buffer<Int>
    /// For each line the number of sentences up to its end.
    let lineEnds: Buffer<Int>

    init(
        _ portion: TextPortion, _ lines: Range<Int>, _ format: PretrainingSettings.TextFormat, _ tokenizer: Tokenizer,
        watch: Watch
    ) throws(AlbertError) {
        // A corpus cannot spell special tokens.
        var options = EncodeOptions()
        options.addsSpecialTokens = false
        options.specialText = .literal
        var encoder = try TextEncoder(tokenizer.parts, options, usesPairs: false, watch: watch)
        var ends = try Buffer<Int>()
        var count = 0
        for number in lines {
            let line = portion.text(ofLine: number)
            switch format {
            case .sentences:
                try encoder.encode(number: count, line, pair: nil)
                count += 1
            case .paragraphs:
                try SentenceSplitter.forEachSentence(in: line) { (sentence) throws(AlbertError) in
                    try encoder.encode(number: count, sentence, pair: nil)
                    count += 1
                }
            }
            try ends.append(count)
        }
        let encodings = try encoder.finish()
        var sentenceEnds = try Buffer<Int>()
        var lineEnds = try Buffer<Int>()
        var sentence = 0
        for end in ends.elements {
            while sentence < end {
                let rows = encodings.windows[3 * sentence + 2]
                if rows > 0 { try sentenceEnds.append(Int(encodings.windows[3 * sentence + 1] + rows)) }
                sentence += 1
            }
            try lineEnds.append(sentenceEnds.count)
        }
        var ids = try Buffer<Int32>()
        try ids.append(encodings.ids.elements)
        self.ids = ids
        self.sentenceEnds = sentenceEnds
        self.lineEnds = lineEnds
    }

    /// Each task writes its own.
    final class Places: @unchecked Sendable {
        private let places: UnsafeMutableBufferPointer<TokenizedLines?>

        /// `count` is small: one for a quarter of a megabyte.
        init(count: Int) {
            places = .allocate(capacity: count)
            places.initialize(repeating: nil)
        }

        deinit {
            places.deinitialize()
            places.deallocate()
        }

        func put(_ result: TokenizedLines, _ task: Int) { places[task] = result }

        var pieceCount: Int { places.reduce(0) { $0 + ($1?.ids.count ?? 0) } }

        func take(_ task: Int) -> TokenizedLines? {
            defer { places[task] = nil }
            return places[task]
        }
    }
}
