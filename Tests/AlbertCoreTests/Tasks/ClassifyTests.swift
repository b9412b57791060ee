import Testing

@testable import AlbertCore

extension HeadCase.Row {
    /// The rows of `answers`, for comparison.
    static func rows(_ answers: LabelScores) -> [Self] {
        (0..<answers.count).map { row in
            let id = Int(answers.labelIDs[row])
            return Self(
                item: Int(answers.items[row]), score: Double(answers.scores[row]), label: answers.names.string(id),
                label_id: id)
        }
    }
}

@Suite("classification")
struct ClassifyTests {
    @Test("gives transformers' labels and probabilities for texts and pairs")
    func agrees() throws {
        try HeadCase.checkRows("classify") { model, one, options in
            let texts = try #require(one.arguments.texts)
            let given = try one.arguments.pairs.map { try GivenTexts(texts, pairs: $0) } ?? GivenTexts(texts)
            return HeadCase.Row.rows(try model.classify(given, options: options.classifyOptions, watch: .none))
        }
    }

    @Test("gives every label where more are asked for than there are, and its one label to a model of one")
    func topK() throws {
        for (name, count) in [("classifier", 3), ("single", 1)] {
            let model = try HeadModel.open(name)
            let options = ClassifyOptions(topK: .max)
            let answers = try model.classify(try GivenTexts(["A text."]), options: options, watch: .none)
            #expect(answers.count == count)
        }
    }

    @Test("tells a text that goes on after a NUL from one that ends there")
    func embeddedNUL() throws {
        let model = try HeadModel.open("classifier")
        let options = ClassifyOptions(topK: 3, function: ScoreFunction.none)
        let texts = try GivenTexts(["law", "law\0 of the north"])
        let answers = try model.classify(texts, options: options, watch: .none)
        func scores(_ item: Int) -> [Float] { (0..<3).map { answers.scores[3 * item + $0] } }
        #expect(scores(0) != scores(1))
    }

    @Test("gives a text the same bits alone and among more than a round of others")
    func neighbours() throws {
        let model = try HeadModel.open("classifier")
        let texts = (0..<600).map { "Text \($0) of the " + String(repeating: "north ", count: $0 % 50) }
        let options = ClassifyOptions(topK: 3)
        let together = try model.classify(try GivenTexts(texts), options: options, watch: .none)
        #expect(together.count == 1800)
        for item in [0, 255, 256, 511, 512, 599] {
            let alone = try model.classify(try GivenTexts([texts[item]]), options: options, watch: .none)
            for row in 0..<3 {
                #expect(together.items[3 * item + row] == Int32(item))
                #expect(together.scores[3 * item + row].bitPattern == alone.scores[row].bitPattern)
            }
        }
    }

    @Test("of no texts is no row, of an empty text one")
    func nothing() throws {
        let model = try HeadModel.open("classifier")
        #expect(try model.classify(try GivenTexts([]), options: .init(), watch: .none).count == 0)
        #expect(try model.classify(try GivenTexts([""]), options: .init(), watch: .none).count == 1)
    }

    @Test("puts labels whose logits are not numbers last")
    func notNumbers() throws {
        let model = try ChangedModel.open("classifier") { name, values in
            if name == "classifier.bias" { values[0] = .nan }
        }
        let options = ClassifyOptions(topK: 2, function: .sigmoid)
        let answers = try model.classify(try GivenTexts(["A text."]), options: options, watch: .none)
        #expect(Set([answers.labelIDs[0], answers.labelIDs[1]]) == [1, 2])
        #expect(answers.scores[0] >= answers.scores[1])
    }

    @Test("stops when the call is cancelled, and refuses lengths that the model does not have")
    func refusals() throws {
        let model = try HeadModel.open("classifier")
        let texts = try GivenTexts(["A text."])
        let stopped = #expect(throws: AlbertError.self) {
            _ = try CancelledWatch.with { try model.classify(texts, options: .init(), watch: $0) }
        }
        #expect(stopped?.code == .cancelled)
        for (length, code) in [(65, AlbertError.Code.limit), (.max, .limit), (1, .argument)] {
            let options = ClassifyOptions(texts: TextOptions(maxLength: length))
            let error = #expect(throws: AlbertError.self) {
                _ = try model.classify(texts, options: options, watch: .none)
            }
            #expect(error?.code == code && error?.place == "max_length", "\(length)")
        }
    }
}
