import Testing

@testable import AlbertCore

@Suite("what masking knows of a vocabulary")
struct MaskingVocabularyTests {
    private func beginsWord(_ piece: String) throws -> Bool {
        try withUTF8(piece) { (bytes) throws(AlbertError) in MaskingVocabulary.beginsWord(bytes) }
    }

    /// Each answer worked out by hand from the rule in the original's `_is_start_piece_sp`.
    @Test("the original's rule tells which pieces begin a word")
    func rule() throws {
        for piece in [
            "▁", "▁the", "▁don", ".", ",", "-", "(", "<unk>", "<", "=", "'", "'s", "5", "a5", "é", "caf\u{E9}", "€",
            "[5]",
        ] {
            #expect(try beginsWord(piece), "\(piece)")
        }
        for piece in ["s", "ing", "ABC", "[CLS]", "[MASK]", "...", "-a", "a.", "", "--"] {
            #expect(try !beginsWord(piece), "\(piece)")
        }
    }

    @Test("holds one bit for each piece, and the special ids")
    func table() throws {
        let vocabulary = try MaskingVocabulary(TokenizerSample.tokenizer())
        #expect(vocabulary.size == 12)
        #expect(vocabulary.specials == .init(cls: 2, sep: 3, mask: 4))
        // <pad> <unk> [CLS] [SEP] [MASK] ▁ ▁a b ▁b ▁2014 ▁2014, and the comma
        #expect(
            (0..<12).map { vocabulary.beginsWord($0) } == [
                true, true, false, false, false, true, true, false, true, true, true, true,
            ])
        #expect(vocabulary.wordStarts.count == 2)
    }

    @Test("two vocabularies that differ in a spelling have different fingerprints")
    func fingerprints() throws {
        let own = try MaskingVocabulary(TokenizerSample.tokenizer()).fingerprint
        #expect(try MaskingVocabulary(TokenizerSample.tokenizer()).fingerprint == own)
        var pieces = TokenizerSample.pieces
        pieces[7].spelling = Array("c".utf8)
        #expect(try MaskingVocabulary(TokenizerSample.open(TokenizerSample.spiece(pieces))).fingerprint != own)
        #expect(try MaskingVocabulary(TokenizerSample.open(TokenizerSample.spiece())).fingerprint == own)
    }
}
