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
        _ model: Model, _ goal: TrainingGoal, _ settings: (ModelConfiguration) -> TrainerSettings
    ) throws(AlbertError) -> Trainer {
        let task = if let task = goal.task { task } else { try model.usualTask }
        let configuration = goal.configuration(model.configuration, task: task)
        let settings = settings(configuration)
        let trained = try TrainedModel.read(
            configuration, task: task, from: try ParameterSource(model), renewsHead: goal.labels != nil,
            seed: settings.seed)
        return try Trainer(trained, settings, tokenizer: try model.origin.map(TokenizerFiles.init))
    }

    /// A training that begins with random weights.
    static func open(
        _ configuration: ModelConfiguration, _ goal: TrainingGoal, _ settings: (ModelConfiguration) -> TrainerSettings
    ) throws(AlbertError) -> Trainer {
        let task = goal.task ?? .pretraining
        let configuration = goal.configuration(configuration, task: task)
        let settings = settings(configuration)
        return try Trainer(try TrainedModel.random(configuration, task: task, seed: settings.seed), settings)
    }
}

extension TrainingGoal {
    fileprivate func configuration(_ given: ModelConfiguration, task: TrainingTask) -> ModelConfiguration {
        var configuration = given
        if let labels { configuration.labels = labels }
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
