import Testing

@testable import AlbertCore

private typealias Row = EncodingSample.Row

private func tags(_ labels: [String], ignored: [String] = [], keepsPrefix: Bool = false) throws -> TagSet {
    TagSet(try LabelNames(labels), ignored: ignored.map { Array($0.utf8) }, keepsPrefix: keepsPrefix)
}

/// The entities of one window as "label score start..<end": `logits` are of all rows, special ones too.
private func entities(
    _ rows: [EncodingSample.Row], _ logits: [[Float]], _ text: String, _ tags: TagSet,
    _ aggregation: TagOptions.Aggregation
) throws -> [TaggedEntity] {
    let encodings = try EncodingSample.encodings(rows)
    return try withUTF8(text) { (bytes) throws(AlbertError) in
        Array(logits.joined()).withUnsafeBufferPointer { values in
            guard let base = values.baseAddress else { return [] }
            let scores = TagScores(logits: base, width: logits[0].count, rows: 0..<rows.count)
            return scores.entities(encodings, bytes, tags, aggregation)
        }
    }
}

/// Logits whose softmax is `probabilities`.
private func logits(_ probabilities: [Double]) -> [Float] { probabilities.map { Float(logarithm($0)) } }

@Suite("from pieces to entities")
struct TagGroupingTests {
    @Test("reads B- and I- as marks of a tag, and nothing else")
    func names() throws {
        let labels = ["O", "B-PER", "I-PER", "PER", "B-", "I", "E-PER", "b-PER", "", "B", "I-é"]
        let plain = try tags(labels)
        let kept = try tags(labels, keepsPrefix: true)
        let expected = ["O", "PER", "PER", "PER", "", "I", "E-PER", "b-PER", "", "B", "é"]
        for (label, name) in expected.enumerated() {
            #expect(string(plain.name(of: label)) == name)
            #expect(string(kept.name(of: label)) == labels[label])
        }
    }

    @Test("a label goes on with its own tag unless it begins anew")
    func continues() throws {
        let set = try tags(["O", "B-PER", "I-PER", "PER", "B-LOC", "I-LOC"])
        let going: [(Int, Int)] = [(1, 2), (2, 2), (3, 2), (2, 3), (1, 3), (4, 5), (0, 0)]
        for one in 0..<6 {
            for other in 0..<6 {
                let isGoing = going.contains { $0 == (one, other) } || (one, other) == (3, 3) || (one, other) == (5, 5)
                #expect(set.continues(one, other) == isGoing, "\(one) \(other)")
            }
        }
    }

    @Test("labels are ignored as they are reported")
    func ignored() throws {
        let plain = try tags(["O", "B-PER", "I-LOC"], ignored: ["PER", "I-LOC", ""])
        #expect((0..<3).map { plain.isIgnored($0) } == [false, true, false])
        let kept = try tags(["O", "B-PER", "I-LOC"], ignored: ["PER", "I-LOC"], keepsPrefix: true)
        #expect((0..<3).map { kept.isIgnored($0) } == [false, false, true])
    }

    /// "ab cd e": word 0 is "ab" in two pieces, word 1 a lone "▁" and "cd", word 2 "e".
    private let rows: [EncodingSample.Row] = [
        .special(), .piece(0, 1), .piece(1, 2), .piece(3, 4, word: 1), .piece(3, 5, word: 1), .piece(6, 7, word: 2),
        .special(),
    ]
    private let text = "ab cd e"
    /// O, B-X, I-X, Y.
    private let scores = [
        [0, 0, 0, 1e-9], [0.1, 0.6, 0.2, 0.1], [0.1, 0.2, 0.6, 0.1], [0.55, 0.15, 0.15, 0.15],
        [0.05, 0.05, 0.1, 0.8], [0.1, 0.1, 0.1, 0.7], [0, 0, 0, 1e-9],
    ].map { logits($0) }

    private func found(_ aggregation: TagOptions.Aggregation, ignored: [String] = ["O"]) throws -> [TaggedEntity] {
        let set = try tags(["O", "B-X", "I-X", "Y"], ignored: ignored, keepsPrefix: aggregation == .none)
        return try entities(rows, scores, text, set, aggregation)
    }

    @Test("none gives each piece with its place, special tokens left out")
    func none() throws {
        let pieces = try found(.none)
        #expect(pieces.map(\.label) == [1, 2, 3, 3])
        #expect(pieces.map(\.place) == [1, 2, 4, 5])
        #expect(pieces.map(\.span) == [0..<1, 1..<2, 3..<5, 6..<7])
        for (piece, score) in zip(pieces, [0.6, 0.6, 0.8, 0.7]) { #expect(abs(piece.score - score) < 1e-6) }
        #expect(try found(.none, ignored: []).map(\.label) == [1, 2, 0, 3, 3])
    }

    @Test("simple joins pieces of one tag and takes the mean")
    func simple() throws {
        let joined = try found(.simple)
        #expect(joined.map(\.label) == [1, 3] && joined.map(\.place) == [-1, -1])
        #expect(joined.map(\.span) == [0..<2, 3..<7])
        for (entity, score) in zip(joined, [0.6, 0.75]) { #expect(abs(entity.score - score) < 1e-6) }
        // What is ignored still stands between its neighbours.
        let all = try found(.simple, ignored: [])
        #expect(all.map(\.span) == [0..<2, 3..<4, 3..<7])
    }

    @Test("first takes a word's label from its first piece, the lone mark of a word included")
    func first() throws {
        let words = try found(.first)
        #expect(words.map(\.label) == [1, 3])
        #expect(words.map(\.span) == [0..<2, 6..<7])
        for (word, score) in zip(words, [0.6, 0.7]) { #expect(abs(word.score - score) < 1e-6) }
    }

    @Test("average takes the label of the mean, max that of the largest score")
    func averageAndMax() throws {
        let average = try found(.average)
        // Word 0: (0.1, 0.4, 0.4, 0.1), of equals the first; word 1: (0.3, 0.1, 0.125, 0.475); word 2 goes on with it.
        #expect(average.map(\.label) == [1, 3])
        #expect(average.map(\.span) == [0..<2, 3..<7])
        for (entity, score) in zip(average, [0.4, (0.475 + 0.7) / 2]) { #expect(abs(entity.score - score) < 1e-6) }
        let max = try found(.max)
        #expect(max.map(\.label) == [1, 3])
        for (entity, score) in zip(max, [0.6, 0.75]) { #expect(abs(entity.score - score) < 1e-6) }
    }

    @Test("of equal scores take the first label, and logits that are no numbers end in no trap")
    func ties() throws {
        let set = try tags(["O", "B-X", "I-X", "Y"], ignored: [])
        for aggregation in [TagOptions.Aggregation.none, .simple, .first, .average, .max] {
            for value in [Float(0), .nan, .infinity] {
                let logits = [[Float]](repeating: [value, value, value, value], count: 7)
                let found = try entities(rows, logits, text, set, aggregation)
                #expect(found.allSatisfy { $0.label == 0 })
                if value == 0 { #expect(found.allSatisfy { $0.score == 0.25 }) }
            }
        }
    }

    @Test("a window of special tokens only, and one without any row, hold no entity")
    func nothing() throws {
        let set = try tags(["O", "Y"])
        #expect(try entities([.special(), .special()], [[0, 1], [0, 1]], "", set, .simple).isEmpty)
        #expect(try entities([.special(), .special()], [[0, 1], [0, 1]], "", set, .max).isEmpty)
    }
}
