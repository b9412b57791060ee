import Testing

@testable import AlbertCore

@Suite("what a spiece.model stands for")
struct SentencePieceModelPartsTests {
    @Test("a number before a comma is cut off in both ways of compatibility")
    func digitComma() throws {
        for options in [TokenizerOptions(), TokenizerSample.sentencePiece] {
            #expect(
                PlainEncoding(try TokenizerSample.open(TokenizerSample.spiece(), options).encodings("2014,")).ids == [
                    2, 9, 11, 3,
                ])
        }
    }

    @Test("unused pieces are skipped only by SentencePiece, which also takes user-defined ones wherever they occur")
    func types() throws {
        let pieces = TokenizerSample.pieces + [.init("▁ab", 0, 5), .init("bb", -90, 4)]
        func ids(_ text: String, _ options: TokenizerOptions) throws -> [Int32] {
            Array(
                PlainEncoding(try TokenizerSample.open(TokenizerSample.spiece(pieces), options).encodings(text)).ids
                    .dropFirst().dropLast())
        }
        #expect(try ids("ab", .init()) == [12] && ids("ab", TokenizerSample.sentencePiece) == [6, 7])
        #expect(try ids("abb", .init()) == [12, 7] && ids("abb", TokenizerSample.sentencePiece) == [6, 13])
    }

    @Test("without [CLS] or [SEP] there is no ALBERT tokenizer; the configuration may spell them in its own way")
    func missing() throws {
        for spelling in ["[CLS]", "[SEP]"] {
            let pieces = TokenizerSample.pieces.filter { $0.spelling != Array(spelling.utf8) }
            let error = TokenizerSample.refusal(TokenizerSample.spiece(pieces))
            #expect(error?.code == .format && error?.detail.contains(spelling) == true)
        }
        let directory = try TemporaryDirectory()
        try directory.write("spiece.model", TokenizerSample.spiece())
        try directory.write("tokenizer_config.json", #"{"sep_token": "b"}"#)
        let tokenizer = try Tokenizer.open(path: directory.path)
        #expect(tokenizer.special(.sep) == 7 && tokenizer.special(.eos) == 3)
        #expect(PlainEncoding(try tokenizer.encodings("a")).ids == [2, 6, 7])
    }

    @Test("a model without [MASK] or <pad> opens, and has no such ids")
    func optional() throws {
        let pieces = TokenizerSample.pieces.filter {
            !["[MASK]", "<pad>"].map { Array($0.utf8) }.contains($0.spelling)
        }
        let tokenizer = try TokenizerSample.open(TokenizerSample.spiece(pieces))
        #expect(tokenizer.special(.mask) == nil && tokenizer.special(.pad) == nil && tokenizer.special(.unk) == 0)
    }

    @Test(
        "a malformed charsmap is refused with its place",
        arguments: [[1], [0, 4, 0, 0], [255, 255, 255, 255]] as [[UInt8]])
    func charsmap(_ charsmap: [UInt8]) {
        let bytes = TokenizerSample.spiece(normalizer: TokenizerSample.field(2, charsmap))
        let error = TokenizerSample.refusal(bytes)
        #expect(error?.code == .format && error?.byteOffset == Int64(bytes.count - charsmap.count))
    }
}
