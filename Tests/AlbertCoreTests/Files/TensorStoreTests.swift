import Foundation
import Testing

@testable import AlbertCore

private func tensors(_ names: [String]) -> [UInt8] {
    let members = names.enumerated().map { Sample.tensor($1, "U8", "[2]", 2 * $0, 2 * $0 + 2) }
    return Sample.safetensors("{\(members.joined(separator: ","))}", dataByteCount: 2 * names.count)
}

private func bytes(_ store: TensorStore, _ name: String, _ elements: Range<Int>) throws -> [UInt8] {
    let entry = try #require(store.entry(name))
    var bytes = [UInt8](repeating: 0xEE, count: elements.count * entry.type.byteCount)
    try bytes.withUnsafeMutableBytes { target in
        try store.read(entry, elements: elements, into: target)
    }
    return bytes
}

private func refusal(_ directory: TemporaryDirectory) -> AlbertError? {
    #expect(throws: AlbertError.self) { try TensorStore.open(in: directory.open()) }
}

private func index(_ map: [String: String]) -> String {
    "{\"weight_map\": {\(map.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \"\($0.value)\"" }.joined(separator: ","))}}"
}

@Suite("tensor store") struct TensorStoreTests {
    @Test("the bundled model's tensors are found by name")
    func bundled() throws {
        let store = try TensorStore.open(in: Directory(path: Repository.bundledModel))
        let name = "albert.embeddings.word_embeddings.weight"
        let entry = try #require(store.entry(name) ?? store.entry(String(name.dropFirst(7))))
        #expect(entry.shape.count == 2 && entry.shape[1] == 128)
        #expect(store.entry("no such tensor") == nil && store.entry("") == nil)
        for entry in store.entries { #expect(store.entry(entry.name) == entry) }
        try store.finish()
    }

    @Test("runs of elements are read from memory and from a file alike")
    func runs() throws {
        let header = "{\(Sample.tensor("a", "I16", "[3]", 0, 6)), \(Sample.tensor("b", "U8", "[2]", 6, 8))}"
        let file = Sample.safetensors(header, dataByteCount: 8)
        let directory = try TemporaryDirectory()
        try directory.write("model.safetensors", file)
        try file.withUnsafeBytes { memory in
            for store in [try TensorStore.open(bytes: memory, name: "m"), try TensorStore.open(in: directory.open())] {
                #expect(try bytes(store, "a", 0..<3) == [0, 1, 2, 3, 4, 5])
                #expect(try bytes(store, "a", 1..<2) == [2, 3])
                #expect(try bytes(store, "b", 0..<2) == [6, 7])
                #expect(try bytes(store, "b", 2..<2) == [])
                #expect(throws: AlbertError.self) { try bytes(store, "b", 1..<3) }
                #expect(throws: AlbertError.self) { try bytes(store, "b", -1..<1) }
            }
        }
    }

    @Test("shards are one store")
    func shards() throws {
        let directory = try TemporaryDirectory()
        try directory.write("1.safetensors", tensors(["x", "z"]))
        try directory.write("2.safetensors", tensors(["y"]))
        try directory.write(
            ShardIndex.fileName, index(["x": "1.safetensors", "y": "2.safetensors", "z": "1.safetensors"]))
        let store = try TensorStore.open(in: directory.open())
        #expect(store.entries.map(\.name) == ["x", "y", "z"] && store.fileNames.count == 2)
        #expect(try bytes(store, "z", 0..<2) == [2, 3])
        #expect(try bytes(store, "y", 0..<2) == [0, 1])
    }

    @Test("a shard may be a symbolic link that leads out of the directory, as in the Hub's cache")
    func links() throws {
        let blobs = try TemporaryDirectory()
        let directory = try TemporaryDirectory()
        try blobs.write("blob", tensors(["x"]))
        let link = directory.path + "/1.safetensors"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: blobs.path + "/blob")
        try directory.write(ShardIndex.fileName, index(["x": "1.safetensors"]))
        #expect(try TensorStore.open(in: directory.open()).entries.count == 1)
    }

