import Testing

@testable import AlbertCore

extension HeadCase.Row {
    /// The rows of `answers`, for comparison.
    static func rows(_ answers: ItemScores) -> [Self] {
        (0..<answers.count).map { row in
            Self(
                item: Int(answers.items[row]), score: Double(answers.scores[row]),
                logit: answers.logits.isEmpty ? nil : Double(answers.logits[row]))
        }
    }
}

private func choose(
    _ model: Model, _ prompt: String, _ choices: [String], _ options: TextOptions = .init(), watch: Watch = .none
) throws -> ItemScores {
    let given = try GivenTexts(choices)
    return try withUTF8(prompt) { (prompt) throws(AlbertError) in
        try model.choose(prompt: prompt, choices: given, options: options, watch: watch)
    }
}

@Suite("choosing")
struct ChooseTests {
    @Test("gives the probabilities and logits of transformers' multiple choice")
    func agrees() throws {
        try HeadCase.checkRows("choose") { model, one, options in
            HeadCase.Row.rows(
                try choose(
                    model, try #require(one.arguments.prompt), try #require(one.arguments.choices), options.textOptions)
            )
        }
    }

    @Test("gives equal choices equal scores, in the given order, that add up to 1")
    func ties() throws {
        let answers = try choose(try HeadModel.open("choice"), "He opened", ["it.", "it.", "it.", "it."])
        for row in 0..<4 {
            #expect(answers.items[row] == Int32(row))
            #expect(abs(answers.scores[row] - 0.25) < 1e-6)
        }
    }

    @Test("gives a lone choice probability 1, and takes empty texts")
    func one() throws {
        let model = try HeadModel.open("choice")
        #expect(try choose(model, "", [""]).scores[0] == 1)
    }

    @Test("of more choices than a round holds is one softmax")
    func many() throws {
        let answers = try choose(try HeadModel.open("choice"), "He saw", (0..<700).map { "number \($0)" })
        #expect(answers.count == 700)
        #expect(Set((0..<700).map { answers.items[$0] }).count == 700)
        #expect(abs((0..<700).reduce(0) { $0 + Double(answers.scores[$1]) } - 1) < 1e-5)
        #expect((1..<700).allSatisfy { answers.scores[$0] <= answers.scores[$0 - 1] })
    }

    @Test("refuses to choose from nothing, and stops when the call is cancelled")
    func refusals() throws {
        let model = try HeadModel.open("choice")
        let none = #expect(throws: AlbertError.self) { _ = try choose(model, "He saw", []) }
        #expect(none?.code == .argument && none?.place == "choices")
        let stopped = #expect(throws: AlbertError.self) {
            _ = try CancelledWatch.with { try choose(model, "He saw", ["it."], watch: $0) }
        }
        #expect(stopped?.code == .cancelled)
    }
}
