// From the tokens that callers hold to the objects behind them. The table in handles.c never follows a token; here an
// object is kept alive by a reference of the call's own, so that freeing its handle meanwhile ends nothing.
import CAlbert

/// What a handle stands for. The numbers are inside tokens, so that one kind cannot pass for another.
enum HandleKind: Int32 {
    case call = 1
    case options
    case tokenizer
    case model
    case result
    case trainer

    /// A new handle that keeps `object` alive until it is closed.
    func open(_ object: AnyObject) throws(AlbertError) -> OpaquePointer {
        let retained = Unmanaged.passRetained(object)
        guard let token = albert_handle_open(rawValue, retained.toOpaque()) else {
            retained.release()
            throw AlbertError(.memory, at: "", "no memory for a handle, or 1048576 handles are open")
        }
        return OpaquePointer(token)
    }

    /// Closes a handle: a status. NULL is nothing to close.
    func close(_ token: OpaquePointer?) -> Int32 {
        guard let token else { return 0 }
        var last: UnsafeMutableRawPointer?
        guard albert_handle_close(rawValue, UnsafeRawPointer(token), &last) else {
            return AlbertError.Code.handle.rawValue
        }
        drop(last)
        return 0
    }

    /// The object behind `token`, alive for as long as the caller keeps the reference. `Object` must be what handles of
    /// this kind are opened with.
    func object<Object: AnyObject>(
        of token: OpaquePointer?, named parameter: StaticString
    ) throws(AlbertError) -> Object {
        guard let token else { throw .isNull(parameter) }
        guard let pointer = albert_handle_acquire(rawValue, UnsafeRawPointer(token)) else {
            throw AlbertError(.handle, at: "\(parameter)", "not an open handle of this kind")
        }
        let object = Unmanaged<Object>.fromOpaque(pointer).takeUnretainedValue()
        drop(albert_handle_release(UnsafeRawPointer(token)))
        return object
    }

    /// Gives back the reference that the table held.
    private func drop(_ last: UnsafeMutableRawPointer?) {
        if let last { Unmanaged<AnyObject>.fromOpaque(last).release() }
    }
}

extension AlbertError {
    static func isNull(_ parameter: StaticString) -> AlbertError {
        AlbertError(.argument, at: "\(parameter)", "is NULL")
    }
}
