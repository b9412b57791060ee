import Testing

@testable import AlbertCore

@Suite("one tensor of a header")
struct SafeTensorsEntryReaderTests {
    private func read(_ entry: String) throws -> [TensorEntry] {
        let bytes = Array(#"{"t": \#(entry)}"#.utf8)
        return try bytes.withUnsafeBytes { bytes in
            let document = try JSONDocument(bytes, name: "x", limits: JSONLimits(byteCount: 10_000, valueCount: 1000))
            var reader = SafeTensorsEntryReader(place: "x", header: document.root, data: 100..<124, shard: 2)
            try document.root.forEachMember { (name, value) throws(AlbertError) in try reader.add(name, value) }
            return reader.entries
        }
    }

    @Test("keeps its type, shape and place in the file")
    func good() throws {
        let entry = try #require(try read(#"{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}"#).first)
        #expect(
            entry
                == TensorEntry(
                    name: "t", type: .float32, shape: [2, 3], elementCount: 6, byteRange: 100..<124, shard: 2))
        #expect(try read(#"{"dtype":"I8","shape":[],"data_offsets":[3,4]}"#).first?.elementCount == 1)
        #expect(try read(#"{"dtype":"F32","shape":[0],"data_offsets":[4,4]}"#).first?.byteRange == 104..<104)
    }

    @Test(
        "is refused with a sentence for each thing that can be wrong with it",
        arguments: [
            (#"5"#, "object"), (#"{"shape":[1],"data_offsets":[0,4]}"#, "'dtype' is missing"),
            (#"{"dtype":"F33","shape":[1],"data_offsets":[0,4]}"#, "'F33' is not supported"),
            (#"{"dtype":"F32","data_offsets":[0,4]}"#, "'shape' is missing"),
            (#"{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}"#, "whole numbers"),
            (#"{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}"#, "limit is 8"),
            (#"{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}"#, "overflows"),
            (#"{"dtype":"F32","shape":[1]}"#, "'data_offsets' is missing"),
            (#"{"dtype":"F32","shape":[1],"data_offsets":[4]}"#, "two numbers"),
            (#"{"dtype":"F32","shape":[1],"data_offsets":[8,4]}"#, "reversed"),
            (#"{"dtype":"F32","shape":[6],"data_offsets":[4,28]}"#, "truncated"),
            (#"{"dtype":"F32","shape":[1],"data_offsets":[0,5]}"#, "needs 4 bytes, the header gives 5"),
        ])
    func bad(_ entry: String, _ sentence: String) {
        let error = #expect(throws: AlbertError.self) { _ = try read(entry) }
        #expect(error?.detail.contains(sentence) == true, "\(error?.detail ?? "")")
    }
}
