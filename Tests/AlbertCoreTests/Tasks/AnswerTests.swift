import Testing

@testable import AlbertCore

extension HeadCase.Row {
    /// The rows of `answers`, for comparison.
    static func rows(_ answers: AnswerList) -> [Self] {
        (0..<answers.count).map { row in
            Self(
                item: Int(answers.items[row]), score: Double(answers.scores[row]), answer: answers.texts.string(row),
                start: Int(answers.starts[row]), end: Int(answers.ends[row]))
        }
    }
}

private func answer(
    _ model: Model, _ questions: [String], _ contexts: [String], _ options: AnswerOptions, watch: Watch = .none
) throws -> [HeadCase.Row] {
    HeadCase.Row.rows(try model.answer(try GivenTexts(questions, pairs: contexts), options: options, watch: watch))
}

private let context =
    "The bridge in Budapest was opened in 1849 by Count Széchenyi. It was the first one across the river, and people walked over it."

@Suite("answering questions")
struct AnswerTests {
    let model: Model

    init() throws { model = try HeadModel.open("reader") }

    @Test("finds the answers, places and probabilities that the contract's own program finds")
    func agrees() throws {
        try HeadCase.checkRows("answer") { model, one, options in
            let questions = try #require(one.arguments.questions)
            let contexts = try #require(one.arguments.contexts)
            let given = try GivenTexts(questions, pairs: contexts)
            return HeadCase.Row.rows(try model.answer(given, options: options.answerOptions, watch: .none))
        }
    }

    private func pieces(_ topK: Int, maxLength: Int? = nil, stride: Int? = nil) -> AnswerOptions {
        AnswerOptions(topK: topK, stride: stride, alignment: .piece, texts: TextOptions(maxLength: maxLength))
    }

    @Test("of a short context are probabilities: all spans and no answer together stay below 1")
    func probabilities() throws {
        var options = pieces(1000)
        options.allowsNone = true
        let found = try answer(model, ["Who?"], ["Count Széchenyi."], options)
        #expect(found.count > 10)
        #expect(found.map(\.score).reduce(0, +) <= 1 + 1e-6)
        #expect(zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score })
        let none = try #require(found.first { $0.answer == "" })
        #expect(none.start == 0 && none.end == 0)
        #expect(Set(found.map { $0.answer?.lowercased() }).count == found.count)
    }

