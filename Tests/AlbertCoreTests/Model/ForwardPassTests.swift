import Testing

@testable import AlbertCore

@Suite("one pass")
struct ForwardPassTests {
    @Test("knows where its sequences start and where their masks lie")
    func starts() throws {
        let model = try TinyModel().open()
        let (ids, mask): ([Int32], [Int32]) = ([1, 2, 3, 4, 5, 6], [1, 0, 1, 1, 0, 1])
        let lengths: [Int64] = [1, 2, 3]
        try ids.withUnsafeBufferPointer { ids in
            try mask.withUnsafeBufferPointer { mask in
                try lengths.withUnsafeBufferPointer { lengths in
                    let batch = Batch(ids: ids, attentionMask: mask, lengths: lengths)
                    var seen = 0
                    try model.forEachSlice(of: batch, threads: 1, watch: .none) { (pass) throws(AlbertError) in
                        #expect(pass.starts == [0, 1, 3])
                        #expect(pass.rows == 6)
                        #expect(pass.mask(from: 3)?[1] == 0)
                        seen += 1
                    }
                    #expect(seen == 1)
                }
            }
        }
    }
}
