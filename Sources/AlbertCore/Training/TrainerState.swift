// The numbers that a trainer carries from step to step, as tensors with names.

/// Weights and moments, read from a checkpoint before anything of the trainer changes.
final class TrainerState {
    fileprivate let values: Buffer<Float>
    fileprivate let m: Buffer<Float>
    fileprivate let v: Buffer<Float>
    let checksum: UInt32

    init(_ trainer: Trainer, from source: ParameterSource, _ watch: Watch) throws(AlbertError) {
        let count = trainer.model.table.count
        values = try Buffer<Float>(uninitialized: count)
        m = try Buffer<Float>(uninitialized: count)
        v = try Buffer<Float>(uninitialized: count)
        for (prefix, target) in [("weights.", values.base), ("m.", m.base), ("v.", v.base)] {
            for parameter in trainer.model.table.parameters {
                try watch.check()
                try source.read(
                    exactly: prefix + parameter.name, shape: parameter.shape,
                    into: target + parameter.range.lowerBound)
            }
        }
        try source.finish()
        checksum = Checksum.of([values.elements, m.elements, v.elements])
    }
}

extension Trainer {
    private var arrays: [(prefix: String, values: UnsafeBufferPointer<Float>)] {
        [
            ("weights.", UnsafeBufferPointer(model.table.values)), ("m.", state.m.elements),
            ("v.", state.v.elements),
        ]
    }

    /// Everything that a checkpoint holds.
    var tensors: [FloatTensor] {
        arrays.flatMap { prefix, values in
            model.table.parameters.map {
                FloatTensor(
                    name: prefix + $0.name, shape: $0.shape,
                    values: UnsafeBufferPointer(rebasing: values[$0.range]))
            }
        }
    }

    var checksum: UInt32 { Checksum.of(arrays.map(\.values)) }

    func restore(_ saved: TrainerState, step: Int) {
        let count = model.table.count
        model.table.values.baseAddress?.update(from: saved.values.base, count: count)
        state.m.base.update(from: saved.m.base, count: count)
        state.v.base.update(from: saved.v.base, count: count)
        state.step = step
        computed = nil
    }

    /// All that bits depend on, the weights at the beginning too: what a checkpoint's training and the one that resumes it must share.
    var fingerprint: String {
        let optimizer = settings.optimizer
        let schedule = settings.schedule
        let dropout = settings.dropout
        let parts = [
            model.task.rawValue, model.configuration.fingerprint,
            "\(model.table.parameters.count) tensors, \(model.table.count) numbers",
            settings.precision.rawValue, optimizer.kind.rawValue, "betas \(optimizer.beta1) \(optimizer.beta2)",
            "epsilon \(optimizer.epsilon.map { "\($0)" } ?? "as usual")", "decay \(optimizer.weightDecay)",
            schedule.shape.rawValue,
            "rate \(schedule.learningRate)", "steps \(schedule.steps) \(schedule.warmupSteps)",
            "power \(schedule.power)", "clip \(settings.clipNorm ?? 0)",
            "dropout \(dropout.hidden) \(dropout.attention) \(dropout.head) \(dropout.sites.rawValue)",
            "seed \(settings.seed)", settings.freezesEncoder ? "frozen" : "whole",
            "\(settings.tokensAtOnce) tokens at once", "from weights \(origin)",
        ]
        return parts.joined(separator: ", ")
    }
}

extension ModelConfiguration {
    /// What computes with the tensors, as far as their names and shapes do not say it, and what the outputs are called.
    fileprivate var fingerprint: String {
        var names = Checksum()
        for label in labels {
            var line = label + "\n"
            line.withUTF8 { names.add(UnsafeRawBufferPointer($0)) }
        }
        let sizes = "layers \(layerCount) \(groupCount) \(innerGroupCount), heads \(headCount)"
        let rest = "padding \(padID ?? -1), norm \(layerNormEpsilon), labels \(labels.count) \(names.value)"
        return "\(sizes), \(activation.rawValue), \(rest)"
    }
}

extension Checksum {
    /// Of the bytes of arrays, one after the other.
    static func of(_ arrays: [UnsafeBufferPointer<Float>]) -> UInt32 {
        var sum = Checksum()
        for array in arrays { sum.add(UnsafeRawBufferPointer(array)) }
        return sum.value
    }
}
