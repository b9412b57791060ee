// Examples for pre-training on their way from their files to a step's batch.

/// The examples of one set in an endless order: epoch after epoch, each in an order of its own, which the seed decides. Where a
/// batch lies in it is all that there is to remember.
final class ExampleFeed {
    /// Of one call: sixteen times the largest batch that ALBERT was trained with.
    static let largestBatch = 65_536

    let path: String
    private let reader: ExampleReader

    /// Opens what `writePretrainingData` left. Throws where its pieces are not those of the tokenizer, or are more than a model
    /// of this configuration has.
    init(
        directory path: String, for configuration: ModelConfiguration, tokenizer: Tokenizer? = nil, seed: UInt64
    ) throws(AlbertError) {
        let set = try ExampleSet(directory: path)
        if let tokenizer { try set.requireVocabulary(of: tokenizer) }
        guard set.vocabularySize <= configuration.vocabularySize else {
            throw AlbertError(
                .argument, at: path,
                "its examples are of \(set.vocabularySize) pieces, the model has \(configuration.vocabularySize)")
        }
        guard set.maxLength <= configuration.positionCount else {
            throw AlbertError(
                .argument, at: path,
                "its examples have up to \(set.maxLength) pieces, the model takes \(configuration.positionCount)")
        }
        self.path = path
        reader = try ExampleReader(set, seed: seed)
    }

    var exampleCount: Int { reader.set.exampleCount }

    /// Examples `first` to `first + count` of the endless order, as a trainer takes them; without the order of segments where
    /// only pieces are learned.
    func batch(first: Int, count: Int, hasOrders: Bool) throws(AlbertError) -> HeldBatch {
        guard exampleCount > 0 else { throw AlbertError(.argument, at: path, "holds no example") }
        let (epoch, position) = first.quotientAndRemainder(dividingBy: exampleCount)
        if reader.epoch != epoch || reader.position != position { try reader.begin(epoch: epoch, skipping: position) }
        var examples = try ExampleBatch()
        while examples.exampleCount < count {
            if try !reader.next(into: &examples) { try reader.begin(epoch: reader.epoch + 1) }
        }
        var pieces = try Buffer(repeating: ignoredLabel, count: examples.tokenCount)
        for mask in 0..<examples.positions.count { pieces[Int(examples.positions[mask])] = examples.labels[mask] }
        return try HeldBatch(
            copying: TrainingBatch(
                sequences: Batch(
                    ids: examples.ids.elements, typeIDs: examples.typeIDs.elements,
                    lengths: examples.lengths.elements),
                labels: .pretraining(
                    pieces: pieces.elements, orders: hasOrders ? examples.orderLabels.elements : nil)))
    }
}
