// How the hidden vectors of a text become one vector, where the model's own files say it.

/// How the vectors of a text's tokens become one.
public enum Pooling: String, Sendable {
    /// The mean over all tokens, special ones included.
    case mean
    /// The vector of the first token, [CLS].
    case cls
    /// The largest value of each component.
    case max
    /// The model's own pooler: tanh of a linear map of [CLS].
    case pooler
}

/// What a sentence-transformers directory asks for; nothing where the model came with no such files.
struct VectorSettings: Sendable {
    var pooling: Pooling?
    var normalizes: Bool?
    var maxLength: Int?
    /// What the directory asks for and this library does not do; a caller who says the pooling gets vectors all the same.
    var unsupported: String?
}
