import Testing

@testable import AlbertCore

@Suite("writing JSON texts")
struct JSONTextTests {
    @Test(
        "every text reads back as it was, whatever is in it",
        arguments: ["", "a", "\"\\", "\0\u{1F}\u{7F}\n", "é\u{10FFFF}"])
    func readsBack(text: String) throws {
        var json = try Buffer<UInt8>()
        try json.appendText("[")
        try json.appendJSON(text)
        try json.appendText("]")
        let document = try JSONDocument(
            UnsafeRawBufferPointer(json.elements), name: "json", limits: JSONLimits(byteCount: 100, valueCount: 4))
        #expect(document.root.element(at: 0)?.string == text)
    }
}
