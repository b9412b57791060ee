import Testing

@testable import AlbertCore

@Suite("one text")
struct TextEncoderTests {
    @Test("text that spells a special token is the token, or text, as asked")
    func specialText() throws {
        let tokenizer = try TextSamples.bundled.get()
        let text = "<pad> <unk> [CLS] x[SEP] [MASK]"
        #expect(Set(PlainEncoding(try tokenizer.encode(text)).ids).isSuperset(of: [0, 1, 2, 3, 4]))
        var options = EncodeOptions()
        options.specialText = .literal
        options.addsSpecialTokens = false
        let literal = PlainEncoding(try tokenizer.encode(text, options: options))
        #expect(Set(literal.ids).isDisjoint(with: [0, 2, 3, 4]))
        #expect(literal.special.allSatisfy { $0 == 0 })
    }

    @Test("empty texts, and pairs of them, are their special tokens")
    func empty() throws {
        let tokenizer = try TextSamples.bundled.get()
        for text in ["", " ", "\u{2581}", "\u{1}\u{1}", "\u{301}"] {
            #expect(PlainEncoding(try tokenizer.encode(text)).ids == [2, 3])
        }
        let pair = PlainEncoding(try tokenizer.encode("", pair: ""))
        #expect(pair.ids == [2, 3, 3] && pair.typeIDs == [0, 0, 1] && pair.special == [1, 1, 1])
    }

    @Test("NULs and ill-formed bytes are read to the end")
    func bytes() throws {
        let tokenizer = try TextSamples.bundled.get()
        let text: [UInt8] = [0x61, 0, 0x62, 0x20, 0xFF, 0x61, 0x20, 0xE2, 0x96]
        let found = PlainEncoding(
            try withBytes(text) { (bytes) throws(AlbertError) in
                try tokenizer.encode(bytes, pair: nil, options: .init(), watch: .none)
            })
        // Each ill-formed sequence reads as U+FFFD, which the charsmap makes a space.
        #expect(found.offsets.dropLast().last == [5, 6])
    }

    @Test(
        "long floods take memory and time in proportion",
        arguments: ["a", "\u{301}", "\u{fdfa}", "\u{fffd}", "\u{1}", "é", "한", "☃", "'"])
    func floods(unit: String) throws {
        let tokenizer = try TextSamples.bundled.get()
        let clock = ContinuousClock()
        func time(_ count: Int) throws -> Duration {
            let text = "x" + String(repeating: unit, count: count)
            return try (0..<3).map { _ in try clock.measure { _ = try tokenizer.encode(text) } }.min() ?? .zero
        }
        let (small, large) = (try time(4_000), try time(32_000))
        // Eight times the text; a quadratic step would make it sixty-four. The margin is for a busy machine.
        #expect(large < small * 24 + .milliseconds(20))
    }
}
