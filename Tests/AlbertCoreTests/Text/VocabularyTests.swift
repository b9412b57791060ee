import Testing

@testable import AlbertCore

@Suite("the vocabulary")
struct VocabularyTests {
    @Test("gives spellings back, a NUL behind each, and ids by spelling")
    func spellings() throws {
        let vocabulary = try TextSamples.vocabulary([("▁the", -1), ("a\0b", -2), ("x", -3)])
        #expect(vocabulary.count == 3)
        let spelling = try #require(vocabulary.spelling(of: 1))
        #expect(Array(spelling) == [0x61, 0, 0x62])
        #expect(spelling.baseAddress?[3] == 0)
        #expect(vocabulary.id(ofSpelling: "x") == 2)
        #expect(vocabulary.id(ofSpelling: "y") == nil)
        #expect(vocabulary.spelling(of: 3) == nil && vocabulary.spelling(of: -1) == nil)
        #expect(vocabulary.lowestScore == -3)
        #expect(vocabulary.longestPiece == 6)
    }

    @Test("refuses two pieces of one spelling, a score that is no number, and a piece over the limit")
    func refusals() throws {
        func error(_ pieces: [(String, Double)]) -> AlbertError? {
            do {
                _ = try TextSamples.vocabulary(pieces)
                return nil
            } catch { return error as? AlbertError }
        }
        #expect(error([("a", 0), ("b", 0), ("a", 0)])?.detail == "pieces 0 and 2 have the same spelling 'a'")
        #expect(error([("a", .nan)])?.code == .format)
        #expect(error([("a", .infinity)])?.code == .format)
        #expect(error([(String(repeating: "a", count: 1_024), 0)]) == nil)
        #expect(error([(String(repeating: "a", count: 1_025), 0)])?.code == .limit)
    }

    @Test("an added token is a known piece or the next number, and text never becomes it")
    func added() throws {
        let vocabulary = try TextSamples.vocabulary([("a", -1), ("b", -2)])
        try vocabulary.placeAdded(AddedToken(id: 2, content: Array("new".utf8)))
        try vocabulary.placeAdded(AddedToken(id: 0, content: Array("a".utf8), isSpecial: true))
        #expect(vocabulary.id(ofSpelling: "new") == 2)
        #expect(vocabulary.isSpecial(0) && !vocabulary.isSpecial(2))
        #expect(try withUTF8("new") { (bytes) throws(AlbertError) in vocabulary.trieView.find(bytes) } == -1)
        for wrong in [(1, "a"), (0, "c"), (7, "d")] {
            #expect(throws: AlbertError.self) {
                try vocabulary.placeAdded(AddedToken(id: Int32(wrong.0), content: Array(wrong.1.utf8)))
            }
        }
    }

    private func append(_ spelling: [UInt8], _ score: Double, to vocabulary: Vocabulary, kind: PieceKind = .normal)
        throws
    {
        try withBytes(spelling) { (bytes) throws(AlbertError) in try vocabulary.append(bytes, score: score, kind: kind)
        }
    }

    @Test("knows the lowest score of all pieces and of the normal ones, also where all are positive")
    func lowest() throws {
        let vocabulary = try Vocabulary(pieceCount: 3, byteCount: 3)
        try append([97], 5, to: vocabulary)
        try append([98], 7, to: vocabulary)
        #expect(vocabulary.lowestScore == 5 && vocabulary.lowestNormalScore == 5)
        try append([99], -8, to: vocabulary, kind: .special)
        #expect(vocabulary.lowestScore == -8 && vocabulary.lowestNormalScore == 5)
    }
}
