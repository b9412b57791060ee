// A batch in memory of its own: what was given may be gone by the time a step needs it.

/// Sequences and labels, copied.
final class HeldBatch {
    let batch: TrainingBatch
    /// What the batch's views point into.
    private let owners: [AnyObject]

    /// Copies what `source` borrows.
    init(copying source: TrainingBatch) throws(AlbertError) {
        var owners: [AnyObject] = []
        let sequences = Batch(
            ids: try Self.copy(source.sequences.ids, &owners),
            typeIDs: try Self.copyIfAny(source.sequences.typeIDs, &owners),
            attentionMask: try Self.copyIfAny(source.sequences.attentionMask, &owners),
            lengths: try Self.copy(source.sequences.lengths, &owners))
        let labels: TrainingLabels =
            switch source.labels {
            case .pretraining(let pieces, let orders):
                .pretraining(
                    pieces: try Self.copyIfAny(pieces, &owners), orders: try Self.copyIfAny(orders, &owners))
            case .classes(let labels): .classes(try Self.copy(labels, &owners))
            case .targets(let targets): .targets(try Self.copy(targets, &owners))
            case .tags(let tags): .tags(try Self.copy(tags, &owners))
            case .spans(let starts, let ends):
                .spans(starts: try Self.copy(starts, &owners), ends: try Self.copy(ends, &owners))
            case .choices(let counts, let right):
                .choices(counts: try Self.copy(counts, &owners), right: try Self.copy(right, &owners))
            }
        batch = TrainingBatch(sequences: sequences, labels: labels)
        self.owners = owners
    }

    private static func copyIfAny<Element: BitwiseCopyable>(
        _ values: UnsafeBufferPointer<Element>?, _ owners: inout [AnyObject]
    ) throws(AlbertError) -> UnsafeBufferPointer<Element>? {
        guard let values else { return nil }
        return try copy(values, &owners)
    }

    private static func copy<Element: BitwiseCopyable>(
        _ values: UnsafeBufferPointer<Element>, _ owners: inout [AnyObject]
    ) throws(AlbertError) -> UnsafeBufferPointer<Element> {
        let held = try HeldValues(values)
        owners.append(held)
        return held.values.elements
    }
}

private final class HeldValues<Element: BitwiseCopyable> {
    let values: Buffer<Element>

    init(_ source: UnsafeBufferPointer<Element>) throws(AlbertError) {
        var copy = try Buffer<Element>(capacity: source.count)
        try copy.append(source)
        values = copy
    }
}
