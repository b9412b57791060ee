// What a user may ask of an open model.

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
