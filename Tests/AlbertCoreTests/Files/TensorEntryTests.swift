import Testing

@testable import AlbertCore

@Suite("a tensor's entry")
struct TensorEntryTests {
    @Test("covers as many bytes as its elements take")
    func bytes() throws {
        var builder = SafeTensorsBuilder()
        builder.add("a", [3], [1, 2, 3])
        builder.add("b", [2, 2], type: "F16", bytes: [UInt8](repeating: 0, count: 8))
        let file = builder.file
        try file.withUnsafeBytes { bytes in
            for entry in try TensorStore.open(bytes: bytes, name: "x").entries {
                #expect(entry.byteRange.count == entry.elementCount * entry.type.byteCount)
                #expect(entry.elementCount == entry.shape.reduce(1, *))
            }
        }
    }
}
