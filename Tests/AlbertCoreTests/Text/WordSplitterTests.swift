import Testing

@testable import AlbertCore

@Suite("splitting into words")
struct WordSplitterTests {
    private let parts: TokenizerParts
    init() throws { parts = try TokenizerSample.tokenizer().parts }

    private func splitter() throws -> WordSplitter {
        try WordSplitter(lattice: Lattice(parts.vocabulary, rules: parts.latticeRules))
    }

    /// Rows as [id, start, end, word].
    private func rows(_ rows: borrowing PieceRows) -> [[Int32]] {
        (0..<rows.count).map { [rows.ids[$0], rows.starts[$0], rows.ends[$0], rows.words[$0]] }
    }

    private func put(_ text: String, into splitter: inout WordSplitter) throws {
        for (place, scalar) in text.unicodeScalars.enumerated() {
            try splitter.put(scalar.value, start: Int32(place), end: Int32(place + 1))
        }
    }

    @Test(
        "splits at every White_Space and counts words, not spaces",
        arguments: [" ", "\t\r\n", "\u{85}", "\u{3000}\u{2028} "])
    func spaces(_ gap: String) throws {
        var splitter = try splitter()
        try put("a\(gap)b\(gap)", into: &splitter)
        let (found, second) = (rows(splitter.rows), Int32(1 + gap.unicodeScalars.count))
        #expect(found == [[6, 0, 1, 0], [8, second, second + 1, 1]])
    }

    @Test("a scalar that is white space to others, but not to Unicode, does not split")
    func noSpaces() throws {
        for scalar in ["\u{200B}", "\u{FEFF}", "\u{1C}", "\u{180E}"] {
            var splitter = try splitter()
            try put("a\(scalar)b", into: &splitter)
            try splitter.endWord()
            let found = rows(splitter.rows)
            #expect(found.map { $0[0] } == [6, 1, 7] && found.allSatisfy { $0[3] == 0 }, "\(scalar.debugDescription)")
        }
    }

    @Test("a word gets one \"▁\" of its own unless it has one, and ends before the next")
    func marks() throws {
        var splitter = try splitter()
        try put("▁a▁b c", into: &splitter)
        try splitter.endWord()
        let found = rows(splitter.rows)
        #expect(found == [[6, 0, 2, 0], [8, 2, 4, 1], [5, 5, 6, 2], [1, 5, 6, 2]])
    }

    @Test("ASCII by the short way comes out as by the long one")
    func ascii() throws {
        var short = try splitter()
        var long = try splitter()
        let text = " ab\u{B}b,\u{C}2014, \u{1F}\0a"
        for (place, byte) in text.utf8.enumerated() { try short.putASCII(byte, at: Int32(place)) }
        try short.endWord()
        try put(text, into: &long)
        try long.endWord()
        let (found, expected) = (rows(short.rows), rows(long.rows))
        #expect(found == expected && found.count > 6)
    }

    @Test("a piece by itself ends the word before it and is a word; given numbers stay; an open word can be forgotten")
    func pieces() throws {
        var splitter = try splitter()
        try put("a", into: &splitter)
        try splitter.putPiece(4, start: 1, end: 7)
        splitter.keepsWordNumber = true
        try put("b b", into: &splitter)
        try splitter.endWord()
        try put("a", into: &splitter)
        splitter.reset()
        try splitter.endWord()
        let found = rows(splitter.rows).map { [$0[0], $0[3]] }
        #expect(found == [[6, 0], [4, 1], [8, 2], [8, 2]])
    }

    @Test("a word of any length is cut right across the lattice's windows")
    func long() throws {
        var splitter = try splitter()
        let count = 50_000
        try put("a" + String(repeating: "b", count: count), into: &splitter)
        try splitter.endWord()
        let found = rows(splitter.rows)
        let expected = [[Int32(6), 0, 1, 0]] + (1...Int32(count)).map { [7, $0, $0 + 1, 0] }
        #expect(found == expected)
    }
}
