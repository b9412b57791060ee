// What a trainer handle stands for: a trainer, the batches that wait for its next step, and the claim of the one call that it
// serves.
import CAlbert

final class OpenTrainer: @unchecked Sendable {
    let trainer: Trainer
    /// Only touched by who holds the claim.
    var pending: [HeldBatch] = []
    private var checkpoints: CheckpointDirectory?
    private var feed: ExampleFeed?
    private let claim: OpaquePointer

    init(_ trainer: Trainer) throws(AlbertError) {
        guard let watch = albert_watch_new() else { throw .outOfMemory(64) }
        claim = watch
        self.trainer = trainer
    }

    deinit { albert_watch_free(claim) }

    /// Runs `body` for one caller at a time; a second one is BUSY.
    static func using(
        _ token: OpaquePointer?, _ body: (OpenTrainer) throws(AlbertError) -> Void
    ) throws(AlbertError) {
        let opened: OpenTrainer = try HandleKind.trainer.object(of: token, named: "trainer")
        guard albert_watch_enter(opened.claim) else {
            throw AlbertError(.busy, at: "trainer", "the trainer serves another call")
        }
        defer { albert_watch_leave(opened.claim) }
        try body(opened)
    }

    /// The batches that were added, for one use.
    func withPending(_ body: ([TrainingBatch]) throws(AlbertError) -> Void) throws(AlbertError) {
        let batches = pending
        pending = []
        try withExtendedLifetime(batches) { () throws(AlbertError) in try body(batches.map(\.batch)) }
    }

    /// The directory, held until another one is asked for.
    func checkpoints(in path: String) throws(AlbertError) -> CheckpointDirectory {
        if let checkpoints, checkpoints.lies(at: path) { return checkpoints }
        let opened = try CheckpointDirectory(path)
        checkpoints = opened
        return opened
    }

    /// The examples in a directory, open until those of another one are asked for.
    func feed(from path: String) throws(AlbertError) -> ExampleFeed {
        if let feed, feed.path == path { return feed }
        let opened = try ExampleFeed(
            directory: path, for: trainer.model.configuration, tokenizer: trainer.tokenizer,
            seed: trainer.settings.seed)
        feed = opened
        return opened
    }
}
