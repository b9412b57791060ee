import Testing

@testable import AlbertCore

private func names(_ labels: [String]) throws -> TextList {
    var list = try TextList()
    for label in labels { try withUTF8(label) { (bytes) throws(AlbertError) in try list.append(bytes) } }
    return list
}

@Suite("zero-shot classification")
struct ZeroShotTests {
    @Test("scores labels as transformers does, with segments")
    func agrees() throws {
        try HeadCase.checkRows("zero_shot") { model, one, options in
            let texts = try GivenTexts(try #require(one.arguments.texts))
            let labels = try names(try #require(one.arguments.labels))
            return HeadCase.Row.rows(
                try model.zeroShot(texts, labels: labels, options: options.zeroShotOptions, watch: .none))
        }
    }

    @Test("is a softmax over the entailment logits of the text with each hypothesis")
    func byHand() throws {
        let model = try HeadModel.open("classifier")
        let labels = ["politics", "sport", "the north"]
        let pairs = try GivenTexts(
            [String](repeating: "A law was passed.", count: 3), pairs: labels.map { "\($0)? \($0)!" })
        let plain = ClassifyOptions(topK: 3, function: ScoreFunction.none)
        let logits = try model.classify(pairs, options: plain, watch: .none)
        let entailments = (0..<9).filter { logits.labelIDs[$0] == 1 }.map { Double(logits.scores[$0]) }
        let powers = entailments.map { exponential($0) }

        var options = ZeroShotOptions()
        options.template = Array("{}? {}!".utf8)
        let answers = try model.zeroShot(
            try GivenTexts(["A law was passed."]), labels: try names(labels), options: options, watch: .none)
        #expect(answers.count == 3)
        for row in 0..<3 {
            let expected = powers[Int(answers.labelIDs[row])] / powers.reduce(0, +)
            #expect(abs(Double(answers.scores[row]) - expected) < 1e-6)
        }
    }

    @Test("finds entailment whatever its case, and of two labels the other one contradicts")
    func labelNames() throws {
        let place = try ChangedModel.copy("two-labels")
        let configuration = String(decoding: try Repository.bytes(place.path + "/config.json"), as: UTF8.self)
        try place.write("config.json", configuration.replacing("entailment", with: "ENTAILMENT"))
        let texts = try GivenTexts(["A text."])
        let shouted = try Model.open(place.path).zeroShot(
            texts, labels: try names(["sport"]), options: .init(), watch: .none)
        let plain = try HeadModel.open("two-labels").zeroShot(
            texts, labels: try names(["sport"]), options: .init(), watch: .none)
        #expect(shouted.scores[0] == plain.scores[0])
        #expect(plain.scores[0] > 0 && plain.scores[0] < 1)
    }

    @Test("keeps the order of labels that score the same")
    func ties() throws {
        let model = try HeadModel.open("classifier")
        let answers = try model.zeroShot(
            try GivenTexts(["A text.", ""]), labels: try names(["sport", "law", "sport"]), options: .init(),
            watch: .none)
        #expect(answers.count == 6)
        for item in 0..<2 {
            let order = (3 * item..<3 * item + 3).map { answers.labelIDs[$0] }.filter { $0 != 1 }
            #expect(order == [0, 2])
        }
    }

    @Test("truncates the text and never the hypothesis; one that leaves no room is refused by its number")
    func room() throws {
        let model = try HeadModel.open("classifier")
        let long = String(repeating: "the north ", count: 100)
        #expect(
            try model.zeroShot(
                try GivenTexts([long]), labels: try names(["sport"]), options: .init(), watch: .none
            ).count == 1)
        let error = #expect(throws: AlbertError.self) {
            _ = try model.zeroShot(
                try GivenTexts(["A text."]), labels: try names(["sport", long]), options: .init(), watch: .none)
        }
        #expect(error?.code == .limit && error?.place == "labels[1]")
    }

    @Test("refuses what says nothing about a label", arguments: ["", "{", "}{", "{ }"])
    func templates(_ template: String) throws {
        var options = ZeroShotOptions()
        options.template = Array(template.utf8)
        let error = #expect(throws: AlbertError.self) {
            _ = try HeadModel.open("classifier").zeroShot(
                try GivenTexts(["A text."]), labels: try names(["sport"]), options: options, watch: .none)
        }
        #expect(error?.code == .argument && error?.place == "template")
    }

    @Test("refuses a label of the model that is none, with those that there are")
    func unknownLabel() throws {
        var options = ZeroShotOptions()
        options.isMultiLabel = true
        options.contradictionLabel = "no"
        let error = #expect(throws: AlbertError.self) {
            _ = try HeadModel.open("classifier").zeroShot(
                try GivenTexts(["A text."]), labels: try names(["sport"]), options: options, watch: .none)
        }
        #expect(error?.code == .missing && error?.place == "contradiction_label")
        #expect(error?.detail.contains("contradiction, entailment, neutral") == true)
    }

    @Test("refuses one label for both judgements, whether both are named or one is found", arguments: [false, true])
    func oneLabelForBoth(_ isMultiLabel: Bool) throws {
        func refused(_ entailment: String?, _ contradiction: String?) throws -> AlbertError? {
            var options = ZeroShotOptions()
            options.isMultiLabel = isMultiLabel
            options.entailmentLabel = entailment
            options.contradictionLabel = contradiction
            do {
                _ = try HeadModel.open("classifier").zeroShot(
                    try GivenTexts(["A text."]), labels: try names(["sport", "law"]), options: options, watch: .none)
            } catch let error as AlbertError {
                return error
            }
            return nil
        }
        for entailment in ["entailment", nil] {
            let error = try refused(entailment, "entailment")
            #expect(error?.code == .argument && error?.place == "contradiction_label")
            #expect(error?.detail.contains("'entailment' cannot be the label for both") == true)
        }
        // Contradiction that is found by how it begins counts only where labels are judged on their own.
        let found = try refused("contradiction", nil)
        #expect(isMultiLabel ? found?.code == .argument && found?.place == "entailment_label" : found == nil)
        #expect(try refused("neutral", "entailment") == nil)
    }

    @Test("stops when the call is cancelled")
    func cancelled() throws {
        let model = try HeadModel.open("classifier")
        let error = #expect(throws: AlbertError.self) {
            _ = try CancelledWatch.with { watch in
                try model.zeroShot(
                    try GivenTexts(["A text."]), labels: try names(["sport"]), options: .init(), watch: watch)
            }
        }
        #expect(error?.code == .cancelled)
    }
}
