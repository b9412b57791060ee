// UTF-8 in and out, scalar by scalar. Bytes that are no UTF-8 read as U+FFFD, one for each maximal ill-formed sequence, as
// Unicode recommends and Python and Rust do.

struct DecodedScalar {
    let value: UInt32
    /// The bytes it took, 1 … 4.
    let byteCount: Int
}

/// The scalar at `index`, which is below `end`; reads nothing at or past `end`.
@inline(__always)
func decodeScalar(_ bytes: UnsafePointer<UInt8>, at index: Int, end: Int) -> DecodedScalar {
    let lead = bytes[index]
    if lead < 0x80 { return DecodedScalar(value: UInt32(lead), byteCount: 1) }
    return decodeLongScalar(bytes + index, available: end &- index, lead: lead)
}

private func decodeLongScalar(_ bytes: UnsafePointer<UInt8>, available: Int, lead: UInt8) -> DecodedScalar {
    let expected: Int
    // The second byte's range rules out overlong forms, surrogates and values past U+10FFFF.
    var lowest: UInt8 = 0x80
    var highest: UInt8 = 0xBF
    switch lead {
    case 0xC2...0xDF: expected = 2
    case 0xE0: (expected, lowest) = (3, 0xA0)
    case 0xED: (expected, highest) = (3, 0x9F)
    case 0xE1...0xEF: expected = 3
    case 0xF0: (expected, lowest) = (4, 0x90)
    case 0xF4: (expected, highest) = (4, 0x8F)
    case 0xF1...0xF3: expected = 4
    default: return DecodedScalar(value: 0xFFFD, byteCount: 1)
    }
    var value = UInt32(lead) & (0x7F >> UInt32(expected))
    var count = 1
    while count < expected {
        guard count < available, bytes[count] >= lowest, bytes[count] <= highest else {
            return DecodedScalar(value: 0xFFFD, byteCount: count)
        }
        value = value << 6 | UInt32(bytes[count] & 0x3F)
        (lowest, highest) = (0x80, 0xBF)
        count += 1
    }
    return DecodedScalar(value: value, byteCount: count)
}

/// The number of bytes of a scalar that starts with `lead`, in bytes that are known to be UTF-8.
@inline(__always)
func utf8Length(lead: UInt8) -> Int {
    lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
}

@inline(__always)
func utf8Length(of scalar: UInt32) -> Int {
    scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
}

/// Writes `scalar` to `target`, which has room for 4 bytes; gives the number of bytes written.
@inline(__always)
func encodeScalar(_ scalar: UInt32, to target: UnsafeMutablePointer<UInt8>) -> Int {
    func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: scalar >> shift & 0x3F | 0x80) }
    if scalar < 0x80 {
        target[0] = UInt8(truncatingIfNeeded: scalar)
        return 1
    }
    if scalar < 0x800 {
        target[0] = UInt8(truncatingIfNeeded: scalar >> 6 | 0xC0)
        target[1] = tail(0)
        return 2
    }
    if scalar < 0x10000 {
        target[0] = UInt8(truncatingIfNeeded: scalar >> 12 | 0xE0)
        target[1] = tail(6)
        target[2] = tail(0)
        return 3
    }
    target[0] = UInt8(truncatingIfNeeded: scalar >> 18 | 0xF0)
    target[1] = tail(12)
    target[2] = tail(6)
    target[3] = tail(0)
    return 4
}

/// The offset of the first byte that is no UTF-8, nil where all is well.
func firstIllFormedByte(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    var index = 0
    while index < bytes.count {
        if index + 8 <= bytes.count,
            UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
            index += 8
            continue
        }
        if base[index] < 0x80 {
            index += 1
            continue
        }
        let scalar = decodeScalar(base, at: index, end: bytes.count)
        if scalar.value == 0xFFFD, !isReplacementCharacter(base, at: index, end: bytes.count) { return index }
        index += scalar.byteCount
    }
    return nil
}

private func isReplacementCharacter(_ bytes: UnsafePointer<UInt8>, at index: Int, end: Int) -> Bool {
    index + 3 <= end && bytes[index] == 0xEF && bytes[index + 1] == 0xBF && bytes[index + 2] == 0xBD
}

/// ASCII white space.
@inline(__always)
func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

/// ASCII digits.
@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

/// Where the scalar begins that ends at `end`, which is above `from`; nothing before `from` is read.
func scalarStart(_ bytes: UnsafePointer<UInt8>, before end: Int, from: Int) -> Int {
    var start = end - 1
    while start > from, end - start < 4, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return start
}
