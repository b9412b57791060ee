// Section "version" of albert.h.
import CAlbert

/// The version of this library.
public let albertVersion: StaticString = "1.0.0"

@implementation @_cdecl("albert_abi_version")
public func albert_abi_version() -> Int32 { 1 }

@implementation @_cdecl("albert_version")
public func albert_version() -> UnsafePointer<CChar>! { albertVersion.cText }

@implementation @_cdecl("albert_status_name")
public func albert_status_name(_ status: Int32) -> UnsafePointer<CChar>! {
    guard status != 0 else { return ("ALBERT_OK" as StaticString).cText }
    return (AlbertError.Code(rawValue: status)?.name ?? "ALBERT_E_UNKNOWN").cText
}

extension AlbertError.Code {
    var name: StaticString {
        switch self {
        case .argument: "ALBERT_E_ARGUMENT"
        case .handle: "ALBERT_E_HANDLE"
        case .format: "ALBERT_E_FORMAT"
        case .limit: "ALBERT_E_LIMIT"
        case .unsupported: "ALBERT_E_UNSUPPORTED"
        case .missing: "ALBERT_E_MISSING"
        case .busy: "ALBERT_E_BUSY"
        case .memory: "ALBERT_E_MEMORY"
        case .io: "ALBERT_E_IO"
        case .path: "ALBERT_E_PATH"
        case .cancelled: "ALBERT_E_CANCELLED"
        case .deadline: "ALBERT_E_DEADLINE"
        case .numeric: "ALBERT_E_NUMERIC"
        case .internal: "ALBERT_E_INTERNAL"
        }
    }
}

extension StaticString {
    /// As a C string: string literals end with a NUL.
    var cText: UnsafePointer<CChar> { UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self) }
}
