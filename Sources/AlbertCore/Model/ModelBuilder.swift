// Which tensors make up which part: the names of ALBERT.md section 2, as the published files spell them.

extension WeightLoader {
    func encoder(_ sizes: ModelConfiguration, activation: Activation) throws(AlbertError) -> Encoder {
        let words = try packedTable(
            "embeddings.word_embeddings.weight", rows: sizes.vocabularySize, width: sizes.embeddingSize)
        let embeddings = Embeddings(
            words: words,
            positions: try table(
                "embeddings.position_embeddings.weight", rows: sizes.positionCount, width: sizes.embeddingSize),
            types: try table(
                "embeddings.token_type_embeddings.weight", rows: sizes.typeCount, width: sizes.embeddingSize),
            norm: try norm("embeddings.LayerNorm", width: sizes.embeddingSize, epsilon: sizes.layerNormEpsilon),
            widening: try linear(
                "encoder.embedding_hidden_mapping_in", inputs: sizes.embeddingSize, outputs: sizes.hiddenSize))
        var groups: [[AlbertLayer]] = []
        for group in 0..<sizes.groupCount {
            var layers: [AlbertLayer] = []
            for inner in 0..<sizes.innerGroupCount {
                layers.append(
                    try layer(
                        "encoder.albert_layer_groups.\(group).albert_layers.\(inner).", sizes, activation: activation))
            }
            groups.append(layers)
        }
        return Encoder(sizes, embeddings: embeddings, groups: groups)
    }

    private func layer(
        _ name: String, _ sizes: ModelConfiguration, activation: Activation
    ) throws(AlbertError) -> AlbertLayer {
        let hidden = sizes.hiddenSize
        let attention = name + "attention."
        return AlbertLayer(
            projections: try layerLinear(
                attention + "query", attention + "key", attention + "value", inputs: hidden, outputs: hidden),
            attentionOutput: try layerLinear(attention + "dense", inputs: hidden, outputs: hidden),
            attentionNorm: try norm(attention + "LayerNorm", width: hidden, epsilon: sizes.layerNormEpsilon),
            feedForward: try layerLinear(name + "ffn", inputs: hidden, outputs: sizes.intermediateSize),
            feedForwardOutput: try layerLinear(name + "ffn_output", inputs: sizes.intermediateSize, outputs: hidden),
            outputNorm: try norm(name + "full_layer_layer_norm", width: hidden, epsilon: sizes.layerNormEpsilon),
            headCount: sizes.headCount, activation: activation)
    }

    /// The pooler, a bare Linear without BERT's `dense` level; nil in files of classes that have none.
    func pooler(_ sizes: ModelConfiguration) throws(AlbertError) -> Linear? {
        guard holds("pooler") else { return nil }
        return try linear("pooler", inputs: sizes.hiddenSize, outputs: sizes.hiddenSize)
    }

    func sentenceOrderHead(_ sizes: ModelConfiguration) throws(AlbertError) -> Linear? {
        try headLinear("sop_classifier.classifier", inputs: sizes.hiddenSize, outputs: 2)
    }

    /// The head of the class that the configuration names; where it names none, of the class that the file looks like. Heads
    /// of other classes are left alone: a file may bring several.
    func taskHead(_ sizes: ModelConfiguration) throws(AlbertError) -> TaskHead? {
        var kind = sizes.architectures.lazy.compactMap(TaskHead.Kind.init(architecture:)).first
        if sizes.architectures.isEmpty {
            if holdsHead("qa_outputs") { kind = .spans }
            if holdsHead("classifier") { kind = holds("pooler") ? .classes : .tags }
        }
        guard let kind,
            let linear = try headLinear(
                kind.tensorName, inputs: sizes.hiddenSize, outputs: kind.outputCount(sizes))
        else { return nil }
        return TaskHead(kind, linear)
    }

    func maskedLanguageHead(
        _ sizes: ModelConfiguration, words: PackedMatrix, activation: Activation
    ) throws(AlbertError) -> MaskedLanguageHead? {
        guard
            let dense = try headLinear(
                "predictions.dense", inputs: sizes.hiddenSize, outputs: sizes.embeddingSize)
        else { return nil }
        // Tied, both are one; where they are not, transformers computes with the decoder's.
        let (bias, ownBias) = (DecoderTensorNames.bias, DecoderTensorNames.ownBias)
        let isOwn = !sizes.tiesWordEmbeddings && store.entry(ownBias) != nil
        guard let values = try headVector(isOwn ? [ownBias] : [bias, ownBias], count: sizes.vocabularySize)
        else { throw AlbertError(.format, at: bias, "the tensor is missing") }
        return MaskedLanguageHead(
            dense: dense,
            norm: try headNorm("predictions.LayerNorm", width: sizes.embeddingSize, epsilon: sizes.layerNormEpsilon),
            decoder: try decoder(sizes, words: words), bias: values, activation: activation)
    }

    /// The word table itself, unless the file brings a decoder of its own and the configuration says that it is not tied.
    private func decoder(_ sizes: ModelConfiguration, words: PackedMatrix) throws(AlbertError) -> PackedMatrix {
        let name = DecoderTensorNames.weight
        guard store.entry(name) != nil else { return words }
        let isTied = try isSameTable(
            name, asEncoders: "embeddings.word_embeddings.weight", rows: sizes.vocabularySize,
            width: sizes.embeddingSize)
        if isTied { return words }
        guard !sizes.tiesWordEmbeddings else {
            throw AlbertError(
                .format, at: name,
                "differs from embeddings.word_embeddings.weight, with which the configuration ties it")
        }
        return try headTable(name, rows: sizes.vocabularySize, width: sizes.embeddingSize)
    }
}

extension TaskHead.Kind {
    /// The class of this name, in PyTorch or TensorFlow.
    fileprivate init?(architecture name: String) {
        self.init(rawValue: name.hasPrefix("TF") ? String(name.dropFirst(2)) : name)
    }
}
