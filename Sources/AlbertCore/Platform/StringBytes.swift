// Swift strings and arrays as bytes, with typed errors.

/// Lends the bytes of an array.
func withBytes<Answer>(
    _ bytes: [UInt8], _ body: (UnsafeBufferPointer<UInt8>) throws(AlbertError) -> Answer
) throws(AlbertError) -> Answer {
    try bytes.withUnsafeBufferPointer { (pointer) throws(AlbertError) in try body(pointer) }
}

/// Lends the UTF-8 of a string.
func withUTF8<Answer>(
    _ text: String, _ body: (UnsafeBufferPointer<UInt8>) throws(AlbertError) -> Answer
) throws(AlbertError) -> Answer {
    var text = text
    let answer: Result<Answer, AlbertError> = text.withUTF8 { bytes in
        do throws(AlbertError) {
            return .success(try body(bytes))
        } catch {
            return .failure(error)
        }
    }
    return try answer.get()
}

/// With zeros before it to `width` digits, so that the byte order of names is that of their numbers.
func zeroPadded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
