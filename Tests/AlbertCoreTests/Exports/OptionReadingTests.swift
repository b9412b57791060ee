import Testing

@testable import AlbertCore

@Test("unset keys leave the defaults of what reads them")
func unset() throws {
    let encoding = OptionSnapshot.standard.encodeOptions
    #expect(encoding.maxLength == nil)
    #expect(encoding.truncation == nil)
    #expect(encoding.truncationSide == .right)
    #expect(encoding.stride == 0)
    #expect(!encoding.overflow)
    #expect(encoding.addsSpecialTokens)
    #expect(encoding.specialText == .special)
    #expect(encoding.offsets == .bytes)
    #expect(encoding.threads == nil)
    let tokenizer = OptionSnapshot.standard.tokenizerOptions
    #expect(tokenizer.compatibility == .huggingFace)
    #expect(tokenizer.lowerCase == nil)
    #expect(tokenizer.keepAccents == nil)
    #expect(!OptionSnapshot.standard.skipsSpecialTokens)
}

@Test("every key of the tokenizer arrives where it belongs")
func set() throws {
    let some = try options([
        (.maxLength, "17"), (.truncation, "only_second"), (.truncationSide, "left"), (.stride, "3"),
        (.overflow, "true"), (.specialTokens, "false"), (.specialText, "literal"), (.offsets, "utf16"),
        (.threads, "2"), (.compat, "sentencepiece"), (.lowerCase, "false"), (.keepAccents, "true"),
        (.skipSpecialTokens, "1"),
    ])
    let encoding = some.encodeOptions
    #expect(encoding.maxLength == 17)
    #expect(encoding.truncation == .onlySecond)
    #expect(encoding.truncationSide == .left)
    #expect(encoding.stride == 3)
    #expect(encoding.overflow)
    #expect(!encoding.addsSpecialTokens)
    #expect(encoding.specialText == .literal)
    #expect(encoding.offsets == .utf16)
    #expect(encoding.threads == 2)
    #expect(some.tokenizerOptions.compatibility == .sentencePiece)
    #expect(some.tokenizerOptions.lowerCase == false)
    #expect(some.tokenizerOptions.keepAccents == true)
    #expect(some.skipsSpecialTokens)
}

@Test(
    "each word of a choice is told apart",
    arguments: [("off", EncodeOptions.Truncation.off), ("longest_first", .longestFirst), ("only_first", .onlyFirst)])
func truncations(word: String, truncation: EncodeOptions.Truncation) throws {
    #expect(try options([(.truncation, word)]).encodeOptions.truncation == truncation)
}

@Test("0 means no number of one's own")
func zeros() throws {
    let zero = try options([(.threads, "0"), (.maxLength, "0"), (.lowerCase, "auto"), (.offsets, "codepoints")])
    #expect(zero.threads == nil)
    #expect(zero.maxLength == nil)
    #expect(zero.tokenizerOptions.lowerCase == nil)
    #expect(zero.encodeOptions.offsets == .codePoints)
}
