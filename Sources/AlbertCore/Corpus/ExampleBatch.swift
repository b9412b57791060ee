// Examples laid end to end, as the encoder takes them, with what it is to predict.

/// Reused from batch to batch.
struct ExampleBatch: ~Copyable {
    /// [tokens]: [CLS] first [SEP] second [SEP] of one example after another, masked.
    fileprivate(set) var ids: Buffer<Int32>
    /// [tokens]: 0 up to the first [SEP], then 1.
    fileprivate(set) var typeIDs: Buffer<Int32>
    /// [examples]: tokens of each.
    fileprivate(set) var lengths: Buffer<Int64>
    /// [examples]: 0 where the second segment follows the first in the text, else 1.
    fileprivate(set) var orderLabels: Buffer<Int32>
    /// [masks]: tokens of the batch to be predicted, increasing.
    fileprivate(set) var positions: Buffer<Int32>
    /// [masks]: the ids that stood there.
    fileprivate(set) var labels: Buffer<Int32>
    /// [examples]: the masks of the examples up to and with this one.
    fileprivate(set) var maskEnds: Buffer<Int>

    init() throws(AlbertError) {
        let ids = try Buffer<Int32>()
        let typeIDs = try Buffer<Int32>()
        let lengths = try Buffer<Int64>()
        let orderLabels = try Buffer<Int32>()
        let positions = try Buffer<Int32>()
        let labels = try Buffer<Int32>()
        let maskEnds = try Buffer<Int>()
        self.ids = ids
        self.typeIDs = typeIDs
        self.lengths = lengths
        self.orderLabels = orderLabels
        self.positions = positions
        self.labels = labels
        self.maskEnds = maskEnds
    }

    var exampleCount: Int { lengths.count }
    var tokenCount: Int { ids.count }

    mutating func removeAll() {
        ids.removeAll()
        typeIDs.removeAll()
        lengths.removeAll()
        orderLabels.removeAll()
        positions.removeAll()
        labels.removeAll()
        maskEnds.removeAll()
    }
}

extension ExampleShard {
    /// Appends example number `example` of the shard; one that is masked on reading gets its masks from `numbers`.
    func append(
        _ example: Int, to batch: inout ExampleBatch, _ masker: inout Masker,
        _ numbers: @autoclosure () -> RandomNumbers
    ) throws(AlbertError) {
        let record = record(example)
        let width = header.idByteCount
        let base = batch.ids.count
        guard let limit = Int32(exactly: try checkedSum(base, record.length)), limit < Int32.max else {
            throw AlbertError(.limit, at: "", "a batch of more than \(Int32.max) tokens")
        }
        try batch.ids.append(header.vocabulary.specials.cls)
        for piece in 0..<record.pieceCount {
            if piece == record.firstCount { try batch.ids.append(header.vocabulary.specials.sep) }
            try batch.ids.append(id(at: record.start + piece * width))
        }
        try batch.ids.append(header.vocabulary.specials.sep)
        try batch.typeIDs.resize(batch.ids.count)
        let second = base + record.firstCount + 2
        batch.typeIDs.fill(base..<second, with: 0)
        batch.typeIDs.fill(second..<batch.ids.count, with: 1)
        try batch.lengths.append(Int64(record.length))
        try batch.orderLabels.append(record.isSwapped ? 1 : 0)
        if header.masking == .onReading {
            var numbers = numbers()
            let ids = UnsafeMutableBufferPointer(rebasing: batch.ids.mutableElements[base...])
            try masker.mask(
                ids, firstCount: record.firstCount, base: base, numbers: &numbers, positions: &batch.positions,
                labels: &batch.labels)
        } else {
            let positions = record.start + record.pieceCount * width
            let labels = positions + 2 * record.maskCount
            for mask in 0..<record.maskCount {
                try batch.positions.append(Int32(truncatingIfNeeded: base + position(at: positions + 2 * mask)))
                try batch.labels.append(id(at: labels + width * mask))
            }
        }
        try batch.maskEnds.append(batch.positions.count)
    }
}
