// What a user may ask of an open model.

/// What is known about an open model besides its configuration.
public struct ModelInfo: Sendable {
    /// The instruction set that its products use.
    public let kernels: String
    public let precision: Precision
    public let parameterCount: Int
    public let fileNames: [String]
    /// Tensors of the file that no part of this library reads.
    public let ignoredTensors: [String]
    /// NaN and infinite weights; nil when they were not counted.
    public let nonFiniteCount: Int?
    public let hasPooler: Bool
    public let hasMaskedLanguageHead: Bool
    public let hasSentenceOrderHead: Bool
    /// The class whose head the file holds besides, such as `AlbertForQuestionAnswering`.
    public let taskHead: String?

    /// To be called when everything has been read.
    init(_ parts: ModelParts, from loader: WeightLoader) {
        kernels = loader.reader.kernels.name
        precision = loader.precision
        parameterCount = loader.parameterCount
        fileNames = loader.store.fileNames
        ignoredTensors = loader.ignoredNames
        nonFiniteCount = loader.reader.nonFiniteCount
        hasPooler = parts.pooler != nil
        hasMaskedLanguageHead = parts.maskedLanguageHead != nil
        hasSentenceOrderHead = parts.sentenceOrderHead != nil
        taskHead = parts.taskHead?.kind.rawValue
    }
}
