// Swift's pointer closures with typed errors.

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
    try withBytes(Array(text.utf8), body)
}
