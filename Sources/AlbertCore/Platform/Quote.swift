// How bytes that a stranger wrote appear in a message: short, on one line, printable.

/// The bytes between single quotes, cut after 64 bytes, as `printable` shows them.
func quoted(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    let shown = UnsafeBufferPointer(rebasing: bytes.prefix(64))
    return "'" + printable(shown) + (bytes.count > shown.count ? "…'" : "'")
}

/// The same for a text that is already a `String`.
func quoted(_ text: String) -> String {
    var copy = text
    return copy.withUTF8 { quoted($0) }
}

/// The bytes as text without control or direction characters (they become `\u{n}`); malformed UTF-8 becomes U+FFFD.
func printable(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    var text = ""
    var decoder = Unicode.UTF8.ForwardParser()
    var source = bytes.makeIterator()
    while true {
        switch decoder.parseScalar(from: &source) {
        case .valid(let encoded):
            let scalar = Unicode.UTF8.decode(encoded)
            switch scalar.value {
            case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E: text += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: text.unicodeScalars.append(scalar)
            }
        case .error: text += "\u{FFFD}"
        case .emptyInput: return text
        }
    }
}
