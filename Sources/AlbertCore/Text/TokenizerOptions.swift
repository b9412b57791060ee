// How a tokenizer is opened.

public struct TokenizerOptions: Sendable {
    /// Whose results are given.
    public enum Compatibility: Sendable {
        /// The published tokenizer.json run by Hugging Face's `tokenizers`: what albert-base-v2's users have.
        case huggingFace
        /// Google's preprocessing and SentencePiece: what the models were trained with.
        case sentencePiece
    }

    public var compatibility = Compatibility.huggingFace
    /// Nil: what the tokenizer's files say, true where they say nothing.
    public var lowerCase: Bool?
    /// Nil: what the tokenizer's files say, false where they say nothing.
    public var keepAccents: Bool?

    public init() {}
}
