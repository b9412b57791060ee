// One text into pieces, in the published way: added tokens cut it into fragments; each fragment is normalised, split into
// words, and each word into pieces (ALBERT.md 4.3). A segmenter is scratch: one thread uses it at a time.

struct Segmenter: ~Copyable {
    var splitter: WordSplitter
    private var normalizer: Normalizer
    /// Nil for compat=sentencepiece, and where scores are extraordinary.
    private var cutter: WordCutterBox?
    private let forms: ScalarForms
    /// Does all the work for compat=sentencepiece.
    private let google: SentencePieceBox?
    private let rawTokens: AddedTokens
    private let normalizedTokens: AddedTokens
    private let collapsesSpaces: Bool
    /// Whether the charsmap leaves ASCII's blanks blank.
    private let splitsAtBlanks: Bool
    let literal: Bool

    init(_ parts: TokenizerParts, _ array: PieceArray?, literal: Bool) throws(AlbertError) {
        var rules = parts.latticeRules
        if literal { rules.skipsSpecialPieces = true }
        let splitter = try WordSplitter(lattice: Lattice(parts.vocabulary, rules: rules))
        let normalizer = try Normalizer(parts.normalizer, charsmap: parts.charsmap)
        let splitsAtBlanks = parts.charsmap.keepsASCIISpaces
        let cutter = try (splitsAtBlanks ? array : nil).map { (array) throws(AlbertError) in
            try WordCutterBox(array, rules, parts)
        }
        google = try parts.sentencePiece.map { (behavior) throws(AlbertError) in
            SentencePieceBox(try SentencePieceSegmenter(parts, behavior))
        }
        self.splitter = splitter
        self.normalizer = normalizer
        self.cutter = cutter
        forms = ScalarForms(settings: parts.normalizer, charsmap: parts.charsmap)
        rawTokens = parts.rawTokens
        normalizedTokens = parts.normalizedTokens
        collapsesSpaces = parts.normalizer.collapsesSpaces
        self.splitsAtBlanks = splitsAtBlanks
        self.literal = literal
    }

    /// Appends the pieces of `text` to `splitter.rows`.
    mutating func segment(_ text: UnsafeBufferPointer<UInt8>, watch: Watch) throws(AlbertError) {
        guard let base = text.baseAddress, !text.isEmpty else { return }
        guard text.count <= Self.byteLimit else {
            throw AlbertError(.limit, at: "text", "the text has \(text.count) bytes, the limit is \(Self.byteLimit)")
        }
        splitter.reset()
        var index = 0
        var token = AddedTokenMatch()
        while index < text.count {
            try rawTokens.find(&token, in: base, from: index, end: text.count, literal: literal, watch: watch)
            try segmentFragment(base, index..<token.start, watch)
            guard token.id >= 0 else { break }
            try splitter.putPiece(
                token.id, start: Int32(truncatingIfNeeded: token.start), end: Int32(truncatingIfNeeded: token.end))
            index = token.end
        }
    }

    /// A fragment, run by run: what lies between ASCII spaces is a run, and most runs are cut by `WordCutter`. This equals
    /// reading the fragment in one go, because nothing but an opening removal (see `Normalizer`) reaches across such a space.
    private mutating func segmentFragment(
        _ text: UnsafePointer<UInt8>, _ range: Range<Int>, _ watch: Watch
    ) throws(AlbertError) {
        guard !range.isEmpty else { return }
        if let google {
            return try google.segment(text, range, watch, &splitter)
        }
        guard normalizedTokens.isEmpty else { return try segmentThroughTokens(text, range, watch) }
        normalizer.begin(at: range.lowerBound)
        guard splitsAtBlanks else { return try segmentRun(text, range, watch) }
        let end = range.upperBound
        var index = range.lowerBound
        var nextCheck = index
        while true {
            if let cutter { index = try cutter.cut(text, index, range, forms, watch, &splitter) }
            while index < end, isASCIISpace(text[index]) { index &+= 1 }
            guard index < end else { return }
            if index >= nextCheck {
                try watch.check()
                nextCheck = index &+ 1 << 15
            }
            let start = index
            while index < end, !isASCIISpace(text[index]) { index &+= 1 }
            let isPlain = isSafeEnd(text, index, end)
            if !isPlain { index = nextSafeEnd(text, after: index, end) }
            let from = max(range.lowerBound, start &- 1)
            let (firstRow, word) = (splitter.rows.count, splitter.word)
            try segmentRun(text, from..<index, watch)
            guard normalizer.isSettled else { return try segmentRun(text, index..<end, watch) }
            // What joins the space before it may be cut in another way after another blank.
            if isPlain, from < start, !splitter.keepsWordNumber, isSafeEnd(text, from, end) {
                cutter?.remember(text, start..<index, end: end, splitter, firstRow: firstRow, word: word)
            }
        }
    }

    /// Whether the space at `index` certainly stands by itself: a mark or the like after it would join it.
    @inline(__always)
    private func isSafeEnd(_ text: UnsafePointer<UInt8>, _ index: Int, _ end: Int) -> Bool {
        // U+0300, the first scalar that joins what is before it, starts with 0xCC.
        index &+ 1 >= end || text[index &+ 1] < 0xCC || startsCluster(text, index &+ 1, end)
    }

