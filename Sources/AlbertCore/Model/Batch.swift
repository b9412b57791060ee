// What goes into a forward pass, and the checks that make every later index safe.

/// Sequences of ids laid end to end, without padding. Borrows the caller's memory.
struct Batch: @unchecked Sendable {
    /// [tokens]
    let ids: UnsafeBufferPointer<Int32>
    /// [tokens]; nil: all 0.
    let typeIDs: UnsafeBufferPointer<Int32>?
    /// [tokens], 1 for keys that may be attended to, 0 for others; nil: all 1.
    let attentionMask: UnsafeBufferPointer<Int32>?
    /// [sequences]
    let lengths: UnsafeBufferPointer<Int64>

    init(
        ids: UnsafeBufferPointer<Int32>, typeIDs: UnsafeBufferPointer<Int32>? = nil,
        attentionMask: UnsafeBufferPointer<Int32>? = nil, lengths: UnsafeBufferPointer<Int64>
    ) {
        self.ids = ids
        self.typeIDs = typeIDs
        self.attentionMask = attentionMask
        self.lengths = lengths
    }

    /// Throws unless every id, type, mask value and length is one that a model of this configuration has.
    func validate(for configuration: ModelConfiguration) throws(AlbertError) {
        let total = try Batch.tokenCount(lengths, for: configuration)
        guard total == ids.count else {
            throw AlbertError(.argument, at: "lengths", "the lengths add up to \(total), there are \(ids.count) ids")
        }
        try check(ids, named: "ids", count: total, below: configuration.vocabularySize)
        if let typeIDs { try check(typeIDs, named: "type_ids", count: total, below: configuration.typeCount) }
        if let attentionMask { try check(attentionMask, named: "attention_mask", count: total, below: 2) }
    }

    /// The tokens of sequences of these lengths. Throws unless there is a sequence, each length is one that a model of this
    /// configuration takes, and row numbers can count them all.
    static func tokenCount(
        _ lengths: UnsafeBufferPointer<Int64>, for configuration: ModelConfiguration
    ) throws(AlbertError) -> Int {
        guard !lengths.isEmpty else { throw AlbertError(.argument, at: "lengths", "the batch has no sequence") }
        var total = 0
        for (index, length) in lengths.enumerated() {
            guard length >= 1, length <= Int64(configuration.positionCount) else {
                throw AlbertError(
                    length < 1 ? .argument : .limit, at: "lengths",
                    "sequence \(index) has \(length) tokens, 1 to \(configuration.positionCount) are possible")
            }
            total = try checkedSum(total, Int(length))
        }
        guard total <= tokenLimit else {
            throw AlbertError(.limit, at: "lengths", "the lengths add up to \(total), the limit is \(tokenLimit)")
        }
        return total
    }

    /// Row numbers are Int32 wherever a table is handed out.
    static let tokenLimit = Int(Int32.max)

    private func check(
        _ values: UnsafeBufferPointer<Int32>, named name: String, count: Int, below limit: Int
    ) throws(AlbertError) {
        guard values.count == count else {
            throw AlbertError(.argument, at: name, "\(values.count) values for \(count) tokens")
        }
        guard let position = values.firstIndex(where: { $0 < 0 || Int($0) >= limit }) else { return }
        throw AlbertError(
            .argument, at: name, "value \(values[position]) at position \(position) is not in 0 to \(limit - 1)")
    }

    /// Runs of whole sequences of at most `tokenLimit` tokens each (one longer sequence is a run of its own): what is
    /// computed at once, so that a batch of any size needs a bounded workspace.
    func slices(tokenLimit: Int) -> BatchSlices { BatchSlices(lengths: lengths, tokenLimit: tokenLimit) }
}

/// A run of whole sequences of a batch.
struct BatchSlice {
    let sequences: Range<Int>
    let tokens: Range<Int>
}

/// The slices of a batch, in order.
struct BatchSlices: Sequence, IteratorProtocol {
    let lengths: UnsafeBufferPointer<Int64>
    let tokenLimit: Int
    private var sequence = 0
    private var token = 0

    init(lengths: UnsafeBufferPointer<Int64>, tokenLimit: Int) {
        self.lengths = lengths
        self.tokenLimit = tokenLimit
    }

    mutating func next() -> BatchSlice? {
        guard sequence < lengths.count else { return nil }
        let first = sequence
        var tokens = 0
        while sequence < lengths.count, tokens == 0 || tokens + Int(lengths[sequence]) <= tokenLimit {
            tokens += Int(lengths[sequence])
            sequence += 1
        }
        defer { token += tokens }
        return BatchSlice(sequences: first..<sequence, tokens: token..<token + tokens)
    }
}
