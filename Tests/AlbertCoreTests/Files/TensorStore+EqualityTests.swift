import Testing

@testable import AlbertCore

@Suite("tensors of one store that are the same")
struct TensorStoreEqualityTests {
    @Test("type, shape and every byte count")
    func equality() throws {
        let count = (1 << 20) + 3  // a piece and a little more
        let zeros = [UInt8](repeating: 0, count: count)
        var last = zeros
        last[count - 1] = 1
        var builder = SafeTensorsBuilder()
        builder.add("a", [count], type: "U8", bytes: zeros)
        builder.add("b", [count], type: "U8", bytes: zeros)
        builder.add("last", [count], type: "U8", bytes: last)
        builder.add("shape", [1, count], type: "U8", bytes: zeros)
        builder.add("type", [count], type: "I8", bytes: zeros)
        builder.add("none", [0], type: "U8", bytes: [])
        let file = builder.file
        try file.withUnsafeBytes { bytes in
            let store = try TensorStore.open(bytes: bytes, name: "m")
            let first = try #require(store.entry("a"))
            for (name, expected) in [("a", true), ("b", true), ("last", false), ("shape", false), ("type", false)] {
                #expect(try store.areEqual(first, try #require(store.entry(name))) == expected)
            }
            let empty = try #require(store.entry("none"))
            #expect(try store.areEqual(empty, empty))
        }
    }
}
