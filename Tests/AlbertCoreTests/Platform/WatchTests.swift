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
        albert_watch_set_deadline(pointer, 0)
        #expect(throws: AlbertError(.deadline, at: "", "the call's deadline has passed")) { try watch.check() }
        albert_watch_cancel(pointer)
        #expect(throws: AlbertError(.cancelled, at: "", "the call was cancelled")) { try watch.check() }
        albert_watch_reset(pointer)
        try watch.check()
        for seconds in [-1.0, 1e300, .infinity, .nan] {
            albert_watch_set_deadline(pointer, seconds)
            try watch.check()
        }
    }
}
