import Testing

@testable import AlbertCore

@Suite("the record of attention weights")
struct AttentionRecordTests {
    @Test("lies sequence after sequence, each by application and head")
    func layout() throws {
        let model = try TinyModel().open()
        let lengths: [Int64] = [2, 3]
        try lengths.withUnsafeBufferPointer { lengths in
            #expect(try AttentionRecord.valueCount(lengths, model.configuration) == 4 * 2 * (4 + 9))
            let tensor = try Tensor(uninitialized: [104])
            let record = AttentionRecord(into: tensor, lengths: lengths, model.configuration)
            let base = tensor.values.base
            #expect(record.application(0).weights(sequence: 0, head: 1) - base == 4)
            #expect(record.application(3).weights(sequence: 0, head: 0) - base == 24)
            #expect(record.application(1).weights(sequence: 1, head: 1) - base == 32 + 27)
        }
    }

    @Test("is refused when its size overflows")
    func overflows() throws {
        let model = try TinyModel().open()
        let lengths = [Int64](repeating: Int64(Int32.max), count: 4)
        lengths.withUnsafeBufferPointer { lengths in
            _ = #expect(throws: AlbertError.self) { try AttentionRecord.valueCount(lengths, model.configuration) }
        }
    }
}
