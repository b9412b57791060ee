import Testing

@testable import AlbertCore

@Suite("masks")
struct MaskerTests {
    /// Ids 2, 3, 4 are [CLS], [SEP], [MASK]; an id from 10 on begins a word, one below goes on with it.
    private static func vocabulary(_ size: Int = 30) throws -> MaskingVocabulary {
        var starts = try Buffer<UInt8>(repeating: 0, count: MaskingVocabulary.byteCount(size))
        for id in 10..<size { starts[id >> 3] |= 1 << UInt8(id & 7) }
        return try MaskingVocabulary(
            size: size, specials: .init(cls: 2, sep: 3, mask: 4), fingerprint: 0,
            wordStarts: starts.elements)
    }

    private struct Masked {
        var ids: [Int32]
        var positions: [Int32]
        var labels: [Int32]
    }

    private static func mask(
        _ pieces: [Int32], firstCount: Int, _ settings: MaskSettings, seed: UInt64 = 1, trials: Int = 1,
        _ body: (Masked) throws -> Void
    ) throws {
        var masker = try Masker(vocabulary(), settings)
        var numbers = RandomNumbers(seed: seed)
        let whole = [2] + pieces[..<firstCount] + [3] + pieces[firstCount...] + [3]
        for _ in 0..<trials {
            let ids = try Buffer<Int32>(copying: Array(whole))
            var positions = try Buffer<Int32>()
            var labels = try Buffer<Int32>()
            try masker.mask(
                ids.mutableElements, firstCount: firstCount, numbers: &numbers, positions: &positions, labels: &labels)
            try body(
                Masked(ids: Array(ids.elements), positions: Array(positions.elements), labels: Array(labels.elements)))
        }
    }

    @Test("lengths of n-grams are drawn with probabilities as 1, 1/2, 1/3 …")
    func grams() {
        var numbers = RandomNumbers(seed: 3)
        for longest in [1, 2, 3, 5] {
            let sum = (1...longest).reduce(0) { $0 + 1 / Double($1) }
            var counts = [Int](repeating: 0, count: longest + 1)
            for _ in 0..<60_000 { counts[Masker.gram(upTo: longest, &numbers)] += 1 }
            for length in 1...longest {
                #expect(CorpusSample.isLikely(counts[length], of: 60_000, 1 / Double(length) / sum))
            }
        }
        // ALBERT's own: 6/11, 3/11, 2/11.
        let bigrams = (0..<60_000).count { _ in Masker.gram(upTo: 3, &numbers) == 2 }
        #expect(CorpusSample.isLikely(bigrams, of: 60_000, 3.0 / 11))
    }

    /// With room for three pieces among very many words that are one piece each, n-grams do not meet. The first is drawn as it is,
    /// the others are made to fit: {3}: 2/11; {2, 1}: 3/11 + 6/11 × 5/11; {1, 1, 1}: 6/11 × 6/11.
    @Test("runs of masked words have the lengths that drawing and fitting give")
    func runs() throws {
        var settings = MaskSettings()
        settings.most = 3
        var counts = [0, 0, 0, 0]
        try Self.mask([Int32](repeating: 12, count: 20_000), firstCount: 5000, settings, trials: 4000) { masked in
            #expect(masked.positions.count == 3)
            let breaks = zip(masked.positions, masked.positions.dropFirst()).count { $0 + 1 != $1 }
            counts[breaks + 1] += 1
        }
        #expect(CorpusSample.isLikely(counts[1], of: 4000, 2.0 / 11))
        #expect(CorpusSample.isLikely(counts[2], of: 4000, 3.0 / 11 + 30.0 / 121))
        #expect(CorpusSample.isLikely(counts[3], of: 4000, 36.0 / 121))
    }

