import Testing

@testable import AlbertCore

@Suite("strings in JSON") struct JSONStringTests {
    @Test(
        "malformed UTF-8 and unpaired surrogates are refused",
        arguments: [
            [0x80], [0xFF], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3],
            Array(#"\ud800"#.utf8), Array(#"\udc00"#.utf8), Array(#"\udc00\ud800"#.utf8), Array(#"\ud800x"#.utf8),
        ])
    func utf8(_ bytes: [UInt8]) {
        let error = refusedJSON([0x5B, 0x22] + bytes + [0x22, 0x5D])
        #expect(error?.code == .format)
        #expect(error?.byteOffset ?? 0 >= 1)
    }

    @Test("paired surrogate escapes are one character")
    func pairs() throws {
        #expect(try readJSON(#"["\ud83d\ude00"]"#).root.element(at: 0)?.string == "😀")
    }
}
