import Testing

@testable import AlbertCore

@Suite("a stranger's bytes in a message")
struct QuoteTests {
    @Test("are short, printable and on one line")
    func quotes() {
        #expect(quoted("abc") == "'abc'")
        #expect(quoted("a\nb\u{202E}c") == "'a\\u{a}b\\u{202e}c'")
        #expect(quoted(String(repeating: "x", count: 70)) == "'" + String(repeating: "x", count: 64) + "…'")
        #expect([UInt8](arrayLiteral: 0xFF, 0x41).withUnsafeBufferPointer { quoted($0) } == "'\u{FFFD}A'")
    }
}
