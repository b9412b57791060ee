import CAlbert

@testable import AlbertCore

enum CancelledWatch {
    /// A watch whose call is already cancelled.
    static func with<Answer>(_ body: (Watch) throws -> Answer) rethrows -> Answer {
        let pointer = albert_watch_new()
        defer { albert_watch_free(pointer) }
        albert_watch_cancel(pointer)
        return try body(Watch(pointer: pointer))
    }
}
