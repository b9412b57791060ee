import Testing

@testable import AlbertCore

@Suite("sentences of a paragraph")
struct SentenceSplitterTests {
    private func sentences(_ text: String) throws -> [String] {
        var found: [String] = []
        try withUTF8(text) { (bytes) throws(AlbertError) in
            try SentenceSplitter.forEachSentence(in: bytes) { (sentence) throws(AlbertError) in
                found.append(String(decoding: sentence, as: UTF8.self))
            }
        }
        return found
    }

    @Test(
        "end at marks that white space and no small letter follow",
        arguments: [
            ["One.", "Two!", "Three?", "Four"],
            ["He said \"Stop!\"", "She went (at last).", "‘Yes.’", "“No.”", "End…", "«Oui.»"],
            ["It costs 3.50 at example.com today.", "What?!", "No way..."],
            ["Wait... and see what is left.", "“Go!” he cried."],
            ["Le prix est de 5 €.", "Élan vital.", "¿Qué?", "Ångström."],
            ["In 1984.", "1985 was better.", "(So was he.)", "– And then?"],
            ["सीता घर गई।", "राम आया।", "هل أنت هنا؟", "نعم."],
            ["A line\u{A0}with spaces. of small letters."],
            ["no end"],
        ])
    func ends(_ expected: [String]) throws {
        #expect(try sentences(expected.joined(separator: " ")) == expected)
        #expect(try sentences("  " + expected.joined(separator: " \t ") + " ") == expected)
    }

    @Test("need no white space in Chinese and Japanese")
    func wide() throws {
        #expect(try sentences("我来了。你呢？「好！」他说。") == ["我来了。", "你呢？", "「好！」", "他说。"])
    }

    @Test(
        "do not end after abbreviations, initials and the numbers of sections",
        arguments: [
            "Dr. Smith met Mrs. Jones on St. Helena.", "J. R. R. Tolkien wrote it.",
            "The U.S. Army and Ph.D. Students.",
            "See Fig. 3 on pp. 10 and No. 5 of Sept. 1999.", "1. Introduction",
            "Smith et al. 2010 (cf. Jones) vs. Miller.",
            "They met (e.g. Monday, i.e. Tomorrow).",
        ])
    func abbreviations(_ text: String) throws { #expect(try sentences(text) == [text]) }

    @Test("end after words that are abbreviations only before numbers")
    func beforeNumbers() throws {
        #expect(try sentences("He said no. Then he left in dec. 5.") == ["He said no.", "Then he left in dec. 5."])
        #expect(try sentences("There were 20. Two left.") == ["There were 20.", "Two left."])
    }

    @Test("are none in white space, and bytes that are no UTF-8 do no harm")
    func edges() throws {
        for text in ["", " ", "\t \r"] { #expect(try sentences(text) == []) }
        #expect(try sentences(".") == ["."])
        #expect(try sentences("...  ") == ["..."])
        for bytes in [[0xFF, 0x2E, 0x20, 0x41], [0x41, 0x2E, 0x20, 0xE3, 0x80], [0xE3], [0x2E, 0xE2, 0x80]] as [[UInt8]]
        {
            var count = 0
            try withBytes(bytes) { (text) throws(AlbertError) in
                try SentenceSplitter.forEachSentence(in: text) { (sentence) throws(AlbertError) in
                    count += sentence.count
                }
            }
            #expect(count >= bytes.count - 1 && count <= bytes.count)
        }
    }

    @Test("hold all that is not white space, in order")
    func complete() throws {
        let text = CorpusSample.prose(documents: 5)
        let kept = try sentences(text).joined().filter { !$0.isWhitespace }
        #expect(kept == text.filter { !$0.isWhitespace })
    }
}
