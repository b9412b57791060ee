// The columns of what models compute, as albert.h promises them.

extension ResultTable {
    /// The outputs of a forward pass that were asked for.
    convenience init(_ output: ForwardOutput, taskHead: TaskHead.Kind?, tokenCount: Int) {
        let taskName: StaticString =
            switch taskHead {
            case .classes, nil: "class_logits"
            case .choice: "choice_logits"
            case .tags: "tag_logits"
            case .spans: "span_logits"
            }
        let tensors: [(StaticString, Tensor?)] = [
            ("hidden", output.hidden), ("hidden_states", output.hiddenStates),
            ("attentions", output.attentions),
            ("pooled", output.pooled), ("mlm_logits", output.mlmLogits), ("sop_logits", output.sopLogits),
            (taskName, output.taskLogits),
        ]
        let columns = tensors.compactMap { name, tensor in
            tensor.map { ResultColumn(name: name, shape: $0.shape, values: .floats($0.values.elements)) }
        }
        self.init(rowCount: tokenCount, owners: [output], columns)
    }

    /// Answers for the masks of a text.
    convenience init(_ answers: FillMaskAnswers) {
        let rows = answers.count
        self.init(
            rowCount: rows, owners: [answers],
            [
                ResultColumn(name: "mask", shape: [rows], values: .ints(answers.masks.elements)),
                ResultColumn(
                    name: "token", shape: [rows], values: .texts(count: rows) { answers.tokens[$0] }),
                ResultColumn(name: "token_id", shape: [rows], values: .ints(answers.tokenIDs.elements)),
                ResultColumn(name: "score", shape: [rows], values: .floats(answers.scores.elements)),
                ResultColumn(
                    name: "sequence", shape: [rows], values: .texts(count: rows) { answers.sequences[$0] }),
            ])
    }
}
