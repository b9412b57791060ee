import Testing

@testable import AlbertCore

@Suite("options of opening a tokenizer")
struct TokenizerOptionsTests {
    private func ids(_ text: String, _ bytes: [UInt8], _ change: (inout TokenizerOptions) -> Void = { _ in }) throws
        -> [Int32]
    {
        var options = TokenizerOptions()
        change(&options)
        return PlainEncoding(try TokenizerSample.open(bytes, options).encodings(text)).ids
    }

    @Test("nothing said: the files decide, and a spiece.model lowers case and strips accents")
    func defaults() throws {
        #expect(try ids("A\u{301} \u{E1}", TokenizerSample.json()) == [2, 6, 6, 3])
        #expect(try ids("A\u{301} \u{E1}", TokenizerSample.spiece()) == [2, 6, 6, 3])
        #expect(try ids("A", TokenizerSample.json(["normalizer": "null"])) == [2, 5, 1, 3])
    }

    @Test("what is said wins over the files, both ways")
    func override() throws {
        for bytes in [TokenizerSample.json(), TokenizerSample.spiece()] {
            #expect(try ids("A a", bytes) { $0.lowerCase = false } == [2, 5, 1, 6, 3])
            #expect(try ids("\u{E1} a", bytes) { $0.keepAccents = true } == [2, 5, 1, 6, 3])
        }
        let plain = TokenizerSample.json(["normalizer": "null"])
        #expect(try ids("A", plain) { $0.lowerCase = true } == [2, 6, 3])
        #expect(try ids("\u{E1}", plain) { $0.keepAccents = false } == [2, 6, 3])
    }

    @Test("what is said wins over tokenizer_config.json, which wins over the other files")
    func directory() throws {
        let directory = try TemporaryDirectory()
        try directory.write("spiece.model", TokenizerSample.spiece())
        try directory.write("tokenizer_config.json", #"{"do_lower_case": false, "keep_accents": true}"#)
        var options = TokenizerOptions()
        #expect(
            PlainEncoding(try Tokenizer.open(path: directory.path).encodings("A \u{E1}")).ids == [2, 5, 1, 5, 1, 3])
        (options.lowerCase, options.keepAccents) = (true, false)
        #expect(
            PlainEncoding(try Tokenizer.open(path: directory.path, options: options).encodings("A \u{E1}")).ids == [
                2, 6, 6, 3,
            ])
    }
}
