import Testing

@testable import AlbertCore

@Suite("a string's bytes")
struct StringBytesTests {
    @Test("are its UTF-8, NULs included, and an error passes through as it is")
    func lends() throws {
        #expect(try withUTF8("é\0x") { (bytes) throws(AlbertError) in Array(bytes) } == [0xC3, 0xA9, 0, 0x78])
        #expect(throws: AlbertError(.format, at: "here", "bad")) {
            try withBytes([1]) { (_) throws(AlbertError) in throw AlbertError(.format, at: "here", "bad") }
        }
    }
}
