// The numbers that training starts from: those of a model's files, random ones for what the files lack.

extension TrainedModel {
    /// The model of `source` with the heads of `task`. Tensors of the encoder must be there; a head that the files lack starts
    /// anew, and so, where `renewsHead`, does the task's head, whose labels are others.
    static func read(
        _ configuration: ModelConfiguration, task: TrainingTask, from source: ParameterSource,
        renewsHead: Bool = false, seed: UInt64, watch: Watch = .none
    ) throws(AlbertError) -> TrainedModel {
        let model = try TrainedModel(
            configuration, task: task,
            hasOwnDecoder: !configuration.tiesWordEmbeddings && task.readsPieces
                && source.holds(DecoderTensorNames.weight))
        for (index, parameter) in model.table.parameters.enumerated() {
            try watch.check()
            let isHeads = task.head.map { parameter.name.hasPrefix($0.tensorName + ".") } ?? false
            let isOptional = index >= model.encoderParameterCount
            if (isHeads && renewsHead) || (isOptional && !source.holds(parameter.name)) {
                model.initialize(index, seed: seed)
            } else {
                let ownBias = DecoderTensorNames.ownBias
                let isOwn =
                    parameter.name == DecoderTensorNames.bias && model.hasOwnDecoder && source.holds(ownBias)
                let name = isOwn ? ownBias : parameter.name
                try source.read(name, shape: parameter.shape, into: model.table[index].values)
            }
        }
        try source.finish()
        guard source.nonFiniteCount == 0 else {
            throw AlbertError(
                .numeric, at: "", "\(source.nonFiniteCount) weights are NaN or infinite: there is nothing to train")
        }
        return model
    }

    /// A model that knows nothing yet.
    static func random(
        _ configuration: ModelConfiguration, task: TrainingTask, seed: UInt64
    ) throws(AlbertError) -> TrainedModel {
        let model = try TrainedModel(
            configuration, task: task, hasOwnDecoder: !configuration.tiesWordEmbeddings && task.readsPieces)
        for index in model.table.parameters.indices { model.initialize(index, seed: seed) }
        return model
    }

    /// transformers' way (ALBERT.md 7): weights from a normal distribution of the configuration's deviation, the padding's vector and
    /// biases zero, norms one and zero.
    private func initialize(_ index: Int, seed: UInt64) {
        let parameter = table.parameters[index]
        table.markNew(index)
        let values = table[index].values
        let count = parameter.range.count
        guard parameter.shape.count > 1 else {
            let isScale = !parameter.isDecayed && parameter.name.hasSuffix(".weight")
            return values.update(repeating: isScale ? 1 : 0, count: count)
        }
        // Streams below these are the corpus's.
        var random = RandomNumbers(seed: seed, stream: (1 << 32) + UInt64(truncatingIfNeeded: index))
        for place in 0..<count { values[place] = Float(random.normal() * configuration.initializerRange) }
        let isWordTable = parameter.name.hasSuffix("word_embeddings.weight")
        if isWordTable, let padding = configuration.padID {
            let width = configuration.embeddingSize
            (values + Int(padding) * width).update(repeating: 0, count: width)
        }
    }
}