    @Test("a missing shard is an IO error with its name")
    func missingShard() throws {
        let directory = try TemporaryDirectory()
        try directory.write(ShardIndex.fileName, index(["x": "gone.safetensors"]))
        let error = refusal(directory)
        #expect(
            error?.code == .io && error?.systemError == ENOENT && error?.place.hasSuffix("gone.safetensors") == true)
    }

    @Test("a tensor in two shards, in the wrong one or in none is refused and named")
    func wrongShards() throws {
        let directory = try TemporaryDirectory()
        try directory.write("1.safetensors", tensors(["x", "y"]))
        try directory.write("2.safetensors", tensors(["y"]))
        try directory.write(ShardIndex.fileName, index(["x": "1.safetensors", "y": "2.safetensors"]))
        let twice = refusal(directory)
        #expect(twice?.code == .format && twice?.detail.contains("'y' is also in") == true)
        try directory.write("2.safetensors", tensors(["z"]))
        let misplaced = refusal(directory)
        #expect(misplaced?.code == .format)
        #expect(misplaced?.detail == "tensor 'y' is in '1.safetensors', not in '2.safetensors'")
        try directory.write("1.safetensors", tensors(["x"]))
        #expect(refusal(directory)?.detail == "tensor 'y' is not in '2.safetensors'")
    }

    @Test("a shard that is a directory is a PATH error")
    func directoryAsShard() throws {
        let directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory.path + "/d", withIntermediateDirectories: false)
        try directory.write(ShardIndex.fileName, index(["x": "d"]))
        #expect(refusal(directory)?.code == .path)
    }

    @Test(
        "weights in another format name the converter",
        arguments: [
            "pytorch_model.bin", "pytorch_model.bin.index.json", "tf_model.h5", "flax_model.msgpack",
            "model.ckpt-best.index",
            "model.ckpt", "albert_config.json", "saved_model.pb",
        ])
    func foreign(_ name: String) throws {
        let directory = try TemporaryDirectory()
        try directory.write(name, "x")
        let error = refusal(directory)
        #expect(error?.code == .unsupported && error?.place.hasSuffix(name) == true)
        #expect(error?.detail.contains("python -m albert convert SRC DST") == true)
    }

    @Test("a directory without weights is an IO error that names the file")
    func empty() throws {
        let error = refusal(try TemporaryDirectory())
        #expect(error?.code == .io && error?.place.hasSuffix("model.safetensors") == true)
    }

    @Test("a file that grows or is rewritten after it was opened is an IO error at the end")
    func changed() throws {
        let directory = try TemporaryDirectory()
        try directory.write("model.safetensors", tensors(["x"]))
        let store = try TensorStore.open(in: directory.open())
        try store.finish()
        let handle = try #require(FileHandle(forWritingAtPath: directory.path + "/model.safetensors"))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data([0]))
        let error = #expect(throws: AlbertError.self) { try store.finish() }
        #expect(error?.code == .io && error?.detail.contains("changed while it was read") == true)
    }

    @Test("a file that is replaced after it was opened is an IO error at the end")
    func replaced() throws {
        let directory = try TemporaryDirectory()
        try directory.write("model.safetensors", tensors(["x"]))
        let store = try TensorStore.open(in: directory.open())
        try directory.write("new", tensors(["x"]))
        #expect(rename(directory.path + "/new", directory.path + "/model.safetensors") == 0)
        #expect(throws: AlbertError.self) { try store.finish() }
    }

    @Test("a file that shrinks while it is read is truncated, not a crash")
    func shrunk() throws {
        let directory = try TemporaryDirectory()
        try directory.write("model.safetensors", tensors(["x"]))
        let store = try TensorStore.open(in: directory.open())
        #expect(truncate(directory.path + "/model.safetensors", 10) == 0)
        let error = #expect(throws: AlbertError.self) { try bytes(store, "x", 0..<2) }
        #expect(error?.code == .format && error?.detail.contains("truncated") == true)
    }

    @Test("names are compared byte by byte, not as equivalent texts")
    func equivalentNames() throws {
        try tensors(["\u{212A}", "K"]).withUnsafeBytes { memory in
            let store = try TensorStore.open(bytes: memory, name: "m")
            #expect(store.entries.count == 2)
            #expect(try bytes(store, "K", 0..<2) == [2, 3])
        }
    }
}
