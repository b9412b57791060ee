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
        let first = PlainEncoding(try warm.encodings(text))
        for _ in 0..<3 { #expect(PlainEncoding(try warm.encodings(text)) == first) }
        #expect(
            PlainEncoding(try Tokenizer.open(path: Repository.bundledModel).encodings("fox " + text + " fox")).ids.count
                > first.ids.count)
    }

    /// The key of `run` where it stands alone, and where 30 bytes follow.
    private func keys(_ run: String) -> (alone: WordCache.Key, inside: WordCache.Key) {
        let long = Array(run.utf8) + Array(repeating: 0xFF, count: 30)
        let count = long.count - 30
        return (WordCache.Key(long, 0..<count, end: count), WordCache.Key(long, 0..<count, end: long.count))
    }

    private func rows(_ ids: [Int32], ends: [Int32]? = nil) throws -> PieceRows {
        var rows = try PieceRows()
        for (index, id) in ids.enumerated() {
            try rows.append(id, start: 100, end: 100 + (ends?[index] ?? 1), word: 40 + Int32(index))
        }
        return rows
    }

    @Test("runs that differ only in zero bytes at their end are different runs")
    func zeros() throws {
        var cache = try WordCache()
        let rows = try rows([5])
        cache.insert(keys("a").alone, rows, 0..<1, start: 100, word: 40, wordCount: 1)
        let (longer, same) = (cache.find(keys("a\0").alone) == nil, cache.find(keys("a").inside) != nil)
        #expect(longer && same)
    }

    @Test("what does not fit an entry is not kept")
    func limits() throws {
        var cache = try WordCache()
        let many = try rows(Array(repeating: 5, count: WordCache.pieceLimit + 1))
        cache.insert(keys("seven").alone, many, 0..<many.count, start: 100, word: 40, wordCount: 1)
        cache.insert(keys("words").alone, many, 0..<1, start: 100, word: 40, wordCount: 32)
        cache.insert(keys("before").alone, many, 0..<1, start: 101, word: 40, wordCount: 1)
        let past = try rows([5], ends: [5])
        cache.insert(keys("past").alone, past, 0..<1, start: 100, word: 40, wordCount: 1)
        for run in ["seven", "words", "before", "past"] {
            let isAbsent = cache.find(keys(run).alone) == nil
            #expect(isAbsent, "\(run)")
        }
    }

    @Test("many more runs than places: the newest is found, and no run ever gets another's pieces")
    func crowd() throws {
        var cache = try WordCache()
        var (lost, wrong) = (0, 0)
        for number: Int32 in 0..<80_000 {
            let row = try rows([number])
            cache.insert(keys("run \(number)").alone, row, 0..<1, start: 100, word: 40, wordCount: 1)
            if cache.find(keys("run \(number)").inside)?.pointee.piece(0).id != number { lost += 1 }
        }
        for number: Int32 in 0..<80_000 {
            if let id = cache.find(keys("run \(number)").alone)?.pointee.piece(0).id, id != number { wrong += 1 }
        }
        #expect(lost == 0 && wrong == 0)
    }
}
