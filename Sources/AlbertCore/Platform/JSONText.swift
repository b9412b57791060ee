// How a text is written in JSON.

extension Buffer where Element == UInt8 {
    /// Appends the text as a JSON string, quotes included.
    mutating func appendJSON(_ text: String) throws(AlbertError) {
        try append(UInt8(ascii: "\""))
        for byte in text.utf8 { try appendEscaped(byte) }
        try append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(_ byte: UInt8) throws(AlbertError) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            try append(UInt8(ascii: "\\"))
            try append(byte)
        case 0..<0x20, 0x7F:
            let digits: StaticString = "0123456789abcdef"
            try appendText("\\u00")
            try append(digits.utf8Start[Int(byte >> 4)])
            try append(digits.utf8Start[Int(byte & 15)])
        default: try append(byte)
        }
    }

    /// Appends the UTF-8 of `text` as it is.
    mutating func appendText(_ text: String) throws(AlbertError) {
        for byte in text.utf8 { try append(byte) }
    }
}
