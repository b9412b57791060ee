// Base64 with padding (RFC 4648), as tokenizer.json carries its charsmap.

func decodeBase64(_ text: UnsafeBufferPointer<UInt8>) throws(AlbertError) -> Buffer<UInt8> {
    guard text.count % 4 == 0 else {
        throw AlbertError(.format, at: "", "base64 of \(text.count) characters, which is no multiple of 4")
    }
    var paddingCount = 0
    while paddingCount < min(2, text.count), text[text.count - 1 - paddingCount] == 0x3D { paddingCount += 1 }
    var bytes = try Buffer<UInt8>(uninitialized: text.count / 4 * 3)
    var next = bytes.base
    for start in stride(from: 0, to: text.count, by: 4) {
        var group: UInt32 = 0
        for index in start..<start + 4 {
            let isPadding = index >= text.count - paddingCount
            guard let digit = isPadding ? 0 : base64Digit(text[index]) else {
                throw AlbertError(.format, at: "", "character \(index) of the base64 is none of its digits")
            }
            group = group << 6 | digit
        }
        next[0] = UInt8(truncatingIfNeeded: group >> 16)
        next[1] = UInt8(truncatingIfNeeded: group >> 8)
        next[2] = UInt8(truncatingIfNeeded: group)
        next += 3
    }
    bytes.removeLast(paddingCount)
    return bytes
}

private func base64Digit(_ character: UInt8) -> UInt32? {
    switch character {
    case 0x41...0x5A: UInt32(character) - 0x41
    case 0x61...0x7A: UInt32(character) - 0x61 + 26
    case 0x30...0x39: UInt32(character) - 0x30 + 52
    case 0x2B: 62
    case 0x2F: 63
    default: nil
    }
}
