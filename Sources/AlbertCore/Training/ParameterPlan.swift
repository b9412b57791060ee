// Which tensors a model in training has, in which order they lie, and which part computes with which.

/// Numbers of tensors in a table.
struct ParameterPlan {
    private struct Linear {
        let weight: Int
        let bias: Int
        let inputs: Int
        let outputs: Int
    }
    private struct Norm {
        let scale: Int
        let shift: Int
    }
    private struct Layer {
        let projections: Linear
        let attentionOutput: Linear
        let attentionNorm: Norm
        let feedForward: Linear
        let feedForwardOutput: Linear
        let outputNorm: Norm
    }

    private let sizes: ModelConfiguration
    private let words: Int
    private let positions: Int
    private let types: Int
    private let embeddingNorm: Norm
    private let widening: Linear
    /// [groups][inner layers]
    private let groups: [[Layer]]
    let encoderParameterCount: Int
    private let pooler: Linear?
    private let dense: Linear?
    private let headNorm: Norm?
    private let decoderWeight: Int?
    private let decoderBias: Int?
    private let orderHead: Linear?
    private let head: Linear?

    init(
        _ sizes: ModelConfiguration, task: TrainingTask, hasOwnDecoder: Bool, table: ParameterTable
    ) throws(AlbertError) {
        self.sizes = sizes
        let (narrow, hidden) = (sizes.embeddingSize, sizes.hiddenSize)
        let embeddings = "albert.embeddings."
        words = try table.declare(embeddings + "word_embeddings.weight", [sizes.vocabularySize, narrow])
        positions = try table.declare(embeddings + "position_embeddings.weight", [sizes.positionCount, narrow])
        types = try table.declare(embeddings + "token_type_embeddings.weight", [sizes.typeCount, narrow])
        embeddingNorm = try Self.norm(embeddings + "LayerNorm", width: narrow, table)
        widening = try Self.linear(
            ["albert.encoder.embedding_hidden_mapping_in"], inputs: narrow, outputs: hidden, table)
        var groups: [[Layer]] = []
        for group in 0..<sizes.groupCount {
            var layers: [Layer] = []
            for inner in 0..<sizes.innerGroupCount {
                layers.append(
                    try Self.layer(
                        "albert.encoder.albert_layer_groups.\(group).albert_layers.\(inner).", sizes, table))
            }
            groups.append(layers)
        }
        self.groups = groups
        encoderParameterCount = table.parameters.count
        pooler = task.readsPooled ? try Self.linear(["albert.pooler"], inputs: hidden, outputs: hidden, table) : nil
        if task.readsPieces {
            dense = try Self.linear(["predictions.dense"], inputs: hidden, outputs: narrow, table)
            headNorm = try Self.norm("predictions.LayerNorm", width: narrow, table)
            decoderWeight =
                hasOwnDecoder
                ? try table.declare(DecoderTensorNames.weight, [sizes.vocabularySize, narrow]) : words
            decoderBias = try table.declare(DecoderTensorNames.bias, [sizes.vocabularySize])
        } else {
            (dense, headNorm, decoderWeight, decoderBias) = (nil, nil, nil, nil)
        }
        orderHead =
            task == .pretraining
            ? try Self.linear(["sop_classifier.classifier"], inputs: hidden, outputs: 2, table) : nil
        if let kind = task.head {
            head = try Self.linear([kind.tensorName], inputs: hidden, outputs: kind.outputCount(sizes), table)
        } else {
            head = nil
        }
    }

    // --- declarations -----------------------------------------------------------------------------------------------

    /// Several of one input lie one after the other, so that they are one product.
    private static func linear(
        _ names: [String], inputs: Int, outputs: Int, _ table: ParameterTable
    ) throws(AlbertError) -> Linear {
        var weights: [Int] = []
        for name in names { weights.append(try table.declare(name + ".weight", [outputs, inputs])) }
        var biases: [Int] = []
        for name in names { biases.append(try table.declare(name + ".bias", [outputs])) }
        return Linear(weight: weights[0], bias: biases[0], inputs: inputs, outputs: outputs * names.count)
    }

