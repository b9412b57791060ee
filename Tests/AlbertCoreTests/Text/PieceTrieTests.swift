import Testing

@testable import AlbertCore

@Suite("the trie of pieces")
struct PieceTrieTests {
    @Test("finds what was put in and nothing else, however often it has to grow")
    func finds() throws {
        var trie = try PieceTrie(pieceCount: 1)
        let spellings = (0..<5000).map { "piece\($0 * 7919)" }
        for (id, spelling) in spellings.enumerated() {
            let other = try withUTF8(spelling) { (bytes) throws(AlbertError) in try trie.insert(bytes, id: Int32(id)) }
            #expect(other == nil)
        }
        let view = trie.view
        for (id, spelling) in spellings.enumerated() {
            #expect(try withUTF8(spelling) { (bytes) throws(AlbertError) in view.find(bytes) } == Int32(id))
        }
        for absent in ["", "p", "piece", "piece7919x", "zebra"] {
            #expect(try withUTF8(absent) { (bytes) throws(AlbertError) in view.find(bytes) } == -1)
        }
    }

    @Test("says which id has a spelling already")
    func duplicates() throws {
        var trie = try PieceTrie(pieceCount: 2)
        #expect(try withUTF8("ab") { (bytes) throws(AlbertError) in try trie.insert(bytes, id: 3) } == nil)
        #expect(try withUTF8("ab") { (bytes) throws(AlbertError) in try trie.insert(bytes, id: 9) } == 3)
    }
}
