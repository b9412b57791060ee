import Testing

@testable import AlbertCore

/// What `part` of `text`, found by its first place, grows to.
private func grown(_ part: String, in text: String, _ alignment: AnswerOptions.Alignment) throws -> String {
    let bytes = Array(text.utf8)
    let wanted = Array(part.utf8)
    let start = try #require((0...bytes.count - wanted.count).first { Array(bytes[$0..<$0 + wanted.count]) == wanted })
    return try withBytes(bytes) { (whole) throws(AlbertError) in
        String(decoding: bytes[aligned(start..<start + wanted.count, in: whole, alignment)], as: UTF8.self)
    }
}

private func lower(_ bytes: [UInt8]) throws -> [UInt8] {
    try withBytes(bytes) { (bytes) throws(AlbertError) in lowerCased(bytes) }
}

/// `span` grown as `alignment` says, by somebody who has grown no other.
private func aligned(
    _ span: Range<Int>, in text: UnsafeBufferPointer<UInt8>, _ alignment: AnswerOptions.Alignment
) -> Range<Int> {
    var growth = AnswerGrowth(text, alignment)
    return growth.aligned(span)
}

@Suite("from pieces to an answer's characters")
struct AnswerSpanTests {
    @Test("a word is what letters, digits and marks make up; a space alignment takes all between spaces")
    func growing() throws {
        let text = "He said (“Paris, 1849–50”) to Zoe\u{301}'s 東京都."
        let cases: [(String, String, String)] = [
            ("ari", "Paris", "(“Paris,"), ("Paris", "Paris", "(“Paris,"),
            ("s, 18", "Paris, 1849", "(“Paris, 1849–50”)"), ("84", "1849", "1849–50”)"), (",", ",", "(“Paris,"),
            ("–", "–", "1849–50”)"),
            // A piece may end before the mark that belongs to its last letter.
            ("Zoe", "Zoe\u{301}", "Zoe\u{301}'s"), ("\u{301}", "Zoe\u{301}", "Zoe\u{301}'s"),
            ("京", "東京都", "東京都."), ("He", "He", "He"), (".", ".", "東京都."),
        ]
        for (part, word, space) in cases {
            #expect(try grown(part, in: text, .word) == word, "\(part)")
            #expect(try grown(part, in: text, .space) == space, "\(part)")
            #expect(try grown(part, in: text, .piece) == part)
        }
    }

    @Test("what begins or ends with a space does not grow over it")
    func spaces() throws {
        for alignment in [AnswerOptions.Alignment.word, .space] {
            #expect(try grown(" b ", in: "a b c", alignment) == " b ")
            #expect(try grown(" b", in: "a bc d", alignment) == " bc")
            #expect(try grown("b ", in: "a cb d", alignment) == "cb ")
            #expect(try grown("b", in: "a\u{3000}cb\u{A0}d", alignment) == "cb")
        }
    }

    @Test("the beginning and the end of the text stop it, as bytes that are no UTF-8 do")
    func edges() throws {
        try withBytes([0x61, 0xFF, 0x62, 0x63, 0x80, 0xE2, 0x82]) { (text) throws(AlbertError) in
            #expect(aligned(3..<4, in: text, .word) == 2..<4)
            #expect(aligned(0..<1, in: text, .word) == 0..<1)
            // U+FFFD is no space.
            #expect(aligned(2..<3, in: text, .space) == 0..<7)
            #expect(aligned(5..<7, in: text, .word) == 5..<7)
        }
        try withBytes(Array("abc".utf8)) { (text) throws(AlbertError) in
            #expect(aligned(1..<2, in: text, .word) == 0..<3)
            #expect(aligned(0..<3, in: text, .space) == 0..<3)
            // Nothing does not grow.
            #expect(aligned(1..<1, in: text, .word) == 1..<1)
        }
        try withBytes([]) { (text) throws(AlbertError) in #expect(aligned(0..<0, in: text, .space) == 0..<0) }
    }

    @Test("lower case is Unicode's, scalar by scalar, and keeps what is no text")
    func lowerCase() throws {
        #expect(try lower(Array("ABC xyz 1849".utf8)) == Array("abc xyz 1849".utf8))
        #expect(try lower(Array("ÉÀΣДＡ".utf8)) == Array("éàσдａ".utf8))
        // One scalar that becomes two.
        #expect(try lower(Array("İ".utf8)) == Array("i\u{307}".utf8))
        #expect(try lower(Array("東京ß\u{1F389}".utf8)) == Array("東京ß\u{1F389}".utf8))
        #expect(try lower([0x41, 0xFF, 0x00, 0xC3]) == [0x61, 0xFF, 0x00, 0xC3])
        #expect(try lower([]) == [])
    }
}
