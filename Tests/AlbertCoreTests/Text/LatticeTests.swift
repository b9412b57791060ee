import Testing

@testable import AlbertCore

@Suite("the lattice")
struct LatticeTests {
    /// Cuts `text` with and without a window small enough to be settled on the way.
    private func ids(_ text: String, _ vocabulary: Vocabulary, skipsSpecial: Bool = false) throws -> [Int32] {
        var rules = LatticeRules(unknownID: 0, unknownScore: vocabulary.lowestScore - 10)
        rules.skipsSpecialPieces = skipsSpecial
        var lattice = try Lattice(vocabulary, rules: rules)
        var rows = try PieceRows()
        for (place, scalar) in text.unicodeScalars.enumerated() {
            try lattice.append(scalar.value, start: Int32(place), end: Int32(place + 1))
            if lattice.isLong { try lattice.settle(into: &rows, word: 0) }
        }
        try lattice.finish(into: &rows, word: 0)
        // Spans are gapless: each piece starts where the one before it ended.
        for row in 1..<max(1, rows.count) { #expect(rows.starts[row] == rows.ends[row - 1]) }
        #expect(text.isEmpty || rows.ends[rows.count - 1] == Int32(text.unicodeScalars.count))
        return (0..<rows.count).map { rows.ids[$0] }
    }

    @Test("takes the best sum, the first found of equal ones, and one piece for neighbouring unknowns")
    func best() throws {
        let vocabulary = try TextSamples.vocabulary([
            ("?", 0), ("a", -1), ("b", -1), ("ab", -1.5), ("aa", -2), ("é", -3),
        ])
        #expect(try ids("ab", vocabulary) == [3])
        #expect(try ids("aaa", vocabulary) == [1, 4])
        #expect(try ids("aé", vocabulary) == [1, 5])
        #expect(try ids("axyzéb", vocabulary) == [1, 0, 5, 2])
        #expect(try ids("", vocabulary) == [])
    }

    @Test("leaves special pieces out where text is literal")
    func literal() throws {
        let vocabulary = try TextSamples.vocabulary([("?", 0), ("<", -1), ("p", -1), (">", -1), ("<p>", 0)])
        vocabulary.setKind(of: 4, to: .special)
        #expect(try ids("<p>", vocabulary) == [4])
        #expect(try ids("<p>", vocabulary, skipsSpecial: true) == [1, 2, 3])
    }

    /// The plain definition: the whole word at once, every score kept.
    private func reference(_ text: [Unicode.Scalar], _ pieces: [(String, Double)]) -> [Int32] {
        var scores = Dictionary(uniqueKeysWithValues: pieces.enumerated().map { ($1.0, (Int32($0), $1.1)) })
        scores["?"] = nil
        let unknown = (pieces.map(\.1).min() ?? 0) - 10
        var best = [Double?](repeating: nil, count: text.count + 1)
        var back = [(Int, Int32)](repeating: (0, 0), count: text.count + 1)
        best[0] = 0
        for start in 0..<text.count {
            for end in (start + 1)...min(text.count, start + 6) {
                var key = ""
                key.unicodeScalars.append(contentsOf: text[start..<end])
                guard let (id, score) = scores[key] ?? (end == start + 1 ? (0, unknown) : nil), let here = best[start]
                else { continue }
                if best[end] == nil || here + score > best[end] ?? 0 {
                    (best[end], back[end]) = (here + score, (start, id))
                }
            }
        }
        var ids: [Int32] = []
        var end = text.count
        while end > 0 {
            if !(back[end].1 == 0 && ids.last == 0) { ids.append(back[end].1) }
            end = back[end].0
        }
        return ids.reversed()
    }

    @Test("a word longer than the window is cut like the plain definition cuts it", arguments: 0..<6)
    func windows(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        var pieces: [(String, Double)] = [("?", 0), ("a", -2), ("é", -3)]
        for spelling in ["aa", "aé", "b", "ba", "ab", "aaab", "éé", "bb", "abab"] {
            pieces.append((spelling, -Double(Int.random(in: 4...40, using: &random)) / 4))
        }
        let vocabulary = try TextSamples.vocabulary(pieces)
        let letters: [Unicode.Scalar] = seed == 0 ? ["a"] : ["a", "b", "é", "x", "a"]
        let text = (0..<20_000).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] }
        var string = ""
        string.unicodeScalars.append(contentsOf: text)
        #expect(try ids(string, vocabulary) == reference(text, pieces))
    }
}
