// The head that a model was fine-tuned with: one linear map from vectors to labels (ALBERT.md 2.2, 3.6).

/// The head of one of transformers' classes; a file holds at most one.
final class TaskHead: Sendable {
    /// The raw value is the class's name.
    enum Kind: String, CaseIterable, Sendable {
        /// [sequences, labels], from the pooled vectors.
        case classes = "AlbertForSequenceClassification"
        /// [sequences], from the pooled vectors.
        case choice = "AlbertForMultipleChoice"
        /// [tokens, labels], from the hidden vectors.
        case tags = "AlbertForTokenClassification"
        /// [tokens, 2], from the hidden vectors: an answer starts here, ends here.
        case spans = "AlbertForQuestionAnswering"
    }

    let kind: Kind
    let linear: Linear

    init(_ kind: Kind, _ linear: Linear) {
        self.kind = kind
        self.linear = linear
    }
}

extension TaskHead.Kind {
    /// The name in the file, without `.weight` and `.bias`.
    var tensorName: String { self == .spans ? "qa_outputs" : "classifier" }

    var readsPooled: Bool { self == .classes || self == .choice }

    func outputCount(_ configuration: ModelConfiguration) -> Int {
        switch self {
        case .classes, .tags: configuration.labels.count
        case .choice: 1
        case .spans: 2
        }
    }

    func shape(sequences: Int, tokens: Int, _ configuration: ModelConfiguration) -> [Int] {
        let rows = readsPooled ? sequences : tokens
        return self == .choice ? [rows] : [rows, outputCount(configuration)]
    }

    /// How a forward pass is asked for it.
    var output: ForwardOutputs {
        switch self {
        case .classes: .classLogits
        case .choice: .choiceLogits
        case .tags: .tagLogits
        case .spans: .spanLogits
        }
    }
}

extension ForwardOutputs {
    /// The task head that is asked for. A model has at most one, so asking for two fails in `requireHeads`.
    var taskHead: TaskHead.Kind? { TaskHead.Kind.allCases.first { contains($0.output) } }
}

extension Model {
    /// Throws `missing` where the file does not hold this head, or the pooler that it reads.
    func requireTaskHead(_ kind: TaskHead.Kind) throws(AlbertError) {
        guard taskHead?.kind == kind else {
            let holds = taskHead.map { "; it is an \($0.kind.rawValue)" } ?? ""
            throw lacks("the head of \(kind.rawValue) (\(kind.tensorName).weight)\(holds)")
        }
        if kind.readsPooled, pooler == nil {
            throw lacks("the pooler (pooler.weight), which the head of \(kind.rawValue) needs")
        }
    }

    /// The head's logits for a slice whose hidden vectors are ready, into the slice's rows of `logits`; `pooled` are the
    /// slice's pooled vectors, for heads that read them.
    func apply(_ head: TaskHead, _ pass: ForwardPass, pooled: MatrixView?, into logits: Tensor) throws(AlbertError) {
        let rows = head.kind.readsPooled ? pass.slice.sequences : pass.slice.tokens
        let width = head.linear.outputWidth
        let source = pooled ?? pass.work.hidden.view
        let target = MatrixView(base: logits.values.base + rows.lowerBound * width, stride: width)
        try pass.forEachBlock(of: rows.count) { block in
            block.linear(head.linear, block.own(source), into: block.own(target))
        }
    }
}
