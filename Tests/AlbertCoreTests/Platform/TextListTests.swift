import Testing

@testable import AlbertCore

@Suite("a list of texts")
struct TextListTests {
    @Test("gives back what was appended, empty texts and NULs included")
    func keeps() throws {
        var list = try TextList()
        for text in ["", "abc", "a\0b", ""] {
            try withUTF8(text) { (bytes) throws(AlbertError) in try list.append(bytes) }
        }
        #expect(list.count == 4)
        #expect((0..<4).map { list.string($0) } == ["", "abc", "a\0b", ""])
        #expect(list[1].baseAddress?[3] == 0)
    }
}
