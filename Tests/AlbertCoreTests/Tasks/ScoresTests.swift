import Testing

@testable import AlbertCore

private func scores(_ function: ScoreFunction, _ logits: [Float]) -> [Float] {
    logits.withUnsafeBufferPointer { function.scores($0) }
}

@Suite("scores")
struct ScoresTests {
    @Test("are what the model was trained for, by transformers' rule")
    func chosen() {
        let cases: [(String?, Int, ScoreFunction)] = [
            ("regression", 1, .none), ("regression", 3, .none), ("multi_label_classification", 3, .sigmoid),
            ("multi_label_classification", 1, .sigmoid), ("single_label_classification", 2, .softmax),
            ("single_label_classification", 1, .sigmoid), (nil, 1, .sigmoid), (nil, 2, .softmax), ("", 5, .softmax),
        ]
        for (problem, count, function) in cases {
            #expect(ScoreFunction(problemType: problem, labelCount: count) == function, "\(problem ?? "nil") \(count)")
        }
    }

    @Test("of a softmax are those of the definition, to the last bit of a float")
    func softmax() {
        // exp(0), exp(1), exp(2) over their sum, calculated by hand.
        let found = scores(.softmax, [0, 1, 2])
        #expect(found == [0.09003057317038046, 0.24472847105479764, 0.6652409557748218])
        #expect(scores(.softmax, [7]) == [1])
        #expect(scores(.softmax, []) == [])
        #expect(scores(.softmax, [3, 3, 3, 3]) == [0.25, 0.25, 0.25, 0.25])
    }

    @Test("do not overflow where exp does")
    func large() {
        #expect(scores(.softmax, [1e30, -1e30]) == [1, 0])
        #expect(scores(.softmax, [.greatestFiniteMagnitude, .greatestFiniteMagnitude]) == [0.5, 0.5])
        #expect(scores(.sigmoid, [1e30, -1e30, 0]) == [1, 0, 0.5])
        #expect(scores(.sigmoid, [1]) == [0.7310585786300049])
        #expect(scores(.softmax, [-.infinity, 0]) == [0, 1])
    }

    @Test("of logits that are no numbers are no numbers, and of the others they are")
    func notNumbers() {
        #expect(scores(.softmax, [.nan, 1]).allSatisfy { $0.isNaN })
        #expect(scores(.softmax, [.infinity, 1])[0].isNaN)
        let sigmoid = scores(.sigmoid, [.nan, 0])
        #expect(sigmoid[0].isNaN && sigmoid[1] == 0.5)
        #expect(scores(.none, [-3, 1e30]) == [-3, 1e30])
    }
}