    private func startsCluster(_ text: UnsafePointer<UInt8>, _ index: Int, _ end: Int) -> Bool {
        var record = ScalarRecord(of: decodeScalar(text, at: index, end: end).value)
        if let first = record.decomposition?.first { record = ScalarRecord(of: first) }
        return !record.flags.contains(.mark) && GraphemeBreaks.startsCluster(record)
    }

    private func nextSafeEnd(_ text: UnsafePointer<UInt8>, after space: Int, _ end: Int) -> Int {
        var index = space
        while index < end, !isSafeEnd(text, index, end) {
            index &+= 1
            while index < end, !isASCIISpace(text[index]) { index &+= 1 }
        }
        return index
    }

    /// A run with the space before it, so that removals at its start are booked on that space.
    private mutating func segmentRun(
        _ text: UnsafePointer<UInt8>, _ range: Range<Int>, _ watch: Watch
    ) throws(AlbertError) {
        try normalizer.feed(text, range, watch: watch, into: &splitter)
        try normalizer.finish(into: &splitter)
        try splitter.endWord()
    }

    /// The same where tokens are looked for in the normalised text too.
    private mutating func segmentThroughTokens(
        _ text: UnsafePointer<UInt8>, _ range: Range<Int>, _ watch: Watch
    ) throws(AlbertError) {
        var whole = try NormalizedText()
        normalizer.begin(at: range.lowerBound)
        try normalizer.feed(text, range, watch: watch, into: &whole)
        try normalizer.finish(into: &whole)
        if collapsesSpaces { try whole.collapseSpaces() }
        let (base, end) = (UnsafePointer(whole.bytes.base), whole.bytes.count)
        var index = 0
        var token = AddedTokenMatch()
        while index < end {
            try normalizedTokens.find(&token, in: base, from: index, end: end, literal: literal, watch: watch)
            try whole.send(index..<token.start, to: &splitter)
            try splitter.endWord()
            guard token.id >= 0 else { break }
            let source = whole.source(of: token.start..<token.end)
            try splitter.putPiece(token.id, start: source.start, end: source.end)
            index = token.end
        }
    }

    /// Text per call, in bytes: 1 GiB.
    static let byteLimit = 1 << 30
}

/// Space, tab, line feed, carriage return.
@inline(__always)
private func isASCIISpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D }

/// Optional scratch.
final class SentencePieceBox {
    private var segmenter: SentencePieceSegmenter

    init(_ segmenter: consuming SentencePieceSegmenter) { self.segmenter = segmenter }

    func segment(
        _ text: UnsafePointer<UInt8>, _ range: Range<Int>, _ watch: Watch, _ splitter: inout WordSplitter
    ) throws(AlbertError) {
        try segmenter.segment(
            text, range, watch: watch, into: &splitter.rows, word: &splitter.word,
            keepsWordNumber: splitter.keepsWordNumber)
    }
}

/// Optional scratch.
final class WordCutterBox {
    private var cutter: WordCutter

    init(_ array: PieceArray, _ rules: LatticeRules, _ parts: TokenizerParts) throws(AlbertError) {
        cutter = try WordCutter(
            array,
            WordCutter.Rules(
                unknownID: rules.unknownID, unknownScore: rules.unknownScore, skipsSpecial: rules.skipsSpecialPieces,
                foldsQuotes: parts.normalizer.foldsQuotes, lowersCase: parts.normalizer.lowersCase,
                untouched: Normalizer.untouchedASCII(parts.charsmap)))
    }

    /// Cuts runs of the fragment `range` from `place` on; gives the place of the first that it leaves, or the fragment's end.
    func cut(
        _ text: UnsafePointer<UInt8>, _ place: Int, _ range: Range<Int>, _ forms: ScalarForms, _ watch: Watch,
        _ splitter: inout WordSplitter
    ) throws(AlbertError) -> Int {
        var walk = WordCutter.Walk(
            begin: range.lowerBound, end: range.upperBound, place: place, word: splitter.word,
            keepsWordNumber: splitter.keepsWordNumber)
        while true {
            var columns = splitter.rows.columns
            let stop = cutter.cut(text, &walk, &columns)
            try splitter.rows.take(columns)
            splitter.word = walk.word
            switch stop {
            case .end, .hard: return walk.place
            case .pause: try watch.check()
            case .room(let wanted): try splitter.rows.reserve(try checkedSum(splitter.rows.count, wanted))
            case .page(let page): try cutter.setPage(page, try forms.page(page))
            }
        }
    }

    /// Remembers what the run became that the splitter has just cut.
    func remember(
        _ text: UnsafePointer<UInt8>, _ run: Range<Int>, end: Int, _ splitter: borrowing WordSplitter, firstRow: Int,
        word: Int32
    ) {
        cutter.remember(
            text, run, end: end, splitter.rows.columns, firstRow: firstRow, word: word,
            wordCount: splitter.word &- word)
    }
}
