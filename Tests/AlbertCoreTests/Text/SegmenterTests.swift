import Testing

@testable import AlbertCore

@Suite("a segmenter")
struct SegmenterTests {
    private func open(keepsAccents: Bool) throws -> Tokenizer {
        var options = TokenizerOptions()
        options.keepAccents = keepsAccents
        return try Tokenizer.open(path: Repository.bundledModel, options: options)
    }

    /// A joiner and a mark join a space before them, but no tab and no line feed.
    @Test("gives a text the same pieces and places whatever texts came before it", arguments: [false, true])
    func memory(_ keepsAccents: Bool) throws {
        let run = "\u{200D}\u{301}z"
        let texts = [" " + run, "\t" + run, "a " + run, "a\n" + run, "a \t" + run, "a\t " + run, "[SEP] " + run, run]
        let expected = try texts.map { PlainEncoding(try open(keepsAccents: keepsAccents).encodings($0)) }
        let used = try open(keepsAccents: keepsAccents)
        for _ in 0..<2 {
            for (text, fresh) in zip(texts + texts.reversed(), expected + expected.reversed()) {
                let found = PlainEncoding(try used.encodings(text))
                #expect(found.ids == fresh.ids && found.offsets == fresh.offsets, "\(text.debugDescription)")
            }
        }
    }

    @Test("does not split at a blank that the charsmap makes a letter")
    func blankLetters() throws {
        let charsmap = CharsmapTests.sample(0x0A, becomes: [0x62])
        let tokenizer = try TokenizerSample.open(
            TokenizerSample.spiece(normalizer: TokenizerSample.field(2, charsmap)))
        #expect(PlainEncoding(try tokenizer.encodings("a\na")).ids == PlainEncoding(try tokenizer.encodings("aba")).ids)
        #expect(PlainEncoding(try tokenizer.encodings("a b")).ids == [2, 6, 8, 3])
    }
}
