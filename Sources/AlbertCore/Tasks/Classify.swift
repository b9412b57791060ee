// Classification: the labels of a text, or of a pair of texts.

struct ClassifyOptions {
    var topK = 1
    /// Nil: what the model was trained for.
    var function: ScoreFunction?
    var texts = TextOptions()
}

extension Model {
    /// The best labels of every text.
    func classify(_ texts: GivenTexts, options: ClassifyOptions, watch: Watch) throws(AlbertError) -> LabelScores {
        let function =
            options.function
            ?? ScoreFunction(problemType: configuration.problemType, labelCount: configuration.labels.count)
        let answers = try LabelScores(names: labels)
        try forEachLogits(of: texts, from: .classes, options.texts, watch: watch) {
            (item, logits) throws(AlbertError) in
            try answers.append(item: item, function.scores(logits), limit: options.topK)
        }
        return answers
    }
}
