// The sizes and switches of one ALBERT, as config.json states them. How they are read: ModelConfiguration+Reading.swift.

/// The configuration of a model (the keys of `config.json` are ALBERT.md's, in the Hugging Face layout).
public struct ModelConfiguration: Sendable, Equatable {
    /// Rows of the word embedding table (`vocab_size`).
    public var vocabularySize: Int
    /// Width of the embedding tables (`embedding_size`).
    public var embeddingSize: Int
    /// Width of the encoder (`hidden_size`), a multiple of `headCount`.
    public var hiddenSize: Int
    /// Applications of a layer group (`num_hidden_layers`).
    public var layerCount: Int
    /// Distinct layer groups (`num_hidden_groups`).
    public var groupCount: Int
    /// Distinct layers in a group, applied in turn (`inner_group_num`).
    public var innerGroupCount: Int
    public var headCount: Int
    /// Width of the feed-forward network (`intermediate_size`).
    public var intermediateSize: Int
    public var activation: ActivationName
    public var layerNormEpsilon: Float
    /// Rows of the position table: the longest sequence (`max_position_embeddings`).
    public var positionCount: Int
    /// Rows of the segment table (`type_vocab_size`).
    public var typeCount: Int
    /// Special ids, below `vocabularySize`; nil where the file says null.
    public var padID: Int32?
    public var clsID: Int32?
    public var sepID: Int32?
    /// Whether the masked-language-model head uses the word embedding table (`tie_word_embeddings`).
    public var tiesWordEmbeddings: Bool
    /// Class names such as `AlbertForMaskedLM`; empty where the file has none.
    public var architectures: [String]
    /// Label names in the order of the classifier's rows (`id2label`).
    public var labels: [String]
    /// `regression`, `single_label_classification`, `multi_label_classification`, or nil.
    public var problemType: String?
    public var hiddenDropout: Float
    public var attentionDropout: Float
    /// nil where the file says null: then as `hiddenDropout`.
    public var classifierDropout: Float?
    /// Standard deviation of new weights (`initializer_range`).
    public var initializerRange: Double
}
