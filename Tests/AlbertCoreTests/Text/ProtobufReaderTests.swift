import Testing

@testable import AlbertCore

@Suite("the protobuf reader")
struct ProtobufReaderTests {
    /// Each field as text, or the error's detail.
    private func read(_ bytes: [UInt8]) -> [String] {
        var fields: [String] = []
        do {
            try withBytes(bytes) { (pointer) throws(AlbertError) in
                var reader = ProtobufReader(pointer, name: "m")
                while let field = try reader.next() { fields.append("\(field.number) \(field.value)") }
            }
        } catch { fields.append("\(error)") }
        return fields
    }

    @Test("reads every wire type in use")
    func wireTypes() {
        let bytes: [UInt8] = [0x08, 0x96, 0x01, 0x11, 1, 0, 0, 0, 0, 0, 0, 0, 0x1A, 2, 0x61, 0x62, 0x25, 1, 0, 0, 0]
        #expect(read(bytes) == ["1 varint(150)", "2 fixed64(1)", "3 bytes(Range(14..<16))", "4 fixed32(1)"])
        #expect(read([0x08] + [UInt8](repeating: 0xFF, count: 9) + [1]) == ["1 varint(18446744073709551615)"])
    }

    @Test(
        "refuses what overflows, ends early, or is no field",
        arguments: [
            [0x08], [0x08, 0x80], [0x08] + [UInt8](repeating: 0xFF, count: 10),
            [0x08] + [UInt8](repeating: 0x80, count: 9) + [2], [0x00], [0x0B], [0x0C],
            [0x0E], [0x0A, 5, 1], [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1], [0x0D, 1, 2, 3],
            [0x09, 1, 2, 3],
        ] as [[UInt8]])
    func refusals(bytes: [UInt8]) {
        let fields = read(bytes)
        #expect(fields.count == 1 && fields[0].hasPrefix("m: ") && fields[0].contains("(byte "))
    }
}
