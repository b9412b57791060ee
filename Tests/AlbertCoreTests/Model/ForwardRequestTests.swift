import Testing

@testable import AlbertCore

@Suite("a request")
struct ForwardRequestTests {
    @Test("gets what it asks for and nothing else, in the documented shapes")
    func shapes() throws {
        let model = try TinyModel().open()
        let batch = OwnedBatch([[1, 2, 3], [4]])
        let output = try batch.forward(model, [.hidden, .sopLogits, .mlmLogits], positions: [3])
        #expect(output.hidden?.shape == [4, 8])
        #expect(output.sopLogits?.shape == [2, 2])
        #expect(output.mlmLogits?.shape == [1, 12])
        #expect(output.hiddenStates == nil && output.attentions == nil && output.pooled == nil)
        let others = try batch.forward(model, [.hiddenStates, .attentions, .pooled])
        #expect(others.hiddenStates?.shape == [5, 4, 8])
        #expect(others.attentions?.shape == [4 * 2 * (9 + 1)])
        #expect(others.pooled?.shape == [2, 8])
    }
}
