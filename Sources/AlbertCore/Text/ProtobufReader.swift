// The protobuf wire format: keys, varints and lengths, each checked before it is used. Groups (wire types 3 and 4), which only
// proto1 had, are refused, so nothing nests.

struct ProtobufReader {
    /// One field: its number and what follows the key.
    struct Field {
        enum Value {
            case varint(UInt64)
            case fixed64(UInt64)
            case bytes(Range<Int>)
            case fixed32(UInt32)
        }
        let number: UInt64
        let value: Value
        /// Where the key starts.
        let offset: Int
    }

    let bytes: UnsafeBufferPointer<UInt8>
    /// The file, for messages.
    let name: String
    private(set) var offset: Int
    let end: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, name: String, range: Range<Int>? = nil) {
        self.bytes = bytes
        self.name = name
        let range = range ?? 0..<bytes.count
        (offset, end) = (range.lowerBound, range.upperBound)
    }

    /// The next field, nil at the end.
    mutating func next() throws(AlbertError) -> Field? {
        guard offset < end else { return nil }
        let start = offset
        let key = try varint("a field's key")
        let number = key >> 3
        guard number > 0, number < 1 << 29 else { throw failure("field number \(number) is none", at: start) }
        switch key & 7 {
        case 0: return Field(number: number, value: .varint(try varint("field \(number)")), offset: start)
        case 1: return Field(number: number, value: .fixed64(try fixed(8, number)), offset: start)
        case 2:
            let declared = try varint("the length of field \(number)")
            guard let count = Int(exactly: declared), count <= end - offset else {
                throw failure("field \(number) has a length of \(declared), \(end - offset) bytes remain", at: start)
            }
            defer { offset += count }
            return Field(number: number, value: .bytes(offset..<offset + count), offset: start)
        case 5:
            return Field(
                number: number, value: .fixed32(UInt32(truncatingIfNeeded: try fixed(4, number))), offset: start)
        case let type: throw failure("field \(number) has wire type \(type), which is not in use", at: start)
        }
    }

    func failure(_ detail: String, at offset: Int) -> AlbertError {
        AlbertError(.format, at: name, byteOffset: Int64(offset), detail)
    }

    private mutating func varint(_ what: @autoclosure () -> String) throws(AlbertError) -> UInt64 {
        let start = offset
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard offset < end else { throw failure("truncated in \(what())", at: start) }
            let byte = bytes[offset]
            offset += 1
            guard shift < 63 || byte <= 1 else { break }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        throw failure("\(what()) is a varint of more than 64 bits", at: start)
    }

    private mutating func fixed(_ count: Int, _ number: UInt64) throws(AlbertError) -> UInt64 {
        guard count <= end - offset else {
            throw failure("truncated in field \(number): \(count) bytes expected, \(end - offset) remain", at: offset)
        }
        var value: UInt64 = 0
        for index in 0..<count { value |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
        offset += count
        return value
    }
}
