import Testing

@testable import AlbertCore

private func read(_ bytes: [UInt8], limit: Int = FileLimits.headerByteCount) throws -> [TensorEntry] {
    try bytes.withUnsafeBytes { bytes in
        try SafeTensorsHeader.read(.memory(bytes, name: "m.safetensors"), shard: 0, limit: limit)
    }
}

private func read(_ header: String, _ dataByteCount: Int) throws -> [TensorEntry] {
    try read(Sample.safetensors(header, dataByteCount: dataByteCount))
}

private func refusal(_ bytes: [UInt8], limit: Int = FileLimits.headerByteCount) -> AlbertError? {
    #expect(throws: AlbertError.self) { try read(bytes, limit: limit) }
}

private func refusal(_ header: String, _ dataByteCount: Int) -> AlbertError? {
    refusal(Sample.safetensors(header, dataByteCount: dataByteCount))
}

private func declare(_ length: UInt64) -> [UInt8] {
    withUnsafeBytes(of: length.littleEndian, Array.init) + [0x7B, 0x7D]
}

/// A header with one tensor 'a' of the given members, over eight bytes of data.
private func one(_ dtype: String, _ shape: String, _ offsets: String) -> AlbertError? {
    refusal("{\"a\": {\"dtype\": \(dtype), \"shape\": \(shape), \"data_offsets\": \(offsets)}}", 8)
}

@Suite("safetensors header") struct SafeTensorsHeaderTests {
    @Test("tensors are read with type, shape and place, in the order of the data")
    func good() throws {
        let b = Sample.tensor("b", "F32", "[2, 1]", 4, 12)
        let a = Sample.tensor("a", "BF16", "[2]", 0, 4)
        let header = "{\(b), \"__metadata__\": {\"format\": \"pt\"}, \(a)}"
        let entries = try read(header, 12)
        let start = 8 + header.utf8.count
        #expect(entries.map(\.name) == ["a", "b"] && entries.map(\.type) == [.bfloat16, .float32])
        #expect(entries.map(\.shape) == [[2], [2, 1]] && entries.map(\.elementCount) == [2, 2])
        #expect(entries.map(\.byteRange) == [start..<(start + 4), (start + 4)..<(start + 12)])
    }

    @Test("a file shorter than its length field says so", arguments: 0...7)
    func short(_ count: Int) {
        let error = refusal([UInt8](repeating: 1, count: count))
        #expect(error?.code == .format && error?.byteOffset == 0)
        #expect(error?.detail.contains("8-byte length missing") == true)
    }

    @Test("an empty header is refused")
    func emptyHeader() {
        #expect(refusal(declare(0))?.code == .format)
        #expect(refusal([UInt8](repeating: 0, count: 8))?.code == .format)
    }

