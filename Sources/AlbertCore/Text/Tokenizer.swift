// A tokenizer: text to pieces and back. Immutable; any number of threads may use one.

public final class Tokenizer: Sendable {
    /// What a special token is for.
    public enum SpecialRole: String, CaseIterable, Sendable { case pad, unk, cls, sep, mask, bos, eos }

    let parts: TokenizerParts
    /// The longest input of the model that this tokenizer came with, where tokenizer_config.json says it.
    let modelMaxLength: Int?

    init(_ parts: TokenizerParts, modelMaxLength: Int?) {
        self.parts = parts
        self.modelMaxLength = modelMaxLength
    }

    /// Pieces and added tokens; ids are 0 … vocabularySize - 1.
    public var vocabularySize: Int { parts.vocabulary.count }

    public func special(_ role: SpecialRole) -> Int32? { parts.specials[role] }

    /// The vocabulary's spelling, nil where there is no such piece. A NUL that is not counted follows it; it lives as long as
    /// the tokenizer.
    func piece(_ id: Int32) -> UnsafeBufferPointer<UInt8>? { parts.vocabulary.spelling(of: Int(id)) }

    /// The id of a piece by its exact spelling.
    func id(of piece: UnsafeBufferPointer<UInt8>) -> Int32? { parts.vocabulary.id(of: piece) }
}
