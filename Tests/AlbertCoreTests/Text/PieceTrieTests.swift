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

    @Test("pieces that were chosen to crowd one place of the table are spread out")
    func crowded() throws {
        var trie = try PieceTrie(pieceCount: 4096)
        // Each byte of one long piece is the one whose edge, with the usual multiplier, would lie lowest.
        var piece: [UInt8] = []
        for node in UInt64(0)..<6000 {
            let best = (UInt64(0)..<256).min { one, other in
                let slots = [one, other].map { (node << 8 | $0) &* 0x9E37_79B9_7F4A_7C15 >> 32 & 16_383 }
                return slots[0] < slots[1]
            }
            piece.append(UInt8(best ?? 0))
        }
        let content = try Buffer(copying: piece)
        _ = try trie.insert(content.elements, id: 7)
        #expect(trie.view.find(content.elements) == 7)
        #expect(trie.farthestEdge <= 2 * PieceTrie.longestProbe)
    }

    @Test("says which id has a spelling already")
    func duplicates() throws {
        var trie = try PieceTrie(pieceCount: 2)
        #expect(try withUTF8("ab") { (bytes) throws(AlbertError) in try trie.insert(bytes, id: 3) } == nil)
        #expect(try withUTF8("ab") { (bytes) throws(AlbertError) in try trie.insert(bytes, id: 9) } == 3)
    }
}
