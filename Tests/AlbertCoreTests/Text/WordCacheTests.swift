import Testing

@testable import AlbertCore

@Suite("the word cache")
struct WordCacheTests {
    @Test(
        "finds a run again by its bytes alone, never one that only starts alike", arguments: [1, 7, 8, 9, 16, 23, 24])
    func finds(count: Int) throws {
        var cache = try WordCache()
        var rows = try PieceRows()
        try rows.append(70_000, start: 100, end: Int32(100 + count), word: 5)
        let text = Array(repeating: UInt8(0x61), count: 64)
        let key = WordCache.Key(text, 10..<10 + count, end: 64)
        let before = cache.find(key)
        #expect(before == nil)
        cache.insert(key, rows, 0..<1, start: 100, word: 5, wordCount: 1)
        let entry = cache.find(WordCache.Key(text, 64 - count..<64, end: 64))
        let piece = try #require(entry).pointee.piece(0)
        #expect(piece == (70_000, 0, Int32(count), 0))
        for other in [count - 1, count + 1] where (1...WordCache.byteLimit).contains(other) {
            let found = cache.find(WordCache.Key(text, 0..<other, end: 64))
            #expect(found == nil)
        }
    }

    @Test("does not keep what does not fit an entry")
    func tooMany() throws {
        var cache = try WordCache()
        var rows = try PieceRows()
        for index in 0..<7 { try rows.append(1, start: Int32(index), end: Int32(index + 1), word: 0) }
        let key = WordCache.Key(Array("abcdefg".utf8), 0..<7, end: 7)
        cache.insert(key, rows, 0..<7, start: 0, word: 0, wordCount: 1)
        let found = cache.find(key)
        #expect(found == nil)
    }

    @Test("a warm tokenizer gives what a cold one gives")
    func warm() throws {
        let text = "The quick, brown fox (and the  fox) é fox ﬁ\u{200d} x\u{301} 2014, fox"
        let warm = try Tokenizer.open(path: Repository.bundledModel)
        let first = PlainEncoding(try warm.encode(text))
        for _ in 0..<3 { #expect(PlainEncoding(try warm.encode(text)) == first) }
        #expect(
            PlainEncoding(try Tokenizer.open(path: Repository.bundledModel).encode("fox " + text + " fox")).ids.count
                > first.ids.count)
    }
}
