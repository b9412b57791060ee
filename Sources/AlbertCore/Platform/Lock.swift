// Mutual exclusion for sections of a few instructions.
import CAlbert

/// A short lock.
final class Lock: @unchecked Sendable {
    private let pointer: OpaquePointer

    init() throws(AlbertError) {
        guard let pointer = albert_lock_new() else { throw .outOfMemory(1) }
        self.pointer = pointer
    }

    deinit { albert_lock_free(pointer) }

    func withLock<Answer>(_ body: () -> Answer) -> Answer {
        albert_lock_acquire(pointer)
        defer { albert_lock_release(pointer) }
        return body()
    }
}
