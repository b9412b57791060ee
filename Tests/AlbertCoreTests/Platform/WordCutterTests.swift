import Testing

@testable import AlbertCore

@Suite("the word cutter")
struct WordCutterTests {
    /// What a tokenizer of `pieces` makes of `text`, and the lattice by itself of each of its words.
    private func compare(_ text: String, _ pieces: [(String, Double)]) throws {
        let vocabulary = try TextSamples.vocabulary(pieces)
        let rules = LatticeRules(unknownID: 0, unknownScore: vocabulary.lowestScore - 10)
        let array = try #require(try vocabulary.makeArray())
        var cutter = try WordCutter(
            array,
            WordCutter.Rules(
                unknownID: 0, unknownScore: rules.unknownScore, skipsSpecial: false, foldsQuotes: true,
                lowersCase: true, untouched: (.max, .max)))
        var rows = try PieceRows()
        try rows.reserve(text.utf8.count + 40)
        var columns = rows.columns
        let wanted = try words(text, vocabulary, rules)
        // Cold, then from memory.
        for round in 0..<2 {
            columns.count = 0
            let stop = try withUTF8(text) { (bytes) throws(AlbertError) -> Bool in
                guard let base = bytes.baseAddress else { return true }
                var walk = WordCutter.Walk(begin: 0, end: bytes.count, place: 0, word: 0, keepsWordNumber: false)
                if case .end = cutter.cut(base, &walk, &columns) { return true }
                return false
            }
            #expect(stop)
            let found = (0..<columns.count).map {
                [columns.ids[$0], columns.starts[$0], columns.ends[$0], columns.words[$0]]
            }
            #expect(found == wanted, "\(text), round \(round)")
        }
    }

    private func words(_ text: String, _ vocabulary: Vocabulary, _ rules: LatticeRules) throws -> [[Int32]] {
        var splitter = try WordSplitter(lattice: Lattice(vocabulary, rules: rules))
        for (place, byte) in text.utf8.enumerated() {
            let lower = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
            try splitter.putASCII(lower, at: Int32(place))
        }
        try splitter.endWord()
        let columns = splitter.rows.columns
        return (0..<columns.count).map {
            [columns.ids[$0], columns.starts[$0], columns.ends[$0], columns.words[$0]]
        }
    }

    private static let pieces: [(String, Double)] = [
        ("?", 0), ("▁", -2), ("a", -2), ("b", -2), ("▁a", -1), ("▁ab", -1.5), ("ba", -1), (",", -3), (".", -3),
        ("b,", -0.5),
        ("(", -3), ("▁(", -2), ("1", -3), ("1,", -1), ("\"", -4), ("aaaaaaaaaa", -2),
    ]

    @Test(
        "cuts as the lattice does, cold and from memory, punctuation at the end or not",
        arguments: [
            "a", "ab", "AB Ab aB", "ab, a, b, ba.", "aba.\", (ab) (a, 1, 1., a1,", "xyz x, ,x ,, .,. \" \".",
            "a\tb\n a  ba ",
            "aaaaaaaaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaaaaaaaaaa, aaaaaaaaaaaaaaaaaaaaaaab.",
            "abababababababab, abababababababab. bbbbbbb bbbbbb", "", "   ",
        ])
    func cuts(text: String) throws { try compare(text, Self.pieces) }

    @Test("cuts as the lattice does: made words without end")
    func manyWords() throws {
        var numbers = RandomNumbers(seed: 7)
        for _ in 0..<200 {
            var text = ""
            for _ in 0..<200 {
                let choice = Int(numbers.next() % 16)
                text += ["a", "b", "A", ",", ".", "(", "1", "x", "\"", "a", "b", "B", " ", " ", " ", "ab"][choice]
            }
            try compare(text, Self.pieces)
        }
    }

    /// How the walk through `bytes` stops first.
    private func stop(_ bytes: [UInt8], capacity: Int = 100, page: UInt32? = nil) throws -> (
        WordCutter.Stop, place: Int
    ) {
        let vocabulary = try TextSamples.vocabulary(Self.pieces)
        var cutter = try WordCutter(
            try #require(try vocabulary.makeArray()),
            WordCutter.Rules(
                unknownID: 0, unknownScore: -20, skipsSpecial: false, foldsQuotes: true, lowersCase: true,
                untouched: (~1 << 32, .max)))
        if let page { try cutter.setPage(page, try Buffer(repeating: WordCutter.hardForm, count: 256)) }
        var rows = try PieceRows()
        try rows.reserve(capacity)
        var columns = rows.columns
        var walk = WordCutter.Walk(begin: 0, end: bytes.count, place: 0, word: 0, keepsWordNumber: false)
        return (cutter.cut(bytes, &walk, &columns), walk.place)
    }

    @Test("stops where a table cannot say: controls, quotes that fold, ill-formed bytes, joined blanks")
    func hard() throws {
        let runs: [[UInt8]] = [
            [0x61, 0x01], [0x27, 0x27], [0x60, 0x60, 0x61], [0x61, 0xFF], [0xE2, 0x96], [0xC0, 0x80],
            [0xED, 0xA0, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0x61, 0x20, 0xCC, 0x81], [0x7F],
        ]
        for run in runs {
            let found = try stop([0x61, 0x20] + run)
            guard case .hard = found.0 else {
                Issue.record("\(run): \(found)")
                continue
            }
            #expect(found.place == 2)
        }
        guard case .hard = try stop([0xC3, 0xA9], page: 0).0 else { return #expect(Bool(false)) }
    }

    @Test("asks for the page of a scalar, for room, and stops now and then")
    func wants() throws {
        guard case .page(0x4E) = try stop(Array("a 中".utf8)).0 else { return #expect(Bool(false)) }
        guard case .room(let rows) = try stop(Array("a b".utf8), capacity: 1).0 else { return #expect(Bool(false)) }
        #expect(rows > 1)
        let long = try stop(Array(repeating: [0x20, 0x20], count: 40_000).flatMap { $0 } + [0x61])
        guard case .pause = long.0 else { return #expect(Bool(false)) }
    }

    @Test("a warm tokenizer gives what a cold one gives")
    func warm() throws {
        let text = "The quick, brown fox (and the  fox) é fox ﬁ\u{200d} x\u{301} 2014, fox \u{1} \u{1}a, fox"
        let warm = try Tokenizer.open(path: Repository.bundledModel)
        let first = PlainEncoding(try warm.encodings(text))
        for _ in 0..<3 { #expect(PlainEncoding(try warm.encodings(text)) == first) }
        // What is removed where a text begins shifts its spans; the same run was met elsewhere.
        let begins = "\u{1} fox"
        #expect(
            PlainEncoding(try warm.encodings(begins))
                == PlainEncoding(try Tokenizer.open(path: Repository.bundledModel).encodings(begins)))
    }

    @Test("many more runs than places: none ever gets another's pieces")
    func crowd() throws {
        let tokenizer = try Tokenizer.open(path: Repository.bundledModel)
        let runs = (0..<80_000).map { "x\($0 * 7919)" }
        let first = try tokenizer.encodings(runs.joined(separator: " "))
        #expect(PlainEncoding(try tokenizer.encodings(runs.joined(separator: " "))) == PlainEncoding(first))
        for number in stride(from: 0, to: runs.count, by: 997) {
            let alone = PlainEncoding(try tokenizer.encodings(runs[number]))
            let rows = (0..<first.ids.count).filter { first.words[$0] == Int32(number) }
            #expect(rows.map { first.ids[$0] } == Array(alone.ids.dropFirst().dropLast()))
        }
    }
}
