// Labels with scores, item by item: what classifying gives.

/// Rows in the order of the items, best first within an item.
final class LabelScores: @unchecked Sendable {
    private(set) var items: Buffer<Int32>
    private(set) var labelIDs: Buffer<Int32>
    private(set) var scores: Buffer<Float>
    let names: LabelNames

    init(names: LabelNames) throws(AlbertError) {
        items = try Buffer()
        labelIDs = try Buffer()
        scores = try Buffer()
        self.names = names
    }

    var count: Int { items.count }

    /// Adds the `limit` best labels of an item by their scores; of equal ones the lower number first.
    func append(item: Int, _ values: [Float], limit: Int) throws(AlbertError) {
        for label in best(of: (0..<Int32(clamping: values.count)).map { $0 }, count: limit, score: { values[Int($0)] })
        {
            try items.append(Int32(clamping: item))
            try labelIDs.append(label)
            try scores.append(values[Int(label)])
        }
    }
}
