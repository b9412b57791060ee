import Testing

@testable import AlbertCore

@Suite("what both files are read into")
struct TokenizerPartsTests {
    @Test("a spiece.model stands for the same parts as the tokenizer.json that was made of it")
    func equal() throws {
        let json = try TokenizerSample.open(TokenizerSample.json()).parts
        let model = try TokenizerSample.open(TokenizerSample.spiece()).parts
        #expect(json.specials == model.specials && json.vocabulary.count == model.vocabulary.count)
        #expect(json.rawTokens.tokens.map(\.content) == model.rawTokens.tokens.map(\.content))
        #expect(json.rawTokens.tokens.map(\.stripsLeft) == [false, false, false, false, true])
        #expect(model.rawTokens.tokens.map(\.stripsLeft) == [false, false, false, false, true])
        #expect(json.normalizedTokens.isEmpty && model.normalizedTokens.isEmpty)
        for id in 0..<json.vocabulary.count {
            #expect(json.vocabulary.scorePointer[id] == model.vocabulary.scorePointer[id], "\(id)")
            #expect(json.vocabulary.isSpecial(id) == (id < 5) && model.vocabulary.isSpecial(id) == (id < 5), "\(id)")
        }
    }

    @Test(
        "an unknown character costs 10 more than the worst piece: of all with the penalty, or of the normal ones without"
    )
    func unknown() throws {
        #expect(try TokenizerSample.open(TokenizerSample.json()).parts.latticeRules.unknownScore == -114)
        #expect(try TokenizerSample.open(TokenizerSample.spiece()).parts.latticeRules.unknownScore == -114)
        let rules = try TokenizerSample.open(TokenizerSample.spiece(), TokenizerSample.sentencePiece).parts.latticeRules
        #expect(rules.unknownScore == -15 && rules.roundsToFloat && rules.skipsSpecialPieces && rules.unknownID == 1)
    }

    @Test("only compat=sentencepiece has SentencePiece's behaviour")
    func behavior() throws {
        #expect(try TokenizerSample.open(TokenizerSample.spiece()).parts.sentencePiece == nil)
        #expect(
            try TokenizerSample.open(TokenizerSample.spiece(), TokenizerSample.sentencePiece).parts.sentencePiece != nil
        )
    }

    @Test("text that spells a special token is the token, or with literal special text is not")
    func literal() throws {
        for bytes in [TokenizerSample.json(), TokenizerSample.spiece()] {
            let tokenizer = try TokenizerSample.open(bytes)
            #expect(PlainEncoding(try tokenizer.encodings("a[SEP]<pad>")).ids == [2, 6, 3, 0, 3])
            var options = EncodeOptions()
            options.specialText = .literal
            #expect(PlainEncoding(try tokenizer.encodings("a <pad>", options: options)).ids == [2, 6, 5, 1, 3])
        }
    }
}
