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
        #expect(PlainEncoding(try tokenizer.encode(text)) == expected)
        #expect(PlainEncoding(try tokenizer.encode(String(text[...]))) == expected)
        #expect(expected.ids.starts(with: [2, 6, 1, 7]))
    }

    @Test("no pair and an empty pair are two things")
    func pairs() throws {
        #expect(PlainEncoding(try tokenizer.encode("a")).ids == [2, 6, 3])
        #expect(PlainEncoding(try tokenizer.encode("a", pair: "")).ids == [2, 6, 3, 3])
        #expect(PlainEncoding(try tokenizer.encodeWords(["a"], pair: [])).ids == [2, 6, 3, 3])
        #expect(PlainEncoding(try tokenizer.encodeWords([])).ids == [2, 3])
    }

    @Test("each text of a batch keeps to itself, empty ones too")
    func batch() throws {
        let found = PlainEncoding.windows(try tokenizer.encodeBatch(["", "a", "", "b", ""]))
        #expect(found.map(\.ids) == [[2, 3], [2, 6, 3], [2, 3], [2, 8, 3], [2, 3]])
        #expect(found[3].offsets == [[0, 0], [0, 1], [0, 0]])
    }
}
