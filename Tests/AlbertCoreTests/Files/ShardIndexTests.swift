import Testing

@testable import AlbertCore

private func read(_ text: String) throws -> ShardIndex {
    let bytes = Array(text.utf8)
    return try bytes.withUnsafeBytes { bytes in try ShardIndex(bytes, name: "i.json") }
}

private func refusal(file: String) -> AlbertError? {
    #expect(throws: AlbertError.self) { try read("{\"weight_map\": {\"a\": \"\(file)\"}}") }
}

@Suite("shard index") struct ShardIndexTests {
    @Test("files are numbered in the order of their first mention; total_size is not looked at")
    func good() throws {
        let map = #"{"x": "2.safetensors", "y": "1.safetensors", "z": "2.safetensors"}"#
        let index = try read(#"{"metadata": {"total_size": -1e300}, "weight_map": "# + map + "}")
        #expect(index.shards == ["2.safetensors", "1.safetensors"])
        #expect(index.tensors.map(\.name) == ["x", "y", "z"] && index.tensors.map(\.shard) == [0, 1, 0])
    }

    @Test(
        "a name that leads elsewhere is refused as PATH",
        arguments: [
            "../x.safetensors", "a/../../x", "/etc/passwd", ".", "..", "", "a/b", "./a", "a/", "a\\\\b", "a\\u0000b",
            "a\\nb", "\\u007f",
        ])
    func paths(_ name: String) {
        let error = refusal(file: name)
        #expect(error?.code == .path && error?.detail.contains("'a'") == true)
        #expect(error?.description.unicodeScalars.allSatisfy { $0.value >= 0x20 } == true)
    }

    @Test("dots inside a name are no path")
    func dots() throws { #expect(try read(#"{"weight_map": {"a": "..a..b..."}}"#).shards == ["..a..b..."]) }

    @Test("a name is taken at the limit and refused one over it")
    func nameLimit() throws {
        let name = String(repeating: "n", count: FileLimits.fileNameByteCount)
        #expect(try read("{\"weight_map\": {\"a\": \"\(name)\"}}").shards == [name])
        #expect(refusal(file: name + "n")?.code == .limit)
    }

    @Test(
        "the map must be there and hold file names",
        arguments: [
            "{}", "[]", #"{"weight_map": null}"#, #"{"weight_map": []}"#, #"{"weight_map": {}}"#,
            #"{"weight_map": {"a": 1}}"#,
            #"{"weight_map": {"a": null}}"#, #"{"weight_map": {"a": ["x"]}}"#, #"{"weight_map": {"a": "x", "a": "y"}}"#,
        ])
    func malformed(_ text: String) {
        let error = #expect(throws: AlbertError.self) { try read(text) }
        #expect(error?.code == .format)
    }

    @Test("files and tensors are taken at their limits and refused one over them")
    func counts() throws {
        func index(_ tensors: Int, _ files: Int) -> String {
            let map = (0..<tensors).map { "\"\($0)\":\"\($0 % files)\"" }.joined(separator: ",")
            return "{\"weight_map\":{\(map)}}"
        }
        #expect(try read(index(FileLimits.shardCount, FileLimits.shardCount)).shards.count == FileLimits.shardCount)
        let files = #expect(throws: AlbertError.self) {
            try read(index(FileLimits.shardCount + 1, FileLimits.shardCount + 1))
        }
        #expect(files?.code == .limit && files?.detail.contains("4096 files") == true)
        #expect(try read(index(FileLimits.tensorCount, 2)).tensors.count == FileLimits.tensorCount)
        let tensors = #expect(throws: AlbertError.self) { try read(index(FileLimits.tensorCount + 1, 2)) }
        #expect(tensors?.code == .limit)
    }
}
