import Testing

@testable import AlbertCore

@Suite("embeddings")
struct EmbeddingsTests {
    @Test("add word, type and position and norm the sum, positions starting anew in every sequence")
    func sums() throws {
        let model = try TinyModel().open()
        let batch = OwnedBatch([[7, 2], [7]], types: [[1, 0], [1]])
        let states = try #require(try batch.forward(model, .hiddenStates).hiddenStates).array
        #expect(Array(states[0..<8]) == Array(states[16..<24]))
        #expect(Array(states[0..<8]) != Array(states[8..<16]))
        let otherType = try #require(try OwnedBatch([[7, 2]]).forward(model, .hiddenStates).hiddenStates).array
        #expect(Array(otherType[0..<8]) != Array(states[0..<8]))
    }
}