    @Test(
        "a length beyond the limit is LIMIT, beyond the file FORMAT",
        arguments: [
            UInt64.max, UInt64.max - 7, UInt64(Int64.max), UInt64(Int64.max) + 1, 100_000_001,
        ])
    func hugeLength(_ length: UInt64) { #expect(refusal(declare(length))?.code == .limit) }

    @Test("a header one byte longer than the file is truncated")
    func truncated() {
        let error = refusal(declare(3))
        #expect(error?.code == .format)
        #expect(error?.detail.contains("needs 3 bytes, the file has 2") == true)
        #expect(refusal(declare(100_000_000))?.code == .format)
    }

    @Test("a header is taken at the limit and refused one over it")
    func limit() throws {
        let bytes = Sample.safetensors("{  }")
        #expect(try read(bytes, limit: 4).isEmpty)
        #expect(refusal(bytes, limit: 3)?.code == .limit)
    }

    @Test("white space around the object is accepted, anything else is not")
    func around() throws {
        #expect(try read(" \n{}  ", 0).isEmpty)
        for header in ["[]", "\"a\"", "1", "null", "{} x", "{}\0", "\u{FEFF}{}", "{}{}"] {
            #expect(refusal(header, 0)?.code == .format, "\(header)")
        }
    }

    @Test("a duplicate tensor and a duplicate key are named")
    func duplicates() {
        let a = Sample.tensor("same", "U8", "[1]", 0, 1)
        let error = refusal("{\(a), \(a)}", 1)
        #expect(error?.code == .format && error?.detail.contains("'same' occurs twice") == true)
        #expect(error?.byteOffset ?? 0 > 8)
        let twice = "{\"a\": {\"dtype\": \"U8\", \"dtype\": \"U8\", \"shape\": [1], \"data_offsets\": [0, 1]}}"
        #expect(refusal(twice, 1)?.detail.contains("'dtype' occurs twice") == true)
    }

    @Test("metadata holds texts only")
    func metadata() throws {
        #expect(try read("{\"__metadata__\": {}}", 0).isEmpty)
        for value in ["1", "[]", "null", "\"x\"", "{\"a\": 1}", "{\"a\": null}", "{\"a\": {}}"] {
            #expect(refusal("{\"__metadata__\": \(value)}", 0)?.code == .format, "\(value)")
        }
    }

    @Test("a type that is not known is UNSUPPORTED and named", arguments: ["f32", "F8", "F4", "F8_E4M3", "", "FLOAT"])
    func unknownType(_ type: String) {
        let error = one("\"\(type)\"", "[2]", "[0, 8]")
        #expect(error?.code == .unsupported && error?.detail.contains("'\(type)'") == true)
    }

    @Test("every known type is read", arguments: TensorType.allCases)
    func types(_ type: TensorType) throws {
        let entries = try read(
            "{" + Sample.tensor("t", type.rawValue, "[3]", 0, 3 * type.byteCount) + "}", 3 * type.byteCount)
        #expect(entries.first?.type == type)
    }

    @Test(
        "a shape holds whole numbers from 0",
        arguments: [
            "[-1]", "[1.5]", "[1e3]", "[2.0]", "[\"3\"]", "[null]", "[18446744073709551615]", "[[2]]", "[true]", "2",
            "null", "{}",
        ])
    func shapes(_ shape: String) { #expect(one("\"F32\"", shape, "[0, 8]")?.code == .format) }

    @Test(
        "a shape that overflows is FORMAT",
        arguments: [
            "[4294967296, 4294967296]", "[9223372036854775807, 2]", "[9223372036854775807]",
            "[3037000500, 3037000500, 0]",
        ])
    func overflow(_ shape: String) {
        let error = one("\"F32\"", shape, "[0, 8]")
        #expect(error?.code == .format && error?.detail.contains("overflows") == true)
    }

    @Test("rank 8, rank 0 and empty dimensions are accepted, rank 9 is LIMIT")
    func ranks() throws {
        #expect(try read("{" + Sample.tensor("a", "U8", "[1,1,1,1,1,1,1,2]", 0, 2) + "}", 2).count == 1)
        #expect(try read("{" + Sample.tensor("a", "F32", "[]", 0, 4) + "}", 4).first?.elementCount == 1)
        #expect(try read("{" + Sample.tensor("a", "F32", "[0, 5]", 0, 0) + "}", 0).first?.elementCount == 0)
        #expect(refusal("{" + Sample.tensor("a", "U8", "[1,1,1,1,1,1,1,1,1]", 0, 1) + "}", 1)?.code == .limit)
    }

    @Test(
        "offsets are two numbers, in order, inside the file",
        arguments: [
            "[8, 0]", "[0, 9]", "[0]", "[0, 4, 8]", "[]", "[0, -8]", "[-8, 0]", "[0.0, 8.0]", "[\"0\", \"8\"]", "8",
            "null",
            "[9223372036854775807, 9223372036854775807]",
        ])
    func offsets(_ offsets: String) { #expect(one("\"F32\"", "[2]", offsets)?.code == .format) }

    @Test("a tensor's bytes must be what type and shape need")
    func sizes() {
        let error = refusal("{" + Sample.tensor("pooler", "F32", "[2, 2]", 0, 15) + "}", 15)
        #expect(error?.code == .format)
        #expect(error?.detail == "tensor 'pooler': shape [2, 2] of F32 needs 16 bytes, the header gives 15")
        #expect(error?.byteOffset == 9)
    }

    @Test("an overlap and a hole name the tensor; order does not matter")
    func coverage() throws {
        let a = Sample.tensor("a", "U8", "[4]", 0, 4)
        #expect(try read("{\(Sample.tensor("b", "U8", "[4]", 4, 8)), \(a)}", 8).count == 2)
        let overlap = refusal("{\(a), \(Sample.tensor("b", "U8", "[4]", 3, 7))}", 7)
        #expect(overlap?.code == .format && overlap?.detail.contains("'b'") == true)
        let hole = refusal("{\(a), \(Sample.tensor("b", "U8", "[4]", 5, 9))}", 9)
        #expect(hole?.detail.contains("hole") == true)
        #expect(refusal("{\(a), \(Sample.tensor("b", "U8", "[4]", 0, 4))}", 4)?.code == .format)
        #expect(refusal("{\(Sample.tensor("a", "U8", "[4]", 1, 5))}", 5)?.code == .format)
    }

    @Test("an empty tensor may share another's offset, but not lie inside it")
    func emptyTensors() throws {
        let a = Sample.tensor("a", "U8", "[4]", 0, 4)
        #expect(
            try read("{\(a), \(Sample.tensor("e", "F32", "[0]", 0, 0)), \(Sample.tensor("f", "F32", "[0]", 4, 4))}", 4)
                .count == 3)
        #expect(refusal("{\(a), \(Sample.tensor("e", "F32", "[0]", 2, 2))}", 4)?.code == .format)
    }

    @Test("bytes after the last tensor are refused")
    func trailing() {
        let error = refusal("{\(Sample.tensor("a", "U8", "[4]", 0, 4))}", 5)
        #expect(error?.code == .format && error?.detail.contains("1 bytes after the last tensor") == true)
        #expect(refusal("{}", 1)?.code == .format)
    }

    @Test("tensors are counted: the limit is taken, one more refused")
    func tensorCount() throws {
        func header(_ count: Int) -> String {
            "{" + (0..<count).map { Sample.tensor("\($0)", "U8", "[0]", 0, 0) }.joined(separator: ",") + "}"
        }
        #expect(try read(header(FileLimits.tensorCount), 0).count == FileLimits.tensorCount)
        #expect(refusal(header(FileLimits.tensorCount + 1), 0)?.code == .limit)
    }

    @Test("odd names are taken, and printable in messages; names have a limit")
    func names() throws {
        #expect(
            try read("{" + Sample.tensor("a/../b\\u001b\\n", "U8", "[0]", 0, 0) + "}", 0).first?.name
                == "a/../b\u{1b}\n")
        let error = refusal("{" + Sample.tensor("x\\u001b[31m\\n", "F32", "[1]", 0, 0) + "}", 0)
        #expect(error?.description.unicodeScalars.allSatisfy { $0.value >= 0x20 } == true)
        let long = String(repeating: "n", count: FileLimits.tensorNameByteCount)
        #expect(try read("{" + Sample.tensor(long, "U8", "[0]", 0, 0) + "}", 0).count == 1)
        #expect(refusal("{" + Sample.tensor(long + "n", "U8", "[0]", 0, 0) + "}", 0)?.code == .limit)
        #expect(try read("{" + Sample.tensor("a\\u0000b", "U8", "[0]", 0, 0) + "}", 0).first?.name == "a\0b")
    }

    @Test("a tensor's missing key is named", arguments: ["dtype", "shape", "data_offsets"])
    func missingKeys(_ key: String) {
        let header = "{" + Sample.tensor("a", "U8", "[1]", 0, 1).replacing("\"\(key)\"", with: "\"other\"") + "}"
        let error = refusal(header, 1)
        #expect(error?.code == .format && error?.detail == "tensor 'a': '\(key)' is missing")
    }

    @Test("a member that is no object is refused")
    func noObject() { #expect(refusal("{\"a\": [1]}", 0)?.code == .format) }
}