    @Test("are as many as the rate says where words are one piece, and sorted")
    func budget() throws {
        for (length, expected) in [(4, 1), (10, 2), (30, 4), (50, 8), (512, 77)] {
            try Self.mask([Int32](repeating: 12, count: length - 3), firstCount: 1, .init()) { masked in
                #expect(masked.positions.count == expected)
                #expect(masked.positions == masked.positions.sorted())
                #expect(Set(masked.positions).count == expected)
                #expect(masked.labels.allSatisfy { $0 == 12 })
                #expect([0, 2, length - 1].allSatisfy { !masked.positions.contains(Int32($0)) })
                #expect(masked.ids.count == length && masked.ids[0] == 2 && masked.ids[2] == 3)
            }
        }
        #expect(MaskSettings(rate: 0.15, most: 20).count(ofLength: 512) == 20)
        #expect(MaskSettings(rate: 0.15).count(ofLength: 3) == 1)
        // Half-way cases go to the even number, as Python rounds.
        #expect([1, 3, 5].map { MaskSettings(rate: 0.5).count(ofLength: $0) } == [1, 2, 2])
        #expect(MaskSettings(rate: 0).count(ofLength: 512) == 0)
        try Self.mask([12, 12], firstCount: 1, MaskSettings(rate: 0)) { #expect($0.positions.isEmpty) }
        try Self.mask([12, 12], firstCount: 1, MaskSettings(rate: 1)) { #expect($0.positions == [1, 3]) }
    }

    @Test("cover whole words, also one that goes on after [SEP], and never more than the budget")
    func wholeWords() throws {
        // Words of 1, 2 and 3 pieces; the second segment begins within a word.
        let pieces = (0..<20).flatMap { [[12], [12, 5], [12, 5, 6]][$0 % 3] } as [Int32]
        let firstCount = 17
        #expect(pieces[firstCount] == 6)
        var crossed = 0
        for rate in [0.1, 0.3, 0.8] {
            try Self.mask(pieces, firstCount: firstCount, MaskSettings(rate: rate), trials: 400) { masked in
                #expect(masked.positions.count <= MaskSettings(rate: rate).count(ofLength: pieces.count + 3))
                let covered = Set(masked.positions.map { $0 <= firstCount ? Int($0) - 1 : Int($0) - 2 })
                for piece in 1..<pieces.count where pieces[piece] < 10 {
                    #expect(covered.contains(piece) == covered.contains(piece - 1))
                }
                crossed += covered.contains(firstCount) ? 1 : 0
                for (position, label) in zip(masked.positions, masked.labels) {
                    let position = Int(position)
                    let piece = position <= firstCount ? position - 1 : position - 2
                    #expect(pieces[piece] == label)
                }
            }
        }
        #expect(crossed > 0)
    }

    @Test("a word that is longer than the budget stays as it is")
    func longWords() throws {
        try Self.mask([12, 5, 5, 5, 12, 5, 5], firstCount: 4, MaskSettings(rate: 0.3), trials: 50) { masked in
            // The budget is 3 of 10 pieces: only the second word fits.
            #expect(masked.positions == [6, 7, 8])
        }
    }

    @Test("are [MASK] eight times of ten, the piece itself once, and any piece of the vocabulary once")
    func replacements() throws {
        var counts = [Int](repeating: 0, count: 30)
        try Self.mask([Int32](repeating: 12, count: 500), firstCount: 100, .init(), trials: 1000) { masked in
            for position in masked.positions { counts[Int(masked.ids[Int(position)])] += 1 }
        }
        let total = counts.reduce(0, +)
        #expect(total == 1000 * 75)
        for (id, count) in counts.enumerated() {
            let share = 0.1 / 30 + (id == 4 ? 0.8 : id == 12 ? 0.1 : 0)
            #expect(CorpusSample.isLikely(count, of: total, share), "id \(id): \(count)")
        }
    }

    @Test("fall on every position alike")
    func positions() throws {
        var counts = [Int](repeating: 0, count: 43)
        try Self.mask([Int32](repeating: 12, count: 40), firstCount: 20, MaskSettings(longestGram: 1), trials: 20_000) {
            for position in $0.positions { counts[Int(position)] += 1 }
        }
        for (position, count) in counts.enumerated() {
            let isSpecial = [0, 21, 42].contains(position)
            #expect(isSpecial ? count == 0 : CorpusSample.isLikely(count, of: 20_000, 6.0 / 40))
        }
    }
}