    @Test("are found at the edges of windows, for every stride that a window has room for", arguments: 0..<8)
    func windows(_ stride: Int) throws {
        let words = context.split(separator: " ").map(String.init)
        var options = pieces(1000, maxLength: 15, stride: stride)
        options.alignment = .space
        options.maxAnswerLength = 1
        let found = try answer(model, ["Who?"], [context], options)
        // Every word of the context holds a piece of some window, and is an answer.
        for word in words { #expect(found.contains { $0.answer?.lowercased() == word.lowercased() }, "\(word)") }
    }

    @Test("name their place in the context as the context reads there", arguments: ["word", "space", "piece"])
    func places(_ alignment: String) throws {
        let text = "\u{1F389} “Zoe\u{301}” \0 met (Count Széchenyi) in 東京, 1849!"
        var options = AnswerOptions(topK: 40)
        options.alignment = try #require(AnswerOptions.Alignment(rawValue: alignment))
        let bytes = Array(text.utf8)
        let found = try answer(model, ["Where?"], [text], options)
        #expect(found.count > 5)
        for one in found {
            let (start, end) = (try #require(one.start), try #require(one.end))
            #expect(String(decoding: bytes[start..<end], as: UTF8.self) == one.answer)
        }
        options.offsets = .codePoints
        let scalars = Array(text.unicodeScalars)
        for one in try answer(model, ["Where?"], [text], options) {
            let (start, end) = (try #require(one.start), try #require(one.end))
            #expect(String(String.UnicodeScalarView(scalars[start..<end])).utf8.elementsEqual((one.answer ?? "").utf8))
        }
    }

    @Test("that read the same are one, with the sum of their scores, at the place of the first found")
    func merged() throws {
        var options = pieces(1000)
        options.maxAnswerLength = 1
        let found = try answer(model, ["Who?"], ["law Law LAW"], options)
        let tokenizer = try model.requireTokenizer()
        #expect(Set(found.map { $0.answer?.lowercased() }).count == found.count)
        // All pieces of the context are in some answer, so the scores are those of the starts and ends of single pieces.
        let given = try HeldTexts(["Who?", "law Law LAW"])
        let encoded = try TokenizedTexts(
            try tokenizer.encode(given[0], pair: given[1], options: EncodeOptions(), watch: .none))
        let output = try model.forward(encoded.batch, ForwardRequest(.spanLogits))
        let logits = try #require(output.taskLogits).array.map { exponential(Double($0)) }
        let isRead = (0..<encoded.encodings.ids.count).map {
            $0 == 0 || encoded.encodings.typeIDs[$0] == 1 && encoded.encodings.special[$0] == 0
        }
        func total(_ side: Int) -> Double {
            isRead.indices.filter { isRead[$0] }.reduce(0) { $0 + logits[2 * $1 + side] }
        }
        let expected = isRead.indices.dropFirst().filter { isRead[$0] }.reduce(0) {
            $0 + logits[2 * $1] * logits[2 * $1 + 1] / (total(0) * total(1))
        }
        #expect(abs(found.map(\.score).reduce(0, +) - expected) < 1e-6)
    }

    @Test("are none in a context of spaces, unless no answer is one")
    func spaces() throws {
        var options = AnswerOptions(topK: 3)
        #expect(try answer(model, ["Who?"], [" \n "], options).isEmpty)
        options.allowsNone = true
        let found = try answer(model, ["Who?"], [" \n "], options)
        #expect(found.map(\.answer) == [""] && abs(found[0].score - 1) < 1e-6)
    }

    @Test("refuse an empty text by its number, and a context that is missing")
    func empty() throws {
        let cases: [([String], [String?], String)] = [
            (["Who?", ""], ["a", "b"], "questions[1]"), (["Who?", "Who?"], ["a", ""], "contexts[1]"),
            (["Who?"], [nil], "contexts[0]"),
        ]
        for (questions, contexts, place) in cases {
            let error = #expect(throws: AlbertError.self) {
                _ = try model.answer(try GivenTexts(questions, pairs: contexts), options: .init(), watch: .none)
            }
            #expect(error?.code == .argument && error?.place == place)
        }
        #expect(try answer(model, [], [], .init()).isEmpty)
    }

    @Test("refuse a question that leaves no room, more answers than documented, and strides that stand still")
    func limits() throws {
        let long = String(repeating: "the north ", count: 100)
        let cases: [(String, AnswerOptions, AlbertError.Code, String)] = [
            (long, .init(), .limit, "questions[0]"), ("Who?", pieces(1, maxLength: 4), .limit, "questions[0]"),
            ("Who?", pieces(1001), .limit, "top_k"), ("Who?", pieces(1, maxLength: 65), .limit, "max_length"),
            ("Who?", pieces(1, maxLength: 20, stride: 19), .argument, "stride"),
            ("Who?", pieces(1, stride: .max), .argument, "stride"),
            (String(repeating: "who ", count: 9), pieces(1, maxLength: 20, stride: 12), .argument, "questions[0]"),
        ]
        for (question, options, code, place) in cases {
            let error = #expect(throws: AlbertError.self) { _ = try answer(model, [question], [context], options) }
            #expect(error?.code == code && error?.place == place, "\(error?.description ?? "none")")
        }
    }

    @Test("take the smallest window that holds one piece of the context")
    func smallest() throws {
        let tokenizer = try model.requireTokenizer()
        let question = try HeldTexts(["Who?"])
        let taken = try tokenizer.encode(question[0], pair: nil, options: .init(), watch: .none).ids.count + 1
        let found = try answer(model, ["Who?"], ["the law"], pieces(9, maxLength: taken + 1))
        #expect(!found.isEmpty && found.allSatisfy { $0.score > 0 && $0.score < 1 })
    }

    @Test("put windows whose logits are no numbers last")
    func notNumbers() throws {
        let tokenizer = try model.requireTokenizer()
        let text = try HeldTexts(["the ,"])
        let encodings = try tokenizer.encode(text[0], pair: nil, options: .init(), watch: .none)
        let comma = Int(encodings.ids[encodings.ids.count - 2])
        let broken = try ChangedModel.open("reader") { name, values in
            if name.hasSuffix("word_embeddings.weight") { values[comma * 16] = .nan }
        }
        let words = String(repeating: "the north law ", count: 20)
        let options = pieces(3, maxLength: 24, stride: 0)
        let found = try answer(broken, ["Who?"], [words + ", ship ship"], options)
        #expect(found.count == 3 && found.allSatisfy { !$0.score.isNaN })
        #expect(try answer(broken, ["Who?"], [", ship"], pieces(2)).allSatisfy { $0.score.isNaN })
    }

    @Test("stop when the call is cancelled")
    func cancelled() throws {
        let error = #expect(throws: AlbertError.self) {
            _ = try CancelledWatch.with { try answer(model, ["Who?"], [context], .init(), watch: $0) }
        }
        #expect(error?.code == .cancelled)
    }
}
