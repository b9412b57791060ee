import Testing

@testable import AlbertCore

private typealias Row = EncodingSample.Row

/// [CLS] q [SEP], a context of `count` pieces, [SEP].
private func rows(context count: Int) -> [EncodingSample.Row] {
    [.special(), .piece(0, 1), .special()] + (0..<count).map { .piece($0, $0 + 1, typeID: 1) } + [.special(1)]
}

/// Lends a window of such rows whose logits are `starts` and `ends`, of [CLS] first and then of the context; the question and
/// [SEP] get logits that would win.
private func withWindow<Answer>(
    _ starts: [Float], _ ends: [Float], _ body: (AnswerWindow) throws -> Answer
) throws -> Answer {
    let encodings = try EncodingSample.encodings(rows(context: starts.count - 1))
    let all = zip(starts, ends).map { [$0, $1] }
    let logits = Array((all.prefix(1) + [[50, 50], [50, 50]] + all.dropFirst() + [[50, 50]]).joined())
    return try logits.withUnsafeBufferPointer {
        try body(
            AnswerWindow(logits: try #require($0.baseAddress), rows: 0..<encodings.ids.count, encodings))
    }
}

private func softmax(_ logits: [Float]) -> [Double] {
    let powers = logits.map { exponential(Double($0)) }
    return powers.map { $0 / powers.reduce(0, +) }
}

/// All spans by their scores, as the contract says: start ≤ end < start + longest, equal ones by place.
private func reference(_ starts: [Float], _ ends: [Float], longest: Int) -> [(Range<Int>, Double)] {
    let (start, end) = (Array(softmax(starts).dropFirst()), Array(softmax(ends).dropFirst()))
    var spans: [(Range<Int>, Double)] = []
    for first in start.indices {
        for last in first..<min(start.count, first + longest) {
            spans.append((first..<last + 1, start[first] * end[last]))
        }
    }
    return spans.enumerated().sorted {
        $0.element.1 == $1.element.1 ? $0.offset < $1.offset : $0.element.1 > $1.element.1
    }.map(\.element)
}

@Suite("a window of an answer's context")
struct AnswerWindowTests {
    @Test("has probabilities over its context and [CLS] only")
    func byHand() throws {
        // exp is 1, 2, 1 and 1, 1, 2: starts are 1/4, 1/2, 1/4, ends 1/4, 1/4, 1/2.
        let two = Float(logarithm(2))
        try withWindow([0, two, 0], [0, 0, two]) { window in
            #expect(window.rows == 3..<5)
            #expect(abs(window.noneScore - 1 / 16) < 1e-7)
            let found = window.candidates(10, longest: 10)
            #expect(found.map(\.start) == [3, 3, 4] && found.map(\.end) == [4, 3, 4])
            for (one, score) in zip(found, [1.0 / 4, 1.0 / 8, 1.0 / 8]) { #expect(abs(one.score - score) < 1e-7) }
        }
    }

    @Test("gives the best spans of all, for each count and length", arguments: [1, 2, 7, 30])
    func best(_ longest: Int) throws {
        var random = SeededRandom(seed: 11)
        let starts = random.floats(20).map { 4 * $0 }
        let ends = random.floats(20).map { 4 * $0 }
        let expected = reference(starts, ends, longest: longest)
        try withWindow(starts, ends) { window in
            for count in [0, 1, 2, 5, 1000] {
                let found = window.candidates(count, longest: longest)
                #expect(found.map { $0.start - 3..<$0.end - 2 } == expected.prefix(count).map(\.0))
                #expect(zip(found, expected).allSatisfy { abs($0.score - $1.1) < 1e-12 })
            }
        }
    }

    @Test("gives the earlier of equal spans, and none longer than allowed, however long that is")
    func ties() throws {
        try withWindow([0, 1, 1, 1], [0, 1, 1, 1]) { window in
            let found = window.candidates(4, longest: .max)
            #expect(found.map { [$0.start, $0.end] } == [[3, 3], [3, 4], [3, 5], [4, 4]])
            #expect(window.candidates(9, longest: 1).map { [$0.start, $0.end] } == [[3, 3], [4, 4], [5, 5]])
        }
    }

    @Test("without context holds no span, and [CLS] has all probability")
    func noContext() throws {
        try withWindow([3], [-2]) { window in
            #expect(window.rows.isEmpty && window.candidates(5, longest: 5).isEmpty)
            #expect(window.noneScore == 1)
        }
    }

    @Test("together with others is one distribution: starts add up to 1 over all, ends too")
    func together() throws {
        let one: ([Float], [Float]) = ([1, 30, 2], [0, 3, 1])
        let other: ([Float], [Float]) = ([-1, 2], [5, 0])
        let start = softmax(one.0 + other.0)
        let end = softmax(one.1 + other.1)
        try withWindow(one.0, one.1) { first in
            try withWindow(other.0, other.1) { second in
                let windows = normalizedTogether([first, second])
                #expect(abs(windows[0].noneScore - start[0] * end[0]) < 1e-12)
                #expect(abs(windows[1].noneScore - start[3] * end[3]) < 1e-12)
                let found = windows[1].candidates(1, longest: 1)
                #expect(abs(found[0].score - start[4] * end[4]) < 1e-12)
                let best = windows[0].candidates(1, longest: 2)
                #expect(abs(best[0].score - start[1] * end[1]) < 1e-12)
            }
        }
        #expect(normalizedTogether([]).isEmpty)
    }

    @Test("has an answer unless all windows say so: the least counts, and NaN is the least in any order")
    func leastOfAll() throws {
        try withWindow([3, 0], [3, 0]) { sure in
            try withWindow([0, 3], [0, 3]) { doubtful in
                try withWindow([0, .nan], [0, 0]) { broken in
                    #expect(sure.noneScore > doubtful.noneScore)
                    #expect(leastNoneScore(of: [sure, doubtful]) == doubtful.noneScore)
                    #expect(leastNoneScore(of: [doubtful, sure]) == doubtful.noneScore)
                    for windows in [[broken, sure, doubtful], [sure, broken, doubtful], [sure, doubtful, broken]] {
                        #expect(leastNoneScore(of: windows).isNaN)
                        #expect(normalizedTogether(windows).map(\.noneScore.isNaN) == [true, true, true])
                    }
                    let scores = [leastNoneScore(of: [sure, broken]), 0]
                    #expect(AlbertCore.best(of: [0, 1], count: 2) { scores[Int($0)] } == [1, 0])
                }
            }
        }
        #expect(leastNoneScore(of: []) == 0)
    }

    @Test("does not overflow, and finds spans by place where logits are no numbers")
    func notNumbers() throws {
        try withWindow([0, 3e38, -3e38], [0, 0, 3e38]) { window in
            #expect(window.candidates(1, longest: 2)[0].score == 1)
            #expect(window.noneScore == 0)
        }
        for bad in [Float.nan, .infinity] {
            try withWindow([0, 0, bad], [0, 0, 0]) { window in
                let found = window.candidates(2, longest: 2)
                #expect(found.map { [$0.start, $0.end] } == [[3, 3], [3, 4]])
                #expect(found.allSatisfy { $0.score.isNaN })
            }
        }
    }
}
