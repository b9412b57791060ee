// Everything that comes out of a model's weight files.

/// The parameters of a model. Their matrices are filled when the loader's queue has been run.
struct ModelParts {
    let encoder: Encoder
    let pooler: Linear?
    let maskedLanguageHead: MaskedLanguageHead?
    let sentenceOrderHead: Linear?
    let taskHead: TaskHead?

    init(_ configuration: ModelConfiguration, from loader: WeightLoader) throws(AlbertError) {
        let activation = Activation(configuration.activation)
        encoder = try loader.encoder(configuration, activation: activation)
        pooler = try loader.pooler(configuration)
        maskedLanguageHead = try loader.maskedLanguageHead(
            configuration, words: encoder.embeddings.words, activation: activation)
        sentenceOrderHead = try loader.sentenceOrderHead(configuration)
        taskHead = try loader.taskHead(configuration)
    }
}
