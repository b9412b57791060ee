import Testing

@testable import AlbertCore

@Suite("pairs of segments")
struct SegmentPairsTests {
    private func pairs(
        _ portion: TokenizedPortion, _ settings: PretrainingSettings, document: Int = 0, pass: Int = 0
    ) throws -> [SegmentPair] {
        var found: [SegmentPair] = []
        try portion.forEachPair(ofDocument: document, pass: pass, settings) { (pair) throws(AlbertError) in
            found.append(pair)
        }
        return found
    }

    private func settings(maxLength: Int, shortRate: Double = 0) -> PretrainingSettings {
        var settings = PretrainingSettings()
        (settings.maxLength, settings.shortRate) = (maxLength, shortRate)
        return settings
    }

    @Test("take up a document sentence by sentence, each pair cut where a sentence ends")
    func covers() throws {
        let portion = try CorpusSample.portion(CorpusSample.lines([[2, 3, 1, 4, 2, 2, 5, 1, 3]]))
        for pass in 0..<50 {
            var next = 0
            for pair in try pairs(portion, settings(maxLength: 23), pass: pass) where !pair.isUnrelated {
                let (before, after) = pair.isSwapped ? (pair.second, pair.first) : (pair.first, pair.second)
                #expect(before.lowerBound == next && before.upperBound == after.lowerBound)
                #expect(portion.sentenceEnds.elements.contains(before.upperBound))
                next = after.upperBound
            }
            // 2+3+1+4+2+2+5 = 19 < 20 pieces: the eighth sentence fills the first pair, the last one stands alone.
            #expect(next == 20)
        }
    }

    @Test("are swapped half of the time, and cut after each sentence alike")
    func swaps() throws {
        let portion = try CorpusSample.portion(CorpusSample.lines([[Int](repeating: 1, count: 5)]))
        var swapped = 0
        var cuts = [Int](repeating: 0, count: 6)
        for pass in 0..<10_000 {
            let pair = try #require(try pairs(portion, settings(maxLength: 8), pass: pass).first)
            swapped += pair.isSwapped ? 1 : 0
            cuts[pair.isSwapped ? pair.second.count : pair.first.count] += 1
        }
        #expect(CorpusSample.isLikely(swapped, of: 10_000, 0.5))
        #expect(cuts[0] == 0 && cuts[5] == 0)
        for cut in 1...4 { #expect(CorpusSample.isLikely(cuts[cut], of: 10_000, 0.25)) }
    }

    @Test("aim at a shorter length for the whole of a document at the given rate, each length alike")
    func targets() throws {
        let portion = try CorpusSample.portion(CorpusSample.lines([[Int](repeating: 1, count: 60)]))
        var counts: [Int: Int] = [:]
        for pass in 0..<20_000 {
            let found = try pairs(portion, settings(maxLength: 23, shortRate: 0.3), pass: pass)
            let lengths = found.map { $0.first.count + $0.second.count }
            let target = try #require(lengths.first)
            counts[target, default: 0] += 1
            #expect(lengths.dropLast().allSatisfy { $0 == target })
        }
        // 2 … 20; 20 is also what a document gets that is not short.
        for target in 2...20 {
            let share = 0.3 / 19 + (target == 20 ? 0.7 : 0)
            #expect(CorpusSample.isLikely(counts[target] ?? 0, of: 20_000, share))
        }
        #expect(counts.values.reduce(0, +) == 20_000)
    }

    @Test("a sentence that is alone gets text of another document, and the label of a swapped pair")
    func unrelated() throws {
        let portion = try CorpusSample.portion(CorpusSample.lines([[3, 2, 2], [9], [1, 1, 1, 1]]))
        var starts: [Int: Int] = [:]
        for pass in 0..<6000 {
            let found = try pairs(portion, settings(maxLength: 15), document: 1, pass: pass)
            #expect(found.count == 1)
            let pair = found[0]
            #expect(pair.isUnrelated && pair.isSwapped)
            // 12 - 9 = 3 pieces are wanted, as far as the document goes; of 4 the first segment pays for one.
            starts[pair.second.lowerBound, default: 0] += 1
            #expect([0..<3, 3..<7, 5..<7, 16..<19, 17..<20, 18..<20, 19..<20].contains(pair.second))
            #expect(pair.first.lowerBound >= 7 && pair.first.upperBound <= 16)
            #expect(pair.first.count == min(9, 12 - pair.second.count))
        }
        // A document each 1/2, its sentences alike.
        for start in [0, 3, 5] { #expect(CorpusSample.isLikely(starts[start] ?? 0, of: 6000, 1.0 / 6)) }
        for start in 16...19 { #expect(CorpusSample.isLikely(starts[start] ?? 0, of: 6000, 1.0 / 8)) }
    }

    @Test("a corpus of one sentence is paired with itself")
    func single() throws {
        let portion = try CorpusSample.portion(CorpusSample.lines([[4]]))
        #expect(
            try pairs(portion, settings(maxLength: 20)) == [
                SegmentPair(first: 0..<4, second: 0..<4, isSwapped: true, isUnrelated: true)
            ])
    }

    /// One piece at a time, as the original does it.
    private func cutOneByOne(_ first: Int, _ second: Int, to room: Int) -> (Int, Int) {
        var (first, second) = (first, second)
        while first + second > room { if first > second { first -= 1 } else { second -= 1 } }
        return (first, second)
    }

    @Test("that are too long are cut at the longer one, from both ends alike")
    func cuts() throws {
        for lengths in [[1, 30], [16, 2], [9, 30], [16, 16], [9, 9], [8, 10], [16, 200]] {
            let portion = try CorpusSample.portion(CorpusSample.lines([lengths]))
            var removed = 0
            var front = 0
            for pass in 0..<200 {
                let found = try pairs(portion, settings(maxLength: 20), pass: pass)
                let pair = found[0]
                #expect(!pair.isUnrelated)
                let (before, after) = pair.isSwapped ? (pair.second, pair.first) : (pair.first, pair.second)
                let expected =
                    pair.isSwapped
                    ? cutOneByOne(lengths[1], lengths[0], to: 17) : cutOneByOne(lengths[0], lengths[1], to: 17)
                #expect((pair.first.count, pair.second.count) == expected)
                removed += lengths[0] - before.count + lengths[1] - after.count
                front += before.lowerBound + after.lowerBound - lengths[0]
            }
            #expect(CorpusSample.isLikely(front, of: removed, 0.5))
        }
    }

    @Test("differ from pass to pass and from document to document, and are the same again")
    func seeds() throws {
        let portion = try CorpusSample.portion(
            CorpusSample.lines([[Int]](repeating: [Int](repeating: 2, count: 40), count: 2)))
        let own = try pairs(portion, settings(maxLength: 23))
        #expect(try pairs(portion, settings(maxLength: 23)) == own)
        #expect(try pairs(portion, settings(maxLength: 23), pass: 1) != own)
        let other = try pairs(portion, settings(maxLength: 23), document: 1)
        #expect(other.map { $0.first.lowerBound - 80 } != own.map { $0.first.lowerBound })
        var reseeded = settings(maxLength: 23)
        reseeded.seed = 1
        #expect(try pairs(portion, reseeded) != own)
    }
}
