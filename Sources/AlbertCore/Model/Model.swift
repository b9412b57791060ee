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
    let taskHead: TaskHead?
    /// The names of the task head's labels.
    let labels: LabelNames
    /// How texts become vectors unless a caller says otherwise.
    let vectorSettings: VectorSettings
    let workspaces: WorkspacePool
    /// The files it was read from; nil where that was memory.
    let origin: ModelOrigin?
    private let threads: Int?

    /// Threads of a call that does not say: the model's, else the process's.
    var defaultThreads: Int { threads ?? defaultThreadCount }

    /// Opens a directory in the Hugging Face layout, or the bundled model.
    public static func open(_ path: String? = nil, options: ModelOptions = .init()) throws(AlbertError) -> Model {
        try open(path: path, options: options, watch: .none)
    }

    static func open(path: String?, options: ModelOptions, watch: Watch) throws(AlbertError) -> Model {
        let directory = if let path { try Directory(path: path) } else { try bundledModelDirectory() }
        let vectors = try SentenceVectorFiles.read(in: directory)
        let origin = ModelOrigin(directory, poolingFolders: vectors?.poolingFolders ?? [])
        return try Model(
            try ModelConfiguration.read(in: directory), name: directory.path, origin: origin,
            vectors: VectorSettings(vectors), options: options, watch: watch,
            store: { () throws(AlbertError) in try TensorStore.open(in: directory) },
            tokenizer: { () throws(AlbertError) in
                try Tokenizer.open(
                    directory: directory, options: options.tokenizer, watch: watch)
            })
    }

    static func open(
        configuration: UnsafeRawBufferPointer, weights: UnsafeRawBufferPointer, tokenizer: UnsafeRawBufferPointer?,
        options: ModelOptions, watch: Watch
    ) throws(AlbertError) -> Model {
        try Model(
            try ModelConfiguration.read(configuration, name: "config.json"), name: "memory", origin: nil,
            vectors: VectorSettings(nil),
            options: options, watch: watch,
            store: { () throws(AlbertError) in try TensorStore.open(bytes: weights, name: "model.safetensors") },
            tokenizer: { () throws(AlbertError) in
                guard let tokenizer else { return nil }
                return try Tokenizer.open(
                    bytes: tokenizer, name: "tokenizer", options: options.tokenizer, watch: watch)
            })
    }

    /// Reads the tokenizer on one thread and the weights on whichever are free: the two take about as long as each other.
    private init(
        _ configuration: ModelConfiguration, name: String, origin: ModelOrigin?, vectors: VectorSettings,
        options: ModelOptions, watch: Watch,
        store: () throws(AlbertError) -> TensorStore, tokenizer: () throws(AlbertError) -> Tokenizer?
    ) throws(AlbertError) {
        let kernels = try Kernels.chosen()
        let threads = options.threads ?? defaultThreadCount
        let reader = try WeightReader(
            try store(), kernels: kernels, countsNonFinite: options.weightsCheck != .none)
        let loader = try WeightLoader(reader, precision: options.precision, watch: watch)
        let parts = try ModelParts(configuration, from: loader)
        var opened: Tokenizer?
        try runTasks(threads, threads: threads) { (task, _) throws(AlbertError) in
            if task == 0 { opened = try tokenizer() }
            try loader.queue.work()
        }
        try loader.store.finish()
        if options.weightsCheck == .refuse, let count = reader.nonFiniteCount, count > 0 {
            throw AlbertError(
                .numeric, at: name, "\(count) weights are NaN or infinite, and weights_check is \"refuse\"")
        }
        if let opened, opened.vocabularySize > configuration.vocabularySize {
            throw AlbertError(
                .format, at: name,
                "the tokenizer has \(opened.vocabularySize) pieces, config.json says vocab_size \(configuration.vocabularySize)"
            )
        }
        workspaces = try WorkspacePool(
            .init(
                embeddingSize: configuration.embeddingSize, hiddenSize: configuration.hiddenSize,
                intermediateSize: configuration.intermediateSize, headWidth: configuration.headWidth,
                precision: options.precision))
        encoder = parts.encoder
        pooler = parts.pooler
        maskedLanguageHead = parts.maskedLanguageHead
        sentenceOrderHead = parts.sentenceOrderHead
        taskHead = parts.taskHead
        labels = try LabelNames(configuration.labels)
        vectorSettings = vectors
        info = ModelInfo(parts, from: loader)
        self.tokenizer = opened
        self.configuration = configuration
        self.name = name
        self.origin = origin?.with(weights: loader.store)
        self.kernels = kernels
        self.threads = options.threads
    }
}

/// How a model is opened.
public struct ModelOptions: Sendable {
    /// What to do about NaN and infinite weights.
    public enum WeightsCheck: Sendable { case none, report, refuse }

    /// Threads of calls that do not say; nil: the process's default.
    public var threads: Int?
    public var weightsCheck = WeightsCheck.none
    /// Of the products; what float32 changes is measured in docs/performance.md.
    public var precision = Precision.float32
    public var tokenizer = TokenizerOptions()

    public init() {}
}

extension VectorSettings {
    /// From sentence-transformers' files, where the model has them. A maximal length beyond the model's is cut later.
    fileprivate init(_ files: SentenceVectorFiles?) {
        guard let files else { return }
        let known: [String: Pooling] = ["cls_token": .cls, "max_tokens": .max, "mean_tokens": .mean]
        if files.poolingModes.count == 1, let mode = files.poolingModes.first { pooling = known[mode] }
        let unknown = files.otherModules + (pooling == nil ? files.poolingModes.map { "pooling " + $0 } : [])
        if !unknown.isEmpty { unsupported = unknown.joined(separator: ", ") }
        normalizes = files.normalizes
        maxLength = files.maxLength
    }
}
