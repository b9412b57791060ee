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

    /// Appends the normalised text to `lattice`; what the lattice settles meanwhile goes to `rows`.
    func read(
        _ text: borrowing NormalizedText, into lattice: inout Lattice, watch: Watch, settled rows: inout PieceRows
    ) throws(AlbertError) {
        let (base, end) = (UnsafePointer(text.bytes.base), text.bytes.count)
        var index = 0
        // A space is written when something follows it; several are one, and those at the ends are none.
        var pendingMark = behavior.addsDummyPrefix
        var nextCheck = 0
        while index < end {
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
        if pendingMark, !behavior.removesExtraSpaces, end > 0 {
            let (start, stop) = text.source(of: end - 1..<end)
            try lattice.append(wordMark, start: start, end: stop)
        }
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
