import Testing

@testable import AlbertCore

@Suite("a tokenized portion")
struct TokenizedPortionTests {
    @Test("has the pieces of each sentence, as the tokenizer alone gives them")
    func pieces() throws {
        let tokenizer = try TextSamples.bundled.get()
        let text = CorpusSample.prose(documents: 4)
        let portion = try CorpusSample.portion(text, .paragraphs, tokenizer)
        var options = EncodeOptions()
        options.addsSpecialTokens = false
        var expected: [[Int32]] = []
        try withUTF8(text) { (bytes) throws(AlbertError) in
            try SentenceSplitter.forEachSentence(in: bytes) { (sentence) throws(AlbertError) in
                let encodings = try tokenizer.encode(sentence, pair: nil, options: options, watch: .none)
                expected.append(Array(encodings.ids.elements))
            }
        }
        let found = (0..<portion.sentenceCount).map { Array(portion.ids.elements[portion.pieces($0..<$0 + 1)]) }
        #expect(found == expected)
        #expect(portion.documents.count == 4)
        #expect(portion.sentences(ofDocument: 3).upperBound == portion.sentenceCount)
    }

    @Test("is the same for any number of threads")
    func threads() throws {
        let tokenizer = try TextSamples.bundled.get()
        // More than one task, some of which end within a document.
        let text = CorpusSample.prose(documents: 300)
        #expect(text.utf8.count > 600 << 10)
        let one = try CorpusSample.portion(text, .paragraphs, tokenizer)
        for threads in [2, 5] {
            let other = try CorpusSample.portion(text, .paragraphs, tokenizer, threads: threads)
            #expect(Array(other.ids.elements) == Array(one.ids.elements))
            #expect(Array(other.sentenceEnds.elements) == Array(one.sentenceEnds.elements))
            #expect(other.documents.elements.map(\.end) == one.documents.elements.map(\.end))
        }
    }

    @Test("keeps no sentence and no document without a piece, but the numbers of the others")
    func empty() throws {
        // U+0301 alone, and U+200B: nothing is left of them.
        let portion = try CorpusSample.portion("a\n\u{0301}\n\n\u{200B}\n\na a", .sentences, TextSamples.bundled.get())
        #expect(portion.sentenceCount == 2)
        #expect(portion.documents.elements.map(\.number) == [0, 2])
        #expect((0..<2).map { portion.number(ofDocument: $0) } == [0, 2])
    }

    @Test("text that spells a special token is text")
    func literal() throws {
        let portion = try CorpusSample.portion("[SEP] [MASK] <unk>", .sentences, TextSamples.bundled.get())
        #expect(portion.ids.elements.allSatisfy { $0 > 4 || $0 == 1 })
        #expect(portion.ids.count > 3)
    }
}
