// Sequences with what a model should make of them, checked before anything is computed.

/// What a batch's labels are; each objective reads its own.
enum TrainingLabels {
    /// [tokens] pieces to find, `ignoredLabel` elsewhere; [sequences] 0 in order, 1 swapped. At least one of the two.
    case pretraining(pieces: UnsafeBufferPointer<Int32>?, orders: UnsafeBufferPointer<Int32>?)
    /// [sequences] numbers of labels.
    case classes(UnsafeBufferPointer<Int32>)
    /// [sequences, labels]: one number each in regression, else 0 and 1 (or anything between) for each label.
    case targets(UnsafeBufferPointer<Float>)
    /// [tokens] numbers of labels, `ignoredLabel` elsewhere.
    case tags(UnsafeBufferPointer<Int32>)
    /// [sequences] places counted from each sequence's first token.
    case spans(starts: UnsafeBufferPointer<Int32>, ends: UnsafeBufferPointer<Int32>)
    /// [items]: sequences of each item, in order, and which of them is right.
    case choices(counts: UnsafeBufferPointer<Int32>, right: UnsafeBufferPointer<Int32>)
}

/// A label that asks for nothing, as in PyTorch.
let ignoredLabel: Int32 = -100

/// One batch. Borrows the caller's memory.
struct TrainingBatch: @unchecked Sendable {
    let sequences: Batch
    let labels: TrainingLabels

    /// The first row of each sequence.
    var starts: [Int] {
        var starts: [Int] = []
        var next = 0
        for length in sequences.lengths {
            starts.append(next)
            next += Int(length)
        }
        return starts
    }

    var longest: Int { Int(sequences.lengths.max() ?? 0) }

    /// The rows whose last hidden vectors the labels ask for; nil: those of whole sequences, or none.
    var rowsRead: RowSelection? {
        let starts = starts
        var isRead = [Bool](repeating: false, count: sequences.ids.count)
        switch labels {
        case .pretraining(let pieces, let orders):
            if let pieces {
                for (row, label) in pieces.enumerated() { isRead[row] = label != ignoredLabel }
            }
            if orders != nil { for start in starts { isRead[start] = true } }
        case .classes, .targets, .choices: for start in starts { isRead[start] = true }
        case .tags(let tags): for (row, tag) in tags.enumerated() { isRead[row] = tag != ignoredLabel }
        case .spans: return nil
        }
        return isRead.contains(true) ? RowSelection(isRead, starts: starts) : nil
    }
}

extension TrainingBatch {
    /// The batch in parts of at most `tokens` tokens, or of one item where that is longer. Valid batches only.
    func cut(tokens limit: Int) -> [TrainingBatch] {
        guard sequences.ids.count > limit else { return [self] }
        var parts: [TrainingBatch] = []
        var (firstItem, firstSequence, firstToken) = (0, 0, 0)
        var (item, sequence, token) = (0, 0, 0)
        func close() {
            guard sequence > firstSequence else { return }
            parts.append(part(items: firstItem..<item, firstSequence..<sequence, tokens: firstToken..<token))
            (firstItem, firstSequence, firstToken) = (item, sequence, token)
        }
        while sequence < sequences.lengths.count {
            var end = sequence
            var endToken = token
            for _ in 0..<sequenceCount(ofItem: item) {
                endToken += Int(sequences.lengths[end])
                end += 1
            }
            if endToken - firstToken > limit { close() }
            (item, sequence, token) = (item + 1, end, endToken)
        }
        close()
        return parts
    }

    /// Sequences that belong together: the choices of an item, else one.
    private func sequenceCount(ofItem item: Int) -> Int {
        if case .choices(let counts, _) = labels { return Int(counts[item]) }
        return 1
    }

