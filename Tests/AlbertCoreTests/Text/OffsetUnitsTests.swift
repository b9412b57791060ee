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
}
