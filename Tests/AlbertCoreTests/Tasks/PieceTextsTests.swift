import Testing

@testable import AlbertCore

/// The pieces of a text, each read alone, and all of them read together.
private func readings(_ text: String) throws -> (alone: [String], together: String) {
    let tokenizer = try #require(try HeadModel.open("tagger").tokenizer)
    var options = EncodeOptions()
    options.addsSpecialTokens = false
    return try withUTF8(text) { (bytes) throws(AlbertError) in
        let encodings = try tokenizer.encode(bytes, pair: nil, options: options, watch: .none)
        let rows = 0..<encodings.ids.count
        let whole = try tokenizer.reading(rows, of: encodings, in: bytes)
        return (rows.map { string(tokenizer.spelling($0, of: encodings, in: bytes)) }, string(whole.elements))
    }
}

@Suite("how pieces read")
struct PieceTextsTests {
    @Test("is the text in the tokenizer's spelling, with one space between words")
    func together() throws {
        #expect(try readings("The  White\tHouse").together == "the white house")
        #expect(try readings("  Washington, ").together == "washington,")
        #expect(try readings("").together == "")
    }

    @Test("is the vocabulary's spelling piece by piece")
    func alone() throws {
        let (pieces, whole) = try readings("The White House")
        #expect(pieces.first?.hasPrefix("▁") == true)
        #expect(pieces.joined().replacing("▁", with: " ") == " " + whole)
    }

    @Test("of an unknown piece is what the text says there")
    func unknown() throws {
        let (pieces, whole) = try readings("Tokyo 東京 today")
        #expect(pieces.contains("東京"))
        #expect(whole.hasSuffix("東京 today"))
        #expect(try readings("\u{1F389}\u{1F389}").together == "\u{1F389}\u{1F389}")
    }

    @Test("covers bytes of the text only, whatever offsets say")
    func clamped() throws {
        let tokenizer = try #require(try HeadModel.open("tagger").tokenizer)
        try withUTF8("The White House in Washington") { (long) throws(AlbertError) in
            let encodings = try tokenizer.encode(long, pair: nil, options: .init(), watch: .none)
            let short = UnsafeBufferPointer(rebasing: long.prefix(5))
            for row in 0..<encodings.ids.count {
                let span = encodings.span(row, in: short)
                #expect(span.lowerBound >= 0 && span.upperBound <= 5)
                #expect(encodings.span(row, in: long) == Int(encodings.starts[row])..<Int(encodings.ends[row]))
            }
        }
    }
}
