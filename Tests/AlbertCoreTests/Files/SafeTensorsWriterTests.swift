import Foundation
import Testing

@testable import AlbertCore

/// What the writer makes of a file, and the store that reads it again.
private func written(_ file: [UInt8], _ names: [String: String]) throws -> (bytes: [UInt8], store: TensorStore) {
    let place = try TemporaryDirectory()
    try file.withUnsafeBytes { bytes in
        let store = try TensorStore.open(bytes: bytes, name: "m")
        let tensors = store.entries.map { SavedTensor(name: names[$0.name] ?? $0.name, entry: $0) }
        let target = try NewFile("model.safetensors", in: try place.open(), path: "model.safetensors")
        let writer = try SafeTensorsWriter(tensors, from: store)
        try writer.write(to: target, watch: .none)
        try target.finish()
        #expect(writer.dataByteCount == store.entries.reduce(0) { $0 + $1.byteRange.count })
    }
    return (try Repository.bytes(place.path + "/model.safetensors"), try TensorStore.open(in: place.open()))
}

private func bytes(_ store: TensorStore, _ name: String) throws -> [UInt8] {
    let entry = try #require(store.entry(name))
    var bytes = [UInt8](repeating: 0, count: entry.byteRange.count)
    try bytes.withUnsafeMutableBytes { try store.read(entry, elements: 0..<entry.elementCount, into: $0) }
    return bytes
}

@Suite("writing safetensors")
struct SafeTensorsWriterTests {
    @Test("every type, a scalar, an empty tensor and one of several pieces read back as they were")
    func readsBack() throws {
        var builder = SafeTensorsBuilder()
        var expected: [String: [UInt8]] = [:]
        for (number, type) in TensorType.allCases.enumerated() {
            let content = (0..<3 * type.byteCount).map { UInt8(truncatingIfNeeded: $0 + 40 * number) }
            expected[type.rawValue] = content
            builder.add(type.rawValue, [3], type: type.rawValue, bytes: content)
        }
        expected["scalar"] = [1, 2, 3, 4]
        builder.add("scalar", [], type: "F32", bytes: [1, 2, 3, 4])
        expected["empty"] = []
        builder.add("empty", [0, 7], type: "F32", bytes: [])
        let large = (0..<(1 << 20) + 5).map { UInt8(truncatingIfNeeded: $0 % 251) }
        expected["large"] = large
        builder.add("large", [large.count], type: "U8", bytes: large)
        let (file, store) = try written(builder.file, [:])
        #expect(
            store.entries.map(\.name)
                == expected.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
        for (name, content) in expected { #expect(try bytes(store, name) == content, "\(name)") }
        #expect(store.entry("empty")?.shape == [0, 7] && store.entry("scalar")?.shape == [])
        // Every tensor lies at a multiple of its elements' size.
        for entry in store.entries { #expect(entry.byteRange.lowerBound.isMultiple(of: entry.type.byteCount)) }
        #expect(file[8...].starts(with: Array(#"{"__metadata__":{"format":"pt"}"#.utf8)))
    }

    @Test("names are written as JSON texts")
    func names() throws {
        var builder = SafeTensorsBuilder()
        builder.add("a", [1], [1])
        let name = "\"quoted\"\\ \n é"
        #expect(try written(builder.file, ["a": name]).store.entries.map(\.name) == [name])
    }

    @Test("no tensor at all is a file too")
    func none() throws {
        #expect(try written(Sample.safetensors("{}"), [:]).store.entries.isEmpty)
    }

    @Test("a cancel stops it before the first tensor")
    func cancelled() throws {
        let place = try TemporaryDirectory()
        var builder = SafeTensorsBuilder()
        builder.add("a", [1], [1])
        let file = builder.file
        try file.withUnsafeBytes { bytes in
            let store = try TensorStore.open(bytes: bytes, name: "m")
            let writer = try SafeTensorsWriter(store.entries.map { SavedTensor(name: $0.name, entry: $0) }, from: store)
            let error = #expect(throws: AlbertError.self) {
                try CancelledWatch.with {
                    try writer.write(to: try NewFile("x", in: place.open(), path: "x"), watch: $0)
                }
            }
            #expect(error?.code == .cancelled)
        }
    }
}
