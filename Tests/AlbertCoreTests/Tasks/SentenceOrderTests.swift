import Testing

@testable import AlbertCore

/// Sentence orders of Tests/Golden/heads, by the whole search: every order, the first of the best.
private func bestOfAll(_ links: [[Double]]) -> [Int] {
    func orders(_ rest: [Int]) -> [[Int]] {
        rest.isEmpty ? [[]] : rest.flatMap { first in orders(rest.filter { $0 != first }).map { [first] + $0 } }
    }
    func sum(_ order: [Int]) -> Double {
        zip(order, order.dropFirst()).reduce(0) { $0 + logarithm(links[$1.0][$1.1]) }
    }
    var best: (order: [Int], sum: Double) = ([], -.infinity)
    for order in orders(Array(links.indices)) where sum(order) > best.sum { best = (order, sum(order)) }
    return best.order
}

@Suite("sentence order")
struct SentenceOrderTests {
    @Test("gives the probability that transformers gives with correct segments")
    func agreesWithTransformers() throws {
        let model = try Model.open(Repository.bundledModel)
        for order in try TaskFixture.read().sentence_order {
            #expect(abs(Double(try model.sentenceOrder(order.first, order.second)) - order.probability) < 1e-5)
        }
    }

    @Test("refuses an empty text")
    func empty() throws {
        let model = try Model.open(Repository.bundledModel)
        #expect(throws: AlbertError.self) { _ = try model.sentenceOrder("", "b") }
        #expect(throws: AlbertError.self) { _ = try model.sentenceOrder("a", "") }
    }

    @Test("truncates a pair that is longer than the model's limit")
    func long() throws {
        let model = try Model.open(Repository.bundledModel)
        let text = String(repeating: "a long sentence ", count: 400)
        let probability = try model.sentenceOrder(text, text)
        #expect(probability > 0 && probability < 1)
    }

    @Test("gives the probabilities, links and orders of the table")
    func agreesWithCases() throws {
        try HeadCase.checkNumbers("sentence_order_batch") { model, one, options in
            let firsts = try #require(one.arguments.firsts)
            let pairs = try GivenTexts(firsts, pairs: try #require(one.arguments.seconds))
            var found = [Float](repeating: 0, count: firsts.count)
            try found.withUnsafeMutableBufferPointer {
                try model.sentenceOrders(of: pairs, options: options.textOptions, into: $0, watch: .none)
            }
            return found
        }
        try HeadCase.checkRows("order_sentences") { model, one, options in
            let sentences = try GivenTexts(try #require(one.arguments.sentences))
            return HeadCase.Row.rows(
                options.keepsOrder
                    ? try model.coherence(of: sentences, options: options.textOptions, watch: .none)
                    : try model.orderSentences(sentences, options: options.textOptions, watch: .none))
        }
    }

    @Test("finds the order that looking at all orders finds", arguments: 2...6)
    func search(_ count: Int) throws {
        let model = try HeadModel.open("language")
        let sentences = (0..<count).map { "Sentence \($0) of the north, " + String(repeating: "law ", count: 3 * $0) }
        let links = try sentences.map { one in
            try sentences.map { Double(try model.sentenceOrder(one, $0)) }
        }
        let answers = try model.orderSentences(try GivenTexts(sentences), options: .init(), watch: .none)
        let order = (0..<count).map { Int(answers.items[$0]) }
        #expect(order == bestOfAll(links))
        #expect(answers.scores[0] == 1)
        for place in 1..<count {
            #expect(abs(Double(answers.scores[place]) - links[order[place - 1]][order[place]]) < 1e-6)
        }
    }

    @Test("of equal orders gives the first, of one sentence itself, and refuses nine, none and empty ones")
    func edges() throws {
        let model = try HeadModel.open("language")
        func order(_ sentences: [String]) throws -> [Int] {
            let answers = try model.orderSentences(try GivenTexts(sentences), options: .init(), watch: .none)
            return HeadCase.Row.rows(answers).map(\.item)
        }
        #expect(try order(["A law.", "A law.", "A law."]) == [0, 1, 2])
        #expect(try order(["A law."]) == [0])
        #expect(try order([String](repeating: "A law.", count: 8)) == Array(0..<8))
        let cases: [([String], AlbertError.Code, String)] = [
            ([String](repeating: "A law.", count: 9), .limit, "sentence_count"), ([], .argument, "sentences"),
            (["A law.", ""], .argument, "sentences[1]"),
        ]
        for (sentences, code, place) in cases {
            let error = #expect(throws: AlbertError.self) { _ = try order(sentences) }
            #expect(error?.code == code && error?.place == place)
        }
        let many = try GivenTexts([String](repeating: "A law.", count: 300))
        #expect(try model.coherence(of: many, options: .init(), watch: .none).count == 300)
    }

    @Test("names the empty text of a batch, and stops when the call is cancelled")
    func refusals() throws {
        let model = try HeadModel.open("language")
        var probabilities = [Float](repeating: 7, count: 2)
        let cases = [(["a", ""], ["b", "c"], "firsts[1]"), (["a", "b"], ["", "c"], "seconds[0]")]
        for (firsts, seconds, place) in cases {
            let pairs = try GivenTexts(firsts, pairs: seconds)
            let error = #expect(throws: AlbertError.self) {
                try probabilities.withUnsafeMutableBufferPointer {
                    try model.sentenceOrders(of: pairs, options: .init(), into: $0, watch: .none)
                }
            }
            #expect(error?.place == place && probabilities == [7, 7])
        }
        let sentences = try GivenTexts(["a", "b"])
        let stopped = #expect(throws: AlbertError.self) {
            _ = try CancelledWatch.with { try model.orderSentences(sentences, options: .init(), watch: $0) }
        }
        #expect(stopped?.code == .cancelled)
    }
}
