import Testing

@testable import AlbertCore

@Suite("a batch")
struct BatchTests {
    @Test("is refused with the place of the first bad number")
    func refusals() throws {
        let model = try TinyModel().open()
        let cases: [(OwnedBatch, AlbertError.Code, String)] = [
            (OwnedBatch([]), .argument, "lengths"),
            (OwnedBatch([[]]), .argument, "lengths"),
            (OwnedBatch([[1, 2, 3, 4, 5, 6, 7, 8, 9]]), .limit, "lengths"),
            (OwnedBatch([[1, 12]]), .argument, "ids"),
            (OwnedBatch([[1, -1]]), .argument, "ids"),
            (OwnedBatch([[1, 2]], types: [[0, 2]]), .argument, "type_ids"),
            (OwnedBatch([[1, 2]], mask: [[1, 2]]), .argument, "attention_mask"),
            (OwnedBatch([[1, 2]], types: [[0]]), .argument, "type_ids"),
        ]
        for (batch, code, place) in cases {
            let error = #expect(throws: AlbertError.self) { _ = try batch.forward(model, .hidden) }
            #expect(error?.code == code && error?.place == place)
        }
        var long = OwnedBatch([[1, 2, 3]])
        long.lengths = [2]
        #expect(throws: AlbertError.self) { _ = try long.forward(model, .hidden) }
        long.lengths = [Int64.max, Int64.max]
        #expect(throws: AlbertError.self) { _ = try long.forward(model, .hidden) }
        var endless = model.configuration
        endless.positionCount = 1 << 20
        let beyondRows = #expect(throws: AlbertError.self) {
            try [Int64](repeating: 1 << 20, count: 2048).withUnsafeBufferPointer {
                _ = try Batch.tokenCount($0, for: endless)
            }
        }
        #expect(beyondRows?.code == .limit && beyondRows?.place == "lengths")
        let position = #expect(throws: AlbertError.self) {
            _ = try OwnedBatch([[1, 2]]).forward(model, .mlmLogits, positions: [0, 2])
        }
        #expect(position?.place == "positions" && position?.detail.contains("position 1") == true)
    }

    @Test("is cut into slices of whole sequences within the token limit")
    func slices() {
        let lengths: [Int64] = [5, 5, 5, 30, 1, 1]
        lengths.withUnsafeBufferPointer { lengths in
            let slices = Array(BatchSlices(lengths: lengths, tokenLimit: 10))
            #expect(slices.map(\.sequences) == [0..<2, 2..<3, 3..<4, 4..<6])
            #expect(slices.map(\.tokens) == [0..<10, 10..<15, 15..<45, 45..<47])
        }
    }
}
