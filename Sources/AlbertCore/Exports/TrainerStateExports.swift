// Section "training" of albert.h: steps in halves, saving, checkpoints.
import CAlbert

@implementation @_cdecl("albert_trainer_counts")
public func albert_trainer_counts(
    _ trainer: OpaquePointer!, _ counts: UnsafeMutablePointer<Int64>!, _ call: OpaquePointer!
) -> Int32 {
    using(trainer, call) { opened, _ throws(AlbertError) in
        let counts = try callerOut(counts, "counts")
        let batches = opened.pending.map(\.batch)
        let labels = opened.trainer.labelCounts(batches)
        let found = [
            labels.pieces, labels.orders, labels.task, batches.reduce(0) { $0 + $1.sequences.ids.count },
            batches.reduce(0) { $0 + $1.sequences.lengths.count },
        ]
        for (index, count) in found.enumerated() {
            UnsafeMutableRawPointer(counts).storeBytes(of: Int64(count), toByteOffset: 8 * index, as: Int64.self)
        }
    }
}

@implementation @_cdecl("albert_trainer_compute")
public func albert_trainer_compute(
    _ trainer: OpaquePointer!, _ totals: UnsafePointer<Int64>!, _ firstToken: Int64, _ firstSequence: Int64,
    _ call: OpaquePointer!
) -> Int32 {
    using(trainer, call) { opened, watch throws(AlbertError) in
        let place = StepPlace(
            counts: try callerTotals(totals, own: opened.trainer.labelCounts(opened.pending.map(\.batch))),
            firstToken: try callerCount(firstToken, "first_token"),
            firstSequence: try callerCount(firstSequence, "first_sequence"))
        try opened.withPending { batches throws(AlbertError) in
            try opened.trainer.compute(batches, place: place, watch: watch)
        }
    }
}

@implementation @_cdecl("albert_trainer_gradients")
public func albert_trainer_gradients(
    _ trainer: OpaquePointer!, _ gradients: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>!,
    _ count: UnsafeMutablePointer<Int64>!, _ call: OpaquePointer!
) -> Int32 {
    using(trainer, call) { opened, _ throws(AlbertError) in
        let gradients = try callerOut(gradients, "gradients")
        let count = try callerOut(count, "count")
        let values = opened.trainer.model.table.gradients
        store(values.baseAddress, in: gradients)
        store(Int64(values.count), in: count)
    }
}

@implementation @_cdecl("albert_trainer_update")
public func albert_trainer_update(
    _ trainer: OpaquePointer!, _ out: UnsafeMutablePointer<OpaquePointer?>!, _ call: OpaquePointer!
) -> Int32 {
    using(trainer, call) { opened, _ throws(AlbertError) in
        let out = try callerOut(out, "out")
        try storeReport(in: out) { () throws(AlbertError) in try opened.trainer.update() }
    }
}

@implementation @_cdecl("albert_trainer_save")
public func albert_trainer_save(
    _ trainer: OpaquePointer!, _ directory: UnsafePointer<CChar>!, _ call: OpaquePointer!
) -> Int32 {
    using(trainer, call) { opened, watch throws(AlbertError) in
        guard let directory else { throw .isNull("directory") }
        let target = try callerPath(directory, "directory")
        try opened.trainer.model.save(to: target, tokenizer: opened.trainer.tokenizerFiles, watch: watch)
    }
}

@implementation @_cdecl("albert_trainer_checkpoint")
public func albert_trainer_checkpoint(
    _ trainer: OpaquePointer!, _ directory: UnsafePointer<CChar>!, _ note: UnsafePointer<CChar>!,
    _ noteByteCount: Int64, _ call: OpaquePointer!
) -> Int32 {
    using(trainer, call) { opened, watch throws(AlbertError) in
        guard let directory else { throw .isNull("directory") }
        let path = try callerPath(directory, "directory")
        let note = try callerText(note, noteByteCount, "note")
        guard note.count <= CheckpointDirectory.noteByteLimit else {
            throw AlbertError(
                .limit, at: "note", "has \(note.count) bytes, the limit is \(CheckpointDirectory.noteByteLimit)")
        }
        try opened.checkpoints(in: path).write(
            opened.trainer, note: String(decoding: note, as: UTF8.self), watch: watch)
    }
}

@implementation @_cdecl("albert_trainer_resume")
public func albert_trainer_resume(
    _ trainer: OpaquePointer!, _ directory: UnsafePointer<CChar>!, _ out: UnsafeMutablePointer<OpaquePointer?>!,
    _ call: OpaquePointer!
) -> Int32 {
    using(trainer, call) { opened, watch throws(AlbertError) in
        guard let directory else { throw .isNull("directory") }
        let out = try callerOut(out, "out")
        let path = try callerPath(directory, "directory")
        var result: OpaquePointer?
        let note = try opened.checkpoints(in: path).restore(opened.trainer, watch: watch) { note throws(AlbertError) in
            result = try HandleKind.result.open(try ResultTable(note))
        }
        if note == nil { result = try HandleKind.result.open(try ResultTable(nil as CheckpointNote?)) }
        opened.pending = []
        store(result, in: out)
    }
}

/// Labels of all processes: at least this one's own.
private func callerTotals(_ totals: UnsafePointer<Int64>?, own: LabelCounts) throws(AlbertError) -> LabelCounts {
    guard let totals else { return own }
    func total(_ index: Int, _ least: Int) throws(AlbertError) -> Int {
        let count = UnsafeRawPointer(totals).loadUnaligned(fromByteOffset: 8 * index, as: Int64.self)
        guard count >= Int64(least), let exact = Int(exactly: count) else {
            throw AlbertError(.argument, at: "totals[\(index)]", "is \(count), below this process's own \(least)")
        }
        return exact
    }
    return LabelCounts(
        pieces: try total(0, own.pieces), orders: try total(1, own.orders), task: try total(2, own.task))
}
