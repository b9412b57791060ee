// A model that is ready to compute: configuration, packed weights, tokenizer. Immutable, shared freely between threads.

/// ALBERT with the heads that its file holds.
public final class Model: Sendable {
    public let configuration: ModelConfiguration
    /// Nil when the directory holds neither tokenizer.json nor spiece.model.
    public let tokenizer: Tokenizer?
    /// The directory it came from, or "memory".
    public let name: String
    public let info: ModelInfo

    let kernels: Kernels
    let encoder: Encoder
    let pooler: Linear?
    let maskedLanguageHead: MaskedLanguageHead?
    let sentenceOrderHead: Linear?
    let workspaces: WorkspacePool
    private let threads: Int?

    /// Threads of a call that does not say: the model's, else the process's.
    var defaultThreads: Int { threads ?? defaultThreadCount }

    /// Opens a directory in the Hugging Face layout, or the bundled model.
    public static func open(_ path: String? = nil, options: ModelOptions = .init()) throws(AlbertError) -> Model {
        try open(path: path, options: options, watch: .none)
    }

    static func open(path: String?, options: ModelOptions, watch: Watch) throws(AlbertError) -> Model {
        let directory = if let path { try Directory(path: path) } else { try bundledModelDirectory() }
        let configuration = try ModelConfiguration.read(in: directory)
        let tokenizer = try Tokenizer.open(directory: directory, options: options.tokenizer)
        return try Model(
            configuration, store: try TensorStore.open(in: directory), tokenizer: tokenizer, name: directory.path,
            options: options, watch: watch)
    }

    static func open(
        configuration: UnsafeRawBufferPointer, weights: UnsafeRawBufferPointer, tokenizer: UnsafeRawBufferPointer?,
        options: ModelOptions, watch: Watch
    ) throws(AlbertError) -> Model {
        let read = try ModelConfiguration.read(configuration, name: "config.json")
        var opened: Tokenizer?
        if let tokenizer { opened = try Tokenizer.open(bytes: tokenizer, name: "tokenizer", options: options.tokenizer) }
        return try Model(
            read, store: try TensorStore.open(bytes: weights, name: "model.safetensors"), tokenizer: opened,
            name: "memory", options: options, watch: watch)
    }

    private init(
        _ configuration: ModelConfiguration, store: TensorStore, tokenizer: Tokenizer?, name: String,
        options: ModelOptions, watch: Watch
    ) throws(AlbertError) {
        if let tokenizer, tokenizer.vocabularySize > configuration.vocabularySize {
            throw AlbertError(
                .format, at: name,
                "the tokenizer has \(tokenizer.vocabularySize) pieces, config.json says vocab_size \(configuration.vocabularySize)")
        }
        let kernels = try Kernels.chosen()
        let loader = try WeightLoader(
            store, kernels: kernels, threads: options.threads ?? defaultThreadCount,
            countsNonFinite: options.weightsCheck != .none, watch: watch)
        let activation = Activation(configuration.activation)
        let encoder = try loader.encoder(configuration, activation: activation)
        pooler = try loader.pooler(configuration)
        maskedLanguageHead = try loader.maskedLanguageHead(
            configuration, words: encoder.embeddings.words, activation: activation)
        sentenceOrderHead = try loader.sentenceOrderHead(configuration)
        try store.finish()
        if options.weightsCheck == .refuse, loader.nonFiniteCount > 0 {
            throw AlbertError(
                .numeric, at: name, "\(loader.nonFiniteCount) weights are NaN or infinite, and weights_check is \"refuse\"")
        }
        workspaces = try WorkspacePool(
            .init(
                embeddingSize: configuration.embeddingSize, hiddenSize: configuration.hiddenSize,
                intermediateSize: configuration.intermediateSize, headWidth: configuration.headWidth))
        info = ModelInfo(
            kernels: kernels.name, parameterCount: loader.parameterCount, fileNames: store.fileNames,
            ignoredTensors: loader.ignoredNames,
            nonFiniteCount: options.weightsCheck == .none ? nil : loader.nonFiniteCount,
            hasPooler: pooler != nil, hasMaskedLanguageHead: maskedLanguageHead != nil,
            hasSentenceOrderHead: sentenceOrderHead != nil)
        self.configuration = configuration
        self.tokenizer = tokenizer
        self.name = name
        self.kernels = kernels
        self.encoder = encoder
        threads = options.threads
    }
}

/// How a model is opened.
public struct ModelOptions: Sendable {
    /// What to do about NaN and infinite weights.
    public enum WeightsCheck: Sendable { case none, report, refuse }

    /// Threads of calls that do not say; nil: the process's default.
    public var threads: Int?
    public var weightsCheck = WeightsCheck.none
    public var tokenizer = TokenizerOptions()

    public init() {}
}

/// What is known about an open model besides its configuration.
public struct ModelInfo: Sendable {
    /// The instruction set that its products use.
    public let kernels: String
    public let parameterCount: Int
    public let fileNames: [String]
    /// Tensors of the file that no part of this library reads.
    public let ignoredTensors: [String]
    /// NaN and infinite weights; nil when they were not counted.
    public let nonFiniteCount: Int?
    public let hasPooler: Bool
    public let hasMaskedLanguageHead: Bool
    public let hasSentenceOrderHead: Bool
}
