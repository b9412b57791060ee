// From a bag's values to what training takes.

extension OptionSnapshot {
    var trainingGoal: TrainingGoal {
        var names = text(.labels)?.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // The last line may have an end.
        if let count = names?.count, count > 1, names?.last?.isEmpty == true { names?.removeLast() }
        return TrainingGoal(
            task: word(.task).flatMap(TrainingTask.init(rawValue:)),
            labels: names?.map { String(decoding: $0, as: UTF8.self) })
    }

    func trainerSettings(_ configuration: ModelConfiguration) -> TrainerSettings {
        var settings = TrainerSettings()
        settings.threads = threads
        settings.precision = word(.dtype).flatMap(Precision.init(rawValue:)) ?? .float32
        if let clip = real(.clipNorm) { settings.clipNorm = clip == 0 ? nil : Float(clip) }
        if let seed = integer(.seed) { settings.seed = UInt64(seed) }
        settings.freezesEncoder = bool(.freezeEncoder, default: false)
        settings.recomputes = bool(.recompute, default: false)
        if let tokens = nonZero(.tokensAtOnce) { settings.tokensAtOnce = tokens }
        settings.dropout = DropoutSettings(
            hidden: real(.hiddenDropout).map { Float($0) } ?? configuration.hiddenDropout,
            attention: real(.attentionDropout).map { Float($0) } ?? configuration.attentionDropout,
            head: real(.classifierDropout).map { Float($0) } ?? configuration.classifierDropout
                ?? configuration.hiddenDropout,
            sites: word(.dropoutSites).flatMap(DropoutSettings.Sites.init(rawValue:)) ?? .huggingFace)
        settings.optimizer = optimizerSettings
        settings.schedule = schedule
        return settings
    }

    private var optimizerSettings: OptimizerSettings {
        var settings = OptimizerSettings()
        if let kind = word(.optimizer).flatMap(OptimizerSettings.Kind.init(rawValue:)) { settings.kind = kind }
        if let beta1 = real(.beta1) { settings.beta1 = beta1 }
        if let beta2 = real(.beta2) { settings.beta2 = beta2 }
        settings.epsilon = real(.epsilon)
        if let decay = real(.weightDecay) { settings.weightDecay = decay }
        return settings
    }

    private var schedule: LearningRateSchedule {
        var schedule = LearningRateSchedule()
        if let shape = word(.schedule).flatMap(LearningRateSchedule.Shape.init(rawValue:)) { schedule.shape = shape }
        if let rate = real(.learningRate) { schedule.learningRate = rate }
        schedule.steps = nonZero(.steps) ?? 1000
        schedule.warmupSteps = nonZero(.warmupSteps) ?? 0
        if let power = real(.power) { schedule.power = power }
        return schedule
    }
}
