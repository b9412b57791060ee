import Testing

@testable import AlbertCore

@Suite("encoding Swift strings")
struct TokenizerStringsTests {
    private let tokenizer: Tokenizer
    init() throws { tokenizer = try TokenizerSample.tokenizer() }

    @Test("strings are their UTF-8, NUL and all, however they are stored")
    func bytes() throws {
        let text = "a\0b \u{1F600} e\u{301} \(String(repeating: "b", count: 40))"
        let utf8 = Array(text.utf8)
        let expected = try withBytes(utf8) { (bytes) throws(AlbertError) in
            PlainEncoding(try tokenizer.encode(bytes, pair: nil, options: .init(), watch: .none))
        }
        #expect(PlainEncoding(try tokenizer.encodings(text)) == expected)
        #expect(PlainEncoding(try tokenizer.encodings(String(text[...]))) == expected)
        #expect(expected.ids.starts(with: [2, 6, 1, 7]))
    }

    @Test("no pair and an empty pair are two things")
    func pairs() throws {
        #expect(PlainEncoding(try tokenizer.encodings("a")).ids == [2, 6, 3])
        #expect(PlainEncoding(try tokenizer.encodings("a", pair: "")).ids == [2, 6, 3, 3])
        #expect(PlainEncoding(try tokenizer.encodings(words: ["a"], pair: [])).ids == [2, 6, 3, 3])
        #expect(PlainEncoding(try tokenizer.encodings(words: [])).ids == [2, 3])
    }

    @Test("each text of a batch keeps to itself, empty ones too")
    func batch() throws {
        let found = PlainEncoding.windows(try tokenizer.encodings(batch: ["", "a", "", "b", ""]))
        #expect(found.map(\.ids) == [[2, 3], [2, 6, 3], [2, 3], [2, 8, 3], [2, 3]])
        #expect(found[3].offsets == [[0, 0], [0, 1], [0, 0]])
    }

    @Test("an encoding tells every column, and the windows that truncation took away")
    func columns() throws {
        var options = EncodeOptions()
        options.offsets = .utf16
        let encoding = try tokenizer.encode("a b", pair: "b", options: options)
        let plain = PlainEncoding(try tokenizer.encodings("a b", pair: "b", options: options))
        #expect(encoding.ids == plain.ids && encoding.typeIDs == plain.typeIDs)
        #expect(encoding.offsets.map { [Int32($0.lowerBound), Int32($0.upperBound)] } == plain.offsets)
        #expect(encoding.wordIDs.map { Int32($0 ?? -1) } == plain.words)
        #expect(encoding.specialTokensMask.map { $0 ? 1 : 0 } == plain.special)
        #expect(encoding.tokens == encoding.ids.map { tokenizer.token(of: $0) ?? "?" })
        #expect(encoding.tokens.first == "[CLS]" && encoding.overflowing.isEmpty)
        (options.maxLength, options.overflow) = (3, true)
        let windows = try tokenizer.encode("a b a", options: options)
        #expect(windows.ids.count == 3 && windows.overflowing.count >= 2)
        #expect(windows.overflowing.allSatisfy { $0.ids.count <= 3 && $0.overflowing.isEmpty })
    }

    @Test("a batch gives one encoding for each text, words one for all of them")
    func manyEncodings() throws {
        let texts = ["a", "", "b a"]
        #expect(try tokenizer.encodeBatch(texts) == texts.map { try tokenizer.encode($0) })
        #expect(try tokenizer.encodeBatch([]).isEmpty)
        #expect(try tokenizer.encodeWords(["a", "b"]).wordIDs == [nil, 0, 1, nil])
    }

    @Test("ids are told and read back")
    func decoding() throws {
        let bundled = try TextSamples.bundled.get()
        let ids = try bundled.encode("the end").ids
        #expect(try bundled.decode(ids, skipsSpecialTokens: true) == "the end")
        #expect(try bundled.decode(ids) == "[CLS] the end[SEP]")
        #expect(tokenizer.id(of: "[MASK]") == tokenizer.special(.mask))
        #expect(tokenizer.id(of: "no such token") == nil && tokenizer.token(of: -1) == nil)
        #expect(throws: AlbertError.self) { try tokenizer.decode([-1]) }
    }
}
