// Section "call" of albert.h.
import CAlbert

@implementation @_cdecl("albert_call_new")
public func albert_call_new(_ out: UnsafeMutablePointer<OpaquePointer?>!) -> Int32 {
    reporting(nil) { _ throws(AlbertError) in
        let out = try callerOut(out, "out")
        guard let record = albert_call_record_new() else { throw AlbertError(.memory, at: "", "no memory for a call") }
        guard let token = albert_handle_open(HandleKind.call.rawValue, UnsafeMutableRawPointer(record)) else {
            albert_call_record_free(record)
            throw AlbertError(.memory, at: "", "no memory for a handle, or 1048576 handles are open")
        }
        store(OpaquePointer(token), in: out)
    }
}

@implementation @_cdecl("albert_call_free")
public func albert_call_free(_ call: OpaquePointer!) -> Int32 {
    guard let call else { return 0 }
    var last: UnsafeMutableRawPointer?
    guard albert_handle_close(HandleKind.call.rawValue, UnsafeRawPointer(call), &last) else {
        return AlbertError.Code.handle.rawValue
    }
    if let last { albert_call_record_free(OpaquePointer(last)) }
    return 0
}

@implementation @_cdecl("albert_call_status")
public func albert_call_status(_ call: OpaquePointer!) -> Int32 {
    guard let call else { return AlbertError.Code.argument.rawValue }
    return withRecord(call) { albert_call_record_status($0) } ?? AlbertError.Code.handle.rawValue
}

@implementation @_cdecl("albert_call_message")
public func albert_call_message(_ call: OpaquePointer!) -> UnsafePointer<CChar>! {
    guard let call else { return nil }
    return withRecord(call) { albert_call_record_message($0) } ?? nil
}

@implementation @_cdecl("albert_call_place")
public func albert_call_place(_ call: OpaquePointer!) -> UnsafePointer<CChar>! {
    guard let call else { return nil }
    return withRecord(call) { albert_call_record_place($0) } ?? nil
}

@implementation @_cdecl("albert_call_byte_offset")
public func albert_call_byte_offset(_ call: OpaquePointer!) -> Int64 {
    guard let call else { return -1 }
    return withRecord(call) { albert_call_record_byte_offset($0) } ?? -1
}

@implementation @_cdecl("albert_call_system_error")
public func albert_call_system_error(_ call: OpaquePointer!) -> Int32 {
    guard let call else { return 0 }
    return withRecord(call) { albert_call_record_system_error($0) } ?? 0
}

// One atomic store between acquire and release: a signal handler may come here.
@implementation @_cdecl("albert_call_cancel")
public func albert_call_cancel(_ call: OpaquePointer!) -> Int32 {
    watching(call) { albert_watch_cancel($0) }
}

@implementation @_cdecl("albert_call_reset")
public func albert_call_reset(_ call: OpaquePointer!) -> Int32 {
    watching(call) { albert_watch_reset($0) }
}

@implementation @_cdecl("albert_call_progress")
public func albert_call_progress(
    _ call: OpaquePointer!, _ done: UnsafeMutablePointer<Int64>!, _ total: UnsafeMutablePointer<Int64>!
) -> Int32 {
    watching(call) { watch in
        var (doneNow, totalNow): (Int64, Int64) = (0, 0)
        albert_watch_progress(watch, &doneNow, &totalNow)
        if let done { store(doneNow, in: done) }
        if let total { store(totalNow, in: total) }
    }
}

@implementation @_cdecl("albert_call_set_deadline")
public func albert_call_set_deadline(_ call: OpaquePointer!, _ seconds: Double) -> Int32 {
    guard call == nil || !seconds.isNaN else { return AlbertError.Code.argument.rawValue }
    return watching(call) { albert_watch_set_deadline($0, seconds) }
}

/// Another thread's side of a call: it may be running, so nothing is recorded.
private func watching(_ call: OpaquePointer?, _ body: (OpaquePointer?) -> Void) -> Int32 {
    guard let call else { return AlbertError.Code.argument.rawValue }
    return withRecord(call) { record -> Int32 in
        body(albert_call_record_watch(record))
        return 0
    } ?? AlbertError.Code.handle.rawValue
}
