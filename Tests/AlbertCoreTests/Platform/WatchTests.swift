import CAlbert
import Testing

@testable import AlbertCore

@Suite("a watch")
struct WatchTests {
    @Test("that nobody holds never stops a call")
    func none() throws { try Watch.none.check() }

    @Test("serves one call at a time and counts progress anew")
    func enter() {
        let pointer = albert_watch_new()
        defer { albert_watch_free(pointer) }
        #expect(albert_watch_enter(pointer))
        #expect(!albert_watch_enter(pointer))
        Watch(pointer: pointer).report(3, of: 7)
        var done: Int64 = 0
        var total: Int64 = 0
        albert_watch_progress(pointer, &done, &total)
        #expect(done == 3 && total == 7)
        albert_watch_leave(pointer)
        #expect(albert_watch_enter(pointer))
        albert_watch_progress(pointer, &done, &total)
        #expect(done == 0 && total == 0)
    }

    @Test("stops a call that was cancelled or is late, and forgets both on reset")
    func stops() throws {
        let pointer = albert_watch_new()
        defer { albert_watch_free(pointer) }
        let watch = Watch(pointer: pointer)
        #expect(!watch.isStopped)
        albert_watch_set_deadline(pointer, 0)
        #expect(throws: late) { try watch.check() }
        albert_watch_reset(pointer)
        #expect(albert_watch_enter(pointer))
        try watch.check()
        albert_watch_cancel(pointer)
        #expect(throws: cancelled) { try watch.check() }
        albert_watch_leave(pointer)
        albert_watch_reset(pointer)
        #expect(albert_watch_enter(pointer))
        try watch.check()
        for seconds in [-1.0, 1e300, .infinity, .nan] {
            albert_watch_set_deadline(pointer, seconds)
            try watch.check()
        }
    }

    @Test("that was seen to stop its call does so until the call has ended, whatever is taken back meanwhile")
    func keepsStopping() throws {
        let pointer = albert_watch_new()
        defer { albert_watch_free(pointer) }
        let watch = Watch(pointer: pointer)
        #expect(albert_watch_enter(pointer))
        albert_watch_cancel(pointer)
        #expect(watch.isStopped)
        albert_watch_reset(pointer)
        #expect(throws: cancelled) { try watch.check() }
        albert_watch_leave(pointer)
        #expect(albert_watch_enter(pointer))
        #expect(!watch.isStopped)
    }

    private let late = AlbertError(.deadline, at: "", "the call's deadline has passed")
    private let cancelled = AlbertError(.cancelled, at: "", "the call was cancelled")
}
