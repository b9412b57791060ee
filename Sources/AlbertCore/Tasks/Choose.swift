// Multiple choice: which of several continuations or answers fits a prompt.

extension Model {
    /// All choices, best first.
    func choose(
        prompt: UnsafeBufferPointer<UInt8>, choices: GivenTexts, options: TextOptions, watch: Watch
    ) throws(AlbertError) -> ItemScores {
        guard choices.count > 0 else { throw AlbertError(.argument, at: "choices", "there is no choice") }
        let pairs = GivenTexts(count: choices.count, text: { _ in prompt }, pair: { choices.text($0) })
        let logits = try Buffer<Float>(uninitialized: choices.count)
        try forEachLogits(of: pairs, from: .choice, options, watch: watch) { (item, row) throws(AlbertError) in
            logits.base[item] = row[0]
        }
        let total = kernels.logSumExp(UnsafePointer(logits.base), count: choices.count)
        let answers = try ItemScores()
        for item in best(
            of: (0..<Int32(clamping: choices.count)).map { $0 }, count: choices.count, score: { logits[Int($0)] })
        {
            let logit = logits[Int(item)]
            try answers.append(item: Int(item), score: probability(logit, logTotal: total), logit: logit)
        }
        return answers
    }
}
