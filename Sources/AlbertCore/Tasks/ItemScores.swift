// Items with scores: what choosing, ranking and ordering give.

/// Rows, one per item, in the order of the answer.
final class ItemScores: @unchecked Sendable {
    private(set) var items: Buffer<Int32>
    private(set) var scores: Buffer<Float>
    /// What a score was made of, where that is told too; else empty.
    private(set) var logits: Buffer<Float>

    init() throws(AlbertError) {
        items = try Buffer()
        scores = try Buffer()
        logits = try Buffer()
    }

    var count: Int { items.count }

    func append(item: Int, score: Float, logit: Float? = nil) throws(AlbertError) {
        try items.append(Int32(clamping: item))
        try scores.append(score)
        if let logit { try logits.append(logit) }
    }
}