    private func part(items: Range<Int>, _ range: Range<Int>, tokens: Range<Int>) -> TrainingBatch {
        let some = Batch(
            ids: slice(sequences.ids, tokens), typeIDs: sequences.typeIDs.map { slice($0, tokens) },
            attentionMask: sequences.attentionMask.map { slice($0, tokens) }, lengths: slice(sequences.lengths, range))
        let labels: TrainingLabels =
            switch labels {
            case .pretraining(let pieces, let orders):
                .pretraining(pieces: pieces.map { slice($0, tokens) }, orders: orders.map { slice($0, range) })
            case .classes(let labels): .classes(slice(labels, range))
            case .targets(let targets):
                .targets(slice(targets, scaled(range, targets.count / sequences.lengths.count)))
            case .tags(let tags): .tags(slice(tags, tokens))
            case .spans(let starts, let ends): .spans(starts: slice(starts, range), ends: slice(ends, range))
            case .choices(let counts, let right): .choices(counts: slice(counts, items), right: slice(right, items))
            }
        return TrainingBatch(sequences: some, labels: labels)
    }

    private func scaled(_ range: Range<Int>, _ factor: Int) -> Range<Int> {
        range.lowerBound * factor..<range.upperBound * factor
    }

    private func slice<Element>(
        _ values: UnsafeBufferPointer<Element>, _ range: Range<Int>
    ) -> UnsafeBufferPointer<Element> { UnsafeBufferPointer(rebasing: values[range]) }
}

extension TrainingBatch {
    /// Throws unless there are as many labels as there should be, each one possible.
    func validate(for configuration: ModelConfiguration, labelCount: Int) throws(AlbertError) {
        try sequences.validate(for: configuration)
        let tokens = sequences.ids.count
        let count = sequences.lengths.count
        switch labels {
        case .pretraining(let pieces, let orders):
            guard pieces != nil || orders != nil else {
                throw AlbertError(.argument, at: "labels", "the batch has no labels")
            }
            if let pieces {
                try check(pieces, "labels", count: tokens, below: configuration.vocabularySize, ignores: true)
            }
            if let orders { try check(orders, "orders", count: count, below: 2) }
        case .classes(let labels): try check(labels, "labels", count: count, below: labelCount)
        case .targets(let targets):
            let wanted = try checkedProduct(count, labelCount)
            guard targets.count == wanted else {
                throw AlbertError(.argument, at: "targets", "\(targets.count) numbers, expected \(wanted)")
            }
            if let place = targets.firstIndex(where: { !$0.isFinite }) {
                throw AlbertError(.argument, at: "targets", "number \(place) is \(targets[place])")
            }
        case .tags(let labels): try check(labels, "labels", count: tokens, below: labelCount, ignores: true)
        case .spans(let starts, let ends):
            for (name, places) in [("starts", starts), ("ends", ends)] {
                try check(places, name, count: count, below: Int(Int32.max))
                for (sequence, place) in places.enumerated() where Int64(place) >= sequences.lengths[sequence] {
                    throw AlbertError(
                        .argument, at: name,
                        "sequence \(sequence) has \(sequences.lengths[sequence]) tokens, \(place) is none of them")
                }
            }
        case .choices(let counts, let right): try check(counts, right, sequences: count)
        }
    }

    private func check(
        _ values: UnsafeBufferPointer<Int32>, _ name: String, count: Int, below limit: Int, ignores: Bool = false
    ) throws(AlbertError) {
        guard values.count == count else {
            throw AlbertError(.argument, at: name, "\(values.count) labels, expected \(count)")
        }
        for (place, value) in values.enumerated() where value < 0 || Int(value) >= limit {
            if ignores && value == ignoredLabel { continue }
            throw AlbertError(.argument, at: name, "label \(value) at \(place) is not in 0 to \(limit - 1)")
        }
    }

    private func check(
        _ counts: UnsafeBufferPointer<Int32>, _ right: UnsafeBufferPointer<Int32>, sequences: Int
    ) throws(AlbertError) {
        guard counts.count == right.count else {
            throw AlbertError(.argument, at: "labels", "\(right.count) labels for \(counts.count) items")
        }
        var sum = 0
        for (item, count) in counts.enumerated() {
            guard count > 0, right[item] >= 0, right[item] < count else {
                throw AlbertError(
                    .argument, at: "labels", "item \(item) has \(count) choices, \(right[item]) is none of them")
            }
            sum = try checkedSum(sum, Int(count))
        }
        guard sum == sequences else {
            throw AlbertError(.argument, at: "counts", "\(sum) choices for \(sequences) sequences")
        }
    }
}
