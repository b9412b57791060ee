// From the pointers and counts that callers pass to views that the library may read. Nothing a caller says is used before
// it was compared; pointers need not be aligned.
import CAlbert
import Glibc

/// What a caller may pass at most.
enum CallerLimits {
    static let textByteCount = 1 << 30
    /// Texts, words, sequences, tokens or positions in one call: row numbers are int32.
    static let itemCount = Int(Int32.max)
}

func callerOut<Pointee>(
    _ pointer: UnsafeMutablePointer<Pointee>?, _ parameter: StaticString
) throws(AlbertError) -> UnsafeMutablePointer<Pointee> {
    guard let pointer else { throw .isNull(parameter) }
    return pointer
}

/// Writes an out-parameter, which may lie at any address.
@inline(__always)
func store<Value: BitwiseCopyable>(_ value: Value, in pointer: UnsafeMutablePointer<Value>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: value, as: Value.self)
}

/// A count of things, at least 0.
func callerCount(
    _ count: Int64, _ parameter: StaticString, atMost limit: Int = CallerLimits.itemCount
) throws(AlbertError) -> Int {
    guard count >= 0 else { throw AlbertError(.argument, at: "\(parameter)", "is \(count), below 0") }
    guard let exact = Int(exactly: count), exact <= limit else {
        throw AlbertError(.limit, at: "\(parameter)", "is \(count), the limit is \(limit)")
    }
    return exact
}

/// Bytes whose number the caller says; NULL is good for none.
func callerBytes(
    _ pointer: UnsafeRawPointer?, _ byteCount: Int64, _ parameter: StaticString, countNamed: StaticString
) throws(AlbertError) -> UnsafeRawBufferPointer {
    let count = try callerCount(byteCount, countNamed, atMost: Int.max)
    guard pointer != nil || count == 0 else { throw .isNull(parameter) }
    return UnsafeRawBufferPointer(start: pointer, count: count)
}

/// A text of `byteCount` bytes, or up to its NUL where that is -1. `position` tells one of many apart in messages.
func callerText(
    _ pointer: UnsafePointer<CChar>?, _ byteCount: Int64, _ parameter: StaticString, at position: Int? = nil
) throws(AlbertError) -> UnsafeBufferPointer<UInt8> {
    func failure(_ code: AlbertError.Code, _ detail: String) -> AlbertError {
        AlbertError(code, at: position.map { "\(parameter)[\($0)]" } ?? "\(parameter)", detail)
    }
    guard byteCount >= -1 else { throw failure(.argument, "has byte count \(byteCount), below -1") }
    guard let pointer else {
        guard byteCount == 0 else { throw failure(.argument, "is NULL") }
        return UnsafeBufferPointer(start: nil, count: 0)
    }
    let limit = CallerLimits.textByteCount
    let count = byteCount < 0 ? strnlen(pointer, limit + 1) : Int(clamping: byteCount)
    guard count <= limit else {
        let found = byteCount < 0 ? "more than \(limit)" : "\(byteCount)"
        throw failure(.limit, "has \(found) bytes, the limit is \(limit)")
    }
    return UnsafeBufferPointer(start: UnsafeRawPointer(pointer).assumingMemoryBound(to: UInt8.self), count: count)
}

/// The same for one of many, whose bytes are known to end with a NUL.
func callerPath(_ text: UnsafeBufferPointer<UInt8>, _ place: String) throws(AlbertError) -> String {
    guard !text.isEmpty else { throw AlbertError(.argument, at: place, "is empty") }
    guard text.count < Int(PATH_MAX) else { throw AlbertError(.path, at: place, "has \(PATH_MAX) bytes or more") }
    guard firstIllFormedByte(text) == nil else { throw AlbertError(.path, at: place, "is not UTF-8") }
    return String(decoding: text, as: UTF8.self)
}

/// A NUL-terminated path as a Swift string.
func callerPath(_ pointer: UnsafePointer<CChar>, _ parameter: StaticString) throws(AlbertError) -> String {
    let limit = Int(PATH_MAX)
    let count = strnlen(pointer, limit)
    guard count > 0 else { throw AlbertError(.argument, at: "\(parameter)", "is empty") }
    guard count < limit else { throw AlbertError(.path, at: "\(parameter)", "has \(limit) bytes or more") }
    guard let path = String(validatingCString: pointer) else {
        throw AlbertError(.path, at: "\(parameter)", "is not UTF-8")
    }
    return path
}
