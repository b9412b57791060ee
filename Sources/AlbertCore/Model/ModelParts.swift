// Everything that comes out of a model's weight files.

/// The parameters of a model, packed, and what was noticed while they were read.
struct ModelParts {
    let encoder: Encoder
    let pooler: Linear?
    let maskedLanguageHead: MaskedLanguageHead?
    let sentenceOrderHead: Linear?
    let info: ModelInfo

    init(
        _ configuration: ModelConfiguration, from store: TensorStore, kernels: Kernels, threads: Int,
        check: ModelOptions.WeightsCheck, name: String, watch: Watch
    ) throws(AlbertError) {
        let loader = try WeightLoader(
            store, kernels: kernels, threads: threads, countsNonFinite: check != .none, watch: watch)
        let activation = Activation(configuration.activation)
        encoder = try loader.encoder(configuration, activation: activation)
        pooler = try loader.pooler(configuration)
        maskedLanguageHead = try loader.maskedLanguageHead(
            configuration, words: encoder.embeddings.words, activation: activation)
        sentenceOrderHead = try loader.sentenceOrderHead(configuration)
        try store.finish()
        if check == .refuse, loader.nonFiniteCount > 0 {
            throw AlbertError(
                .numeric, at: name,
                "\(loader.nonFiniteCount) weights are NaN or infinite, and weights_check is \"refuse\"")
        }
        info = ModelInfo(
            kernels: kernels.name, parameterCount: loader.parameterCount, fileNames: store.fileNames,
            ignoredTensors: loader.ignoredNames, nonFiniteCount: check == .none ? nil : loader.nonFiniteCount,
            hasPooler: pooler != nil, hasMaskedLanguageHead: maskedLanguageHead != nil,
            hasSentenceOrderHead: sentenceOrderHead != nil)
    }
}
