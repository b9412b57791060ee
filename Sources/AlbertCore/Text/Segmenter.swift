// One text into pieces, in the published way: added tokens cut it into fragments; each fragment is normalised, split into
// words, and each word into pieces (ALBERT.md 4.3). A segmenter is scratch: one thread uses it at a time.

struct Segmenter: ~Copyable {
    var splitter: WordSplitter
    private var normalizer: Normalizer
    private let rawTokens: AddedTokens
    private let normalizedTokens: AddedTokens
    private let literal: Bool

    init(_ parts: TokenizerParts, literal: Bool) throws(AlbertError) {
        var rules = parts.latticeRules
        rules.skipsSpecialPieces = literal
        let splitter = try WordSplitter(lattice: Lattice(parts.vocabulary, rules: rules))
        let normalizer = try Normalizer(parts.normalizer, charsmap: parts.charsmap)
        self.splitter = splitter
        self.normalizer = normalizer
        rawTokens = parts.rawTokens
        normalizedTokens = parts.normalizedTokens
        self.literal = literal
    }

    /// Appends the pieces of `text` to `splitter.rows`.
    mutating func segment(_ text: UnsafeBufferPointer<UInt8>, watch: Watch) throws(AlbertError) {
        guard let base = text.baseAddress, !text.isEmpty else { return }
        guard text.count <= Self.byteLimit else {
            throw AlbertError(.limit, at: "text", "the text has \(text.count) bytes, the limit is \(Self.byteLimit)")
        }
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

    private mutating func segmentFragment(
        _ text: UnsafePointer<UInt8>, _ range: Range<Int>, _ watch: Watch
    ) throws(AlbertError) {
        guard !range.isEmpty else { return }
        guard normalizedTokens.isEmpty else { return try segmentThroughTokens(text, range, watch) }
        normalizer.begin(at: range.lowerBound)
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
