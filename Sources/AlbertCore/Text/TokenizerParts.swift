// What the two file formats are read into: everything that decides how text becomes pieces.

struct TokenizerParts: Sendable {
    var vocabulary: Vocabulary
    var charsmap: Charsmap
    var normalizer: NormalizerSettings
    /// Found in the raw text, in normalised text.
    var rawTokens: AddedTokens
    var normalizedTokens: AddedTokens
    var template: Template
    var latticeRules: LatticeRules
    /// Set for compat=sentencepiece.
    var sentencePiece: SentencePieceBehavior?
    var specials: [Tokenizer.SpecialRole: Int32]
    let segmenters: SegmenterPool
}
