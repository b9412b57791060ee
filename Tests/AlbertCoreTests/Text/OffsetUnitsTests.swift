import Testing

@testable import AlbertCore

@Suite("offset units")
struct OffsetUnitsTests {
    @Test("code points and UTF-16 units count like Swift counts them, over every piece")
    func units() throws {
        let tokenizer = try TextSamples.bundled.get()
        let text = "né 👍🏽 日本 a\u{301}b [MASK] x"
        func offsets(_ unit: EncodeOptions.OffsetUnit) throws -> [[Int32]] {
            var options = EncodeOptions()
            options.offsets = unit
            return PlainEncoding(try tokenizer.encodings(text, options: options)).offsets
        }
        let utf8 = Array(text.utf8)
        let bytes = try offsets(.bytes)
        for (unit, count) in [
            (EncodeOptions.OffsetUnit.codePoints, { (s: String) in s.unicodeScalars.count }),
            (.utf16, { $0.utf16.count }),
        ] {
            let expected = bytes.map { $0.map { Int32(count(String(decoding: utf8[..<Int($0)], as: UTF8.self))) } }
            #expect(try offsets(unit) == expected)
        }
    }

    @Test(
        "rows are converted like each offset by itself: gaps, overlaps, steps back, bytes that are no UTF-8",
        arguments: [EncodeOptions.OffsetUnit.codePoints, .utf16], 0..<40 as Range<UInt64>)
    func rows(_ unit: EncodeOptions.OffsetUnit, seed: UInt64) throws {
        var random = RandomNumbers(seed: seed)
        let parts: [[UInt8]] =
            ["plain text ", "a", " ", "é", "日本", "👍🏽"].map { Array($0.utf8) } + [[0xFF], [0xE3, 0x81], [0xF0, 0x9F]]
        var text: [UInt8] = []
        for _ in 0..<random.below(40) { text += parts[random.below(parts.count)] }
        var rows = try PieceRows()
        var place = 0
        while place < text.count {
            let start = max(0, place + random.below(6) - (random.below(4) == 0 ? 5 : 0))
            let end = min(text.count, start + random.below(9))
            try rows.append(0, start: Int32(min(start, end)), end: Int32(end), word: 0)
            place = max(place, start) + 1 + random.below(3)
        }
        try text.withUnsafeBufferPointer { text in
            func converted(_ offset: Int32) throws -> Int32 {
                guard text.baseAddress != nil else { return offset }
                var cursor = try #require(OffsetCursor(text, unit))
                return cursor.move(to: offset)
            }
            let expected = try (0..<rows.count).map { [try converted(rows.starts[$0]), try converted(rows.ends[$0])] }
            convertOffsets(&rows, 0..<rows.count, text: text, to: unit)
            #expect((0..<rows.count).map { [rows.starts[$0], rows.ends[$0]] } == expected)
        }
    }
}
