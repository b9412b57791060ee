// Strings in JSON: found, checked and unescaped where they stand.

extension JSONReader {
    /// Reads the string whose opening quote is at `at`.
    mutating func readString() throws(AlbertError) -> JSONNode {
        let bytes = text.base
        let start = at + 1
        var read = start
        while read < end, Self.isPlain(bytes[read]) { read += 1 }
        var write = read
        while read < end {
            let byte = bytes[read]
            if byte == UInt8(ascii: "\"") {
                at = read + 1
                return JSONNode(
                    kind: .string, count: UInt32(truncatingIfNeeded: write - start),
                    content: UInt64(truncatingIfNeeded: start))
            }
            if Self.isPlain(byte) {
                bytes[write] = byte
                read += 1
                write += 1
            } else if byte == UInt8(ascii: "\\") {
                let (scalar, length) = try readEscape(at: read)
                // What it stands for takes at most as many bytes as were read.
                write += encodeScalar(scalar, to: bytes + write)
                read += length
            } else {
                throw failure(at: read, "a control character in a string must be escaped")
            }
        }
        throw failure(at: end, "the text ends inside a string")
    }

    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// The scalar that the escape at `start` stands for, and the bytes it takes.
    private borrowing func readEscape(at start: Int) throws(AlbertError) -> (scalar: UInt32, length: Int) {
        guard start + 1 < end else { throw failure(at: end, "the text ends inside a string") }
        switch text[start + 1] {
        case UInt8(ascii: "\""): return (0x22, 2)
        case UInt8(ascii: "\\"): return (0x5C, 2)
        case UInt8(ascii: "/"): return (0x2F, 2)
        case UInt8(ascii: "b"): return (0x08, 2)
        case UInt8(ascii: "f"): return (0x0C, 2)
        case UInt8(ascii: "n"): return (0x0A, 2)
        case UInt8(ascii: "r"): return (0x0D, 2)
        case UInt8(ascii: "t"): return (0x09, 2)
        case UInt8(ascii: "u"): break
        default: throw failure(at: start, "unknown escape in a string")
        }
        guard let unit = hexadecimal(at: start + 2) else {
            throw failure(at: start, "\\u needs four hexadecimal digits")
        }
        guard unit >= 0xD800, unit < 0xE000 else { return (unit, 6) }
        guard unit < 0xDC00, start + 7 < end, text[start + 6] == UInt8(ascii: "\\"),
            text[start + 7] == UInt8(ascii: "u"),
            let low = hexadecimal(at: start + 8), low >= 0xDC00, low < 0xE000
        else { throw failure(at: start, "unpaired surrogate in a string") }
        return (0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00), 12)
    }

    private borrowing func hexadecimal(at start: Int) -> UInt32? {
        guard start + 4 <= end else { return nil }
        var value: UInt32 = 0
        for byte in text.elements[start..<start + 4] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return value
    }
}
