// What every exported function that can fail goes through: it claims the call object, runs, and records how it ended.
import CAlbert

/// Runs `body` under the call object, if there is one, and gives its status.
func reporting(_ call: OpaquePointer?, _ body: (Watch) throws(AlbertError) -> Void) -> Int32 {
    guard let call else {
        do { try body(.none) } catch { return error.code.rawValue }
        return 0
    }
    return withRecord(call) { record in
        guard albert_call_record_begin(record) else { return AlbertError.Code.busy.rawValue }
        defer { albert_call_record_end(record) }
        do throws(AlbertError) {
            try body(Watch(pointer: albert_call_record_watch(record)))
        } catch {
            albert_call_record_fail(
                record, error.code.rawValue, error.place, error.detail, error.byteOffset, error.systemError)
            return error.code.rawValue
        }
        return 0
    } ?? AlbertError.Code.handle.rawValue
}

/// The same for functions that compute: they can be stopped before they begin, and run in the default floating-point
/// mode whatever the caller's is.
func computing(_ call: OpaquePointer?, _ body: (Watch) throws(AlbertError) -> Void) -> Int32 {
    reporting(call) { watch throws(AlbertError) in
        try watch.check()
        let mode = albert_float_mode_enter()
        defer { albert_float_mode_leave(mode) }
        try body(watch)
    }
}

/// What `body` answers for the record behind a call handle, nil where there is none. Safe in a signal handler as far as
/// `body` is: no lock and no memory, unless another thread frees the handle at this very moment.
func withRecord<Answer>(_ call: OpaquePointer, _ body: (OpaquePointer) -> Answer) -> Answer? {
    guard let record = albert_handle_acquire(HandleKind.call.rawValue, UnsafeRawPointer(call)) else { return nil }
    defer {
        if let last = albert_handle_release(UnsafeRawPointer(call)) { albert_call_record_free(OpaquePointer(last)) }
    }
    return body(OpaquePointer(record))
}
