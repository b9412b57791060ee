// Segmenters between calls: their caches are worth keeping. A call takes one out and gives it back when it succeeded.

final class SegmenterPool: @unchecked Sendable {
    /// A segmenter that can lie in an array.
    final class Box {
        var segmenter: Segmenter
        init(_ segmenter: consuming Segmenter) { self.segmenter = segmenter }

        /// Lends the segmenter another place to write to, or takes it back.
        func exchangeRows(_ rows: inout PieceRows) { swap(&rows, &segmenter.splitter.rows) }
    }

    private let lock: Lock
    private var idle: [Box] = []
    /// The vocabulary for fast walks, shared by all; made when the tokenizer is opened.
    private var array: PieceArray?
    /// More are not kept: each holds up to 3 MiB.
    private static let idleLimit = 64

    init() throws(AlbertError) { lock = try Lock() }

    /// Once, before anything is taken.
    func prepare(_ parts: TokenizerParts) throws(AlbertError) {
        guard parts.sentencePiece == nil, parts.normalizedTokens.isEmpty else { return }
        let array = try parts.vocabulary.makeArray()
        lock.withLock { self.array = array }
    }

    func take(_ parts: TokenizerParts, literal: Bool) throws(AlbertError) -> Box {
        let (box, shared) = lock.withLock { () -> (Box?, PieceArray?) in
            guard let index = idle.lastIndex(where: { $0.segmenter.literal == literal }) else { return (nil, array) }
            return (idle.remove(at: index), nil)
        }
        if let box { return box }
        return Box(try Segmenter(parts, shared, literal: literal))
    }

    func giveBack(_ box: Box) {
        lock.withLock { if idle.count < Self.idleLimit { idle.append(box) } }
    }
}
