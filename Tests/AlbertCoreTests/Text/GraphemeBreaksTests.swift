import Testing

@testable import AlbertCore

@Suite("grapheme clusters")
struct GraphemeBreaksTests {
    private func clusters(_ text: String) -> [Int] {
        var breaks = GraphemeBreaks()
        var counts: [Int] = []
        for scalar in text.unicodeScalars {
            if breaks.take(ScalarRecord(of: scalar.value)) { counts.append(1) } else { counts[counts.count - 1] += 1 }
        }
        return counts
    }

    @Test(
        "breaks where Swift's own characters break",
        arguments: [
            "abc", "e\u{301}x", "\r\n\n\r", "a\u{200d}b", "👨‍👩‍👧x", "🇩🇪🇫🇷🇮", "\u{1100}\u{1161}\u{11a8}\u{1100}",
            "각\u{11a8}가\u{1161}",
            "\u{600}1", "क्षत्रिय", "क्क\u{301}", "©\u{200d}©", "\u{e33}ก\u{e33}", "👍🏽👍", "\u{1}\u{301}",
        ])
    func breaks(text: String) { #expect(clusters(text) == text.map(\.unicodeScalars.count)) }
}
