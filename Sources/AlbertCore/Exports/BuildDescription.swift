// What albert_build_info tells about this build on this machine.
import CAlbert

@implementation @_cdecl("albert_build_info")
public func albert_build_info() -> UnsafePointer<CChar>! { buildInfo?.cText }

private let buildInfo = staticText { json throws(AlbertError) in
    try json.object { json throws(AlbertError) in
        try json.member("version", "\(albertVersion)")
        try json.member("abi", Int64(albert_abi_version()))
        try json.member("cpu_features", String(cString: albert_cpu_features()))
        let requested = String(cString: albert_kernels_requested())
        if let kernels = albert_kernels_chosen() {
            try json.member("kernels", String(cString: kernels.pointee.name))
        } else {
            try json.memberNull("kernels")
            try json.member(
                "kernels_error", "ALBERT_ISA asks for \(quoted(requested)), which this machine or build lacks")
        }
        try json.member("kernels_requested", requested)
        try json.member("threads", Int64(defaultThreadCount))
        if albert_threads_environment_error() != 0 {
            try json.member("threads_error", "ALBERT_NUM_THREADS is no number from 1 to 1024 and was ignored")
        }
        try json.member("limits") { json throws(AlbertError) in
            try json.member("text_bytes", Int64(CallerLimits.textByteCount))
            try json.member("items_per_call", Int64(CallerLimits.itemCount))
            try json.member("open_handles", 1_048_576)
            try json.member("threads", 1024)
        }
    }
}
