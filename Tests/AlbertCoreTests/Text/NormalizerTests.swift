import Testing

@testable import AlbertCore

@Suite("the normaliser")
struct NormalizerTests {
    /// The normalised text with spans, through the bundled charsmap.
    private func normalized(_ text: String, _ settings: NormalizerSettings = .init()) throws -> (String, [[Int32]]) {
        var normalizer = try Normalizer(settings, charsmap: try TextSamples.bundled.get().parts.charsmap)
        var output = try NormalizedText()
        try withUTF8(text) { (bytes) throws(AlbertError) in
            guard let base = bytes.baseAddress else { return }
            normalizer.begin(at: 0)
            try normalizer.feed(base, 0..<bytes.count, watch: .none, into: &output)
            try normalizer.finish(into: &output)
        }
        var spans: [[Int32]] = []
        for index in 0..<output.bytes.count where output.bytes[index] & 0xC0 != 0x80 {
            let source = output.source(of: index..<index + 1)
            spans.append([source.start, source.end])
        }
        return (String(decoding: output.bytes.elements, as: UTF8.self), spans)
    }

    @Test("folds quotes onto the second one")
    func quotes() throws {
        let (text, spans) = try normalized("``a'''")
        #expect(text == "\"a\"'")
        #expect(spans == [[1, 2], [2, 3], [4, 5], [5, 6]])
    }

    @Test("decomposes, drops marks and lower-cases; what one scalar became has its span")
    func steps() throws {
        #expect(try normalized("ÉＡﬁ½").0 == "eafi1⁄2")
        #expect(try normalized("…").1 == [[0, 3], [0, 3], [0, 3]])
        #expect(try normalized("e\u{301}x").1 == [[0, 1], [3, 4]])
        var kept = NormalizerSettings()
        kept.stripsAccents = false
        kept.lowersCase = false
        #expect(try normalized("ÉA\u{30a}\u{301}", kept).0 == "ÉÅ")
    }

    @Test("a capital is looked up in the charsmap as the small letter that it becomes")
    func capital() throws {
        let charsmap = try Charsmap(Buffer(copying: CharsmapTests.sample(0x61, becomes: [0x73])))
        var normalizer = try Normalizer(NormalizerSettings(), charsmap: charsmap)
        var output = try NormalizedText()
        try withUTF8("abAB A") { (bytes) throws(AlbertError) in
            guard let base = bytes.baseAddress else { return }
            normalizer.begin(at: 0)
            try normalizer.feed(base, 0..<bytes.count, watch: .none, into: &output)
            try normalizer.finish(into: &output)
        }
        #expect(String(decoding: output.bytes.elements, as: UTF8.self) == "sbsb s")
    }

    @Test("removals at the very start make later spans late, as the published tokenizer has it")
    func openingRemoval() throws {
        #expect(try normalized("\u{1}ab").1 == [[0, 1], [1, 2]])
        #expect(try normalized("a\u{1}b").1 == [[0, 1], [2, 3]])
    }
}
