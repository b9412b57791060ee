// Section "training" of albert.h: opening, batches, steps.
import CAlbert

@implementation @_cdecl("albert_trainer_open")
public func albert_trainer_open(
    _ model: OpaquePointer!, _ options: OpaquePointer!, _ out: UnsafeMutablePointer<OpaquePointer?>!,
    _ call: OpaquePointer!
) -> Int32 {
    computing(call) { watch throws(AlbertError) in
        let out = try callerOut(out, "out")
        let model = try openModel(model)
        let options = try OptionSnapshot.read(options)
        let trainer = try Trainer.open(model, options.trainingGoal, watch: watch, options.trainerSettings)
        store(try HandleKind.trainer.open(try OpenTrainer(trainer)), in: out)
    }
}

@implementation @_cdecl("albert_trainer_open_new")
public func albert_trainer_open_new(
    _ config: UnsafeRawPointer!, _ configByteCount: Int64, _ options: OpaquePointer!,
    _ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!
) -> Int32 {
    computing(call) { watch throws(AlbertError) in
        let out = try callerOut(out, "out")
        let bytes = try callerBytes(config, configByteCount, "config", countNamed: "config_byte_count")
        let options = try OptionSnapshot.read(options)
        let configuration = try ModelConfiguration.read(bytes, name: "config.json")
        let tokenizer = try options.text(.tokenizer).map { (path) throws(AlbertError) in
            try Tokenizer.open(path: path, options: .init(), watch: watch)
        }
        let trainer = try Trainer.open(
            configuration, options.trainingGoal, tokenizer: tokenizer, options.trainerSettings)
        store(try HandleKind.trainer.open(try OpenTrainer(trainer)), in: out)
    }
}

@implementation @_cdecl("albert_trainer_free")
public func albert_trainer_free(_ trainer: OpaquePointer!) -> Int32 { HandleKind.trainer.close(trainer) }

@implementation @_cdecl("albert_trainer_tensors")
public func albert_trainer_tensors(
    _ trainer: OpaquePointer!, _ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!
) -> Int32 {
    using(trainer, call) { opened, _ throws(AlbertError) in
        let out = try callerOut(out, "out")
        let table = try ResultTable(opened.trainer.model.table.parameters)
        store(try HandleKind.result.open(table), in: out)
    }
}

@implementation @_cdecl("albert_trainer_add")
public func albert_trainer_add(
    _ trainer: OpaquePointer!, _ ids: UnsafePointer<Int32>!, _ typeIDs: UnsafePointer<Int32>!,
    _ attentionMask: UnsafePointer<Int32>!, _ lengths: UnsafePointer<Int64>!, _ sequenceCount: Int64,
    _ labels: UnsafePointer<Int32>!, _ labelCount: Int64, _ secondLabels: UnsafePointer<Int32>!,
    _ secondLabelCount: Int64, _ targets: UnsafePointer<Float>!, _ targetCount: Int64, _ call: OpaquePointer!
) -> Int32 {
    using(trainer, call) { opened, _ throws(AlbertError) in
        let model = opened.trainer.model
        let lengths = try CallerArray(lengths, try callerCount(sequenceCount, "sequence_count"), "lengths")
        let tokens = try Batch.tokenCount(lengths.elements, for: model.configuration)
        let ids = try CallerArray(ids, tokens, "ids")
        let types = try CallerArray(typeIDs, typeIDs == nil ? 0 : tokens, "type_ids")
        let mask = try CallerArray(attentionMask, attentionMask == nil ? 0 : tokens, "attention_mask")
        let first = try CallerArray(labels, try callerCount(labelCount, "label_count"), "labels")
        let second = try CallerArray(
            secondLabels, try callerCount(secondLabelCount, "second_label_count"), "second_labels")
        let numbers = try CallerArray(targets, try callerCount(targetCount, "target_count"), "targets")
        let batch = TrainingBatch(
            sequences: Batch(
                ids: ids.elements, typeIDs: typeIDs == nil ? nil : types.elements,
                attentionMask: attentionMask == nil ? nil : mask.elements, lengths: lengths.elements),
            labels: try TrainingLabels(
                model.task, labels: labels == nil ? nil : first.elements,
                secondLabels: secondLabels == nil ? nil : second.elements,
                targets: targets == nil ? nil : numbers.elements))
        try model.validate(batch)
        opened.pending.append(try HeldBatch(copying: batch))
    }
}

@implementation @_cdecl("albert_trainer_add_examples")
public func albert_trainer_add_examples(
    _ trainer: OpaquePointer!, _ directory: UnsafePointer<CChar>!, _ first: Int64, _ count: Int64,
    _ total: UnsafeMutablePointer<Int64>!, _ call: OpaquePointer!
) -> Int32 {
    using(trainer, call) { opened, _ throws(AlbertError) in
        guard let directory else { throw .isNull("directory") }
        let path = try callerPath(directory, "directory")
        let first = try callerCount(first, "first", atMost: Int.max >> 1)
        let count = try callerCount(count, "count", atMost: ExampleFeed.largestBatch)
        let task = opened.trainer.model.task
        guard task.readsPieces else {
            throw AlbertError(.argument, at: "trainer", "\(task.rawValue) does not learn from such examples")
        }
        let feed = try opened.feed(from: path)
        let held = try feed.batch(first: first, count: count, hasOrders: task == .pretraining)
        try opened.trainer.model.validate(held.batch)
        opened.pending.append(held)
        if let total { store(Int64(feed.exampleCount), in: total) }
    }
}

@implementation @_cdecl("albert_trainer_step")
public func albert_trainer_step(
    _ trainer: OpaquePointer!, _ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!
) -> Int32 {
    using(trainer, call) { opened, watch throws(AlbertError) in
        let out = try callerOut(out, "out")
        try opened.withPending { batches throws(AlbertError) in
            try storeReport(in: out) { () throws(AlbertError) in try opened.trainer.step(batches, watch: watch) }
        }
    }
}

@implementation @_cdecl("albert_trainer_evaluate")
public func albert_trainer_evaluate(
    _ trainer: OpaquePointer!, _ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!
) -> Int32 {
    using(trainer, call) { opened, watch throws(AlbertError) in
        let out = try callerOut(out, "out")
        try opened.withPending { batches throws(AlbertError) in
            try storeReport(in: out) { () throws(AlbertError) in
                StepReport(
                    step: opened.trainer.step, losses: try opened.trainer.evaluate(batches, watch: watch),
                    learningRate: 0, gradientNorm: 0, tokens: batches.reduce(0) { $0 + $1.sequences.ids.count })
            }
        }
    }
}

/// Hands out what `step` reports. Everything that can fail is there before: a step that is reported as failed was not made.
func storeReport(
    in out: UnsafeMutablePointer<OpaquePointer?>, _ step: () throws(AlbertError) -> StepReport
) throws(AlbertError) {
    let row = try ReportRow()
    let result = try HandleKind.result.open(ResultTable(row))
    do throws(AlbertError) {
        row.fill(try step())
    } catch {
        _ = HandleKind.result.close(result)
        throw error
    }
    store(result, in: out)
}

/// What every function of a trainer goes through. A cancel is looked for by who computes, after the batches were taken.
func using(
    _ trainer: OpaquePointer?, _ call: OpaquePointer?, _ body: (OpenTrainer, Watch) throws(AlbertError) -> Void
) -> Int32 {
    reporting(call) { watch throws(AlbertError) in
        try OpenTrainer.using(trainer) { opened throws(AlbertError) in
            let mode = albert_float_mode_enter()
            defer { albert_float_mode_leave(mode) }
            try body(opened, watch)
        }
    }
}