    private static func norm(_ name: String, width: Int, _ table: ParameterTable) throws(AlbertError) -> Norm {
        Norm(
            scale: try table.declare(name + ".weight", [width]), shift: try table.declare(name + ".bias", [width]))
    }

    private static func layer(
        _ name: String, _ sizes: ModelConfiguration, _ table: ParameterTable
    ) throws(AlbertError) -> Layer {
        let hidden = sizes.hiddenSize
        let attention = name + "attention."
        return Layer(
            projections: try linear(
                [attention + "query", attention + "key", attention + "value"], inputs: hidden, outputs: hidden, table),
            attentionOutput: try linear([attention + "dense"], inputs: hidden, outputs: hidden, table),
            attentionNorm: try norm(attention + "LayerNorm", width: hidden, table),
            feedForward: try linear([name + "ffn"], inputs: hidden, outputs: sizes.intermediateSize, table),
            feedForwardOutput: try linear(
                [name + "ffn_output"], inputs: sizes.intermediateSize, outputs: hidden, table),
            outputNorm: try norm(name + "full_layer_layer_norm", width: hidden, table))
    }

    // --- parts, once the table has memory ---------------------------------------------------------------------------

    func encoder(_ table: ParameterTable) -> TrainedEncoder {
        let layers = groups.map { $0.map { trained($0, table) } }
        let applications = (0..<sizes.applicationCount).map { application in
            let (group, inner) = sizes.layer(ofApplication: application)
            return layers[group][inner]
        }
        return TrainedEncoder(
            embeddings: TrainedEmbeddings(
                words: table[words], positions: table[positions], types: table[types],
                norm: trained(embeddingNorm, width: sizes.embeddingSize, table), widening: trained(widening, table),
                padID: sizes.padID),
            applications: applications)
    }

    func maskedLanguage(_ table: ParameterTable) -> MaskedLanguageObjective? {
        guard let dense, let headNorm, let decoderWeight, let decoderBias else { return nil }
        return MaskedLanguageObjective(
            dense: trained(dense, table), norm: trained(headNorm, width: sizes.embeddingSize, table),
            decoder: TrainedLinear(
                weight: table[decoderWeight], bias: table[decoderBias], inputs: sizes.embeddingSize,
                outputs: sizes.vocabularySize),
            activation: Activation(sizes.activation))
    }

    func order(_ table: ParameterTable) -> PooledObjective? { pooled(table, orderHead) }

    func pooled(_ table: ParameterTable) -> PooledObjective? { pooled(table, head) }

    private func pooled(_ table: ParameterTable, _ head: Linear?) -> PooledObjective? {
        guard let pooler, let head else { return nil }
        return PooledObjective(pooler: TrainedPooler(linear: trained(pooler, table)), head: trained(head, table))
    }

    func tokens(_ table: ParameterTable) -> TokenObjective? { head.map { TokenObjective(head: trained($0, table)) } }

    private func trained(_ linear: Linear, _ table: ParameterTable) -> TrainedLinear {
        TrainedLinear(
            weight: table[linear.weight], bias: table[linear.bias], inputs: linear.inputs, outputs: linear.outputs)
    }

    private func trained(_ norm: Norm, width: Int, _ table: ParameterTable) -> TrainedNorm {
        TrainedNorm(
            scale: table[norm.scale], shift: table[norm.shift], width: width, epsilon: sizes.layerNormEpsilon)
    }

    private func trained(_ layer: Layer, _ table: ParameterTable) -> TrainedLayer {
        TrainedLayer(
            projections: trained(layer.projections, table), attentionOutput: trained(layer.attentionOutput, table),
            attentionNorm: trained(layer.attentionNorm, width: sizes.hiddenSize, table),
            feedForward: trained(layer.feedForward, table),
            feedForwardOutput: trained(layer.feedForwardOutput, table),
            outputNorm: trained(layer.outputNorm, width: sizes.hiddenSize, table), headCount: sizes.headCount,
            activation: Activation(sizes.activation))
    }
}
