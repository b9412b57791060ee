// The pieces of a tokenizer by number: spelling, score, and whether text may be cut into them. Filled by one of the two
// readers, then never changed.

/// What a piece is for.
enum PieceKind: UInt8 {
    case normal
    /// <pad>, <unk>, [CLS] …: literal text must not turn into these.
    case special
    /// Chosen wherever it occurs (compat=sentencepiece).
    case userDefined
    case unused
}

final class Vocabulary: @unchecked Sendable {
    /// The longest spelling, in bytes.
    private(set) var longestPiece = 1
    private(set) var lowestScore = 0.0
    /// Of the pieces of kind `normal`.
    private(set) var lowestNormalScore = 0.0
    private var hasNormal = false
    private var spellings: Buffer<UInt8>
    /// Where each spelling starts; one more than there are pieces. A NUL follows each spelling.
    private var starts: Buffer<Int>
    private var scores: Buffer<Double>
    private var kinds: Buffer<PieceKind>
    private var trie: PieceTrie
    /// Tokens added beyond the pieces of the model.
    private var addedTrie: PieceTrie

    static let countLimit = 4_194_304
    /// Trained pieces have 16 characters. A piece that nearly matches at each byte of a text costs its length each time.
    static let pieceByteLimit = 1_024

    init(pieceCount: Int, byteCount: Int) throws(AlbertError) {
        spellings = try Buffer(capacity: try checkedSum(byteCount, pieceCount))
        starts = try Buffer(capacity: try checkedSum(pieceCount, 1))
        scores = try Buffer(capacity: pieceCount)
        kinds = try Buffer(capacity: pieceCount)
        trie = try PieceTrie(pieceCount: pieceCount)
        addedTrie = try PieceTrie(pieceCount: 0)
        try starts.append(0)
    }

    var count: Int { scores.count }
    var scorePointer: UnsafePointer<Double> { UnsafePointer(scores.base) }
    var kindPointer: UnsafePointer<PieceKind> { UnsafePointer(kinds.base) }
    var trieView: PieceTrieView { trie.view }

    /// The pieces for fast walks, nil where scores are so large that their sums might not be finite. To be made once the kinds
    /// are known.
    func makeArray() throws(AlbertError) -> PieceArray? {
        guard scores.elements.allSatisfy({ abs($0) <= Self.ordinaryScore }) else { return nil }
        var areSpecial = try Buffer<Bool>(repeating: false, count: count)
        for id in 0..<count where kinds[id] == .special { areSpecial[id] = true }
        return try trie.array(scores: UnsafePointer(scores.base), areSpecial: UnsafePointer(areSpecial.base))
    }

    private static let ordinaryScore = 1e100

    /// Adds the next piece. What it says of errors is without place, which the reader knows. An empty spelling is kept and
    /// never matches.
    func append(
        _ spelling: UnsafeBufferPointer<UInt8>, score: Double, kind: PieceKind
    ) throws(AlbertError) {
        let id = Int32(truncatingIfNeeded: count)
        guard count < Self.countLimit else {
            throw AlbertError(.limit, at: "", "the vocabulary has more than \(Self.countLimit) pieces")
        }
        guard spelling.count <= Self.pieceByteLimit else {
            throw AlbertError(
                .limit, at: "", "piece \(id) has \(spelling.count) bytes, the limit is \(Self.pieceByteLimit)")
        }
        if let wrong = firstIllFormedByte(spelling) {
            throw AlbertError(.format, at: "", "piece \(id) is not UTF-8 from its byte \(wrong) on")
        }
        guard score.isFinite else {
            throw AlbertError(.format, at: "", "the score of piece \(id) is \(score), not a finite number")
        }
        if !spelling.isEmpty, let other = try trie.insert(spelling, id: id) {
            throw AlbertError(.format, at: "", "pieces \(other) and \(id) have the same spelling \(quoted(spelling))")
        }
        try store(spelling, score: score, kind: kind)
        longestPiece = max(longestPiece, spelling.count)
        lowestScore = count == 1 ? score : min(lowestScore, score)
        if kind == .normal {
            lowestNormalScore = hasNormal ? min(lowestNormalScore, score) : score
            hasNormal = true
        }
    }

    /// Gives added tokens their places, in the order of their ids.
    func placeAdded(_ tokens: [AddedToken]) throws(AlbertError) {
        for token in tokens.sorted(by: { $0.id < $1.id }) { try placeAdded(token) }
    }

    /// Gives an added token its place: the piece it names, or the next number. Only the search for tokens finds the latter.
    func placeAdded(_ token: AddedToken) throws(AlbertError) {
        let content = try Buffer(copying: token.content)
        let (id, spelling) = (Int(token.id), content.elements)
        if let known = self.id(of: spelling), known != token.id {
            throw AlbertError(.format, at: "", "\(quoted(spelling)) has id \(id), but it is piece \(known)")
        }
        if let other = self.spelling(of: id) {
            guard other.elementsEqual(spelling) else {
                throw AlbertError(.format, at: "", "\(quoted(spelling)) has id \(id), which is piece \(quoted(other))")
            }
        } else {
            guard id < Self.countLimit else {
                throw AlbertError(.limit, at: "", "the vocabulary has more than \(Self.countLimit) pieces")
            }
            guard id == count else {
                throw AlbertError(.format, at: "", "\(quoted(spelling)) has id \(id), the next free one is \(count)")
            }
            try store(spelling, score: 0, kind: .normal)
            _ = try addedTrie.insert(spelling, id: token.id)
        }
        if token.isSpecial { setKind(of: id, to: .special) }
    }

    private func store(
        _ spelling: UnsafeBufferPointer<UInt8>, score: Double, kind: PieceKind
    ) throws(AlbertError) {
        try spellings.append(spelling)
        try spellings.append(0)
        try starts.append(spellings.count)
        try scores.append(score)
        try kinds.append(kind)
    }

    /// The spelling of `id`, followed by a NUL that is not counted; nil where there is no such piece.
    func spelling(of id: Int) -> UnsafeBufferPointer<UInt8>? {
        guard id >= 0, id < count else { return nil }
        return UnsafeBufferPointer(start: spellings.base + starts[id], count: starts[id + 1] - starts[id] - 1)
    }

    func id(of spelling: UnsafeBufferPointer<UInt8>) -> Int32? {
        var found = trie.view.find(spelling)
        if found < 0 { found = addedTrie.view.find(spelling) }
        return found < 0 ? nil : found
    }

    func id(ofSpelling spelling: String) -> Int32? {
        var spelling = spelling
        return spelling.withUTF8 { id(of: $0) }
    }

    func isSpecial(_ id: Int) -> Bool { id >= 0 && id < count && kinds[id] == .special }

    func setKind(of id: Int, to kind: PieceKind) {
        guard id >= 0, id < count else { return }
        kinds[id] = kind
    }
}
