// From a model, or from a configuration alone, to a trainer.

/// What a training is for; nil where the model says it.
struct TrainingGoal {
    var task: TrainingTask?
    /// Names of labels, which replace the model's.
    var labels: [String]?
}

extension Trainer {
    /// A training that begins with the weights of the model's files, which are read again.
    static func open(
        _ model: Model, _ goal: TrainingGoal, watch: Watch = .none,
        _ settings: (ModelConfiguration) -> TrainerSettings
    ) throws(AlbertError) -> Trainer {
        let task = if let task = goal.task { task } else { try model.usualTask }
        let configuration = try goal.configuration(model.configuration, task: task)
        let settings = settings(configuration)
        let trained = try TrainedModel.read(
            configuration, task: task, from: try ParameterSource(model), renewsHead: goal.labels != nil,
            seed: settings.seed, watch: watch)
        try trained.checkConfiguration()
        return try Trainer(
            trained, settings, tokenizer: model.tokenizer, files: try model.origin.map(TokenizerFiles.init))
    }

    /// A training that begins with random weights. With a tokenizer it learns only from examples of its pieces.
    static func open(
        _ configuration: ModelConfiguration, _ goal: TrainingGoal, tokenizer: Tokenizer? = nil,
        _ settings: (ModelConfiguration) -> TrainerSettings
    ) throws(AlbertError) -> Trainer {
        if let tokenizer, tokenizer.vocabularySize > configuration.vocabularySize {
            throw AlbertError(
                .argument, at: "tokenizer",
                "it has \(tokenizer.vocabularySize) pieces, the configuration says \(configuration.vocabularySize)")
        }
        let task = goal.task ?? .pretraining
        let configuration = try goal.configuration(configuration, task: task)
        let settings = settings(configuration)
        let trained = try TrainedModel.random(configuration, task: task, seed: settings.seed)
        try trained.checkConfiguration()
        return try Trainer(trained, settings, tokenizer: tokenizer)
    }
}

extension TrainingGoal {
    fileprivate func configuration(
        _ given: ModelConfiguration, task: TrainingTask
    ) throws(AlbertError) -> ModelConfiguration {
        var configuration = given
        if let labels {
            try TrainedModel.checkNames(labels)
            configuration.labels = labels
        }
        if task == .classification, configuration.labels.count == 1 {
            throw AlbertError(.argument, at: "labels", "there is one only: nothing to tell apart")
        }
        configuration.problemType = task.problemType
        return configuration
    }
}

extension Model {
    /// What the model's own head is for.
    fileprivate var usualTask: TrainingTask {
        get throws(AlbertError) {
            switch taskHead?.kind {
            case .classes:
                switch configuration.problemType {
                case "regression": return .regression
                case "multi_label_classification": return .multiLabel
                default: return configuration.labels.count == 1 ? .regression : .classification
                }
            case .choice: return .choosing
            case .tags: return .tagging
            case .spans: return .answering
            case nil: break
            }
            if sentenceOrderHead != nil, maskedLanguageHead != nil { return .pretraining }
            if maskedLanguageHead != nil { return .maskedLanguage }
            throw AlbertError(.argument, at: "task", "the model has no head that says what it is trained for")
        }
    }
}
