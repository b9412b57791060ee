// compat=sentencepiece, SentencePiece's own normaliser (ALBERT.md 4.7): user-defined pieces stay as they are, elsewhere the
// longest match of the charsmap is replaced; spaces become "▁".

/// What spiece.model's normalizer_spec says.
struct SentencePieceBehavior: Sendable {
    var addsDummyPrefix = true
    var removesExtraSpaces = true
}

struct SentencePieceNormalizer {
    let vocabulary: Vocabulary
    let charsmap: Charsmap
    let behavior: SentencePieceBehavior
    /// A space is written when something follows it; several are one, and those at the ends are none.
    private var pendingMark = false
    /// What the last byte stood for.
    private var last = (start: Int32(0), end: Int32(0))

    init(vocabulary: Vocabulary, charsmap: Charsmap, behavior: SentencePieceBehavior) {
        self.vocabulary = vocabulary
        self.charsmap = charsmap
        self.behavior = behavior
    }

    mutating func begin() {
        pendingMark = behavior.addsDummyPrefix
        last = (0, 0)
    }

    /// Appends the normalised text to `lattice`; what the lattice settles meanwhile goes to `rows`. Unless `isLast`, the end of
    /// the text is left for the next call, so that a match is never cut. Gives how many bytes were read.
    mutating func read(
        _ text: borrowing NormalizedText, isLast: Bool, into lattice: inout Lattice, watch: Watch,
        settled rows: inout PieceRows
    ) throws(AlbertError) -> Int {
        let (base, end) = (UnsafePointer(text.bytes.base), text.bytes.count)
        let limit = isLast ? end : end - max(Charsmap.longestMatch, vocabulary.longestPiece)
        var index = 0
        var nextCheck = 0
        while index < limit {
            if index >= nextCheck {
                try watch.check()
                nextCheck = index &+ 1 << 15
            }
            let rest = UnsafeBufferPointer(start: base + index, count: end &- index)
            var replacement = rest
            var length = userDefinedLength(rest)
            if length > 0 {
                replacement = UnsafeBufferPointer(start: base + index, count: length)
            } else if let match = charsmap.longestMatch(rest) {
                (replacement, length) = (match.replacement, match.byteCount)
            } else {
                length = decodeScalar(base, at: index, end: end).byteCount
                replacement = UnsafeBufferPointer(start: base + index, count: length)
            }
            let (start, stop) = text.source(of: index..<index &+ length)
            index &+= length
            guard let part = replacement.baseAddress else { continue }
            var place = 0
            while place < replacement.count {
                let scalar = decodeScalar(part, at: place, end: replacement.count)
                place &+= scalar.byteCount
                if scalar.value == 0x20 {
                    if pendingMark, !behavior.removesExtraSpaces {
                        try lattice.append(wordMark, start: start, end: stop)
                    }
                    if !lattice.isEmpty || lattice.hasSettled || !behavior.removesExtraSpaces { pendingMark = true }
                    continue
                }
                if pendingMark {
                    try lattice.append(wordMark, start: start, end: stop)
                    pendingMark = false
                }
                try lattice.append(scalar.value, start: start, end: stop)
            }
            if lattice.isLong { try lattice.settle(into: &rows, word: 0) }
        }
        if index > 0 { last = text.source(of: index - 1..<index) }
        if isLast, pendingMark, !behavior.removesExtraSpaces, last.end > 0 {
            try lattice.append(wordMark, start: last.start, end: last.end)
        }
        return index
    }

    /// The length of the longest user-defined piece that `text` starts with: those are never normalised.
    private func userDefinedLength(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        let (trie, kinds) = (vocabulary.trieView, vocabulary.kindPointer)
        var node = PieceTrieView.root
        var longest = 0
        for index in 0..<text.count {
            let edge = trie.edge(from: node, by: text[index])
            guard edge != 0 else { break }
            node = trie.node(of: edge)
            let piece = trie.piece(of: edge)
            if piece >= 0, kinds[Int(piece)] == .userDefined { longest = index + 1 }
        }
        return longest
    }
}
