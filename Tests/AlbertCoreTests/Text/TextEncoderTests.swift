import Testing

@testable import AlbertCore

@Suite("one text")
struct TextEncoderTests {
    @Test("text that spells a special token is the token, or text, as asked")
    func specialText() throws {
        let tokenizer = try TextSamples.bundled.get()
        let text = "<pad> <unk> [CLS] x[SEP] [MASK]"
        #expect(Set(PlainEncoding(try tokenizer.encodings(text)).ids).isSuperset(of: [0, 1, 2, 3, 4]))
        var options = EncodeOptions()
        options.specialText = .literal
        options.addsSpecialTokens = false
        let literal = PlainEncoding(try tokenizer.encodings(text, options: options))
        #expect(Set(literal.ids).isDisjoint(with: [0, 2, 3, 4]))
        #expect(literal.special.allSatisfy { $0 == 0 })
    }

    @Test("empty texts, and pairs of them, are their special tokens")
    func empty() throws {
        let tokenizer = try TextSamples.bundled.get()
        for text in ["", " ", "\u{2581}", "\u{1}\u{1}", "\u{301}"] {
            #expect(PlainEncoding(try tokenizer.encodings(text)).ids == [2, 3])
        }
        let pair = PlainEncoding(try tokenizer.encodings("", pair: ""))
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

    /// 2 MB of one thing: any step that is quadratic in the text would take hours.
    @Test(
        "long floods take time in proportion", .timeLimit(.minutes(2)),
        arguments: ["a", "\u{301}", "\u{fdfa}", "\u{fffd}", "\u{1}", "é", "한", "☃", "'"])
    func floods(unit: String) throws {
        let count = 2_000_000 / unit.utf8.count
        let text = "x" + String(repeating: unit, count: count)
        #expect(try TextSamples.bundled.get().encodings(text).ids.count >= 3)
    }

    private func windows(_ text: String, _ pair: String?, _ options: EncodeOptions, watch: Watch = .none) throws
        -> [PlainEncoding]
    {
        let parts = try TokenizerSample.tokenizer().parts
        let first = try Buffer(copying: Array(text.utf8))
        let second = try Buffer(copying: Array((pair ?? "").utf8))
        var encoder = try TextEncoder(parts, options, usesPairs: pair != nil, watch: watch)
        try encoder.encode(number: 7, first.elements, pair: pair == nil ? nil : second.elements)
        let encodings = try encoder.finish()
        #expect((0..<encodings.windowCount).allSatisfy { encodings.windows[3 * $0] == 7 })
        return PlainEncoding.windows(encodings)
    }

    @Test("a pair has its segments, each text its own offsets and words, special tokens none")
    func pair() throws {
        let found = try windows("a b", "ab c", .init())
        #expect(
            found == [
                PlainEncoding(
                    ids: [2, 6, 8, 3, 6, 7, 5, 1, 3], typeIDs: [0, 0, 0, 0, 1, 1, 1, 1, 1],
                    offsets: [[0, 0], [0, 1], [2, 3], [0, 0], [0, 1], [1, 2], [3, 4], [3, 4], [0, 0]],
                    words: [-1, 0, 1, -1, 0, 0, 1, 1, -1], special: [1, 0, 0, 1, 0, 0, 0, 0, 1])
            ])
    }

    @Test("overflow of a pair comes in the published order, each window with its own special tokens")
    func overflow() throws {
        var options = EncodeOptions()
        (options.maxLength, options.overflow) = (7, true)
        let found = try windows("a b , 2014", "b a 2014 b", options)
        // ", 2014" is "▁" "," "▁2014": five pieces against four, and room for four.
        #expect(
            found.map(\.ids) == [
                [2, 6, 8, 3, 8, 6, 3], [2, 5, 11, 3, 8, 6, 3], [2, 5, 11, 3, 9, 8, 3], [2, 9, 3, 8, 6, 3],
                [2, 9, 3, 9, 8, 3], [2, 6, 8, 3, 9, 8, 3],
            ])
        #expect(found.allSatisfy { $0.special.filter { $0 == 1 }.count == 3 })
    }

    @Test("a special token in the text is no added one, and takes the space before [MASK]")
    func inText() throws {
        let found = try windows("a  [MASK] b", nil, .init())
        #expect(found.map(\.ids) == [[2, 6, 4, 8, 3]] && found.map(\.special) == [[1, 0, 0, 0, 1]])
        #expect(found.first?.offsets[2] == [1, 9] && found.first?.words == [-1, 0, 1, 2, -1])
    }

    @Test(
        "offsets count in the unit asked for",
        arguments: [(EncodeOptions.OffsetUnit.bytes, Int32(8)), (.codePoints, 3), (.utf16, 4)])
    func units(_ unit: EncodeOptions.OffsetUnit, _ start: Int32) throws {
        var options = EncodeOptions()
        options.offsets = unit
        // Three scalars of 4, 3 and 1 bytes come before the "b".
        #expect(try windows("\u{1F600}\u{4E00} b", nil, options).first?.offsets.dropLast().last == [start, start + 1])
    }
}
