import Testing

@testable import AlbertCore

@Suite("the double array of pieces")
struct PieceArrayTests {
    private func array(_ pieces: [String], special: Set<String> = []) throws -> PieceArray {
        let vocabulary = try TextSamples.vocabulary(pieces.map { ($0, -1) })
        return try #require(try vocabulary.makeArray())
    }

    private func find(_ spelling: String, in array: PieceArray) throws -> Int32 {
        try withUTF8(spelling) { (bytes) throws(AlbertError) in array.find(bytes) }
    }

    @Test("finds what was put in and nothing else, however many blocks that takes")
    func finds() throws {
        let spellings = (0..<5000).map { "piece\($0 * 7919)" } + ["é", "ép", "日", "日本", "🐈"]
        let array = try array(spellings)
        for (id, spelling) in spellings.enumerated() { #expect(try find(spelling, in: array) == Int32(id)) }
        for absent in ["", "p", "piece", "piece7919x", "zebra", "\u{0}", "本", "日本日"] {
            #expect(try find(absent, in: array) == -1)
        }
    }

    @Test("children by every byte have their places, and so do long chains")
    func wide() throws {
        let spellings = (1..<128).map { String(UnicodeScalar(UInt8($0))) } + [String(repeating: "x", count: 1_000)]
        let array = try array(spellings)
        for (id, spelling) in spellings.enumerated() { #expect(try find(spelling, in: array) == Int32(id)) }
        #expect(try find(String(repeating: "x", count: 999), in: array) == -1)
    }

    @Test("knows which bytes stand next to each other in a piece")
    func pairs() throws {
        let array = try array(["ab", "bc", "é.", ".d"])
        #expect(array.hasPair(0x61, 0x62) && array.hasPair(0x62, 0x63) && array.hasPair(0x2E, 0x64))
        #expect(!array.hasPair(0x62, 0x61) && !array.hasPair(0x61, 0x63) && !array.hasPair(0x61, 0x2E))
    }

    @Test("no pieces are no error, and scores whose sums may not be finite have no array")
    func edges() throws {
        #expect(try find("a", in: array([])) == -1)
        #expect(try TextSamples.vocabulary([("a", -1), ("b", -1e200)]).makeArray() == nil)
    }
}
