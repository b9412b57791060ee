// Section "process" of albert.h.
import CAlbert

@implementation @_cdecl("albert_set_threads")
public func albert_set_threads(_ count: Int32, _ call: OpaquePointer!) -> Int32 {
    reporting(call) { _ throws(AlbertError) in
        guard (0...1024).contains(count) else {
            throw AlbertError(.argument, at: "count", "is \(count), expected 0 to 1024")
        }
        albert_threads_set_default(count)
    }
}
