// Which pieces of an example are to be predicted, and what stands in their place: n-grams of whole words, short ones more often
// (SpanBERT's idea in ALBERT's form), until the budget is used up.

/// Scratch for one thread.
struct Masker: ~Copyable {
    private let vocabulary: MaskingVocabulary
    private let settings: MaskSettings
    /// Where words begin, counted in pieces without special tokens, and one more: the end.
    private var words: Buffer<Int32>
    /// Numbers of words, in the order in which n-grams begin with them.
    private var order: Buffer<Int32>
    private var isCovered: Buffer<Bool>

    init(_ vocabulary: MaskingVocabulary, _ settings: MaskSettings) throws(AlbertError) {
        let words = try Buffer<Int32>()
        let order = try Buffer<Int32>()
        let isCovered = try Buffer<Bool>()
        self.vocabulary = vocabulary
        self.settings = settings
        self.words = words
        self.order = order
        self.isCovered = isCovered
    }

    /// Masks `ids`, which are [CLS], `firstCount` pieces, [SEP], more pieces, [SEP]; appends where a piece is to be predicted, in
    /// increasing order and counted from `base`, and the ids that stood there.
    mutating func mask(
        _ ids: UnsafeMutableBufferPointer<Int32>, firstCount: Int, base: Int = 0, numbers: inout RandomNumbers,
        positions: inout Buffer<Int32>, labels: inout Buffer<Int32>
    ) throws(AlbertError) {
        let pieceCount = ids.count - 3
        let budget = settings.count(ofLength: ids.count)
        guard pieceCount > 0, budget > 0 else { return }
        try findWords(ids, firstCount, pieceCount)
        try cover(pieceCount, budget, &numbers)
        for piece in 0..<pieceCount where isCovered[piece] {
            let position = Self.position(ofPiece: piece, firstCount)
            try positions.append(Int32(truncatingIfNeeded: base + position))
            try labels.append(ids[position])
            ids[position] = replacement(of: ids[position], &numbers)
        }
    }

    @inline(__always)
    private static func position(ofPiece piece: Int, _ firstCount: Int) -> Int {
        piece < firstCount ? piece &+ 1 : piece &+ 2
    }

    /// Special tokens are no part of it: where the second segment begins within a word, that word goes on across [SEP], as in the
    /// original.
    private mutating func findWords(
        _ ids: UnsafeMutableBufferPointer<Int32>, _ firstCount: Int, _ pieceCount: Int
    ) throws(AlbertError) {
        words.removeAll()
        try words.reserve(pieceCount + 1)
        for piece in 0..<pieceCount {
            let id = ids[Self.position(ofPiece: piece, firstCount)]
            if piece == 0 || vocabulary.beginsWord(id) { try words.append(Int32(truncatingIfNeeded: piece)) }
        }
        try words.append(Int32(truncatingIfNeeded: pieceCount))
    }

    /// Takes words in random order, an n-gram from each: shorter where the rest of the budget asks for it, and none where even the
    /// word is too long or a piece is covered already.
    private mutating func cover(_ pieceCount: Int, _ budget: Int, _ numbers: inout RandomNumbers) throws(AlbertError) {
        let wordCount = words.count - 1
        try order.resize(wordCount)
        for word in 0..<wordCount { order[word] = Int32(truncatingIfNeeded: word) }
        try isCovered.resize(pieceCount)
        isCovered.fill(0..<pieceCount, with: false)
        var rest = budget
        for place in 0..<wordCount {
            guard rest > 0 else { break }
            order.mutableElements.swapAt(place, place + numbers.below(wordCount - place))
            let word = Int(order[place])
            var gram = Self.gram(upTo: min(settings.longestGram, wordCount - word), &numbers)
            while gram > 1, Int(words[word + gram] - words[word]) > rest { gram -= 1 }
            let pieces = Int(words[word])..<Int(words[word + gram])
            guard pieces.count <= rest, pieces.allSatisfy({ !isCovered[$0] }) else { continue }
            isCovered.fill(pieces, with: true)
            rest -= pieces.count
        }
    }

    /// A number of words, 1 ... `longest`, with probabilities that are as 1, 1/2, 1/3 ….
    static func gram(upTo longest: Int, _ numbers: inout RandomNumbers) -> Int {
        guard longest > 1 else { return 1 }
        var sum = 0.0
        for length in 1...longest { sum += 1 / Double(length) }
        var rest = numbers.unit() * sum
        for length in 1..<longest {
            rest -= 1 / Double(length)
            if rest < 0 { return length }
        }
        return longest
    }

    /// Of ten: eight times [MASK], once the piece itself, once any piece of the vocabulary.
    private func replacement(of id: Int32, _ numbers: inout RandomNumbers) -> Int32 {
        switch numbers.below(10) {
        case 0..<8: vocabulary.specials.mask
        case 8: id
        default: Int32(truncatingIfNeeded: numbers.below(vocabulary.size))
        }
    }
}
