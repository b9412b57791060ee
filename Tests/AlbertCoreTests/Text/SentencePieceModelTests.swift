import Testing

@testable import AlbertCore

@Suite("spiece.model")
struct SentencePieceModelTests {
    @Test("a small model opens and cuts text")
    func opens() throws {
        let tokenizer = try TextSamples.open(TextSamples.model())
        #expect(tokenizer.vocabularySize == 8)
        #expect(tokenizer.special(.cls) == 2 && tokenizer.special(.mask) == 4 && tokenizer.special(.bos) == 2)
        #expect(PlainEncoding(try tokenizer.encodings("a [MASK] aa")).ids == [2, 7, 4, 7, 6, 3])
    }

    @Test("fields nobody knows are skipped by their wire type")
    func unknownFields() throws {
        let extra = TextSamples.field(500, [UInt8](repeating: 0, count: 5000)) + TextSamples.varint(600 << 3) + [5]
        #expect(try TextSamples.open(extra + TextSamples.model() + extra).vocabularySize == 8)
    }

    @Test("every cut of a model is refused or a model of fewer pieces")
    func cuts() {
        let whole = TextSamples.model()
        for count in 0..<whole.count {
            if let error = TextSamples.refusal(Array(whole[..<count])) { #expect(error.code == .format) }
        }
    }

    @Test("wrong models are refused, and the message says what is wrong")
    func refusals() {
        typealias S = TextSamples
        func error(_ bytes: [UInt8]) -> String { S.refusal(bytes).map { "\($0.code): \($0.detail)" } ?? "opened" }
        #expect(error([]) == "format: the file is empty")
        #expect(error(Array("<!DOCTYPE html>".utf8)).contains("HTML"))
        #expect(error(S.model() + S.piece("a")).contains("pieces 6 and 8 have the same spelling 'a'"))
        #expect(error(S.piece("a")).contains("no piece is of type UNKNOWN"))
        #expect(error(S.model() + S.piece("u", 0, type: 2)).contains("pieces 1 and 8 are both of type UNKNOWN"))
        #expect(error(S.piece("<unk>", 0, type: 2) + S.piece("[CLS]", 0, type: 3)).contains("'[SEP]'"))
        #expect(error(S.model() + S.piece("n", .nan)).contains("not a finite number"))
        #expect(error(S.model() + S.piece("n", type: 9)).contains("type 9"))
        #expect(error(S.model() + S.piece("n", type: 6)).hasPrefix("unsupported"))
        #expect(error(S.model() + S.piece("")).contains("piece 8 is empty"))
        #expect(error(S.model() + S.field(1, S.field(1, [0xFF]))).contains("not UTF-8"))
        #expect(error(S.model() + S.piece(String(repeating: "x", count: 65_536))).hasPrefix("limit"))
        for (number, value) in [(3, 2), (24, 1), (35, 1)] as [(UInt64, UInt64)] {
            #expect(error(S.model() + S.field(2, S.varint(number << 3) + S.varint(value))).hasPrefix("unsupported"))
        }
        #expect(error(S.model() + S.field(3, S.field(2, [1, 2, 3]))).contains("charsmap"))
    }

    @Test("a piece that ends in a digit and a comma costs 100")
    func digitComma() throws {
        typealias S = TextSamples
        let pieces = S.piece("▁") + S.piece("1") + S.piece(",") + S.piece("▁1", -1) + S.piece("▁1,", -1)
        let tokenizer = try S.open(S.model(pieces))
        #expect(PlainEncoding(try tokenizer.encodings("1,")).ids == [2, 8, 7, 3])
        for (spelling, expected) in [
            ("1,", true), ("²,", true), ("a,", false), (",", false), ("1", false), (",1", false),
        ] {
            #expect(try withUTF8(spelling) { (bytes) throws(AlbertError) in endsInDigitComma(bytes) } == expected)
        }
    }

    @Test("a file that is cut off before its pieces are complete is refused, and its place is not past its end")
    func cut() {
        let bytes = TokenizerSample.spiece()
        let needed = TokenizerSample.pieces.prefix(4).flatMap(TokenizerSample.message).count
        for count in 1..<needed {
            let error = TokenizerSample.refusal(Array(bytes.prefix(count)))
            #expect(
                error?.code == .format && error?.place == "sample" && error?.byteOffset ?? 0 <= Int64(count),
                "\(count) bytes")
        }
    }

    @Test("exactly one piece is unknown; a piece has a spelling, a known type and a finite score, once")
    func pieces() {
        #expect(
            TokenizerSample.refusal(TokenizerSample.spiece(TokenizerSample.pieces.filter { $0.type != 2 }))?.detail
                .contains("UNKNOWN") == true)
        #expect(
            TokenizerSample.refusal(TokenizerSample.spiece(TokenizerSample.pieces + [.init("x", 0, 2)]))?.detail
                .contains("1 and 12") == true)
        for piece in [
            TokenizerSample.Piece("", 0), .init("x", 0, 0), .init("x", 0, 7), .init("x", 0, .max), .init("x", .nan),
            .init("x", -.infinity), .init("b", 0),
        ] {
            let error = TokenizerSample.refusal(TokenizerSample.spiece(TokenizerSample.pieces + [piece]))
            #expect(error?.code == .format && error?.byteOffset ?? -1 > 0, "\(piece)")
        }
        var malformed = TokenizerSample.Piece("x", 0)
        malformed.spelling = [0xE2, 0x96]
        #expect(TokenizerSample.refusal(TokenizerSample.spiece(TokenizerSample.pieces + [malformed]))?.code == .format)
    }
}
