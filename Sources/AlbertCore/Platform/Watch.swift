// How a long computation learns that it should stop, and says how far it is.
import CAlbert

/// The working side of a call that another thread may watch or stop; `.none` for calls that nobody watches.
struct Watch: @unchecked Sendable {
    let pointer: OpaquePointer?
    private var reports = true

    static let none = Watch(pointer: nil)

    init(pointer: OpaquePointer?) { self.pointer = pointer }

    /// The same, for a part of a computation whose whole reports in units of its own.
    var silent: Watch {
        var copy = self
        copy.reports = false
        return copy
    }

    /// Throws when the call was cancelled or is past its deadline. A few nanoseconds: call it every few microseconds.
    @inline(__always)
    func check() throws(AlbertError) {
        guard isStopped else { return }
        throw stopped
    }

    /// For tasks, which cannot throw: where this says true they leave the rest of their work, and whoever ran them has to
    /// `check` before anything reads what they were to write.
    var isStopped: Bool {
        @inline(__always) get { pointer != nil && albert_watch_state(pointer) != 0 }
    }

    func report(_ done: Int, of total: Int) {
        guard reports else { return }
        albert_watch_set_progress(pointer, Int64(done), Int64(total))
    }

    private var stopped: AlbertError {
        albert_watch_state(pointer) == 2
            ? AlbertError(.deadline, at: "", "the call's deadline has passed")
            : AlbertError(.cancelled, at: "", "the call was cancelled")
    }
}
