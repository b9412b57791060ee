// All parameters of a model in training, by name, and the parts that compute with them.

final class TrainedModel: @unchecked Sendable {
    let configuration: ModelConfiguration
    let task: TrainingTask
    let table: ParameterTable
    let encoder: TrainedEncoder
    private let maskedLanguage: MaskedLanguageObjective?
    private let order: PooledObjective?
    private let pooled: PooledObjective?
    private let tokens: TokenObjective?
    /// How many of the table's first parameters are the encoder's.
    let encoderParameterCount: Int

    /// Whether the decoder of masked pieces is a tensor of its own.
    let hasOwnDecoder: Bool
    /// Outputs of the task's head, 0 where it has none.
    let outputCount: Int

    /// A model with all parameters zero.
    init(_ configuration: ModelConfiguration, task: TrainingTask, hasOwnDecoder: Bool = false) throws(AlbertError) {
        self.configuration = configuration
        self.task = task
        self.hasOwnDecoder = hasOwnDecoder
        outputCount = task.head?.outputCount(configuration) ?? 0
        table = try ParameterTable()
        let plan = try ParameterPlan(configuration, task: task, hasOwnDecoder: hasOwnDecoder, table: table)
        encoderParameterCount = plan.encoderParameterCount
        try table.allocate()
        encoder = plan.encoder(table)
        maskedLanguage = plan.maskedLanguage(table)
        order = plan.order(table)
        pooled = task.readsPooled && task.head != nil ? plan.pooled(table) : nil
        tokens = task.head?.readsPooled == false ? plan.tokens(table) : nil
    }

    /// How many labels a batch has; what its losses will be divided by. The batch is valid and for this task.
    func labelCounts(_ batch: TrainingBatch) -> LabelCounts {
        switch batch.labels {
        case .pretraining(let pieces, let orders):
            LabelCounts(pieces: pieces?.count { $0 != ignoredLabel } ?? 0, orders: orders?.count ?? 0)
        case .classes(let labels): LabelCounts(task: labels.count)
        case .targets(let targets): LabelCounts(task: targets.count)
        case .tags(let tags): LabelCounts(task: tags.count { $0 != ignoredLabel })
        case .spans(let starts, _): LabelCounts(task: 2 * starts.count)
        case .choices(let counts, _): LabelCounts(task: counts.count)
        }
    }

    /// Throws unless the labels are of the task's kind and each is possible.
    func validate(_ batch: TrainingBatch) throws(AlbertError) {
        let fits =
            switch (batch.labels, task) {
            case (.pretraining(_, let orders), .maskedLanguage): orders == nil
            case (.pretraining, .pretraining), (.classes, .classification), (.targets, .regression),
                (.targets, .multiLabel), (.tags, .tagging), (.spans, .answering), (.choices, .choosing):
                true
            default: false
            }
        guard fits else { throw AlbertError(.argument, at: "labels", "the labels are not those of \(task.rawValue)") }
        try batch.validate(for: configuration, labelCount: outputCount)
        if task == .multiLabel, case .targets(let targets) = batch.labels,
            let place = targets.firstIndex(where: { !(0...1).contains($0) })
        {
            throw AlbertError(.argument, at: "targets", "number \(place) is \(targets[place]), expected 0 to 1")
        }
    }

    /// The losses of a batch.
    func evaluate(_ pass: TrainingPass, _ record: EncoderRecord, _ labels: TrainingLabels) throws(AlbertError)
        -> LossReport
    {
        try encoder.forward(pass, record)
        return try losses(pass, labels, counts: nil)
    }

    /// The losses of a batch; adds to all gradients what it brings to the losses' means over `counts` labels. With a frozen
    /// encoder only to those of the heads.
    func learn(
        _ pass: TrainingPass, _ record: EncoderRecord, _ labels: TrainingLabels, counts: LabelCounts,
        freezesEncoder: Bool = false
    ) throws(AlbertError) -> LossReport {
        try encoder.forward(pass, record)
        let gradient = pass.scratch.hiddenGradient.view
        for row in 0..<pass.rows { gradient.row(row).update(repeating: 0, count: configuration.hiddenSize) }
        let report = try losses(pass, labels, counts: counts)
        if !freezesEncoder { try encoder.backward(pass, record) }
        return report
    }

    private func losses(
        _ pass: TrainingPass, _ labels: TrainingLabels, counts: LabelCounts?
    ) throws(AlbertError) -> LossReport {
        var report = LossReport()
        if case .pretraining(let pieces, let orders) = labels {
            if let maskedLanguage, let pieces {
                report.pieces = try maskedLanguage.run(
                    pass, pieces, factor: counts.map { 1 / Float(max($0.pieces, 1)) })
            }
            if let order, let orders {
                report.orders = order.run(
                    pass, .classes(orders), isRegression: false, isOrder: true,
                    factor: counts.map { 1 / Float(max($0.orders, 1)) })
            }
            return report
        }
        let factor = counts.map { 1 / Float(max($0.task, 1)) }
        if let pooled {
            report.task = pooled.run(pass, labels, isRegression: task == .regression, factor: factor)
        }
        if let tokens { report.task = tokens.run(pass, labels, factor: factor) }
        return report
    }
}
